"""Bluesky under the contract."""

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.world import World


class TestBluesky(ConnectorContract):
    """The service, the account's own data server and the app view."""

    @pytest.fixture
    def world(self) -> World:
        return FakeBluesky()
