"""Reads JSON that strangers wrote: what is missing or of the wrong kind is empty, no error."""

from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 2**53


class Malformed(ValueError):
    """A message that lacks what nothing can be done without: its id, its time or its author."""


def obj(value: Any, *path: str) -> Json:
    """The object at this path, or an empty one."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objs(value: Any, *path: str) -> list[Json]:
    """The objects in the list at this path; anything else in it is left out."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any, *path: str) -> str:
    """The text at this path, a whole number as its digits, or an empty text."""
    *parents, key = path
    found = obj(value, *parents).get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def count(value: Any, *path: str) -> int | None:
    """The whole number at this path, if it is one that counts something."""
    *parents, key = path
    found = obj(value, *parents).get(key)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _LARGEST:
        return found
    return None


def iso(ms: int) -> str:
    """Milliseconds since 1970 as ISO 8601 in UTC: 2026-11-01T09:00:00.000Z."""
    moment = _EPOCH + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
