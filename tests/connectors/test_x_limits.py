"""What X's headers say of our allowance."""

import pytest

from social_care.connectors.x.api import bucket_of
from social_care.connectors.x.limits import exhausted_until, tightest
from social_care.models import Usage
from tests.connectors.world import MINUTE, NOW


def window(name: str, limit: int, left: int, minutes: int) -> dict[str, str]:
    """One window's three headers."""
    ends = {"limit": limit, "remaining": left, "reset": (NOW + minutes * MINUTE) // 1000}
    return {f"{name}-{end}": str(value) for end, value in ends.items()}


QUARTER = window("x-rate-limit", 100, 60, 10)
USER_DAY = window("x-user-limit-24hour", 200, 20, 600)
APP_DAY = window("x-app-limit-24hour", 10_000, 9_000, 900)


def test_the_window_with_the_least_left_counts() -> None:
    """Ten replies an hour are too many when the day has five left."""
    until = NOW + 600 * MINUTE
    found = tightest(QUARTER | USER_DAY | APP_DAY, NOW)
    assert found == Usage(used=180, allowed=200, until=until)
    assert tightest(QUARTER | APP_DAY, NOW) == Usage(used=40, allowed=100, until=NOW + 10 * MINUTE)


def test_of_two_that_are_used_up_the_longer_counts() -> None:
    """The quarter of an hour would bring the next refusal."""
    both = window("X-Rate-Limit", 100, 0, 10) | window("X-User-Limit-24Hour", 200, 0, 600)
    assert exhausted_until(both, NOW) == NOW + 600 * MINUTE
    found = tightest(both, NOW)
    assert found is not None
    assert found.until == NOW + 600 * MINUTE
    assert exhausted_until(QUARTER, NOW) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-rate-limit-limit": "100"},
        window("x-rate-limit", 100, 0, -1),
        {"x-rate-limit-limit": "x", "x-rate-limit-remaining": "y", "x-rate-limit-reset": "z"},
    ],
)
def test_what_is_past_missing_or_odd_says_nothing(headers: dict[str, str]) -> None:
    """A window that is over least of all."""
    assert tightest(headers, NOW) is None
    assert exhausted_until(headers, NOW) is None


@pytest.mark.parametrize(
    ("method", "route", "bucket"),
    [
        ("GET", "/2/users/42/mentions", "mentions"),
        ("GET", "/2/users/42/tweets", "own posts"),
        ("GET", "/2/users/me", "users"),
        ("GET", "/2/users/by/username/acme", "users"),
        ("GET", "/2/tweets/search/recent", "search"),
        ("GET", "/2/tweets", "look-up"),
        ("GET", "/2/dm_events", "messages"),
        ("GET", "/2/dm_conversations/with/7/dm_events", "one conversation"),
        ("POST", "/2/tweets", "posting"),
        ("POST", "/2/dm_conversations/with/7/messages", "sending messages"),
        ("POST", "/2/users/42/likes", "liking"),
        ("PUT", "/2/tweets/7/hidden", "hiding"),
        ("DELETE", "/2/tweets/7", "deleting"),
        ("POST", "/2/media/upload/7/append", "uploads"),
        ("GET", "/2/media/upload", "uploads"),
        ("GET", "/2/something/new", "other calls"),
    ],
)
def test_every_endpoint_has_an_allowance_of_its_own(method: str, route: str, bucket: str) -> None:
    """As X counts."""
    assert bucket_of(method, route) == bucket
