"""A reply as YouTube wants it, and how to recognise it in its thread."""

import re
import unicodedata
from html import unescape
from uuid import uuid4

from social_care.connectors.fields import Json, obj, text
from social_care.connectors.youtube.parse import (
    ON_ITS_PAGE,
    VIDEO,
    author_id_of,
    canonical,
    link,
    posted_at,
    words_of,
)
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, ReplyTarget, Sent, Visibility
from social_care.text import over_limit

LONGEST = 10_000
"""YouTube does not name its limit; it refuses a comment that is too long in plain words."""

EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a comment of ours may bear its time."""

_LEADING_HANDLES = re.compile(r"\A(?:\s*@[^\s@]+)+")


def limits_of(max_length: int) -> Limits:
    """What YouTube takes."""
    return Limits(max_length=max_length)


def build(reply: Reply, limits: Limits, now: int) -> Prepared:
    """Freeze a reply. Raises NetworkError(REFUSED) when it cannot be a comment."""
    target, words = reply.target, reply.text.strip()
    if target.thread_key.startswith(VIDEO):
        raise NetworkError(ErrorClass.REFUSED, ON_ITS_PAGE)
    if reply.visibility is Visibility.DIRECT:
        raise NetworkError(ErrorClass.REFUSED, "YouTube has no private messages")
    if not words:
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    words = addressed(words, target)
    excess = over_limit(words, limits)
    if excess:
        raise NetworkError(ErrorClass.REFUSED, f"the reply is {excess} characters too long")
    body = {"snippet": {"parentId": target.thread_key, "textOriginal": words}}
    video = target.reply_ref.get("video", "")
    return Prepared(key=str(uuid4()), prepared_at=now, payload={"body": body, "video": video})


def addressed(words: str, target: ReplyTarget) -> str:
    """Replies all hang under the thread's first comment, so whoever wrote another one is named."""
    handle = target.author_handle
    if target.external_id == target.thread_key or not handle:
        return words
    named = re.search(rf"(?<![\w@])@{re.escape(handle)}(?![\w-]|\.\w)", words, re.IGNORECASE)
    return words if named else f"@{handle} {words}"


def body_of(prepared: Prepared) -> Json:
    """The frozen call."""
    return obj(dict(prepared.payload), "body")


def thread_of(prepared: Prepared) -> str:
    """The thread it goes to."""
    return text(body_of(prepared), "snippet", "parentId")


def is_it(comment: Json, prepared: Prepared, own_id: str) -> bool:
    """True when this comment, found in its thread, is what the prepared reply became."""
    at = posted_at(comment)
    written = text(body_of(prepared), "snippet", "textOriginal")
    originals = (words_of(comment), text(comment, "snippet", "textOriginal"))
    return (
        text(comment, "id") != ""
        and author_id_of(comment) == own_id
        and at is not None
        and at >= prepared.prepared_at - EARLY_MS
        and any(words and same_words(written, words) for words in originals)
    )


def same_words(ours: str, theirs: str) -> bool:
    """Whether two texts are one, whatever YouTube did to it on the way.

    It may cut a name off the beginning; but where both begin with names those must be the same,
    or what we told one customer would pass for what we tell another.
    """
    our_names, our_words = _parted(ours)
    their_names, their_words = _parted(theirs)
    return our_words == their_words and (our_names == their_names or not their_names)


def _parted(words: str) -> tuple[str, str]:
    words = unicodedata.normalize("NFC", unescape(words))
    words = words.replace("\u200b", "").replace("\ufeff", "")
    names = _LEADING_HANDLES.match(words)
    end = names.end() if names else 0
    return " ".join(words[:end].lower().split()), " ".join(words[end:].split())


def to_sent(comment: Json, prepared: Prepared, now: int) -> Sent:
    """What YouTube made of it."""
    comment_id = text(comment, "id")
    at = posted_at(comment)
    return Sent(
        external_id=comment_id,
        accepted_at=now if at is None else at,
        canonical_id=canonical(comment_id),
        url=link(text(dict(prepared.payload), "video"), comment_id),
        thread_key=thread_of(prepared),
    )
