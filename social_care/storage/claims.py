"""Who is with which customer: one row per customer, a lease taken by one conditional statement."""

from social_care.models import State
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log

LONGEST_MS = 20 * 60 * 1000
"""Longer than any claim is taken or prolonged for at once."""
READS = "reads"
WRITES = "writes"

ON_CONFLICT = (
    " ON CONFLICT (customer_id) DO UPDATE SET agent = excluded.agent,"
    " conversation_id = excluded.conversation_id, doing = excluded.doing,"
    " renewed_at = CASE WHEN claims.agent = excluded.agent AND claims.until > :now"
    " THEN claims.renewed_at END,"
    " taken_at = CASE WHEN claims.agent = excluded.agent AND claims.until > :now"
    " THEN claims.taken_at ELSE excluded.taken_at END, until = excluded.until"
)
"""How a claim replaces one that has run out, or prolongs one's own."""


def take(
    tx: Tx, customer_id: int, conversation_id: int, agent: str, now: int, until: int, doing: str
) -> bool:
    """Claim a customer, or renew one's own claim. False when somebody else holds them."""
    before = holder(tx, customer_id, now)
    taken = tx.one(
        "INSERT INTO claims (customer_id, agent, conversation_id, doing, taken_at, until)"
        " VALUES (:customer, :agent, :conversation, :doing, :now, :until)"
        + ON_CONFLICT
        + " WHERE claims.until <= :now OR claims.agent = :agent RETURNING customer_id",
        customer=customer_id,
        agent=agent,
        conversation=conversation_id,
        doing=doing,
        now=now,
        until=until,
    )
    if taken is not None and before is None:
        claimed(tx, customer_id, conversation_id, agent, now)
    return taken is not None


def take_over(
    tx: Tx, customer_id: int, conversation_id: int, former: str, agent: str, now: int, until: int
) -> bool:
    """Take a customer from the holder one has seen. False when that is not who holds them.

    One conditional statement: of two who take over at once, the second finds another holder.
    """
    taken = tx.run(
        "UPDATE claims SET agent = :agent, conversation_id = :conversation, doing = :doing,"
        " taken_at = :now, until = :until, renewed_at = NULL"
        " WHERE customer_id = :customer AND agent = :former AND until > :now",
        customer=customer_id,
        agent=agent,
        conversation=conversation_id,
        doing=READS,
        former=former,
        now=now,
        until=until,
    )
    if taken:
        _stamp(tx, customer_id, agent, now)
        log(
            tx,
            EventKind.TAKEN_OVER,
            now,
            agent=agent,
            conversation=conversation_id,
            former=former,
        )
    return bool(taken)


def renew(tx: Tx, customer_id: int, agent: str, now: int, until: int, doing: str) -> bool:
    """The silent heartbeat: prolong a claim of one's own, even one just run out. False if lost."""
    kept = tx.run(
        "UPDATE claims SET until = :until, doing = :doing, renewed_at = :now"
        " WHERE customer_id = :customer AND agent = :agent",
        customer=customer_id,
        agent=agent,
        now=now,
        until=until,
        doing=doing,
    )
    if kept:  # what came while it had run out is claimed only now
        tx.run(
            "UPDATE waits SET claimed_at = :now, claimed_by = :agent WHERE ended_at IS NULL"
            " AND claimed_by IS NULL AND conversation_id IN " + _OF_CUSTOMER,
            customer=customer_id,
            agent=agent,
            now=now,
        )
    return bool(kept)


def release(tx: Tx, customer_id: int, agent: str, now: int) -> bool:
    """Give a customer back. False when the agent did not hold them."""
    conversation_id = _end(tx, customer_id, agent)
    if conversation_id is not None:
        log(tx, EventKind.RELEASED, now, agent=agent, conversation=conversation_id)
    return conversation_id is not None


def take_back(tx: Tx, customer_id: int, agent: str, now: int, silent_ms: int) -> bool:
    """Give to the queue whom a silent agent holds. False when the agent did not hold them."""
    conversation_id = _end(tx, customer_id, agent)
    if conversation_id is not None:
        log(
            tx,
            EventKind.RELEASED,
            now,
            conversation=conversation_id,
            former=agent,
            silent=True,
            silent_ms=silent_ms,
        )
    return conversation_id is not None


def run_out_ahead(tx: Tx, now: int) -> int:
    """Claims that last longer than any are of before the clock was set back; how many it were.

    They run out, and whose console is open has theirs again by its next heartbeat.
    """
    return tx.run(
        "UPDATE claims SET until = :now WHERE until > :now + :longest",
        now=now,
        longest=LONGEST_MS,
    )


def _end(tx: Tx, customer_id: int, agent: str) -> int | None:
    """The claim is gone, and so is its trace in the times; the conversation it was taken in."""
    row = tx.one(
        "DELETE FROM claims WHERE customer_id = :customer AND agent = :agent"
        " RETURNING conversation_id",
        customer=customer_id,
        agent=agent,
    )
    if row is None:
        return None
    tx.run(
        "UPDATE waits SET claimed_at = NULL, claimed_by = NULL WHERE ended_at IS NULL"
        " AND claimed_by = :agent AND conversation_id IN " + _OF_CUSTOMER,
        customer=customer_id,
        agent=agent,
    )
    return int(row["conversation_id"])


def of_agent(tx: Tx, agent: str, now: int) -> list[Row]:
    """Whom the agent holds: customer_id, conversation_id, and `drafted`, if they have a draft."""
    return tx.all(
        "SELECT k.customer_id, k.conversation_id, EXISTS (SELECT 1 FROM drafted d"
        "   JOIN conversations c ON c.id = d.conversation_id"
        "   JOIN identities i ON i.id = c.identity_id"
        "   WHERE d.agent = k.agent AND i.customer_id = k.customer_id) AS drafted"
        " FROM claims k WHERE k.agent = :agent AND k.until > :now"
        " ORDER BY k.taken_at, k.customer_id",
        agent=agent,
        now=now,
    )


def holder(tx: Tx, customer_id: int, now: int) -> str | None:
    """Who is with this customer."""
    agent = tx.value(
        "SELECT agent FROM claims WHERE customer_id = :customer AND until > :now",
        customer=customer_id,
        now=now,
    )
    return None if agent is None else str(agent)


def held_since(tx: Tx, wait_id: int, at: int) -> int | None:
    """Since when the wait's customer was held at that moment; None when nobody held them."""
    since = tx.value(
        "SELECT w.claimed_at FROM waits w JOIN conversations c ON c.id = w.conversation_id"
        " JOIN identities i ON i.id = c.identity_id"
        " JOIN claims k ON k.customer_id = i.customer_id AND k.agent = w.claimed_by"
        " WHERE w.id = :wait AND k.until > :at",
        wait=wait_id,
        at=at,
    )
    return None if since is None else int(since)


_OF_CUSTOMER = (
    "(SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id"
    " WHERE i.customer_id = :customer)"
)


def claimed(tx: Tx, customer_id: int, conversation_id: int, agent: str, now: int) -> None:
    """A claim was taken: the customer's waits bear its stamp, and the log tells."""
    _stamp(tx, customer_id, agent, now)
    log(tx, EventKind.CLAIMED, now, agent=agent, conversation=conversation_id)


def _stamp(tx: Tx, customer_id: int, agent: str, now: int) -> None:
    """On the customer's open waits: a claim covers all their conversations."""
    tx.run(
        "UPDATE waits SET claimed_at = :now, claimed_by = :agent WHERE ended_at IS NULL"
        " AND conversation_id IN " + _OF_CUSTOMER,
        customer=customer_id,
        agent=agent,
        now=now,
    )


def siblings(tx: Tx, conversation_id: int) -> list[int]:
    """The customer's other open conversations, in queue order."""
    rows = tx.all(
        "SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id"
        " WHERE i.customer_id = (SELECT j.customer_id FROM conversations d"
        "   JOIN identities j ON j.id = d.identity_id WHERE d.id = :id)"
        " AND c.id <> :id AND c.state IN (:open, :snoozed)"
        " ORDER BY c.band_rank, c.due_at, c.id",
        id=conversation_id,
        open=State.OPEN,
        snoozed=State.SNOOZED,
    )
    return [row["id"] for row in rows]
