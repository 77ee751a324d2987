"""Business calendars across changes of the clocks, and what must hold for any of them."""

import bisect
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.hours import WEEKDAYS, Calendar
from social_care.models import NEVER_DUE
from tests.hours_kit import DAY, EPOCH, HOUR, MINUTE, OFFICE, at, opened

# Changes of the clocks

LONDON, NEW_YORK, LORD_HOWE = "Europe/London", "America/New_York", "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("zone", "day", "span", "minutes"),
    [
        (LONDON, "2026-03-29", "00:00-24:00", 23 * 60),
        (LONDON, "2026-10-25", "00:00-24:00", 25 * 60),
        (NEW_YORK, "2026-03-08", "01:00-04:00", 2 * 60),
        (NEW_YORK, "2026-11-01", "00:30-03:00", 3 * 60 + 30),
        (LORD_HOWE, "2026-10-04", "01:00-04:00", 2 * 60 + 30),
        (LORD_HOWE, "2026-04-05", "01:00-04:00", 3 * 60 + 30),
    ],
)
def test_hours_around_a_change_last_as_long_as_they_really_do(
    zone: str, day: str, span: str, minutes: int
) -> None:
    assert opened(zone, span, day) == minutes


@pytest.mark.parametrize(
    ("span", "minutes"),
    [
        ("01:30-04:00", 90),  # opens at 02:30, as 01:30 is skipped
        ("00:00-01:30", 90),  # closes at 02:30
        ("01:15-01:45", 30),  # both move
        ("01:30-02:15", 0),  # would open at 02:30, after it closes
        ("01:00-02:00", 0),  # the hour that does not come
        ("00:30-05:00", 210),
    ],
)
def test_a_skipped_time_moves_forward_by_the_gap(span: str, minutes: int) -> None:
    assert opened(LONDON, span, "2026-03-29") == minutes


@pytest.mark.parametrize(
    ("span", "minutes"),
    [
        ("01:30-04:00", 210),  # from the first half past one
        ("00:00-01:30", 150),  # to the second
        ("01:15-01:45", 90),
        ("01:00-02:00", 120),
    ],
)
def test_of_a_time_that_comes_twice_opening_takes_the_first_and_closing_the_last(
    span: str, minutes: int
) -> None:
    assert opened(LONDON, span, "2026-10-25") == minutes


def test_spans_apart_on_paper_may_meet_in_a_repeated_hour_and_count_once() -> None:
    calendar = Calendar.weekly(LONDON, {"sun": ["00:30-01:15", "01:30-03:00"]})
    assert calendar.business_ms(at("2026-10-25"), at("2026-10-26")) == 3 * HOUR + HOUR // 2


def test_due_inside_a_repeated_hour_is_exact() -> None:
    calendar = Calendar.weekly(LONDON, {"sun": ["00:00-06:00"]})
    start = at("2026-10-25T00:30")
    assert calendar.due(start, 60 * MINUTE) == at("2026-10-25T01:30")
    assert calendar.due(start, 120 * MINUTE) == at("2026-10-25T01:30*")


def test_a_whole_day_skipped_by_its_country_loses_no_order() -> None:
    """Samoa had no 30 December 2011; its hours fall on the 31st and are counted once."""
    calendar = Calendar.weekly("Pacific/Apia", {"mon-sun": ["09:00-17:00"]})
    start, end = at("2011-12-29", "Pacific/Apia"), at("2012-01-01", "Pacific/Apia")
    assert end - start == 2 * DAY
    assert calendar.business_ms(start, end) == 16 * HOUR


@lru_cache
def labels_of(zone: str, start: int, days: int) -> tuple[datetime, ...]:
    """What a clock on the wall shows in every minute."""
    first = EPOCH + timedelta(milliseconds=start)
    minutes = (first + timedelta(minutes=n) for n in range(days * 1440))
    return tuple(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in minutes)


class Timeline:
    """The same calendar by brute force: every minute's local label, read from zoneinfo.

    A time opens at the first minute with its label and closes at the last one; a label that never
    comes is looked for as much later as the clock jumped.
    """

    def __init__(self, zone: str, start: int, days: int) -> None:
        labels = labels_of(zone, start, days)
        self.first = {label: n for n, label in reversed(list(enumerate(labels)))}
        self.last = {label: n for n, label in enumerate(labels)}
        self.dates = sorted({label.date() for label in labels})
        self.gap = max(late - early for early, late in pairwise(labels)) - timedelta(minutes=1)
        self.open = [False] * len(labels)

    def mark(self, day: date, opens: int, closes: int) -> None:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a label, not a time
        first = self._find(self.first, midnight + timedelta(minutes=opens))
        last = self._find(self.last, midnight + timedelta(minutes=closes))
        if first is not None and last is not None:
            self.open[first:last] = [True] * max(0, last - first)

    def _find(self, where: dict[datetime, int], label: datetime) -> int | None:
        return where.get(label, where.get(label + self.gap))


CHANGES = [
    (LONDON, "2026-03-22"),
    (LONDON, "2026-10-18"),
    (NEW_YORK, "2026-03-01"),
    (NEW_YORK, "2026-10-25"),
    (LORD_HOWE, "2026-03-29"),
    (LORD_HOWE, "2026-09-27"),
]
WEEKS = [
    {"mon-fri": [(540, 1020)]},
    {"mon-sun": [(0, 1440)]},
    {"mon-sun": [(1320, 1800)]},
    {"sat-mon": [(75, 105), (120, 180)], "wed": [(600, 720), (700, 900)]},
    {"sun": [(90, 150)], "sat": [(1380, 1530)]},
    {"sat-sun": [(105, 1540)]},
]


def clock(minutes: int) -> str:
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def days_of(key: str) -> list[int]:
    first, last = (WEEKDAYS.index(name) for name in (key[:3], key[-3:]))
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


@pytest.mark.parametrize("week", WEEKS, ids=str)
@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_every_minute_of_two_weeks_with_a_change_agrees_with_brute_force(
    zone: str, day: str, week: dict[str, list[tuple[int, int]]]
) -> None:
    spans = {
        key: [f"{clock(opens)}-{clock(closes)}" for opens, closes in times]
        for key, times in week.items()
    }
    # A holiday elsewhere keeps an all-week calendar on the long way of counting.
    calendar = Calendar.weekly(zone, spans, ["2031-01-01"])
    start = at(day, zone) - 2 * DAY
    timeline = Timeline(zone, start, 18)
    for local in timeline.dates:
        for key, times in week.items():
            if local.weekday() in days_of(key):
                for opens, closes in times:
                    timeline.mark(local, opens, closes)
    passed = [0, *accumulate(timeline.open)]
    # The outer days are left out: their spans may begin or end where no label was read.
    inner = range(2 * 1440, 16 * 1440)
    origin = start + inner[0] * MINUTE
    for minute in inner:
        expected = (passed[minute] - passed[inner[0]]) * MINUTE
        assert calendar.business_ms(origin, start + minute * MINUTE) == expected
    for minute in inner[:: 7 * 60 + 1]:
        for target in (1, 37, 480, 1441):
            if passed[inner[-1]] - passed[minute] > target:
                due = bisect.bisect_left(passed, passed[minute] + target)
                found = calendar.due(start + minute * MINUTE, target * MINUTE)
                assert found == start + due * MINUTE


# What must hold for any calendar

ZONES = [
    "UTC",
    LONDON,
    NEW_YORK,
    LORD_HOWE,
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "America/St_Johns",
]


@st.composite
def span_texts(draw: st.DrawFn) -> str:
    start = draw(st.integers(0, 1439))
    length = draw(st.integers(1, 1439))
    return f"{clock(start)}-{clock((start + length) % 1440)}"


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    spans = st.lists(span_texts(), min_size=1, max_size=3)
    week = draw(st.dictionaries(st.sampled_from(WEEKDAYS), spans, min_size=1, max_size=7))
    days = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(str)
    return Calendar.weekly(
        draw(st.sampled_from(ZONES)),
        week,
        draw(st.lists(days, max_size=3)),
        draw(st.dictionaries(days, spans, max_size=2)),
    )


ANY_CALENDAR = st.one_of(calendars(), st.just(Calendar.always()), st.just(OFFICE))
INSTANTS = st.integers(at("2024-06-01", "UTC"), at("2026-06-01", "UTC"))
TARGETS_MS = st.integers(0, 200 * HOUR)


@settings(max_examples=200, deadline=None)
@given(ANY_CALENDAR, INSTANTS, TARGETS_MS)
def test_due_is_the_earliest_instant_by_which_the_target_has_passed(
    calendar: Calendar, start: int, target: int
) -> None:
    due = calendar.due(start, target)
    assert due >= start + target
    if due == NEVER_DUE:  # open so rarely that a century does not hold the target
        assert calendar.business_ms(start, due) < target
        return
    assert calendar.business_ms(start, due) == target
    if target:
        assert calendar.business_ms(start, due - 1) == target - 1
    else:
        assert due == start


@settings(max_examples=200, deadline=None)
@given(ANY_CALENDAR, st.lists(INSTANTS, min_size=3, max_size=3).map(sorted))
def test_business_time_adds_up_and_never_exceeds_elapsed(
    calendar: Calendar, instants: Sequence[int]
) -> None:
    a, b, c = instants
    first, second, whole = (calendar.business_ms(*pair) for pair in ((a, b), (b, c), (a, c)))
    assert first + second == whole
    assert 0 <= first <= b - a
    assert whole >= max(first, second)


@settings(max_examples=200, deadline=None)
@given(ANY_CALENDAR, INSTANTS, st.integers(0, 30 * DAY), TARGETS_MS, st.integers(0, HOUR))
def test_a_later_start_or_a_longer_target_is_never_due_sooner(
    calendar: Calendar, start: int, later: int, target: int, longer: int
) -> None:
    due = calendar.due(start, target)
    assert calendar.due(start + later, target) >= due
    assert calendar.due(start, target + longer) >= due


@settings(max_examples=100, deadline=None)
@given(ANY_CALENDAR, INSTANTS, TARGETS_MS, TARGETS_MS)
def test_two_targets_in_a_row_are_due_with_their_sum(
    calendar: Calendar, start: int, first: int, second: int
) -> None:
    assert calendar.due(calendar.due(start, first), second) == calendar.due(start, first + second)
