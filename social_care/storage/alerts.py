"""Alerts: recorded once per wait and stage, withdrawn when the wait ends."""

from dataclasses import dataclass

from social_care.models import Stage
from social_care.storage.connection import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One flag raised now."""

    wait_id: int
    conversation_id: int
    account: str
    stage: Stage


def raise_due(tx: Tx, now: int) -> list[Alert]:
    """Record every stage an unanswered complaint or urgent wait has reached, each once.

    After downtime only the highest stage reached is returned; those below it are recorded as muted,
    so that they never come late.
    """
    raised = []
    for row in tx.all(_REACHED, now=now):
        stage = Stage(row["stage"])
        if _record(tx, row["id"], stage, now, muted=False):
            for below in _below(stage):
                _record(tx, row["id"], below, now, muted=True)
            raised.append(
                Alert(
                    wait_id=row["id"],
                    conversation_id=row["conversation_id"],
                    account=row["account"],
                    stage=stage,
                )
            )
    return raised


_REACHED = """
SELECT * FROM (
  SELECT w.id, w.conversation_id, a.name AS account, CASE
    WHEN w.escalated_at <= :now THEN 'escalated' WHEN w.due_at < :now THEN 'late'
    ELSE 'at_risk' END AS stage
  FROM waits w JOIN conversations c ON c.id = w.conversation_id
  JOIN accounts a ON a.id = c.account_id
  WHERE w.ended_at IS NULL AND w.at_risk_at <= :now
    AND (w.category = 'complaint' OR w.band_rank = 0)
) reached
WHERE NOT EXISTS (SELECT 1 FROM alerts l WHERE l.wait_id = reached.id AND l.stage = reached.stage)
ORDER BY id
"""


def mute_passed(tx: Tx, wait_id: int, now: int) -> None:
    """A wait that came in old: the stages it had passed before we could know never alert."""
    row = tx.one("SELECT * FROM waits WHERE id = :id", id=wait_id)
    assert row is not None
    for stage, at in (
        (Stage.AT_RISK, row["at_risk_at"]),
        (Stage.LATE, row["due_at"] + 1),
        (Stage.ESCALATED, row["escalated_at"]),
    ):
        if at <= now:
            _record(tx, wait_id, stage, now, muted=True)


def _below(stage: Stage) -> tuple[Stage, ...]:
    order = (Stage.AT_RISK, Stage.LATE, Stage.ESCALATED)
    return order[: order.index(stage)]


def _record(tx: Tx, wait_id: int, stage: Stage, now: int, *, muted: bool) -> bool:
    return bool(
        tx.run(
            "INSERT INTO alerts (wait_id, stage, at, muted)"
            " VALUES (:wait, :stage, :now, :muted) ON CONFLICT DO NOTHING",
            wait=wait_id,
            stage=stage,
            now=now,
            muted=int(muted),
        )
    )
