"""The composition root: who sits at the desk, what every room is told, and one clock."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from social_care import wiring
from social_care.config import FILE_NAME, Config, load
from social_care.desk import SCRIPT_LEASE_MS
from social_care.errors import ConfigError, ErrorClass, NetworkError, NotAllowed
from social_care.hours import Calendar
from social_care.models import Band
from social_care.storage import Store
from social_care.triage import Subject
from tests.cli.kit import CONFIG, Brand


@pytest.fixture
def config(brand: Brand) -> Config:
    """The brand's configuration."""
    return load(brand.config)


def test_the_clock_is_the_systems_in_milliseconds() -> None:
    assert re.fullmatch(r"\d{13}", str(wiring.now_ms()))


def test_a_secret_that_leads_nowhere_is_a_login_somebody_must_mend(config: Config) -> None:
    with pytest.raises(NetworkError, match="NOT_SET_HERE is not set") as caught:
        wiring.secrets_of(config)("env:NOT_SET_HERE")
    assert caught.value.error_class is ErrorClass.AUTH
    assert "export NOT_SET_HERE" in caught.value.remedy


def test_every_accounts_vault_lies_beside_the_database(config: Config, brand: Brand) -> None:
    assert wiring.vault_path(config, "acme") == brand.folder / "vault" / "acme"


def test_the_brands_words_are_triages(config: Config) -> None:
    engine = wiring.make_triage(config)
    assert engine.assess(Subject(text="My boots are broken!", lang="en")).band is Band.HIGH


def test_lines_carry_the_backfill_the_policy_and_the_name(config: Config) -> None:
    line = wiring.make_line(config, config.accounts[0])
    assert (line.name, line.backfill_ms) == ("acme", 24 * 60 * 60 * 1000)
    assert line.policy.targets.minutes(Band.HIGH) == 30
    assert line.connector.channel == "mastodon"


def test_who_is_named_sits_there_else_the_variable_else_the_unix_user(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "somebody")
    assert wiring.who(config, None) is None
    monkeypatch.setattr("getpass.getuser", lambda: "mary")
    assert _name(config, None) == "mary"
    monkeypatch.setenv("SOCIAL_CARE_AGENT", "joe")
    assert (_name(config, None), _name(config, "mary")) == ("joe", "mary")


def _name(config: Config, given: str | None) -> str:
    agent = wiring.who(config, given)
    assert agent is not None
    return agent.name


@pytest.mark.parametrize("how", ["option", "variable"])
def test_a_name_that_is_not_listed_is_refused_with_those_that_are(
    config: Config, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "variable":
        monkeypatch.setenv("SOCIAL_CARE_AGENT", "mallory")
    with pytest.raises(NotAllowed, match="listed: mary, joe") as caught:
        wiring.who(config, "mallory" if how == "option" else None)
    assert "[[agents]]" in caught.value.remedy


def test_a_desk_knows_its_agent_its_colleagues_and_the_hours(brand: Brand) -> None:
    hours = '[hours]\nmon-fri = ["09:00-17:00"]\n'
    brand.configure(
        CONFIG.replace('role = "lead"\nlanguages = ["en"]', 'languages = ["de"]'), hours
    )
    config = load(brand.config)
    store = wiring.open_store(config)
    try:
        desk = wiring.make_desk(config, store, config.agent("mary"), lease_ms=SCRIPT_LEASE_MS)
        assert (desk.agent, desk.initials, desk.agents) == ("mary", "MC", ("mary", "joe"))
        assert (desk.brand, desk.undo_s, desk.time_zone) == ("Acme Shoes", 0, "Europe/London")
        settings = desk._settings
        assert (settings.languages, settings.spoken) == (("en",), ("de", "en"))
        assert settings.calendar("acme") is settings.calendar("imported") is config.calendar
        assert not desk.status().always_open
    finally:
        store.close()


def test_a_shop_without_hours_says_it_is_always_open(config: Config) -> None:
    store = wiring.open_store(config)
    try:
        desk = wiring.make_desk(config, store, None)
        assert desk.status().always_open
        assert desk._settings.calendar("anything") == Calendar.always()
    finally:
        store.close()


def test_faults_in_several_accounts_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(
        '[[accounts]]\nname = "a"\nconnector = "demo"\nspeed = "fast"\n'
        '[[accounts]]\nname = "b"\nconnector = "nothing"\n'
    )
    config = load(path)
    with closing(Store(config.store)) as store, pytest.raises(ConfigError) as caught:
        wiring._lines(config, store)
    assert {problem[:2] for problem in caught.value.problems} == {"a:", "b:"}
    assert len(caught.value.problems) == 3
    assert "doctor" in caught.value.remedy
