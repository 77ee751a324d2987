"""What the tests of business calendars share: local times as milliseconds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from social_care.hours import Calendar

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OFFICE = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})


def at(text: str, zone: str = "Europe/London") -> int:
    """Milliseconds of a local time; with a trailing * of its second coming."""
    local = datetime.fromisoformat(text.rstrip("*"))
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=int(text.endswith("*")))
    return (moment - EPOCH) // timedelta(milliseconds=1)


def opened(zone: str, span: str, day: str, closes: str = "") -> int:
    """Minutes that `span`, open every day, is open between two midnights of `zone`."""
    calendar = Calendar.weekly(zone, {"mon-sun": [span]})
    after = closes or str(date.fromisoformat(day) + timedelta(days=1))
    return calendar.business_ms(at(day, zone), at(after, zone)) // MINUTE
