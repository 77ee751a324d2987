"""The response log: one row per answer to a wait, written once, in the transaction of its deed."""

from dataclasses import dataclass

from social_care import sla
from social_care.hours import Calendar
from social_care.models import Outcome, Source, Stamps, State
from social_care.storage import claims, conversations, waits
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody answered a customer."""

    conversation_id: int
    source: Source
    agent: str
    responded_at: int
    """The network's acceptance, or when it was said on the phone; ms since 1970 UTC."""
    submitted_at: int
    claimed_at: int | None = None
    """Since when its writer had the customer; None: as the wait says."""
    visibility: str = ""
    how: str = ""
    outbox_id: int | None = None
    reply_id: int | None = None
    mentions: frozenset[int] | None = None
    """What it answers; None: every mention posted before it."""
    resolve: bool = False


def record(tx: Tx, answer: Answer, calendar: Calendar, now: int) -> int | None:
    """End the open wait and write its response; the response's id.

    None when it answers nothing (a proactive post, a second answer): then nothing is logged.
    Mentions it does not answer go on waiting in a wait of their own.
    """
    wait = waits.of(tx, answer.conversation_id)
    if wait is None:
        return None
    mentions = waits.unanswered(tx, wait["id"])
    answered = [row for row in mentions if _answers(answer, row)]
    if not answered:
        return None
    left = [row["id"] for row in mentions if not _answers(answer, row)]
    if left:
        waits.detach(tx, wait["id"], left)
    response_id = _write(tx, answer, wait, waits.shape(answered), calendar, now)
    for row in answered:
        tx.insert("response_mentions", response_id=response_id, mention_id=row["id"])
    elsewhere = answer.source is Source.ELSEWHERE
    waits.end(
        tx, wait["id"], Outcome.ELSEWHERE if elsewhere else Outcome.ANSWERED, answer.responded_at
    )
    _go_on(tx, answer, left, now)
    log(
        tx,
        EventKind.ANSWERED,
        now,
        agent=answer.agent,
        conversation=answer.conversation_id,
        wait=wait["id"],
        outbox=answer.outbox_id,
        response=response_id,
        source=answer.source,
    )
    return response_id


def void(tx: Tx, response_id: int, now: int) -> None:
    """Take an answer back: the log keeps it, a superseding row says that it was a mistake."""
    row = tx.one("SELECT * FROM responses WHERE id = :id", id=response_id)
    assert row is not None
    kept = {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118 - a Row
    tx.insert("responses", **{**kept, "supersedes": response_id, "void": 1, "recorded_at": now})


def _answers(answer: Answer, mention: Row) -> bool:
    if answer.mentions is not None:
        return mention["id"] in answer.mentions
    return bool(mention["posted_at"] <= answer.responded_at)


def _write(
    tx: Tx, answer: Answer, wait: Row, made: waits.Shape, calendar: Calendar, now: int
) -> int:
    claimed = answer.claimed_at
    if claimed is None:
        claimed = claims.held_since(tx, wait["id"], answer.submitted_at)
    times = sla.respond(
        Stamps(
            waiting_since=made.waiting_since,
            detected_at=made.detected_at,
            claimed_at=answer.submitted_at if claimed is None else claimed,
            submitted_at=answer.submitted_at,
            responded_at=answer.responded_at,
        ),
        made.due_at,
        calendar,
    )
    within = times.within_target
    conversation = conversations.get(tx, answer.conversation_id)
    return tx.insert(
        "responses",
        wait_id=wait["id"],
        conversation_id=answer.conversation_id,
        account_id=conversation["account_id"],
        source=answer.source,
        how=answer.how,
        agent=answer.agent,
        outbox_id=answer.outbox_id,
        reply_id=answer.reply_id,
        kind=wait["kind"],
        category=made.category,
        band_rank=made.band_rank,
        visibility=answer.visibility or made.visibility,
        sentiment_before=made.sentiment,
        waiting_since=times.stamps.waiting_since,
        detected_at=times.stamps.detected_at,
        claimed_at=times.stamps.claimed_at,
        submitted_at=times.stamps.submitted_at,
        responded_at=times.stamps.responded_at,
        due_at=made.due_at,
        target_s=made.target_s,
        elapsed_ms=times.elapsed_ms,
        business_ms=times.business_ms,
        detection_ms=times.detection_ms,
        queue_ms=times.queue_ms,
        handling_ms=times.handling_ms,
        delivery_ms=times.delivery_ms,
        within_target=None if within is None else int(within),
        recorded_at=now,
    )


def _go_on(tx: Tx, answer: Answer, left: list[int], now: int) -> None:
    if left:
        waits.attach(tx, answer.conversation_id, left, now)
        return
    state = State.RESOLVED if answer.resolve else State.ANSWERED
    conversations.set_state(tx, answer.conversation_id, state, now, snooze_until=None)
