"""Trouble that stays where it is: one stream, one account, one reply, and it shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.errors import ErrorClass, SecretError, StoreError
from social_care.models import OutboxState, StreamState
from tests.crew import LEASE_S, Brand, failure, problems
from tests.network import Fault


@pytest.fixture
def brand(tmp_path: Path) -> Iterator[Brand]:
    """Two accounts, a and b."""
    made = Brand(tmp_path / "care.db", "a", "b")
    yield made
    made.store.close()


def test_one_streams_failure_stops_neither_its_sister_nor_another_account(brand: Brand) -> None:
    brand.networks["a"].will_fail(failure(ErrorClass.TRANSIENT), "own")
    brand.networks["a"].will_say("angry")
    brand.networks["b"].will_say("how?", by="ann")
    rounds = brand.worker().once()
    assert sorted(brand.mentions()) == ["angry", "how?"]
    assert list(problems(rounds).values())[1] == ()
    (told,) = problems(rounds)["a"]
    assert told.startswith("own: the network says transient")
    states = {name: item.state for name, item in brand.health().items()}
    assert states == {
        "a own": StreamState.DELAYED, "a mentions": StreamState.OK,
        "b own": StreamState.OK, "b mentions": StreamState.OK,
    }  # fmt: skip


def test_an_account_that_does_not_know_us_is_blind_in_every_stream_and_says_how_to_mend_it(
    brand: Brand,
) -> None:
    brand.networks["a"].checks = [failure(ErrorClass.AUTH)]
    brand.networks["b"].will_say("how?")
    rounds = brand.worker().once()
    assert problems(rounds)["b"] == ()
    assert "account login" in problems(rounds)["a"][0]
    assert brand.networks["a"].asked == []
    for stream in ("a own", "a mentions"):
        item = brand.health()[stream]
        assert item.state is StreamState.NEEDS_LOGIN
        assert "account login" in item.remedy
    assert brand.mentions() == ["how?"]


def test_nothing_is_sent_for_an_account_that_does_not_know_us(brand: Brand) -> None:
    brand.networks["a"].will_say("angry")
    brand.worker().once()
    brand.reply()
    brand.networks["a"].checks = [failure(ErrorClass.AUTH)]
    brand.pass_time(seconds=LEASE_S)
    brand.worker().once()
    assert brand.outbox() == ["queued"]


def test_a_later_good_check_recovers_every_stream_and_logs_the_gap(brand: Brand) -> None:
    first = brand.worker()
    first.once()
    first.close()
    brand.networks["a"].checks = [failure(ErrorClass.AUTH)]
    second = brand.worker()
    brand.pass_time(minutes=10)
    second.once()
    assert brand.health()["a mentions"].blind_since == brand.now - 600_000
    brand.networks["a"].will_say("angry")
    brand.pass_time(minutes=20)
    assert problems(second.once())["a"] == ()
    assert {item.state for item in brand.health().values()} == {StreamState.OK}
    gaps = [row for row in brand.events("gap") if '"blind_ms":1800000' in row["data"]]
    assert len(gaps) == 2
    assert '"mentions":1' in gaps[-1]["data"]


def test_an_account_that_does_not_answer_is_asked_again_after_ever_longer_pauses(
    brand: Brand,
) -> None:
    network = brand.networks["a"]
    network.checks = [failure(ErrorClass.TRANSIENT) for _ in range(3)]
    worker = brand.worker()
    asked = []
    for _ in range(10):
        worker._listen(worker._lines[0])
        asked.append(network.checked)
        brand.pass_time(minutes=1)
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4]


def test_a_token_refused_in_the_middle_of_a_run_shows_and_heals(brand: Brand) -> None:
    worker = brand.worker()
    worker.once()
    for stream in ("own", "mentions"):
        brand.networks["a"].will_fail(failure(ErrorClass.AUTH), stream)
    worker.once()
    assert brand.health()["a own"].state is StreamState.NEEDS_LOGIN
    assert brand.health()["a mentions"].state is StreamState.NEEDS_LOGIN
    worker.once()
    assert {item.state for item in brand.health().values()} == {StreamState.OK}


@pytest.mark.parametrize("where", ["fetch", "check"])
def test_a_wait_the_network_asked_for_is_kept_even_by_once(brand: Brand, where: str) -> None:
    told = failure(ErrorClass.RATE, retry_at=brand.now + 300_000)
    if where == "check":
        brand.networks["a"].checks = [told]
    else:
        brand.networks["a"].will_fail(told)
    worker = brand.worker()
    worker.once()
    before = len(brand.networks["a"].asked), brand.networks["a"].checked
    brand.pass_time(seconds=299)
    (a, b) = worker.once()
    assert "mentions" in a.waits
    assert (a.problems, b.waits) == ((), ())
    after = len(brand.networks["a"].asked), brand.networks["a"].checked
    assert after == (before if where == "check" else (before[0] + 1, 1))
    brand.pass_time(seconds=1)
    assert worker.once()[0].waits == ()
    assert brand.networks["a"].asked[-1] == "mentions"


@pytest.mark.parametrize("bug", [KeyError("secret-token"), ZeroDivisionError(), RecursionError()])
@pytest.mark.parametrize("where", ["fetch", "check", "page"])
def test_a_bug_in_a_connector_is_loud_and_local(brand: Brand, where: str, bug: Exception) -> None:
    network = brand.networks["a"]
    if where == "check":
        network.checks = [bug]
    elif where == "fetch":
        network.will_fail(bug, "own")
    else:
        network.pages["own"] = [object()]  # type: ignore[list-item]
    brand.networks["b"].will_say("how?")
    worker = brand.worker()
    rounds = worker.once()
    assert brand.mentions() == ["how?"]
    assert problems(rounds)["b"] == ()
    assert "this is a bug" in problems(rounds)["a"][0]
    shown = brand.health()["a own"]
    assert shown.state is StreamState.DELAYED
    assert "secret-token" not in f"{shown.problem}{shown.remedy}{problems(rounds)}"
    assert problems(worker.once())["a"] == ()


@pytest.mark.parametrize("error", [KeyError("limits"), failure(ErrorClass.TRANSIENT)])
def test_a_daily_check_that_fails_stops_no_listening(brand: Brand, error: Exception) -> None:
    """It is made again after an hour."""
    worker = brand.worker()
    worker.once()
    brand.networks["a"].checks = [error]
    brand.pass_time(minutes=24 * 60)
    brand.networks["a"].will_say("angry")
    assert problems(worker.once())["a"] == ()
    assert brand.mentions() == ["angry"]
    worker.once()
    assert brand.networks["a"].checked == 2
    brand.pass_time(minutes=60)
    worker.once()
    assert brand.networks["a"].checked == 3


def test_what_our_own_rooms_refuse_keeps_its_words(brand: Brand) -> None:
    brand.networks["a"].checks = [SecretError("the vault is locked", "unlock it")]
    told = problems(brand.worker().once())["a"]
    assert told == ("the vault is locked\nunlock it",)
    assert brand.health()["a mentions"].remedy == "unlock it"


def test_a_database_in_trouble_is_no_networks_fault(brand: Brand) -> None:
    worker = brand.worker()
    worker.once()

    def busy(_stream: str) -> None:
        raise StoreError("the database is busy")

    brand.networks["a"].during_fetch = busy
    with pytest.raises(StoreError):
        worker.once()
    assert brand.health()["a own"].state is StreamState.OK


@pytest.mark.parametrize("arrived", [True, False])
def test_a_bug_while_sending_leaves_a_reply_to_be_looked_for(brand: Brand, arrived: bool) -> None:
    network = brand.networks["a"]
    network.will_say("angry")
    worker = brand.worker()
    worker.once()
    brand.reply()

    def break_off(prepared: object) -> None:
        if arrived:
            network._accept(prepared)  # type: ignore[arg-type]
        raise KeyError("id")

    network.on_send = break_off
    assert "this is a bug" in problems(worker.once())["a"][0]
    assert brand.outbox() == ["uncertain"]
    network.on_send = None
    worker.once()
    assert brand.outbox() == ["sent" if arrived else "uncertain"]
    assert len(network.sends) == 1


def test_replies_that_are_refused_or_late_are_no_failure_of_the_account(brand: Brand) -> None:
    network = brand.networks["a"]
    worker = brand.worker()
    for fault, state in ((Fault.REFUSED, OutboxState.REFUSED), (Fault.RATE, OutboxState.DELAYED)):
        network.will_say("angry", by=str(fault))
        worker.once()
        brand.reply()
        network.faults.append(fault)
        assert problems(worker.once())["a"] == ()
        assert brand.outbox()[-1] == state
