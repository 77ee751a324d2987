"""What a worker does beside its accounts: each a job of its own, whatever becomes of the others."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from social_care import watch as watching
from social_care import worker as working
from social_care.chores import Chore, ClockTime, in_turn
from social_care.errors import StoreError
from social_care.worker import Worker
from tests.crew import Brand, Running, happens
from tests.world import WordAssessor

TICK_S = 0.02


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs begin at once."""
    for name in ("LISTEN_TICK_S", "SEND_TICK_S", "WATCH_TICK_S"):
        monkeypatch.setattr(working, name, TICK_S)


@pytest.fixture
def brand(tmp_path: Path) -> Iterator[Brand]:
    made = Brand(tmp_path / "care.db", "a")
    yield made
    made.store.close()


def with_chores(brand: Brand, *chores: Chore) -> Worker:
    """A worker over the same accounts."""
    lines = brand.worker()._lines
    return Worker(brand.store, lines, WordAssessor(), lambda: brand.now, chores=chores)


def chore(name: str, *said: str, does: Event | None = None) -> Chore:
    def run() -> Sequence[str]:
        if does is not None:
            does.set()
        return said

    return Chore(name=name, every_s=TICK_S, run=run)


def test_a_chore_that_hangs_holds_up_neither_watching_nor_another(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, goes_on, watched, other = Event(), Event(), Event(), Event()
    watch = watching.watch

    def hang() -> Sequence[str]:
        hangs.set()
        assert happens(goes_on)
        return ()

    def seen(*given: object) -> object:
        if hangs.is_set():
            watched.set()
        return watch(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "watch", seen)
    slow = Chore(name="tell the lead", every_s=TICK_S, run=hang)
    with Running(with_chores(brand, slow, chore("tell the chat", does=other))):
        assert happens(hangs)
        other.clear()
        assert happens(other)
        assert happens(watched)
        goes_on.set()


def test_a_single_round_does_every_chore_after_watching_in_their_order(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    watch = watching.watch

    def seen(*given: object) -> object:
        order.append("watch")
        return watch(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "watch", seen)

    def noting(name: str) -> Chore:
        def run() -> Sequence[str]:
            order.append(name)
            return ()

        return Chore(name=name, every_s=1, run=run)

    worker = with_chores(brand, *map(noting, ("route", "tell", "mail")))
    worker.once()
    assert order == ["watch", "route", "tell", "mail"]
    assert worker.neglected == ()


def test_what_fails_is_told_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def busy() -> Sequence[str]:
        raise StoreError("the database is busy")

    def bug() -> Sequence[str]:
        raise KeyError("a secret")

    done = Event()
    with caplog.at_level(logging.ERROR, "social_care.chores"):
        failed = in_turn(
            [
                Chore(name="route", every_s=1, run=busy),
                Chore(name="tell", every_s=1, run=bug),
                chore("mails", "mail to lead@acme.example: refused", does=done),
            ]
        )
    assert failed == [
        "route: the database is busy",
        "tell: KeyError in the program",
        "mail to lead@acme.example: refused",
    ]
    assert done.is_set()
    assert caplog.messages == ["tell: a bug"]


def test_a_chore_can_have_its_moments_of_the_day(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the clocks of its zone: APScheduler's own cron, besides the interval."""
    added: dict[str, dict[str, object]] = {}

    def add(_: object, __: object, trigger: str, **given: object) -> None:
        if given["name"] == "digests":
            added[trigger] = given

    monkeypatch.setattr("apscheduler.schedulers.background.BackgroundScheduler.add_job", add)
    at = (ClockTime(hour=18, minute=30, zone=ZoneInfo("Europe/London")),)
    stop = Event()
    stop.set()
    digests = Chore(name="digests", every_s=300, run=lambda: (), at=at)
    with_chores(brand, digests).run(stop)
    assert added["interval"]["seconds"] == 300
    cron = added["cron"]
    assert (cron["hour"], cron["minute"]) == (18, 30)
    assert cron["timezone"] == ZoneInfo("Europe/London")
