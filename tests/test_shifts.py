"""Shifts: the moments that belong to them, over midnight and across changes of the clocks."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.figures.clock import hours_of
from social_care.shifts import DAY_MINUTES, Shift, Stretch, named, running, so_far

LONDON = ZoneInfo("Europe/London")
WEEK = frozenset(range(7))
HOUR = 3_600_000

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


def shift(start: str, end: str, days: frozenset[int] = WEEK, zone: str = "Europe/London") -> Shift:
    """As the configuration makes one: an end before its start is on the next day."""
    begins, ends = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    ends += 0 if ends > begins else DAY_MINUTES
    return Shift(name="one", days=days, start=begins, end=ends, zone=ZoneInfo(zone))


def at(text: str, zone: str = "Europe/London", fold: int = 0) -> int:
    """A moment as a clock shows it, in ms since 1970 UTC."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(local.timestamp() * 1000)


def test_a_shift_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    day = shift("09:00", "18:00", frozenset(range(5)))
    monday = day.at(at("2026-11-23 09:00"))
    assert monday is not None
    assert (monday.start, monday.end) == (at("2026-11-23 09:00"), at("2026-11-23 18:00"))
    assert day.at(at("2026-11-23 18:00") - 1) == monday
    assert day.at(at("2026-11-23 18:00")) is None
    assert day.at(at("2026-11-23 09:00") - 1) is None
    assert day.at(at("2026-11-22 12:00")) is None, "a Sunday"


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    night = shift("22:00", "06:00", frozenset({4}))
    friday = night.at(at("2026-11-28 05:59"))
    assert friday is not None
    assert (friday.start, friday.end) == (at("2026-11-27 22:00"), at("2026-11-28 06:00"))
    assert night.at(at("2026-11-27 05:00")) is None, "Thursday's night is no shift"
    assert night.hours == "22:00–06:00"


def test_a_whole_day_ends_at_midnight() -> None:
    whole = shift("00:00", "24:00")
    stint = whole.at(at("2026-11-23 12:00"))
    assert stint is not None
    assert (stint.start, stint.end) == (at("2026-11-23 00:00"), at("2026-11-24 00:00"))
    assert whole.hours == "00:00–24:00"


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 7), ("2026-10-25", 9), ("2026-03-28", 8), ("2026-10-26", 8)]
)
def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer(
    day: str, hours: int
) -> None:
    stint = shift("22:00", "06:00").at(at(f"{day} 05:00"))
    assert stint is not None
    assert stint.end - stint.start == hours * HOUR


def test_a_start_that_is_skipped_moves_forward_and_one_that_comes_twice_is_the_first() -> None:
    early = shift("01:30", "09:00")
    spring, autumn = early.on(date(2026, 3, 29)), early.on(date(2026, 10, 25))
    assert spring is not None
    assert autumn is not None
    assert spring.start == at("2026-03-29 02:30")
    assert autumn.start == at("2026-10-25 01:30", fold=0)


def test_a_shift_of_which_the_clocks_leave_nothing_does_not_take_place() -> None:
    assert shift("01:30", "02:15").on(date(2026, 3, 29)) is None
    assert shift("01:30", "02:15").on(date(2026, 3, 30)) is not None


def test_a_moment_can_belong_to_two_shifts_in_the_order_of_the_configuration() -> None:
    late, day = shift("14:00", "22:00"), shift("09:00", "18:00")
    assert [one.shift for one in running((late, day), at("2026-11-23 15:00"))] == [late, day]
    assert [one.shift for one in running((late, day), at("2026-11-23 10:00"))] == [day]
    assert running((late, day), at("2026-11-23 23:00")) == ()


def test_the_last_one_that_ended_and_the_next_to_come() -> None:
    day = shift("09:00", "18:00", frozenset(range(5)))
    sunday = at("2026-11-22 12:00")
    ended, coming = day.last_ended(sunday), day.coming(sunday)
    assert ended is not None
    assert coming is not None
    assert ended.end == at("2026-11-20 18:00")
    assert coming.start == at("2026-11-23 09:00")
    assert day.last_ended(ended.end) == ended
    running_now = day.last_ended(at("2026-11-23 12:00"))
    assert running_now == ended, "the one that goes on has not ended"


def test_a_shift_on_no_day_never_is() -> None:
    never = shift("09:00", "18:00", frozenset())
    now = at("2026-11-23 12:00")
    assert (never.at(now), never.last_ended(now), never.coming(now)) == (None, None, None)


def test_what_is_told_now() -> None:
    day, late = shift("09:00", "18:00", frozenset(range(5))), shift("14:00", "22:00")
    noon, evening = at("2026-11-23 15:00"), at("2026-11-23 23:30")
    both = so_far((late, day), noon, LONDON)
    assert both == Stretch(start=at("2026-11-23 09:00"), end=noon, shift=day), "began first"
    over = so_far((day, late), evening, LONDON)
    assert over == Stretch(start=at("2026-11-23 14:00"), end=at("2026-11-23 22:00"), shift=late), (
        "ended last"
    )
    just_begun = so_far((day,), at("2026-11-23 09:00"), LONDON)
    assert just_begun.end == at("2026-11-20 18:00"), "of which nothing could be told yet"


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-23 08:19", "2026-11-22 09:00"),
        ("2026-11-23 09:00", "2026-11-22 09:00"),
        ("2026-10-25 12:30", "2026-10-24 13:00"),  # the day has 25 hours
        ("2026-03-29 12:30", "2026-03-28 13:00"),  # and this one 23
    ],
)
def test_without_shifts_the_last_day_is_told_from_a_whole_hour(now: str, start: str) -> None:
    told = so_far((), at(now), LONDON)
    assert (told.start, told.end, told.name) == (at(start), at(now), "")
    labels = [hour.label for hour in hours_of(told.start, told.end, LONDON)]
    assert len(labels) == len(set(labels))


def test_a_shift_is_found_by_its_name() -> None:
    one = shift("09:00", "18:00")
    assert named((one,), "one") is one
    assert named((one,), "two") is None


moments = st.integers(at("2020-01-01 00:00"), at("2035-01-01 00:00"))
cuts = st.lists(st.integers(0, DAY_MINUTES - 1), min_size=1, max_size=4, unique=True).map(sorted)


@given(moment=moments, times=cuts, zone=st.sampled_from(ZONES))
def test_shifts_that_follow_one_another_hold_every_moment_once(
    moment: int, times: list[int], zone: str
) -> None:
    """Whatever the clocks do that night: no minute is in two of them, and none is in none."""
    ends = [*times[1:], times[0] + DAY_MINUTES]
    shifts = [
        Shift(name=str(start), days=WEEK, start=start, end=end, zone=ZoneInfo(zone))
        for start, end in zip(times, ends, strict=True)
    ]
    found = running(shifts, moment)
    assert len(found) == 1
    assert moment in found[0]


@given(moment=moments, start=st.integers(0, 1439), length=st.integers(1, 1440))
def test_a_shift_before_and_after_a_moment_do_not_hold_it(
    moment: int, start: int, length: int
) -> None:
    one = Shift(name="one", days=WEEK, start=start, end=start + length, zone=LONDON)
    ended, here, coming = one.last_ended(moment), one.at(moment), one.coming(moment)
    assert ended is not None
    assert coming is not None
    assert ended.end <= moment < coming.start
    assert here is None or here.start <= moment < here.end


@given(day=st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_begin_and_end_are_what_the_wall_shows_where_the_wall_shows_it(day: date) -> None:
    stint = shift("09:00", "18:30").on(day)
    assert stint is not None
    shown = [datetime.fromtimestamp(ms / 1000, LONDON) for ms in (stint.start, stint.end)]
    assert [f"{one:%H:%M}" for one in shown] == ["09:00", "18:30"]
    assert {one.date() for one in shown} == {day}


def test_stints_of_a_year_follow_one_another() -> None:
    night = shift("22:00", "06:00")
    first = date(2026, 1, 1)
    stints = [night.on(first + timedelta(days=n)) for n in range(365)]
    kept = [one for one in stints if one is not None]
    assert len(kept) == 365
    assert all(before.end < after.start for before, after in pairwise(kept))
