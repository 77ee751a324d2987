"""What the log knows of a reply on its way: when its writer was told, when it was tried."""

from social_care.storage import outbox
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind


def told_at(tx: Tx, row: Row) -> int:
    """When the writer of a held reply was last told why it is held; ms UTC."""
    held_at = tx.value(
        "SELECT coalesce(max(at), 0) FROM events WHERE conversation_id = :conversation"
        " AND outbox_id = :id AND kind = :kind AND json_extract(data, '$.after') = 'held'",
        conversation=row["conversation_id"],
        id=row["id"],
        kind=EventKind.OUTBOX,
    )
    return max(int(held_at), row["looked_at"] or 0)


def tell(tx: Tx, outbox_id: int, problem: str, now: int) -> None:
    """There is more that its writer must know before a held reply is released."""
    tx.run(
        "UPDATE outbox SET looked_at = :now, version = version + 1 WHERE id = :id",
        id=outbox_id,
        now=now,
    )
    outbox.set_problem(tx, outbox_id, problem)


def tried_at(tx: Tx, row: Row) -> int:
    """When the network was last called with it: no earlier try can be what stands there."""
    return int(
        tx.value(
            "SELECT coalesce(max(at), :prepared) FROM events WHERE conversation_id = :conversation"
            " AND outbox_id = :id AND kind = :kind AND json_extract(data, '$.after') = 'sending'",
            prepared=row["prepared_at"],
            conversation=row["conversation_id"],
            id=row["id"],
            kind=EventKind.OUTBOX,
        )
    )
