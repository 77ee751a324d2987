"""What a lead sees of the floor: what each agent holds, and what waits where."""

from dataclasses import dataclass

from social_care.models import Band
from social_care.storage.connection import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an agent holds. Moments are ms since 1970 UTC."""

    customers: int
    waiting_since: int | None
    """Since when the one of these customers waits who has waited longest."""
    due_at: int | None
    """The earliest due of those who wait."""
    writes: bool
    """A reply is being written."""
    complaints: int
    """Of these customers, how many wait with a complaint."""


def held(tx: Tx, now: int) -> dict[str, Held]:
    """By agent; who holds nobody is absent."""
    rows = tx.all(
        "SELECT k.agent, count(DISTINCT k.customer_id) AS customers,"
        " min(w.waiting_since) AS since, min(w.due_at) AS due, max(k.doing = 'writes') AS writes,"
        " count(DISTINCT CASE WHEN w.category = 'complaint' THEN k.customer_id END) AS complaints"
        " FROM claims k"
        " LEFT JOIN identities i ON i.customer_id = k.customer_id"
        " LEFT JOIN conversations c ON c.identity_id = i.id AND c.wait_id IS NOT NULL"
        " LEFT JOIN waits w ON w.id = c.wait_id"
        " WHERE k.until > :now GROUP BY k.agent",
        now=now,
    )
    return {
        row["agent"]: Held(
            customers=row["customers"],
            waiting_since=row["since"],
            due_at=row["due"],
            writes=bool(row["writes"]),
            complaints=row["complaints"],
        )
        for row in rows
    }


def complaints_in_a_row(tx: Tx, agent: str, since: int, most: int) -> int:
    """How many of the agent's newest answers since then were to complaints, up to the first other.

    `most` is where counting ends. Whoever answers one angry customer after the other needs a
    breather; it says nothing about how well or fast anybody works.
    """
    rows = tx.all(
        "SELECT category FROM responses WHERE agent = :agent AND source = 'console' AND void = 0"
        " AND responded_at >= :since ORDER BY responded_at DESC, id DESC LIMIT :most",
        agent=agent,
        since=since,
        most=most,
    )
    in_a_row = 0
    for row in rows:
        if row["category"] != "complaint":
            break
        in_a_row += 1
    return in_a_row


def last_deed_at(tx: Tx, agent: str) -> int | None:
    """When the agent did anything last; None: never."""
    found = tx.value(
        "SELECT at FROM events WHERE agent = :agent ORDER BY id DESC LIMIT 1", agent=agent
    )
    return None if found is None else int(found)


def waiting(tx: Tx) -> dict[str, dict[Band, int]]:
    """How many customers wait, by channel and band; channels without any are absent."""
    rows = tx.all(
        "SELECT a.channel, w.band_rank, count(*) AS waiting FROM waits w"
        " JOIN conversations c ON c.id = w.conversation_id JOIN accounts a ON a.id = c.account_id"
        " WHERE w.ended_at IS NULL GROUP BY a.channel, w.band_rank ORDER BY a.channel, w.band_rank"
    )
    found: dict[str, dict[Band, int]] = {}
    for row in rows:
        found.setdefault(row["channel"], {})[Band(row["band_rank"])] = row["waiting"]
    return found
