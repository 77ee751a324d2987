"""The schema and its steps. A step is SQL text in steps/, applied once and never edited again."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from social_care.errors import SchemaError
from social_care.storage.connection import translated

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x50C1A1CA
"""Marks a file as ours (PRAGMA application_id)."""

STEPS = (
    "0001_first",
    "0002_listening",
    "0003_triage",
    "0004_corrections",
    "0005_answers",
    "0006_console",
    "0007_clocks",
    "0008_lead",
    "0009_flags",
    "0010_wows",
)
"""Every step, oldest first; its number is the schema version it leads to."""

VERSION = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of an opened file; 0 when it is empty. Raises SchemaError if not ours."""
    with translated():  # one statement, one snapshot: another process may be migrating it just now
        version, mark, tables = connection.execute(
            "SELECT (SELECT user_version FROM pragma_user_version),"
            " (SELECT application_id FROM pragma_application_id),"
            " (SELECT count(*) FROM sqlite_master)"
        ).fetchone()
    if tables and mark != APPLICATION_ID:
        raise SchemaError(
            "this SQLite file belongs to another program",
            "give another file with --db PATH or [store] path",
        )
    if version > VERSION:
        raise SchemaError(
            f"this database has schema version {version}; this social-care knows {VERSION}",
            "install a newer social-care",
        )
    return int(version)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to `VERSION`: every missing step in one exclusive transaction, or none.

    Raises SchemaError when a newer social-care was quicker.
    """
    # Loaded only when there is something to do: the console must start without it.
    from sqlite_utils import Database, Migrations

    steps = Migrations("social_care")
    for name in STEPS:
        steps(name=name)(_step(name))
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            version_of(connection)  # once more: others may have migrated it while we waited
            steps.apply(Database(connection))
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _step(name: str) -> Callable[["Database"], None]:
    def apply(db: "Database") -> None:
        for statement in statements(step_text(name)):
            db.conn.execute(statement)

    apply.__name__ = name
    return apply


def step_text(name: str) -> str:
    """The SQL of one step: its file, and `NAME_*.sql` after it in alphabetical order."""
    steps = Path(__file__).with_name("steps")
    further = sorted(f.name for f in steps.iterdir() if f.name.startswith(f"{name}_"))
    return "\n".join(
        (steps / file).read_text(encoding="utf-8") for file in (f"{name}.sql", *further)
    )


def statements(text: str) -> list[str]:
    """Split a script without `executescript`, which would commit the open transaction."""
    found: list[str] = []
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found
