"""Reads one Bluesky account: its streams, threads, and posts looked at again."""

import logging
from collections.abc import Callable, Iterator, Sequence

from social_care.connectors.base import OVERLAP_MS, Budget, Looked, Page
from social_care.connectors.bluesky import lists
from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.chat import Chat
from social_care.connectors.bluesky.inbox import Inbox
from social_care.connectors.bluesky.parse import to_mention, to_own_post
from social_care.connectors.bluesky.profiles import Profiles
from social_care.connectors.bluesky.search import searches
from social_care.connectors.bluesky.session import BlueskySettings
from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.walk import Pull, reach, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Stream

OWN_POSTS = "own posts"
MENTIONS = "mentions"
MESSAGES = "messages"
SEARCH = "search: "

AT_ONCE = 25
"""How many posts can be asked for by their addresses."""
SEARCH_OVERLAP_MS = 30 * 60 * 1000
THREAD_LIMIT = 200

Keeps = Callable[[Mention], bool]
_LOG = logging.getLogger(__name__)


class Reader:
    """What comes in."""

    def __init__(self, settings: BlueskySettings, api: Api, chat: Chat) -> None:
        self._settings = settings
        self._api = api
        self._chat = chat
        self._searches = searches(settings.queries)
        self._profiles = Profiles(api)
        self._inbox = Inbox(chat, self._profiles, settings.name)

    def streams(self) -> list[Stream]:
        """Own posts, mentions, direct messages where we may read them, and every search."""
        often = [OWN_POSTS, MENTIONS, *([MESSAGES] if self._chat.is_open else [])]
        return [
            *(Stream(name=name, every_s=60) for name in often),
            *(Stream(name=SEARCH + wanted, every_s=120) for wanted in self._searches),
        ]

    def page(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        if stream == MESSAGES:
            return self._inbox.page(cursor, budget, self._api.session.did)
        if stream == MENTIONS:
            self._chat.look_again()
        overlap, pull, keeps = self._pull(stream, cursor, budget)
        walked = step(cursor, budget, overlap, pull)
        posts = [post for post in walked.items if post]
        return Page(
            cursor=walked.cursor,
            mentions=[mention for mention in self._mentions(posts) if keeps(mention)],
            own_posts=list(self._own_posts(posts)),
            more=walked.more,
        )

    def thread(self, uri: str) -> list[Mention | OwnPost]:
        """The posts around this one, oldest first. Raises NetworkError."""
        if not uri.startswith("at://"):
            return []  # a direct message: nothing is public around it
        asked = {"uri": uri, "depth": 6, "parentHeight": 80}
        found = self._api.get("app.bsky.feed.getPostThread", asked)
        posts = [post for post in _flat(obj(found, "thread")) if text(post, "uri") != uri]
        messages: list[Mention | OwnPost] = [*self._mentions(posts), *self._own_posts(posts)]
        return sorted(messages, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def look_up(self, external_ids: Sequence[str]) -> Looked:
        """Posts as they stand now. Direct messages cannot be looked at by their ids."""
        uris = [uri for uri in dict.fromkeys(external_ids) if uri.startswith("at://")]
        if not uris:
            return Looked()
        posts = self._api.get("app.bsky.feed.getPosts", {"uris": uris}).get("posts")
        if not isinstance(posts, list) or not all(text(obj(post), "uri") for post in posts):
            raise NetworkError(ErrorClass.TRANSIENT, "getPosts: not the posts that were asked for")
        there = {text(post, "uri") for post in posts}
        return Looked(
            found=list(self._mentions(posts)),
            gone=tuple(uri for uri in uris if uri not in there),
        )

    def _pull(
        self, stream: str, cursor: str | None, budget: Budget
    ) -> tuple[int, Pull[Json | None], Keeps]:
        api, size = self._api, budget.page_size
        if stream == MENTIONS:
            return (
                self._settings.overlap,
                lambda token: lists.notifications(api, token, size),
                _all,
            )
        if stream == OWN_POSTS:
            return OVERLAP_MS, lambda token: lists.own_records(api, token, size), _all
        search = self._searches.get(stream.removeprefix(SEARCH))
        if not stream.startswith(SEARCH) or search is None:
            raise NetworkError(ErrorClass.PERMISSION, f"bluesky has no stream {stream!r}")
        params, since = search.params(), reach(cursor, budget, SEARCH_OVERLAP_MS)
        return (
            SEARCH_OVERLAP_MS,
            lambda token: lists.found_posts(api, params, since, token, size),
            search.keeps,
        )

    def _is_ours(self, post: Json) -> bool:
        return "value" in post or text(post, "author", "did") == self._api.session.did

    def _mentions(self, posts: Sequence[Json]) -> Iterator[Mention]:
        others = [post for post in posts if not self._is_ours(post)]
        dids = [text(post, "author", "did") for post in others]
        profiles = self._profiles.of(filter(None, dids))
        for post, did in zip(others, dids, strict=True):
            try:
                yield to_mention(post, self._api.session.did, profiles.get(did))
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _own_posts(self, posts: Sequence[Json]) -> Iterator[OwnPost]:
        for post in filter(self._is_ours, posts):
            try:
                yield to_own_post(post)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)


def _all(mention: Mention) -> bool:  # noqa: ARG001 - a stream that is not a search keeps all
    return True


def _flat(node: Json) -> Iterator[Json]:
    """Every post of a tree that strangers grew, without recursion; missing ones are left out."""
    rest = [node]
    while rest:
        node = rest.pop()
        if obj(node, "post"):
            yield obj(node, "post")
        rest.extend([obj(node, "parent")] if obj(node, "parent") else [])
        rest.extend(objs(node, "replies"))
