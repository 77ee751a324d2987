"""Alerts: recorded once per wait and stage, once more if it is urgent; withdrawn when it ends."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from social_care.models import AlertStage, Band, Stage
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

    Of a wait that has become urgent since, once more: whoever was told of a complaint does not
    know that somebody bleeds. What was told as urgent is never told as less.

    After downtime only the highest stage reached is returned; those below it are recorded as muted,
    so that they never come late.
    """
    raised = []
    for row in tx.all(_REACHED, now=now):
        stage, urgent = Stage(row["stage"]), row["urgent"]
        if _record(tx, row["id"], stage, now, urgent=urgent, muted=False):
            for below in _below(stage):
                _record(tx, row["id"], below, now, urgent=urgent, muted=True)
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
  SELECT w.id, w.conversation_id, a.name AS account, w.band_rank = 0 AS urgent, CASE
    WHEN w.escalated_at <= :now THEN 'escalated' WHEN w.due_at < :now THEN 'late'
    ELSE 'at_risk' END AS stage
  FROM waits w JOIN conversations c ON c.id = w.conversation_id
  JOIN accounts a ON a.id = c.account_id
  WHERE w.ended_at IS NULL AND w.at_risk_at <= :now
    AND (w.category = 'complaint' OR w.band_rank = 0)
) reached
WHERE NOT EXISTS (SELECT 1 FROM alerts l WHERE l.wait_id = reached.id AND l.stage = reached.stage
  AND l.urgent >= reached.urgent)
ORDER BY +id
"""


def raise_once(
    tx: Tx,
    stage: AlertStage,
    key: str,
    now: int,
    *,
    detail: str,
    account_id: int | None = None,
    spike_id: int | None = None,
    cool_down_ms: int = 0,
) -> int | None:
    """Raise a flag that belongs to no wait; its id.

    None, and nothing is changed, while one of the same `key` is raised, and until `cool_down_ms`
    after the last one was. `detail` is shown after the stage, in our words: one plain line.
    """
    row = tx.one(
        "INSERT INTO alerts (stage, key, at, detail, account_id, spike_id)"
        " SELECT :stage, :key, :now, :detail, :account, :spike WHERE NOT EXISTS"
        " (SELECT 1 FROM alerts l WHERE l.key = :key AND l.at > :now - :cool_down AND l.at <= :now)"
        " ON CONFLICT DO NOTHING RETURNING id",
        stage=stage,
        key=key,
        now=now,
        detail=detail,
        account=account_id,
        spike=spike_id,
        cool_down=cool_down_ms,
    )
    return None if row is None else int(row["id"])


def withdraw(tx: Tx, key: str, now: int) -> bool:
    """The flag of this key is over; False when none was raised."""
    return bool(
        tx.run(
            "UPDATE alerts SET withdrawn_at = :now WHERE key = :key AND withdrawn_at IS NULL",
            key=key,
            now=now,
        )
    )


def withdraw_others(
    tx: Tx, prefix: str, lasting: Collection[str], now: int, *, but_of: Collection[int] = ()
) -> int:
    """Every flag is over whose key begins so and is not among the `lasting`; their number.

    Those of the accounts `but_of` stay as they are.
    """
    return tx.run(
        "UPDATE alerts SET withdrawn_at = :now WHERE key IS NOT NULL AND withdrawn_at IS NULL"
        " AND substr(key, 1, length(:prefix)) = :prefix"
        " AND key NOT IN (SELECT value FROM json_each(:lasting))"
        " AND coalesce(account_id, 0) NOT IN (SELECT value FROM json_each(:but_of))",
        now=now,
        prefix=prefix,
        lasting=json.dumps(list(lasting)),
        but_of=json.dumps(list(but_of)),
    )


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
            _record(tx, wait_id, stage, now, urgent=row["band_rank"] == Band.URGENT, muted=True)


def unmute_ahead(tx: Tx, wait_id: int, now: int) -> None:
    """A wait is due later now: where nobody was told of it, stages it has left alert in time."""
    tx.run(
        "DELETE FROM alerts WHERE wait_id = :id AND muted = 1 AND :now < (SELECT CASE alerts.stage"
        "  WHEN 'at_risk' THEN w.at_risk_at WHEN 'late' THEN w.due_at + 1 ELSE w.escalated_at END"
        "  FROM waits w WHERE w.id = alerts.wait_id)"
        " AND NOT EXISTS (SELECT 1 FROM alerts t WHERE t.wait_id = :id AND t.muted = 0)",
        id=wait_id,
        now=now,
    )


def _below(stage: Stage) -> tuple[Stage, ...]:
    order = (Stage.AT_RISK, Stage.LATE, Stage.ESCALATED)
    return order[: order.index(stage)]


def _record(tx: Tx, wait_id: int, stage: Stage, now: int, *, urgent: bool, muted: bool) -> bool:
    return bool(
        tx.run(
            "INSERT INTO alerts (wait_id, stage, urgent, at, muted)"
            " VALUES (:wait, :stage, :urgent, :now, :muted) ON CONFLICT DO NOTHING",
            wait=wait_id,
            stage=stage,
            urgent=int(urgent),
            now=now,
            muted=int(muted),
        )
    )
