"""Real servers for the tests of this folder, which run only when asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.launch import BlueskyNetwork, MastodonServer, launched

HERE = Path(__file__).parent
INSTALL_SECONDS = 900
"""A first test may install its server; the project's limit for a test is far shorter."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked = "servers" in str(config.getoption("markexpr"))
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.servers)
            item.add_marker(pytest.mark.timeout(INSTALL_SECONDS))
            if not asked:
                item.add_marker(pytest.mark.skip(reason="needs real servers: make test-servers"))


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    with launched("bluesky") as place:
        addresses = {name: place[name] for name in ("pds", "plc", "appview")}
        yield BlueskyNetwork(**addresses)


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[MastodonServer]:
    with launched("mastodon") as place:
        yield MastodonServer(base_url=place["base_url"], users=place["users"])
