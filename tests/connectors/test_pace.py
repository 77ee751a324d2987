"""Calls are spaced out ahead of a network's limits, and the last tenth is for replies."""

import pytest

from social_care.connectors.context import MemoryLedger
from social_care.connectors.pace import Pace
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage

NOW = 1_793_523_600_000
MINUTE = 60_000
WINDOW = 10 * MINUTE


class World:
    """A pace on a ledger, with a clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW
        self.ledger = MemoryLedger()
        self.pace = self.restarted()

    def restarted(self) -> Pace:
        """As the next process makes it."""
        return Pace(self.ledger, lambda: self.now)

    def used(self, used: int, allowed: int = 100, bucket: str = "reads") -> None:
        """What the network has said."""
        self.ledger.note(bucket, Usage(used=used, allowed=allowed, until=NOW + WINDOW))

    def waits_until(self, bucket: str = "reads", *, wrote: bool = False) -> int | None:
        """When a call may come back; None: it is let through now."""
        try:
            self.pace.before(bucket, wrote=wrote)
        except NetworkError as error:
            return error.retry_at if error.error_class is ErrorClass.RATE else 0
        return None


@pytest.fixture
def world() -> World:
    """Nothing is known yet."""
    return World()


def test_nothing_known_is_nothing_spaced(world: World) -> None:
    assert [world.waits_until() for _ in range(3)] == [None] * 3


def test_the_first_half_is_free(world: World) -> None:
    world.used(50)
    assert [world.waits_until() for _ in range(3)] == [None] * 3


def test_beyond_half_calls_are_spread_over_what_is_left_of_the_time(world: World) -> None:
    """40 are left, 10 of them kept: 30 reads in 10 minutes are one in 20 seconds."""
    world.used(60)
    assert world.waits_until() is None
    assert world.waits_until() == NOW + 20_000
    world.now += 20_000
    assert world.waits_until() is None
    assert world.waits_until() == NOW + 20_000 + (WINDOW - 20_000) // 30


def test_a_refused_call_does_not_push_the_next_one_away(world: World) -> None:
    """Who comes back when told is let through."""
    world.used(60)
    world.waits_until()
    assert world.waits_until() == world.waits_until() == NOW + 20_000


@pytest.mark.parametrize("used", [90, 95, 99])
def test_the_last_tenth_is_for_replies(world: World, used: int) -> None:
    world.used(used)
    assert world.waits_until() == NOW + WINDOW
    assert world.waits_until(wrote=True) is None


def test_when_nothing_is_left_replies_wait_too(world: World) -> None:
    world.used(100)
    assert world.waits_until(wrote=True) == NOW + WINDOW
    world.used(130)
    assert world.waits_until(wrote=True) == NOW + WINDOW


def test_when_the_time_is_over_all_is_free_again(world: World) -> None:
    world.used(100)
    world.now = NOW + WINDOW
    assert world.waits_until() is None
    assert world.waits_until(wrote=True) is None


def test_a_bucket_is_its_own(world: World) -> None:
    world.used(100, bucket="searches")
    assert world.waits_until() is None
    assert world.waits_until("searches") == NOW + WINDOW


def test_small_allowances_can_be_used_up(world: World) -> None:
    """A tenth of five is nothing to keep."""
    world.used(4, allowed=5)
    assert world.waits_until() is None
    assert world.waits_until() == NOW + WINDOW


def test_headers_are_learnt_and_survive_a_restart(world: World) -> None:
    reset = str((NOW + WINDOW) // 1000)
    headers = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "5"}
    world.pace.after("reads", 200, headers | {"x-rate-limit-reset": reset})
    world.pace = world.restarted()
    assert world.waits_until() == NOW + WINDOW
    assert world.ledger.usages["reads"] == Usage(used=95, allowed=100, until=NOW + WINDOW)


def test_what_is_known_is_not_written_again(world: World) -> None:
    """A poll every few seconds must not write to the database each time."""
    noted: list[str] = []
    headers = {"ratelimit-limit": "100", "ratelimit-remaining": "5", "ratelimit-reset": "600"}

    class Watched(MemoryLedger):
        def note(self, name: str, usage: Usage) -> None:
            noted.append(name)
            super().note(name, usage)

    pace = Pace(Watched(), lambda: NOW)
    for _ in range(3):
        pace.after("reads", 200, headers)
    assert noted == ["reads"]


def test_headers_that_say_nothing_or_are_of_the_past_change_nothing(world: World) -> None:
    world.used(60)
    before = dict(world.ledger.usages)
    past = {"ratelimit-limit": "9", "ratelimit-remaining": "9", "ratelimit-reset": "1700000000"}
    for headers in ({}, {"ratelimit-remaining": "x"}, past):
        world.pace.after("reads", 200, headers)
    assert world.ledger.usages == before


def test_a_429_stops_everything_until_the_network_says(world: World) -> None:
    """Even where its other headers or our own count see something left."""
    world.used(10)
    world.pace.after("reads", 429, {"retry-after": "120", "x-ratelimit-remaining": "90"})
    assert world.waits_until() == NOW + 2 * MINUTE
    assert world.waits_until(wrote=True) == NOW + 2 * MINUTE
    world.now += 2 * MINUTE
    assert world.waits_until() is None


def test_a_429_where_nothing_was_known_stops_that_bucket_alone(world: World) -> None:
    world.pace.after("searches", 429, {})
    assert world.waits_until("searches") == NOW + 15 * MINUTE
    assert world.waits_until() is None


def test_a_network_with_headers_of_its_own_brings_its_own_reader() -> None:
    """Percentages, for example."""
    ledger = MemoryLedger()
    full = Usage(used=100, allowed=100, until=NOW + WINDOW)
    pace = Pace(ledger, lambda: NOW, lambda headers, _now: full if headers else None)
    pace.after("reads", 200, {})
    pace.before("reads", wrote=True)
    pace.after("reads", 200, {"x-app-usage": "{}"})
    with pytest.raises(NetworkError, match="100 of 100 calls"):
        pace.before("reads", wrote=True)
