"""Every metric worked out a second way, over random waits."""

import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

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
    service_level,
    summarise,
)
from social_care.models import NEVER_DUE, Category, Outcome, WaitKind
from tests.figures_kit import MINUTE, NO_TARGET, NOW, waiting

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
