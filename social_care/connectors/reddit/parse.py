"""A comment, post or private message as Reddit gives it, turned into a mention or our own post.

Reddit calls them things: t1 is a comment, t3 a post, t4 a private message. The inbox shows
comments without what other lists say of them: their post, whether it is locked, when they were
edited.
"""

import json
import math
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from social_care.connectors.fields import Json, Malformed, count, text
from social_care.connectors.reddit.media import media_of
from social_care.models import Author, Mention, MentionKind, OwnPost, Visibility

WEB = "https://www.reddit.com"
COMMENT, POST, MESSAGE = "t1_", "t3_", "t4_"
NOBODY = frozenset({"", "[deleted]", "[removed]"})
"""What stands for an author who has gone."""

_FULLNAME = re.compile(r"t[134]_[0-9a-z]{1,32}", re.ASCII)
_IN_PATH = re.compile(r"/comments/([0-9a-z]{1,32})(?![0-9a-z])", re.ASCII)
_TAKEN_AWAY = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})
_LATEST_S = 250_000_000_000
_BLANK = "&#x200B;"
"""What Reddit's own editor writes into empty lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Our account there."""

    id: str
    """With its t2_."""
    name: str

    def wrote(self, thing: Json) -> bool:
        """True for what is ours. Names do not change on Reddit."""
        author_id = text(thing, "author_fullname")
        if author_id:
            return author_id == self.id
        return text(thing, "author").lower() == self.name.lower() != ""


def posted_at(thing: Json) -> int | None:
    """When it was posted; ms since 1970 UTC."""
    seconds = thing.get("created_utc")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    in_reach = math.isfinite(seconds) and 0 < seconds < _LATEST_S
    return round(seconds * 1000) if in_reach else None


def fullname(thing: Json) -> str:
    """Its id with the kind before it. Raises Malformed."""
    if not has_name(thing):
        raise Malformed("a thing without its full name")
    return text(thing, "name")


def has_name(thing: Json, kind: str = "") -> bool:
    """Whether it has a full name, of this kind if one is asked for."""
    name = text(thing, "name")
    return name.startswith(kind) and _FULLNAME.fullmatch(name) is not None


def thread_key(thing: Json) -> str:
    """The post everything hangs under; a private conversation's first message. Raises Malformed."""
    name = fullname(thing)
    if name.startswith(MESSAGE):
        first = text(thing, "first_message_name")
        return f"dm:{first if _FULLNAME.fullmatch(first) else name}"
    if name.startswith(POST):
        return name
    found = _IN_PATH.search(text(thing, "context") or text(thing, "permalink"))
    link = text(thing, "link_id") or (f"{POST}{found[1]}" if found else text(thing, "parent_id"))
    if not (link.startswith(POST) and _FULLNAME.fullmatch(link)):
        raise Malformed(f"a comment without its post: {name}")
    return link


def words_of(thing: Json) -> str:
    """What it says, in Markdown; a title or subject comes first, as a paragraph of its own."""
    title = text(thing, "title")
    body = text(thing, "selftext") or text(thing, "body")
    if text(thing, "name").startswith(MESSAGE) and not text(thing, "parent_id"):
        title = text(thing, "subject")
    return "\n\n".join(filter(None, (title, body.replace(_BLANK, ""))))


def is_gone(thing: Json) -> bool:
    """True when its author or a moderator has taken it away, or the author's account is closed."""
    name = text(thing, "name")
    if name.startswith(MESSAGE):
        return _has_left(thing) and not text(thing, "subreddit")
    body = text(thing, "selftext" if name.startswith(POST) else "body")
    removed = bool(thing.get("removed_by_category"))
    return removed or _has_left(thing) or body.strip() in _TAKEN_AWAY


def _has_left(thing: Json) -> bool:
    """Whether it says so of its author. What says nothing of one is odd, but not gone: nobody's
    words are erased for it."""
    author = thing.get("author", "?")
    return author is None or (isinstance(author, str) and author in NOBODY)


def to_mention(thing: Json, kind: MentionKind) -> Mention:
    """Raises Malformed."""
    name = fullname(thing)
    private = name.startswith(MESSAGE)
    words = words_of(thing)
    reason = _closed(thing)
    return Mention(
        external_id=name,
        text=words,
        posted_at=_time(thing),
        author=_author(thing),
        thread_key=thread_key(thing),
        canonical_id=name,
        kind=MentionKind.DIRECT_MESSAGE if private else kind,
        visibility=Visibility.DIRECT if private else Visibility.PUBLIC,
        url=address(thing),
        in_reply_to=text(thing, "parent_id") or None,
        content_warning="NSFW" if thing.get("over_18") is True else "",
        media=media_of(thing),
        reposts=count(thing, "num_crossposts") or 0,
        likes=count(thing, "score") or 0,
        can_reply=not reason,
        can_reply_reason=reason,
        # The time of an edit is missing from the inbox, where it would look like another edit.
        version="" if private else sha256(words.encode()).hexdigest()[:16],
        raw=_raw(thing),
    )


def to_own_post(thing: Json) -> OwnPost:
    """Raises Malformed."""
    name = fullname(thing)
    private = name.startswith(MESSAGE)
    return OwnPost(
        external_id=name,
        text=text(thing, "body") if private else words_of(thing),
        posted_at=_time(thing),
        thread_key=thread_key(thing),
        in_reply_to=text(thing, "parent_id") or None,
        canonical_id=name,
        visibility=Visibility.DIRECT if private else Visibility.PUBLIC,
        url=address(thing),
        raw=_raw(thing),
    )


def address(thing: Json) -> str:
    """Where a person can read it."""
    name = text(thing, "name")
    if name.startswith(MESSAGE):
        return f"{WEB}/message/messages/{name.removeprefix(MESSAGE)}"
    path = text(thing, "permalink") or text(thing, "context")
    return WEB + path if path.startswith("/") else ""


def _time(thing: Json) -> int:
    at = posted_at(thing)
    if at is None:
        raise Malformed(f"a thing without a time: {text(thing, 'name')}")
    return at


def _author(thing: Json) -> Author:
    handle = text(thing, "author")
    if handle in NOBODY:
        return _community(thing)
    return Author(
        # Where the id is missing the name serves: Reddit never lets anybody change it.
        id=text(thing, "author_fullname") or f"u/{handle.lower()}",
        handle=handle,
        name=handle,
        url=f"{WEB}/user/{quote(handle, safe='')}",
        is_bot=handle == "AutoModerator",
    )


def _community(thing: Json) -> Author:
    """Moderators write to us in the name of their community."""
    community = text(thing, "subreddit")
    if not community or not text(thing, "name").startswith(MESSAGE):
        raise Malformed(f"a thing without an author: {text(thing, 'name')}")
    return Author(
        id=f"r/{community.lower()}",
        handle=f"r/{community}",
        name=f"r/{community}",
        url=f"{WEB}/r/{quote(community, safe='')}",
    )


def _closed(thing: Json) -> str:
    """Why nobody can comment under it; empty where nothing is said of that."""
    if thing.get("archived") is True:
        return "the post is archived: Reddit takes no more comments"
    if thing.get("locked") is True:
        return "moderators have locked the thread"
    return ""


def _raw(thing: Json) -> str:
    """The payload without the answers it carries, which are messages of their own."""
    own: dict[str, Any] = {key: value for key, value in thing.items() if key != "replies"}
    return json.dumps(own)
