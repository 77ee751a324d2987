"""Feeds under the contract: of articles, and of the comments under them."""

import pytest

from social_care.connectors.base import Connector
from social_care.models import MentionKind
from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_feed import FeedOnTrial
from tests.connectors.world import World, poll

ONE_WAY = "a feed takes no answers"


class TestArticles(ConnectorContract):
    """A blog."""

    without_sending = ONE_WAY
    without_own_posts = "who writes an article is not recognised as us"

    @pytest.fixture
    def world(self) -> World:
        return FeedOnTrial()

    def test_what_comes_are_articles(self, world: World, connector: Connector) -> None:
        world.post("News")
        (mention,) = poll(connector, world.now).mentions
        assert mention.kind is MentionKind.ARTICLE


class TestComments(ConnectorContract):
    """What people write under an article, ourselves included."""

    without_sending = ONE_WAY

    @pytest.fixture
    def world(self) -> World:
        return FeedOnTrial(kind="comments", own_names=["Acme Shoes"])

    def test_what_comes_are_comments(self, world: World, connector: Connector) -> None:
        world.post("Where is my parcel?")
        (mention,) = poll(connector, world.now).mentions
        assert mention.kind is MentionKind.COMMENT
