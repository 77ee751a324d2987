"""Turns what was injected through the control file into messages of the simulated network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import Any

from social_care.connectors.demo.story import Event, story_number
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Author,
    Change,
    ChangeKind,
    Media,
    Mention,
    MentionKind,
    OwnPost,
    Visibility,
)
from social_care.text import storable

_MARKS = frozenset({"native", "deleted"})
_FIELDS = {
    Mention: frozenset(field.name for field in fields(Mention)),
    OwnPost: frozenset(field.name for field in fields(OwnPost)),
}


def injected(
    entries: Sequence[Mapping[str, Any]], canonical_id: Callable[[str], str]
) -> list[Event]:
    """The events that the injected entries stand for, in their order.

    What replies to an earlier one is in its thread unless it says otherwise; `canonical_id` makes
    the canonical id of an external one. Raises NetworkError(TRANSIENT) when an entry stands for
    nothing.
    """
    events: list[Event] = []
    threads: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        try:
            event = _event(_completed(entry, threads, canonical_id))
        except (KeyError, TypeError, ValueError) as problem:
            raise NetworkError(
                ErrorClass.TRANSIENT,
                f"entry {number} of `extra` in control.json is not a message: {problem!r}",
                remedy="mend the entry: external_id, text and posted_at (ms) are needed",
            ) from None
        if not isinstance(event.item, Change):
            threads[event.external_id] = event.item.thread_key
        events.append(event)
    return events


def _completed(
    entry: Mapping[str, Any], threads: Mapping[str, str], canonical_id: Callable[[str], str]
) -> dict[str, Any]:
    if "deleted" in entry:
        return dict(entry)
    usual = {
        "thread_key": _thread(entry, threads),
        "canonical_id": canonical_id(entry["external_id"]),
    }
    return {**usual, **entry}


def _thread(entry: Mapping[str, Any], threads: Mapping[str, str]) -> str:
    parent = entry.get("in_reply_to")
    if not parent:
        return str(entry["external_id"])
    number = story_number(parent)
    return threads.get(parent, parent if number is None else f"d{number}")


def _event(entry: Mapping[str, Any]) -> Event:
    at = int(entry["posted_at"])
    if "deleted" in entry:
        change = Change(external_id=str(entry["deleted"]), kind=ChangeKind.DELETED, at=at)
        return Event(at=at, item=change)
    values = {**entry, "posted_at": at, "text": storable(entry["text"])}
    values["visibility"] = Visibility(entry.get("visibility", Visibility.PUBLIC))
    return Event(at=at, item=_own_post(values) if entry.get("native") else _mention(values))


def _own_post(values: Mapping[str, Any]) -> OwnPost:
    return OwnPost(**_only(OwnPost, values))


def _mention(values: dict[str, Any]) -> Mention:
    author = values.get("author", {})
    name = author.get("id") or author.get("handle") or f"author of {values['external_id']}"
    values["author"] = Author(**{**author, "id": name})
    values["kind"] = MentionKind(values.get("kind", _usual_kind(values)))
    values["media"] = tuple(Media(**each) for each in values.get("media", ()))
    values.setdefault("version", blake2b(values["text"].encode(), digest_size=6).hexdigest())
    return Mention(**_only(Mention, values))


def _usual_kind(values: Mapping[str, Any]) -> MentionKind:
    if values["visibility"] is Visibility.DIRECT:
        return MentionKind.DIRECT_MESSAGE
    return MentionKind.REPLY if values.get("in_reply_to") else MentionKind.MENTION


def _only(kind: type[Mention] | type[OwnPost], values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _FIELDS[kind] - _MARKS
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return {name: value for name, value in values.items() if name in _FIELDS[kind]}
