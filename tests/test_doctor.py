"""What doctor concludes: from the database, from a live account, from intervals and targets."""

import pytest

from social_care.connectors.base import Health
from social_care.doctor import Finding, Verdict, check_line, check_store, fault, is_faulty
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.hours import Calendar
from social_care.lines import Line
from social_care.models import Band, Limits, Stream, StreamState, Usage
from social_care.sla import Policy, Targets
from social_care.storage import accounts
from social_care.storage.usages import StoredLedger
from social_care.targets import Special
from tests.network import FakeNetwork
from tests.world import DAY, START, Shop

MENTIONS = Stream(name="mentions", every_s=60)


def found(shop: Shop, *configured: str) -> dict[str, Finding]:
    """What is said of the database, by its subject."""
    names = configured or ("acme",)
    return {item.what: item for item in check_store(shop.store, shop.now, names)}


def line(network: FakeNetwork, **minutes: int | None) -> Line:
    """An account with these targets."""
    targets = Targets(**{**dict.fromkeys(("urgent", "high", "normal", "low")), **minutes})
    policy = Policy(targets, Calendar.always())
    return Line(name="acme", connector=network, policy=policy, backfill_ms=0)


def break_stream(shop: Shop, state: StreamState) -> None:
    """A poll failed like this."""
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        accounts.stream_failed(
            tx, shop.account_id, "mentions", state, 0, 0, "the token is refused", "log in again"
        )


def test_a_new_database_is_well_and_nobody_works_on_it(shop: Shop) -> None:
    items = found(shop)
    assert list(items) == ["database", "worker"]
    assert (items["database"].verdict, items["database"].detail) == (Verdict.OK, str(shop.path))
    assert items["worker"].verdict is Verdict.NOTE
    assert not is_faulty(list(items.values()))


@pytest.mark.parametrize(("ago_s", "verdict"), [(0, "ok"), (30, "ok"), (31, "note")])
def test_a_worker_unseen_for_long_is_taken_for_stopped(
    shop: Shop, ago_s: int, verdict: str
) -> None:
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "w", 1, "here", shop.now)
    shop.pass_time(seconds=ago_s)
    assert found(shop)["worker"].verdict == verdict


@pytest.mark.parametrize("state", [state for state in StreamState if state is not StreamState.OK])
def test_every_stream_that_is_not_well_is_a_fault_in_its_own_words(
    shop: Shop, state: StreamState
) -> None:
    break_stream(shop, state)
    item = found(shop)["acme mentions"]
    assert (item.verdict, item.remedy) == (Verdict.FAULT, "log in again")
    assert item.detail == f"{state}: the token is refused; never read; next try at once"


def test_a_stream_that_is_well_says_when_it_was_read_and_when_it_will_be(shop: Shop) -> None:
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        accounts.stream_ok(
            tx, shop.account_id, "mentions", shop.now, shop.now + 60_000, finished=True
        )
    item = found(shop)["acme mentions"]
    assert item.verdict is Verdict.OK
    assert item.detail == "ok; last read 2026-11-02T09:00Z; next try 2026-11-02T09:01Z"


def test_what_waits_for_an_account_that_was_taken_out_is_a_fault(shop: Shop) -> None:
    shop.submit(shop.hear("angry"))
    assert "acme" not in found(shop)
    item = found(shop, "other")["acme"]
    assert item.verdict is Verdict.FAULT
    assert "not in the configuration, but 1 in its outbox" in item.detail


def test_what_is_used_up_of_an_allowance_is_told(shop: Shop) -> None:
    ledger = StoredLedger(shop.store, "acme")
    ledger.note("reads", Usage(used=12, allowed=300, until=shop.now + 60_000))
    assert found(shop)["acme"].detail == "reads: 12 of 300 used, anew 2026-11-02T09:01Z"
    shop.pass_time(minutes=1)
    assert "acme" not in found(shop)


@pytest.mark.parametrize(("days", "verdict"), [(8, None), (6, Verdict.NOTE), (-1, Verdict.FAULT)])
def test_a_login_that_is_about_to_end_tells_a_week_ahead(
    shop: Shop, days: int, verdict: Verdict | None
) -> None:
    class Mortal(FakeNetwork):
        def check(self) -> Health:
            ends = shop.now + days * DAY
            return Health(own_id="7", own_handle="", limits=Limits(), expires_at=ends)

    told = [
        item
        for item in check_line(line(Mortal(clock=shop.clock)), shop.now)
        if "log-in" in item.detail
    ]
    assert [item.verdict for item in told] == ([] if verdict is None else [verdict])
    assert all(item.remedy == "social-care account login acme" for item in told)


@pytest.mark.parametrize(("ahead_s", "told"), [(59, ""), (3600, "1h behind"), (-90, "ahead of")])
def test_a_clock_that_is_wrong_is_a_fault(shop: Shop, ahead_s: int, told: str) -> None:
    class Elsewhen(FakeNetwork):
        def check(self) -> Health:
            there = shop.now + ahead_s * 1000
            return Health(own_id="7", own_handle="", limits=Limits(), server_time=there)

    items = [
        item
        for item in check_line(line(Elsewhen(clock=shop.clock)), shop.now)
        if item.what == "clock"
    ]
    assert bool(items) == bool(told)
    assert all(told in item.detail and item.verdict is Verdict.FAULT for item in items)


def test_a_stream_of_an_account_that_is_not_configured_any_more_is_passed_over(shop: Shop) -> None:
    break_stream(shop, StreamState.NEEDS_LOGIN)
    assert list(found(shop, "another")) == ["database", "worker"]


def test_a_stopped_outbox_is_a_note_with_its_remedy(shop: Shop) -> None:
    with shop.store.write() as tx:
        accounts.stop_outbox(tx, True, "acme", by="joe", now=START)
    item = found(shop)["acme"]
    remedy = "social-care outbox release --account acme"
    assert (item.verdict, item.remedy) == (Verdict.NOTE, remedy)
    assert "stopped by joe since 2026-11-02T09:00Z: nothing is sent, 0 wait" in item.detail


def test_a_damaged_database_is_a_fault(shop: Shop) -> None:
    with shop.store.write() as tx:
        tx.run("PRAGMA ignore_check_constraints = ON")
        tx.run("INSERT INTO revision (id, value) VALUES (2, 0)")
        tx.run("PRAGMA ignore_check_constraints = OFF")
    item = found(shop)["database"]
    assert (item.verdict, item.remedy) == (Verdict.FAULT, "restore a backup")
    assert item.detail == f"{shop.path}: CHECK constraint failed in revision"
    with shop.store.write() as tx:
        tx.run("DELETE FROM revision WHERE id = 2")


def test_an_account_says_who_we_are_and_what_it_cannot_do(shop: Shop) -> None:
    class Warned(FakeNetwork):
        def check(self) -> Health:
            return Health(own_id="7", own_handle="", limits=Limits(), warnings=("no search here",))

    items = list(check_line(line(Warned(clock=shop.clock)), shop.now))
    assert [(item.verdict, item.detail) for item in items] == [
        (Verdict.OK, "fake as 7"),
        (Verdict.NOTE, "no search here"),
    ]


def test_what_fails_while_the_rest_works_is_a_fault(shop: Shop) -> None:
    """Mail that is read and cannot be sent."""

    class Lame(FakeNetwork):
        def check(self) -> Health:
            faults = (NetworkError(ErrorClass.AUTH, "nothing can be sent"),)
            return Health(own_id="7", own_handle="", limits=Limits(), faults=faults)

    (good, bad) = check_line(line(Lame(clock=shop.clock)), shop.now)
    assert (good.verdict, bad.verdict) == (Verdict.OK, Verdict.FAULT)
    assert (bad.detail, bad.remedy) == (
        "nothing can be sent",
        "log the account in again: social-care account login acme",
    )


@pytest.mark.parametrize("error_class", list(ErrorClass))
def test_whatever_an_account_answers_to_who_we_are_is_one_fault_with_a_remedy(
    shop: Shop, error_class: ErrorClass
) -> None:
    class Refusing(FakeNetwork):
        def check(self) -> Health:
            raise NetworkError(error_class, "no")

    (item,) = check_line(line(Refusing(clock=shop.clock)), shop.now)
    assert (item.verdict, item.detail) == (Verdict.FAULT, "no")
    assert item.remedy


def test_a_bug_in_a_connector_is_a_fault_of_its_account(shop: Shop) -> None:
    class Buggy(FakeNetwork):
        def check(self) -> Health:
            raise KeyError("a-secret")

    (item,) = check_line(line(Buggy(clock=shop.clock)), shop.now)
    assert (item.verdict, item.detail) == (Verdict.FAULT, "KeyError in the program")
    assert "report it" in item.remedy


def slow(shop: Shop, policy: Policy, every_s: int, stream: str = "mentions") -> list[str]:
    """What is said of a stream that is read so often."""

    class Paced(FakeNetwork):
        def streams(self) -> list[Stream]:
            return [Stream(name=stream, every_s=every_s)]

    paced = Line(name="acme", connector=Paced(clock=shop.clock), policy=policy, backfill_ms=0)
    items = [item for item in check_line(paced, shop.now) if item.what == f"acme {stream}"]
    assert all(item.verdict is Verdict.NOTE and item.remedy for item in items)
    return [item.detail for item in items]


@pytest.mark.parametrize(
    ("every_s", "told"),
    [
        (900, ["urgent (15 min) cannot be met"]),
        (899, ["urgent (15 min) may be used up by 99 % before we know"]),
        (600, ["urgent (15 min) may be used up by 66 % before we know"]),
        (450, []),
        (
            1800,
            ["urgent (15 min) cannot be met", "high (30 min) cannot be met"],
        ),
    ],
)
def test_an_interval_that_uses_up_a_target_is_told(
    shop: Shop, every_s: int, told: list[str]
) -> None:
    details = slow(shop, Policy(Targets(normal=None), Calendar.always()), every_s)
    assert [detail.split("the target of ")[1] for detail in details] == told


def test_it_is_the_accounts_own_interval_and_its_shortest_target_that_count(shop: Shop) -> None:
    special = Special(private=Targets(high=4), vip=Targets.of({Band.NORMAL: 3}))
    policy = Policy(Targets(), Calendar.always(), special)
    assert slow(shop, policy, 90) == []
    assert slow(shop, policy, 180) == [
        "read every 180 s: the target of high (4 min) may be used up by 75 % before we know",
        "read every 180 s: the target of normal (3 min) cannot be met",
    ]
    network = FakeNetwork(clock=shop.clock)
    often = Line(
        name="acme", connector=network, policy=policy, backfill_ms=0, poll={"mentions": 180}
    )
    assert "acme mentions" in {item.what for item in check_line(often, shop.now)}


@pytest.mark.parametrize("stream", ["own posts", "deletions"])
def test_what_brings_no_mention_may_take_its_time(shop: Shop, stream: str) -> None:
    assert slow(shop, Policy(Targets(), Calendar.always()), 86_400, stream) == []


def test_an_error_made_for_showing_becomes_a_finding_with_all_it_says() -> None:
    item = fault("configuration", ConfigError("two faults", ["a: x", "b: y"], "mend them"))
    assert item.detail == "two faults\n  - a: x\n  - b: y"
    assert (item.verdict, item.remedy) == (Verdict.FAULT, "mend them")
    assert is_faulty([item])
