"""What the targets of waiting mentions depend on, and whose targets are to be measured again."""

import json
from collections.abc import Collection

from social_care.storage.connection import Row, Tx

_ASKED = """
SELECT m.id, m.posted_at, m.visibility, m.due_at, m.target_s, s.band_rank, s.category, s.source,
  m.can_reply OR m.keeps_target OR (m.target_s IS NOT NULL AND m.reply_until IS NOT NULL)
    AS has_target,
  CASE WHEN m.reply_until IS NOT NULL THEN (SELECT max(n.reply_until) FROM mentions n
    WHERE n.conversation_id = m.conversation_id) ELSE m.private_until END AS window_until,
  coalesce((SELECT w.kind = 'next' FROM waits w WHERE w.id = coalesce(m.wait_id, c.wait_id)),
    EXISTS (SELECT 1 FROM waits w WHERE w.conversation_id = c.id
      AND w.outcome IN ('answered', 'elsewhere'))) AS is_next,
  i.followers,
  EXISTS (SELECT 1 FROM identities j WHERE j.customer_id = i.customer_id AND j.vip) AS is_vip
FROM mentions m
JOIN assessments s ON s.id = m.assessment_id
JOIN conversations c ON c.id = m.conversation_id
JOIN identities i ON i.id = m.identity_id
"""


def asked(tx: Tx, mention_ids: Collection[int]) -> list[Row]:
    """What the targets of these mentions depend on: the newest window there is counts for all.

    That for a private answer to a public one is each one's own. A window that has closed takes no
    target away that was there before.
    """
    return tx.all(
        _ASKED + " WHERE m.id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(mention_ids)),
    )


def waiting(tx: Tx, wait_id: int) -> list[int]:
    """The mentions of a wait that are still there."""
    rows = tx.all("SELECT id FROM mentions WHERE wait_id = :id AND deleted_at IS NULL", id=wait_id)
    return [row["id"] for row in rows]


def policy_of(tx: Tx, account_id: int) -> str:
    """The version of the policy by which all that wait there are due."""
    return str(tx.value("SELECT policy FROM accounts WHERE id = :id", id=account_id))


def set_policy(tx: Tx, account_id: int, version: str) -> None:
    """All that wait there are due by it now."""
    tx.run("UPDATE accounts SET policy = :version WHERE id = :id", id=account_id, version=version)


def of_others(tx: Tx, account_id: int, version: str, after: int, most: int) -> list[Row]:
    """Open waits there that are due by another policy, by their conversations' ids past `after`."""
    return tx.all(
        "SELECT w.* FROM waits w JOIN conversations c ON c.id = w.conversation_id"
        " WHERE w.ended_at IS NULL AND w.conversation_id > :after AND c.account_id = :account"
        " AND w.policy <> :version ORDER BY w.conversation_id LIMIT :most",
        account=account_id,
        version=version,
        after=after,
        most=most,
    )


def unmeasured(tx: Tx, account_id: int) -> list[Row]:
    """Open waits there of which something has changed that their targets depend on."""
    return tx.all(
        "SELECT w.* FROM waits w JOIN conversations c ON c.id = w.conversation_id"
        " WHERE w.ended_at IS NULL AND w.policy = '' AND c.account_id = :account",
        account=account_id,
    )


def unled(tx: Tx, now: int) -> list[Row]:
    """The accounts that no worker looks after."""
    return tx.all("SELECT * FROM accounts WHERE lease_until <= :now", now=now)
