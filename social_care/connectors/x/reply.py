"""A reply as X wants it, and how to recognise it among our posts."""

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from typing import Any
from uuid import uuid4

from social_care.connectors.fields import Json, Malformed, obj, text
from social_care.connectors.x.parse import Place, is_ours
from social_care.connectors.x.posts import Post, is_id, time_of
from social_care.connectors.x.words import words_of
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Counting, Limits, Prepared, Reply, ReplyTarget, Visibility
from social_care.text import fits, over_limit, storable

EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a post of ours may bear its time."""
LONGEST_MESSAGE = 10_000

_LEADING_MENTIONS = re.compile(r"\A(?:\s*@\w{1,15}(?!\w))+", re.ASCII)
_CASHTAG = re.compile(r"(?<![\w$])\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?!\w)", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"(?<!\w)https?://", re.IGNORECASE)


def limits_of(max_length: int, *, can_write: bool) -> Limits:
    """What X takes: 280 units in public, unless the account pays for more."""
    return Limits(
        counting=Counting.X,
        max_length=max_length,
        url_length=23,
        can_private=can_write,
        private_length=LONGEST_MESSAGE,
        chains=True,
    )


def build(reply: Reply, limits: Limits, now: int, *, gate: bool = True) -> Prepared:
    """Freeze a reply. Raises NetworkError(REFUSED) when it is empty, too long or too public.

    `gate`: by our plan X also takes no more than one $CASHTAG in a post.
    """
    words, target = storable(reply.text).strip(), reply.target
    private = Visibility.DIRECT in {reply.visibility, target.visibility}
    if target.visibility is Visibility.FOLLOWERS and not private:
        raise NetworkError(
            ErrorClass.REFUSED,
            "its author's posts are protected, and an answer of ours could be read by everybody",
            remedy="answer privately",
        )
    limits = limits.for_private() if private else limits
    if not words:
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    if excess := over_limit(words, limits):
        raise NetworkError(ErrorClass.REFUSED, f"the reply is {excess} characters too long")
    if not fits(words, limits):
        raise NetworkError(ErrorClass.REFUSED, "the reply holds characters X does not take")
    if gate and not private and len(_CASHTAG.findall(words)) > 1:
        raise NetworkError(ErrorClass.REFUSED, "X takes no more than one $cashtag in a post")
    payload = _message(words, target) if private else _post(words, target)
    return Prepared(key=str(uuid4()), prepared_at=now, payload=payload)


def _post(words: str, target: ReplyTarget) -> dict[str, Any]:
    answered = target.reply_ref.get("id") or target.external_id
    if not is_id(answered):
        raise NetworkError(ErrorClass.REFUSED, "the mention came without an id X would know")
    return {"text": words, "in_reply_to": answered, "target": target.external_id, "media": []}


def _message(words: str, target: ReplyTarget) -> dict[str, Any]:
    """To the conversation if it is a group's, else to the person."""
    conversation = target.reply_ref.get("conversation", "")
    if is_id(conversation):
        return {"text": words, "conversation": conversation}
    if not is_id(target.author_id):
        raise NetworkError(ErrorClass.REFUSED, "the mention came without an author to write to")
    return {"text": words, "participant": target.author_id}


def is_message(prepared: Prepared) -> bool:
    """Whether it goes as a direct message."""
    return "in_reply_to" not in prepared.payload


def text_of(prepared: Prepared) -> str:
    """The words as they go."""
    return text(dict(prepared.payload), "text")


def with_media(prepared: Prepared, ids: Sequence[str]) -> Prepared:
    """The same reply with uploaded files, under the same key."""
    return Prepared(
        key=prepared.key,
        prepared_at=prepared.prepared_at,
        payload={**prepared.payload, "media": list(ids)},
    )


def is_it(post: Post, prepared: Prepared, place: Place) -> bool:
    """True when this post or message of ours is what the prepared reply became."""
    payload = obj({"it": dict(prepared.payload)}, "it")
    at = time_of(post.data)
    try:
        same = bool(post.id) and is_ours(post, place.me) and _same_place(post, payload, place)
    except Malformed:
        return False
    return (
        same
        and at is not None
        and at >= prepared.prepared_at - EARLY_MS
        and same_words(words_of(post.data)) == same_words(text(payload, "text"))
    )


def _same_place(post: Post, payload: Json, place: Place) -> bool:
    if "in_reply_to" not in payload:
        return True  # it was found in the conversation itself
    answered = {text(payload, "in_reply_to"), text(payload, "target")}
    parent = post.refers_to("replied_to")
    return bool({parent, place.known(parent)} & answered)


def same_words(words: str) -> str:
    """What stays of a text whatever X does to it on the way: names in front, links.

    X makes "acme.com" a link to http://acme.com, and hosts small.
    """
    words = unicodedata.normalize("NFC", unescape(words))
    words = _SCHEME.sub("", _LEADING_MENTIONS.sub("", words)).casefold()
    return " ".join(word.rstrip("/") for word in words.split())
