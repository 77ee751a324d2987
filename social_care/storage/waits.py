"""Waits: from the oldest unanswered mention to its end. At most one is open per conversation.

A wait is always shaped from its unanswered mentions alone: waiting since is the oldest's time, due
the earliest of their dues (with that one's target and stages), band the most pressing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from social_care.models import NEVER_DUE, NO_WAIT_RANK, Band, Category, Outcome, WaitKind
from social_care.sla import Unanswered, merge
from social_care.storage.connection import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a set of unanswered mentions makes of a wait."""

    first_mention_id: int
    waiting_since: int
    detected_at: int
    due_at: int
    target_s: int | None
    half_at: int
    at_risk_at: int
    escalated_at: int
    band_rank: int
    category: str
    score: int
    sentiment: float | None
    """Of the newest scored one: the customer's mood just before the answer."""
    visibility: str
    """Of the newest one."""


def shape(mentions: Sequence[Row]) -> Shape:
    """Shape a wait from at least one unanswered mention, by the rule of `sla.merge`."""
    merged = merge([_as_unanswered(row) for row in mentions])
    by_id = {row["id"]: row for row in mentions}
    oldest, first_due = by_id[merged.first_mention_id], by_id[merged.due_mention_id]
    by_age = sorted(mentions, key=lambda row: (row["posted_at"], row["id"]))
    scored = [row["sentiment"] for row in by_age if row["sentiment"] is not None]
    return Shape(
        first_mention_id=merged.first_mention_id,
        waiting_since=merged.waiting_since,
        detected_at=oldest["detected_at"],
        due_at=merged.due_at,
        target_s=merged.target_s,
        half_at=first_due["half_at"],
        at_risk_at=first_due["at_risk_at"],
        escalated_at=first_due["escalated_at"],
        band_rank=int(merged.band),
        category=_category(by_age, by_id[merged.band_mention_id]),
        score=max(row["score"] for row in by_age),
        sentiment=scored[-1] if scored else None,
        visibility=by_age[-1]["visibility"],
    )


def _category(mentions: Sequence[Row], pressing: Row) -> str:
    """Of the most pressing one; but a complaint among other things is an unanswered complaint."""
    categories = [row["category"] for row in (pressing, *mentions)]
    return Category.COMPLAINT if Category.COMPLAINT in categories else str(categories[0])


def _as_unanswered(row: Row) -> Unanswered:
    return Unanswered(
        posted_at=row["posted_at"],
        due_at=row["due_at"],
        target_s=row["target_s"],
        band=Band(row["band_rank"]),
        mention_id=row["id"],
    )


def unanswered(tx: Tx, wait_id: int) -> list[Row]:
    """The mentions of a wait that are still there, oldest first, with their assessment."""
    return tx.all(
        "SELECT m.*, s.category, s.score, s.band_rank, s.sentiment"
        " FROM mentions m JOIN assessments s ON s.id = m.assessment_id"
        " WHERE m.wait_id = :wait AND m.deleted_at IS NULL ORDER BY m.posted_at, m.id",
        wait=wait_id,
    )


def of(tx: Tx, conversation_id: int) -> Row | None:
    """The conversation's open wait."""
    return tx.one(
        "SELECT * FROM waits WHERE conversation_id = :id AND ended_at IS NULL", id=conversation_id
    )


def attach(
    tx: Tx, conversation_id: int, mention_ids: Collection[int], now: int, *, policy: str = ""
) -> int:
    """Let these mentions wait: in the conversation's open wait, or in a new one. The wait's id.

    `policy` is the version of the one that they are due by; without it, or where the others are
    due by another, the wait is to be measured again.
    """
    wait = of(tx, conversation_id)
    wait_id = int(wait["id"]) if wait else _open(tx, conversation_id, min(mention_ids))
    for mention_id in mention_ids:
        tx.run("UPDATE mentions SET wait_id = :wait WHERE id = :id", wait=wait_id, id=mention_id)
    reshape(tx, wait_id)
    if wait is None:
        _inherit_claim(tx, wait_id, now)
    if wait is None or wait["policy"] != policy:
        measured(tx, wait_id, policy if wait is None else "")
    return wait_id


def measured(tx: Tx, wait_id: int, policy: str) -> None:
    """It is due by the policy of this version; empty: it is to be measured again."""
    tx.run("UPDATE waits SET policy = :policy WHERE id = :id", id=wait_id, policy=policy)


def detach(tx: Tx, wait_id: int, mention_ids: Collection[int]) -> None:
    """These mentions wait on their own from now on; at least one must stay."""
    for mention_id in mention_ids:
        tx.run("UPDATE mentions SET wait_id = NULL WHERE id = :id", id=mention_id)
    reshape(tx, wait_id)


def reshape(tx: Tx, wait_id: int) -> bool:
    """Shape the wait again from its mentions. False, and nothing changed, when none is left."""
    made = shaped(tx, wait_id)
    if made is None:
        return False
    tx.run(
        "UPDATE waits SET first_mention_id = :first, waiting_since = :since,"
        " detected_at = :detected, due_at = :due, target_s = :target, half_at = :half,"
        " at_risk_at = :at_risk, escalated_at = :escalated, band_rank = :band,"
        " category = :category, score = :score WHERE id = :id",
        id=wait_id,
        first=made.first_mention_id,
        since=made.waiting_since,
        detected=made.detected_at,
        due=made.due_at,
        target=made.target_s,
        half=made.half_at,
        at_risk=made.at_risk_at,
        escalated=made.escalated_at,
        band=made.band_rank,
        category=made.category,
        score=made.score,
    )
    _copy_to_conversation(tx, wait_id)
    return True


def shaped(tx: Tx, wait_id: int) -> Shape | None:
    """What its mentions make of it now; None when none is left."""
    mentions = unanswered(tx, wait_id)
    return shape(mentions) if mentions else None


def end(tx: Tx, wait_id: int, outcome: Outcome, at: int, by: str = "") -> bool:
    """End the wait; False when it had ended already. Its alerts are withdrawn."""
    ended = tx.one(
        "UPDATE waits SET outcome = :outcome, ended_at = :at, ended_by = :by"
        " WHERE id = :id AND ended_at IS NULL RETURNING conversation_id",
        id=wait_id,
        outcome=outcome,
        at=at,
        by=by or None,
    )
    if ended is None:
        return False
    tx.run(
        "UPDATE conversations SET wait_id = NULL, waiting_since = NULL, band_rank = :rank,"
        " due_at = :never, version = version + 1 WHERE id = :id",
        id=ended["conversation_id"],
        rank=NO_WAIT_RANK,
        never=NEVER_DUE,
    )
    tx.run(
        "UPDATE alerts SET withdrawn_at = :at WHERE wait_id = :id AND withdrawn_at IS NULL",
        id=wait_id,
        at=at,
    )
    return True


def resume(tx: Tx, wait_id: int, now: int) -> None:
    """Undo `end`: the same wait goes on, as if it had never been closed.

    Where all others are due by another policy since, it is to be measured by that one.
    """
    tx.run(
        "UPDATE waits SET outcome = NULL, ended_at = NULL, ended_by = NULL, policy = CASE WHEN"
        " (SELECT a.policy FROM conversations c JOIN accounts a ON a.id = c.account_id"
        "   WHERE c.id = waits.conversation_id) IN ('', policy) THEN policy ELSE '' END"
        " WHERE id = :id",
        id=wait_id,
    )
    tx.run("UPDATE alerts SET withdrawn_at = NULL WHERE wait_id = :id", id=wait_id)
    _copy_to_conversation(tx, wait_id)
    _inherit_claim(tx, wait_id, now)


def ended_by_another(tx: Tx, wait_id: int, outcome: Outcome, at: int) -> None:
    """The answer that ended it is gone, and another one of ours stands."""
    tx.run(
        "UPDATE waits SET outcome = :outcome, ended_at = :at, ended_by = NULL WHERE id = :id",
        id=wait_id,
        outcome=outcome,
        at=at,
    )


def go_on(tx: Tx, wait_id: int, now: int) -> int | None:
    """The answer that ended it is gone: it goes on, one with any that has begun since.

    The older of the two goes on. The id of the wait that is open now; None when every message of
    it is deleted: then it has ended so, and nobody waits.
    """
    ended = tx.one("SELECT * FROM waits WHERE id = :id", id=wait_id)
    assert ended is not None
    if not unanswered(tx, wait_id):
        ended_by_another(tx, wait_id, Outcome.DELETED, now)
        return None
    running = of(tx, ended["conversation_id"])
    if running is not None and running["waiting_since"] < ended["waiting_since"]:
        _hand_over(tx, wait_id, running["id"])
        ended_by_another(tx, wait_id, Outcome.MERGED, now)
        reshape(tx, running["id"])
        measured(tx, running["id"], "")
        return int(running["id"])
    if running is not None:
        _hand_over(tx, running["id"], wait_id)
        end(tx, running["id"], Outcome.MERGED, now)
    resume(tx, wait_id, now)
    reshape(tx, wait_id)
    if running is not None:
        measured(tx, wait_id, "")
    return wait_id


def _hand_over(tx: Tx, wait_id: int, to: int) -> None:
    tx.run("UPDATE mentions SET wait_id = :to WHERE wait_id = :id", id=wait_id, to=to)


def _open(tx: Tx, conversation_id: int, mention_id: int) -> int:
    answered = tx.value(
        "SELECT 1 FROM waits WHERE conversation_id = :id AND outcome IN (:answered, :elsewhere)",
        id=conversation_id,
        answered=Outcome.ANSWERED,
        elsewhere=Outcome.ELSEWHERE,
    )
    return tx.insert(
        "waits",
        conversation_id=conversation_id,
        kind=WaitKind.NEXT if answered else WaitKind.FIRST,
        first_mention_id=mention_id,
        waiting_since=0,
        detected_at=0,
        due_at=NEVER_DUE,
        half_at=NEVER_DUE,
        at_risk_at=NEVER_DUE,
        escalated_at=NEVER_DUE,
        band_rank=NO_WAIT_RANK,
        category="other",
        score=0,
    )


def _inherit_claim(tx: Tx, wait_id: int, now: int) -> None:
    """A claim covers conversations to come: a new wait of a held customer starts claimed."""
    tx.run(
        "UPDATE waits SET (claimed_at, claimed_by) ="
        " (SELECT CASE WHEN k.taken_at > waits.detected_at THEN k.taken_at"
        "   ELSE waits.detected_at END, k.agent"
        " FROM claims k JOIN identities i ON i.customer_id = k.customer_id"
        " JOIN conversations c ON c.identity_id = i.id"
        " WHERE c.id = waits.conversation_id AND k.until > :now) WHERE id = :id",
        id=wait_id,
        now=now,
    )


def _copy_to_conversation(tx: Tx, wait_id: int) -> None:
    tx.run(
        "UPDATE conversations SET (wait_id, waiting_since, band_rank, due_at) ="
        " (SELECT w.id, w.waiting_since, w.band_rank, w.due_at FROM waits w WHERE w.id = :wait),"
        " snooze_until = (SELECT CASE WHEN snooze_until > w.at_risk_at THEN w.at_risk_at"
        "   ELSE snooze_until END FROM waits w WHERE w.id = :wait),"
        " version = version + 1"
        " WHERE id = (SELECT w.conversation_id FROM waits w WHERE w.id = :wait)",
        wait=wait_id,
    )
