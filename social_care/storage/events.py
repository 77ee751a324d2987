"""The append-only history: who did what when, in ids, enums, numbers and times. No words."""

import json
from enum import StrEnum
from typing import Any

from social_care.storage.connection import Row, Tx


class EventKind(StrEnum):
    """What can happen to a conversation."""

    REOPENED = "reopened"
    WOKEN = "woken"
    EDITED = "edited"
    DELETED = "deleted"
    CLAIMED = "claimed"
    RELEASED = "released"
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    ACT = "act"
    """Somebody wants a like, a hiding or a deletion; data: act, and the reply it is about."""
    REPLY_DELETED = "reply deleted"
    """A reply of ours is gone from the network; data: reply, and what became of its responses."""
    OUTBOX = "outbox"
    ANSWERED = "answered"
    ELSEWHERE = "answered elsewhere"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    NOTED = "noted"
    REASSESSED = "reassessed"
    """Triage, its table or the team's rules have changed; data: category, band, those before."""
    CORRECTED = "corrected"
    """An agent gave a verdict of their own; data: category and band, with those before."""
    UNDONE = "undone"
    OUTBOX_STOPPED = "outbox_stopped"
    OUTBOX_RELEASED = "outbox_released"
    GAP = "gap"
    """A stream was blind for a while and listens again; data: stream, blind_ms, mentions."""


def log(
    tx: Tx,
    kind: EventKind,
    now: int,
    *,
    agent: str = "",
    account: int | None = None,
    conversation: int | None = None,
    wait: int | None = None,
    mention: int | None = None,
    outbox: int | None = None,
    **data: Any,
) -> int:
    """Append one event; its id. `data` holds ids, enums, numbers and times only."""
    return tx.insert(
        "events",
        at=now,
        kind=kind,
        agent=agent,
        account_id=account,
        conversation_id=conversation,
        wait_id=wait,
        mention_id=mention,
        outbox_id=outbox,
        data=json.dumps(data, separators=(",", ":")),
    )


def last_deed(tx: Tx, agent: str, kinds: tuple[EventKind, ...]) -> Row | None:
    """The agent's newest event of these kinds that no later UNDONE event names."""
    return tx.one(
        "SELECT e.* FROM events e WHERE e.agent = :agent"
        " AND e.kind IN (SELECT value FROM json_each(:kinds))"
        " AND NOT EXISTS (SELECT 1 FROM events u WHERE u.agent = :agent AND u.kind = :undone"
        "   AND u.id > e.id AND json_extract(u.data, '$.event') = e.id)"
        " ORDER BY e.id DESC LIMIT 1",
        agent=agent,
        kinds=json.dumps(list(kinds)),
        undone=EventKind.UNDONE,
    )
