"""YouTube, as documented, under the contract."""

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_youtube import FakeYouTube
from tests.connectors.world import World


class TestYouTube(ConnectorContract):
    """A channel with one video, and no searches."""

    @pytest.fixture
    def world(self) -> World:
        return FakeYouTube()


class TestYouTubeWithEverything(ConnectorContract):
    """Spam, subscribers and a search switched on; threads show none of their replies."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeYouTube()
        fake.shown_replies = 0
        fake.table = {"spam": True, "reach": True, "queries": ["acme"], "testing": True}
        return fake
