"""Holidays and extra hours from iCalendar files: whole-day events close, those with times open."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from social_care.errors import ConfigError

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
"""Between these days repeated events are spelled out; the last is not included."""

MOST_DAYS = 40_000
"""More than one a day in a hundred years: the file means something else."""


def read_days(path: Path) -> tuple[date, ...]:
    """Every day that a whole-day event of the file covers, in order; repeats are spelled out.

    Events with times of day and cancelled ones close nothing. Raises ConfigError.
    """
    return tuple(sorted(_read(path, _days)))


def read_openings(path: Path, zone: str) -> dict[str, list[str]]:
    """When the file's events with times of day open, as `Calendar.weekly` takes it for `extra`.

    By the days of `zone`, an IANA name, to the minute; repeats are spelled out, cancelled events
    open nothing. Raises ConfigError, also for a whole-day event: it does not say from when.
    """
    return _read(path, lambda raw: _openings(raw, ZoneInfo(zone)))


T = TypeVar("T")


def _read(path: Path, parse: Callable[[bytes], T]) -> T:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read", [str(error.strerror)]) from error
    try:
        return parse(raw)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path} is no iCalendar file (.ics) for this", [" ".join(str(error).split())[:200]]
        ) from error


def _events(raw: bytes) -> Iterator[Any]:
    # Loaded for those who have such a file: the console starts without them.
    from icalendar import Calendar
    from recurring_ical_events import of  # type: ignore[import-untyped]

    for event in of(Calendar.from_ical(raw)).between(FIRST, LAST):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield event


def _days(raw: bytes) -> set[date]:
    found: set[date] = set()
    for event in _events(raw):
        found.update(_covered(event))
        _check_size(found)
    return found


def _check_size(found: set[date] | dict[str, list[str]]) -> None:
    if len(found) > MOST_DAYS:
        raise ValueError("it has too many days")


def _covered(event: Any) -> list[date]:
    """The days of one whole-day event; its end is the day after the last."""
    begins = event.get("DTSTART").dt
    if isinstance(begins, datetime):
        return []
    end = event.get("DTEND")
    ends = end.dt if end is not None else begins + timedelta(days=1)
    return [begins + timedelta(days=day) for day in range(max(1, (ends - begins).days))]


def _openings(raw: bytes, zone: ZoneInfo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for event in _events(raw):
        begins, end = event.get("DTSTART").dt, event.get("DTEND")
        if not isinstance(begins, datetime):
            raise ValueError(f"a whole-day event on {begins} does not say from when to when")
        if end is not None:
            for day, span in _spans(_local(begins, zone), _local(end.dt, zone)):
                found.setdefault(day, []).append(span)
        _check_size(found)
    return found


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """On the wall clock there; a time without a zone is one of that clock already."""
    there = moment if moment.tzinfo is None else moment.astimezone(zone)
    return there.replace(tzinfo=None)


def _spans(begins: datetime, ends: datetime) -> Iterator[tuple[str, str]]:
    """Cut at midnights: each day with its part."""
    while begins < ends:
        midnight = datetime.combine(begins.date() + timedelta(days=1), time())
        until = "24:00" if ends >= midnight else f"{ends:%H:%M}"
        if until != f"{begins:%H:%M}":
            yield begins.date().isoformat(), f"{begins:%H:%M}-{until}"
        begins = midnight
