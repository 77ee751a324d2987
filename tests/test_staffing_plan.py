"""How many agents an hour needs."""

from dataclasses import replace

import pytest

from social_care.models import Band
from social_care.staffing import (
    HOUR_S,
    Arrival,
    Work,
    before,
    in_target,
    levels,
    simulate,
    whole,
    within,
)
from social_care.staffing_log import Demand
from social_care.staffing_plan import plan
from tests.test_staffing_log import MONDAY, NOW, mondays


@pytest.fixture(scope="module")
def busy_first() -> Demand:
    """120 an hour who take a minute each, then 12."""
    return Demand(mondays([120, 12, 12]), MONDAY, NOW)


def test_busy_hours_need_more(busy_first: Demand) -> None:
    made = plan(busy_first, 3, goal=0.8, in_time=within(300), shifts=30)
    first, second, third = made.staff
    assert first >= 2 > 1 == second == third  # two erlangs in the first hour
    assert all(hour.level.mean is not None and hour.level.mean >= 0.8 for hour in made.hours)
    assert made.level.mean is not None
    assert made.level.mean >= 0.8


def test_the_fewest_that_do(busy_first: Demand) -> None:
    hour = plan(busy_first, 3, goal=0.9, in_time=within(150), shifts=30).hours[0]
    assert hour.fewer is not None
    assert hour.more is not None
    assert hour.level.mean is not None
    assert hour.fewer < 0.9 <= hour.level.mean <= hour.more
    assert hour.low <= hour.usual <= hour.high


def test_with_as_many_as_given(busy_first: Demand) -> None:
    made = plan(busy_first, 3, goal=0.8, in_time=in_target, agents=1, shifts=20)
    assert made.staff == (1, 1, 1)
    assert [hour.fewer for hour in made.hours] == [None, None, None]
    assert made.hours[0].more is not None


def test_who_waits_already_is_told_apart(busy_first: Demand) -> None:
    nobody = plan(busy_first, 3, goal=0.8, in_time=in_target, shifts=5).before
    assert (nobody.usual, nobody.high, nobody.level.mean) == (0, 0, None)
    late = Arrival(at=-HOUR_S, band=Band.HIGH, due=-1.0, work=Work(handling_s=60))
    shift = [late, replace(late, due=HOUR_S), *busy_first.draw(1)]
    served = [simulate(shift, [5, 5, 5])]
    assert before(served, in_target).mean == 0.5
    share = whole(served, in_target).mean
    assert share is not None
    assert share < 1
    assert [level.mean for level in levels(served, 3, in_target)] == [1, 1, 1]


def test_the_same_log_gives_the_same_plan(busy_first: Demand) -> None:
    plans = [plan(busy_first, 3, goal=0.8, in_time=in_target, shifts=20) for _ in range(2)]
    assert plans[0] == plans[1]
