"""Every metric, once: screen, digest, statistics and export compute by these functions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from social_care.models import NEVER_DUE, Band, Category, Outcome, WaitKind

QUICK_MS = 5 * 60_000
"""What `within_5_min` counts as quick."""

ANSWERED = frozenset({Outcome.ANSWERED, Outcome.ELSEWHERE})
"""Outcomes that are responses."""
CLOSED_BY_HAND = frozenset({Outcome.RESOLVED_UNANSWERED, Outcome.DISMISSED})
"""Outcomes by which somebody ends a wait without an answer."""
MUST_ANSWER = frozenset({Category.COMPLAINT, Category.QUESTION})
"""Categories that may not be closed unanswered, not even in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """One wait, open or ended, as far as figures need it. Instants in ms since 1970 UTC."""

    kind: WaitKind
    outcome: Outcome | None
    """None while the customer waits."""
    category: Category
    band: Band
    waiting_since: int
    responded_at: int | None
    ended_at: int | None
    at_risk_at: int
    """`sla.stage_times`; NEVER_DUE without a target."""
    due_at: int
    target_s: int | None
    elapsed_ms: int | None
    """Of a response; None for every other row."""
    business_ms: int | None
    """Of a response; of an open wait the business time so far, if the caller knows it."""
    agent_closed: bool
    """A person ended it, not a rule or the network."""


def is_waiting(row: WaitRow) -> bool:
    """The customer still waits."""
    return row.outcome is None


def is_answered(row: WaitRow) -> bool:
    """It ended with a response, elsewhere included."""
    return row.outcome in ANSWERED


def has_target(row: WaitRow) -> bool:
    """It has a due time to be measured against."""
    return row.target_s is not None and row.due_at < NEVER_DUE


def is_in_time(row: WaitRow) -> bool:
    """Answered at or before its due time; false without a target."""
    answered_at = row.ended_at if row.responded_at is None else row.responded_at
    return (
        is_answered(row)
        and has_target(row)
        and answered_at is not None
        and answered_at <= row.due_at
    )


def is_late(row: WaitRow, now: int) -> bool:
    """Still waiting, past due."""
    return is_waiting(row) and has_target(row) and now > row.due_at


def is_at_risk(row: WaitRow, now: int) -> bool:
    """Still waiting, at risk, and not late yet."""
    return is_waiting(row) and has_target(row) and row.at_risk_at <= now <= row.due_at


def is_missed(row: WaitRow, now: int) -> bool:
    """Ended without an answer when there should have been one.

    A complaint or question a person closed, whenever that was; anything else that ended past
    due, deleted by its author included. Never a merged wait, nor one without a target. A row
    without an end is taken to end now.
    """
    if is_waiting(row) or is_answered(row) or row.outcome is Outcome.MERGED or not has_target(row):
        return False
    closed_by_agent = row.agent_closed and row.outcome in CLOSED_BY_HAND
    if closed_by_agent and row.category in MUST_ANSWER:
        return True
    return (now if row.ended_at is None else row.ended_at) > row.due_at


def is_counted(row: WaitRow, now: int) -> bool:
    """Part of the service level: answered, open past due, or missed; with a target."""
    return (is_answered(row) and has_target(row)) or is_late(row, now) or is_missed(row, now)


def service_level(rows: Iterable[WaitRow], now: int) -> float | None:
    """Waits answered in time ÷ (answered + open past due + missed), 0..1; None if none count.

    Merged waits, those without a target, those still in time, and those that ended in time and
    needed no answer are left out.
    """
    counted = [row for row in rows if is_counted(row, now)]
    return _share(sum(map(is_in_time, counted)), len(counted))


def percentile(values: Iterable[int], share: float) -> int | None:
    """The nearest-rank percentile: the smallest value with at least `share` of all at or below it.

    Always one of the values, never between two; the smallest for share 0; None of none.
    `share` is 0..1, else ValueError.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    ordered = sorted(values)
    if not ordered:
        return None
    # As written, not as a float holds it: 0.07 of a hundred values is the 7th, not the 8th.
    rank = ceil(Fraction(str(share)) * len(ordered))
    return ordered[max(rank, 1) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast responses were, on one clock. Seconds, to the millisecond; None where none is."""

    oldest_waiting_s: float | None
    """The longest that anybody still waiting has waited."""
    first_p50_s: float | None
    first_p90_s: float | None
    first_mean_s: float | None
    next_p50_s: float | None
    next_p90_s: float | None
    next_mean_s: float | None
    within_5_min: float | None
    """Share of all responses, first and next, that took five minutes or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Pace):
    """The figures of a set of waits. The pace it inherits is on the elapsed clock."""

    waiting: int
    at_risk: int
    """Of those waiting, not counting the late."""
    late: int
    responses: int
    in_time: int
    """Numerator of the service level."""
    counted: int
    """Its denominator."""
    service_level: float | None
    dismissed: int
    missed: int
    missed_complaints: int
    business: Pace
    """The pace on the business clock; its oldest wait is None where no row says so."""

    def as_json(self) -> dict[str, Any]:
        """What `stats --json` prints: the figures, and under `business` the same on that clock."""
        flat = asdict(self)
        business = flat.pop("business")
        return {**flat, "business": {**flat, **business}}


def summarise(rows: Iterable[WaitRow], now: int) -> Figures:
    """All figures of these waits as they stand at `now`."""
    waits = tuple(rows)
    waiting = [row for row in waits if is_waiting(row)]
    missed = [row for row in waits if is_missed(row, now)]
    counted = [row for row in waits if is_counted(row, now)]
    in_time = sum(map(is_in_time, counted))
    elapsed = _pace(waits, _elapsed, [max(0, now - row.waiting_since) for row in waiting])
    business_so_far = [row.business_ms for row in waiting if row.business_ms is not None]
    return Figures(
        **asdict(elapsed),
        waiting=len(waiting),
        at_risk=sum(is_at_risk(row, now) for row in waiting),
        late=sum(is_late(row, now) for row in waiting),
        responses=sum(map(is_answered, waits)),
        in_time=in_time,
        counted=len(counted),
        service_level=_share(in_time, len(counted)),
        dismissed=sum(row.outcome is Outcome.DISMISSED for row in waits),
        missed=len(missed),
        missed_complaints=sum(row.category is Category.COMPLAINT for row in missed),
        business=_pace(waits, _business, business_so_far),
    )


def _elapsed(row: WaitRow) -> int | None:
    return row.elapsed_ms


def _business(row: WaitRow) -> int | None:
    return row.business_ms


def _pace(
    waits: Sequence[WaitRow], clock: Callable[[WaitRow], int | None], so_far: Sequence[int]
) -> Pace:
    """`clock` reads a response's time from its row; `so_far` is how long the others have waited."""
    took = {
        kind: [
            ms
            for row in waits
            if is_answered(row) and row.kind is kind and (ms := clock(row)) is not None
        ]
        for kind in WaitKind
    }
    first, following = took[WaitKind.FIRST], took[WaitKind.NEXT]
    quick = sum(ms <= QUICK_MS for ms in (*first, *following))
    return Pace(
        oldest_waiting_s=_seconds(max(so_far, default=None)),
        first_p50_s=_seconds(percentile(first, 0.5)),
        first_p90_s=_seconds(percentile(first, 0.9)),
        first_mean_s=_mean_s(first),
        next_p50_s=_seconds(percentile(following, 0.5)),
        next_p90_s=_seconds(percentile(following, 0.9)),
        next_mean_s=_mean_s(following),
        within_5_min=_share(quick, len(first) + len(following)),
    )


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _mean_s(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values) / 1000, 3) if values else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
