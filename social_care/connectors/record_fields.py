"""Reads the fields of an import record, whatever their spelling, or says what is wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from social_care.models import NEVER_DUE, Media, Visibility
from social_care.text import clean_line, storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LARGEST_COUNT = 2**63 - 1
_WORDS_FOR_TRUE = frozenset({"true", "yes", "y", "t", "1"})
_WORDS_FOR_FALSE = frozenset({"false", "no", "n", "f", "0", ""})
_TIME_REMEDY = "write it as ISO 8601 with its offset, such as 2026-11-23T09:00:00+01:00 or ...Z"
_KINDS = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic"),
    "video": ("mp4", "mov", "webm", "m4v"),
    "audio": ("mp3", "ogg", "wav", "m4a", "flac"),
}


class FieldError(ValueError):
    """One field that cannot be used: its name, the problem, and how to mend it."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a record. A null field counts as absent. All readers raise FieldError."""

    values: Mapping[str, Any]
    prefix: str = ""
    """What stands before a field's name in messages, such as "author."."""

    def has(self, name: str) -> bool:
        """True when the field is there."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A text, as SQLite can keep it; empty when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._error(name, f"expected text, found {_kind(value)}", "put it in quotes")
        return storable(value)

    def needed(self, name: str) -> None:
        """Complain when the field is absent."""
        if not self.has(name):
            remedy = "every record needs external_id, text and created_at"
            raise self._error(name, "missing", remedy)

    def id(self, name: str) -> str:
        """An id, which may be a whole number as well; empty when absent."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, float):
            problem = f"{value!r} is a number with a fraction: digits of the id are lost"
            raise self._error(name, problem, "write ids as text, in quotes")
        return self.text(name).strip()

    def count(self, name: str) -> int | None:
        """A whole number, 0 or more, also written as text; None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        number = _whole(value)
        if number is None:
            problem = f"{_shown(value)} is not a whole number"
            raise self._error(name, problem, "write digits only, or leave it out")
        if not 0 <= number <= _LARGEST_COUNT:
            problem = f"{_shown(value)} cannot be a count"
            raise self._error(name, problem, "write a number of 0 or more, or leave it out")
        return number

    def flag(self, name: str) -> bool:
        """True or false, also written as yes, no, 1 or 0; false when absent."""
        value = self.values.get(name)
        if value is None:
            return False
        word = str(value).strip().lower() if isinstance(value, str | int) else "neither"
        if word not in _WORDS_FOR_TRUE | _WORDS_FOR_FALSE:
            problem = f"{_shown(value)} is neither true nor false"
            raise self._error(name, problem, "write true or false")
        return word in _WORDS_FOR_TRUE

    def instant(self, name: str) -> int:
        """A time with its offset, as milliseconds since 1970 UTC."""
        value = self.values.get(name)
        if isinstance(value, int | float):
            problem = f"{_shown(value)} is a number, which could be seconds or milliseconds"
            raise self._error(name, problem, _TIME_REMEDY)
        try:
            moment = datetime.fromisoformat(self.text(name).strip())
        except ValueError:
            problem = f"{_shown(value)} is not a time"
            raise self._error(name, problem, _TIME_REMEDY) from None
        if moment.utcoffset() is None:
            raise self._error(name, f"{_shown(value)} has no time zone", _TIME_REMEDY)
        at = (moment - _EPOCH) // _MILLISECOND
        if not 0 <= at < NEVER_DUE:
            raise self._error(name, f"{_shown(value)} lies before 1970 or after 9999", _TIME_REMEDY)
        return at

    def visibility(self, name: str) -> Visibility:
        """Who can read it; public when absent."""
        word = self.text(name).strip().lower() or Visibility.PUBLIC.value
        try:
            return Visibility(word)
        except ValueError:
            known = ", ".join(Visibility)
            problem = f"{_shown(word)} is none we know"
            raise self._error(name, problem, f"write one of {known}") from None

    def part(self, name: str) -> "Fields":
        """An object inside this one; an empty one when absent."""
        value = self.values.get(name)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            problem = f"expected an object, found {_kind(value)}"
            remedy = f'write {{"handle": ...}}; in CSV, name the column {name}.handle'
            raise self._error(name, problem, remedy)
        return Fields(value, f"{self.prefix}{name}.")

    def media(self, name: str) -> tuple[Media, ...]:
        """Attachments: a list of addresses, or of objects with `url`, `kind` and `alt`."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            problem = f"expected a list, found {_kind(value)}"
            raise self._error(name, problem, 'write ["https://...", ...]')
        return tuple(self._medium(name, number, each) for number, each in enumerate(value))

    def _medium(self, name: str, number: int, value: object) -> Media:
        place = f"{name}[{number}]"
        if isinstance(value, str):
            value = {"url": value}
        if not isinstance(value, Mapping):
            problem = f"expected an address or an object, found {_kind(value)}"
            raise self._error(place, problem, 'write "https://..."')
        fields = Fields(value, f"{self.prefix}{place}.")
        url = fields.text("url").strip()
        if not url:
            raise self._error(place, "has no url", 'write {"url": "https://...", "alt": "..."}')
        return Media(kind=fields.text("kind") or _media_kind(url), url=url, alt=fields.text("alt"))

    def _error(self, name: str, problem: str, remedy: str) -> FieldError:
        return FieldError(self.prefix + name, problem, remedy)


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isascii():
        value = _number(value.strip())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _number(text: str) -> float | int | None:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return None


def _media_kind(url: str) -> str:
    end = url.partition("?")[0].rpartition(".")[2].lower()
    return next((kind for kind, ends in _KINDS.items() if end in ends), "file")


def _kind(value: object) -> str:
    names = {str: "text", bool: "true or false", list: "a list", Mapping: "an object"}
    found = (name for kind, name in names.items() if isinstance(value, kind))
    return next(found, "nothing" if value is None else "a number")


def _shown(value: object) -> str:
    return clean_line(repr(value[:80] if isinstance(value, str) else value), limit=60)
