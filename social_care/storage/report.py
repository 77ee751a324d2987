"""Waits and their responses as rows: what figures and statistics are computed from."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from social_care.figures import MentionRow, WaitRow
from social_care.models import Band, Category, Outcome, WaitKind
from social_care.storage.connection import Row, Tx

SoFar = Callable[[str, int], int]
"""The business milliseconds since an instant, on the calendar of the account of that name."""


class By(StrEnum):
    """Which moment selects a row into a period."""

    RESPONDED_AT = "responded_at"
    WAITING_SINCE = "waiting_since"
    ENDED_AT = "ended_at"


_EVER = 2**62

_WAITS = """
SELECT wait_id, account, channel, kind, outcome, category, band_rank, waiting_since, responded_at,
  ended_at, ended_by, at_risk_at, due_at, target_s, elapsed_ms, business_ms, detection_ms, queue_ms,
  handling_ms, delivery_ms
FROM response_rows WHERE
"""
_ENDED = "ended_at >= :since AND ended_at < :until"
_BEGAN = "waiting_since >= :since AND waiting_since < :until"
_STOOD = (
    "ended_at IS NULL AND +waiting_since < :until",
    "ended_at >= :until AND +waiting_since < :until",
)
"""Open at the end of the period: those that still are, and those that have ended since. The + keeps
the planner from an index of all that ever began: who is open is found by an index of the few."""


def waits(
    tx: Tx,
    *,
    since: int | None = None,
    until: int | None = None,
    by: By = By.ENDED_AT,
    open_too: bool = False,
    business_so_far: SoFar | None = None,
) -> list[WaitRow]:
    """The waits of a period as values for `figures`; the period is half open, in ms UTC.

    By their end: what ended in it, and if `open_too` who waited when it ended, as they stood then:
    the figures of a past period do not change with what becomes of them later. By their beginning:
    what began in it, with what became of it until today. `business_so_far` knows what open waits
    have used.
    """
    period = {
        "since": -_EVER if since is None else since,
        "until": _EVER if until is None else until,
    }
    if by is By.WAITING_SINCE:
        found = [_wait(row, business_so_far) for row in tx.all(_WAITS + _BEGAN, **period)]
        found = [row for row in found if open_too or row.outcome is not None]
    else:
        found = [_wait(row, None) for row in tx.all(_WAITS + _ENDED, **period)]
        for stood in _STOOD if open_too else ():
            found += [_open(row, business_so_far) for row in tx.all(_WAITS + stood, **period)]
    return sorted(found, key=lambda row: row.wait_id)


def judged(tx: Tx, *, since: int) -> list[WaitRow]:
    """What has ended since then: what a service level counts, besides who is `late` now."""
    ended = tx.all(_WAITS + _ENDED, since=since, until=_EVER)
    return [_wait(row, None) for row in ended]


def late(tx: Tx, now: int) -> int:
    """How many wait past their due time: cheap, however many that are."""
    sql = "SELECT count(*) FROM waits WHERE ended_at IS NULL AND due_at < :now"
    return int(tx.value(sql + " AND target_s IS NOT NULL", now=now))


def mentions(tx: Tx, *, since: int | None = None, until: int | None = None) -> list[MentionRow]:
    """What customers wrote in a period, by the network's time; a post that two accounts saw once.

    What its author has deleted counts: it was written.
    """
    rows = tx.all(
        "SELECT m.posted_at, a.name AS account, a.channel, s.category, s.band_rank FROM mentions m"
        " JOIN accounts a ON a.id = m.account_id JOIN assessments s ON s.id = m.assessment_id"
        " WHERE m.posted_at >= :since AND m.posted_at < :until AND m.twin_of IS NULL",
        since=-_EVER if since is None else since,
        until=_EVER if until is None else until,
    )
    return [
        MentionRow(
            posted_at=row["posted_at"],
            account=row["account"],
            channel=row["channel"],
            category=Category(row["category"]),
            band=Band(row["band_rank"]),
        )
        for row in rows
    ]


def _wait(row: Row, business_so_far: SoFar | None) -> WaitRow:
    if row["ended_at"] is None:
        return _open(row, business_so_far)
    return WaitRow(
        **_both(row),
        outcome=Outcome(row["outcome"]),
        responded_at=row["responded_at"],
        ended_at=row["ended_at"],
        elapsed_ms=row["elapsed_ms"],
        business_ms=row["business_ms"],
        detection_ms=row["detection_ms"],
        queue_ms=row["queue_ms"],
        handling_ms=row["handling_ms"],
        delivery_ms=row["delivery_ms"],
        agent_closed=row["ended_by"] is not None,
    )


def _open(row: Row, business_so_far: SoFar | None) -> WaitRow:
    """As it stood while it was open."""
    return WaitRow(
        **_both(row),
        outcome=None,
        responded_at=None,
        ended_at=None,
        elapsed_ms=None,
        business_ms=business_so_far and business_so_far(row["account"], row["waiting_since"]),
        detection_ms=None,
        queue_ms=None,
        handling_ms=None,
        delivery_ms=None,
        agent_closed=False,
    )


def _both(row: Row) -> dict[str, Any]:
    return {
        "wait_id": row["wait_id"],
        "account": row["account"],
        "channel": row["channel"],
        "kind": WaitKind(row["kind"]),
        "category": Category(row["category"]),
        "band": Band(row["band_rank"]),
        "waiting_since": row["waiting_since"],
        "at_risk_at": row["at_risk_at"],
        "due_at": row["due_at"],
        "target_s": row["target_s"],
    }
