"""What agents have written for many at once and not sent; never overwritten by another session."""

from social_care.models.composing import ForMany
from social_care.storage.connection import Row, Tx


def newest(tx: Tx, agent: str) -> ForMany | None:
    """The agent's newest words for many."""
    row = tx.one(
        "SELECT * FROM bulk_drafts WHERE agent = :agent ORDER BY updated_at DESC, id DESC LIMIT 1",
        agent=agent,
    )
    return None if row is None else _words(row)


def update(tx: Tx, words: ForMany, text: str, now: int) -> ForMany | None:
    """Save over the revision the caller has seen; None when another session has saved since."""
    row = tx.one(
        "UPDATE bulk_drafts SET text = :text, revision = revision + 1, updated_at = :now"
        " WHERE id = :id AND revision = :revision RETURNING *",
        id=words.id,
        revision=words.revision,
        text=text,
        now=now,
    )
    return None if row is None else _words(row)


def add(tx: Tx, agent: str, text: str, now: int) -> ForMany:
    """New words beside any there are; where their revisions begin tells them from all before."""
    row = tx.one(
        "INSERT INTO bulk_drafts (agent, text, revision, updated_at)"
        " VALUES (:agent, :text, random() & 281474976710655, :now) RETURNING *",
        agent=agent,
        text=text,
        now=now,
    )
    assert row is not None
    return _words(row)


def discard(tx: Tx, words: ForMany) -> None:
    """Remove them, unless another session has changed them since."""
    tx.run(
        "DELETE FROM bulk_drafts WHERE id = :id AND revision = :revision",
        id=words.id,
        revision=words.revision,
    )


def _words(row: Row) -> ForMany:
    return ForMany(id=row["id"], text=row["text"], revision=row["revision"])
