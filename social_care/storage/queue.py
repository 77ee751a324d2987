"""The queue as screens and scripts read it: ids in order, rows around a viewport, counts."""

import json
from collections.abc import Sequence

from social_care.models import (
    NEVER_DUE,
    Band,
    Category,
    OutboxState,
    PrivateDetail,
    Stage,
    State,
    Visibility,
)
from social_care.models.views import Counts, QueueRow, View
from social_care.storage import promises, silence
from social_care.storage.connection import Row, Tx
from social_care.storage.outbox import UNSENT

_FROM = " FROM conversations c"
_QUEUE_ORDER = " ORDER BY c.band_rank, c.due_at, c.id"
_CLAIMED = (
    "SELECT o.id FROM claims k CROSS JOIN identities i ON i.customer_id = k.customer_id"
    " CROSS JOIN conversations o ON o.identity_id = i.id WHERE k.until > :now"
)
"""Few are claimed, very many may wait: the few are listed once, not looked for by each row."""

_VIEWS = {
    View.TODO: " WHERE c.state = 'open'" + _QUEUE_ORDER,
    View.MINE: " WHERE c.state = 'open' AND +c.id IN ("  # +: in the queue's order
    "SELECT o.id FROM conversations o WHERE o.assignee = :agent UNION "
    + _CLAIMED
    + " AND k.agent = :agent)"
    + _QUEUE_ORDER,
    View.UNCLAIMED: " WHERE c.state = 'open' AND c.id NOT IN (" + _CLAIMED + ")" + _QUEUE_ORDER,
    View.COMPLAINTS: " JOIN waits w ON w.id = c.wait_id"
    " WHERE c.state = 'open' AND w.category = 'complaint'" + _QUEUE_ORDER,
    View.RISK: " JOIN waits w ON w.id = c.wait_id"
    " WHERE c.state = 'open' AND w.at_risk_at <= :now" + _QUEUE_ORDER,
    View.ANSWERED: " INDEXED BY conversations_answered"
    " WHERE c.state = 'answered' ORDER BY c.state_at DESC, c.id DESC",
    View.SNOOZED: " INDEXED BY conversations_snoozed"
    " WHERE c.state = 'snoozed' ORDER BY c.snooze_until, c.id",
    View.DRAFTS: " WHERE c.id IN (SELECT d.conversation_id FROM drafted d"
    "  WHERE d.agent = :agent OR :listed IS NOT NULL"
    "   AND d.agent NOT IN (SELECT value FROM json_each(:listed))"
    " UNION SELECT o.conversation_id FROM outbox o"
    "  WHERE o.state IN ('uncertain', 'held', 'refused'))" + _QUEUE_ORDER,
    View.ALL: " ORDER BY c.last_message_at DESC, c.id DESC",
}

_COUNTED = {
    View.COMPLAINTS: " WHERE c.state = 'open' AND c.id IN (SELECT w.conversation_id FROM waits w"
    " WHERE w.ended_at IS NULL AND w.category = 'complaint')",
    View.RISK: " WHERE c.state = 'open' AND c.id IN (SELECT w.conversation_id FROM waits w"
    " WHERE w.ended_at IS NULL AND w.at_risk_at <= :now)",
}
"""The same, where a number is had from an index alone; the list comes in its order as above."""

_WAITING = """
SELECT count(*) AS waiting, coalesce(sum(at_risk_at <= :now AND due_at >= :now), 0) AS at_risk,
  coalesce(sum(due_at < :now), 0) AS late, min(waiting_since) AS oldest
FROM waits WHERE ended_at IS NULL
"""


def ids(
    tx: Tx,
    view: View,
    agent: str,
    now: int,
    limit: int | None = None,
    *,
    listed: Sequence[str] = (),
) -> Sequence[int]:
    """The view's conversations in order.

    The drafts are the agent's, and those of who is not `listed`, if anybody is.
    """
    sql = "SELECT c.id" + _FROM + _VIEWS[view] + " LIMIT :limit"
    most = -1 if limit is None else limit
    return tx.ids(sql, agent=agent, now=now, limit=most, listed=_names(listed))


def _names(listed: Sequence[str]) -> str | None:
    return json.dumps(list(listed)) if listed else None


_ROWS = """
SELECT c.*, a.name AS account, a.channel, i.customer_id, i.followers,
  coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle,
  w.category AS wait_category, w.score AS wait_score, w.half_at, w.at_risk_at, w.escalated_at,
  k.agent AS claimed_by, coalesce(k.doing, '') AS doing, k.taken_at AS claimed_since,
  m.visibility, m.can_reply, m.can_reply_reason, coalesce(t.text, '') AS text,
  EXISTS (SELECT 1 FROM identities j WHERE j.customer_id = i.customer_id AND j.vip) AS vip,
  CASE WHEN m.reply_until IS NOT NULL THEN (SELECT max(n.reply_until) FROM mentions n
    WHERE n.conversation_id = c.id) END AS reply_until, m.private_until,
  EXISTS (SELECT 1 FROM mentions u WHERE u.wait_id = c.wait_id AND u.deleted_at IS NULL
    AND u.due_at = c.due_at AND u.target_s > 0 AND u.detected_at >= u.half_at) AS arrived_late,
  s.category, s.score, s.sentiment, s.plain_sentiment, s.severity,
  coalesce(s.uncertain, 0) AS uncertain, coalesce(s.private, '[]') AS private,
  coalesce(r.reasons, '[]') AS reasons,
  (SELECT json_group_array(g.tag) FROM (SELECT tag FROM conversation_tags
    WHERE conversation_id = c.id ORDER BY tag) g) AS tags,
  (SELECT count(*) FROM mentions u WHERE u.wait_id = c.wait_id AND u.deleted_at IS NULL)
    AS unanswered,
  (SELECT json_group_array(d.agent) FROM (SELECT agent FROM drafts
    WHERE conversation_id = c.id AND text <> '' UNION SELECT agent FROM attachments
    WHERE conversation_id = c.id AND outbox_id IS NULL) d) AS drafts,
  (SELECT o.state FROM outbox o WHERE o.conversation_id = c.id AND o.kind = 'reply'
    AND o.state IN (SELECT value FROM json_each(:unsent)) ORDER BY o.id DESC LIMIT 1) AS sending,
  q.agent AS promise_agent, q.until AS promise_until, qt.text AS promise_text,
  z.agent AS silent_agent, z.at AS silent_at, z.silent_ms
FROM conversations c
JOIN accounts a ON a.id = c.account_id
JOIN identities i ON i.id = c.identity_id
JOIN mentions m ON m.id = coalesce(
  (SELECT n.id FROM mentions n WHERE n.conversation_id = c.id AND n.deleted_at IS NULL
    ORDER BY n.posted_at DESC, n.id DESC LIMIT 1), c.last_mention_id)
LEFT JOIN identity_profiles p ON p.identity_id = i.id
LEFT JOIN waits w ON w.id = c.wait_id
LEFT JOIN claims k ON k.customer_id = i.customer_id AND k.until > :now
LEFT JOIN mention_texts t ON t.mention_id = coalesce(
  (SELECT u.id FROM mentions u WHERE u.wait_id = c.wait_id AND u.deleted_at IS NULL
    ORDER BY u.posted_at DESC, u.id DESC LIMIT 1), m.id)
LEFT JOIN assessments s ON s.id = coalesce(
  (SELECT u.assessment_id FROM mentions u JOIN assessments v ON v.id = u.assessment_id
    WHERE u.wait_id = c.wait_id AND u.deleted_at IS NULL
    ORDER BY v.band_rank, u.posted_at DESC, u.id DESC LIMIT 1), m.assessment_id)
LEFT JOIN assessment_reasons r ON r.assessment_id = s.id
LEFT JOIN promises q ON q.id = c.promise_id
LEFT JOIN promise_texts qt ON qt.promise_id = q.id
LEFT JOIN silences z ON z.conversation_id = c.id
WHERE c.id IN (SELECT value FROM json_each(:ids))
"""


def rows(tx: Tx, wanted: Sequence[int], now: int) -> dict[int, QueueRow]:
    """The rows of these conversations; those that are gone are absent."""
    found = tx.all(_ROWS, ids=json.dumps(list(wanted)), now=now, unsent=json.dumps(list(UNSENT)))
    return {row["id"]: _row(row, now) for row in found}


def _row(row: Row, now: int) -> QueueRow:
    return QueueRow(
        id=row["id"],
        account=row["account"],
        channel=row["channel"],
        customer_id=row["customer_id"],
        customer_name=row["name"],
        customer_handle=row["handle"],
        followers=row["followers"],
        text=row["text"],
        unanswered=row["unanswered"],
        category=Category(row["wait_category"] or row["category"] or Category.OTHER),
        band=Band(row["band_rank"]),
        score=row["wait_score"] if row["wait_score"] is not None else row["score"] or 0,
        sentiment=row["sentiment"],
        language=row["language"],
        reasons=tuple(json.loads(row["reasons"])),
        state=State(row["state"]),
        waiting_since=row["waiting_since"],
        due_at=None if row["due_at"] >= NEVER_DUE else row["due_at"],
        stage=stage_of(row, now) if row["waiting_since"] is not None else None,
        claimed_by=row["claimed_by"],
        claim_doing=row["doing"],
        assignee=row["assignee"],
        unread=row["last_mention_id"] > row["read_mention_id"],
        drafts=tuple(json.loads(row["drafts"])),
        sending=OutboxState(row["sending"]) if row["sending"] else None,
        visibility=Visibility(row["visibility"]),
        can_reply=bool(row["can_reply"]),
        can_reply_reason=row["can_reply_reason"],
        version=row["version"],
        tags=tuple(json.loads(row["tags"])),
        plain_sentiment=row["plain_sentiment"],
        severity=row["severity"],
        uncertain=bool(row["uncertain"]),
        private=tuple(map(PrivateDetail, json.loads(row["private"]))),
        muted=bool(row["muted"]),
        claimed_since=row["claimed_since"],
        vip=bool(row["vip"]),
        reply_until=row["reply_until"],
        private_until=row["private_until"],
        arrived_late=bool(row["arrived_late"]),
        promise=promises.of_row(row),
        silence=silence.of_row(row),
    )


def stage_of(row: Row, now: int) -> Stage | None:
    """The stage a wait has reached, by its stored moments."""
    if row["escalated_at"] <= now:
        return Stage.ESCALATED
    if row["due_at"] < now:
        return Stage.LATE
    if row["at_risk_at"] <= now:
        return Stage.AT_RISK
    return Stage.HALF if row["half_at"] <= now else None


def counts(tx: Tx, agent: str, now: int, *, listed: Sequence[str] = ()) -> Counts:
    """The status line's numbers. Snoozed customers who wait are counted: a snooze hides nothing."""
    waiting = tx.one(_WAITING, now=now)
    assert waiting is not None
    states: dict[str, int] = {
        row["state"]: row["n"]
        for row in tx.all(
            "SELECT o.state, count(DISTINCT coalesce(o.thread_of, o.id)) AS n FROM outbox o"
            " JOIN conversations c ON c.id = o.conversation_id"
            " WHERE o.state IN (SELECT value FROM json_each(:unsent))"
            " AND (o.state <> 'refused' OR c.state = 'open' OR o.kind <> 'reply')"
            " GROUP BY o.state",
            unsent=json.dumps(list(UNSENT)),
        )
    }
    return Counts(
        waiting=waiting["waiting"],
        at_risk=waiting["at_risk"],
        late=waiting["late"],
        oldest_waiting_since=waiting["oldest"],
        by_view={view: _count(tx, view, agent, now, listed) for view in View},
        uncertain=states.get(OutboxState.UNCERTAIN, 0),
        refused=states.get(OutboxState.REFUSED, 0),
        held=states.get(OutboxState.HELD, 0),
        on_the_way=sum(
            states.get(state, 0)
            for state in (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DELAYED)
        ),
    )


def _count(tx: Tx, view: View, agent: str, now: int, listed: Sequence[str]) -> int:
    listed_by = _COUNTED.get(view) or _VIEWS[view].split(" ORDER BY ")[0]
    sql = "SELECT count(*)" + _FROM + listed_by
    return int(tx.value(sql, agent=agent, now=now, listed=_names(listed)))
