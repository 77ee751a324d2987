"""Tags of conversations, and the numbers by which the log knows the team's rules."""

from collections.abc import Iterable

from social_care.storage.connection import Tx


def tag(tx: Tx, conversation_id: int, tags: Iterable[str], now: int, agent: str = "") -> None:
    """Give a conversation these tags; those it has already stay whose they were."""
    tx.run_many(
        "INSERT INTO conversation_tags (conversation_id, tag, at, agent)"
        " VALUES (:conversation, :tag, :now, :agent) ON CONFLICT DO NOTHING",
        [{"conversation": conversation_id, "tag": tag, "now": now, "agent": agent} for tag in tags],
    )


def of(tx: Tx, conversation_id: int) -> tuple[str, ...]:
    """The conversation's tags, in the order of the alphabet."""
    rows = tx.all(
        "SELECT tag FROM conversation_tags WHERE conversation_id = :id ORDER BY tag",
        id=conversation_id,
    )
    return tuple(row["tag"] for row in rows)


def rule_ids(tx: Tx, names: Iterable[str]) -> dict[str, int]:
    """The number of each rule, given to a new one: events hold it, since they hold no words."""
    return {name: _rule_id(tx, name) for name in names}


def _rule_id(tx: Tx, name: str) -> int:
    known = tx.value("SELECT id FROM rule_names WHERE name = :name", name=name)
    return int(known) if known is not None else tx.insert("rule_names", name=name)
