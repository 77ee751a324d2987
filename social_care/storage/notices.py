"""Which flags wait to be told to which target, and how every target does."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from social_care.backoff import FURTHEST_MS
from social_care.models.health import Unreached
from social_care.storage.connection import Row, Tx

LEASE_MS = 3 * 60 * 1000
"""How long a worker has a target to itself; longer than any try takes."""
DROP_AFTER_MS = 24 * 60 * 60 * 1000
"""An undone closing brings a flag back: until then what was not told is kept."""
AT_ONCE = 1000
"""Alerts that are routed in one transaction."""


def unrouted(tx: Tx) -> list[int]:
    """Alerts that nobody has decided on yet, oldest first; muted ones are never told."""
    rows = tx.all(
        "SELECT id FROM alerts WHERE routed = 0 AND muted = 0 ORDER BY id LIMIT :most", most=AT_ONCE
    )
    return [row["id"] for row in rows]


def route(tx: Tx, alert_ids: Sequence[int], targets: Collection[tuple[int, str]], now: int) -> None:
    """These alerts are decided on: each of the pairs of an alert and a target is to be told."""
    tx.run(
        "UPDATE alerts SET routed = 1 WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(alert_ids)),
    )
    tx.run_many(
        "INSERT INTO notices (alert_id, target, queued_at) VALUES (:alert, :target, :now)"
        " ON CONFLICT DO NOTHING",
        [{"alert": alert, "target": target, "now": now} for alert, target in targets],
    )


def queued(tx: Tx, target: str, *, pressing: bool = False) -> list[int]:
    """The alerts that wait to be told to it, whether they are still true or not.

    `pressing`: only those that no quiet hours mute; what they hold is not looked at every second.
    """
    rows = tx.all(
        "SELECT n.alert_id FROM notices n WHERE n.target = :target AND n.state = 'queued'"
        " AND (NOT :pressing OR EXISTS (SELECT 1 FROM alerts l"
        "   LEFT JOIN waits w ON w.id = l.wait_id"
        "   WHERE l.id = n.alert_id AND (l.stage = 'account' OR w.band_rank = 0)))"
        " ORDER BY n.alert_id",
        target=target,
        pressing=int(pressing),
    )
    return [row["alert_id"] for row in rows]


def told(tx: Tx, target: str, alert_ids: Sequence[int], now: int) -> None:
    """It has taken a message about these alerts."""
    _settle(tx, target, alert_ids, "sent", now)
    tx.run(
        "UPDATE notice_targets SET told_at = :now, taken_until = 0, tries = 0, next_at = 0,"
        " failing_since = NULL, problem = '', remedy = '' WHERE target = :target",
        target=target,
        now=now,
    )


def drop_withdrawn(tx: Tx, now: int) -> int:
    """What was withdrawn a day ago before it was told is told no more; the number of notices."""
    return tx.run(
        "UPDATE notices SET state = 'dropped', settled_at = :now WHERE state = 'queued'"
        " AND EXISTS (SELECT 1 FROM alerts l WHERE l.id = alert_id AND l.withdrawn_at < :before)",
        now=now,
        before=now - DROP_AFTER_MS,
    )


def forget(tx: Tx, before: int, most: int) -> int:
    """Delete at most so many of those that were told or dropped before; how many it were."""
    return tx.run(
        "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE settled_at < :before"
        " LIMIT :most)",
        before=before,
        most=most,
    )


def _settle(tx: Tx, target: str, alert_ids: Sequence[int], state: str, now: int) -> None:
    tx.run(
        "UPDATE notices SET state = :state, settled_at = :now WHERE target = :target"
        " AND state = 'queued' AND alert_id IN (SELECT value FROM json_each(:ids))",
        state=state,
        now=now,
        target=target,
        ids=json.dumps(list(alert_ids)),
    )


# Targets ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHealth:
    """How a target does. Moments are ms since 1970 UTC."""

    told_at: int | None = None
    tries: int = 0
    """Those that failed, in a row."""
    next_at: int = 0
    failing_since: int | None = None
    problem: str = ""
    remedy: str = ""

    def waits(self, now: int) -> bool:
        """Whether it is not to be tried yet."""
        return now < self.next_at <= now + FURTHEST_MS


def health(tx: Tx, target: str) -> TargetHealth:
    """Its last word; of one that was never told anything, nothing."""
    row = tx.one("SELECT * FROM notice_targets WHERE target = :target", target=target)
    return TargetHealth() if row is None else _health(row)


def unreached(tx: Tx, targets: Collection[str]) -> list[Unreached]:
    """Those of the targets that took nothing the last time; by their names."""
    rows = tx.all(
        "SELECT * FROM notice_targets WHERE failing_since IS NOT NULL"
        " AND target IN (SELECT value FROM json_each(:targets)) ORDER BY target",
        targets=json.dumps(list(targets)),
    )
    return [
        Unreached(
            target=row["target"],
            since=row["failing_since"],
            next_at=row["next_at"],
            problem=row["problem"],
            remedy=row["remedy"],
        )
        for row in rows
    ]


def take(tx: Tx, target: str, now: int) -> bool:
    """Have the target to oneself; False while somebody else has it, or it is not to be tried.

    What lies further ahead than any pause does was written before the clock was set back.
    """
    tx.run(
        "INSERT INTO notice_targets (target) VALUES (:target) ON CONFLICT DO NOTHING", target=target
    )
    return bool(
        tx.run(
            "UPDATE notice_targets SET taken_until = :until"
            " WHERE target = :target AND taken_until NOT BETWEEN :now + 1 AND :until"
            " AND next_at NOT BETWEEN :now + 1 AND :furthest",
            target=target,
            now=now,
            until=now + LEASE_MS,
            furthest=now + FURTHEST_MS,
        )
    )


def give_back(tx: Tx, target: str) -> None:
    """There was nothing to tell it after all."""
    tx.run("UPDATE notice_targets SET taken_until = 0 WHERE target = :target", target=target)


def failed(tx: Tx, target: str, now: int, *, problem: str, remedy: str, next_at: int) -> None:
    """It did not take a message; what it was about stays queued."""
    tx.run(
        "UPDATE notice_targets SET taken_until = 0, tries = tries + 1, next_at = :next_at,"
        " failing_since = coalesce(failing_since, :now), problem = :problem, remedy = :remedy"
        " WHERE target = :target",
        target=target,
        now=now,
        next_at=next_at,
        problem=problem,
        remedy=remedy,
    )


def _health(row: Row) -> TargetHealth:
    return TargetHealth(
        told_at=row["told_at"],
        tries=row["tries"],
        next_at=row["next_at"],
        failing_since=row["failing_since"],
        problem=row["problem"],
        remedy=row["remedy"],
    )
