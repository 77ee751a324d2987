"""Kudos: kept with their words, told once to whom they are for, and quoted in the digest."""

from social_care.models.kudos import Kudos
from social_care.storage.connection import Row, Tx


def give(
    tx: Tx, agent: str, given_by: str, text: str, now: int, conversation_id: int | None = None
) -> int:
    """Keep one; its id."""
    return tx.insert(
        "kudos",
        agent=agent,
        given_by=given_by,
        at=now,
        conversation_id=conversation_id,
        text=text,
    )


def unread(tx: Tx, agent: str) -> list[Kudos]:
    """What an agent has not read yet, oldest first."""
    sql = "SELECT * FROM kudos WHERE agent = :agent AND read_at IS NULL ORDER BY id"
    return [_kudos(row) for row in tx.all(sql, agent=agent)]


def read(tx: Tx, kudos_id: int, now: int) -> bool:
    """The agent has read it; False when they had before."""
    sql = "UPDATE kudos SET read_at = :now WHERE id = :id AND read_at IS NULL"
    return bool(tx.run(sql, id=kudos_id, now=now))


def given(tx: Tx, since: int, until: int) -> list[Kudos]:
    """All of a period, [since, until) in ms since 1970 UTC, oldest first."""
    sql = "SELECT * FROM kudos WHERE at >= :since AND at < :until ORDER BY id"
    return [_kudos(row) for row in tx.all(sql, since=since, until=until)]


def _kudos(row: Row) -> Kudos:
    return Kudos(
        id=row["id"],
        agent=row["agent"],
        given_by=row["given_by"],
        at=row["at"],
        conversation_id=row["conversation_id"],
        text=row["text"],
    )
