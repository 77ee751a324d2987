"""Business calendars: known answers, how hours are written, and far away times."""

from datetime import date, timedelta

import pytest

from social_care.errors import ConfigError
from social_care.hours import HORIZON_MS, Calendar
from social_care.models import NEVER_DUE
from tests.hours_kit import DAY, HOUR, MINUTE, OFFICE, at

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
