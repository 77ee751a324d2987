"""Shifts: to which ones a moment belongs, and from when until when each of them lasts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_REACH = 3
"""Days around a moment on which a shift can begin that holds it: over midnight, moved by a zone."""
_SOUGHT = 9
"""Days around a moment among which every shift of a week has begun and ended once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A part of the day on certain days of the week, on the clocks of its zone."""

    name: str
    days: frozenset[int]
    """On which it begins; Monday is 0."""
    start: int
    """Minutes after midnight."""
    end: int
    """Minutes after the midnight before its start: past 1440 it ends on the next day."""
    zone: ZoneInfo
    team: str = ""
    """Whose it is; empty: everybody's."""

    @property
    def hours(self) -> str:
        """09:00–18:00, as it stands in the configuration."""
        return f"{_clock(self.start)}–{_clock(self.end)}"

    def on(self, day: date) -> "Stint | None":
        """The shift that begins on this day of its zone.

        None on other days, and where a change of the clocks leaves no time of it. A time that is
        skipped moves forward by what was skipped; of one that comes twice the first is meant, for
        the end as for the start: shifts that follow one another leave no gap and do not overlap.
        """
        if day.weekday() not in self.days:
            return None
        start, end = (_instant(self.zone, day, minutes) for minutes in (self.start, self.end))
        return Stint(shift=self, start=start, end=end) if start < end else None

    def at(self, moment: int) -> "Stint | None":
        """The one that holds this moment (ms since 1970 UTC)."""
        return next((one for one in self._around(moment, _REACH) if moment in one), None)

    def last_ended(self, moment: int) -> "Stint | None":
        """The newest one that was over by then; None when there was none in the week before."""
        ended = [one for one in self._around(moment, _SOUGHT) if one.end <= moment]
        return ended[-1] if ended else None

    def coming(self, moment: int) -> "Stint | None":
        """The first one that begins after this moment."""
        return next((one for one in self._around(moment, _SOUGHT) if one.start > moment), None)

    def _around(self, moment: int, days: int) -> Iterator["Stint"]:
        """Those that begin within so many days of a moment, in order."""
        today = datetime.fromtimestamp(moment / 1000, self.zone).date()
        for step in range(-days, days + 1):
            stint = self.on(today + timedelta(days=step))
            if stint is not None:
                yield stint


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """A shift on one day: the moments from its start until before its end, ms since 1970 UTC."""

    shift: Shift
    start: int
    end: int

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, int) and self.start <= moment < self.end


def running(shifts: Iterable[Shift], moment: int) -> tuple[Stint, ...]:
    """Every shift that a moment belongs to, in the order of the configuration."""
    found = (shift.at(moment) for shift in shifts)
    return tuple(stint for stint in found if stint is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The time that figures are told of, [start, end) in ms since 1970 UTC."""

    start: int
    end: int
    shift: Shift | None = None
    """Whose it is; None for a period that is no shift."""

    @property
    def name(self) -> str:
        """Of the shift; empty for a period that is none."""
        return self.shift.name if self.shift else ""


def so_far(shifts: Iterable[Shift], now: int, zone: ZoneInfo) -> Stretch:
    """The running shift as far as it has come, else the one that ended last, else the last day.

    Of several that run the one that began first. The last day begins with a whole hour of the
    wall clock, so that no hour is told twice.
    """
    known = tuple(shifts)
    runs = [stint for stint in running(known, now) if stint.start < now]
    if runs:
        first = min(runs, key=lambda stint: stint.start)
        return Stretch(start=first.start, end=now, shift=first.shift)
    ended = [stint for shift in known if (stint := shift.last_ended(now)) is not None]
    if ended:
        last = max(ended, key=lambda stint: stint.end)
        return Stretch(start=last.start, end=last.end, shift=last.shift)
    return Stretch(start=_a_day_ago(now, zone), end=now)


def _a_day_ago(moment: int, zone: ZoneInfo) -> int:
    """By the wall clock, and from there the next whole hour, if it is not one."""
    shown = datetime.fromtimestamp(moment / 1000, zone) - timedelta(days=1)
    past = timedelta(minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond)
    return (shown + (timedelta(hours=1) - past if past else past) - _EPOCH) // _MILLISECOND


def named(shifts: Iterable[Shift], name: str) -> Shift | None:
    """The shift of that name."""
    return next((shift for shift in shifts if shift.name == name), None)


def _instant(zone: ZoneInfo, day: date, minutes: int) -> int:
    """What a clock on the wall means: so long after the midnight with which the day began."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minutes) - _EPOCH) // _MILLISECOND


def _clock(minutes: int) -> str:
    """24:00 for the end of a day; a time of the next day as that day's clock shows it."""
    hours, rest = divmod(minutes if minutes <= DAY_MINUTES else minutes - DAY_MINUTES, 60)
    return f"{hours:02}:{rest:02}"
