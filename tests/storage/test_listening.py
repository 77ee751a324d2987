"""Whether anybody listens: a worker that runs and reads nothing is never a calm zero."""

import pytest

from social_care.models import Stream, StreamHealth, StreamState
from social_care.storage import accounts, listening
from tests.world import MINUTE, Shop

HOURLY = Stream(name="articles", every_s=3600)
MENTIONS = Stream(name="mentions", every_s=60)
OFTEN = Stream(name="messages", every_s=5)


def work(shop: Shop) -> None:
    """A worker shows that it runs; the first time it is started by that."""
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "w", 1, "here", shop.now)


def read(shop: Shop, stream: Stream) -> None:
    """A poll ends well."""
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, stream)
        next_at = shop.now + stream.every_s * 1000
        accounts.stream_ok(tx, shop.account_id, stream.name, shop.now, next_at, finished=True)


def health(shop: Shop, *configured: str) -> tuple[StreamHealth, ...]:
    """What is not well."""
    return listening.health(shop.store.read(), shop.now, configured)


@pytest.mark.parametrize(("stream", "minutes"), [(MENTIONS, 3), (HOURLY, 3 * 60), (OFTEN, 3)])
def test_a_stream_that_a_running_worker_does_not_read_is_blind(
    shop: Shop, stream: Stream, minutes: int
) -> None:
    work(shop)
    read(shop, stream)
    read_at = shop.now
    shop.pass_time(minutes=minutes)
    work(shop)
    assert health(shop) == ()
    shop.pass_time(seconds=1)
    (blind,) = health(shop)
    assert (blind.state, blind.blind_since) == (StreamState.DELAYED, read_at)
    assert "start it again" in blind.remedy
    assert shop.desk().status().streams == (blind,)
    read(shop, stream)
    assert health(shop) == ()


def test_a_stream_whose_first_poll_never_ends_is_blind_too(shop: Shop) -> None:
    work(shop)
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
    shop.pass_time(minutes=17)
    work(shop)
    (blind,) = health(shop)
    assert blind.blind_since is None


def test_a_worker_that_has_just_been_started_has_time_to_read(shop: Shop) -> None:
    read(shop, MENTIONS)
    shop.pass_time(days=2)
    work(shop)
    assert health(shop, "acme") == ()


def test_without_a_worker_its_absence_says_it_all(shop: Shop) -> None:
    read(shop, MENTIONS)
    shop.pass_time(days=2)
    assert health(shop, "acme", "added") == ()


def test_an_account_that_the_running_worker_does_not_know_is_blind(shop: Shop) -> None:
    work(shop)
    read(shop, MENTIONS)
    shop.now += listening.SILENT_MS
    work(shop)
    read(shop, MENTIONS)
    assert health(shop, "acme", "added") == ()
    shop.now += MINUTE
    work(shop)
    (unknown,) = health(shop, "acme", "added")
    assert (unknown.account, unknown.stream) == ("added", listening.EVERYTHING)
    assert "start the worker again" in unknown.remedy


def test_an_account_that_is_configured_no_more_is_nobodys(shop: Shop) -> None:
    with shop.store.write() as tx:
        accounts.ensure_stream(tx, shop.account_id, MENTIONS)
        accounts.stream_failed(
            tx, shop.account_id, "mentions", StreamState.NEEDS_LOGIN, 0, 0, "refused", "log in"
        )
    assert health(shop, "another") == ()
    assert [each.problem for each in health(shop)] == ["refused"]
