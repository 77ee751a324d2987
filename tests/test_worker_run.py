"""The worker at work: jobs side by side, a prompt stop that finishes what is under way."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from threading import Event
from typing import Self

import pytest

from social_care import jobs as working_off
from social_care import watch as watching
from social_care import worker as working
from social_care.errors import ErrorClass, StoreError
from social_care.hours import Calendar
from social_care.models import StreamState
from social_care.sla import Policy, Targets
from social_care.storage import Store, accounts
from social_care.storage.silence import Patience
from social_care.watch import Watched
from tests.crew import Brand, Running, failure, happens

TICK_S = 0.02


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs begin at once; what they do is not hurried."""
    for name in ("LISTEN_TICK_S", "SEND_TICK_S", "WATCH_TICK_S"):
        monkeypatch.setattr(working, name, TICK_S)
    monkeypatch.setattr(working_off, "CLOCK_TICK_S", TICK_S)


@pytest.fixture
def brand(tmp_path: Path) -> Iterator[Brand]:
    """Two accounts, a and b."""
    made = Brand(tmp_path / "care.db", "a", "b")
    yield made
    made.store.close()


class Gate:
    """Where a call stops until the test lets it go on."""

    def __init__(self, stream: str = "mentions") -> None:
        self.reached, self.open = Event(), Event()
        self._stream = stream

    def __call__(self, stream: str) -> None:
        if stream == self._stream:
            self.reached.set()
            assert happens(self.open)


def test_it_stops_as_soon_as_it_is_told_and_gives_everything_back(brand: Brand) -> None:
    asked = Event()
    brand.networks["a"].during_fetch = lambda _stream: asked.set()
    with Running(brand.worker()) as running:
        assert happens(asked)
        assert running.is_at_work
        running.stop.set()
        assert running.ends()
    assert brand.owners() == set()
    assert brand.rows("SELECT 1 FROM workers") == []
    assert [network.closed for network in brand.networks.values()] == [1, 1]


def test_a_poll_under_way_is_finished_before_it_stops(brand: Brand) -> None:
    gate = brand.networks["a"].during_fetch = Gate()
    brand.networks["a"].will_say("angry")
    with Running(brand.worker()) as running:
        assert happens(gate.reached)
        running.stop.set()
        running._thread.join(TICK_S)
        assert running.is_at_work
        assert brand.owners() != set()
        gate.open.set()
        assert running.ends()
    assert brand.mentions() == ["angry"]


def test_a_send_under_way_is_finished_before_it_stops(brand: Brand) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    first = brand.worker()
    first.once()
    first.close()
    brand.reply()
    gate = Gate("send")
    network.on_send = lambda _prepared: gate("send")
    with Running(brand.worker()) as running:
        assert happens(gate.reached)
        running.stop.set()
        assert brand.outbox() == ["sending"]
        gate.open.set()
        assert running.ends()
    assert brand.outbox() == ["sent"]


def test_a_worker_that_starts_sends_at_once_though_no_stream_is_due(brand: Brand) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    first = brand.worker()
    first.once()
    first.close()
    brand.reply()
    sent = Event()
    network.on_send = lambda _prepared: sent.set()
    with Running(brand.worker()):
        assert happens(sent)
    assert network.asked == ["own", "mentions"]


def test_a_slow_poll_delays_no_reply(brand: Brand) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    first = brand.worker()
    first.once()
    first.close()
    brand.pass_time(minutes=2)
    gate = network.during_fetch = Gate()
    sent = Event()
    network.on_send = lambda _prepared: sent.set()
    with Running(brand.worker()):
        assert happens(gate.reached)
        brand.reply()
        assert happens(sent)
        assert not gate.open.is_set()
        gate.open.set()


def test_an_account_that_hangs_delays_no_other(brand: Brand) -> None:
    gate = brand.networks["a"].during_fetch = Gate("own")
    other = Event()
    brand.networks["b"].during_fetch = lambda stream: other.set() if stream == "mentions" else None
    with Running(brand.worker()):
        assert happens(gate.reached)
        assert happens(other)
        gate.open.set()


def test_a_job_that_fails_says_so_in_the_log_and_comes_again(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    again = Event()
    rounds = iter([True])
    watched = watching.watch

    def busy_once(store: Store, now: int, patience: Patience) -> Watched:
        if next(rounds, False):
            raise StoreError("the database is busy", "try again")
        again.set()
        return watched(store, now, patience)

    monkeypatch.setattr(watching, "watch", busy_once)
    with caplog.at_level(logging.ERROR, "social_care.jobs"), Running(brand.worker()):
        assert happens(again)
    assert caplog.messages == ["watch: the database is busy"]


def test_an_account_that_failed_is_tried_again_when_its_pause_is_over(
    brand: Brand, caplog: pytest.LogCaptureFixture
) -> None:
    network = brand.networks["a"]
    network.checks = [failure(ErrorClass.TRANSIENT)]
    failed, healed = Event(), Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("a: the network says"):
                failed.set()

    network.during_fetch = lambda stream: healed.set() if stream == "mentions" else None
    logger, listener = logging.getLogger("social_care.worker"), Listener()
    logger.addHandler(listener)
    try:
        with Running(brand.worker()):
            assert happens(failed)
            assert brand.health()["a own"].state is StreamState.DELAYED
            assert not healed.is_set()
            brand.pass_time(minutes=1)
            assert happens(healed)
    finally:
        logger.removeHandler(listener)
    assert brand.health()["a own"].state is StreamState.OK


def test_an_account_another_worker_holds_is_left_alone_until_it_lets_go(brand: Brand) -> None:
    other = brand.worker()
    other.once()
    before = len(brand.networks["a"].asked)
    polled = Event()
    brand.networks["a"].during_fetch = lambda _stream: polled.set()
    with Running(brand.worker()):
        assert len(brand.networks["a"].asked) == before
        brand.pass_time(minutes=1)
        assert not polled.is_set()
        other.close()
        assert happens(polled)


def test_a_clock_that_is_set_back_stops_nothing(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wrong_by = timedelta(hours=1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + wrong_by

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Clock)
    worker, at_work, again = brand.worker(), Event(), Event()
    worker.once()
    brand.networks["b"].during_fetch = lambda _stream: at_work.set()
    brand.networks["a"].during_fetch = lambda _stream: again.set()
    with brand.store.write() as tx:
        accounts.due_at_once(tx, "b")
    with Running(worker):
        assert happens(at_work)
        assert not again.is_set()
        wrong_by = timedelta(0)
        brand.pass_time(minutes=-60)
        assert happens(again)
    assert "the clock was set back by 1h" in caplog.messages


def test_who_waits_in_an_account_that_no_worker_has_is_measured_before_each_watch(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import, say: a wait there that was undone or merged does not stay as it was."""
    brand.networks["a"].will_say("angry")
    first = brand.worker()
    first.once()
    first.close()
    del brand.networks["a"]
    worker = brand.worker()
    worker._policies = lambda *_: Policy(Targets(high=20), Calendar.always())
    targets, seen = list[int](), Event()

    def look(store: Store, now: int, patience: Patience) -> Watched:
        targets.append(brand.rows("SELECT target_s FROM waits")[0]["target_s"])
        with store.write() as tx:
            tx.run("UPDATE mentions SET target_s = 1")
            tx.run("UPDATE waits SET target_s = 1, policy = ''")
        if len(targets) == 3:
            seen.set()
        return watch(store, now, patience)

    watch = watching.watch
    monkeypatch.setattr(watching, "watch", look)
    with Running(worker):
        assert happens(seen)
    assert targets[:3] == [20 * 60] * 3
