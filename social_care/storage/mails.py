"""The outbox of mails of our own: each once per key and recipient, kept until the server takes it.

At least once: a mail of which nobody knows whether the server took it is sent again, as the same
bytes with the same Message-ID.
"""

from social_care.backoff import FURTHEST_MS
from social_care.models.mails import MailItem, MailState
from social_care.storage.connection import Row, Tx

LEASE_MS = 3 * 60 * 1000
"""How long whoever sends a mail has it to themselves; longer than any try takes."""

_DUE = "state = 'queued' AND next_at NOT BETWEEN :now + 1 AND :furthest"
"""What lies further ahead than any pause does was written before the clock was set back."""


def queue(
    tx: Tx, key: str, recipient: str, now: int, *, subject: str, content: bytes
) -> int | None:
    """Put a whole mail on its way; its id. None, and nothing is changed, when it was before.

    `key` names what the mail is, such as one digest of one day; `content` is the message as it
    goes over the wire (`mail.Mailer.addressed`), `subject` what lists show.
    """
    row = tx.one(
        "INSERT INTO mails (key, recipient, subject, queued_at, next_at)"
        " VALUES (:key, :recipient, :subject, :now, :now) ON CONFLICT DO NOTHING RETURNING id",
        key=key,
        recipient=recipient,
        subject=subject,
        now=now,
    )
    if row is None:
        return None
    tx.insert("mail_contents", mail_id=row["id"], content=content)
    return int(row["id"])


def is_due(tx: Tx, now: int) -> bool:
    """Whether `take` would find one; a cheap read."""
    furthest = now + FURTHEST_MS
    return bool(tx.value(f"SELECT 1 FROM mails WHERE {_DUE} LIMIT 1", now=now, furthest=furthest))


def take(tx: Tx, now: int) -> tuple[MailItem, bytes] | None:
    """The mail that is due first, with its content, for the caller alone; None when none is."""
    row = tx.one(
        "UPDATE mails SET next_at = :until WHERE state = 'queued' AND id ="
        f" (SELECT id FROM mails WHERE {_DUE} ORDER BY next_at, id LIMIT 1) RETURNING *",
        now=now,
        furthest=now + FURTHEST_MS,
        until=now + LEASE_MS,
    )
    if row is None:
        return None
    content = tx.value("SELECT content FROM mail_contents WHERE mail_id = :id", id=row["id"])
    return _item(row), bytes(content)


def sent(tx: Tx, mail_id: int, now: int) -> None:
    """The server has taken it: its words are not kept any longer."""
    tx.run(
        "UPDATE mails SET state = 'sent', settled_at = :now, problem = '', remedy = ''"
        " WHERE id = :id",
        id=mail_id,
        now=now,
    )
    _forget(tx, mail_id)


def failed(tx: Tx, mail_id: int, *, problem: str, remedy: str, next_at: int) -> None:
    """A try failed; it is tried again at `next_at`."""
    tx.run(
        "UPDATE mails SET tries = tries + 1, problem = :problem, remedy = :remedy,"
        " next_at = :next_at WHERE id = :id AND state = 'queued'",
        id=mail_id,
        problem=problem,
        remedy=remedy,
        next_at=next_at,
    )


def give_up(tx: Tx, mail_id: int, now: int, *, problem: str, remedy: str) -> None:
    """It is not tried again; `unsent` tells of it for a while."""
    tx.run(
        "UPDATE mails SET state = 'failed', tries = tries + 1, problem = :problem,"
        " remedy = :remedy, settled_at = :now WHERE id = :id AND state = 'queued'",
        id=mail_id,
        now=now,
        problem=problem,
        remedy=remedy,
    )
    _forget(tx, mail_id)


def unsent(tx: Tx, failed_since: int) -> list[MailItem]:
    """What is on its way, and what was given up since that moment; the oldest first."""
    rows = tx.all(
        "SELECT * FROM mails WHERE state = 'queued'"
        " UNION ALL SELECT * FROM mails WHERE state = 'failed' AND settled_at >= :since"
        " ORDER BY id",
        since=failed_since,
    )
    return [_item(row) for row in rows]


def of_key(tx: Tx, key: str) -> list[MailItem]:
    """All recipients' mails of one key."""
    rows = tx.all("SELECT * FROM mails WHERE key = :key ORDER BY id", key=key)
    return [_item(row) for row in rows]


def forget(tx: Tx, before: int, most: int) -> int:
    """Delete at most so many of those that were sent or given up before; how many it were.

    Their contents are gone since then.
    """
    return tx.run(
        "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE settled_at < :before"
        " LIMIT :most)",
        before=before,
        most=most,
    )


def _forget(tx: Tx, mail_id: int) -> None:
    tx.run("DELETE FROM mail_contents WHERE mail_id = :id", id=mail_id)


def _item(row: Row) -> MailItem:
    return MailItem(
        id=row["id"],
        key=row["key"],
        recipient=row["recipient"],
        subject=row["subject"],
        state=MailState(row["state"]),
        queued_at=row["queued_at"],
        tries=row["tries"],
        next_at=row["next_at"],
        problem=row["problem"],
        remedy=row["remedy"],
        settled_at=row["settled_at"],
    )
