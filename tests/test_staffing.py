"""A shift played out: by hand where that is possible, and against queueing theory."""

from math import exp, factorial, inf
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Band
from social_care.staffing import (
    HOUR_S,
    Arrival,
    Served,
    Work,
    in_target,
    levels,
    needed,
    simulate,
    whole,
    within,
)


def arrival(at: float, handling_s: float, due: float = inf, band: Band = Band.NORMAL) -> Arrival:
    return Arrival(at=at, band=band, due=due, work=Work(handling_s=handling_s))


def began(served: list[Served]) -> dict[float, float]:
    return {one.arrival.at: one.began for one in served}


class TestSimulate:
    def test_one_agent_takes_one_after_the_other(self) -> None:
        served = simulate([arrival(0, 100), arrival(10, 100), arrival(500, 5)], [1])
        assert began(served) == {0: 0, 10: 100, 500: 500}
        assert [one.queue_s for one in served] == [0, 90, 0]
        assert [one.response_s for one in served] == [100, 190, 5]

    def test_two_agents_take_two_at_once(self) -> None:
        served = simulate([arrival(0, 100), arrival(10, 100), arrival(20, 100)], [2])
        assert began(served) == {0: 0, 10: 10, 20: 100}

    def test_the_most_pressing_band_comes_first_then_the_earliest_due(self) -> None:
        waiting = [
            arrival(0, 100),
            arrival(1, 10, due=900, band=Band.NORMAL),
            arrival(2, 10, due=800, band=Band.NORMAL),
            arrival(3, 10, due=5000, band=Band.URGENT),
        ]
        assert began(simulate(waiting, [1])) == {0: 0, 3: 100, 2: 110, 1: 120}

    def test_who_waits_when_the_shift_begins_has_waited(self) -> None:
        (served,) = simulate([arrival(-600, 60, due=30)], [1])
        assert (served.began, served.queue_s, served.is_in_time) == (0, 600, False)

    def test_nobody_on_in_the_first_hour(self) -> None:
        (served,) = simulate([arrival(5, 60)], [0, 1])
        assert served.began == HOUR_S

    def test_who_goes_off_ends_the_answer_being_written(self) -> None:
        busy = [arrival(3500, 300), arrival(3501, 300), arrival(3550, 10)]
        # from 3600 on one agent: but two are still writing until 3800 and 3801
        assert began(simulate(busy, [2, 1])) == {3500: 3500, 3501: 3501, 3550: 3801}

    def test_due_to_the_second_is_in_time(self) -> None:
        assert simulate([arrival(0, 60, due=60)], [1])[0].is_in_time
        assert not simulate([arrival(0, 60, due=59.999)], [1])[0].is_in_time

    def test_detection_and_delivery_count_for_the_customer(self) -> None:
        work = Work(detection_s=50, handling_s=100, delivery_s=10)
        (served,) = simulate([Arrival(at=0, band=Band.HIGH, due=109.9, work=work)], [1])
        assert served.response_s == 160
        assert not served.is_in_time

    @pytest.mark.parametrize("staff", [[], [3, 0]])
    def test_somebody_must_be_there_in_the_end(self, staff: list[int]) -> None:
        with pytest.raises(ValueError, match="last hour"):
            simulate([arrival(0, 1)], staff)

    @given(
        st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 2000)), max_size=30),
        st.lists(st.integers(0, 4), max_size=3),
    )
    def test_everybody_is_served_once_and_never_by_more_than_are_on(
        self, came: list[tuple[int, int]], staff: list[int]
    ) -> None:
        arrivals = [arrival(at, takes) for at, takes in sorted(came)]
        staff = [*staff, 2]
        served = simulate(arrivals, staff)
        assert sorted(one.arrival.at for one in served) == [one.at for one in arrivals]
        for one in served:
            assert one.queue_s >= 0
            others = [
                other
                for other in served
                if other.began <= one.began < other.began + other.arrival.work.handling_s
            ]
            assert len(others) <= max(staff)
            assert staff[min(int(one.began // HOUR_S), len(staff) - 1)] > 0


def erlang_c(agents: int, load: float) -> float:
    """The chance to wait at all: Poisson arrivals, exponential times, `load` in erlangs."""
    top = load**agents / factorial(agents) * agents / (agents - load)
    return top / (sum(load**k / factorial(k) for k in range(agents)) + top)


class TestErlangC:
    """Where its assumptions hold, the simulation agrees with the formula within its own error.

    They do: who are all alike, and due never, are served in the order in which they came.
    """

    @pytest.mark.parametrize(
        ("agents", "per_hour"), [(1, 6), (3, 24), pytest.param(6, 60, marks=pytest.mark.long)]
    )
    def test_waiting(self, agents: int, per_hour: float) -> None:
        takes = 300.0
        load = per_hour * takes / HOUR_S
        waits = erlang_c(agents, load)
        mean_s = waits * takes / (agents - load)
        within_s = 1 - waits * exp(-(agents - load) * 120 / takes)
        shifts = [self.shift(seed, per_hour, takes, agents) for seed in range(60)]
        for found, theory in (
            ([fmean(one.queue_s > 0 for one in shift) for shift in shifts], waits),
            ([fmean(one.queue_s for one in shift) for shift in shifts], mean_s),
            ([fmean(one.queue_s <= 120 for one in shift) for shift in shifts], within_s),
        ):
            error = stdev(found) / len(found) ** 0.5
            assert abs(fmean(found) - theory) < 3.5 * error
            assert error < theory / 10  # so close that a wrong formula would be seen

    def shift(self, seed: int, per_hour: float, takes: float, agents: int) -> list[Served]:
        """A long shift, without its first hours: the formula knows no beginning."""
        chance = Random(seed)
        at, came = 0.0, []
        while (at := at + chance.expovariate(per_hour / HOUR_S)) < 100 * HOUR_S:
            came.append(arrival(at, chance.expovariate(1 / takes)))
        served = simulate(came, [agents])
        return [one for one in served if one.arrival.at > 10 * HOUR_S]


class TestLevels:
    def test_by_hour_and_whole(self) -> None:
        shifts = [
            simulate(
                [arrival(-5, 10, due=1), arrival(0, 100, due=50), arrival(4000, 1, due=4001)],
                [1, 1],
            ),
            simulate([arrival(0, 10, due=50)], [1, 1]),
        ]
        first, second = levels(shifts, 2, in_target)
        assert (first.mean, first.low, first.high) == (0.5, 0, 1)
        assert (second.mean, second.low, second.high) == (1, 1, 1)
        assert whole(shifts, in_target).mean == 0.5  # 2 of 4: who waited already was late

    def test_without_a_target_nothing_is_counted(self) -> None:
        shifts = [simulate([arrival(0, 10)], [1])]
        assert levels(shifts, 1, in_target)[0].mean is None
        assert levels(shifts, 1, within(10))[0].mean == 1
        assert levels(shifts, 1, within(9))[0].mean == 0


class TestNeeded:
    def test_as_many_as_it_takes_and_no_more(self) -> None:
        # six come at once and take ten minutes each; all are to be out after twenty
        shifts = [[arrival(i / 10, 600, due=1201) for i in range(6)]]
        assert needed(shifts, 1, 1.0, in_target) == [3]
        assert needed(shifts, 1, 0.6, in_target) == [2]

    def test_a_quiet_hour_after_a_busy_one_needs_fewer(self) -> None:
        busy = [arrival(i, 600, due=i + 900) for i in range(8)]
        shifts = [[*busy, arrival(2 * HOUR_S, 60, due=2 * HOUR_S + 60)]]
        assert needed(shifts, 3, 1.0, in_target) == [8, 1, 1]

    def test_what_no_number_can_do_gets_no_more_than_helps(self) -> None:
        shifts = [[arrival(0, 600, due=60), arrival(1, 600, due=700)]]
        assert needed(shifts, 1, 1.0, in_target) == [2]
