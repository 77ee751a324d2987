"""Connectors are found by name, and say at once all that is wrong with their settings."""

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from social_care.connectors import installed
from social_care.connectors.base import Connector
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.errors import ConfigError

CONTEXT = ConnectorContext(clock=lambda: 1_793_523_600_000, secret=str, vault=MemoryVault())
MASTODON: dict[str, Any] = {
    "name": "acme-fedi",
    "connector": "mastodon",
    "base_url": "https://social.example/",
    "token": "env:ACME_FEDI_TOKEN",
}
BLUESKY: dict[str, Any] = {
    "name": "acme-sky",
    "connector": "bluesky",
    "base_url": "https://sky.example",
    "handle": "@acme.example",
    "password": "env:ACME_SKY_APP_PASSWORD",
    "queries": ['"acme shoes" -giveaway'],
}


def make(account: dict[str, Any]) -> Connector:
    """The connector that this table describes."""
    return installed.load(account["connector"]).from_settings(account, CONTEXT)


def problems(account: dict[str, Any]) -> list[str]:
    """What is wrong with this table."""
    with pytest.raises(ConfigError) as caught:
        make(account)
    return caught.value.problems


def test_the_bundled_connectors_are_found() -> None:
    """By entry point, as strangers' would be, in alphabetical order."""
    names = installed.available()
    assert {"bluesky", "mastodon"} <= set(names)
    assert names == sorted(names)


def test_a_wrong_name_is_answered_with_those_that_exist() -> None:
    """The message is for whoever edits the file."""
    with pytest.raises(ConfigError) as caught:
        installed.load("mastadon")
    assert "mastadon" in str(caught.value)
    assert "mastodon" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no.such.module:Thing", "no.such"),
        ("social_care.errors:NoSuchThing", "NoSuchThing"),
        ("social_care.errors:NetworkError", "from_settings"),
    ],
)
def test_a_broken_connector_is_an_error_of_the_installation(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    """It is named, and the others stay usable."""
    broken = EntryPoint(name="odd", value=value, group=installed.GROUP)
    monkeypatch.setattr(installed, "entry_points", lambda **_: EntryPoints([broken]))
    assert installed.available() == ["odd"]
    with pytest.raises(ConfigError, match=words):
        installed.load("odd")


def test_a_strangers_code_that_breaks_while_it_is_loaded_breaks_only_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a_stranger.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    broken = EntryPoint(name="odd", value="a_stranger:Thing", group=installed.GROUP)
    monkeypatch.setattr(installed, "entry_points", lambda **_: EntryPoints([broken]))
    with pytest.raises(ConfigError, match="ZeroDivisionError"):
        installed.load("odd")


@pytest.mark.parametrize("account", [MASTODON, BLUESKY])
def test_the_documented_tables_work(account: dict[str, Any]) -> None:
    """With the keys that others read beside their own."""
    common = {"targets": {}, "hours": {}, "poll": {}, "backfill_hours": 24}
    connector = make(account | common)
    assert isinstance(connector, Connector)
    assert connector.channel == account["connector"]
    connector.close()


def test_queries_become_streams() -> None:
    """After own posts, which answer what the others find."""
    names = [stream.name for stream in make(BLUESKY).streams()]
    assert names == ["own posts", "mentions", "messages", 'search: "acme shoes" -giveaway']
    twice = make(MASTODON | {"queries": ["boots", "boots"]}).streams()
    assert [stream.name for stream in twice] == ["own posts", "mentions", "search: boots"]


def test_two_accounts_on_one_server_see_the_same_people() -> None:
    """The network is the server for Mastodon, and one for all of Bluesky."""
    assert make(MASTODON).network == "mastodon:social.example"
    assert make(MASTODON | {"base_url": "http://Localhost:8001"}).network == (
        "mastodon:localhost:8001"
    )
    assert make(BLUESKY).network == "bluesky"


def test_everything_wrong_is_told_at_once() -> None:
    """Missing, unknown and unusable keys in one go, with the nearest known name."""
    found = problems(
        {
            "name": "acme-fedi",
            "connector": "mastodon",
            "base_ulr": "https://social.example",
            "queries": "boots",
            "idempotency": "yes",
            "overlap_minutes": -1,
        }
    )
    assert any(problem.startswith("token: is missing") for problem in found)
    assert any(problem.startswith("base_url: is missing") for problem in found)
    assert any("base_ulr" in problem and '"base_url"?' in problem for problem in found)
    assert {problem.split(":")[0] for problem in found} == {
        "token",
        "base_url",
        "base_ulr",
        "queries",
        "idempotency",
        "overlap_minutes",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base_url", "social.example"),
        ("base_url", "ftp://social.example"),
        ("base_url", "https://"),
        ("token", ""),
        ("token", 17),
        ("queries", ["boots", 3]),
        ("queries", [""]),
        ("overlap_minutes", "an hour"),
        ("overlap_minutes", True),
        ("overlap_minutes", float("inf")),
        ("overlap_minutes", float("nan")),
    ],
)
def test_unusable_values_are_told(key: str, value: object) -> None:
    """Whatever a file can hold."""
    (problem,) = problems(MASTODON | {key: value})
    assert problem.startswith(f"{key}: must be")


def test_no_secret_is_asked_for_before_it_is_needed() -> None:
    """Reading the configuration must not open key rings."""
    asked: list[str] = []

    def secret(reference: str) -> str:
        asked.append(reference)
        return "x"

    context = ConnectorContext(clock=lambda: 0, secret=secret, vault=MemoryVault())
    for account in (MASTODON, BLUESKY):
        installed.load(account["connector"]).from_settings(account, context)
    assert asked == []


def test_bluesky_needs_no_address() -> None:
    """Most accounts live at the usual service; a handle is written with or without its @."""
    account = {key: value for key, value in BLUESKY.items() if key != "base_url"}
    assert make(account).streams()
