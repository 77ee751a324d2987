"""Pictures that go with answers: with an agent's draft until it is submitted, then with its row."""

import json
from collections.abc import Collection

from social_care.models import Attachment
from social_care.models.views import Attached
from social_care.storage.connection import Row, Tx

_COLUMNS = (
    "SELECT id, conversation_id, agent, outbox_id, name, mime, alt, size, uploaded, uploaded_at"
    " FROM attachments"
)


def add(tx: Tx, conversation_id: int, agent: str, picture: Attachment, now: int) -> Attached:
    """Keep a picture with the agent's draft, after those that are there."""
    attachment_id = tx.insert(
        "attachments",
        conversation_id=conversation_id,
        agent=agent,
        position=_next(tx, conversation_id, agent),
        name=picture.name,
        mime=picture.mime,
        alt=picture.alt,
        size=len(picture.content),
        content=picture.content,
        attached_at=now,
    )
    return Attached(
        id=attachment_id,
        name=picture.name,
        mime=picture.mime,
        size=len(picture.content),
        alt=picture.alt,
    )


def get(tx: Tx, attachment_id: int) -> Row | None:
    """One of them, without its content."""
    return tx.one(_COLUMNS + " WHERE id = :id", id=attachment_id)


def of_draft(tx: Tx, conversation_id: int, agent: str) -> list[Row]:
    """Those with the agent's draft, in order, without their content."""
    return tx.all(
        _COLUMNS + " WHERE conversation_id = :id AND agent = :agent AND outbox_id IS NULL"
        " ORDER BY position, id",
        id=conversation_id,
        agent=agent,
    )


def of_reply(tx: Tx, outbox_id: int) -> list[Row]:
    """Those that go with a reply, in order, without their content."""
    return tx.all(_COLUMNS + " WHERE outbox_id = :id ORDER BY position, id", id=outbox_id)


def picture(tx: Tx, row: Row) -> Attachment:
    """It as a connector gets it."""
    content = tx.value("SELECT content FROM attachments WHERE id = :id", id=row["id"])
    return Attachment(name=row["name"], mime=row["mime"], content=content, alt=row["alt"])


def shown(row: Row) -> Attached:
    """It as a screen shows it."""
    return Attached(
        id=row["id"], name=row["name"], mime=row["mime"], size=row["size"], alt=row["alt"]
    )


def remove(tx: Tx, attachment_id: int) -> None:
    """It goes with nothing any more."""
    tx.run("DELETE FROM attachments WHERE id = :id", id=attachment_id)


def go_with(tx: Tx, outbox_id: int, attachment_ids: Collection[int]) -> None:
    """From the draft to the reply that was made of it."""
    tx.run(
        "UPDATE attachments SET outbox_id = :outbox"
        " WHERE id IN (SELECT value FROM json_each(:ids)) AND outbox_id IS NULL",
        outbox=outbox_id,
        ids=json.dumps(list(attachment_ids)),
    )


def come_back(tx: Tx, outbox_id: int, agent: str) -> None:
    """To this agent's draft, whose reply was taken back."""
    tx.run(
        "UPDATE attachments SET outbox_id = NULL, agent = :agent WHERE outbox_id = :id",
        id=outbox_id,
        agent=agent,
    )


def hand_on(tx: Tx, conversation_id: int, agent: str, heir: str) -> None:
    """What goes with one agent's draft there goes with another's."""
    tx.run(
        "UPDATE attachments SET agent = :heir"
        " WHERE conversation_id = :id AND agent = :agent AND outbox_id IS NULL",
        id=conversation_id,
        agent=agent,
        heir=heir,
    )


def uploaded(tx: Tx, attachment_id: int, outbox_id: int, network_id: str, now: int) -> None:
    """The network has it under this id; nothing when it was taken back meanwhile."""
    tx.run(
        "UPDATE attachments SET uploaded = :network_id, uploaded_at = :now"
        " WHERE id = :id AND outbox_id = :outbox",
        id=attachment_id,
        outbox=outbox_id,
        network_id=network_id,
        now=now,
    )


def forget_uploads(tx: Tx, outbox_id: int) -> None:
    """They are handed over again before the next try."""
    tx.run("UPDATE attachments SET uploaded = '' WHERE outbox_id = :id", id=outbox_id)


def went_out(tx: Tx, outbox_id: int) -> None:
    """The network has the reply: its pictures are over there, here only what they were stays."""
    tx.run("UPDATE attachments SET content = x'' WHERE outbox_id = :id", id=outbox_id)


def _next(tx: Tx, conversation_id: int, agent: str) -> int:
    return int(
        tx.value(
            "SELECT coalesce(max(position) + 1, 0) FROM attachments"
            " WHERE conversation_id = :id AND agent = :agent",
            id=conversation_id,
            agent=agent,
        )
    )
