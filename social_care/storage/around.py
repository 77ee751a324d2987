"""What stands around a conversation: other people in the same public thread, and what was done."""

import json
from dataclasses import dataclass
from typing import Any

from social_care.models import Visibility
from social_care.models.views import Message, MessageKind
from social_care.storage import mentions
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind

MOST = 200
"""The newest of each kind that a conversation shows."""

DEEDS = (
    EventKind.REOPENED,
    EventKind.WOKEN,
    EventKind.TAKEN_OVER,
    EventKind.ASSIGNED,
    EventKind.HOLDING,
    EventKind.MEASURED,
    EventKind.ELSEWHERE,
    EventKind.RESOLVED,
    EventKind.DISMISSED,
    EventKind.SNOOZED,
    EventKind.CORRECTED,
    EventKind.MUTED,
    EventKind.UNMUTED,
    EventKind.UNDONE,
)
"""What a reader of a conversation may want to know; the rest is in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that was done to a conversation."""

    id: int
    at: int
    kind: EventKind
    agent: str
    data: dict[str, Any]
    promised: str = ""
    """Words that belong to it and can be erased, as stored."""


def deeds(tx: Tx, conversation_id: int) -> list[Deed]:
    """The newest deeds, oldest first."""
    rows = tx.all(
        "SELECT e.id, e.at, e.kind, e.agent, e.data, coalesce(t.text, '') AS promised FROM events e"
        " LEFT JOIN promise_texts t ON t.promise_id = json_extract(e.data, '$.promise')"
        " WHERE e.conversation_id = :id AND e.kind IN (SELECT value FROM json_each(:kinds))"
        " ORDER BY e.id DESC LIMIT :most",
        id=conversation_id,
        kinds=json.dumps(list(DEEDS)),
        most=MOST,
    )
    return [
        Deed(
            id=row["id"],
            at=row["at"],
            kind=EventKind(row["kind"]),
            agent=row["agent"],
            data=json.loads(row["data"]),
            promised=row["promised"],
        )
        for row in reversed(rows)
    ]


_THREADS = """
FROM threads t JOIN threads o ON o.account_id = t.account_id AND o.thread_key = t.thread_key
  AND o.conversation_id <> t.conversation_id
"""

_SAID = (
    "SELECT DISTINCT m.id, m.posted_at AS at, m.url, m.visibility, m.edited_at, m.deleted_at,"
    " coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle, coalesce(x.text, '') AS text,"
    " coalesce(x.content_warning, '') AS content_warning, coalesce(x.media, '[]') AS media"
    + _THREADS
    + " JOIN mentions m ON m.conversation_id = o.conversation_id AND m.thread_key = o.thread_key"
    " LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id"
    " LEFT JOIN mention_texts x ON x.mention_id = m.id"
    " WHERE t.conversation_id = :id AND m.visibility IN ('public', 'unlisted')"
    " ORDER BY m.posted_at DESC, m.id DESC LIMIT :most"
)

_ANSWERED = (
    "SELECT DISTINCT r.id, r.posted_at AS at, r.url, r.visibility, r.agent, r.deleted_at,"
    " coalesce(x.text, '') AS text"
    " FROM threads t JOIN replies r ON r.account_id = t.account_id AND r.thread_key = t.thread_key"
    " LEFT JOIN reply_texts x ON x.reply_id = r.id"
    " WHERE t.conversation_id = :id AND r.visibility IN ('public', 'unlisted')"
    " AND (r.conversation_id IS NULL OR r.conversation_id <> t.conversation_id)"
    " ORDER BY r.posted_at DESC, r.id DESC LIMIT :most"
)


def others(tx: Tx, conversation_id: int) -> list[Message]:
    """What strangers can read in the same threads: other people's messages, our other posts."""
    said = tx.all(_SAID, id=conversation_id, most=MOST)
    ours = tx.all(_ANSWERED, id=conversation_id, most=MOST)
    return [*map(_said, said), *map(_ours, ours)]


def _said(row: Row) -> Message:
    return Message(
        kind=MessageKind.OTHER,
        id=row["id"],
        at=row["at"],
        author=row["name"] or row["handle"],
        text=row["text"],
        visibility=Visibility(row["visibility"]),
        url=row["url"],
        media=mentions.media_of(row["media"]),
        content_warning=row["content_warning"],
        edited=row["edited_at"] is not None,
        deleted=row["deleted_at"] is not None,
    )


def _ours(row: Row) -> Message:
    return Message(
        kind=MessageKind.OUR_OTHER,
        id=row["id"],
        at=row["at"],
        author=row["agent"],
        text=row["text"],
        visibility=Visibility(row["visibility"]),
        url=row["url"],
        deleted=row["deleted_at"] is not None,
    )
