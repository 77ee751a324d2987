"""Reddit under the contract: comments, posts and private messages, by both ways to log in."""

import pytest

from social_care.connectors.base import Connector, Sweeps
from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.world import ChangingWorld, World


class TestRedditMentions(ConnectorContract):
    """People name us in comments; the app has a permanent log-in."""

    @pytest.fixture
    def world(self) -> World:
        return FakeReddit().logged_in()


class TestRedditScript(ConnectorContract):
    """The same, logged in with a password."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeReddit()
        fake.table["password"] = "env:PASSWORD"
        return fake


class TestRedditPosts(ConnectorContract):
    """A search finds posts."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeReddit("post").logged_in()
        fake.table["queries"] = ["from:kim OR from:lee"]
        return fake


class TestRedditMessages(ConnectorContract):
    """People write to us privately. Messages cannot be looked up, edited or taken back."""

    without_edits = "private messages cannot be edited"

    @pytest.fixture
    def world(self) -> World:
        return FakeReddit("message").logged_in()

    def _changing(self, world: World, connector: Connector) -> tuple[ChangingWorld, Sweeps]:
        pytest.skip("Reddit does not let us look at private messages by their ids")

    def test_a_reply_can_be_taken_back(self, world: World, connector: Connector) -> None:
        """See test_reddit_sending: it is refused."""
        pytest.skip("a private message cannot be taken back from its reader")
