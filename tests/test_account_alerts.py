"""Accounts that cannot be heard, or soon cannot: each trouble one flag while it lasts."""

from typing import Any

import pytest

from social_care.account_alerts import COOL_DOWN_MS, Trouble, ailments, watch_accounts
from social_care.models import Stream, StreamHealth, StreamState, Usage
from social_care.storage import accounts
from social_care.storage.usages import StoredLedger
from tests.world import DAY, HOUR, MINUTE, START, Shop

MENTIONS = Stream(name="mentions", every_s=60)
NAME = "acme"


def read(shop: Shop) -> None:
    """A poll ends well."""
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        next_at = shop.now + MINUTE
        accounts.stream_ok(tx, shop.account_id, "mentions", shop.now, next_at, finished=True)


def fail(shop: Shop, state: StreamState = StreamState.DELAYED, problem: str = "it is down") -> None:
    """A poll fails."""
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        accounts.stream_failed(
            tx,
            shop.account_id,
            "mentions",
            state,
            next_at=shop.now + MINUTE,
            limited_until=0,
            problem=problem,
            remedy="wait: it is tried again by itself",
        )


def look(shop: Shop, *configured: str) -> int:
    return watch_accounts(shop.store, configured or (NAME,), "Europe/London", shop.now)


def lasting(shop: Shop) -> list[str]:
    return [
        row["detail"]
        for row in shop.rows("SELECT detail FROM alerts WHERE withdrawn_at IS NULL ORDER BY id")
    ]


def test_three_intervals_without_a_poll_that_succeeds_are_a_flag_until_one_does(
    shop: Shop,
) -> None:
    read(shop)
    shop.pass_time(minutes=3)
    fail(shop)
    assert look(shop) == 0
    shop.now += 1
    assert look(shop) == 1
    assert look(shop) == 0
    (told,) = lasting(shop)
    assert told.startswith("acme cannot be heard since Mon 02 Nov 09:00 (mentions): it is down;")
    assert told.endswith("; wait: it is tried again by itself")
    read(shop)
    before = shop.store.revision()
    assert look(shop) == 0
    assert lasting(shop) == []
    assert shop.store.revision() > before, "consoles look again"


def test_what_comes_and_goes_is_one_flag_in_a_quarter_of_an_hour(shop: Shop) -> None:
    read(shop)
    raised = []
    for minute in range(40):
        shop.now = START + minute * MINUTE
        if minute % 10 == 5:
            read(shop)
        else:
            fail(shop)
        if look(shop):
            raised.append(minute)
    assert raised == [4, 19, 34]
    assert COOL_DOWN_MS == 15 * MINUTE


def test_a_worker_that_was_down_is_no_trouble_of_the_account(shop: Shop) -> None:
    """The stream is as well as when it was last read."""
    read(shop)
    shop.pass_time(days=1)
    assert look(shop) == 0


def test_where_no_poll_has_ever_succeeded_three_that_failed_are_a_flag(shop: Shop) -> None:
    for _ in range(2):
        fail(shop)
        assert look(shop) == 0
    fail(shop)
    assert look(shop) == 1


def test_a_first_poll_that_never_ends_is_a_flag(shop: Shop) -> None:
    """A worker runs, and nothing fails."""
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        accounts.worker_alive(tx, "w", 1, "here", shop.now)
    shop.pass_time(minutes=18)
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "w", 1, "here", shop.now)
    assert look(shop) == 1
    assert "the worker runs and does not read it" in lasting(shop)[0]


@pytest.mark.parametrize(
    ("state", "trouble", "words"),
    [
        (StreamState.NEEDS_LOGIN, "login", "acme has lost its log-in"),
        (StreamState.OUT_OF_BUDGET, "budget", "acme has used up its budget"),
    ],
)
def test_a_refused_login_and_an_empty_purse_are_flags_at_once(
    shop: Shop, state: StreamState, trouble: str, words: str
) -> None:
    fail(shop, state)
    assert look(shop) == 1
    assert shop.value("SELECT key FROM alerts") == f"account:acme:{trouble}"
    assert lasting(shop)[0].startswith(words)
    assert shop.value("SELECT account_id FROM alerts") == shop.account_id


def test_a_login_that_ends_within_seven_days_is_a_flag(shop: Shop) -> None:
    ends_at = START + 8 * DAY
    with shop.store.write() as tx:
        tx.run("UPDATE accounts SET login_ends_at = :at", at=ends_at)
    shop.now = ends_at - 7 * DAY
    assert look(shop) == 0
    shop.now += 1
    assert look(shop) == 1
    assert lasting(shop) == [
        "acme: its log-in ends Tue 10 Nov 09:00; social-care account login acme"
    ]
    with shop.store.write() as tx:
        tx.run("UPDATE accounts SET login_ends_at = :at", at=ends_at + 90 * DAY)
    look(shop)
    assert lasting(shop) == []


@pytest.mark.parametrize(("name", "flagged"), [("money today", 1), ("units", 1), ("reads", 0)])
def test_a_spent_allowance_of_the_day_is_a_flag_and_a_window_of_calls_is_none(
    shop: Shop, name: str, flagged: int
) -> None:
    StoredLedger(shop.store, NAME).note(name, Usage(used=10, allowed=10, until=START + HOUR))
    assert look(shop) == flagged
    shop.pass_time(hours=1)
    look(shop)
    assert lasting(shop) == []


def test_an_account_that_is_not_configured_is_nobodys_trouble(shop: Shop) -> None:
    fail(shop, StreamState.NEEDS_LOGIN)
    assert look(shop) == 1
    assert look(shop, "another") == 0
    assert lasting(shop) == []
    assert watch_accounts(shop.store, (), "UTC", shop.now) == 0


def test_workers_that_share_the_accounts_leave_each_others_flags_alone(shop: Shop) -> None:
    fail(shop, StreamState.NEEDS_LOGIN)
    with shop.store.write() as tx:
        accounts.lease(tx, shop.account_id, "its worker", shop.now)
    assert look(shop) == 1
    assert look(shop, "another") == 0
    assert len(lasting(shop)) == 1
    shop.pass_time(minutes=2)  # its worker is gone, and nobody has the account in a configuration
    look(shop, "another")
    assert lasting(shop) == []


def stream(name: str, **more: Any) -> StreamHealth:
    usual: dict[str, Any] = {
        "account": NAME,
        "channel": "mastodon",
        "state": StreamState.DELAYED,
        "blind_since": START,
        "ok_at": START,
        "next_at": 0,
        "problem": "it is down",
        "remedy": "",
        "every_s": 60,
    }
    return StreamHealth(stream=name, **(usual | more))


def test_streams_in_the_same_trouble_are_one_flag_and_others_have_their_own() -> None:
    streams = [
        stream("mentions"),
        stream("direct", ok_at=START - HOUR),
        stream("search", state=StreamState.NEEDS_LOGIN),
        stream("posts", problem="another"),
    ]
    found = list(ailments(streams, (), (), "UTC", START + HOUR))
    assert [each.trouble for each in found] == [Trouble.BLIND, Trouble.LOGIN]
    assert found[0].detail == (
        "acme cannot be heard since Mon 02 Nov 08:00 (mentions, direct): it is down"
    )
