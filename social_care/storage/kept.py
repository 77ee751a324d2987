"""What an agent keeps: past searches, saved views, and how they left the console."""

import json
from typing import TypeVar

from social_care.models.finding import SavedView
from social_care.storage.connection import Row, Tx

T = TypeVar("T")

MOST_SEARCHES = 50
"""So many past searches of an agent are kept, the newest."""
MOST_VIEWS = 100
MOST_STATE = 200
"""So many keys an agent's state may have; the oldest ones go."""


def remember_search(tx: Tx, agent: str, text: str, now: int) -> None:
    """Put it on top of the agent's past searches."""
    tx.run(
        "INSERT INTO searches (agent, text, at) VALUES (:agent, :text, :now)"
        " ON CONFLICT (agent, text) DO UPDATE SET at = excluded.at",
        agent=agent,
        text=text,
        now=now,
    )
    tx.run(
        "DELETE FROM searches WHERE agent = :agent AND text NOT IN (SELECT text FROM searches"
        " WHERE agent = :agent ORDER BY at DESC, text LIMIT :most)",
        agent=agent,
        most=MOST_SEARCHES,
    )


def searches(tx: Tx, agent: str) -> tuple[str, ...]:
    """The agent's past searches, the newest first."""
    rows = tx.all(
        "SELECT text FROM searches WHERE agent = :agent ORDER BY at DESC, text", agent=agent
    )
    return tuple(row["text"] for row in rows)


def save_view(tx: Tx, agent: str, view: SavedView, now: int) -> bool:
    """Keep a search under a name, in place of one of that name; False when there are too many."""
    return bool(
        tx.run(
            "INSERT INTO saved_views (agent, name, text, shared, at)"
            " SELECT :agent, :name, :text, :shared, :now WHERE :most > (SELECT count(*)"
            "  FROM saved_views WHERE agent = :agent AND name <> :name)"
            " ON CONFLICT (agent, name) DO UPDATE SET text = excluded.text,"
            " shared = excluded.shared, at = excluded.at",
            agent=agent,
            name=view.name,
            text=view.text,
            shared=int(view.shared),
            now=now,
            most=MOST_VIEWS,
        )
    )


def views(tx: Tx, agent: str) -> list[SavedView]:
    """The agent's own views and those shared with everybody, by name; one's own before another's.

    Of two with one name only the agent's own is there.
    """
    rows = tx.all(
        "SELECT * FROM saved_views v WHERE agent = :agent OR (shared AND NOT EXISTS"
        " (SELECT 1 FROM saved_views own WHERE own.agent = :agent AND own.name = v.name))"
        " ORDER BY agent <> :agent, name, agent",
        agent=agent,
    )
    return [_view(row) for row in rows]


def forget_view(tx: Tx, agent: str, name: str) -> bool:
    """Remove a view of the agent's; False when there is none."""
    return bool(
        tx.run(
            "DELETE FROM saved_views WHERE agent = :agent AND name = :name", agent=agent, name=name
        )
    )


def state(tx: Tx, agent: str, key: str) -> str | None:
    """The JSON kept under a key; None without any."""
    found = tx.value(
        "SELECT value FROM console_state WHERE agent = :agent AND key = :key", agent=agent, key=key
    )
    return None if found is None else str(found)


def value(tx: Tx, agent: str, key: str, default: T) -> T:
    """The value kept under a key, if it is of the default's kind; else the default.

    With None as default any value is of its kind. Whatever stands there, nothing is raised over it.
    """
    text = state(tx, agent, key)
    if text is None:
        return default
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return default
    if default is None or type(found) is type(default):
        return found  # type: ignore[no-any-return]
    return default


def set_state(tx: Tx, agent: str, key: str, value: str, now: int) -> None:
    """Keep JSON under a key; what has not been touched for longest makes room."""
    tx.run(
        "INSERT INTO console_state (agent, key, value, at) VALUES (:agent, :key, :value, :now)"
        " ON CONFLICT (agent, key) DO UPDATE SET value = excluded.value, at = excluded.at",
        agent=agent,
        key=key,
        value=value,
        now=now,
    )
    tx.run(
        "DELETE FROM console_state WHERE agent = :agent AND key <> :key AND key NOT IN ("
        "SELECT key FROM console_state WHERE agent = :agent ORDER BY at DESC, key LIMIT :most)",
        agent=agent,
        key=key,
        most=MOST_STATE,
    )


def _view(row: Row) -> SavedView:
    return SavedView(
        name=row["name"], text=row["text"], agent=row["agent"], shared=bool(row["shared"])
    )
