"""The full-text indexes say what the tables say, whatever is written, changed or erased."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from social_care.errors import SchemaError
from social_care.models import Author
from social_care.storage import Store, fulltext
from social_care.storage.schema import STEPS
from tests.world import Shop

INDEXES = {
    "mentions_fts": "mention_texts",
    "reply_texts_fts": "reply_texts",
    "notes_fts": "notes",
    "profiles_fts": "identity_profiles",
}


def check(shop: Shop) -> None:
    """FTS's own check holds index and table against each other, row by row."""
    with shop.store.write() as tx:
        for index, table in INDEXES.items():
            tx.run(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
            indexed = tx.value(f"SELECT count(*) FROM {index}_docsize")
            assert indexed == tx.value(f"SELECT count(*) FROM {table}"), index


def found(shop: Shop, index: str, word: str) -> list[int]:
    """The rows in which an index knows the word."""
    rows = shop.rows(f"SELECT rowid FROM {index} WHERE {index} MATCH :word", word=word)
    return [row["rowid"] for row in rows]


def test_what_is_said_noted_and_called_is_indexed_at_once(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.reply(conversation, "so sorry")
    shop.desk().note(conversation, "called the store")
    assert found(shop, "reply_texts_fts", "sorry") == [1]
    assert found(shop, "notes_fts", "store") == [1]
    assert found(shop, "profiles_fts", "kim") == [1]
    check(shop)


def test_own_posts_from_the_networks_app_are_indexed_with_their_page(shop: Shop) -> None:
    parent = shop.mention("angry", "kim")
    shop.receive(parent)
    shop.receive(own=[shop.own_post("natively answered", to=None, in_reply_to=parent.external_id)])
    assert found(shop, "reply_texts_fts", "natively") == [1]
    check(shop)


def test_a_new_name_replaces_the_old_one(shop: Shop) -> None:
    shop.hear("hello", author=Author(id="1", handle="kim", name="Kim"))
    shop.hear("hello", author=Author(id="1", handle="kim", name="Luna"))
    assert found(shop, "profiles_fts", "luna") == [1]
    assert found(shop, "profiles_fts", "name: kim") == []
    check(shop)


def test_erased_words_are_gone_from_the_index(shop: Shop) -> None:
    mention = shop.mention("secretive words", "kim")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.reply(conversation, "secretive answer")
    shop.desk().note(conversation, "secretive note")
    shop.delete(mention)
    with shop.store.write() as tx:
        tx.run("DELETE FROM reply_texts")
        tx.run("DELETE FROM notes")
        tx.run("DELETE FROM identity_profiles")
    for index in INDEXES:
        assert found(shop, index, "secretive OR kim") == []
    check(shop)
    assert shop.desk().search("secretive").hits == ()


def test_words_changed_or_erased_before_they_were_indexed_do_no_harm(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    with shop.store.write() as tx:
        for text in ("first", "second", "third"):
            tx.insert("notes", conversation_id=conversation, agent="mary", at=1, text=text)
        tx.run("UPDATE notes SET text = 'changed' WHERE text = 'second'")
        tx.run("DELETE FROM notes WHERE text = 'third'")
        fulltext.catch_up(tx)
    assert found(shop, "notes_fts", "changed OR first") == [1, 2]
    assert found(shop, "notes_fts", "second OR third") == []
    check(shop)


def test_what_was_forgotten_is_caught_up_with(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    with shop.store.write() as tx:
        tx.insert("notes", conversation_id=conversation, agent="mary", at=1, text="forgotten")
    assert found(shop, "notes_fts", "forgotten") == []
    shop.desk().note(conversation, "another")
    assert found(shop, "notes_fts", "forgotten OR another") == [1, 2]
    check(shop)


def test_what_an_older_version_stored_is_indexed_by_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    older = STEPS[: STEPS.index("0006_console")]
    monkeypatch.setattr("social_care.storage.schema.STEPS", older)
    monkeypatch.setattr("social_care.storage.schema.VERSION", len(older))
    monkeypatch.setattr("social_care.storage.VERSION", len(older))
    Store(path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as old:
        old.execute("INSERT INTO customers VALUES (1, 0)")
        old.execute("INSERT INTO accounts (id, name, connector, channel, network)"
                    " VALUES (1, 'acme', 'fake', 'fake', 'fake')")  # fmt: skip
        old.execute("INSERT INTO identities VALUES (9, 'fake', 'k', 1, 0, 0, 0, 0)")
        old.execute("INSERT INTO identity_profiles VALUES (9, 'kim', 'Kim Osei', '', 0)")
        old.execute("INSERT INTO conversations (id, account_id, identity_id, state, state_at,"
                    " opened_at, band_rank, due_at, last_message_at)"
                    " VALUES (1, 1, 9, 'open', 0, 0, 4, 0, 0)")  # fmt: skip
        old.execute("INSERT INTO replies (id, account_id, external_id, canonical_id, thread_key,"
                    " visibility, posted_at, detected_at)"
                    " VALUES (7, 1, 'r', 'r', 't', 'public', 0, 0)")  # fmt: skip
        old.execute("INSERT INTO reply_texts (reply_id, text) VALUES (7, 'an old answer')")
        old.execute("INSERT INTO notes VALUES (3, 1, 'mary', 0, 'an old note')")
        old.commit()
    store = Store(path)
    try:
        for index, word, row in (
            ("reply_texts_fts", "old", 7),
            ("notes_fts", "old", 3),
            ("profiles_fts", "osei", 9),
        ):
            sql = f"SELECT rowid FROM {index} WHERE {index} MATCH :word"
            assert [found["rowid"] for found in store.read().all(sql, word=word)] == [row]
    finally:
        store.close()


def test_the_check_would_see_a_broken_index(shop: Shop) -> None:
    shop.desk().note(shop.hear("angry"), "called the store")
    with shop.store.write() as tx:
        tx.run("INSERT INTO notes_fts(rowid, text) VALUES (99, 'nowhere')")
    with pytest.raises((AssertionError, SchemaError), match=r"malformed|notes_fts"):
        check(shop)
