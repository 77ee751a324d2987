"""A long answer in the outbox: every part a row of its own, sent in order.

The parts of one answer share `thread_of`. The next is prepared once the one before it is sent, or
was given up by its writer. `outbox.move` holds what would follow a part that does not go out.
"""

from collections.abc import Collection, Sequence

from social_care.models import OutboxState
from social_care.parts import plain
from social_care.storage import outbox
from social_care.storage.connection import Row, Tx


def link(tx: Tx, outbox_ids: Sequence[int], gaps: Sequence[str]) -> None:
    """These rows are one answer. `gaps` is the white space that was typed before each."""
    for number, (outbox_id, gap) in enumerate(zip(outbox_ids, gaps, strict=True), 1):
        tx.run(
            "UPDATE outbox SET thread_of = :first, part = :part, parts = :parts, gap = :gap"
            " WHERE id = :id",
            id=outbox_id,
            first=outbox_ids[0],
            part=number,
            parts=len(outbox_ids),
            gap=gap,
        )


def is_part(row: Row) -> bool:
    """Whether it is one of several."""
    return row["thread_of"] is not None


def is_last(row: Row) -> bool:
    """Whether the answer is complete with it: only then has the customer been answered."""
    return not is_part(row) or row["part"] == row["parts"]


def of(tx: Tx, row: Row, *states: OutboxState) -> list[Row]:
    """The parts of its answer in order, itself included; only those in `states`, if any are given.

    A reply in one piece is all there is of it.
    """
    found = [row]
    if is_part(row):
        ids = tx.all(
            "SELECT id FROM outbox WHERE thread_of = :thread ORDER BY part", thread=row["thread_of"]
        )
        found = [part for each in ids if (part := outbox.get(tx, each["id"])) is not None]
    return [part for part in found if not states or part["state"] in states]


def held_after(tx: Tx, row: Row) -> list[int]:
    """The held parts that would follow it."""
    if not is_part(row):
        return []
    held = of(tx, row, OutboxState.HELD)
    return [part["id"] for part in held if part["part"] > row["part"]]


def together(rows: Collection[Row]) -> str:
    """What its writer typed: the words of parts in order, without their counters."""
    words = "".join(row["gap"] + plain(row["text"], row["part"], row["parts"]) for row in rows)
    return words.strip() if len(rows) > 1 else words.removeprefix(next(iter(rows))["gap"])


def above(tx: Tx, row: Row) -> Row | None:
    """The post of ours under which a part stands: the one before it that can be answered."""
    if not is_part(row):
        return None
    return tx.one(
        "SELECT r.* FROM outbox e JOIN replies r ON r.id = e.reply_id"
        " WHERE e.thread_of = :thread AND e.part < :part"
        " AND r.reply_ref <> '{}' AND r.deleted_at IS NULL ORDER BY e.part DESC LIMIT 1",
        thread=row["thread_of"],
        part=row["part"],
    )
