"""One round of the worker: leases, introductions, and trouble that stays where it is."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.storage import accounts
from social_care.worker import Worker
from tests.crew import LEASE_S, Brand, Crash


@pytest.fixture
def brand(tmp_path: Path) -> Iterator[Brand]:
    """Two accounts, a and b."""
    made = Brand(tmp_path / "care.db", "a", "b")
    yield made
    made.store.close()


def born_as(monkeypatch: pytest.MonkeyPatch, brand: Brand, *, pid: int, host: str = "") -> Worker:
    """A worker of another process, perhaps on another machine."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "getpid", lambda: pid)
        patched.setattr(socket, "gethostname", lambda: host or os.uname().nodename)
        return brand.worker()


@pytest.fixture
def dead_pid() -> int:
    """The id of a process that certainly has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


# Rounds -----------------------------------------------------------------------------------------


def test_a_round_polls_every_stream_of_every_account_own_posts_first(brand: Brand) -> None:
    brand.networks["a"].will_say("angry")
    rounds = brand.worker().once()
    assert [(done.account, done.tally.new, done.skipped) for done in rounds] == [
        ("a", 1, False), ("b", 0, False),
    ]  # fmt: skip
    assert brand.networks["a"].asked == brand.networks["b"].asked == ["own", "mentions"]
    assert brand.mentions() == ["angry"]


def test_a_round_sends_what_is_past_its_undo_and_then_watches(brand: Brand) -> None:
    worker = brand.worker()
    brand.networks["a"].will_say("angry")
    worker.once()
    brand.reply()
    brand.networks["b"].will_say("burned", by="ann")
    brand.pass_time(minutes=13)
    worker.once()
    assert brand.outbox() == ["sent"]
    assert [row["stage"] for row in brand.rows("SELECT stage FROM alerts")] == ["at_risk"]


def test_once_ignores_intervals_and_a_running_worker_does_not(brand: Brand) -> None:
    worker = brand.worker()
    worker.once()
    worker.once()
    assert brand.networks["a"].asked == ["own", "mentions"] * 2
    (line, _) = worker._lines
    worker._listen(line)
    assert len(brand.networks["a"].asked) == 4
    brand.pass_time(seconds=60)
    worker._listen(line)
    assert len(brand.networks["a"].asked) == 6


def test_who_we_are_is_asked_once_and_what_the_network_takes_is_stored(brand: Brand) -> None:
    worker = brand.worker()
    worker.once()
    worker.once()
    assert brand.networks["a"].checked == 1
    (row, _) = brand.rows("SELECT own_id, own_handle, limits FROM accounts ORDER BY id")
    assert (row["own_id"], row["own_handle"]) == ("us", "acme")
    assert accounts.limits_of(row) == brand.networks["a"].limits


def test_the_sign_of_life_is_there_while_it_works_and_gone_when_it_is_closed(brand: Brand) -> None:
    worker = brand.worker()
    worker.once()
    assert accounts.worker_seen(brand.store.read(), brand.now) == brand.now
    worker.close()
    assert accounts.worker_seen(brand.store.read(), brand.now) is None
    assert brand.owners() == set()
    assert [network.closed for network in brand.networks.values()] == [1, 1]


# Leases -----------------------------------------------------------------------------------------


def test_only_one_of_two_workers_looks_after_an_account(brand: Brand) -> None:
    first, second = brand.worker(), brand.worker()
    first.once()
    assert [done.skipped for done in second.once()] == [True, True]
    assert brand.networks["a"].asked == ["own", "mentions"]
    assert brand.owners() == {first._id}


def test_who_goes_on_working_keeps_the_account(brand: Brand) -> None:
    first, second = brand.worker(), brand.worker()
    for _ in range(5):
        first.once()
        brand.pass_time(seconds=LEASE_S * 0.6)
        assert all(done.skipped for done in second.once())


def test_an_account_is_taken_over_when_its_lease_has_run_out_and_not_before(brand: Brand) -> None:
    first, second = brand.worker(), brand.worker()
    first.once()
    brand.pass_time(seconds=LEASE_S - 0.001)
    assert all(done.skipped for done in second.once())
    brand.pass_time(seconds=0.001)
    assert not any(done.skipped for done in second.once())
    assert all(done.skipped for done in first.once())


def test_a_worker_that_was_closed_leaves_its_accounts_to_the_next(brand: Brand) -> None:
    first = brand.worker()
    first.once()
    first.close()
    assert not any(done.skipped for done in brand.worker().once())


def test_the_accounts_of_a_process_that_died_are_taken_over_at_once(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, dead_pid: int
) -> None:
    born_as(monkeypatch, brand, pid=dead_pid).once()
    heir = brand.worker()
    assert not any(done.skipped for done in heir.once())
    assert brand.owners() == {heir._id}
    assert [row["id"] for row in brand.rows("SELECT id FROM workers")] == [heir._id]


def test_a_process_of_another_machine_can_only_time_out(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, dead_pid: int
) -> None:
    born_as(monkeypatch, brand, pid=dead_pid, host="elsewhere").once()
    assert all(done.skipped for done in brand.worker().once())
    brand.pass_time(seconds=LEASE_S)
    assert not any(done.skipped for done in brand.worker().once())


def test_a_process_that_belongs_to_somebody_else_is_alive(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, dead_pid: int
) -> None:
    born_as(monkeypatch, brand, pid=dead_pid).once()

    def not_yours(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", not_yours)
    assert all(done.skipped for done in brand.worker().once())


# Recovery ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("arrived", [True, False])
def test_a_fresh_lease_looks_for_what_its_last_owner_was_sending(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, dead_pid: int, arrived: bool
) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    former = born_as(monkeypatch, brand, pid=dead_pid)
    former.once()
    brand.reply()

    def die(prepared: object) -> None:
        if arrived:
            network._accept(prepared)  # type: ignore[arg-type]
        raise Crash

    network.on_send = die
    with pytest.raises(Crash):
        former.once()
    assert brand.outbox() == ["sending"]
    network.on_send = None
    brand.worker().once()
    assert brand.outbox() == ["sent" if arrived else "uncertain"]
    assert len(network.posts) == int(arrived)
    assert len(network.sends) == 1


def test_renewing_a_lease_leaves_what_is_being_sent_alone(brand: Brand) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    worker = brand.worker()
    worker.once()
    brand.reply()
    states: list[list[str]] = []

    def renewed_meanwhile(_prepared: object) -> None:
        brand.pass_time(seconds=LEASE_S * 0.6)
        worker._listen(worker._lines[0])
        states.append(brand.outbox())

    network.on_send = renewed_meanwhile
    worker.once()
    assert states == [["sending"]]
    assert brand.outbox() == ["sent"]
