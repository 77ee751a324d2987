"""Days and hours of the wall clock: a day on which the clocks change has 23 or 25 hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

QUARTER_MS = 15 * 60_000
"""Every zone's clock changes at a quarter of an hour, and by some."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the wall clock, or what a period or a change of the clocks leaves of it."""

    label: str
    """As `hour_of` has it."""
    began: int
    """Ms since 1970 UTC."""
    ended: int
    """Not included."""


def local(ms: int, zone: tzinfo) -> datetime:
    """A moment as the wall clock showed it."""
    return (_EPOCH + ms * _MS).astimezone(zone)


def iso(ms: int, zone: tzinfo) -> str:
    """ISO 8601 with milliseconds and offset."""
    return local(ms, zone).isoformat(timespec="milliseconds")


def hour_of(ms: int, zone: tzinfo) -> str:
    """The hour of the day, "09:00"; one that comes a second time is "01:00 again"."""
    shown = local(ms, zone)
    return f"{shown:%H}:00 again" if shown.fold else f"{shown:%H}:00"


def day_of(ms: int, zone: tzinfo) -> str:
    """The date, "2026-10-25"."""
    return local(ms, zone).date().isoformat()


def day_bounds(day: date, zone: tzinfo) -> tuple[int, int]:
    """When a day begins and when the next one does, in ms since 1970 UTC."""
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def hours_of(since: int, until: int, zone: tzinfo) -> tuple[Hour, ...]:
    """The hours of a period, in order, cut at its ends: 25 on the day that has as many."""
    found = []
    for (_, label), group in groupby(
        _marks(since, until), lambda ms: (day_of(ms, zone), hour_of(ms, zone))
    ):
        marks = list(group)
        ended = marks[-1] - marks[-1] % QUARTER_MS + QUARTER_MS
        found.append(Hour(label=label, began=marks[0], ended=min(until, ended)))
    return tuple(found)


def _marks(since: int, until: int) -> Iterator[int]:
    """The beginning, and every quarter of an hour after it."""
    ms = since
    while ms < until:
        yield ms
        ms += QUARTER_MS - ms % QUARTER_MS


def _midnight(day: date, zone: tzinfo) -> int:
    """Where midnight is skipped, the first moment after it; where it comes twice, the first."""
    return (datetime(day.year, day.month, day.day, tzinfo=zone) - _EPOCH) // _MS
