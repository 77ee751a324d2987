"""The file: made once by whoever comes first, private, and never somebody else's."""

import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from social_care.errors import SchemaError, SocialCareError, StoreError
from social_care.storage import Store
from social_care.storage.schema import (
    APPLICATION_ID,
    STEPS,
    VERSION,
    migrate,
    statements,
    step_text,
)
from tests.world import Shop


def open_store(path: Path) -> int:
    """Open the database; its revision."""
    store = Store(path)
    try:
        return store.revision()
    finally:
        store.close()


def open_together(path: str, start: Any, results: Any) -> None:
    """What each of several processes does at the same moment."""
    start.wait()
    try:
        results.put(open_store(Path(path)))
    except SocialCareError as error:
        results.put(str(error))


@pytest.mark.long
def test_four_processes_make_one_schema(tmp_path: Path) -> None:
    context = get_context("spawn")
    start, results = context.Barrier(4), context.Queue()
    path = tmp_path / "shop.db"
    workers = [
        context.Process(target=open_together, args=(str(path), start, results)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
        worker.close()
    results.close()
    assert found == [0, 0, 0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (
            len(STEPS),
        )


def test_a_new_file_is_private_and_so_are_its_companions(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "shop.db"
    store = Store(path)
    try:
        with store.write():
            pass
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    finally:
        store.close()
    assert modes == {"shop.db": 0o600, "shop.db-wal": 0o600, "shop.db-shm": 0o600}


def test_a_file_is_marked_as_ours_and_opens_again(shop: Shop) -> None:
    assert shop.value("PRAGMA application_id") == APPLICATION_ID
    assert shop.value("PRAGMA user_version") == VERSION
    assert shop.value("PRAGMA journal_mode") == "wal"
    shop.hear("angry")
    assert open_store(shop.path) > 0
    assert shop.value("SELECT count(*) FROM mentions") == 1


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(SchemaError, match="belongs to another program") as refused:
        open_store(path)
    assert "--db PATH" in str(refused.value)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["photos.db"]


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer, " * 100)
    with pytest.raises(SchemaError, match="not a social-care database"):
        open_store(path)
    assert path.read_text() == "Dear customer, " * 100


def test_a_damaged_database_is_told_apart_from_a_stranger_and_named(tmp_path: Path) -> None:
    path = tmp_path / "care.db"
    Store(path).close()
    with path.open("r+b") as file:
        file.truncate(8192)
    with pytest.raises(SchemaError, match="the database is damaged") as refused:
        Store(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert ".recover" in refused.value.remedy


def test_a_newer_schema_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.commit()
    with pytest.raises(SchemaError, match=f"schema version {VERSION + 1}") as refused:
        open_store(path)
    assert "install a newer social-care" in str(refused.value)


def test_a_newer_version_that_migrates_first_is_not_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"

    class Late(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                with closing(sqlite3.connect(path)) as newer:
                    newer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
            return super().execute(sql, *given)

    late = sqlite3.connect(path, isolation_level=None, factory=Late)
    with closing(late), pytest.raises(SchemaError, match=f"has schema version {VERSION + 1}"):
        migrate(late)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
        assert file.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_step_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.db"
    broken = "CREATE TABLE one (id INTEGER);\nCREATE TABLE two (nonsense here,);\n"
    monkeypatch.setattr("social_care.storage.schema.step_text", lambda _: broken)
    with pytest.raises(StoreError, match="refused a statement"):
        open_store(path)
    monkeypatch.undo()
    assert open_store(path) == 0


def test_flags_and_notices_of_an_older_version_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    older = STEPS[: STEPS.index("0009_flags")]
    for place in ("schema.STEPS", "schema.VERSION", "VERSION"):
        value = older if place.endswith("STEPS") else len(older)
        monkeypatch.setattr(f"social_care.storage.{place}", value)
    Store(path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as old:
        old.execute("INSERT INTO alerts (id, stage, key, at, detail, routed)"
                    " VALUES (7, 'account', 'account:acme:blind', 1, 'blind', 1)")  # fmt: skip
        old.execute("INSERT INTO notices (id, alert_id, target, state, queued_at, settled_at)"
                    " VALUES (3, 7, 'mail:lead@acme.example', 'sent', 1, 2)")  # fmt: skip
        old.commit()
    open_store(path)
    with closing(sqlite3.connect(path)) as new:
        alerts = new.execute("SELECT id, stage, key, at, detail, routed, urgent FROM alerts")
        assert list(alerts) == [(7, "account", "account:acme:blind", 1, "blind", 1, 0)]
        notices = new.execute("SELECT id, alert_id, target, state, settled_at FROM notices")
        assert list(notices) == [(3, 7, "mail:lead@acme.example", "sent", 2)]
        assert list(new.execute("PRAGMA foreign_key_check")) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_store(tmp_path)
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StoreError, match="cannot open the database") as refused:
        open_store(blocked / "shop.db")
    assert "--db PATH" in str(refused.value)


def test_a_script_is_split_into_statements_even_inside_triggers() -> None:
    found = statements(step_text("0001_first"))
    triggers = [text for text in found if "CREATE TRIGGER" in text]
    assert len(triggers) == 6
    assert all(text.endswith("END;") for text in triggers)
    assert all(sqlite3.complete_statement(text) for text in found)
    assert "".join(found).count(";") == step_text("0001_first").count(";")


def test_a_file_in_another_journal_mode_is_switched_over(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    store = Store(path)
    try:
        assert store.read().value("PRAGMA journal_mode") == "wal"
    finally:
        store.close()
