"""Business calendars: how much business time lies between two instants, and where it is used up."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from social_care.errors import ConfigError
from social_care.models import NEVER_DUE

Interval = tuple[int, int]
"""From, until (exclusive)."""
Spans = tuple[Interval, ...]
"""Opening times of one day: minutes after its midnight; past 1440 they run into the next day."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_MS = 100 * 366 * 86_400_000
"""How far after its start a calendar is looked at: a hundred years."""

_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
_BLOCK_DAYS = 28
_BLOCK_MS = _BLOCK_DAYS * 86_400_000
_BLOCKS_KEPT = 2048
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_LAST_ORDINAL = date.max.toordinal() - 3
_MILLISECOND = timedelta(milliseconds=1)
# Local dates whose spans can touch a UTC day: from four days before it (over midnight, in a zone
# west of Greenwich, moved on by a skipped day) to the day after it (east of Greenwich).
_REACH_BEFORE, _REACH_AFTER = 4, 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the team is at work. Build it with `always()` or `weekly()`.

    Opening times are wall-clock times of `zone`. A time skipped by a change of the clocks moves
    forward by what was skipped; of a time that comes twice, opening takes the first and closing
    the last.
    """

    zone: tzinfo = UTC
    week: tuple[Spans, ...] = ()
    """Seven, Monday first. A span over midnight belongs to the day on which it begins."""
    holidays: frozenset[date] = frozenset()
    """Days on which no weekly span begins."""
    extra: Mapping[date, Spans] = field(default_factory=dict, hash=False)
    """Spans opened on one date beside the weekly ones, on holidays too."""
    is_always_open: bool = False
    _blocks: dict[int, Spans] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def always(cls) -> "Calendar":
        """Open day and night: business time is elapsed time."""
        return cls(is_always_open=True)

    @classmethod
    def weekly(
        cls,
        zone: str,
        spans: Mapping[str, Sequence[str]],
        holidays: Sequence[str] = (),
        extra: Mapping[str, Sequence[str]] | None = None,
    ) -> "Calendar":
        """Opening hours as the configuration writes them.

        `zone` is an IANA name. `spans` has days as keys ("mon-fri", "sat", "mon,wed") and
        "09:00-17:00" as values, several a day, over midnight too ("22:00-06:00"), "24:00"
        allowed as an end; what overlaps is merged. `holidays` are ISO dates without weekly hours;
        `extra` has ISO dates as keys and opens them further (a half day is a holiday with extra).
        Raises ConfigError with every problem.
        """
        problems: list[str] = []
        read_zone = _read("time zone", zone, _zone, problems)
        week: list[list[Interval]] = [[] for _ in WEEKDAYS]
        for days, texts in spans.items():
            opened = _read_spans(days, texts, problems)
            for day in _read("hours", days, week_days, problems) or ():
                week[day].extend(opened)
        closed = [_read("holidays", text, _date, problems) for text in holidays]
        opened_on = {
            _read("extra", text, _date, problems): _merged(_read_spans(text, texts, problems))
            for text, texts in (extra or {}).items()
        }
        if problems or read_zone is None:
            raise ConfigError("The opening hours cannot be used:", problems)
        merged = tuple(_merged(day) for day in week)
        return cls(
            zone=read_zone,
            week=merged,
            holidays=frozenset(day for day in closed if day),
            extra={day: found for day, found in opened_on.items() if day},
            is_always_open=not closed and _covers_the_week(merged),
        )

    def due(self, start_ms: int, target_ms: int) -> int:
        """The earliest instant by which `target_ms` of business time have passed since `start_ms`.

        `start_ms` itself for a target of nothing; NEVER_DUE when a hundred years do not hold it.
        """
        if target_ms <= 0:
            return start_ms
        if self.is_always_open:
            return min(start_ms + target_ms, NEVER_DUE)
        left = target_ms
        for opens, closes in self._openings(start_ms, start_ms + HORIZON_MS):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        return NEVER_DUE

    def business_ms(self, start_ms: int, end_ms: int) -> int:
        """Business time between two instants; 0 when the end is not after the start.

        What lies more than a hundred years after the start is not counted.
        """
        if self.is_always_open:
            return max(0, end_ms - start_ms)
        until = min(end_ms, start_ms + HORIZON_MS)
        return sum(closes - opens for opens, closes in self._openings(start_ms, until))

    def _openings(self, start_ms: int, until_ms: int) -> Iterator[Interval]:
        """The openings between two instants, in order, cut at both."""
        for block in range(start_ms // _BLOCK_MS, -(-until_ms // _BLOCK_MS)):
            for opens, closes in self._block(block):
                first, last = max(opens, start_ms), min(closes, until_ms)
                if first < last:
                    yield first, last

    def _block(self, block: int) -> Spans:
        """The openings in four weeks of UTC days, merged. Kept, since most questions are near."""
        known = self._blocks.get(block)
        if known is None:
            known = self._compute(block)
            if len(self._blocks) >= _BLOCKS_KEPT:
                self._blocks.clear()
            self._blocks[block] = known
        return known

    def _compute(self, block: int) -> Spans:
        first = _EPOCH_ORDINAL + block * _BLOCK_DAYS
        days = range(
            max(1, first - _REACH_BEFORE),
            min(_LAST_ORDINAL, first + _BLOCK_DAYS - 1 + _REACH_AFTER) + 1,
        )
        start, end = block * _BLOCK_MS, (block + 1) * _BLOCK_MS
        opened = (interval for day in days for interval in self._opened(date.fromordinal(day)))
        return _merged((max(opens, start), min(closes, end)) for opens, closes in opened)

    def _opened(self, day: date) -> Iterator[Interval]:
        """The instants between which the spans that begin on this local day are open."""
        weekly = self.week[day.weekday()] if self.week and day not in self.holidays else ()
        for opens, closes in (*weekly, *self.extra.get(day, ())):
            # The first fold moves a skipped time forward, the later of both finds the last closing.
            yield (
                self._instant(day, opens, fold=0),
                max(self._instant(day, closes, fold=fold) for fold in (0, 1)),
            )

    def _instant(self, day: date, minutes: int, *, fold: int) -> int:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        wall = (midnight + timedelta(minutes=minutes)).replace(fold=fold)
        return (wall - _EPOCH) // _MILLISECOND


def _merged(intervals: Iterable[Interval]) -> Spans:
    """In order, without overlaps; empty ones are dropped."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _covers_the_week(week: Sequence[Spans]) -> bool:
    """Whether the spans leave no minute of the week closed."""
    placed = [
        (start + offset, end + offset)
        for day, spans in enumerate(week)
        for start, end in spans
        for offset in (day * _DAY_MINUTES, (day - 7) * _DAY_MINUTES)
    ]
    return any(start <= 0 and end >= _WEEK_MINUTES for start, end in _merged(placed))


def _read(where: str, text: str, parse: Callable[[str], T], problems: list[str]) -> T | None:
    """What `parse` makes of the text; None and a line in `problems` when it refuses."""
    try:
        return parse(text)
    except ValueError as error:
        problems.append(f'{where}: "{text}" {error}')
        return None


def _read_spans(where: str, texts: Sequence[str], problems: list[str]) -> list[Interval]:
    if isinstance(texts, str):
        problems.append(f'{where}: "{texts}" must stand in a list: ["{texts}"]')
        return []
    spans = [_read(where, text, _span, problems) for text in texts]
    return [span for span in spans if span]


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError('is not a known time zone, such as "Europe/London"') from error


def _date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError('is not a date, such as "2026-12-25"')
    return date.fromisoformat(text)


def week_days(text: str) -> list[int]:
    """Weekdays (Monday is 0) of "mon-fri", "sat" or "mon,wed-fri"; a range may run over Sunday.

    Raises ValueError, with the end of a sentence that begins with the text.
    """
    days: list[int] = []
    for part in text.lower().split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"is not a day or a range of days ({', '.join(WEEKDAYS)})")
        start = WEEKDAYS.index(first)
        count = (WEEKDAYS.index(last) - start) % 7 if dash else 0
        days.extend((start + step) % 7 for step in range(count + 1))
    return days


def _span(text: str) -> Interval:
    """Minutes of "09:00-17:00"; an end before the start is on the next day."""
    found = re.fullmatch(r"\s*([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})\s*", text)
    if found is None:
        raise ValueError('is not a span of time, such as "09:00-17:00"')
    start, end = (_minutes(side) for side in found.groups())
    if start in (end, _DAY_MINUTES):
        raise ValueError('is no time at all; a whole day is "00:00-24:00"')
    return start, end if end > start else end + _DAY_MINUTES


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.split(":"))
    if minutes >= 60 or hours * 60 + minutes > _DAY_MINUTES:
        raise ValueError("has a time that is on no clock")
    return hours * 60 + minutes
