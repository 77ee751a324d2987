"""Every metric: named cases, and a second way of working it out over random waits."""

import json
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.figures import (
    Figures,
    Pace,
    WaitRow,
    is_at_risk,
    is_counted,
    is_in_time,
    is_late,
    is_missed,
    percentile,
    service_level,
    summarise,
)
from social_care.models import NEVER_DUE, Band, Category, Outcome, WaitKind

MINUTE = 60_000
NOW = 1_790_000_000_000
TARGET = 30 * MINUTE
RISK = 24 * MINUTE


def waiting(minutes: int, **changes: Any) -> WaitRow:
    """A complaint that has waited `minutes`, with half an hour to answer."""
    since = NOW - minutes * MINUTE
    values: dict[str, Any] = {
        "kind": WaitKind.FIRST,
        "outcome": None,
        "category": Category.COMPLAINT,
        "band": Band.HIGH,
        "waiting_since": since,
        "responded_at": None,
        "ended_at": None,
        "at_risk_at": since + RISK,
        "due_at": since + TARGET,
        "target_s": TARGET // 1000,
        "elapsed_ms": None,
        "business_ms": None,
        "agent_closed": False,
    }
    return WaitRow(**{**values, **changes})


def answered(minutes: int, **changes: Any) -> WaitRow:
    """A complaint answered after `minutes`, half of them business time."""
    since = NOW - 600 * MINUTE
    at = since + minutes * MINUTE
    values: dict[str, Any] = {
        "outcome": Outcome.ANSWERED,
        "responded_at": at,
        "ended_at": at,
        "elapsed_ms": minutes * MINUTE,
        "business_ms": minutes * MINUTE // 2,
        "agent_closed": True,
    }
    return waiting(600, **{**values, **changes})


def closed(minutes: int, outcome: Outcome, **changes: Any) -> WaitRow:
    """A complaint an agent ended without an answer after `minutes`."""
    at = NOW - (600 - minutes) * MINUTE
    values: dict[str, Any] = {"outcome": outcome, "ended_at": at, "agent_closed": True}
    return waiting(600, **{**values, **changes})


NO_TARGET: dict[str, Any] = {"due_at": NEVER_DUE, "at_risk_at": NEVER_DUE, "target_s": None}


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


# A second way


@st.composite
def wait_rows(draw: st.DrawFn) -> WaitRow:
    """Any wait, with times near `NOW` and near one another so that edges are met."""
    minutes = st.integers(0, 60)
    outcome = draw(st.one_of(st.none(), st.sampled_from(list(Outcome))))
    took = draw(minutes)
    row = waiting(
        draw(minutes),
        kind=draw(st.sampled_from(list(WaitKind))),
        outcome=outcome,
        category=draw(st.sampled_from(list(Category))),
        agent_closed=draw(st.booleans()),
        business_ms=draw(st.one_of(st.none(), minutes.map(lambda m: m * MINUTE // 3))),
    )
    target = draw(st.one_of(st.none(), minutes))
    changes: dict[str, Any] = dict(NO_TARGET)
    if target is not None:
        due_at = row.waiting_since + target * MINUTE
        risk = row.waiting_since + target * MINUTE * 4 // 5
        changes = {"due_at": due_at, "at_risk_at": risk, "target_s": target * 60}
    if outcome is not None:
        changes["ended_at"] = row.waiting_since + took * MINUTE
    if outcome in {Outcome.ANSWERED, Outcome.ELSEWHERE}:
        changes |= {"responded_at": changes["ended_at"], "elapsed_ms": took * MINUTE}
    values = {spec.name: getattr(row, spec.name) for spec in fields(WaitRow)}
    return WaitRow(**{**values, **changes})


IN_SQL = """
WITH judged AS (
  SELECT *, due_at < :never AS targeted,
    outcome IS NULL AS open,
    coalesce(outcome IN ('answered', 'elsewhere'), 0) AS answered,
    coalesce(outcome IN ('resolved_unanswered', 'dismissed'), 0) AS by_hand,
    coalesce(outcome, '') = 'deleted' AS deleted
  FROM wait
), marked AS (
  SELECT *,
    targeted AND ((by_hand AND agent_closed AND category IN ('complaint', 'question'))
      OR ((by_hand OR deleted) AND ended_at > due_at)) AS missed
  FROM judged
)
SELECT
  total(open),
  total(open AND at_risk_at <= :now AND due_at >= :now AND targeted),
  total(open AND due_at < :now),
  (:now - min(CASE WHEN open THEN waiting_since END)) / 1000.0,
  max(CASE WHEN open THEN business_ms END) / 1000.0,
  total(answered),
  total(answered AND targeted AND responded_at <= due_at),
  total(answered AND targeted) + total(open AND due_at < :now) + total(missed),
  total(coalesce(outcome, '') = 'dismissed'),
  total(missed),
  total(missed AND category = 'complaint')
FROM marked
"""


def in_sql(rows: Sequence[WaitRow]) -> tuple[Any, ...]:
    """The counts as an analyst would ask the database for them."""
    names = [spec.name for spec in fields(WaitRow)]
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"CREATE TABLE wait ({', '.join(names)})")
        marks = ", ".join("?" for _ in names)
        connection.executemany(f"INSERT INTO wait VALUES ({marks})", [astuple(row) for row in rows])
        found: tuple[Any, ...] = connection.execute(
            IN_SQL, {"now": NOW, "never": NEVER_DUE}
        ).fetchone()
        return found
    finally:
        connection.close()


def counts(figures: Figures) -> tuple[Any, ...]:
    return (
        figures.waiting,
        figures.at_risk,
        figures.late,
        figures.oldest_waiting_s,
        figures.business.oldest_waiting_s,
        figures.responses,
        figures.in_time,
        figures.counted,
        figures.dismissed,
        figures.missed,
        figures.missed_complaints,
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(wait_rows(), max_size=12))
def test_the_counts_agree_with_the_same_questions_in_sql(rows: list[WaitRow]) -> None:
    figures = summarise(rows, NOW)
    assert counts(figures) == in_sql(rows)
    expected = figures.in_time / figures.counted if figures.counted else None
    assert figures.service_level == service_level(rows, NOW) == expected


def pace_by_hand(times: dict[str, list[int]], oldest_s: float | None) -> Pace:
    """By other means: exact integers for ranks, the statistics module for means."""

    def rank(kind: str, tenths: int) -> float | None:
        ordered = sorted(times[kind])
        return ordered[(tenths * len(ordered) + 9) // 10 - 1] / 1000 if ordered else None

    def mean(kind: str) -> float | None:
        return round(statistics.fmean(times[kind]) / 1000, 3) if times[kind] else None

    every = times["first"] + times["next"]
    return Pace(
        oldest_waiting_s=oldest_s,
        first_p50_s=rank("first", 5),
        first_p90_s=rank("first", 9),
        first_mean_s=mean("first"),
        next_p50_s=rank("next", 5),
        next_p90_s=rank("next", 9),
        next_mean_s=mean("next"),
        within_5_min=len([ms for ms in every if ms < 300_001]) / len(every) if every else None,
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(wait_rows(), max_size=12))
def test_the_pace_agrees_on_both_clocks(rows: list[WaitRow]) -> None:
    figures = summarise(rows, NOW)
    elapsed: dict[str, list[int]] = {"first": [], "next": []}
    business: dict[str, list[int]] = {"first": [], "next": []}
    for row in rows:
        if row.responded_at is not None:
            elapsed[row.kind.value].append(row.responded_at - row.waiting_since)
            business[row.kind.value] += [] if row.business_ms is None else [row.business_ms]
    found = Pace(**{spec.name: getattr(figures, spec.name) for spec in fields(Pace)})
    assert found == pace_by_hand(elapsed, figures.oldest_waiting_s)
    assert figures.business == pace_by_hand(business, figures.business.oldest_waiting_s)


@settings(max_examples=200, deadline=None)
@given(st.lists(wait_rows(), max_size=10), st.integers(0, 15))
def test_figures_of_parts_add_up_to_the_whole(rows: list[WaitRow], cut: int) -> None:
    """Groups (by agent, by hour) can be summarised one by one."""
    whole, one, two = (summarise(part, NOW) for part in (rows, rows[:cut], rows[cut:]))
    for name in ("waiting", "at_risk", "late", "responses", "in_time", "counted", "missed"):
        assert getattr(whole, name) == getattr(one, name) + getattr(two, name)


@settings(max_examples=300, deadline=None)
@given(wait_rows())
def test_every_wait_is_in_one_place(row: WaitRow) -> None:
    """In time, late and missed exclude one another; what counts and is not in time went wrong."""
    marks = [is_in_time(row), is_late(row, NOW), is_missed(row, NOW), is_at_risk(row, NOW)]
    assert sum(marks) <= 1
    if is_counted(row, NOW) and row.outcome not in {Outcome.ANSWERED, Outcome.ELSEWHERE}:
        assert is_late(row, NOW) or is_missed(row, NOW)
    if not is_counted(row, NOW):
        assert not is_in_time(row)
