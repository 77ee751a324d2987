"""Facebook Pages and Instagram accounts, as documented, under the contract."""

from typing import ClassVar

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_instagram import FakeInstagram
from tests.connectors.fake_meta import SECRET
from tests.connectors.world import World


class TestFacebook(ConnectorContract):
    """A Page on which strangers comment."""

    @pytest.fixture
    def world(self) -> World:
        return FakeFacebook()


class TestFacebookWithProof(ConnectorContract):
    """An app that takes calls only with a proof of its secret."""

    @pytest.fixture
    def world(self) -> World:
        fake = FakeFacebook()
        fake.app_secret = SECRET
        fake.table = {"app_secret": "env:SECRET"}
        return fake


class TestInstagram(ConnectorContract):
    """An account on whose posts strangers comment."""

    without_edits: ClassVar[str] = "Instagram's comments cannot be edited"

    @pytest.fixture
    def world(self) -> World:
        return FakeInstagram()
