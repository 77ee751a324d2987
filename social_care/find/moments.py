"""Dates as people type them: 2026-11-02, 2026-11, 2026, today, monday; 2d is two days ago."""

import re
from datetime import datetime, timedelta, tzinfo

UNITS_MS = {
    "min": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 7 * 86_400_000,
    "mo": 30 * 86_400_000,
    "y": 365 * 86_400_000,
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WRITE = "write 2026-11-02, 2026-11, today, monday, or 2h, 3d, 2w, 6mo ago"

_AGO = re.compile(r"([0-9]{1,6})(min|h|d|w|mo|y)")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_BEGUN = re.compile(r"[0-9]{1,6}(?:mi?)?|[0-9]{4}-(?:[0-9]{1,2}(?:-[0-9]?)?)?")


def moment(value: str, now: int, zone: tzinfo) -> int | None:
    """The moment as ms since 1970 UTC, of a day its beginning in `zone`; None if it is none."""
    value = value.casefold()
    ago = _AGO.fullmatch(value)
    if ago:
        return max(0, now - int(ago[1]) * UNITS_MS[ago[2]])
    try:
        day = _day(value, now, zone)
        return None if day is None else max(0, round(day.timestamp() * 1000))
    except (ValueError, OverflowError):
        return None


def is_begun(value: str) -> bool:
    """Whether it may become a date as more is typed."""
    value = value.casefold()
    words = (*DAYS, "today", "yesterday")
    return bool(_BEGUN.fullmatch(value)) or any(word.startswith(value) for word in words)


def _day(value: str, now: int, zone: tzinfo) -> datetime | None:
    today = datetime.fromtimestamp(now / 1000, zone).replace(
        hour=0, minute=0, second=0, microsecond=0, fold=0
    )
    back = {"today": 0, "yesterday": 1}
    back |= {name: (today.weekday() - number) % 7 or 7 for number, name in enumerate(DAYS)}
    if value in back:
        return today - timedelta(days=back[value])
    date = _DATE.fullmatch(value)
    if date is None:
        return None
    year, month, day = (int(part) if part else 1 for part in date.groups())
    return datetime(year, month, day, tzinfo=zone)
