"""X under the contract, by each way of being logged in."""

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_x import KEYS, FakeX
from tests.connectors.world import World


class TestX(ConnectorContract):
    """A user's OAuth 2 tokens."""

    @pytest.fixture
    def world(self) -> World:
        return FakeX()


class TestXWithKeys(ConnectorContract):
    """The four keys of OAuth 1.0a: every call is signed, and the fake checks it."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeX()
        fake.account = dict(KEYS)
        return fake


class TestXWithAnAppBeside(ConnectorContract):
    """Reads that any app may do go out with the app's token."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeX()
        fake.account |= {"bearer_token": "env:BEARER", "queries": ["boots OR parcel"]}
        return fake
