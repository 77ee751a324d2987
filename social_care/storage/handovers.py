"""Handovers: what an agent holds, and what one who went off has left for others."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from social_care.models.handover import Held
from social_care.storage.connection import Tx
from social_care.storage.events import EventKind, log

_HELD = """
SELECT c.id, 'claim' AS how FROM claims k JOIN identities i ON i.customer_id = k.customer_id
  JOIN conversations c ON c.identity_id = i.id
  WHERE k.agent = :agent AND k.until > :now AND (c.id = k.conversation_id OR c.state = 'open')
UNION SELECT id, 'assigned' FROM conversations
  WHERE assignee = :agent AND state IN ('open', 'snoozed', 'answered')
UNION SELECT conversation_id, 'draft' FROM drafted WHERE agent = :agent
UNION SELECT c.id, 'reply' FROM outbox o JOIN conversations c ON c.id = o.conversation_id
  WHERE o.agent = :agent AND o.kind = 'reply' AND (o.state IN ('held', 'uncertain')
    OR o.state = 'refused' AND c.state = 'open')
UNION SELECT c.id, 'snooze' FROM conversations c WHERE c.state = 'snoozed' AND :agent =
  (SELECT e.agent FROM events e WHERE e.conversation_id = c.id AND e.kind = 'snoozed'
    ORDER BY e.id DESC LIMIT 1)
UNION SELECT c.id, 'promise' FROM conversations c JOIN promises p ON p.id = c.promise_id
  WHERE p.agent = :agent AND c.state IN ('open', 'snoozed')
"""


def held(tx: Tx, agent: str, now: int) -> dict[int, tuple[Held, ...]]:
    """The conversations an agent holds, and how, in queue order."""
    rows = tx.all(
        f"SELECT h.id, h.how FROM ({_HELD}) h JOIN conversations c ON c.id = h.id"
        " ORDER BY c.band_rank, c.due_at, c.id",
        agent=agent,
        now=now,
    )
    found: dict[int, set[Held]] = {}
    for row in rows:
        found.setdefault(row["id"], set()).add(Held(row["how"]))
    return {each: tuple(one for one in Held if one in how) for each, how in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A handover as it is stored. The note's words are as they came."""

    id: int
    agent: str
    at: int
    note: str
    is_read: bool
    """By the agent who asks."""
    items: tuple[tuple[int, tuple[Held, ...], str | None], ...]
    """Conversation, how it was held, and who got it; None: the queue."""


def put(
    tx: Tx,
    agent: str,
    now: int,
    items: Mapping[int, tuple[Held, ...]],
    heirs: Mapping[int, str | None],
    note: str,
) -> int:
    """Keep what was handed over, and log it; its id. The log holds no words."""
    handover_id = tx.insert("handovers", agent=agent, at=now)
    tx.run_many(
        "INSERT INTO handover_items (handover_id, conversation_id, heir, held)"
        " VALUES (:handover, :conversation, :heir, :held)",
        [
            {
                "handover": handover_id,
                "conversation": conversation_id,
                "heir": heirs.get(conversation_id),
                "held": json.dumps(list(how)),
            }
            for conversation_id, how in items.items()
        ],
    )
    if note:
        tx.insert("handover_notes", handover_id=handover_id, text=note)
    log(tx, EventKind.HANDED_OVER, now, agent=agent, handover=handover_id, items=len(items))
    return handover_id


_LEFT = (
    "SELECT h.*, coalesce(n.text, '') AS note, EXISTS (SELECT 1 FROM handover_readers r"
    "   WHERE r.handover_id = h.id AND r.agent = :agent) AS is_read"
    " FROM handovers h LEFT JOIN handover_notes n ON n.handover_id = h.id"
    " WHERE {where} ORDER BY h.id DESC LIMIT :most"
)
_MINE = "EXISTS (SELECT 1 FROM handover_items x WHERE x.handover_id = h.id AND x.heir = :agent)"
_UNREAD = (
    "h.agent <> :agent AND NOT EXISTS (SELECT 1 FROM handover_readers r"
    " WHERE r.handover_id = h.id AND r.agent = :agent)"
)
_FOR_ALL = (
    "(h.at >= :since AND (n.text IS NOT NULL OR EXISTS (SELECT 1 FROM handover_items x"
    " WHERE x.handover_id = h.id AND x.heir IS NULL)))"
)


def unread(tx: Tx, agent: str, since: int, most: int) -> list[Left]:
    """What others have left for this agent, and since that moment for everybody; newest first."""
    where = f"{_UNREAD} AND ({_MINE} OR {_FOR_ALL})"
    return _read(tx, where, agent=agent, since=since, most=most)


def newest(tx: Tx, agent: str, most: int) -> list[Left]:
    """The newest of all, by whoever, read or not."""
    return _read(tx, "true", agent=agent, most=most)


def one(tx: Tx, agent: str, handover_id: int) -> Left | None:
    """The one of that number."""
    found = _read(tx, "h.id = :id", agent=agent, id=handover_id, most=1)
    return found[0] if found else None


def _read(tx: Tx, where: str, **values: object) -> list[Left]:
    rows = tx.all(_LEFT.format(where=where), **values)
    items: dict[int, list[tuple[int, tuple[Held, ...], str | None]]] = {}
    for row in tx.all(
        "SELECT * FROM handover_items WHERE handover_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY handover_id, heir IS NULL, heir, conversation_id",
        ids=json.dumps([row["id"] for row in rows]),
    ):
        how = tuple(map(Held, json.loads(row["held"])))
        items.setdefault(row["handover_id"], []).append((row["conversation_id"], how, row["heir"]))
    return [
        Left(
            id=row["id"],
            agent=row["agent"],
            at=row["at"],
            note=row["note"],
            is_read=bool(row["is_read"]),
            items=tuple(items.get(row["id"], ())),
        )
        for row in rows
    ]


def handed(tx: Tx, agent: str) -> int:
    """How many conversations have been handed to an agent who has not read of it yet."""
    return int(
        tx.value(
            "SELECT count(*) FROM handover_items x WHERE x.heir = :agent AND NOT EXISTS"
            " (SELECT 1 FROM handover_readers r WHERE r.handover_id = x.handover_id"
            "  AND r.agent = :agent)",
            agent=agent,
        )
    )


def read(tx: Tx, agent: str, handover_ids: Iterable[int], now: int) -> None:
    """The agent has seen them: they are not shown again by themselves."""
    tx.run_many(
        "INSERT INTO handover_readers (handover_id, agent, at) VALUES (:id, :agent, :now)"
        " ON CONFLICT DO NOTHING",
        [{"id": each, "agent": agent, "now": now} for each in handover_ids],
    )
