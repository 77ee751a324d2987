"""WOWs: kept with their words, told in the digest, and forgotten again when they are undone."""

from social_care.models.customer import CustomerNote
from social_care.models.wows import Wow
from social_care.storage.connection import Row, Tx

MOST_SHOWN = 20
"""The newest ones that a customer's pane gets."""


def give(tx: Tx, conversation_id: int, agent: str, text: str, now: int) -> int:
    """Keep one; its id."""
    return tx.insert("wows", conversation_id=conversation_id, agent=agent, at=now, text=text)


def take_back(tx: Tx, wow_id: int) -> None:
    """It was none: its words are gone."""
    tx.run("DELETE FROM wows WHERE id = :id", id=wow_id)


def given(tx: Tx, since: int, until: int) -> list[Wow]:
    """All of a period, [since, until) in ms since 1970 UTC, oldest first."""
    sql = (
        "SELECT w.*, coalesce(nullif(p.name, ''), w.customer) AS name FROM wow_log w"
        " LEFT JOIN identity_profiles p ON p.identity_id = w.identity_id"
        " WHERE w.at >= :since AND w.at < :until ORDER BY w.wow_id"
    )
    return [_wow(row) for row in tx.all(sql, since=since, until=until)]


def in_conversation(tx: Tx, conversation_id: int) -> list[Row]:
    """Their rows, oldest first."""
    return tx.all("SELECT * FROM wows WHERE conversation_id = :id ORDER BY id", id=conversation_id)


def of_customer(tx: Tx, customer_id: int) -> tuple[CustomerNote, ...]:
    """Of all a customer's conversations, newest first."""
    rows = tx.all(
        "SELECT w.conversation_id, a.channel, w.at, w.agent, w.text FROM identities i"
        " JOIN conversations c ON c.identity_id = i.id JOIN wows w ON w.conversation_id = c.id"
        " JOIN accounts a ON a.id = c.account_id"
        " WHERE i.customer_id = :customer ORDER BY w.at DESC, w.id DESC LIMIT :most",
        customer=customer_id,
        most=MOST_SHOWN,
    )
    return tuple(CustomerNote(**dict(row)) for row in rows)


def _wow(row: Row) -> Wow:
    return Wow(
        id=row["wow_id"],
        conversation_id=row["conversation_id"],
        agent=row["agent"],
        customer=row["name"],
        channel=row["channel"],
        at=row["at"],
        text=row["text"],
        mood_before=row["sentiment_before"],
        mood_after=row["sentiment_after"],
    )
