"""A reply as Reddit wants it, and how to recognise it among what we wrote."""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote
from uuid import uuid4

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.reddit.parse import (
    COMMENT,
    MESSAGE,
    NOBODY,
    Me,
    address,
    fullname,
    has_name,
    posted_at,
    thread_key,
)
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, Sent, Visibility
from social_care.net import Answer
from social_care.text import over_limit

LIMITS = Limits(max_length=10_000, can_private=True)
EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a post of ours may bear its time."""
COMMENT_CALL = "/api/comment"
COMPOSE_CALL = "/api/compose"

_SINGLE_BREAK = re.compile(r"(?<=\S)[ \t]*\n(?!\s*\n)")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_LEADING_NAMES = re.compile(r"\A(?:\s*(?:/?u/|@)[\w-]+[,:]?)+", re.ASCII)
_LINK = re.compile(r"https?://[^\s)\]]+", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b\ufeff]")


def build(reply: Reply, subject: str, now: int) -> Prepared:
    """Freeze a reply: a comment, an answer to a message, or a new message to the author.

    Raises NetworkError(REFUSED) when it is empty, too long, or there is nobody to send it to.
    """
    target, words = reply.target, markdown(reply.text)
    if not words:
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    excess = over_limit(words, LIMITS)
    if excess:
        raise NetworkError(ErrorClass.REFUSED, f"the reply is {excess} characters too long")
    is_message = target.external_id.startswith(MESSAGE)
    if reply.visibility is not Visibility.DIRECT or is_message:
        form = {"thing_id": target.external_id, "text": words}
        payload = {"call": COMMENT_CALL, "form": form, "thread_key": target.thread_key}
    elif target.author_handle in NOBODY:
        raise NetworkError(ErrorClass.REFUSED, "the mention came without a name to write to")
    else:
        form = {"to": target.author_handle, "subject": subject, "text": words}
        payload = {"call": COMPOSE_CALL, "form": form}
    return Prepared(key=str(uuid4()), prepared_at=now, payload=payload)


def markdown(words: str) -> str:
    """What the agent typed; line breaks stay, which Reddit's Markdown would run together."""
    lines = words.replace("\r\n", "\n").strip()
    return _SINGLE_BREAK.sub("  \n", lines)


def form_of(prepared: Prepared) -> dict[str, str]:
    """The frozen call's form."""
    form = obj(dict(prepared.payload), "form")
    return {name: text(form, name) for name in form}


def call_of(prepared: Prepared) -> str:
    """The frozen call."""
    return text(dict(prepared.payload), "call")


def is_private(prepared: Prepared) -> bool:
    """True for a private message, be it an answer or the first one."""
    return call_of(prepared) == COMPOSE_CALL or form_of(prepared)["thing_id"].startswith(MESSAGE)


def is_it(thing: Json, prepared: Prepared, me: Me) -> bool:
    """True when this is what the prepared reply became."""
    at = posted_at(thing)
    return (
        has_name(thing, MESSAGE if is_private(prepared) else COMMENT)
        and me.wrote(thing)
        and at is not None
        and at >= prepared.prepared_at - EARLY_MS
        and _is_there(thing, prepared)
        and same_words(text(thing, "body")) == same_words(form_of(prepared)["text"])
    )


def _is_there(thing: Json, prepared: Prepared) -> bool:
    """Under what it answers, or sent to whom it was meant for."""
    form, parent = form_of(prepared), text(thing, "parent_id")
    if call_of(prepared) == COMPOSE_CALL:
        to_them = text(thing, "dest").lower() == form["to"].lower()
        return to_them and not parent and text(thing, "subject") == form["subject"]
    if parent:
        return parent == form["thing_id"]
    first = text(thing, "first_message_name")
    return bool(first) and f"dm:{first}" == text(dict(prepared.payload), "thread_key")


def same_words(words: str) -> str:
    """What stays of a text whatever Reddit's editors do to it."""
    words = _UNSEEN.sub("", unicodedata.normalize("NFC", unescape(words)))
    words = _LINK.sub(lambda link: unquote(link[0]).rstrip("/").lower(), words)
    return " ".join(_ESCAPED.sub("", _LEADING_NAMES.sub("", words)).split())


def posted(found: Json, answer: Answer) -> Json:
    """The thing that a comment became. Raises UNKNOWN_OUTCOME when the answer does not show it."""
    thing = next((obj(item, "data") for item in objs(found, "json", "data", "things")), {})
    try:
        fullname(thing)
    except ValueError as error:
        raise answer.unreadable("but without the comment") from error
    return thing


def to_sent(thing: Json, prepared: Prepared, now: int) -> Sent:
    """What the network made of it."""
    known = text(dict(prepared.payload), "thread_key")
    return Sent(
        external_id=fullname(thing),
        accepted_at=posted_at(thing) or now,
        canonical_id=fullname(thing),
        url=address(thing),
        thread_key=known or thread_key(thing),
    )
