"""From the log to shifts that might come."""

from collections.abc import Sequence
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from social_care.models import NEVER_DUE, Band
from social_care.staffing import HOUR_S, Arrival
from social_care.staffing_log import LONGEST_HANDLING_S, Demand, LoggedWait, Window
from tests.hours_kit import HOUR, MINUTE, at

LONDON = ZoneInfo("Europe/London")
MONDAY = Window(start=at("2026-11-30T09:00"), end=at("2026-11-30T12:00"), zone=LONDON)
NOW = at("2026-11-29T20:00")


def wait(
    detected_at: int,
    *,
    band: Band = Band.NORMAL,
    handling_s: float | None = 60,
    ended_at: int | None = None,
    target_s: int | None = 3600,
) -> LoggedWait:
    posted = detected_at - MINUTE
    return LoggedWait(
        waiting_since=posted,
        detected_at=detected_at,
        band=band,
        due_at=NEVER_DUE if target_s is None else posted + target_s * 1000,
        target_s=target_s,
        ended_at=detected_at + 5 * MINUTE if ended_at is None else ended_at,
        handling_ms=None if handling_s is None else round(handling_s * 1000),
        delivery_ms=None if handling_s is None else 10_000,
    )


def mondays(per_hour: Sequence[int], weeks: int = 4) -> list[LoggedWait]:
    """The same arrivals on the Mondays before, and one wait long ago that begins the log."""
    starts = [MONDAY.weeks_ago(week) for week in range(1, weeks + 1)]
    came = [
        wait(start + hour * HOUR + number * MINUTE // 2)
        for start in starts
        for hour, many in enumerate(per_hour)
        for number in range(many)
    ]
    return [wait(min(starts) - 8 * HOUR), *came]


def drawn(demand: Demand, seeds: int = 200) -> list[list[Arrival]]:
    return [demand.draw(seed) for seed in range(seeds)]


def test_weeks_ago_goes_by_the_clock_on_the_wall() -> None:
    window = Window(start=at("2026-10-26T09:00"), end=at("2026-10-26T10:00"), zone=LONDON)
    assert window.weeks_ago(1) == at("2026-10-19T09:00")
    assert window.start - window.weeks_ago(1) == 7 * 24 * HOUR + HOUR


def test_a_part_of_an_hour_is_an_hour_of_its_own() -> None:
    assert Window(start=0, end=2 * HOUR + 1, zone=LONDON).hours == 3


def test_as_many_come_as_usual() -> None:
    demand = Demand(mondays([40, 0, 10]), MONDAY, NOW)
    assert demand.weeks == 4
    assert demand.usual == [40, 0, 10]
    shifts = drawn(demand)
    by_hour = [
        fmean(sum(int(one.at // HOUR_S) == hour for one in shift) for shift in shifts)
        for hour in range(3)
    ]
    assert by_hour[0] == pytest.approx(40, abs=2)
    assert by_hour[1] == 0
    assert by_hour[2] == pytest.approx(10, abs=1)


def test_weeks_before_the_log_began_are_no_quiet_weeks() -> None:
    assert Demand(mondays([10], weeks=2), MONDAY, NOW).weeks == 2


def test_a_busy_day_is_busy_all_day() -> None:
    quiet, busy = MONDAY.weeks_ago(1), MONDAY.weeks_ago(2)
    came = [wait(quiet + HOUR * hour + n) for hour in range(3) for n in range(5)]
    came += [wait(busy + HOUR * hour + n) for hour in range(3) for n in range(95)]
    shifts = drawn(Demand([wait(busy - HOUR), *came], MONDAY, NOW))
    totals = sorted(len(shift) for shift in shifts)
    assert totals[len(totals) // 10] < 30
    assert totals[-len(totals) // 10] > 250


def test_the_same_seed_draws_the_same_shift() -> None:
    demand = Demand(mondays([20, 20, 20]), MONDAY, NOW)
    assert demand.draw(7) == demand.draw(7)
    assert demand.draw(7) != demand.draw(8)


def test_a_short_last_hour_is_filled_no_further() -> None:
    window = Window(start=MONDAY.start, end=MONDAY.start + HOUR // 2, zone=LONDON)
    demand = Demand(mondays([30]), window, NOW)
    assert all(one.at < HOUR_S / 2 for shift in drawn(demand) for one in shift)


def test_who_waits_at_the_start_is_there_as_on_past_mondays() -> None:
    past = MONDAY.weeks_ago(1)
    overnight = [
        wait(past - 10 * HOUR, ended_at=past + HOUR, target_s=36000 + 1800),
        wait(past - 9 * HOUR, ended_at=past - 1),  # answered before
        wait(past - 8 * HOUR, ended_at=past + HOUR, target_s=None),  # nothing was promised
    ]
    shift = Demand([*overnight, wait(past + MINUTE)], MONDAY, NOW).draw(1)
    (left,) = [one for one in shift if one.at < 0]
    assert left.at == -10 * HOUR_S
    assert left.due == 1800 - 60
    assert left.work.detection_s == 60


def test_a_shift_under_way_begins_with_those_who_wait() -> None:
    came = mondays([10, 10, 10])
    waits_now = wait(MONDAY.start - HOUR, ended_at=NEVER_DUE)
    shift = Demand([*came, waits_now], MONDAY, MONDAY.start + HOUR).draw(1)
    assert [one.at for one in shift if one.at < 0] == [-HOUR_S]


def test_answer_times_are_those_of_the_band() -> None:
    start = MONDAY.weeks_ago(1)
    came = [wait(start - HOUR)]
    came += [wait(start + n, band=Band.URGENT, handling_s=600) for n in range(30)]
    came += [wait(start + n, band=Band.LOW, handling_s=30) for n in range(30)]
    came += [wait(start + n, band=Band.HIGH, handling_s=None) for n in range(30)]
    demand = Demand(came, MONDAY, NOW)
    assert demand.answers == 61
    took: dict[Band, set[float]] = {band: set() for band in Band}
    for shift in drawn(demand):
        for one in shift:
            took[one.band].add(one.work.handling_s)
    assert took[Band.URGENT] == {600}
    assert took[Band.LOW] == {30}
    assert took[Band.HIGH] == {600, 30, 60}  # none known of this band: of all


def test_who_holds_one_overnight_was_not_writing_all_night() -> None:
    start = MONDAY.weeks_ago(1)
    came = [wait(start + n, handling_s=12 * HOUR_S) for n in range(30)]
    shift = Demand([wait(start - HOUR, handling_s=None), *came], MONDAY, NOW).draw(3)
    assert {one.work.handling_s for one in shift} == {LONGEST_HANDLING_S}


def test_an_empty_log_draws_nobody() -> None:
    demand = Demand([], MONDAY, NOW)
    assert (demand.weeks, demand.answers, demand.draw(1)) == (0, 0, [])
