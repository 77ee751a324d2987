"""Mail under the contract: a server that files what it sends, and one that does not."""

import pytest

from social_care.connectors.base import Connector
from social_care.errors import ErrorClass, NetworkError
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

    def test_a_lost_answer_is_an_unknown_outcome(self, world: World, connector: Connector) -> None:
        """Nobody has filed it, so looking finds nothing, and a person has to decide."""
        prepared = self._prepared(world, connector)
        world.fail(Fault.ANSWER_LOST)
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
        world.fail(None)
        assert len(world.own_posts()) == 1
        assert connector.find_sent(prepared) is None
        assert not connector.can_resend(prepared, world.now)
