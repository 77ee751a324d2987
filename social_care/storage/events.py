"""The append-only history: who did what when, in ids, enums, numbers and times. No words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    TAKEN_OVER = "taken over"
    """A colleague took the customer from whoever held them; data: former."""
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    ACT = "act"
    """Somebody wants a like, a hiding or a deletion; data: act, and the reply it is about."""
    REPLY_DELETED = "reply deleted"
    """A reply of ours is gone from the network; data: reply, and what became of its responses."""
    OUTBOX = "outbox"
    ANSWERED = "answered"
    HOLDING = "holding"
    """"Still with you" was sent: the clock goes on; data: reply."""
    ELSEWHERE = "answered elsewhere"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    NOTED = "noted"
    REASSESSED = "reassessed"
    """Triage, its table or the team's rules have changed; data: category, band, those before."""
    MEASURED = "measured"
    """A wait is due at another time by a changed policy; data: its version, due, the one before."""
    CORRECTED = "corrected"
    """An agent gave a verdict of their own; data: category and band, with those before."""
    TAGGED = "tagged"
    """By hand; data: tag, its number."""
    UNTAGGED = "untagged"
    """By hand; data: tag, and who had given it when."""
    MUTED = "muted"
    UNMUTED = "unmuted"
    WOW = "wow"
    """An agent did more for the customer than was expected; data: wow, its number."""
    WRAPPED_UP = "wrapped up"
    """Its wrap-up code was set; data: the one before."""
    BULK = "bulk"
    """The beginning of many deeds that are one; data: deed, conversations. The others name it."""
    UNDONE = "undone"
    OUTBOX_STOPPED = "outbox_stopped"
    OUTBOX_RELEASED = "outbox_released"
    PRESENCE = "presence"
    """An agent is on, on a break or off; data: state, before, by_work when a customer was taken."""
    HANDED_OVER = "handed over"
    """An agent went off; data: handover, and how many conversations it holds."""
    CATCH_UP = "catch-up"
    """A lead has a backlog worked off, or no longer; data: on."""
    GAP = "gap"
    """A stream was blind for a while and listens again; data: stream, blind_ms, mentions."""


_group: ContextVar[int | None] = ContextVar("group", default=None)


@contextmanager
def grouped(event_id: int) -> Iterator[None]:
    """What is logged in here belongs to the deed that this event began: they are undone as one."""
    token = _group.set(event_id)
    try:
        yield
    finally:
        _group.reset(token)


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
    if (group := _group.get()) is not None:
        data["group"] = group
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


_STANDS = (
    " NOT EXISTS (SELECT 1 FROM events u WHERE u.agent = :agent AND u.kind = 'undone'"
    "   AND u.id > e.id AND json_extract(u.data, '$.event')"
    "   IN (e.id, json_extract(e.data, '$.group')))"
)


def last_deed(tx: Tx, agent: str, kinds: tuple[EventKind, ...]) -> Row | None:
    """The agent's newest event of these kinds that no later UNDONE event names."""
    return tx.one(
        "SELECT e.* FROM events e WHERE e.agent = :agent"
        " AND e.kind IN (SELECT value FROM json_each(:kinds))"
        f" AND {_STANDS} ORDER BY e.id DESC LIMIT 1",
        agent=agent,
        kinds=json.dumps(list(kinds)),
    )


def stands(tx: Tx, event: Row) -> bool:
    """Whether its agent has not undone this event yet."""
    return bool(
        tx.value(
            f"SELECT 1 FROM events e WHERE e.id = :id AND {_STANDS}",
            id=event["id"],
            agent=event["agent"],
        )
    )


def group_of(event: Row) -> int | None:
    """The event that began the deed this one belongs to; None: it is a deed of its own."""
    if event["kind"] == EventKind.BULK:
        return int(event["id"])
    group = json.loads(event["data"]).get("group")
    return None if group is None else int(group)


def members(tx: Tx, agent: str, group: int, kinds: tuple[EventKind, ...]) -> list[Row]:
    """What was done in one deed of many, newest first."""
    return tx.all(
        "SELECT e.* FROM events e WHERE e.agent = :agent AND e.id > :group"
        " AND e.kind IN (SELECT value FROM json_each(:kinds))"
        " AND json_extract(e.data, '$.group') = :group ORDER BY e.id DESC",
        agent=agent,
        group=group,
        kinds=json.dumps(list(kinds)),
    )


def newest_undone(tx: Tx, conversation_id: int) -> tuple[int, int] | None:
    """What undoing has put back last: the version it led to, and the one whose content that is."""
    row = tx.one(
        "SELECT json_extract(data, '$.version') AS version, json_extract(data, '$.restored')"
        " AS restored FROM events WHERE conversation_id = :id AND kind = 'undone'"
        " AND json_extract(data, '$.version') IS NOT NULL ORDER BY id DESC LIMIT 1",
        id=conversation_id,
    )
    return None if row is None else (row["version"], row["restored"])
