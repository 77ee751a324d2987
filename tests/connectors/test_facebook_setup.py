"""A Facebook Page: its table, its token and its powers."""

from typing import Any

import pytest

from social_care.connectors.base import Deletes, Guided, Hides, Likes, LogsIn, Sweeps
from social_care.connectors.meta import Facebook
from social_care.errors import ConfigError, ErrorClass, NetworkError
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_meta import BASE, PAGE, refusal
from tests.connectors.world import NOW


@pytest.fixture
def server() -> FakeFacebook:
    """A Page with one post."""
    return FakeFacebook()


def test_it_has_the_powers_of_its_network(server: FakeFacebook) -> None:
    """The worker and the console ask for them."""
    connector = server.connect()
    for power in (Sweeps, Deletes, Likes, Hides, Guided):
        assert isinstance(connector, power)
    assert isinstance(Facebook, LogsIn)


def test_check_says_what_the_token_may_do(server: FakeFacebook) -> None:
    """When it ends, and what will not work."""
    ends = NOW // 1000 + 60 * 24 * 3600
    server.debug = {
        "is_valid": True,
        "type": "PAGE",
        "expires_at": 0,
        "data_access_expires_at": ends,
        "scopes": ["pages_show_list", "pages_read_engagement", "pages_read_user_content"],
    }
    health = server.connect().check()
    assert (health.own_id, health.own_handle) == (PAGE, "acme")
    assert health.expires_at == ends * 1000
    assert health.scopes == tuple(server.debug["scopes"])
    assert [each.split(":")[0] for each in health.warnings] == [
        "the token lacks pages_manage_engagement",
        "the token lacks pages_messaging",
    ]


def test_a_token_that_is_no_good_needs_a_person(server: FakeFacebook) -> None:
    """Though Meta answers with 200."""
    server.debug = {"is_valid": False, "error": {"message": "The user changed the password"}}
    with pytest.raises(NetworkError, match="changed the password") as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.AUTH


def test_check_works_where_meta_does_not_say_when_the_token_ends(server: FakeFacebook) -> None:
    """It says that it does not know."""
    server.once("/debug_token", refusal(200))
    health = server.connect().check()
    assert health.expires_at is None
    assert "does not say when the token ends" in health.warnings[0]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"page_id": "acme"}, "page_id: must be the number"),
        ({"base_url": "graph"}, "base_url"),
        ({"human_agent": "yes"}, "human_agent"),
        ({"comment_days": 0}, "comment_days"),
        ({"queries": ["acme"]}, "queries: is not known here"),
        ({"ig_id": "1"}, "ig_id: is not known here"),
    ],
)
def test_a_wrong_table_is_refused(
    server: FakeFacebook, changed: dict[str, Any], complaint: str
) -> None:
    """With the key that is wrong."""
    table = {"name": "fb", "page_id": PAGE, "token": "env:T", "base_url": BASE}
    with pytest.raises(ConfigError, match=complaint):
        Facebook.from_settings(table | changed, server.context())


def test_all_that_is_missing_is_named_at_once(server: FakeFacebook) -> None:
    """Not one after the other."""
    with pytest.raises(ConfigError) as caught:
        Facebook.from_settings({"name": "fb"}, server.context())
    assert {each.partition(":")[0] for each in caught.value.problems} == {"page_id", "token"}
