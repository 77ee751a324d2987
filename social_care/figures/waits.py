"""One wait as figures see it, and what is said of it: late, in time, missed, counted."""

from dataclasses import dataclass

from social_care.models import NEVER_DUE, Band, Category, Outcome, WaitKind

ANSWERED = frozenset({Outcome.ANSWERED, Outcome.ELSEWHERE})
"""Outcomes that are responses."""
CLOSED_BY_HAND = frozenset({Outcome.RESOLVED_UNANSWERED, Outcome.DISMISSED})
"""Outcomes by which somebody ends a wait without an answer."""
MUST_ANSWER = frozenset({Category.COMPLAINT, Category.QUESTION})
"""Categories that may not be closed unanswered, not even in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """One wait, open or ended, as far as figures need it. Instants in ms since 1970 UTC."""

    wait_id: int
    account: str
    channel: str
    """The network's name shown to people."""
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
    detection_ms: int | None
    """The first of a response's four parts, which always sum to `elapsed_ms`."""
    queue_ms: int | None
    handling_ms: int | None
    delivery_ms: int | None
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
