"""How everything does: all streams, what is used up, every log-in; of configured accounts only."""

import pytest

from social_care.models import Limits, Stream, StreamState, Usage
from social_care.models.health import Unreached
from social_care.storage import accounts, notices
from social_care.storage.usages import StoredLedger
from tests.world import DAY, MINUTE, Shop


@pytest.fixture
def two(shop: Shop) -> Shop:
    """Acme, of which one stream is well and one is not; and an account nobody configured."""
    shop.open_account("gone")
    del shop.calendars["gone"]
    with shop.store.write() as tx:
        for name in ("acme", "gone"):
            row = accounts.by_name(tx, name)
            assert row is not None
            for stream in ("mentions", "search"):
                accounts.ensure_stream(tx, row["id"], Stream(name=stream, every_s=60))
            accounts.stream_ok(
                tx, row["id"], "mentions", shop.now, shop.now + MINUTE, finished=True
            )
            accounts.stream_failed(
                tx, row["id"], "search", StreamState.NEEDS_LOGIN, shop.now, 0, "refused", "log in"
            )
            accounts.introduce(
                tx, row["id"], f"us@{name}", name, Limits(), login_ends_at=shop.now + 60 * DAY
            )
    for name in ("acme", "gone"):
        ledger = StoredLedger(shop.store, name)
        ledger.note("reads", Usage(used=3, allowed=10, until=shop.now + MINUTE))
    return shop


def test_healthy_streams_are_told_too(two: Shop) -> None:
    streams = two.desk().health().streams
    assert [(each.account, each.stream, each.state) for each in streams] == [
        ("acme", "mentions", StreamState.OK),
        ("acme", "search", StreamState.NEEDS_LOGIN),
    ]
    assert [each.stream for each in two.desk().health().status.streams] == ["search"]


def test_what_is_used_up_as_long_as_it_holds(two: Shop) -> None:
    assert [(account, name) for account, name, _ in two.desk().health().usages] == [
        ("acme", "reads")
    ]
    two.pass_time(minutes=2)
    assert two.desk().health().usages == ()


def test_log_ins_that_end_far_from_now(two: Shop) -> None:
    (login,) = two.desk().health().logins
    assert login[0] == "acme"
    assert two.desk().health().status.logins_ending == ()


def test_without_a_configuration_all_accounts_count(two: Shop) -> None:
    health = two.desk("sam", calendars={}).health()
    assert {each.account for each in health.streams} == {"acme", "gone"}
    assert len(health.logins) == len(health.usages) == 2


def test_whom_flags_do_not_reach_is_told_while_they_are_configured(shop: Shop) -> None:
    with shop.store.write() as tx:
        for target in ("mail:lead@acme.example", "mail:gone@acme.example", "hook:env:SLACK"):
            notices.take(tx, target, shop.now)
            if target != "hook:env:SLACK":
                again = shop.now + MINUTE
                notices.failed(
                    tx, target, shop.now, problem="it is down", remedy="wait", next_at=again
                )
    assert shop.desk().health().unreached == ()
    desk = shop.desk("lee", targets=("mail:lead@acme.example", "hook:env:SLACK"))
    assert desk.health().unreached == (
        Unreached(
            target="mail:lead@acme.example",
            since=shop.now,
            next_at=shop.now + MINUTE,
            problem="it is down",
            remedy="wait",
        ),
    )
