"""Mastodon, as documented and as snac2 speaks it, under the contract."""

import pytest

from social_care.connectors.base import Connector, Deletes
from social_care.errors import ErrorClass, NetworkError
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

    def test_a_reply_can_be_taken_back(self, world: World, connector: Connector) -> None:
        """Not there: it is said, and nobody believes that the reply is gone."""
        assert isinstance(connector, Deletes)
        sent = connector.send(self._prepared(world, connector))
        with pytest.raises(NetworkError) as caught:
            connector.delete(sent.external_id)
        assert caught.value.error_class is ErrorClass.PERMISSION
        assert world.own_posts()
