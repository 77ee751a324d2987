"""Acts: what else a network is asked for. A like, hiding a message, taking a reply of ours back.

They share the outbox's table, states and events with replies; every one of them can be repeated
without harm, so none is ever looked for.
"""

from social_care.models import OutboxKind, OutboxState, ReplyTarget, Visibility
from social_care.storage import letter, outbox
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log

_ACT = (
    "SELECT o.*, t.text, t.payload, t.problem, a.name AS account, a.channel,"
    " r.external_id AS reply_external_id, r.deleted_at AS reply_deleted_at"
    " FROM outbox o JOIN outbox_texts t ON t.outbox_id = o.id"
    " JOIN accounts a ON a.id = o.account_id LEFT JOIN replies r ON r.id = o.deletes"
)

REFUSED_BEFORE = "the reply before it could not be deleted: it still stands there"


def add(
    tx: Tx,
    kind: OutboxKind,
    conversation: Row,
    agent: str,
    now: int,
    *,
    mention_id: int,
    visibility: Visibility,
    undo_ms: int,
    deletes: int | None = None,
) -> int:
    """Queue an act; its id. `deletes` is the row of `replies` that a deletion is about."""
    outbox_id = tx.insert(
        "outbox",
        account_id=conversation["account_id"],
        conversation_id=conversation["id"],
        kind=kind,
        state=OutboxState.QUEUED,
        agent=agent,
        mention_id=mention_id,
        visibility=visibility,
        private=int(visibility.is_private),
        seen=0,  # it teaches nobody what its agent has read
        submitted_at=now,
        due_at=now + undo_ms,
        deletes=deletes,
    )
    tx.insert("outbox_texts", outbox_id=outbox_id, text=kind.words)
    log(
        tx,
        EventKind.ACT,
        now,
        agent=agent,
        account=conversation["account_id"],
        conversation=conversation["id"],
        mention=mention_id,
        outbox=outbox_id,
        act=kind,
        **({"reply": deletes} if deletes is not None else {}),
    )
    return outbox_id


def ready(tx: Tx, account_id: int, now: int, *, only: int | None = None) -> list[Row]:
    """What should be done now, in order: past its undo window or its delay, nothing before it."""
    return tx.all(
        _ACT + " WHERE o.account_id = :account AND o.state IN ('queued', 'delayed')"
        " AND o.kind <> 'reply' AND a.outbox_stopped = 0 AND (:only IS NULL OR o.id = :only)"
        + outbox.IS_DUE
        + outbox.NOTHING_BEFORE
        + " ORDER BY o.due_at, o.id",
        account=account_id,
        now=now,
        only=only,
    )


def uncertain(tx: Tx, account_id: int) -> list[Row]:
    """Those of which nobody knows whether they have happened."""
    return tx.all(
        _ACT + " WHERE o.account_id = :account AND o.state = 'uncertain' AND o.kind <> 'reply'"
        " ORDER BY o.id",
        account=account_id,
    )


def of_reply(tx: Tx, reply_id: int) -> Row | None:
    """The newest deletion of a reply of ours that was not taken back itself."""
    return tx.one(
        _ACT + " WHERE o.deletes = :reply AND o.state <> 'discarded' ORDER BY o.id DESC LIMIT 1",
        reply=reply_id,
    )


def of_mention(tx: Tx, kind: OutboxKind, mention_id: int) -> Row | None:
    """The newest like, or hiding, of a mention that was not taken back."""
    return tx.one(
        _ACT + " WHERE o.mention_id = :mention AND o.kind = :kind"
        " AND o.kind IN ('like', 'hide') AND o.state <> 'discarded' ORDER BY o.id DESC LIMIT 1",
        mention=mention_id,
        kind=kind,
    )


def target(tx: Tx, row: Row) -> ReplyTarget:
    """The mention it is about, as its connector needs it."""
    return letter.reply_of(tx, row).target


def hold_replies_after(tx: Tx, row: Row, now: int) -> None:
    """A correction must not stand beside what it corrects: its writer decides."""
    for outbox_id in outbox.queued_for(tx, row["conversation_id"]):
        if outbox_id > row["id"]:
            outbox.move(tx, outbox_id, OutboxState.HELD, now, problem=REFUSED_BEFORE)
