"""Setting accounts of the real connectors up: nothing is stored until all of it works."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from social_care import config as configuration
from social_care import enrol
from social_care.config import FILE_NAME
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.errors import ConfigError, ErrorClass, NetworkError, SecretError
from social_care.secrets import SecretReader
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_mastodon import BASE, FakeMastodon
from tests.connectors.fake_server import FakeServer

FEDI = {"name": "fedi", "connector": "mastodon", "base_url": BASE}


@dataclass
class Person:
    """Gives these answers, one after the other."""

    answers: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Reads."""
        self.shown.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """Types."""
        self.hidden += [question] if secret else []
        return self.answers.pop(0)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration, on a machine without a keyring."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    made = tmp_path / FILE_NAME
    made.touch()
    return made


def context(server: FakeServer, folder: Path) -> ConnectorContext:
    """The outside world, with this server in it."""
    return ConnectorContext(
        clock=server.clock,
        secret=SecretReader(folder),
        vault=MemoryVault("what was there before"),
        transport=server.transport,
        wait=server.waits.append,
    )


def test_mastodon_is_logged_in_by_a_code(path: Path) -> None:
    server, vault = FakeMastodon(), MemoryVault()
    trial = enrol.Trial("mastodon", FEDI, context(server, path.parent), path.parent)
    health = trial.check_or_log_in(Person([server.log_ins.code]))
    assert health.own_id == server.own_id
    assert list(path.parent.iterdir()) == [path], "nothing is stored yet"
    enrol.store(trial, path, vault)
    (account,) = configuration.load(path).accounts
    assert account.table == FEDI | {"token": "file:secrets/fedi.token"}
    assert SecretReader(path.parent)("file:secrets/fedi.token") == "fresh-token"
    assert vault.session is None


def test_bluesky_is_logged_in_by_its_password_and_the_session_is_kept(path: Path) -> None:
    """And what is in the vault of a former account plays no part in it."""
    server, vault = FakeBluesky(), MemoryVault()
    guide = enrol.guide_of("bluesky")
    assert guide is not None
    table = {"name": "sky", "connector": "bluesky"}
    trial = enrol.Trial("bluesky", table, context(server, path.parent), path.parent)
    trial.fill(guide, {"handle": "acme.test", "password": "app-pass"})
    assert trial.check_or_log_in(Person()).own_id == server.own_id
    assert trial.table["password"] == "new:password"
    enrol.store(trial, path, vault)
    (account,) = configuration.load(path).accounts
    assert account.table["password"] == "file:secrets/sky.password"
    assert vault.session
    assert vault.session == trial.vault.session


def test_a_fault_in_an_answer_leads_to_no_log_in(path: Path) -> None:
    """Only what is missing does."""
    server, person = FakeMastodon(), Person()
    trial = enrol.Trial(
        "mastodon", FEDI | {"base_url": "social"}, context(server, path.parent), path.parent
    )
    with pytest.raises(ConfigError, match="base_url: must be an address") as caught:
        trial.check_or_log_in(person)
    assert len(caught.value.problems) == 1  # not that the token is missing: a log-in brings it
    assert (server.requests, person.shown) == ([], [])


def test_bad_weather_leads_to_no_log_in(path: Path) -> None:
    server, person = FakeMastodon(), Person()
    trial = enrol.Trial("mastodon", FEDI, context(server, path.parent), path.parent)
    trial.take("token", server.token)
    server.tokens = {server.token}
    server.once("verify_credentials", *[httpx.ReadError("reset")] * 4)
    with pytest.raises(NetworkError) as caught:
        trial.check_or_log_in(person)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    assert person.shown == []


def test_a_vault_that_is_full_leaves_nothing_behind(path: Path) -> None:
    class Full(MemoryVault):
        def save(self, session: str) -> None:
            raise SecretError("No space left")

    trial = enrol.Trial("mastodon", FEDI, context(FakeMastodon(), path.parent), path.parent)
    trial.take("token", "hush")
    trial.vault.save("session")
    with pytest.raises(SecretError, match="No space left"):
        enrol.store(trial, path, Full())
    assert path.read_text() == ""
    assert list((path.parent / "secrets").iterdir()) == []


def test_questions_are_asked_as_the_guide_says(path: Path) -> None:
    guide = enrol.guide_of("bluesky")
    assert guide is not None
    person = Person(["x"] * len(guide.questions))
    found = enrol.answers(guide, person, {})
    assert set(found) == {question.key for question in guide.questions}
    assert len(person.hidden) == sum(question.secret for question in guide.questions)
    for question in guide.questions:
        assert found[question.key] == (["x"] if question.many else "x")


def test_a_path_is_relative_to_the_configuration(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is tried as when it is used; and it is stored as it was typed."""
    (path.parent / "exports").mkdir()
    (path.parent / "elsewhere").mkdir()
    monkeypatch.chdir(path.parent / "elsewhere")
    guide = enrol.guide_of("folder")
    assert guide is not None
    table = {"name": "files", "connector": "folder"}
    world = context(FakeMastodon(), path.parent)
    trial = enrol.Trial("folder", table, world, path.parent)
    answered = enrol.answers(guide, Person(["exports"] + [""] * len(guide.questions)), {})
    trial.fill(guide, answered)
    (warning,) = trial.check_or_log_in(Person()).warnings
    assert str(path.parent / "exports") in warning
    enrol.store(trial, path, MemoryVault())
    (account,) = configuration.load(path).accounts
    assert account.table["path"] == "exports"
