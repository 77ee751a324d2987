"""Tags of conversations, and the numbers by which the log knows the team's rules."""

from collections.abc import Iterable

from social_care.storage.connection import Row, Tx


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


def untag(tx: Tx, conversation_id: int, tag: str) -> Row | None:
    """Take a tag away; who had given it when, or None where it was not there."""
    return tx.one(
        "DELETE FROM conversation_tags WHERE conversation_id = :id AND tag = :tag"
        " RETURNING at, agent",
        id=conversation_id,
        tag=tag,
    )


def known(tx: Tx, most: int) -> tuple[str, ...]:
    """The team's tags, those most in use first."""
    rows = tx.all(
        "SELECT tag FROM conversation_tags GROUP BY tag ORDER BY count(*) DESC, tag LIMIT :most",
        most=most,
    )
    return tuple(row["tag"] for row in rows)


def number(tx: Tx, tag: str) -> int:
    """The number by which events know a tag, since they hold no words; given to a new one."""
    tx.run("INSERT INTO tag_names (name) VALUES (:name) ON CONFLICT DO NOTHING", name=tag)
    return int(tx.value("SELECT id FROM tag_names WHERE name = :name", name=tag))


def named(tx: Tx, number: int) -> str:
    """The tag with that number."""
    return str(tx.value("SELECT name FROM tag_names WHERE id = :id", id=number))


def rule_ids(tx: Tx, names: Iterable[str]) -> dict[str, int]:
    """The number of each rule, given to a new one: events hold it, since they hold no words."""
    return {name: _rule_id(tx, name) for name in names}


def _rule_id(tx: Tx, name: str) -> int:
    known = tx.value("SELECT id FROM rule_names WHERE name = :name", name=name)
    return int(known) if known is not None else tx.insert("rule_names", name=name)
