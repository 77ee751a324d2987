"""An answer as Meta wants it, frozen, and how to recognise it among what is there."""

import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import uuid4

from social_care.connectors.fields import Json, obj, text
from social_care.connectors.meta.messages import envelope
from social_care.connectors.meta.parse import UNKNOWN, WEEK_MS, Brand, reference, time_of
from social_care.connectors.meta.settings import DAY_MS, MetaSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, ReplyTarget, Visibility
from social_care.text import over_limit

EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a post of ours may bear its time."""

_LEADING_NAMES = re.compile(r"\A@[\w.-]+(?: @[\w.-]+)*")


def build_private(
    reply: Reply, settings: MetaSettings, limits: Limits, now: int, brand_name: str
) -> Prepared:
    """Freeze a message: an answer to one, or a private answer to a comment.

    Raises NetworkError(REFUSED) when the network would not take it.
    """
    words, target = checked(reply.text, limits.for_private()), reply.target
    path = f"{settings.page_id}/messages"
    if target.visibility is Visibility.DIRECT:
        body = envelope(words, {"id": _known_author(target)}, _tag(target, settings, now))
        find = {"in": target.thread_key.removeprefix("dm:")}
        return _frozen(
            now, words, f"{settings.page_id}/messages", target.thread_key, find, {"body": body}
        )
    _refuse_private(target, now, brand_name)
    body = envelope(words, {"comment_id": target.external_id}, {})
    find = {"with": target.author_id, "handle": target.author_handle}
    return _frozen(now, words, path, "", find, {"body": body})


def build_public(
    target: ReplyTarget,
    words: str,
    now: int,
    *,
    path: str,
    form: Mapping[str, str],
    below: str,
    edge: str = "",
    tagged: bool = False,
) -> Prepared:
    """Freeze a comment. `below` is the object among whose comments it will be found, by the list
    `edge` where there are several; `tagged` says that the form begins with a tag of the customer,
    of which the network makes a name."""
    who = {"tagged": target.author_id, "named": target.author_handle} if tagged else {}
    find = reference(below=below, edge=edge, **who)
    return _frozen(now, words, path, target.thread_key, find, {"form": dict(form)})


def checked(words: str, limits: Limits) -> str:
    """The words without white space around them. Raises NetworkError(REFUSED)."""
    words = words.strip()
    if not words:
        raise refused("the reply is empty")
    excess = over_limit(words, limits)
    if excess:
        unit = "bytes or characters" if limits.max_bytes else "characters"
        raise refused(f"the reply is {excess} {unit} too long")
    return words


def refused(why: str) -> NetworkError:
    """The network would not take it, which we know without asking."""
    return NetworkError(ErrorClass.REFUSED, why)


def is_private(reply: Reply) -> bool:
    """Whether it goes as a message."""
    return Visibility.DIRECT in {reply.visibility, reply.target.visibility}


def is_known(author_id: str) -> bool:
    """Whether the network said who it is."""
    return bool(author_id) and not author_id.startswith(UNKNOWN)


def _known_author(target: ReplyTarget) -> str:
    if not is_known(target.author_id):
        raise refused("Meta does not say who wrote this message")
    return target.author_id


def _tag(target: ReplyTarget, settings: MetaSettings, now: int) -> dict[str, str]:
    """Within a day an answer needs no reason; after it, that a person wrote it."""
    if settings.human_agent and now - _written_at(target) >= DAY_MS:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"}


def _refuse_private(target: ReplyTarget, now: int, brand_name: str) -> None:
    ref = target.reply_ref
    if ref.get("kind") != "comment":
        raise refused(f"{brand_name} takes a private answer to a comment only: answer publicly")
    if ref.get("private") == "no":
        raise refused(f"{brand_name} takes no private answer to this comment (or had one already)")
    if now - _written_at(target) > WEEK_MS:
        raise refused("the comment is older than seven days: it cannot be answered privately")


def _written_at(target: ReplyTarget) -> int:
    at = target.reply_ref.get("at", "")
    return int(at) if at.isdecimal() else 0


def _frozen(
    now: int,
    words: str,
    path: str,
    thread_key: str,
    find: Mapping[str, str],
    what: Mapping[str, Any],
) -> Prepared:
    payload = {"path": path, "words": words, "thread": thread_key, "find": dict(find), **what}
    return Prepared(key=str(uuid4()), prepared_at=now, payload=payload)


# Recognising -------------------------------------------------------------------------------------


def is_it(item: Json, said: str, prepared: Prepared, brand: Brand) -> bool:
    """True when this message of the network, which says `said`, is what the reply became."""
    at, frozen = time_of(item), dict(prepared.payload)
    return (
        brand.wrote(item)
        and at is not None
        and at >= prepared.prepared_at - EARLY_MS
        and _says(said, text(frozen, "words"), obj(frozen, "find"))
    )


def _says(said: str, words: str, find: Json) -> bool:
    """The same words, and to nobody else: below one comment several people may get the same
    answer, told apart by the name it begins with. A network may leave that out."""
    found, wanted = _plain(said), _plain(words)
    if "tagged" in find:
        return _is_tagged(found, wanted, text(find, "tagged"), _plain(text(find, "named")))
    name, rest = _apart(found)
    wanted_name, wanted_rest = _apart(wanted)
    return rest == wanted_rest and name in {"", wanted_name}


def _is_tagged(found: str, wanted: str, author_id: str, name: str) -> bool:
    """A tag of a person comes back as their name."""
    if found in {wanted, f"@[{author_id}] {wanted}"}:
        return True
    shown = found.removesuffix(f" {wanted}").casefold()
    return shown != found.casefold() and (not name or name.casefold().startswith(shown))


def _plain(words: str) -> str:
    """What stays of a text whatever a server does to it on the way."""
    return " ".join(unicodedata.normalize("NFC", unescape(words)).split())


def _apart(words: str) -> tuple[str, str]:
    """The names a text begins with, and the rest."""
    names = _LEADING_NAMES.match(words)
    end = names.end() if names else 0
    return words[:end].lower(), words[end:].strip()
