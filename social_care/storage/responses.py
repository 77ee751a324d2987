"""The response log: one row per answer to a wait, written once, in the transaction of its deed."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from social_care import sla
from social_care.hours import Calendar
from social_care.models import Outcome, Source, Stamps
from social_care.storage import accounts, claims, conversations, promises, waits
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
    written = _write(tx, answer, wait, waits.shape(answered), calendar, now)
    response_id = int(written["id"])
    for row in answered:
        tx.insert("response_mentions", response_id=response_id, mention_id=row["id"])
    waits.end(tx, wait["id"], _outcome(answer), written["responded_at"])
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


def current(tx: Tx, reply_id: int) -> list[Row]:
    """The responses that rest on one of our posts and stand, the oldest wait first."""
    return tx.all(
        "SELECT r.* FROM responses r WHERE r.reply_id = :reply AND r.void = 0"
        " AND NOT EXISTS (SELECT 1 FROM responses n WHERE n.supersedes = r.id)"
        " ORDER BY r.waiting_since, r.id",
        reply=reply_id,
    )


def void(tx: Tx, response_id: int, now: int) -> None:
    """Take an answer back: the log keeps it, a superseding row says that it was a mistake."""
    kept = _kept(tx, response_id)
    tx.insert("responses", **{**kept, "supersedes": response_id, "void": 1, "recorded_at": now})


def supersede(tx: Tx, response_id: int, answer: Answer, calendar: Calendar, now: int) -> int:
    """It was another answer that ended the wait: a row of that one stands in the old one's place.

    What was answered stays as it was. The new row's id.
    """
    kept = _kept(tx, response_id)
    mentions = tx.all(
        "SELECT m.* FROM response_mentions x JOIN mentions m ON m.id = x.mention_id"
        " WHERE x.response_id = :id ORDER BY m.posted_at, m.id",
        id=response_id,
    )
    ends = _Ends(
        waiting_since=kept["waiting_since"],
        detected_at=mentions[0]["detected_at"],
        due_at=kept["due_at"],
    )
    changed = _who(answer) | _took(tx, kept["account_id"], answer, ends, calendar, now)
    changed["visibility"] = answer.visibility or kept["visibility"]
    new_id = tx.insert(
        "responses", **{**kept, **changed, "supersedes": response_id, "recorded_at": now}
    )
    for row in mentions:
        tx.insert("response_mentions", response_id=new_id, mention_id=row["id"])
    waits.ended_by_another(tx, kept["wait_id"], _outcome(answer), changed["responded_at"])
    return new_id


def _kept(tx: Tx, response_id: int) -> dict[str, Any]:
    row = tx.one("SELECT * FROM responses WHERE id = :id", id=response_id)
    assert row is not None
    return {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118 - a Row


def _answers(answer: Answer, mention: Row) -> bool:
    if answer.mentions is not None:
        return mention["id"] in answer.mentions
    return bool(mention["posted_at"] <= answer.responded_at)


def _outcome(answer: Answer) -> Outcome:
    return Outcome.ELSEWHERE if answer.source is Source.ELSEWHERE else Outcome.ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """What a response is measured from and against."""

    waiting_since: int
    detected_at: int
    due_at: int


def _write(
    tx: Tx, answer: Answer, wait: Row, made: waits.Shape, calendar: Calendar, now: int
) -> Row:
    claimed = answer.claimed_at
    if claimed is None:
        claimed = claims.held_since(tx, wait["id"], answer.submitted_at)
    answer = replace(answer, claimed_at=claimed)
    conversation = conversations.get(tx, answer.conversation_id)
    account_id = conversation["account_id"]
    ends = _Ends(waiting_since=made.waiting_since, detected_at=made.detected_at, due_at=made.due_at)
    response_id = tx.insert(
        "responses",
        wait_id=wait["id"],
        conversation_id=answer.conversation_id,
        account_id=account_id,
        kind=wait["kind"],
        category=made.category,
        band_rank=made.band_rank,
        visibility=answer.visibility or made.visibility,
        sentiment_before=made.sentiment,
        due_at=made.due_at,
        target_s=made.target_s,
        recorded_at=now,
        **_who(answer),
        **_took(tx, account_id, answer, ends, calendar, now),
    )
    row = tx.one("SELECT * FROM responses WHERE id = :id", id=response_id)
    assert row is not None
    return row


def _who(answer: Answer) -> dict[str, Any]:
    return {
        "source": answer.source,
        "how": answer.how,
        "agent": answer.agent,
        "outbox_id": answer.outbox_id,
        "reply_id": answer.reply_id,
    }


def _took(
    tx: Tx, account_id: int, answer: Answer, ends: _Ends, calendar: Calendar, now: int
) -> dict[str, Any]:
    """The stamps and what lies between them, all on the network's clock.

    A mention that the network dates after our clock was taken to come when we knew of it, on
    ours: then the answer's time is no later than ours either, and nothing is converted.
    """
    cut = ends.waiting_since >= ends.detected_at
    skew_ms = None if cut else accounts.skew_of(tx, account_id)
    responded_at = min(answer.responded_at, now) if cut else answer.responded_at
    submitted_at = answer.submitted_at
    if answer.source is Source.CONSOLE:  # any other was submitted where it was accepted
        submitted_at = sla.theirs(submitted_at, skew_ms)
    claimed_at = answer.claimed_at
    times = sla.respond(
        Stamps(
            waiting_since=ends.waiting_since,
            detected_at=sla.theirs(ends.detected_at, skew_ms),
            claimed_at=submitted_at if claimed_at is None else sla.theirs(claimed_at, skew_ms),
            submitted_at=submitted_at,
            responded_at=responded_at,
        ),
        ends.due_at,
        calendar,
    )
    within = times.within_target
    return {
        **asdict(times.stamps),
        "elapsed_ms": times.elapsed_ms,
        "business_ms": times.business_ms,
        "detection_ms": times.detection_ms,
        "queue_ms": times.queue_ms,
        "handling_ms": times.handling_ms,
        "delivery_ms": times.delivery_ms,
        "within_target": None if within is None else int(within),
    }


def _go_on(tx: Tx, answer: Answer, left: list[int], now: int) -> None:
    if left:
        waits.attach(tx, answer.conversation_id, left, now)
        return
    promises.after_answer(tx, answer.conversation_id, now, resolve=answer.resolve)
