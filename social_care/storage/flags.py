"""Alerts as people are told of them: with the wait or the account they are about, as it is now."""

import json
from collections.abc import Sequence

from social_care.models import AlertStage, Band, Category, Visibility
from social_care.models.flags import Flag, Standing, Waiting
from social_care.storage import spikes
from social_care.storage.connection import Row, Tx

MOST_NEWS = 1000
"""So many flags are looked at for what is new."""

LASTING = (
    "l.withdrawn_at IS NULL AND (l.wait_id IS NULL OR w.ended_at IS NULL"
    " AND (w.category = 'complaint' OR w.band_rank = 0)"
    " AND CASE l.stage WHEN 'at_risk' THEN w.at_risk_at WHEN 'late' THEN w.due_at + 1"
    "   ELSE w.escalated_at END <= :now)"
)
"""Of alerts `l` with their waits `w`: a flag that is true at this moment. A wait that was moved to
a later due time has left its stage, and comes back to it."""

_FLAGS = """
SELECT l.id, l.stage, l.at, l.detail, l.wait_id, l.spike_id, coalesce(a.name, '') AS account,
  coalesce(a.channel, '') AS channel, w.conversation_id, w.band_rank, w.category,
  w.waiting_since, w.due_at, w.escalated_at, coalesce(nullif(p.name, ''), p.handle, '') AS customer,
  coalesce(k.agent, c.assignee, '') AS held_by,
  coalesce(m.visibility, 'public') AS visibility, coalesce(m.url, '') AS url,
  coalesce(t.text, '') AS text
FROM alerts l
LEFT JOIN waits w ON w.id = l.wait_id
LEFT JOIN conversations c ON c.id = w.conversation_id
LEFT JOIN accounts a ON a.id = coalesce(l.account_id, c.account_id)
LEFT JOIN identities i ON i.id = c.identity_id
LEFT JOIN identity_profiles p ON p.identity_id = i.id
LEFT JOIN claims k ON k.customer_id = i.customer_id AND k.until > :now
LEFT JOIN mentions m ON m.id = (SELECT u.id FROM mentions u WHERE u.wait_id = w.id
  AND u.deleted_at IS NULL ORDER BY u.posted_at DESC, u.id DESC LIMIT 1)
LEFT JOIN mention_texts t ON t.mention_id = m.id
WHERE l.id IN (SELECT value FROM json_each(:ids))
"""


def flags(tx: Tx, alert_ids: Sequence[int], now: int) -> list[Flag]:
    """These alerts, oldest first, whether they are still true or not."""
    return _read(tx, _FLAGS + " ORDER BY l.id", alert_ids, now)


def lasting(tx: Tx, alert_ids: Sequence[int], now: int) -> list[Flag]:
    """Those of the alerts that are true now, oldest first."""
    return _read(tx, f"{_FLAGS} AND {LASTING} ORDER BY l.id", alert_ids, now)


def _read(tx: Tx, sql: str, alert_ids: Sequence[int], now: int) -> list[Flag]:
    rows = tx.all(sql, ids=json.dumps(list(alert_ids)), now=now)
    return [_flag(tx, row, now) for row in rows]


def lasting_count(tx: Tx, now: int) -> int:
    """How many waits, and how many other things, are flagged at this moment."""
    return int(
        tx.value(
            "SELECT count(DISTINCT coalesce(l.key, l.wait_id)) FROM alerts l"
            f" LEFT JOIN waits w ON w.id = l.wait_id WHERE {LASTING}",
            now=now,
        )
    )


def newest(tx: Tx) -> int:
    """The id of the newest alert; 0 when there is none."""
    return int(tx.value("SELECT coalesce(max(id), 0) FROM alerts"))


def raised_since(tx: Tx, alert_id: int, now: int) -> list[Flag]:
    """What was raised after that alert and is still true; what was muted is no news."""
    rows = tx.all(
        "SELECT id FROM alerts WHERE id > :id AND muted = 0 ORDER BY id LIMIT :most",
        id=alert_id,
        most=MOST_NEWS,
    )
    return lasting(tx, [row["id"] for row in rows], now)


def standing(tx: Tx, now: int) -> Standing:
    """How many wait, snoozed ones too."""
    row = tx.one(
        "SELECT count(*) AS waiting, coalesce(sum(at_risk_at <= :now AND due_at >= :now), 0)"
        " AS at_risk, coalesce(sum(due_at < :now), 0) AS late FROM waits WHERE ended_at IS NULL",
        now=now,
    )
    assert row is not None
    return Standing(waiting=row["waiting"], at_risk=row["at_risk"], late=row["late"])


def _flag(tx: Tx, row: Row, now: int) -> Flag:
    return Flag(
        id=row["id"],
        stage=AlertStage(row["stage"]),
        at=row["at"],
        account=row["account"],
        channel=row["channel"],
        detail=row["detail"],
        wait=None if row["wait_id"] is None else _waiting(row, now),
        spike=None if row["spike_id"] is None else spikes.get(tx, row["spike_id"]),
    )


def _waiting(row: Row, now: int) -> Waiting:
    private = Visibility(row["visibility"]).is_private
    return Waiting(
        wait_id=row["wait_id"],
        conversation_id=row["conversation_id"],
        reached=_reached(row, now),
        band=Band(row["band_rank"]),
        category=Category(row["category"]),
        customer=row["customer"],
        text="" if private else row["text"],
        private=private,
        waiting_since=row["waiting_since"],
        due_at=row["due_at"],
        held_by=row["held_by"],
        url="" if private else row["url"],
    )


def _reached(row: Row, now: int) -> AlertStage:
    if row["escalated_at"] <= now:
        return AlertStage.ESCALATED
    return AlertStage.LATE if row["due_at"] < now else AlertStage.AT_RISK
