"""Transactions: all or nothing, waiting for each other, and SQLite's troubles in plain words."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from social_care.errors import StoreError
from social_care.storage import Store, connection
from tests.world import START, Shop


def in_another_thread(job: Callable[[], object]) -> None:
    """Do it on a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(job).result(60)


def test_a_block_that_raises_leaves_nothing_behind(shop: Shop) -> None:
    def fail() -> None:
        with shop.store.write() as tx:
            tx.insert("customers", created_at=1)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert shop.value("SELECT count(*) FROM customers") == 0
    with shop.store.write() as tx:
        tx.insert("customers", created_at=1)
    assert shop.value("SELECT count(*) FROM customers") == 1


def test_a_writer_that_waits_too_long_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_S", 0.01)
    impatient = Store(shop.path)
    try:
        with (
            shop.store.write() as tx,
            pytest.raises(StoreError, match="the database is busy"),
            impatient.write(),
        ):
            raise AssertionError("never comes here")
        assert tx.value("SELECT 1") == 1
    finally:
        impatient.close()


def test_writers_wait_for_each_other_and_readers_for_nobody(shop: Shop) -> None:
    order: list[str] = []
    with shop.store.write() as tx:
        tx.insert("customers", created_at=1)

        def other() -> None:
            order.append(f"reads {shop.value('SELECT count(*) FROM customers')}")
            ready.set()
            with shop.store.write() as second:
                second.insert("customers", created_at=2)
                order.append(f"writes {second.value('SELECT count(*) FROM customers')}")

        ready = threading.Event()
        thread = threading.Thread(target=other)
        thread.start()
        assert ready.wait(60)
    thread.join(60)
    assert order == ["reads 0", "writes 2"]


def test_a_person_waits_for_the_disk_a_poller_does_not(shop: Shop) -> None:
    with shop.store.write(durable=True) as tx:
        assert tx.value("PRAGMA synchronous") == 2
    with shop.store.write() as tx:
        assert tx.value("PRAGMA synchronous") == 1


def test_a_refused_statement_is_a_bug_and_says_so(shop: Shop) -> None:
    with pytest.raises(StoreError, match="refused a statement") as refused:
        shop.rows("SELECT nonsense FROM nowhere")
    assert "report it" in str(refused.value)


def test_what_is_asked_of_a_closed_store_does_not_blame_the_file(shop: Shop) -> None:
    tx = shop.store.read()
    shop.store.close()
    with pytest.raises(StoreError, match="refused a statement: Cannot operate on a closed"):
        tx.all("SELECT 1")


def test_foreign_keys_hold_on_every_connection(shop: Shop) -> None:
    def orphan() -> None:
        with pytest.raises(sqlite3.IntegrityError), shop.store.write() as tx:
            tx.insert("notes", conversation_id=404, agent="mary", at=1, text="?")

    orphan()
    in_another_thread(orphan)


def test_a_stream_gives_rows_one_by_one_and_can_be_left(shop: Shop) -> None:
    with shop.store.write() as tx:
        tx.run_many(
            "INSERT INTO customers (created_at) VALUES (:at)", [{"at": n} for n in range(5)]
        )
    rows = shop.store.read().stream("SELECT created_at FROM customers ORDER BY id")
    assert next(rows)[0] == 0
    rows.close()  # type: ignore[attr-defined]
    assert [row[0] for row in shop.store.read().stream("SELECT created_at FROM customers")] == [
        *range(5)
    ]


# Who is told ------------------------------------------------------------------------------------


def test_a_console_sees_that_others_have_changed_something(shop: Shop) -> None:
    desk = shop.desk()
    assert desk.changed(), "the first look is always new"
    assert not desk.changed()
    in_another_thread(lambda: shop.hear("angry"))
    assert desk.changed()
    assert not desk.changed()


def test_a_console_sees_what_its_own_workers_have_changed(shop: Shop) -> None:
    desk = shop.desk()
    conversation = shop.hear("angry")
    desk.changed()
    in_another_thread(lambda: desk.claim(conversation))
    assert desk.changed()


def test_a_console_does_not_look_again_for_drafts_and_heartbeats(shop: Shop) -> None:
    desk = shop.desk()
    conversation = shop.hear("angry")
    draft = desk.save_draft(conversation, "D", private=False, draft=None)
    desk.claim(conversation)
    desk.changed()
    in_another_thread(lambda: desk.heartbeat(conversation, writing=True))
    in_another_thread(lambda: desk.save_draft(conversation, "De", private=False, draft=draft))
    assert not desk.changed()


def test_two_consoles_do_not_take_each_others_news(shop: Shop) -> None:
    mary, sam = shop.desk("mary"), shop.desk("sam")
    assert mary.changed()
    assert sam.changed()
    in_another_thread(lambda: shop.hear("angry"))
    assert mary.changed()
    assert sam.changed()
    assert shop.now == START


def test_a_closed_store_holds_no_file(shop: Shop) -> None:
    in_another_thread(lambda: shop.value("SELECT 1"))
    other = Store(shop.path)
    other.read().value("SELECT 1")
    in_another_thread(lambda: other.read().value("SELECT 1"))
    other.close()
    assert other.read().value("SELECT 1") == 1, "it opens again for whoever asks"
    other.close()
