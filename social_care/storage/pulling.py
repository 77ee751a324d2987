"""Pulling: who needs us most is chosen and claimed by one statement."""

import json
from collections.abc import Mapping, Sequence

from social_care.models import Band
from social_care.storage import catching_up, claims
from social_care.storage.connection import Row, Tx

_AT_WORK = "SELECT agent FROM presence WHERE state = 'on' AND until > :now"

_SPOKEN = (
    " SELECT l.value FROM json_each(:speakers) s, json_each(s.value) l"
    f" WHERE s.key IN ({_AT_WORK})"
    " UNION ALL SELECT value FROM json_each(:spoken)"
    f" WHERE NOT EXISTS ({_AT_WORK})"
)
"""The languages of those at work; of everybody, where nobody is known to be."""

_FREE = (
    " FROM conversations c JOIN identities i ON i.id = c.identity_id"
    " LEFT JOIN claims k ON k.customer_id = i.customer_id"
    " WHERE c.state = 'open' AND (k.until IS NULL OR k.until <= :now)"
    " AND (c.assignee IS NULL OR c.assignee = :agent)"
    " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id"
    "   AND o.kind = 'reply' AND o.holding = 0"
    "   AND o.state IN ('queued', 'sending', 'delayed', 'uncertain'))"
    " AND (c.language = 'und' OR c.language IN (SELECT value FROM json_each(:languages))"
    f"   OR c.language NOT IN ({_SPOKEN}))"
)
"""What the agent may be handed: nobody holds the customer, no answer is on its way.

A holding reply is none: a customer does not wait unseen while the network is slow to take it.
"""

_CHOSEN = "SELECT i.customer_id AS customer_id, c.id AS conversation_id"
_IN_ORDER = " ORDER BY c.band_rank, c.due_at, c.id LIMIT 1"

_LATE = (
    _CHOSEN
    + _FREE
    + " AND c.waiting_since IS NOT NULL AND c.due_at < :now ORDER BY c.waiting_since, c.id LIMIT 1"
)
"""The oldest late."""


def _in_time(band: Band) -> str:
    """The first of a band that can still be met: one seek."""
    return (
        f"{_CHOSEN}{_FREE} AND c.band_rank = {int(band)} AND c.due_at >= :now"
        " ORDER BY c.due_at, c.id LIMIT 1"
    )


def _first_of(*ways: str) -> str:
    """What the first of these finds that finds anything."""
    tried = (
        f"SELECT {place} AS place, customer_id, conversation_id FROM ({way})"
        for place, way in enumerate(ways)
    )
    return (
        f"SELECT customer_id, conversation_id FROM ({' UNION ALL '.join(tried)})"
        " ORDER BY place LIMIT 1"
    )


_USUAL = _CHOSEN + _FREE + _IN_ORDER
_CAN_BE_MET = tuple(_in_time(band) for band in Band if band is not Band.NONE)
_CATCHING_UP = _first_of(*_CAN_BE_MET, _USUAL)
_OLDEST_LATE = _first_of(_LATE, *_CAN_BE_MET, _USUAL)


def _claiming(chosen: str) -> str:
    return (
        "INSERT INTO claims (customer_id, agent, conversation_id, doing, taken_at, until)"
        " SELECT customer_id, :agent, conversation_id, :doing, :now, :until"
        f" FROM ({chosen}) WHERE true"
        + claims.ON_CONFLICT
        + " WHERE claims.until <= :now RETURNING customer_id, conversation_id"
    )


USUAL, CATCHING_UP, OLDEST_LATE = map(_claiming, (_USUAL, _CATCHING_UP, _OLDEST_LATE))
"""Strict bands; while a backlog is worked off two pulls of three, and the third."""


def take_next(
    tx: Tx,
    agent: str,
    now: int,
    until: int,
    *,
    languages: Sequence[str],
    spoken: Sequence[str],
    speakers: Mapping[str, Sequence[str]],
) -> Row | None:
    """Claim the first open conversation in queue order whose customer nobody holds.

    One statement chooses and claims; a conversation whose answer is on its way is passed over.
    While a backlog is worked off every third pull is the oldest late, and the others are the first
    that can still be met; where there is none of these, the queue's order decides.

    `languages` are the agent's, `speakers` everybody's by name: a language that nobody at work
    speaks is anybody's. `spoken` counts instead where nobody is known to be at work. Returns
    customer_id and conversation_id, or None.
    """
    pull = catching_up.count(tx)
    sql = USUAL if pull is None else OLDEST_LATE if pull % 3 == 0 else CATCHING_UP
    row = tx.one(
        sql,
        agent=agent,
        doing=claims.READS,
        now=now,
        until=until,
        languages=json.dumps(list(languages)),
        spoken=json.dumps(list(spoken)),
        speakers=json.dumps({name: list(spoke) for name, spoke in speakers.items()}),
    )
    if row is not None:
        claims.claimed(tx, row["customer_id"], row["conversation_id"], agent, now)
    return row
