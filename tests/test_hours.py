"""Business calendars: known answers, changes of the clocks, and what must hold for any of them."""

import bisect
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.errors import ConfigError
from social_care.hours import HORIZON_MS, WEEKDAYS, Calendar
from social_care.models import NEVER_DUE

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


# Known answers


def test_the_clock_pauses_over_the_weekend() -> None:
    """Friday 16:45 with half an hour to answer is due on Monday at 09:15."""
    written = at("2026-03-06T16:45")
    due = OFFICE.due(written, 30 * MINUTE)
    assert due == at("2026-03-09T09:15")
    assert at("2026-03-09T09:16") > due
    assert OFFICE.business_ms(written, at("2026-03-09T09:16")) == 31 * MINUTE


def test_a_target_that_ends_with_the_day_is_due_at_closing_not_at_the_next_opening() -> None:
    assert OFFICE.due(at("2026-03-06T16:30"), 30 * MINUTE) == at("2026-03-06T17:00")
    assert OFFICE.due(at("2026-03-06T16:30"), 30 * MINUTE + 1) == at("2026-03-09T09:00") + 1


def test_written_at_night_the_clock_starts_at_opening() -> None:
    assert OFFICE.due(at("2026-03-08T03:00"), 15 * MINUTE) == at("2026-03-09T09:15")


def test_a_target_of_nothing_is_due_at_once_even_when_closed() -> None:
    sunday = at("2026-03-08T03:00")
    assert OFFICE.due(sunday, 0) == sunday


def test_time_does_not_run_backwards() -> None:
    assert OFFICE.business_ms(at("2026-03-06T16:00"), at("2026-03-06T15:00")) == 0
    assert OFFICE.business_ms(at("2026-03-06T16:00"), at("2026-01-06T15:00")) == 0
    assert Calendar.always().business_ms(1000, 0) == 0


def test_always_open_is_elapsed_time() -> None:
    calendar = Calendar.always()
    assert calendar.is_always_open
    assert calendar.due(1_234, 15 * MINUTE) == 1_234 + 15 * MINUTE
    assert calendar.business_ms(1_234, 10**14) == 10**14 - 1_234
    assert calendar.due(0, NEVER_DUE * 2) == NEVER_DUE


def test_a_holiday_is_skipped() -> None:
    calendar = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]}, ["2026-12-25"])
    assert calendar.due(at("2026-12-24T16:50"), 20 * MINUTE) == at("2026-12-28T09:10")


def test_extra_hours_open_a_holiday_for_half_a_day() -> None:
    calendar = Calendar.weekly(
        "Europe/London",
        {"mon-fri": ["09:00-17:00"]},
        ["2026-12-24"],
        {"2026-12-24": ["09:00-12:00"]},
    )
    assert calendar.business_ms(at("2026-12-24"), at("2026-12-25")) == 3 * HOUR


def test_extra_hours_come_beside_the_weekly_ones() -> None:
    calendar = Calendar.weekly(
        "Europe/London", {"fri": ["09:00-17:00"]}, extra={"2026-11-27": ["16:00-20:00"]}
    )
    assert calendar.business_ms(at("2026-11-27"), at("2026-11-28")) == 11 * HOUR
    assert calendar.business_ms(at("2026-11-20"), at("2026-11-21")) == 8 * HOUR


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """With Thursday a holiday, Wednesday's night still ends on Thursday; Thursday's is off."""
    calendar = Calendar.weekly("Europe/London", {"mon-fri": ["22:00-06:00"]}, ["2026-06-04"])
    assert calendar.business_ms(at("2026-06-04"), at("2026-06-04T12:00")) == 6 * HOUR
    assert calendar.business_ms(at("2026-06-04T12:00"), at("2026-06-05T22:00")) == 0
    assert calendar.business_ms(at("2026-06-05T22:00"), at("2026-06-07")) == 8 * HOUR


@pytest.mark.parametrize(
    "spans",
    [
        {"mon-sun": ["00:00-24:00"]},
        {"mon-sun": ["22:00-06:00", "06:00-22:00"]},
        {"mon-sat": ["00:00-24:00"], "sun": ["00:00-12:00", "11:00-00:00"]},
    ],
)
def test_hours_without_a_gap_are_always_open(spans: dict[str, list[str]]) -> None:
    assert Calendar.weekly("America/Havana", spans).is_always_open


@pytest.mark.parametrize(
    "calendar",
    [
        OFFICE,
        Calendar.weekly("UTC", {"mon-sun": ["00:00-23:59"]}),
        Calendar.weekly("UTC", {"mon-sun": ["00:00-24:00"]}, ["2026-12-25"]),
        Calendar.weekly("UTC", {}),
    ],
)
def test_hours_with_a_gap_are_not_always_open(calendar: Calendar) -> None:
    assert not calendar.is_always_open


def test_around_the_clock_written_out_equals_elapsed_time() -> None:
    """Also where clocks change at midnight. A far holiday keeps the long way of counting."""
    calendar = Calendar.weekly("America/Havana", {"mon-sun": ["00:00-24:00"]}, ["2090-01-01"])
    start, end = at("2025-01-01", "UTC"), at("2027-01-01", "UTC")
    assert calendar.business_ms(start, end) == end - start


# Writing hours


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("sun", [6]),
        ("mon,wed", [0, 2]),
        ("Mon, wed - fri", [0, 2, 3, 4]),
        ("sat-mon", [5, 6, 0]),
        ("tue-tue", [1]),
    ],
)
def test_days_are_written_as_names_lists_and_ranges(days: str, expected: list[int]) -> None:
    calendar = Calendar.weekly("UTC", {days: ["09:00-10:00"]})
    monday = at("2026-06-01", "UTC")
    assert [
        day
        for day in range(7)
        if calendar.business_ms(monday + day * DAY, monday + (day + 1) * DAY)
    ] == sorted(expected)


@pytest.mark.parametrize(
    ("texts", "hours"),
    [
        (["09:00-12:00", "13:00-17:00"], 7),
        (["09:00-12:00", "11:00-17:00"], 8),
        (["13:00-17:00", "09:00-12:00", "10:00-11:00"], 7),
        (["9:00 - 17:00"], 8),
        (["18:00-24:00"], 6),
        (["18:00-00:00"], 6),
        (["00:00-24:00"], 24),
        ([], 0),
    ],
)
def test_spans_of_a_day_add_up_and_overlaps_count_once(texts: list[str], hours: int) -> None:
    calendar = Calendar.weekly("UTC", {"wed": texts})
    wednesday = at("2026-06-03", "UTC")
    assert calendar.business_ms(wednesday, wednesday + DAY) == hours * HOUR


def test_nights_that_overlap_the_next_morning_count_once() -> None:
    calendar = Calendar.weekly("UTC", {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]})
    monday = at("2026-06-01", "UTC")
    assert calendar.business_ms(monday, monday + 7 * DAY) == 11 * HOUR


def test_a_day_named_twice_has_both_hours() -> None:
    calendar = Calendar.weekly("UTC", {"mon-fri": ["09:00-12:00"], "fri": ["12:00-15:00"]})
    friday = at("2026-06-05", "UTC")
    assert calendar.business_ms(friday, friday + DAY) == 6 * HOUR


def test_every_problem_is_told_at_once_with_the_words_at_fault() -> None:
    with pytest.raises(ConfigError) as caught:
        Calendar.weekly(
            "Europe/Atlantis",
            {"mon-fry": ["09:00-17:00"], "sat": ["9-5", "10:00-10:00", "10:00-25:00"]},
            ["25/12/2026", "2026-02-30"],
            {"someday": ["09:00-12:00"], "2026-12-24": ["noon"]},
        )
    problems = "\n".join(caught.value.problems)
    assert len(caught.value.problems) == 9
    for wrong in (
        "Europe/Atlantis",
        "mon-fry",
        "9-5",
        "10:00-10:00",
        "10:00-25:00",
        "25/12/2026",
        "2026-02-30",
        "someday",
        "noon",
    ):
        assert f'"{wrong}"' in problems


@pytest.mark.parametrize(
    "span", ["24:00-25:00", "24:00-08:00", "09:60-10:00", "09:00", "", "09:00-10:00-11:00"]
)
def test_spans_that_are_no_time_are_refused(span: str) -> None:
    with pytest.raises(ConfigError, match="hours"):
        Calendar.weekly("UTC", {"mon": [span]})


@pytest.mark.parametrize("days", ["", "mon-", "-fri", "mon,,tue", "monday", "holidays", "1-5"])
def test_days_that_are_no_day_are_refused(days: str) -> None:
    with pytest.raises(ConfigError, match="is not a day"):
        Calendar.weekly("UTC", {days: ["09:00-17:00"]})


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "/etc/localtime"])
def test_zones_that_do_not_exist_are_refused(zone: str) -> None:
    with pytest.raises(ConfigError, match="time zone"):
        Calendar.weekly(zone, {"mon": ["09:00-17:00"]})


def test_a_span_outside_a_list_is_explained() -> None:
    with pytest.raises(ConfigError, match='must stand in a list: \\["09:00-17:00"\\]'):
        Calendar.weekly("UTC", {"mon": "09:00-17:00"})


def test_calendars_are_values() -> None:
    """Equal hours are equal and hash alike, whatever they have been asked before."""
    one, two = (
        Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]}, extra={"2026-11-27": []})
        for _ in range(2)
    )
    one.due(0, HOUR)
    assert (one, hash(one)) == (two, hash(two))
    assert one != Calendar.weekly("Europe/Paris", {"mon-fri": ["09:00-17:00"]})


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


# Far away


def test_a_due_time_decades_away_is_exact() -> None:
    """One hour a week in UTC: the thousandth hour ends 999 weeks after the first."""
    calendar = Calendar.weekly("UTC", {"mon": ["09:00-10:00"]})
    start = at("2026-06-01", "UTC")
    assert calendar.due(start, 1000 * HOUR) == at("2026-06-01T10:00", "UTC") + 999 * 7 * DAY


def test_years_of_office_hours_count_every_weekday() -> None:
    """From 2000 to 2050 in London, against a count of the days themselves."""
    days = (date(2000, 1, 1) + timedelta(days=n) for n in range(50 * 366))
    weekdays = sum(day.weekday() < 5 for day in days if day.year < 2050)
    assert OFFICE.business_ms(at("2000-01-01"), at("2050-01-01")) == weekdays * 8 * HOUR


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar.weekly("UTC", {}),
        Calendar.weekly("UTC", {"mon-sun": []}),
        Calendar.weekly("UTC", {}, extra={"2020-01-01": ["09:00-17:00"]}),
        Calendar.weekly("Europe/London", {"sun": ["01:10-01:20"]}, ["2026-06-07"]),
    ],
)
def test_what_is_not_open_long_enough_in_a_century_is_never_due(calendar: Calendar) -> None:
    assert calendar.due(at("2026-06-01", "UTC"), 2000 * HOUR) == NEVER_DUE


def test_the_ends_of_the_calendar_are_survived() -> None:
    """Instants before year 1 and after 9999 have no openings, but do not fail."""
    assert OFFICE.due(NEVER_DUE - DAY, 100 * HOUR) == NEVER_DUE
    assert OFFICE.business_ms(NEVER_DUE, NEVER_DUE + DAY) == 0
    assert OFFICE.business_ms(-(10**15), -(10**15) + DAY) == 0
    assert OFFICE.business_ms(0, NEVER_DUE) == OFFICE.business_ms(0, HORIZON_MS)


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
