"""Silence: who shows no sign while a customer waits for them loses the customer to the queue.

A sign is being given the customer, any deed in the conversation, and every word that is typed: a
draft is saved with it. That a console is open is none, nor is a draft that lies there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from social_care.hours import Calendar
from social_care.models.presence import Returned, Silence
from social_care.storage import claims, conversations
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log
from social_care.storage.people import name_of


def _always(_account: str) -> Calendar:
    return Calendar.always()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long somebody may be silent."""

    silent_ms: int = 10 * 60 * 1000
    """Of business time, while the customer waits; 0: for ever."""
    calendar: Callable[[str], Calendar] = _always
    """Opening hours, by account: outside of them no clock runs."""


PATIENCE = Patience()
"""Unless told otherwise."""


_SIGNS = (
    "SELECT max(e.at) AS at FROM events e WHERE e.conversation_id {place} AND e.agent = {who}"
    " UNION ALL SELECT max(d.updated_at) FROM drafts d"
    "   WHERE d.conversation_id {place} AND d.agent = {who}"
    " UNION ALL SELECT max(x.attached_at) FROM attachments x"
    "   WHERE x.conversation_id {place} AND x.agent = {who}"
)


def _since(begun: str, who: str, place: str) -> str:
    """The newest sign, or when they were given the customer, or the customer began to wait."""
    signs = _SIGNS.format(who=who, place=place)
    return f"max({begun}, w.detected_at, coalesce((SELECT max(at) FROM ({signs})), 0)) AS since"


_THEIRS = (
    "IN (SELECT s.id FROM conversations s JOIN identities j ON j.id = s.identity_id"
    " WHERE j.customer_id = k.customer_id)"
)
_ON_ITS_WAY = (
    " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.kind = 'reply'"
    " AND o.holding = 0 AND o.state IN ('queued', 'sending', 'delayed', 'uncertain'))"
)

_ASSIGNED = (
    "SELECT c.id, a.name AS account, c.assignee AS agent, c.assigned_at, "
    + _since("c.assigned_at", "c.assignee", "= c.id")
    + " FROM conversations c JOIN waits w ON w.id = c.wait_id"
    " JOIN accounts a ON a.id = c.account_id"
    " WHERE c.assignee IS NOT NULL AND c.assigned_at < :silent AND c.state = 'open'"
    " AND w.detected_at < :silent"
    # a script's claim is renewed by nobody, and lasts as long as it was promised
    " AND NOT EXISTS (SELECT 1 FROM claims k JOIN identities i ON i.customer_id = k.customer_id"
    "   WHERE i.id = c.identity_id AND k.agent = c.assignee AND k.until > :now"
    "   AND k.renewed_at IS NULL)" + _ON_ITS_WAY
)
_CLAIMED = (
    "SELECT c.id, a.name AS account, k.agent, k.customer_id, "
    + _since("k.taken_at", "k.agent", _THEIRS)
    + " FROM claims k JOIN identities i ON i.customer_id = k.customer_id"
    " JOIN conversations c ON c.identity_id = i.id JOIN waits w ON w.id = c.wait_id"
    " JOIN accounts a ON a.id = c.account_id"
    " WHERE k.until > :now AND k.renewed_at IS NOT NULL AND k.taken_at < :silent"
    " AND c.state = 'open' AND w.detected_at < :silent" + _ON_ITS_WAY
)


def give_back(tx: Tx, now: int, patience: Patience) -> list[int]:
    """Give to the queue whom somebody has left alone for too long; their conversations.

    Each is flagged and logged: in whose hands it was, and how long there was no sign of them.
    """
    if not patience.silent_ms:
        return []
    times = {"now": now, "silent": now - patience.silent_ms}
    back: dict[int, None] = {}
    for row in tx.all(_ASSIGNED, **times):
        silent_ms = _silent(row, now, patience)
        if silent_ms and conversations.take_from(tx, row["id"], row["agent"], row["assigned_at"]):
            log(
                tx,
                EventKind.ASSIGNED,
                now,
                conversation=row["id"],
                former=row["agent"],
                silent=True,
                silent_ms=silent_ms,
            )
            _flag(tx, row, now, silent_ms)
            back[row["id"]] = None
    let_go = set()
    for row in tx.all(_CLAIMED, **times):
        silent_ms, customer_id = _silent(row, now, patience), row["customer_id"]
        if silent_ms and claims.take_back(tx, customer_id, row["agent"], now, silent_ms):
            let_go.add(customer_id)
        if silent_ms and customer_id in let_go:
            _flag(tx, row, now, silent_ms)
            back[row["id"]] = None
    return list(back)


def _silent(row: Row, now: int, patience: Patience) -> int:
    """How long there has been no sign, if it is too long; else 0."""
    if now - row["since"] <= patience.silent_ms:
        return 0
    silent_ms = patience.calendar(row["account"]).business_ms(row["since"], now)
    return silent_ms if silent_ms > patience.silent_ms else 0


def _flag(tx: Tx, row: Row, now: int, silent_ms: int) -> None:
    tx.run(
        "INSERT INTO silences (conversation_id, agent, at, silent_ms)"
        " VALUES (:id, :agent, :now, :silent) ON CONFLICT (conversation_id) DO UPDATE"
        " SET agent = excluded.agent, at = excluded.at, silent_ms = excluded.silent_ms",
        id=row["id"],
        agent=row["agent"],
        now=now,
        silent=silent_ms,
    )


def returned(tx: Tx, since: int, agent: str | None, most: int) -> list[Returned]:
    """What came back after that moment, the newest first; only from one agent, if one is named."""
    rows = tx.all(
        "SELECT s.*, coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle"
        " FROM silences s JOIN conversations c ON c.id = s.conversation_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id"
        " WHERE s.at > :since AND (:agent IS NULL OR s.agent = :agent)"
        " ORDER BY s.at DESC, s.conversation_id LIMIT :most",
        since=since,
        agent=agent,
        most=most,
    )
    return [
        Returned(
            conversation_id=row["conversation_id"],
            customer=name_of(row),
            silence=Silence(agent=row["agent"], at=row["at"], silent_ms=row["silent_ms"]),
        )
        for row in rows
    ]


def of_row(row: Row) -> Silence | None:
    """The flag of a queue's row, until somebody has it again or nobody waits; None without one."""
    taken = row["claimed_by"] or row["assignee"]
    if row["silent_agent"] is None or taken or row["waiting_since"] is None:
        return None
    if row["silent_at"] < row["waiting_since"]:  # another wait's
        return None
    return Silence(agent=row["silent_agent"], at=row["silent_at"], silent_ms=row["silent_ms"])
