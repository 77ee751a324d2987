"""A conversation as it is read: what the customer said, what we said, what is on its way, notes."""

import json
from collections.abc import Iterable

from social_care.models import OutboxKind, OutboxState, PrivateDetail, Visibility
from social_care.models.views import Message, MessageKind
from social_care.storage import mentions, wows
from social_care.storage.connection import Row, Tx
from social_care.storage.outbox import item

MESSAGES_SHOWN = 500
"""The newest messages of one kind that a conversation shows."""


def messages(tx: Tx, conversation_id: int) -> tuple[Message, ...]:
    """Every message of the conversation, oldest first."""
    found = [
        *_mentions(tx, conversation_id),
        *_replies(tx, conversation_id),
        *_on_the_way(tx, conversation_id),
        *_notes(tx, conversation_id),
        *_written(MessageKind.WOW, wows.in_conversation(tx, conversation_id)),
    ]
    return tuple(sorted(found, key=lambda message: (message.at, message.kind, message.id)))


def permalink(tx: Tx, conversation_id: int) -> str:
    """Where the customer's newest message stands on the network; empty when unknown."""
    row = mentions.newest(tx, conversation_id)
    return str(row["url"]) if row else ""


def _mentions(tx: Tx, conversation_id: int) -> list[Message]:
    rows = tx.all(
        "SELECT m.*, coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle, t.text,"
        " coalesce(t.content_warning, '') AS content_warning, coalesce(t.media, '[]') AS media,"
        " coalesce(s.private, '[]') AS private,"
        " (SELECT group_concat(o.kind) FROM outbox o WHERE o.mention_id = m.id"
        "   AND o.kind IN ('like', 'hide') AND o.state = 'sent') AS acts"
        " FROM mentions m LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id"
        " LEFT JOIN mention_texts t ON t.mention_id = m.id"
        " LEFT JOIN assessments s ON s.id = m.assessment_id"
        " WHERE m.conversation_id = :id ORDER BY m.posted_at DESC, m.id DESC LIMIT :limit",
        id=conversation_id,
        limit=MESSAGES_SHOWN,
    )
    return [
        Message(
            kind=MessageKind.MENTION,
            id=row["id"],
            at=row["posted_at"],
            author=row["name"] or row["handle"],
            text=row["text"] or "",
            visibility=Visibility(row["visibility"]),
            url=row["url"],
            media=mentions.media_of(row["media"]),
            content_warning=row["content_warning"],
            edited=row["edited_at"] is not None,
            deleted=row["deleted_at"] is not None,
            private=tuple(map(PrivateDetail, json.loads(row["private"]))),
            liked=OutboxKind.LIKE in (row["acts"] or ""),
            hidden=OutboxKind.HIDE in (row["acts"] or ""),
        )
        for row in rows
    ]


def _replies(tx: Tx, conversation_id: int) -> list[Message]:
    rows = tx.all(
        "SELECT r.*, coalesce(t.text, '') AS text, coalesce(o.part, 0) AS part,"
        " coalesce(o.parts, 1) AS parts, coalesce(o.holding, 0) AS holding FROM replies r"
        " LEFT JOIN outbox o ON o.id = r.outbox_id"
        " LEFT JOIN reply_texts t ON t.reply_id = r.id"
        " WHERE r.conversation_id = :id ORDER BY r.posted_at DESC, r.id DESC LIMIT :limit",
        id=conversation_id,
        limit=MESSAGES_SHOWN,
    )
    return [
        Message(
            kind=MessageKind.REPLY,
            id=row["id"],
            at=row["posted_at"],
            author=row["agent"],
            text=row["text"],
            visibility=Visibility(row["visibility"]),
            url=row["url"],
            deleted=row["deleted_at"] is not None,
            state=OutboxState.SENT,
            part=row["part"],
            parts=row["parts"],
            holding=bool(row["holding"]),
            automatic=bool(row["automatic"]),
        )
        for row in rows
    ]


def _on_the_way(tx: Tx, conversation_id: int) -> list[Message]:
    rows = tx.all(
        "SELECT o.*, t.text, t.problem, t.marks, a.name AS account FROM outbox o"
        " JOIN outbox_texts t ON t.outbox_id = o.id JOIN accounts a ON a.id = o.account_id"
        " WHERE o.conversation_id = :id AND o.state NOT IN ('sent', 'discarded') ORDER BY o.id",
        id=conversation_id,
    )
    return [_outbox_line(row) for row in rows]


def _outbox_line(row: Row) -> Message:
    entry = item(row)
    return Message(
        kind=MessageKind.OUTBOX,
        id=entry.id,
        at=entry.submitted_at,
        author=entry.agent,
        text=entry.text,
        visibility=Visibility(row["visibility"]),
        state=entry.state,
        problem=entry.problem,
        tried_at=row["prepared_at"],
        looks=row["looks"],
        looked_at=row["looked_at"],
        due_at=entry.due_at,
        act=entry.kind,
        part=entry.part,
        parts=entry.parts,
        holding=bool(row["holding"]),
    )


def _notes(tx: Tx, conversation_id: int) -> list[Message]:
    rows = tx.all(
        "SELECT * FROM notes WHERE conversation_id = :id ORDER BY at, id", id=conversation_id
    )
    return _written(MessageKind.NOTE, rows)


def _written(kind: MessageKind, rows: Iterable[Row]) -> list[Message]:
    """What agents wrote for each other."""
    return [
        Message(
            kind=kind,
            id=row["id"],
            at=row["at"],
            author=row["agent"],
            text=row["text"],
            visibility=Visibility.DIRECT,
        )
        for row in rows
    ]
