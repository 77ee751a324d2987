"""Mail under the contract: a server that files what it sends, and one that does not."""

import pytest

from social_care.connectors.base import Connector
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared
from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_mail import FakeMail
from tests.connectors.world import Fault, World


class TestMailThatIsFiled(ConnectorContract):
    """As Google and Microsoft do it."""

    @pytest.fixture
    def world(self) -> World:
        return FakeMail(files_sent=True)


class TestMailWeFile(ConnectorContract):
    """As all others do it."""

    @pytest.fixture
    def world(self) -> World:
        return FakeMail(files_sent=False)

    def test_what_is_sent_is_found(self, world: World, connector: Connector) -> None:
        """Once we have filed it; before that, not to find it says nothing."""
        prepared = self._prepared(world, connector)
        assert cannot_be_seen(connector, prepared)
        sent = connector.send(prepared)
        found = world.connect().find_sent(prepared)
        assert found is not None
        assert found.external_id == sent.external_id

    def test_a_lost_answer_is_an_unknown_outcome(self, world: World, connector: Connector) -> None:
        """Nobody has filed it: a person decides, and is not told that it is not there."""
        prepared = self._prepared(world, connector)
        world.fail(Fault.ANSWER_LOST)
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
        world.fail(None)
        assert len(world.own_posts()) == 1
        assert cannot_be_seen(connector, prepared)
        assert not connector.can_resend(prepared, world.now)


def cannot_be_seen(connector: Connector, prepared: Prepared) -> bool:
    """Whether a look says that it is worth nothing."""
    with pytest.raises(NetworkError) as caught:
        connector.find_sent(prepared)
    return caught.value.error_class is ErrorClass.PERMISSION and "keeps no copy" in str(
        caught.value
    )
