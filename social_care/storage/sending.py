"""Recording that a reply was sent: its post, the response and the wait's end in one transaction."""

from social_care import sla
from social_care.hours import Calendar
from social_care.models import OutboxState, OwnPost, Sent, Source, State, Visibility
from social_care.storage import (
    accounts,
    attachments,
    conversations,
    fulltext,
    native,
    outbox,
    parts,
    promises,
    replies,
    responses,
)
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log


def record(
    tx: Tx, outbox_id: int, sent: Sent, calendar: Calendar, now: int, *, agent: str = ""
) -> bool:
    """The network has it. False, and nothing changed, when the row has moved on meanwhile."""
    row = outbox.get(tx, outbox_id)
    if row is None or not outbox.move(tx, outbox_id, OutboxState.SENT, now, agent=agent):
        return False
    skew_ms = accounts.skew_of(tx, row["account_id"])
    responded_at = min(sent.accepted_at, sla.latest(now, skew_ms))
    reply_id = replies.add(
        tx,
        row["account_id"],
        _post(tx, row, sent, responded_at),
        now,
        conversation_id=row["conversation_id"],
        outbox_id=outbox_id,
        agent=row["agent"],
    )
    if reply_id is None:  # our own posts were read before this answer came: it is the same post
        reply_id = replies.adopt(tx, row, sent.external_id)
    fulltext.catch_up(tx)
    replies.refer(tx, reply_id, sent.reply_ref)
    attachments.went_out(tx, outbox_id)
    tx.run("UPDATE outbox SET reply_id = :reply WHERE id = :id", reply=reply_id, id=outbox_id)
    conversations.spoke(tx, row["conversation_id"], responded_at)
    if parts.is_last(row) and not row["holding"]:
        _respond(tx, row, responded_at, reply_id, calendar, now)
    elif parts.is_last(row):
        _log_holding(tx, row, reply_id, now)
    native.settle(tx, row["conversation_id"], calendar, now)
    return True


def _log_holding(tx: Tx, row: Row, reply_id: int | None, now: int) -> None:
    """ "Still with you" is out: it answers nobody, and the wait goes on."""
    log(
        tx,
        EventKind.HOLDING,
        now,
        agent=row["agent"],
        account=row["account_id"],
        conversation=row["conversation_id"],
        wait=conversations.get(tx, row["conversation_id"])["wait_id"],
        outbox=row["id"],
        reply=reply_id,
    )


def _post(tx: Tx, row: Row, sent: Sent, posted_at: int) -> OwnPost:
    mention = tx.one("SELECT * FROM mentions WHERE id = :id", id=row["mention_id"])
    assert mention is not None
    return OwnPost(
        external_id=sent.external_id,
        text=row["text"],
        posted_at=posted_at,
        thread_key=sent.thread_key or mention["thread_key"],
        in_reply_to=_parent(tx, row, mention),
        canonical_id=sent.canonical_id,
        visibility=Visibility(row["visibility"]),
        url=sent.url,
    )


def _parent(tx: Tx, row: Row, mention: Row) -> str:
    account = accounts.get(tx, row["account_id"])
    above = parts.above(tx, row) if accounts.limits_of(account).chains else None
    return str(above["external_id"] if above else mention["external_id"])


def _respond(
    tx: Tx, row: Row, responded_at: int, reply_id: int | None, calendar: Calendar, now: int
) -> None:
    answer = responses.Answer(
        conversation_id=row["conversation_id"],
        source=Source.CONSOLE,
        agent=row["agent"],
        responded_at=responded_at,
        submitted_at=row["submitted_at"],
        claimed_at=row["claimed_at"],
        visibility=row["visibility"],
        outbox_id=row["id"],
        reply_id=reply_id,
        mentions=outbox.answers(tx, row["id"]),
        resolve=bool(row["resolve"]),
    )
    if responses.record(tx, answer, calendar, now) is None:
        _leave_queue(tx, row, now)


def _leave_queue(tx: Tx, row: Row, now: int) -> None:
    """Nobody waited: still it is the customer's turn now, or done."""
    conversation = conversations.get(tx, row["conversation_id"])
    if conversation["wait_id"] is not None:
        return
    if row["resolve"] or conversation["state"] == State.OPEN:
        promises.after_answer(tx, conversation["id"], now, resolve=bool(row["resolve"]))
