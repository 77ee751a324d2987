"""The news of a conversation by its number: who has seen up to one can be told what came since."""

from social_care.models import News, NewsKind, OutboxState, Visibility
from social_care.storage.connection import Row, Tx

MOST = 100
"""How much of it anybody is told."""


def note(
    tx: Tx, conversation_id: int, number: int, kind: NewsKind, now: int, item: int, agent: str = ""
) -> None:
    """Remember what made `conversations.news` grow to `number`."""
    tx.run(
        "INSERT INTO conversation_news (conversation_id, number, kind, at, item_id, agent)"
        " VALUES (:conversation, :number, :kind, :at, :item, :agent)",
        conversation=conversation_id,
        number=number,
        kind=kind,
        at=now,
        item=item,
        agent=agent,
    )


_NEWS = """
SELECT n.kind, n.agent, n.item_id, n.number, coalesce(t.text, '') AS text,
  coalesce(m.visibility, 'public') AS visibility, o.state, coalesce(p.how, '') AS how,
  coalesce(o.holding, 0) AS holding,
  CASE n.kind WHEN 'edited' THEN n.at
    ELSE coalesce(m.posted_at, r.posted_at, p.responded_at, n.at) END AS happened_at
FROM conversation_news n
LEFT JOIN mentions m ON n.kind IN ('wrote', 'edited') AND m.id = n.item_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN outbox o ON n.kind = 'answered' AND o.id = n.item_id
LEFT JOIN replies r ON r.id = CASE n.kind WHEN 'native' THEN n.item_id ELSE o.reply_id END
LEFT JOIN responses p ON n.kind = 'elsewhere' AND p.id = n.item_id
WHERE n.conversation_id = :id
  AND NOT EXISTS (SELECT 1 FROM responses v WHERE v.supersedes = p.id AND v.void = 1)
"""


def since(tx: Tx, conversation_id: int, seen: int) -> tuple[News, ...]:
    """What came after news number `seen`, each thing once, oldest first."""
    rows = tx.all(
        _NEWS + " AND n.number > :seen ORDER BY n.number DESC LIMIT :most",
        id=conversation_id,
        seen=seen,
        most=MOST,
    )
    return _told_once(rows)


def answers_since(tx: Tx, conversation_id: int, at: int, *, but: str) -> tuple[News, ...]:
    """The answers of others than `but` that we learned of from that moment on, oldest first."""
    rows = tx.all(
        _NEWS + " AND n.kind IN ('answered', 'native', 'elsewhere') AND n.at >= :at"
        " AND n.agent <> :agent ORDER BY n.number DESC LIMIT :most",
        id=conversation_id,
        at=at,
        agent=but,
        most=MOST,
    )
    return _told_once(rows)


def unknown_since(
    tx: Tx, conversation_id: int, at: int, *, seen: int, agent: str
) -> tuple[News, ...]:
    """What others did after that moment and news number `seen`, oldest first."""
    rows = tx.all(
        _NEWS + " AND n.at > :at AND n.number > :seen AND n.agent <> :agent"
        " ORDER BY n.number DESC LIMIT :most",
        id=conversation_id,
        at=at,
        seen=seen,
        agent=agent,
        most=MOST,
    )
    return _told_once(rows)


def _told_once(rows: list[Row]) -> tuple[News, ...]:
    """`rows` are newest first: of several about one thing the newest counts."""
    found: dict[tuple[str, int], News] = {}
    for row in rows:
        found.setdefault((row["kind"], row["item_id"]), _news(row))
    return tuple(reversed(found.values()))


def _news(row: Row) -> News:
    return News(
        kind=NewsKind(row["kind"]),
        at=row["happened_at"],
        agent=row["agent"],
        text=row["text"],
        private=Visibility(row["visibility"]).is_private,
        state=OutboxState(row["state"]) if row["state"] else None,
        how=row["how"],
        holding=bool(row["holding"]),
    )
