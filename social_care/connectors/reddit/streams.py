"""What a Reddit account listens to: which list each stream is, and what of it is wanted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from social_care.connectors.reddit.search import translate
from social_care.connectors.reddit.settings import RedditSettings
from social_care.models import Mention, MentionKind
from social_care.query import Alternative

OWN_POSTS = "own posts"
OWN_MESSAGES = "sent messages"
MENTIONS = "mentions"
SEARCH = "search: "
COMMENTS = "comments: r/"

INBOX_EVERY_S = 60
SEARCH_EVERY_S = 180
SEARCH_REACH = "month"
"""How old found posts may be; the cursor says how far is read, so a worker that was off for a
weekend misses nothing."""

OURS = "{me}"
"""Stands for our name in a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One stream."""

    every_s: int
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    kind: MentionKind = MentionKind.MENTION
    wanted: Callable[[Mention], bool] = lambda _: True


def feeds(settings: RedditSettings) -> dict[str, Feed]:
    """Every stream by its name, in the order they should be polled. None while it is off."""
    if not settings.enabled:
        return {}
    return dict([*_own(), *_inbox(), *_searches(settings), *_comments(settings)])


def _own() -> Iterator[tuple[str, Feed]]:
    """What we wrote, here or in Reddit's own app; in these lists others have nothing to say."""
    posts = f"/user/{OURS}/overview"
    newest = {"sort": "new"}
    yield OWN_POSTS, Feed(every_s=INBOX_EVERY_S, path=posts, params=newest, wanted=_nothing)
    yield OWN_MESSAGES, Feed(every_s=INBOX_EVERY_S, path="/message/sent", wanted=_nothing)


def _inbox() -> Iterator[tuple[str, Feed]]:
    lists = {
        MENTIONS: ("mentions", MentionKind.MENTION),
        "replies to comments": ("comments", MentionKind.REPLY),
        "replies to posts": ("selfreply", MentionKind.REPLY),
        "messages": ("messages", MentionKind.DIRECT_MESSAGE),
    }
    for name, (last, kind) in lists.items():
        yield name, Feed(every_s=INBOX_EVERY_S, path=f"/message/{last}", kind=kind)


def _searches(settings: RedditSettings) -> Iterator[tuple[str, Feed]]:
    for alternative in (each for query in settings.queries for each in query.alternatives):
        asked = {"q": translate(alternative), "sort": "new", "type": "link", "t": SEARCH_REACH}
        yield (
            f"{SEARCH}{alternative}",
            Feed(
                every_s=SEARCH_EVERY_S,
                path="/search",
                params=asked,
                kind=MentionKind.KEYWORD,
                wanted=_sieve(alternative),
            ),
        )


def _comments(settings: RedditSettings) -> Iterator[tuple[str, Feed]]:
    def matches(mention: Mention) -> bool:
        said = (mention.text, mention.lang, mention.author.handle)
        return any(query.matches(*said) for query in settings.queries)

    for community in settings.subreddits if settings.queries else ():
        yield (
            f"{COMMENTS}{community}",
            Feed(
                every_s=SEARCH_EVERY_S,
                path=f"/r/{community}/comments",
                kind=MentionKind.KEYWORD,
                wanted=matches,
            ),
        )


def _sieve(alternative: Alternative) -> Callable[[Mention], bool]:
    return lambda found: alternative.sieve(found.text, found.lang, found.author.handle)


def _nothing(_: Mention) -> bool:
    return False
