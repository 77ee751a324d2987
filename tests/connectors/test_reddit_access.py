"""Reddit: switched off or on, the account's table, and who we are."""

import pytest

from social_care.connectors.base import Deletes, FollowsThreads, Guided, Likes, LogsIn, Sweeps
from social_care.connectors.reddit import Reddit
from social_care.errors import ConfigError, ErrorClass, NetworkError
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.world import DAY, NOW, poll, reply_to


@pytest.fixture
def server() -> FakeReddit:
    """Somebody has logged in."""
    return FakeReddit().logged_in()


def names(connector: Reddit) -> list[str]:
    """The streams in their order."""
    return [stream.name for stream in connector.streams()]


# Off until somebody switches it on


def test_it_is_off_until_it_is_switched_on(server: FakeReddit) -> None:
    """Nothing is polled, nobody is asked, and it says how to change that."""
    server.table = {"name": "acme-reddit", "connector": "reddit"}
    connector = server.connect()
    assert connector.streams() == []
    health = connector.check()
    (warning,) = health.warnings
    assert "approval" in warning
    assert "enabled = true" in warning
    assert server.calls() == 0


def test_what_is_off_sends_nothing_either(server: FakeReddit) -> None:
    """A reply that was queued before it was switched off is refused, with the remedy."""
    mention_id = server.post("Hello")
    mention = poll(server.connect(), NOW).mention(mention_id)
    before = server.calls()
    server.table["enabled"] = False
    connector = server.connect()
    with pytest.raises(NetworkError) as caught:
        connector.send(connector.prepare(reply_to(mention, "Hi"), NOW))
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "enabled = true" in caught.value.remedy
    assert server.calls() == before


# The account's table


def test_everything_that_is_wrong_is_said_at_once(server: FakeReddit) -> None:
    """Missing, misspelt, unusable."""
    server.table = {
        "name": "x",
        "connector": "reddit",
        "enabled": True,
        "username": "not a name!",
        "subreddits": ["r/boots", "no/such"],
        "queries": ['"' + "long " * 120 + '"'],
        "subject": "s" * 101,
        "user_agent": "caf\u00e9",
        "base_url": "ftp://x",
        "querys": [],
    }
    with pytest.raises(ConfigError) as caught:
        server.connect()
    problems = " ".join(caught.value.problems)
    for key in ("username", "client_id", "no/such", "512", "subject", "user_agent", "base_url"):
        assert key in problems
    assert "querys" in problems
    assert "'r/boots'" not in problems


def test_the_app_names_itself(server: FakeReddit) -> None:
    """Reddit slows down those who do not; at the log-in as well."""
    server.table |= {"app_id": "acme-care", "username": "u/acme"}
    server.connect().check()
    agents = {request.headers["user-agent"] for request in server.requests}
    (agent,) = agents
    assert agent.startswith("python:acme-care:")
    assert agent.endswith("(by /u/acme)")
    server.table["user_agent"] = "own words"
    server.connect().check()
    assert server.requests[-1].headers["user-agent"] == "own words"


def test_streams_follow_the_table(server: FakeReddit) -> None:
    """A search for each alternative, a list of comments for each community, once."""
    server.table |= {
        "queries": ['"acme boots" -sale OR acmeshoes', "acmeshoes"],
        "subreddits": ["boots", "r/boots", "/r/shoes/"],
    }
    assert names(server.connect()) == [
        "own posts",
        "sent messages",
        "mentions",
        "replies to comments",
        "replies to posts",
        "messages",
        'search: "acme boots" -sale',
        "search: acmeshoes",
        "comments: r/boots",
        "comments: r/shoes",
    ]


def test_the_place_of_the_log_in_may_be_given_in_full(server: FakeReddit) -> None:
    """As Reddit's own pages name it."""
    server.table["auth_url"] = "https://www.reddit.com/api/v1/access_token"
    assert server.connect().check().own_id == server.own_id


def test_communities_without_queries_are_a_warning(server: FakeReddit) -> None:
    """All their comments would be mentions."""
    server.table["subreddits"] = ["boots"]
    connector = server.connect()
    assert "comments: r/boots" not in names(connector)
    assert any("no queries" in warning for warning in connector.check().warnings)


# Who we are


def test_check_says_what_will_go_wrong(server: FakeReddit) -> None:
    """A suspended account looks fine to itself."""
    assert server.connect().check().warnings == ()
    server.me = {
        "id": "acme1",
        "name": "Other",
        "is_suspended": True,
        "has_verified_email": False,
    }
    server.scope = "identity read"
    server.now += DAY
    health = server.connect().check()
    warnings = " ".join(health.warnings)
    for part in ("suspended", "email", "u/Other", "submit", "privatemessages", "vote"):
        assert part in warnings
    assert health.scopes == ("identity", "read")
    assert health.own_handle == "Other"


def test_a_log_in_that_may_do_everything_lacks_nothing(server: FakeReddit) -> None:
    """What a script app is given."""
    server.scope = "*"
    assert server.connect().check().warnings == ()


def test_check_tells_the_time_over_there(server: FakeReddit) -> None:
    """Our clock is held against it."""
    assert server.connect().check().server_time is None
    server.headers = {"date": "Sun, 01 Nov 2026 09:00:07 GMT"}
    assert server.connect().check().server_time == NOW + 7000
    server.headers = {"date": "Sun, 01 Nov 2026 09:00:07 -0000"}
    assert server.connect().check().server_time is None


def test_a_plain_connection_is_a_warning(server: FakeReddit) -> None:
    """The token, or the secret, could be read on the way."""
    server.table |= {"base_url": "http://api.example", "auth_url": "https://www.reddit.com"}
    assert any("not encrypted" in warning for warning in server.connect().check().warnings)


def test_it_has_the_powers_that_reddit_has(server: FakeReddit) -> None:
    """Looking again, threads, taking back, upvotes, a guide and a log-in."""
    connector = server.connect()
    for power in (Sweeps, FollowsThreads, Deletes, Likes, Guided):
        assert isinstance(connector, power)
    assert isinstance(Reddit, LogsIn)
    assert connector.limits.can_private
