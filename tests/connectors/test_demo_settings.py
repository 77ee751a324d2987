"""A demo account's table, and what its world remembers of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.demo import MENTIONS, OWN_POSTS, Demo
from social_care.connectors.demo.settings import read_settings
from social_care.connectors.installed import load
from social_care.errors import ConfigError, ErrorClass, NetworkError
from tests.connectors.demo_kit import Account
from tests.connectors.world import NOW


def table(**settings: Any) -> dict[str, Any]:
    """A demo account's table."""
    return {"name": "acme-demo", "connector": "demo", "folder": "/tmp/demo", **settings}


def test_it_is_found_by_its_name() -> None:
    """The entry point leads to the class."""
    assert load("demo") is Demo


def test_a_folder_is_enough() -> None:
    """Everything else has a good default, and the start is now."""
    settings = read_settings(table(), lambda: NOW)
    assert settings.folder == Path("/tmp/demo")
    assert settings.channel == "demo"
    assert (settings.facts.start, settings.facts.seed, settings.facts.speed) == (NOW, 1, 1.0)
    assert settings.facts.brand == "Acme Shoes"
    assert settings.facts.story
    assert not settings.idempotent
    assert settings.fixed == frozenset()


def test_everything_can_be_set() -> None:
    """Each name of the table arrives where it belongs."""
    settings = read_settings(
        table(
            seed=7,
            speed=2.5,
            start=5,
            brand="Nord & Sons",
            story=False,
            opening=3,
            arrivals_per_hour=60,
            agents=["Ada"],
            channel="Mastodon",
            idempotent=True,
            every_s=2,
        ),
        lambda: NOW,
    )
    facts = settings.facts
    assert (facts.seed, facts.speed, facts.start, facts.opening) == (7, 2.5, 5, 3)
    assert (facts.brand, facts.handle, facts.agents) == ("Nord & Sons", "nordsons", ("Ada",))
    assert (facts.story, facts.arrivals_per_hour) == (False, 60)
    assert (settings.channel, settings.idempotent, settings.every_s) == ("mastodon", True, 2)
    assert "brand" in settings.fixed


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"folder": None}, "folder: is missing"),
        ({"folder": 5}, "folder: must be a text"),
        ({"speed": 0}, "speed: must be between 0.01 and"),
        ({"speed": "fast"}, "speed: must be a number"),
        ({"seed": "one"}, "seed: must be a number"),
        ({"opening": -1}, "opening: must be between 0 and"),
        ({"every_s": 0}, "every_s: must be between 1 and"),
        ({"story": "yes"}, "story: must be true or false"),
        ({"agents": "Lena"}, "agents: must be a list of texts"),
        ({"sped": 2}, 'sped: is not known here (did you mean "speed"?)'),
    ],
)
def test_a_bad_table_is_refused(settings: dict[str, Any], problem: str) -> None:
    """With the key and what it should be."""
    context = ConnectorContext(clock=lambda: NOW, secret=str, vault=MemoryVault())
    with pytest.raises(ConfigError) as caught:
        Demo.from_settings(table(**settings), context)
    (found,) = caught.value.problems
    assert found.startswith(problem)


def test_making_one_writes_nothing(tmp_path: Path) -> None:
    """Reading a configuration must not begin a world."""
    Account(tmp_path / "demo").connect()
    assert not (tmp_path / "demo").exists()


def test_the_first_use_writes_down_what_the_world_is_made_of(tmp_path: Path) -> None:
    """So that a restart with another clock goes on with the same one."""
    account = Account(tmp_path, {"seed": 3})
    account.connect().check()
    kept = json.loads((tmp_path / "world.json").read_text())
    assert (kept["seed"], kept["start"], kept["speed"]) == (3, NOW, 1.0)
    account.now += 999
    account.connect().check()
    assert json.loads((tmp_path / "world.json").read_text()) == kept


def test_a_broken_world_file_is_loud(tmp_path: Path) -> None:
    """It is said, and tried again, and no other world is begun in its place."""
    (tmp_path / "world.json").write_text("{")
    with pytest.raises(NetworkError) as caught:
        Account(tmp_path).mentions()
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_our_own_posts_are_polled_first(tmp_path: Path) -> None:
    """Answers given elsewhere are known before the mentions they end are shown."""
    streams = Account(tmp_path, {"every_s": 2}).connect().streams()
    assert [stream.name for stream in streams] == [OWN_POSTS, MENTIONS]
    assert {stream.every_s for stream in streams} == {2}


def test_a_brand_without_letters_has_a_handle_all_the_same(tmp_path: Path) -> None:
    """Somebody tries it."""
    assert Account(tmp_path, {"brand": "!!!"}).connect().check().own_handle == "brand"
