"""Fixtures that several rooms' tests share."""

import gc
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from social_care import wiring
from social_care.config import Config
from social_care.triage.remember import RememberingTriage
from tests import truth
from tests.cli.kit import Brand
from tests.empty import empty_database
from tests.world import Shop

gc.disable()  # until all tests are collected: none of that is garbage

# The same examples everywhere and every time: a failure here is a failure there.
settings.register_profile("social-care", derandomize=True, deadline=None, database=None)
settings.load_profile("social-care")

_HOMES = count(1)
_make_triage = wiring.make_triage


def pytest_collection_finish() -> None:
    """Ten thousand tests live as long as we do: looking through them for garbage takes a third of
    the time of tests that make much of it, as every console does."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def a_home_of_its_own(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No test sees the configuration, the database or the agent of whoever runs it."""
    if request.node.get_closest_marker("servers"):
        return
    home = tmp_path_factory.getbasetemp() / "homes" / f"{next(_HOMES)}"  # made by who writes to it
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    for name in ("CONFIG", "DB", "AGENT"):
        monkeypatch.delenv(f"SOCIAL_CARE_{name}", raising=False)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An open shop; when the test is over, what must always be true is checked once more."""
    made = Shop(tmp_path / "shop.db")
    try:
        yield made
        truth.check(made)
    finally:
        made.close()


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """A configured brand with a command line, whose clock the test turns."""
    made = Brand(tmp_path)
    made.configure()
    made.db.write_bytes(empty_database())
    monkeypatch.setattr(wiring, "now_ms", made.clock)
    monkeypatch.setattr(wiring, "make_triage", lambda config: _triage(config.brand_words))
    return made


@cache
def _triage(brand_words: tuple[str, ...]) -> RememberingTriage:
    """Triage as `wiring` makes it, once for all: its tables take a while to load."""
    return _make_triage(Config(path=None, store=Path(), brand_words=brand_words))
