"""What networks allow is counted in the database: across restarts, threads and processes."""

from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from social_care.connectors.context import Ledger, MemoryLedger
from social_care.models import Usage
from social_care.storage import Store, accounts
from social_care.storage.usages import StoredLedger, of_all

NOW = 1_793_523_600_000
MINUTE = 60_000
UNTIL = NOW + 10 * MINUTE
FULL = Usage(used=90, allowed=100, until=UNTIL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two accounts."""
    made = Store(tmp_path / "care.db")
    with made.write() as tx:
        for name in ("acme", "other"):
            accounts.ensure(tx, name, "demo", "demo", "demo")
    yield made
    made.close()


@pytest.fixture(params=["stored", "memory"])
def ledger(request: pytest.FixtureRequest, store: Store) -> Ledger:
    """Either of the two: what holds for one holds for the other."""
    return StoredLedger(store, "acme") if request.param == "stored" else MemoryLedger()


def test_nothing_is_known_at_first(ledger: Ledger) -> None:
    assert ledger.usage("reads", NOW) is None


def test_what_was_noted_holds_until_its_time_is_over(ledger: Ledger) -> None:
    ledger.note("reads", FULL)
    assert ledger.usage("reads", UNTIL - 1) == FULL
    assert ledger.usage("reads", UNTIL) is None
    assert ledger.usage("writes", NOW) is None


def test_the_networks_newer_word_replaces_the_older(ledger: Ledger) -> None:
    ledger.note("reads", FULL)
    newer = Usage(used=1, allowed=300, until=UNTIL + MINUTE)
    ledger.note("reads", newer)
    assert ledger.usage("reads", NOW) == newer


def test_a_count_of_our_own_adds_up_and_begins_anew_when_its_time_is_over(ledger: Ledger) -> None:
    assert ledger.spend("units", 5, 100, UNTIL, NOW) == Usage(used=5, allowed=100, until=UNTIL)
    later = ledger.spend("units", 2, 100, UNTIL + MINUTE, NOW + MINUTE)
    assert later == ledger.usage("units", NOW + MINUTE)
    assert later.used == 7
    fresh = ledger.spend("units", 1, 100, UNTIL + 10 * MINUTE, UNTIL + MINUTE)
    assert fresh == Usage(used=1, allowed=100, until=UNTIL + 10 * MINUTE)
    assert ledger.usage("units", UNTIL + MINUTE) == fresh


def test_a_budget_that_was_changed_holds_at_once(ledger: Ledger) -> None:
    ledger.spend("units", 5, 100, UNTIL, NOW)
    assert ledger.spend("units", 0, 50, UNTIL, NOW) == Usage(used=5, allowed=50, until=UNTIL)


def test_it_survives_a_restart_and_is_the_accounts_own(store: Store) -> None:
    StoredLedger(store, "acme").note("reads", FULL)
    again = Store(store.path)
    assert StoredLedger(again, "acme").usage("reads", NOW) == FULL
    assert StoredLedger(again, "other").usage("reads", NOW) is None
    again.close()


def test_an_account_that_is_not_there_yet_is_counted_by_nobody(store: Store) -> None:
    """A check before the first worker: nothing to remember it by, and no error."""
    ledger = StoredLedger(store, "new")
    ledger.note("reads", FULL)
    assert ledger.usage("reads", NOW) is None
    assert ledger.spend("units", 3, 10, UNTIL, NOW) == Usage(used=3, allowed=10, until=UNTIL)


def test_people_see_all_that_still_holds(store: Store) -> None:
    StoredLedger(store, "other").note("reads", FULL)
    StoredLedger(store, "acme").spend("units", 3, 10, UNTIL, NOW)
    StoredLedger(store, "acme").note("old", Usage(used=1, allowed=2, until=NOW))
    found = of_all(store.read(), NOW)
    assert found == [
        ("acme", "units", Usage(used=3, allowed=10, until=UNTIL)),
        ("other", "reads", FULL),
    ]


def test_consoles_are_not_woken_by_it(store: Store) -> None:
    before = store.read().value("SELECT value FROM revision")
    StoredLedger(store, "acme").spend("units", 1, 10, UNTIL, NOW)
    StoredLedger(store, "acme").note("reads", FULL)
    assert store.read().value("SELECT value FROM revision") == before


def spend(path: str, times: int, start: Any) -> None:
    """One process of several that spend."""
    store = Store(Path(path))
    start.wait()
    for _ in range(times):
        StoredLedger(store, "acme").spend("units", 1, 1000, UNTIL, NOW)
    store.close()


def test_no_process_loses_what_another_spent(store: Store) -> None:
    context = get_context("spawn")
    start = context.Barrier(3)
    words = (str(store.path), 50, start)
    processes = [context.Process(target=spend, args=words) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
        process.close()
    found = StoredLedger(store, "acme").usage("units", NOW)
    assert found == Usage(used=150, allowed=1000, until=UNTIL)


def test_no_thread_loses_what_another_spent_and_each_saw_its_own_sum(store: Store) -> None:
    ledger, start = StoredLedger(store, "acme"), Barrier(4)
    seen: list[int] = []

    def spend_some() -> None:
        start.wait()
        seen.extend(ledger.spend("units", 1, 1000, UNTIL, NOW).used for _ in range(25))

    threads = [Thread(target=spend_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 101))
