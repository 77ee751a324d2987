"""A reply as Mastodon wants it, and how to recognise it among our posts."""

import re
import unicodedata
from html import unescape
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from social_care.connectors.fields import Json, obj, text
from social_care.connectors.mastodon.ids import id_of, parent_of
from social_care.connectors.mastodon.parse import thread_key, visibility_of, words_of
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, Sent, Visibility
from social_care.net import parse_time
from social_care.text import over_limit

EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a post of ours may bear its time."""

_NAMES = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.DIRECT: "direct",
}
_WIDEST_FIRST = list(_NAMES)
_LEADING_MENTIONS = re.compile(r"\A(?:\s*@[\w.-]+(?:@[\w.:-]+)?)+")
_REMOTE = re.compile(r"(?<!\w)(@[\w.-]+)@[\w-]+(?:[.:][\w-]+)*")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def build(reply: Reply, limits: Limits, now: int) -> Prepared:
    """Freeze a reply. Raises NetworkError(REFUSED) when it is empty or too long."""
    target = reply.target
    if not reply.text.strip():
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    if not target.author_handle:
        raise NetworkError(ErrorClass.REFUSED, "the mention came without the handle to address")
    visibility = _narrowest(reply.visibility, target.visibility)
    warning = target.content_warning
    body: dict[str, Any] = {
        "status": addressed(reply.text.strip(), target.author_handle),
        "in_reply_to_id": target.external_id,
        "visibility": _NAMES[visibility],
        "spoiler_text": warning,
        "sensitive": bool(warning),
    }
    if target.lang:
        body["language"] = target.lang
    if visibility is Visibility.DIRECT:
        # The server refuses it if a name typed in the text would let somebody else read along.
        body["allowed_mentions"] = [target.author_id]
    excess = over_limit(warning + body["status"], limits)
    if excess:
        raise NetworkError(ErrorClass.REFUSED, f"the reply is {excess} characters too long")
    root = target.thread_key.removeprefix("dm:")
    return Prepared(key=str(uuid4()), prepared_at=now, payload={"body": body, "root": root})


def addressed(words: str, handle: str) -> str:
    """The words with the customer's full @handle in them; without it nobody is notified."""
    user, _, host = handle.partition("@")
    if _names(words, handle):
        return words
    if host and (short := re.match(rf"@{re.escape(user)}(?![\w@-]|\.\w)", words, re.IGNORECASE)):
        # "@kim" alone would be somebody else, on our own server.
        return f"@{handle}{words[short.end() :]}"
    return f"@{handle} {words}"


def _names(words: str, handle: str) -> bool:
    found = rf"(?<![\w@/])@{re.escape(handle)}(?![\w@-]|\.\w)"
    return re.search(found, words, re.IGNORECASE) is not None


def _narrowest(*visibilities: Visibility) -> Visibility:
    return max(visibilities, key=_WIDEST_FIRST.index)


def body_of(prepared: Prepared) -> Json:
    """The frozen call."""
    return obj(dict(prepared.payload), "body")


def is_it(status: Json, prepared: Prepared, own_id: str) -> bool:
    """True when this status is what the prepared reply became."""
    body = body_of(prepared)
    created_at = parse_time(status.get("created_at"))
    return (
        text(status, "account", "id") == own_id
        and parent_of(status) == text(body, "in_reply_to_id")
        and created_at is not None
        and created_at >= prepared.prepared_at - EARLY_MS
        and same_words(text(body, "status"))
        in {same_words(words_of(status)), same_words(text(status, "text"))}
    )


def same_words(words: str) -> str:
    """What stays of a text whatever a server does to it on the way."""
    words = unicodedata.normalize("NFC", unescape(words))
    words = _LINK.sub(lambda link: unquote(link[0]).rstrip("/").lower(), words)
    words = _REMOTE.sub(r"\1", _LEADING_MENTIONS.sub("", words))
    return " ".join(words.split())


def to_sent(status: Json, prepared: Prepared, blurs_direct: bool, now: int) -> Sent:
    """What the network made of it."""
    root = text(dict(prepared.payload), "root")
    uri = text(status, "uri")
    return Sent(
        external_id=id_of(status),
        accepted_at=parse_time(status.get("created_at")) or now,
        canonical_id=uri or text(status, "url"),
        url=text(status, "url") or uri,
        thread_key=thread_key(root, visibility_of(status, blurs_direct)),
        reply_ref={"id": id_of(status)},
    )
