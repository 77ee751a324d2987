"""Mastodon, as documented and as snac2 speaks it, under the contract."""

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_mastodon import FakeMastodon, FakeSnac
from tests.connectors.world import World


class TestMastodon(ConnectorContract):
    """A server that keeps to the documentation; not known to honour keys."""

    @pytest.fixture
    def world(self) -> World:
        return FakeMastodon()


class TestMastodonWithKeys(ConnectorContract):
    """A server that is known to honour Idempotency-Key."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeMastodon()
        fake.idempotency = True
        return fake


class TestSnac(ConnectorContract):
    """The smallest of the servers that say they are Mastodon."""

    @pytest.fixture
    def world(self) -> World:
        return FakeSnac()
