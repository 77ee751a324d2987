"""Who is at work: one row per agent, by their own word; and until when they are seen."""

from social_care.models.presence import AgentPresence, PresenceState
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log


def of(tx: Tx, agent: str, now: int) -> AgentPresence:
    """One agent's; without a state when nobody has seen them yet."""
    row = tx.one(_ONE, agent=agent, now=now)
    return AgentPresence(agent=agent) if row is None else _presence(row, now)


def everybody(tx: Tx, now: int) -> list[AgentPresence]:
    """All who have been seen, by name."""
    return [_presence(row, now) for row in tx.all(_ALL, now=now)]


_ALL = (
    "SELECT p.*, (SELECT count(*) FROM claims k WHERE k.agent = p.agent AND k.until > :now)"
    " AS holds FROM presence p ORDER BY p.agent"
)
_ONE = _ALL.replace(" ORDER BY", " WHERE p.agent = :agent ORDER BY")


def say(tx: Tx, agent: str, state: PresenceState, now: int, until: int) -> bool:
    """By the agent's own word. `until` they are seen for sure. False when it was so already."""
    before = tx.value("SELECT state FROM presence WHERE agent = :agent", agent=agent)
    tx.run(
        "INSERT INTO presence (agent, state, since, until)"
        " VALUES (:agent, :state, :now, :until)"
        " ON CONFLICT (agent) DO UPDATE SET since = CASE WHEN state = excluded.state"
        " THEN since ELSE excluded.since END, state = excluded.state, until = excluded.until",
        agent=agent,
        state=state,
        now=now,
        until=until,
    )
    if before != state:
        log(tx, EventKind.PRESENCE, now, agent=agent, state=state, before=before)
    return bool(before != state)


def works(tx: Tx, agent: str, now: int, until: int) -> bool:
    """Who takes a customer is at work, whatever they said before; True when it was not that.

    Nobody becomes known by it: who never said a word may work by scripts alone.
    """
    back = tx.one(
        "UPDATE presence SET state = 'on', since = :now WHERE agent = :agent AND state <> 'on'"
        " RETURNING agent",
        agent=agent,
        now=now,
    )
    seen(tx, agent, until)
    if back is not None:
        log(tx, EventKind.PRESENCE, now, agent=agent, state=PresenceState.ON, by_work=True)
    return back is not None


def seen(tx: Tx, agent: str, until: int) -> None:
    """The heartbeat of an open console."""
    tx.run(
        "UPDATE presence SET until = :until WHERE agent = :agent AND until < :until",
        agent=agent,
        until=until,
    )


def gone(tx: Tx, agent: str, now: int) -> None:
    """A console was closed; another one of theirs says so by its next heartbeat."""
    tx.run(
        "UPDATE presence SET until = :now WHERE agent = :agent AND until > :now",
        agent=agent,
        now=now,
    )


def _presence(row: Row, now: int) -> AgentPresence:
    return AgentPresence(
        agent=row["agent"],
        state=PresenceState(row["state"]),
        since=row["since"],
        seen_until=row["until"],
        is_here=row["until"] > now,
        holds=row["holds"],
    )
