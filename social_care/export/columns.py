"""What a column of an export is: its type, what it means, and how a stored value becomes its own.

A value here is plain Python, the same for every format: a moment is still milliseconds. The formats
write it each in their way.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Any

from social_care.models import NEVER_DUE, Band
from social_care.storage.connection import Row
from social_care.text import clean, inert

Value = str | int | float | bool | None
Read = Callable[[Any], Value]
Token = Callable[[int], str]
"""A customer's pseudonym, by their identity."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """The types of columns, as docs/export.md names them."""

    INTEGER = "integer"
    NUMBER = "number"
    SECONDS = "seconds"
    """Three decimals."""
    TIME = "time"
    FLAG = "true or false"
    WORD = "word"
    """One of ours, from a list that is known."""
    TEXT = "text"
    """What people wrote: made inert, and guarded against spreadsheets."""
    LINK = "link"
    """An address that people gave: the same, and it still leads where it led."""
    JSON = "JSON"


class Personal(StrEnum):
    """What `--pseudonymise` does to a column."""

    KEPT = "kept"
    TOKEN = "token"  # noqa: S105 - a word of the dictionary
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    source: str = ""
    """The column of the view it is read from; empty: the one of its own name."""
    personal: Personal = Personal.KEPT

    def reader(self, token: Token | None) -> tuple[str, Read]:
        """Which stored column it is made from, and how; `token`: in a pseudonymised export."""
        if token is None or self.personal is Personal.KEPT:
            return self.source or self.name, _READ[self.kind]
        if self.personal is Personal.TOKEN:
            return "identity_id", token
        return self.source or self.name, _nothing


@dataclass(frozen=True, slots=True)
class Table:
    """One thing that can be exported."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Its columns' names, in their order."""
        return [column.name for column in self.columns]


def records(table: Table, rows: Iterable[Row], token: Token | None) -> Iterator[list[Value]]:
    """Rows of `storage.report_streams` as lists of values, in the order of the table's columns."""
    readers: list[tuple[int, Read]] = []
    for row in rows:
        if not readers:
            places = {name: place for place, name in enumerate(row.keys())}
            found = [column.reader(token) for column in table.columns]
            readers = [(places[source], read) for source, read in found]
        yield [read(row[place]) for place, read in readers]


def iso(ms: int | None, zone: tzinfo = UTC) -> str | None:
    """ISO 8601 with milliseconds and offset; None stays None."""
    return None if ms is None else moment(ms, zone).isoformat(timespec="milliseconds")


def moment(ms: int, zone: tzinfo) -> datetime:
    """The moment, exact to the millisecond, as the zone's clocks show it."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone)


def _word(value: str | int | None) -> Value:
    return Band(value).label if isinstance(value, int) else value or None


@lru_cache(maxsize=256)  # accounts, agents, channels come in every row
def _text(value: str | None) -> Value:
    return clean(value) or None if value else None


def _link(value: str | None) -> Value:
    return inert(value) or None if value else None


def _time(value: int | None) -> Value:
    return None if value is None or value >= NEVER_DUE else value


def _seconds(value: int | None) -> Value:
    return None if value is None else value / 1000


def _flag(value: int | None) -> Value:
    return None if value is None else bool(value)


def _same(value: Value) -> Value:
    return value


def _nothing(_value: object) -> None:
    return None


_READ: dict[Kind, Read] = {
    Kind.INTEGER: _same,
    Kind.NUMBER: _same,
    Kind.SECONDS: _seconds,
    Kind.TIME: _time,
    Kind.FLAG: _flag,
    Kind.WORD: _word,
    Kind.TEXT: _text,
    Kind.LINK: _link,
    Kind.JSON: _same,
}
