"""Every metric, in named cases."""

import json
from collections.abc import Sequence
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.figures import (
    WaitRow,
    is_at_risk,
    is_in_time,
    is_late,
    is_missed,
    percentile,
    service_level,
    summarise,
)
from social_care.models import Category, Outcome, WaitKind
from tests.figures_kit import MINUTE, NO_TARGET, NOW, RISK, answered, closed, waiting

# Waiting


@pytest.mark.parametrize(
    ("minutes", "at_risk", "late"),
    [
        (0, False, False),
        (23, False, False),
        (24, True, False),
        (30, True, False),
        (31, False, True),
    ],
)
def test_a_wait_is_at_risk_until_it_is_late(minutes: int, at_risk: bool, late: bool) -> None:
    row = waiting(minutes)
    assert (is_at_risk(row, NOW), is_late(row, NOW)) == (at_risk, late)


def test_late_is_the_millisecond_after_due() -> None:
    row = waiting(30)
    assert not is_late(row, row.due_at)
    assert is_late(row, row.due_at + 1)


def test_what_has_ended_or_has_no_target_is_neither_late_nor_at_risk() -> None:
    for row in (answered(29), closed(29, Outcome.DISMISSED), waiting(600, **NO_TARGET)):
        for now in (row.waiting_since + RISK, NOW):
            assert not is_late(row, now)
            assert not is_at_risk(row, now)


# Missed


@pytest.mark.parametrize("outcome", [Outcome.RESOLVED_UNANSWERED, Outcome.DISMISSED])
@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("by_agent", [True, False])
@pytest.mark.parametrize("minutes", [5, 30, 31])
def test_a_wait_closed_unanswered_is_missed_when_late_or_owed(
    outcome: Outcome, category: Category, by_agent: bool, minutes: int
) -> None:
    """Owed: a complaint or question closed by a person. The due minute itself is in time."""
    owed = by_agent and category.value in {"complaint", "question"}
    row = closed(minutes, outcome, category=category, agent_closed=by_agent)
    assert is_missed(row, NOW) is (owed or minutes == 31)


@pytest.mark.parametrize(("minutes", "missed"), [(5, False), (31, True)])
def test_a_deleted_complaint_is_missed_only_past_due(minutes: int, missed: bool) -> None:
    assert is_missed(closed(minutes, Outcome.DELETED), NOW) is missed


@pytest.mark.parametrize(
    "row",
    [
        waiting(600),
        answered(600),
        answered(600, outcome=Outcome.ELSEWHERE),
        closed(600, Outcome.MERGED),
        closed(600, Outcome.DISMISSED, **NO_TARGET),
    ],
    ids=["open", "answered late", "answered elsewhere late", "merged", "without a target"],
)
def test_some_waits_are_never_missed(row: WaitRow) -> None:
    assert not is_missed(row, NOW)


def test_a_row_without_an_end_is_taken_to_end_now() -> None:
    row = closed(1, Outcome.DELETED, ended_at=None)
    assert not is_missed(row, row.due_at)
    assert is_missed(row, row.due_at + 1)


# Service level


def test_service_level_is_answered_in_time_of_all_that_should_have_been() -> None:
    rows = [
        answered(10),
        answered(30),
        answered(29, outcome=Outcome.ELSEWHERE),
        answered(31),
        waiting(31),
        closed(5, Outcome.DISMISSED),
        closed(31, Outcome.RESOLVED_UNANSWERED, category=Category.PRAISE),
        closed(31, Outcome.DELETED),
    ]
    assert service_level(rows, NOW) == 3 / 8


def test_in_time_is_judged_by_the_network_s_acceptance_not_by_when_the_wait_was_closed() -> None:
    row = answered(30, ended_at=NOW)
    assert is_in_time(row)
    assert not is_in_time(answered(31, ended_at=row.due_at))


def test_an_answer_recorded_without_a_time_counts_from_the_end_of_its_wait() -> None:
    row = answered(30, outcome=Outcome.ELSEWHERE, responded_at=None)
    assert is_in_time(row)
    assert not is_in_time(answered(31, outcome=Outcome.ELSEWHERE, responded_at=None))


def test_service_level_leaves_out_what_could_still_go_well_and_what_needed_nothing() -> None:
    left_out = [
        waiting(29),
        waiting(600, **NO_TARGET),
        answered(10, **NO_TARGET),
        closed(10, Outcome.MERGED),
        closed(600, Outcome.MERGED),
        closed(10, Outcome.DELETED),
        closed(10, Outcome.DISMISSED, category=Category.PRAISE),
        closed(10, Outcome.DISMISSED, agent_closed=False),
        closed(10, Outcome.DISMISSED, **NO_TARGET),
    ]
    assert service_level(left_out, NOW) is None
    assert service_level([*left_out, answered(10)], NOW) == 1.0
    assert service_level([*left_out, answered(31)], NOW) == 0.0


def test_hiding_waits_by_closing_them_never_improves_the_service_level() -> None:
    """A late complaint closed unanswered counts as it did while it was late."""
    rest = [answered(10), answered(20)]
    before = service_level([*rest, waiting(31)], NOW)
    for outcome in (Outcome.DISMISSED, Outcome.RESOLVED_UNANSWERED):
        assert service_level([*rest, closed(599, outcome)], NOW) == before


# Percentiles


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.5, 7),
        ([7], 0.9, 7),
        ([2, 1], 0.5, 1),
        ([3, 1, 2], 0.5, 2),
        ([4, 3, 2, 1], 0.5, 2),
        (range(1, 11), 0.9, 9),
        (range(1, 12), 0.9, 10),
        (range(1, 101), 0.07, 7),  # in floats 0.07 of a hundred is a little more than seven
        (range(1, 101), 0.95, 95),
        (range(1, 11), 0, 1),
        (range(1, 11), 1, 10),
        ([15, 20, 35, 40, 50], 0.3, 20),
    ],
)
def test_percentiles_are_by_nearest_rank(
    values: Sequence[int], share: float, expected: int | None
) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize("share", [-0.1, 1.1, 90, float("nan")])
def test_a_share_is_not_a_percentage(share: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        percentile([1, 2, 3], share)


@given(st.lists(st.integers(-50, 50), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_covers_the_share(
    values: list[int], percent: int
) -> None:
    found = percentile(values, percent / 100)
    covering = [v for v in values if sum(w <= v for w in values) * 100 >= percent * len(values)]
    assert found == min(covering)


# Summary


def test_a_shift_in_figures() -> None:
    rows = [
        waiting(25),
        waiting(3, business_ms=2 * MINUTE),
        waiting(45, business_ms=40 * MINUTE),
        waiting(90, **NO_TARGET),
        answered(4),
        answered(8),
        answered(33),
        answered(2, kind=WaitKind.NEXT),
        answered(20, kind=WaitKind.NEXT, outcome=Outcome.ELSEWHERE),
        closed(5, Outcome.DISMISSED),
        closed(5, Outcome.DISMISSED, category=Category.NOISE),
        closed(90, Outcome.DELETED, category=Category.OTHER),
    ]
    assert summarise(rows, NOW).as_json() == {
        "waiting": 4,
        "at_risk": 1,
        "late": 1,
        "oldest_waiting_s": 5400.0,
        "responses": 5,
        "in_time": 4,
        "counted": 8,
        "service_level": 0.5,
        "first_p50_s": 480.0,
        "first_p90_s": 1980.0,
        "first_mean_s": 900.0,
        "next_p50_s": 120.0,
        "next_p90_s": 1200.0,
        "next_mean_s": 660.0,
        "within_5_min": 0.4,
        "dismissed": 2,
        "dismissed_complaints": 1,
        "missed": 2,
        "missed_complaints": 1,
        "business": {
            "waiting": 4,
            "at_risk": 1,
            "late": 1,
            "oldest_waiting_s": 2400.0,
            "responses": 5,
            "in_time": 4,
            "counted": 8,
            "service_level": 0.5,
            "first_p50_s": 240.0,
            "first_p90_s": 990.0,
            "first_mean_s": 450.0,
            "next_p50_s": 60.0,
            "next_p90_s": 600.0,
            "next_mean_s": 330.0,
            "within_5_min": 0.6,
            "dismissed": 2,
            "dismissed_complaints": 1,
            "missed": 2,
            "missed_complaints": 1,
        },
    }


def test_no_waits_make_zeros_and_unknowns_never_a_division() -> None:
    figures = summarise([], NOW)
    assert (figures.waiting, figures.late, figures.responses, figures.missed) == (0, 0, 0, 0)
    assert figures.service_level is None
    assert figures.oldest_waiting_s is None
    assert set(astuple(figures.business)) == {None}


def test_seconds_keep_their_milliseconds() -> None:
    figures = summarise([answered(1, elapsed_ms=61_234, business_ms=1)], NOW)
    assert figures.first_p50_s == 61.234
    assert figures.business.first_p90_s == 0.001


def test_a_wait_that_begins_after_now_has_waited_no_time() -> None:
    """The network's clock may be ahead of ours."""
    assert summarise([waiting(-1)], NOW).oldest_waiting_s == 0


def test_five_minutes_are_within_five_minutes() -> None:
    rows = [answered(5), answered(5, elapsed_ms=5 * MINUTE + 1)]
    assert summarise(rows, NOW).within_5_min == 0.5


def test_the_json_has_what_scripts_rely_on_on_both_clocks() -> None:
    contract = {
        "waiting",
        "at_risk",
        "late",
        "oldest_waiting_s",
        "responses",
        "service_level",
        "first_p50_s",
        "first_p90_s",
        "next_p50_s",
        "next_p90_s",
    }
    printed = json.loads(json.dumps(summarise([answered(4), waiting(5)], NOW).as_json()))
    assert contract <= printed.keys()
    assert contract <= printed["business"].keys()
    assert printed.keys() - {"business"} == printed["business"].keys()


def test_rows_may_come_from_a_cursor() -> None:
    """Any iterable will do, even one that can be read only once."""
    rows = [answered(4), waiting(40), closed(5, Outcome.DISMISSED)]
    assert summarise(iter(rows), NOW) == summarise(rows, NOW)
    assert service_level(iter(rows), NOW) == service_level(rows, NOW)
