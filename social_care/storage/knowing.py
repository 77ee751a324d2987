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


def last_told_at(tx: Tx, conversation_id: int, agent: str) -> int | None:
    """The same of the agent's newest reply here that is held, or was and is given up; or None."""
    row = tx.one(
        "SELECT o.* FROM outbox o WHERE o.conversation_id = :id AND o.agent = :agent"
        " AND o.kind = 'reply' AND o.state IN ('held', 'discarded') AND EXISTS"
        " (SELECT 1 FROM events e WHERE e.conversation_id = o.conversation_id"
        "   AND e.outbox_id = o.id AND json_extract(e.data, '$.after') = 'held')"
        " ORDER BY o.id DESC LIMIT 1",
        id=conversation_id,
        agent=agent,
    )
    return None if row is None else told_at(tx, row)


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
