"""Reddit's log-ins: one that renews itself, one by password, one made in a browser."""

import json
from base64 import b64decode
from dataclasses import dataclass, field

import httpx
import pytest

from social_care.connectors.oauth import load
from social_care.connectors.reddit import Reddit
from social_care.connectors.reddit.session import SCOPES
from social_care.errors import ErrorClass, NetworkError, SecretError
from tests.connectors.fake_reddit import FakeReddit, form_of
from tests.connectors.fake_server import answer
from tests.connectors.world import MINUTE, NOW, budget, poll, reply_to

HOUR = 60 * MINUTE


@pytest.fixture
def server() -> FakeReddit:
    """Nobody has logged in."""
    return FakeReddit()


@dataclass
class Keyboard:
    """A person who answers every question with the same."""

    answer: str = ""
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Remember."""
        self.said.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """What a person pastes."""
        self.said.append(question)
        return self.answer


def error_of(connector: Reddit) -> NetworkError:
    """How a check fails."""
    with pytest.raises(NetworkError) as caught:
        connector.check()
    return caught.value


def grants(server: FakeReddit) -> list[dict[str, str]]:
    """What was asked of the token endpoint."""
    return [form_of(request) for request in server.asked("access_token")]


# A permanent log-in


def test_nobody_has_logged_in(server: FakeReddit) -> None:
    """A person must, and no call is made."""
    error = error_of(server.connect())
    assert error.error_class is ErrorClass.AUTH
    assert "account login" in error.remedy
    assert server.calls() == 0


def test_a_token_lasts_for_its_hour_and_over_processes(server: FakeReddit) -> None:
    """It is renewed shortly before its end, by the app's own name and secret."""
    server.logged_in().connect().check()
    server.now += 50 * MINUTE
    server.connect().check()
    assert len(grants(server)) == 1
    server.now += 6 * MINUTE
    server.connect().check()
    assert grants(server) == [{"grant_type": "refresh_token", "refresh_token": "refresh-1"}] * 2
    basic = server.asked("access_token")[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(basic) == b"app-id:app-secret"


def test_a_token_that_is_refused_early_is_renewed_and_the_call_repeated(
    server: FakeReddit,
) -> None:
    """A comment that was refused for its token was not posted."""
    connector = server.logged_in().connect()
    mention_id = server.post("Hello")
    mention = poll(connector, NOW).mention(mention_id)
    server.tokens.clear()
    connector.send(connector.prepare(reply_to(mention, "Hi"), NOW))
    assert len(server.own_posts()) == 1
    assert len(grants(server)) == 2


def test_a_revoked_log_in_needs_a_person_and_is_not_tried_for_ever(server: FakeReddit) -> None:
    """Reddit says so with status 200."""
    connector = server.logged_in().connect()
    server.refresh_tokens.clear()
    error = error_of(connector)
    assert error.error_class is ErrorClass.AUTH
    assert "invalid_grant" in error.message
    error_of(connector)
    assert len(grants(server)) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_at_the_log_in_is_no_refusal(server: FakeReddit, status: int) -> None:
    """Nobody has to log in again for that."""
    connector = server.logged_in().connect()
    server.once("access_token", httpx.Response(status))
    expected = ErrorClass.RATE if status == 429 else ErrorClass.TRANSIENT
    assert error_of(connector).error_class is expected


def test_a_refresh_token_made_elsewhere_is_taken_from_the_config(server: FakeReddit) -> None:
    """Once; from then on the vault has the newest."""
    server.table["refresh_token"] = "env:REFRESH"
    server.connect().check()
    server.connect().check()
    assert len(grants(server)) == 1
    kept = load(server.vault.session)
    assert kept is not None
    assert kept.refresh == "refresh-1"


def test_a_newer_one_in_the_config_mends_a_revoked_log_in(server: FakeReddit) -> None:
    """And one that is refused as well is not tried again and again."""
    server.table["refresh_token"] = "env:REFRESH"
    connector = server.connect()
    connector.check()
    kept = server.vault.session
    server.refresh_tokens = {"refresh-2"}
    server.tokens.clear()
    assert error_of(connector).error_class is ErrorClass.AUTH
    assert error_of(connector).error_class is ErrorClass.AUTH
    assert len(grants(server)) == 2
    assert server.vault.session == kept
    server.secrets["env:REFRESH"] = "refresh-2"
    assert connector.check().own_id == server.own_id


def test_an_app_without_a_secret_shows_none(server: FakeReddit) -> None:
    """An installed app; Reddit wants its id with an empty password."""
    del server.table["client_secret"]
    server.logged_in().connect().check()
    basic = server.asked("access_token")[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(basic) == b"app-id:"


def test_a_reference_that_leads_nowhere_needs_a_person(server: FakeReddit) -> None:
    """It is the account that is blind, not the worker that dies."""

    class Nowhere(dict[str, str]):
        def __missing__(self, key: str) -> str:
            raise SecretError(f"{key} is not set", "export it")

    server.secrets = Nowhere()
    error = error_of(server.logged_in().connect())
    assert (error.error_class, error.remedy) == (ErrorClass.AUTH, "export it")


# A script app


@pytest.fixture
def script(server: FakeReddit) -> FakeReddit:
    """It logs in with the account's own password."""
    server.table["password"] = "env:PASSWORD"
    return server


def test_a_script_app_logs_in_again_before_its_hour_is_over(script: FakeReddit) -> None:
    """It has no refresh token, and nothing is kept in the vault."""
    connector = script.connect()
    connector.check()
    connector.check()
    assert len(grants(script)) == 1
    script.now += 56 * MINUTE
    connector.check()
    expected = {"grant_type": "password", "username": "acme", "password": "pass-word"}
    assert grants(script) == [expected] * 2
    assert script.vault.session is None


def test_a_script_apps_token_that_is_refused_is_replaced(script: FakeReddit) -> None:
    """Without a failed poll in between."""
    connector = script.connect()
    connector.check()
    script.tokens.clear()
    assert connector.check().own_id == script.own_id


def test_a_wrong_password_is_tried_three_times_and_then_left_alone(script: FakeReddit) -> None:
    """Or Reddit would lock the account; a new one is taken at once."""
    script.password = "new-word"
    connector = script.connect()
    for _ in range(6):
        assert error_of(connector).error_class is ErrorClass.AUTH
    assert len(grants(script)) == 3
    script.secrets["env:PASSWORD"] = "new-word"
    assert connector.check().own_id == script.own_id


# A browser


def test_logging_in_with_a_browser(server: FakeReddit) -> None:
    """For good, with every scope; switched on or not."""
    server.table |= {"enabled": False}
    keyboard = Keyboard("good-code")
    assert Reddit.log_in(server.table, server.context, keyboard) == {}
    address = httpx.URL(next(line for line in keyboard.said if line.startswith("https://")))
    assert (address.host, address.path) == ("www.reddit.com", "/api/v1/authorize")
    assert address.params["duration"] == "permanent"
    assert address.params["scope"].split() == list(SCOPES)
    (asked,) = grants(server)
    assert asked["redirect_uri"] == address.params["redirect_uri"] == "http://localhost"
    server.table["enabled"] = True
    assert server.connect().check().own_id == server.own_id


def test_a_log_in_for_an_hour_is_not_enough(server: FakeReddit) -> None:
    """It would be blind after the first hour, with nobody there."""
    server.once("access_token", answer({"access_token": "short", "expires_in": 3600}))
    with pytest.raises(NetworkError) as caught:
        Reddit.log_in(server.table, server.context, Keyboard("good-code"))
    assert caught.value.error_class is ErrorClass.AUTH
    assert server.vault.session is None


def test_a_script_app_needs_no_browser(script: FakeReddit) -> None:
    """Its password is tried, that is all."""
    keyboard = Keyboard()
    Reddit.log_in(script.table, script.context, keyboard)
    assert len(grants(script)) == 1
    assert not any("https://" in line for line in keyboard.said)


# Secrets


def test_secrets_appear_in_no_message(server: FakeReddit) -> None:
    """Not even when Reddit repeats them."""
    connector = server.logged_in().connect()
    connector.check()
    token = json.loads(server.vault.session or "")["access"]
    server.once("/message/mentions", answer({"message": f"Bad {token} app-secret"}, 403))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("mentions", None, budget(NOW))
    assert token not in str(caught.value)
    server.once("access_token", answer({"error": "bad refresh_token=refresh-1"}))
    server.now += HOUR
    assert "refresh-1" not in str(error_of(connector))
