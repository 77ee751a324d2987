"""Holidays from an iCalendar file: the days on which its whole-day events lie."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from social_care.errors import ConfigError

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
"""Between these days repeated events are spelled out; the last is not included."""

MOST_DAYS = 40_000
"""More than one a day in a hundred years: the file means something else."""


def read_days(path: Path) -> tuple[date, ...]:
    """Every day that a whole-day event of the file covers, in order; repeats are spelled out.

    Events with times of day and cancelled ones close nothing. Raises ConfigError.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read", [str(error.strerror)]) from error
    try:
        return tuple(sorted(_days(raw)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path} is no iCalendar file (.ics)", [" ".join(str(error).split())[:200]]
        ) from error


def _days(raw: bytes) -> set[date]:
    # Loaded for those who have such a file: the console starts without them.
    from icalendar import Calendar
    from recurring_ical_events import of  # type: ignore[import-untyped]

    found: set[date] = set()
    for event in of(Calendar.from_ical(raw)).between(FIRST, LAST):
        found.update(_covered(event))
        if len(found) > MOST_DAYS:
            raise ValueError("it has too many days")
    return found


def _covered(event: Any) -> list[date]:
    """The days of one whole-day event; its end is the day after the last."""
    begins = event.get("DTSTART").dt
    if isinstance(begins, datetime) or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    end = event.get("DTEND")
    ends = end.dt if end is not None else begins + timedelta(days=1)
    return [begins + timedelta(days=day) for day in range(max(1, (ends - begins).days))]
