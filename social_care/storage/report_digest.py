"""What the digest tells of a period: kind words, long conversations, who still waits.

Periods are half open, [since, until), in ms since 1970 UTC. Private messages give no text and no
link. Texts are as stored: whoever shows them makes them inert.
"""

import json
from dataclasses import dataclass

from social_care.models import Band, Category
from social_care.models.digest import Praise, Story, Unanswered
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind


def praise(tx: Tx, since: int, until: int) -> list[Praise]:
    """Public praise that came in the period, the happiest first; `named` is left to the reader."""
    return [
        Praise(
            conversation_id=row["conversation_id"],
            text=row["text"],
            customer=row["customer"],
            channel=row["channel"],
            named=(),
            answered_by=_names(row["agents"]),
            url=row["url"],
        )
        for row in tx.all(_PRAISE, since=since, until=until)
    ]


_AGENTS = """
(SELECT json_group_array(agent) FROM (SELECT DISTINCT y.agent FROM replies y
  WHERE y.conversation_id = c.id AND y.agent <> '' AND y.deleted_at IS NULL ORDER BY y.agent))
"""

_PRAISE = f"""
SELECT m.conversation_id, t.text, m.url, a.channel,
  coalesce(nullif(p.name, ''), p.handle, '') AS customer, {_AGENTS} AS agents
FROM mentions m
JOIN assessments s ON s.id = m.assessment_id
JOIN mention_texts t ON t.mention_id = m.id
JOIN conversations c ON c.id = m.conversation_id
JOIN accounts a ON a.id = m.account_id
LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id
WHERE m.posted_at >= :since AND m.posted_at < :until AND s.category = 'praise'
  AND m.visibility IN ('public', 'unlisted') AND m.deleted_at IS NULL AND m.twin_of IS NULL
ORDER BY coalesce(s.sentiment, 0) DESC, m.id
"""


def stories(tx: Tx, since: int, until: int, least: int) -> list[Story]:
    """Conversations of `least` messages or more that we answered in the period, longest first."""
    return [
        Story(
            conversation_id=row["id"],
            customer=row["customer"],
            channel=row["channel"],
            messages=row["messages"],
            began_at=row["began_at"],
            ended_at=row["ended_at"],
            agents=_names(row["agents"]),
            mood_before=row["mood_before"],
            mood_after=row["mood_after"],
            url=row["url"],
        )
        for row in tx.all(_STORIES, since=since, until=until, least=least)
    ]


_STORIES = f"""
WITH answered AS (
  SELECT DISTINCT conversation_id AS id FROM replies
  WHERE posted_at >= :since AND posted_at < :until AND deleted_at IS NULL
    AND conversation_id IS NOT NULL),
said AS (
  SELECT conversation_id AS id, posted_at FROM mentions
  WHERE conversation_id IN (SELECT id FROM answered) AND deleted_at IS NULL AND posted_at < :until
  UNION ALL
  SELECT conversation_id, posted_at FROM replies
  WHERE conversation_id IN (SELECT id FROM answered) AND deleted_at IS NULL AND posted_at < :until),
counted AS (
  SELECT id, count(*) AS messages, min(posted_at) AS began_at, max(posted_at) AS ended_at
  FROM said GROUP BY id HAVING count(*) >= :least),
moods AS (
  SELECT m.conversation_id AS id, m.posted_at, m.id AS mention_id, s.sentiment
  FROM mentions m JOIN assessments s ON s.id = m.assessment_id
  WHERE m.conversation_id IN (SELECT id FROM counted) AND s.sentiment IS NOT NULL
    AND m.posted_at < :until)
SELECT n.*, a.channel, coalesce(nullif(p.name, ''), p.handle, '') AS customer, {_AGENTS} AS agents,
  (SELECT sentiment FROM moods d WHERE d.id = n.id ORDER BY posted_at, mention_id LIMIT 1)
    AS mood_before,
  (SELECT sentiment FROM moods d WHERE d.id = n.id ORDER BY posted_at DESC, mention_id DESC LIMIT 1)
    AS mood_after,
  coalesce((SELECT m.url FROM mentions m WHERE m.conversation_id = n.id
    AND m.visibility IN ('public', 'unlisted') ORDER BY m.posted_at, m.id LIMIT 1), '') AS url
FROM counted n
JOIN conversations c ON c.id = n.id
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
ORDER BY n.messages DESC, n.id
"""


def unanswered(tx: Tx, until: int, now: int) -> list[Unanswered]:
    """Complaints and urgent messages that waited at `until`, the most needed first.

    Who holds them is as it is `now`: of the past nobody remembers.
    """
    return [_unanswered(row) for row in tx.all(_UNANSWERED, until=until, now=now)]


_UNANSWERED = """
SELECT w.conversation_id, w.band_rank, w.category, w.waiting_since, w.due_at, a.channel,
  coalesce(nullif(p.name, ''), p.handle, '') AS customer, m.visibility, m.url,
  coalesce(t.text, '') AS text,
  coalesce((SELECT k.agent FROM claims k WHERE k.customer_id = i.customer_id AND k.until > :now),
    c.assignee, '') AS held_by
FROM waits w
JOIN conversations c ON c.id = w.conversation_id
JOIN accounts a ON a.id = c.account_id
JOIN identities i ON i.id = c.identity_id
JOIN mentions m ON m.id = w.first_mention_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
WHERE w.detected_at < :until AND (w.ended_at IS NULL OR w.ended_at >= :until)
  AND (w.category = 'complaint' OR w.band_rank = 0)
ORDER BY w.band_rank, w.due_at, w.id
"""


def _unanswered(row: Row) -> Unanswered:
    private = row["visibility"] not in {"public", "unlisted"}
    return Unanswered(
        conversation_id=row["conversation_id"],
        band=Band(row["band_rank"]),
        category=Category(row["category"]),
        waiting_since=row["waiting_since"],
        due_at=row["due_at"],
        customer=row["customer"],
        channel=row["channel"],
        text="" if private else row["text"],
        held_by=row["held_by"],
        url="" if private else row["url"],
    )


def resolved(tx: Tx, since: int, until: int) -> tuple[int, int]:
    """How many conversations people resolved in the period, and how many of these are so still."""
    row = tx.one(
        "SELECT count(*) AS resolved, sum(NOT EXISTS (SELECT 1 FROM events r"
        "  WHERE r.conversation_id = d.conversation_id AND r.kind = 'reopened' AND r.at > d.at))"
        "  AS stayed"
        " FROM (SELECT conversation_id, max(at) AS at FROM events WHERE kind = 'resolved'"
        "  AND agent <> '' AND at >= :since AND at < :until GROUP BY conversation_id) d",
        since=since,
        until=until,
    )
    assert row is not None
    return row["resolved"], row["stayed"] or 0


def gestures(tx: Tx, since: int, until: int) -> list[tuple[str, str]]:
    """Agent and customer, for every message of a customer that was liked in the period."""
    rows = tx.all(
        "SELECT DISTINCT o.agent, coalesce(nullif(p.name, ''), p.handle, '') AS customer"
        " FROM outbox o JOIN mentions m ON m.id = o.mention_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id"
        " WHERE o.kind = 'like' AND o.state = 'sent'"
        " AND o.submitted_at >= :since AND o.submitted_at < :until ORDER BY o.agent, customer",
        since=since,
        until=until,
    )
    return [(row["agent"], row["customer"]) for row in rows]


def helped(tx: Tx, since: int, until: int) -> list[tuple[str, str]]:
    """Who left a note for whom: the note's writer, and who answered that customer after it."""
    rows = tx.all(
        "SELECT DISTINCT n.agent AS helper, y.agent AS helped FROM notes n"
        " JOIN replies y ON y.conversation_id = n.conversation_id AND y.posted_at > n.at"
        " WHERE n.at >= :since AND n.at < :until AND y.posted_at < :until"
        " AND y.agent <> '' AND y.agent <> n.agent ORDER BY helper, helped",
        since=since,
        until=until,
    )
    return [(row["helper"], row["helped"]) for row in rows]


def _names(array: str) -> tuple[str, ...]:
    return tuple(json.loads(array))


def moods(tx: Tx, since: int, until: int) -> tuple[float, float] | None:
    """The customers' mean sentiment before our answers of the period and after them, -1..1.

    Of those alone who wrote again, as of the others nobody knows how they felt.
    """
    row = tx.one(
        "SELECT avg(sentiment_before) AS mood_before, avg(sentiment_after) AS mood_after"
        " FROM response_rows WHERE responded_at >= :since AND responded_at < :until"
        " AND sentiment_before IS NOT NULL AND sentiment_after IS NOT NULL",
        since=since,
        until=until,
    )
    assert row is not None
    return None if row["mood_before"] is None else (row["mood_before"], row["mood_after"])


def first_mention_at(tx: Tx) -> int | None:
    """When the oldest message that we know was found; None without any."""
    found = tx.value("SELECT min(detected_at) FROM mentions")
    return None if found is None else int(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stream that was blind and listens again."""

    account: str
    stream: str
    until: int
    blind_ms: int
    mentions: int
    """What came late because of it."""


def gaps(tx: Tx, since: int, until: int) -> list[Blind]:
    """Streams that began to listen again in the period."""
    rows = tx.all(
        "SELECT a.name AS account, e.at, e.data FROM events e"
        " JOIN accounts a ON a.id = e.account_id"
        " WHERE e.kind = :gap AND e.at >= :since AND e.at < :until ORDER BY e.id",
        gap=EventKind.GAP,
        since=since,
        until=until,
    )
    return [
        Blind(
            account=row["account"],
            stream=data["stream"],
            until=row["at"],
            blind_ms=data["blind_ms"],
            mentions=data["mentions"],
        )
        for row in rows
        for data in (json.loads(row["data"]),)
    ]


def flags(tx: Tx, since: int, until: int) -> list[tuple[str, int]]:
    """How many flags of each stage were raised in the period; those muted at once aside.

    A wait that was told of twice, as urgent too, is one.
    """
    rows = tx.all(
        "SELECT stage, count(DISTINCT coalesce(-wait_id, id)) AS count FROM alerts"
        " WHERE at >= :since AND at < :until AND muted = 0 GROUP BY stage ORDER BY stage",
        since=since,
        until=until,
    )
    return [(row["stage"], row["count"]) for row in rows]
