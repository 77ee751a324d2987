"""X: the account's table, and the three ways of being let in."""

import json
import logging
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from social_care.connectors.x import X
from social_care.errors import ConfigError, ErrorClass, NetworkError, SecretError
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import BASE, BEARER, KEYS, REFRESH, SECRETS, USER_TOKEN, FakeX
from tests.connectors.world import MINUTE, budget, poll, reply_to


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


def tokens_of(server: FakeX, part: str) -> list[str]:
    """What the calls to these addresses were let in by."""
    return [request.headers["Authorization"] for request in server.asked(part)]


# The table


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "needs a way in"),
        ({"bearer_token": "env:BEARER"}, "handle: is needed"),
        ({"consumer_key": "env:CK"}, "consumer_secret: is missing"),
        ({**KEYS, "client_id": "c"}, "cannot be used together"),
        ({"client_id": "c", "daily_cap": 0}, "daily_cap: must be between"),
        ({"client_id": "c", "max_length": 100}, "max_length: must be between"),
        ({"client_id": "c", "reply_gate": "no"}, "reply_gate: must be true or false"),
        ({"client_id": "c", "queries": ["a" * 500]}, "takes 512"),
        ({"client_id": "c", "queries": ["-only"]}, "nothing to look for"),
        ({"client_id": "c", "base_url": "api.x.com"}, "must be an address"),
        ({"client_id": "c", "replygate": True}, 'did you mean "reply_gate"?'),
    ],
)
def test_a_table_that_cannot_be_used(server: FakeX, table: dict[str, Any], problem: str) -> None:
    """Every fault is named at set-up."""
    with pytest.raises(ConfigError) as caught:
        X.from_settings({"name": "acme-x", **table}, server.context())
    assert any(problem in each for each in caught.value.problems), caught.value.problems


def test_nothing_is_resolved_or_asked_before_it_is_needed(server: FakeX) -> None:
    """A secret that is not there yet is no reason not to start."""
    server.secrets.clear()
    connector = server.connect(bearer_token="env:BEARER", client_secret="env:CLIENT_SECRET")
    assert [stream.every_s for stream in connector.streams()] == [120, 90, 120]
    assert server.calls() == 0
    connector.close()


def test_the_guide_leads_to_a_table_that_works(server: FakeX) -> None:
    """Every key it asks for is known."""
    answers = {
        "client_id": "c",
        "client_secret": "env:CLIENT_SECRET",
        "bearer_token": "env:BEARER",
        "handle": "@acme",
        "queries": ["boots"],
    }
    assert {question.key for question in X.guide.questions} == set(answers)
    X.from_settings({"name": "acme-x", **answers}, server.context()).close()


# An app's bearer token


def test_an_app_alone_only_listens(server: FakeX) -> None:
    """Who we are is told by the handle; no messages, no answers."""
    server.account = {"bearer_token": "env:BEARER", "handle": "@acme"}
    asked = server.post("My boots leak")
    connector = server.connect()
    health = connector.check()
    assert (health.own_id, health.own_handle) == ("42", "acme")
    assert "only listens" in health.warnings[0]
    assert not health.limits.can_private
    assert "messages" not in {stream.name for stream in connector.streams()}
    mention = poll(connector, server.now).mention(asked)
    assert not mention.can_reply
    prepared = connector.prepare(reply_to(mention, "Sorry"), server.now)
    with pytest.raises(NetworkError) as caught:
        connector.send(prepared)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert set(tokens_of(server, "/2/")) == {f"Bearer {BEARER}"}


def test_a_handle_nobody_has_is_said_to_be_wrong(server: FakeX) -> None:
    """A typing mistake must not look like an outage."""
    server.account = {"bearer_token": "env:BEARER", "handle": "acne"}
    with pytest.raises(NetworkError, match="@acne") as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.PERMISSION


def test_an_app_beside_a_log_in_does_the_searching(server: FakeX) -> None:
    """It may ask more often; what is ours is read as ourselves, where it may cost less."""
    server.account |= {"bearer_token": "env:BEARER", "queries": ["boots"]}
    asked = server.post("My boots leak")
    connector = server.connect()
    poll(connector, server.now)
    connector.look_up([asked], server.now)
    assert set(tokens_of(server, "/search/")) == {f"Bearer {BEARER}"}
    for part in ("/mentions", "/users/42/tweets", "/users/me", "/dm_events", "/tweets?"):
        assert set(tokens_of(server, part)) == {f"Bearer {USER_TOKEN}"}


def test_a_bearer_token_that_was_replaced_is_read_again(server: FakeX) -> None:
    """No restart is needed."""
    server.account = {"bearer_token": "env:BEARER", "handle": "acme"}
    connector = server.connect()
    connector.check()
    server.tokens = {"AAAA-newer"}
    with pytest.raises(NetworkError) as caught:
        connector.check()
    assert caught.value.error_class is ErrorClass.AUTH
    server.secrets["env:BEARER"] = "AAAA-newer"
    assert connector.check().own_id == "42"


# The four keys


def test_every_call_is_signed_for_the_address_it_goes_to(server: FakeX) -> None:
    """With our clock's time; the fake signs the same request itself and compares."""
    server.account = dict(KEYS)
    server.account["queries"] = ['"acme shoes" -give a+b=c OR #acme', "it's"]
    connector = server.connect()
    connector.check()
    for stream in connector.streams():
        connector.fetch(stream.name, None, budget(server.now))
    (header,) = tokens_of(server, "/users/me")
    assert f'oauth_timestamp="{server.now // 1000}"' in header
    assert "s3cret" not in "".join(tokens_of(server, "/2/"))


def test_a_key_that_is_missing_needs_a_person(server: FakeX) -> None:
    """Whichever of the four it is."""
    server.account = dict(KEYS)
    server.secrets["env:AS"] = " "
    with pytest.raises(NetworkError, match="one of the four keys") as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.AUTH
    assert server.calls() == 0


def test_a_wrong_key_is_refused_by_x(server: FakeX) -> None:
    """And a mended one is taken without a restart."""
    server.account = dict(KEYS)
    server.secrets["env:CS"] = "wrong"
    connector = server.connect()
    with pytest.raises(NetworkError) as caught:
        connector.check()
    assert caught.value.error_class is ErrorClass.AUTH
    server.secrets["env:CS"] = "consumer-s3cret"
    assert connector.check().own_id == "42"


# OAuth 2


def test_a_token_is_renewed_before_it_ends(server: FakeX) -> None:
    """The new pair is in the vault before it is used: the old one is worth nothing now."""
    server.log_in(lasts_ms=4 * MINUTE)
    server.connect().check()
    (renewal,) = server.asked("/oauth2/token")
    form = parse_qs(renewal.content.decode())
    assert form["refresh_token"] == [REFRESH]
    assert form["client_id"] == ["client-7"]
    kept = json.loads(server.vault.session or "")
    assert kept["refresh"] in server.refreshes
    assert tokens_of(server, "/users/me") == [f"Bearer {kept['access']}"]


def test_a_refused_token_is_renewed_once(server: FakeX) -> None:
    """Then it needs a person."""
    server.tokens.remove(USER_TOKEN)
    connector = server.connect()
    assert connector.check().own_id == "42"
    server.tokens.clear()
    server.refreshes.clear()
    with pytest.raises(NetworkError) as caught:
        connector.check()
    assert caught.value.error_class is ErrorClass.AUTH


def test_a_confidential_app_shows_its_secret_apart(server: FakeX) -> None:
    """As HTTP Basic, not in the form."""
    server.account["client_secret"] = "env:CLIENT_SECRET"
    server.log_in(lasts_ms=0)
    server.connect().check()
    (renewal,) = server.asked("/oauth2/token")
    assert renewal.headers["Authorization"].startswith("Basic ")
    assert b"client" not in renewal.content


def test_who_never_logged_in_is_told_to(server: FakeX) -> None:
    """No call is made without a token."""
    server.vault.session = None
    with pytest.raises(NetworkError, match="logged this account in") as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.AUTH
    assert server.calls() == 0


class Person:
    """Pastes what the browser shows."""

    def __init__(self, code: str = "c0de") -> None:
        self.code = code
        self.told: list[str] = []

    def say(self, text: str) -> None:
        self.told.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        state = parse_qs(urlsplit(self.address).query)["state"][0]
        return f"http://127.0.0.1/?state={state}&code={self.code}"

    @property
    def address(self) -> str:
        return next(line for line in self.told if line.startswith("https://x.com/"))


def test_logging_in_by_hand(server: FakeX) -> None:
    """An address, a pasted answer, and the tokens are in the vault."""
    server.vault.session = None
    person = Person()
    table = {"name": "acme-x", "connector": "x", "base_url": BASE, "client_id": "client-7"}
    assert X.log_in(table, server.context(), person) == {}
    asked = parse_qs(urlsplit(person.address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"tweet.write", "dm.write", "offline.access"} <= set(asked["scope"][0].split())
    assert asked["redirect_uri"] == ["http://127.0.0.1"]
    (exchange,) = server.asked("/oauth2/token")
    form = parse_qs(exchange.content.decode())
    assert form["code"] == ["c0de"]
    assert len(form["code_verifier"][0]) >= 43
    assert server.connect().check().own_id == "42"


def test_a_log_in_that_x_refuses_changes_nothing(server: FakeX) -> None:
    """The old one may still be good."""
    before = server.vault.session
    server.once("/oauth2/token", answer({"error": "invalid_request"}, 400))
    table = {"name": "acme-x", "base_url": BASE, "client_id": "client-7"}
    with pytest.raises(NetworkError) as caught:
        X.log_in(table, server.context(), Person())
    assert caught.value.error_class is ErrorClass.AUTH
    assert server.vault.session == before


def test_keys_need_no_log_in(server: FakeX) -> None:
    """Said in words, not by failing over there."""
    with pytest.raises(ConfigError, match="no log-in of its own"):
        X.log_in({"name": "acme-x", **KEYS}, server.context(), Person())
    assert server.calls() == 0


# The way out


@pytest.mark.parametrize(
    "account", [KEYS, {"client_id": "c"}, {"bearer_token": "env:BEARER", "handle": "acme"}]
)
def test_no_secret_is_logged_even_at_debug(
    server: FakeX, account: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Not by us, and not by tweepy, oauthlib or httpx either."""
    caplog.set_level(logging.DEBUG)
    server.account = dict(account)
    server.log_in(lasts_ms=0)
    server.post("hello")
    poll(server.connect(), server.now)
    assert "HTTP Request" in caplog.text
    secrets = {*SECRETS.values(), *server.tokens, *server.refreshes, REFRESH, USER_TOKEN}
    assert not [secret for secret in secrets if secret in caplog.text]


def test_an_answer_without_end_is_cut_off(server: FakeX) -> None:
    """Whoever answers in X's place."""
    connector = server.connect()
    connector.check()
    server.once("/mentions", httpx.Response(200, content=b"[" * (11 * 1024 * 1024)))
    with pytest.raises(NetworkError, match="more than") as caught:
        connector.fetch("mentions", None, budget(server.now))
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_a_secret_that_cannot_be_had_is_told_with_its_remedy(server: FakeX) -> None:
    """The words of whoever keeps it."""

    def no_secret(reference: str) -> str:
        raise SecretError(f"{reference} is not set", "set it")

    server.account = {"bearer_token": "env:BEARER", "handle": "acme"}
    server.secrets = {}
    context = server.context()
    object.__setattr__(context, "secret", no_secret)
    connector = X.from_settings({"name": "acme-x", "base_url": BASE, **server.account}, context)
    with pytest.raises(NetworkError, match="env:BEARER is not set") as caught:
        connector.check()
    assert caught.value.error_class is ErrorClass.AUTH
    assert caught.value.remedy == "set it"


def test_a_plain_connection_is_a_warning(server: FakeX) -> None:
    """The token could be read on the way."""
    server.account["base_url"] = "http://api.x.example"
    assert "not encrypted" in server.connect().check().warnings[0]
