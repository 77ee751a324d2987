"""A reply of ours is gone from the network: what that leaves of the log, and who waits again.

Deleting an answer cannot improve a figure. Where it was what ended a wait, its response is
superseded: by the first other answer of ours that still stands, or by a row marked void; then the
wait goes on from its own beginning, whatever was done with the conversation since.
"""

from social_care.hours import Calendar
from social_care.models import Source, State
from social_care.storage import conversations, responses, waits
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log


def record(tx: Tx, reply_id: int, calendar: Calendar, now: int, *, agent: str) -> None:
    """It is gone; called in the transaction that records the act. Nothing when it was known."""
    reply = tx.one(
        "UPDATE replies SET deleted_at = :now WHERE id = :id AND deleted_at IS NULL RETURNING *",
        id=reply_id,
        now=now,
    )
    if reply is None:
        return
    conversation_id = reply["conversation_id"]
    conversations.spoke(tx, conversation_id, 0)  # screens show it; no word was said by it
    voided, superseded = [], []
    for response in responses.current(tx, _whole(tx, reply)):
        other = _standing(tx, response)
        if other is not None:
            responses.supersede(tx, response["id"], other, calendar, now)
            superseded.append(response["id"])
        else:
            responses.void(tx, response["id"], now)
            voided.append(response["id"])
            _wait_again(tx, response, now)
    log(
        tx,
        EventKind.REPLY_DELETED,
        now,
        agent=agent,
        account=reply["account_id"],
        conversation=conversation_id,
        outbox=reply["outbox_id"],
        reply=reply_id,
        voided=voided,
        superseded=superseded,
    )


def _whole(tx: Tx, reply: Row) -> int:
    """The post that completed the answer it is a part of: without one part none of it answers."""
    last = tx.value(
        "SELECT e.reply_id FROM outbox o JOIN outbox e ON e.thread_of = o.thread_of"
        " WHERE o.id = :outbox AND e.part = e.parts",
        outbox=reply["outbox_id"],
    )
    return int(reply["id"] if last is None else last)


_REPLIES = """
SELECT r.id AS reply_id, r.outbox_id, r.posted_at AS at, r.agent, r.visibility, '' AS how,
  CASE WHEN o.id IS NULL THEN 'native' ELSE 'console' END AS source,
  coalesce(o.submitted_at, r.posted_at) AS submitted_at, o.claimed_at
FROM replies r LEFT JOIN outbox o ON o.id = r.outbox_id
WHERE r.conversation_id = :conversation AND r.deleted_at IS NULL AND r.posted_at >= :since
  AND r.automatic = 0
  AND coalesce(o.holding, 0) = 0 AND (o.id IS NULL OR o.part IN (0, o.parts))
  AND NOT EXISTS (SELECT 1 FROM outbox e JOIN replies d ON d.id = e.reply_id
    WHERE e.thread_of = o.thread_of AND d.deleted_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM response_mentions x JOIN mentions m ON m.id = x.mention_id
    WHERE x.response_id = :response AND m.deleted_at IS NULL
    AND CASE WHEN o.id IS NULL THEN m.posted_at > r.posted_at
      ELSE m.detected_at > o.submitted_at END)
"""
"""Replies that have answered all that a response answered: all of it was there before them."""

_ELSEWHERE = """
SELECT NULL AS reply_id, NULL AS outbox_id, e.responded_at AS at, e.agent, e.visibility, e.how,
  e.source, e.submitted_at, e.claimed_at
FROM responses e
WHERE e.conversation_id = :conversation AND e.source = 'elsewhere' AND e.void = 0
  AND e.responded_at >= :since
  AND NOT EXISTS (SELECT 1 FROM responses n WHERE n.supersedes = e.id)
  AND NOT EXISTS (SELECT 1 FROM response_mentions x JOIN mentions m ON m.id = x.mention_id
    WHERE x.response_id = :response AND m.deleted_at IS NULL AND m.posted_at > e.responded_at)
"""


def _standing(tx: Tx, response: Row) -> responses.Answer | None:
    """The first other answer of ours to what this response answered."""
    row = tx.one(
        _REPLIES + " UNION ALL " + _ELSEWHERE + " ORDER BY at LIMIT 1",
        conversation=response["conversation_id"],
        since=response["waiting_since"],
        response=response["id"],
    )
    if row is None:
        return None
    return responses.Answer(
        conversation_id=response["conversation_id"],
        source=Source(row["source"]),
        agent=row["agent"],
        responded_at=row["at"],
        submitted_at=row["submitted_at"],
        claimed_at=row["claimed_at"],
        visibility=row["visibility"],
        how=row["how"],
        outbox_id=row["outbox_id"],
        reply_id=row["reply_id"],
    )


def _wait_again(tx: Tx, response: Row, now: int) -> None:
    """Whoever resolved or dismissed it took it for answered: it is not."""
    wait_id = waits.go_on(tx, response["wait_id"], now)
    if wait_id is None:
        return
    conversation = conversations.get(tx, response["conversation_id"])
    _answered_by_what_is_on_its_way(tx, conversation["id"], wait_id)
    if conversation["state"] == State.OPEN:
        return
    conversations.set_state(tx, conversation["id"], State.OPEN, now, snooze_until=None)
    log(
        tx,
        EventKind.REOPENED,
        now,
        conversation=conversation["id"],
        wait=wait_id,
        before=conversation["state"],
    )


def _answered_by_what_is_on_its_way(tx: Tx, conversation_id: int, wait_id: int) -> None:
    """A correction written while the old answer stood answers what that one did."""
    tx.run(
        "INSERT OR IGNORE INTO outbox_mentions (outbox_id, mention_id)"
        " SELECT o.id, m.id FROM outbox o JOIN mentions m ON m.wait_id = :wait"
        " WHERE o.conversation_id = :id AND o.kind = 'reply' AND m.deleted_at IS NULL"
        " AND o.state IN ('queued', 'sending', 'delayed', 'uncertain')"
        " AND m.detected_at <= o.submitted_at",
        id=conversation_id,
        wait=wait_id,
    )
