"""What exactly is sent: a reply as its connector gets it, frozen before the first try."""

import json
from dataclasses import replace

from social_care.models import Prepared, Reply, ReplyTarget, Visibility
from social_care.storage import parts
from social_care.storage.connection import Row, Tx


def reply_of(tx: Tx, row: Row, *, chains: bool = False) -> Reply:
    """What the connector is asked to send.

    `chains`: a later part of a long answer stands under our post before it, not under the mention.
    """
    target = _target(tx, row)
    above = parts.above(tx, row) if chains else None
    if above is not None:
        target = replace(
            target,
            external_id=above["external_id"],
            url=above["url"],
            reply_ref=json.loads(above["reply_ref"]),
        )
    return Reply(text=row["text"], visibility=Visibility(row["visibility"]), target=target)


def _target(tx: Tx, row: Row) -> ReplyTarget:
    mention = tx.one(
        "SELECT m.*, i.author_id, coalesce(p.handle, '') AS handle,"
        " coalesce(t.content_warning, '') AS content_warning FROM mentions m"
        " JOIN identities i ON i.id = m.identity_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = i.id"
        " LEFT JOIN mention_texts t ON t.mention_id = m.id WHERE m.id = :id",
        id=row["mention_id"],
    )
    assert mention is not None
    return ReplyTarget(
        external_id=mention["external_id"],
        thread_key=mention["thread_key"],
        author_id=mention["author_id"],
        author_handle=mention["handle"],
        visibility=Visibility(mention["visibility"]),
        url=mention["url"],
        content_warning=mention["content_warning"],
        lang=mention["lang"],
        reply_ref=json.loads(mention["reply_ref"]),
    )


def content_warning(tx: Tx, mention_id: int) -> str:
    """What its customer warns of; an answer warns of it too."""
    found = tx.value(
        "SELECT content_warning FROM mention_texts WHERE mention_id = :id", id=mention_id
    )
    return str(found or "")


def thaw(tx: Tx, outbox_id: int) -> None:
    """Only of a reply that certainly never arrived: it is prepared anew, under another key."""
    tx.run("UPDATE outbox SET key = NULL, prepared_at = NULL WHERE id = :id", id=outbox_id)


def freeze(tx: Tx, outbox_id: int, prepared: Prepared) -> None:
    """Keep what is needed to repeat or recognise it, before the network is called."""
    tx.run(
        "UPDATE outbox SET key = :key, prepared_at = :at WHERE id = :id",
        id=outbox_id,
        key=prepared.key,
        at=prepared.prepared_at,
    )
    tx.run(
        "UPDATE outbox_texts SET payload = :payload WHERE outbox_id = :id",
        id=outbox_id,
        payload=json.dumps(dict(prepared.payload)),
    )


def frozen(row: Row) -> Prepared | None:
    """What was frozen with the row; None before the first try."""
    if row["key"] is None:
        return None
    return Prepared(
        key=row["key"], prepared_at=row["prepared_at"], payload=json.loads(row["payload"])
    )


def rewrite(tx: Tx, outbox_id: int, text: str) -> None:
    """An edited text is another post: it goes out under a key of its own."""
    thaw(tx, outbox_id)
    tx.run("UPDATE outbox SET looks = 0, asked = 0 WHERE id = :id", id=outbox_id)
    tx.run(
        "UPDATE outbox_texts SET text = :text, payload = NULL WHERE outbox_id = :id",
        id=outbox_id,
        text=text,
    )


def readdress(
    tx: Tx, outbox_id: int, mention_id: int, *, private: bool, visibility: Visibility
) -> None:
    """It stands under this mention, for these to read."""
    tx.run(
        "UPDATE outbox SET mention_id = :mention, private = :private, visibility = :visibility"
        " WHERE id = :id",
        id=outbox_id,
        mention=mention_id,
        private=int(private),
        visibility=visibility,
    )
