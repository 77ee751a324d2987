"""Mastodon: setting an account up, what a token may do, and asking no more than is allowed."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from social_care.connectors.base import LogsIn
from social_care.connectors.context import ConnectorContext, MemoryLedger, MemoryVault
from social_care.connectors.mastodon import Mastodon
from social_care.connectors.mastodon.access import NEEDS, OUT_OF_BAND
from social_care.errors import ConfigError, ErrorClass, NetworkError
from tests.connectors.fake_mastodon import BASE, FakeMastodon
from tests.connectors.fake_server import answer
from tests.connectors.world import NOW, budget, poll


@dataclass
class Person:
    """Sits at the keyboard and pastes this."""

    pastes: str
    shown: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Read it."""
        self.shown.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """Paste."""
        return self.pastes


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


def context(server: FakeMastodon, token: str = "") -> ConnectorContext:
    """What a connector is given."""
    return ConnectorContext(
        clock=server.clock,
        secret=lambda _: token,
        vault=MemoryVault(),
        transport=server.transport,
        wait=server.waits.append,
    )


def account(**more: Any) -> dict[str, Any]:
    """Its table of the configuration."""
    return {"name": "acme", "connector": "mastodon", "base_url": BASE, **more}


# Logging in


def test_a_log_in_brings_a_token_that_works(server: FakeMastodon) -> None:
    """By a code that the server shows, which works over SSH too."""
    assert isinstance(Mastodon, LogsIn)
    person = Person(server.log_ins.code)
    brought = Mastodon.log_in(account(), context(server), person)
    assert set(brought) == {"token"}
    table = account(token="env:ACME")
    connector = Mastodon.from_settings(table, context(server, brought["token"]))
    assert connector.check().own_id == server.own_id


def test_the_address_asks_for_what_the_app_was_registered_for(server: FakeMastodon) -> None:
    """The server refuses any scope beyond those."""
    person = Person(server.log_ins.code)
    Mastodon.log_in(account(), context(server), person)
    (registered,) = server.log_ins.apps
    address = next(line for line in person.shown if line.startswith(BASE))
    asked = parse_qs(urlsplit(address).query)
    assert urlsplit(address).path == "/oauth/authorize"
    assert asked["redirect_uri"] == [registered["redirect_uris"]] == [OUT_OF_BAND]
    assert asked["scope"] == [registered["scopes"]] == [" ".join(NEEDS)]
    assert asked["client_id"] == ["app-1"]


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"error": "Too many requests"}, 429), ErrorClass.RATE),
        (httpx.Response(404), ErrorClass.PERMISSION),
        (httpx.Response(503), ErrorClass.TRANSIENT),
        (answer({"client_id": "x"}), ErrorClass.TRANSIENT),
    ],
)
def test_a_server_that_will_not_have_us(
    server: FakeMastodon, refusal: httpx.Response, expected: ErrorClass
) -> None:
    """Said before anybody is sent to a browser."""
    person = Person(server.log_ins.code)
    server.once("/api/v1/apps", refusal)
    with pytest.raises(NetworkError) as caught:
        Mastodon.log_in(account(), context(server), person)
    assert caught.value.error_class is expected
    assert not person.shown


def test_a_wrong_code_needs_a_person(server: FakeMastodon) -> None:
    """And no secret of the app is in the message."""
    with pytest.raises(NetworkError, match="no such code") as caught:
        Mastodon.log_in(account(), context(server), Person("wrong"))
    assert caught.value.error_class is ErrorClass.AUTH
    assert "app-secret" not in str(caught.value)


# The table


def test_hashtags_may_be_written_with_their_sign(server: FakeMastodon) -> None:
    """As people write them."""
    table = account(token="env:ACME", tags=["#acme", "acme", "Schuhgröße"])
    names = [stream.name for stream in Mastodon.from_settings(table, context(server)).streams()]
    assert names[2:] == ["tag: acme", "tag: Schuhgröße"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"tags": ["two words"]}, "no hashtag"),
        ({"tags": ["#"]}, "no hashtag"),
        ({"tags": "acme"}, "list of texts"),
        ({"queries": ["-giveaway"]}, "nothing to look for"),
        ({"queries": ['"acme']}, "never closed"),
    ],
)
def test_what_cannot_be_listened_to_is_told_at_once(
    server: FakeMastodon, more: dict[str, Any], problem: str
) -> None:
    """Not at the first poll."""
    with pytest.raises(ConfigError, match=problem):
        Mastodon.from_settings(account(token="env:ACME", **more), context(server))


def test_every_question_is_a_key_the_table_knows(server: FakeMastodon) -> None:
    """What was answered can be used as it is."""
    values: dict[str, Any] = {
        question.key: ["acme"] if question.many else "https://social.example"
        for question in Mastodon.guide.questions
    }
    assert Mastodon.from_settings(account(**values), context(server))


# What the token may do


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (["read", "write"], []),
        (list(NEEDS), []),
        (["read", "write:statuses"], ["write:media", "write:favourites"]),
        (["read:accounts", "write"], ["read:notifications", "read:statuses"]),
        ([], []),
        (None, []),
    ],
)
def test_a_scope_that_is_missing_is_a_warning(
    server: FakeMastodon, scopes: list[str] | None, missing: list[str]
) -> None:
    """Each with what will not work; nothing where the server does not tell."""
    server.scopes = scopes
    health = server.connect().check()
    assert health.scopes == tuple(scopes or ())
    assert [scope for scope in NEEDS if any(scope in said for said in health.warnings)] == missing
    assert len(health.warnings) == len(missing)


def test_searching_is_needed_only_by_who_searches(server: FakeMastodon) -> None:
    """Nobody is bothered for a scope without use."""
    server.scopes = [scope for scope in NEEDS if scope != "read:search"]
    assert server.connect().check().warnings == ()
    server.queries = ("boots",)
    (warning,) = server.connect().check().warnings
    assert "searches find nothing" in warning


def test_scopes_that_cannot_be_asked_for_are_not_taken_for_none(server: FakeMastodon) -> None:
    """A trouble is a trouble."""
    server.once("/apps/verify", *[httpx.Response(503)] * 4)
    with pytest.raises(NetworkError) as caught:
        server.connect().check()
    assert caught.value.error_class is ErrorClass.TRANSIENT


# Pace


def test_the_servers_allowance_is_kept_to_across_restarts(server: FakeMastodon) -> None:
    """When it is nearly used up nothing more is read, and it stays so in the next process."""
    ledger = MemoryLedger()

    def connected() -> Mastodon:
        table, given = account(token="env:ACME"), context(server, server.token)
        return Mastodon.from_settings(
            table,
            ConnectorContext(
                clock=given.clock,
                secret=given.secret,
                vault=given.vault,
                ledger=ledger,
                transport=given.transport,
                wait=given.wait,
            ),
        )

    headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "20",
        "X-RateLimit-Reset": "2026-11-01T09:05:00.000Z",
    }
    first = connected()
    first.check()
    server.once("/notifications", answer([], 200, headers))
    first.fetch("mentions", None, budget(NOW))
    before = server.calls()
    with pytest.raises(NetworkError) as caught:
        connected().fetch("mentions", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.RATE
    assert caught.value.retry_at == NOW + 300_000
    assert server.calls() == before
    server.now = NOW + 300_000
    poll(connected(), server.now)


def test_paged_reads_have_an_allowance_of_their_own(server: FakeMastodon) -> None:
    """The server counts them apart, and more strictly."""
    connector = server.connect()
    for number in range(90):
        server.post(f"number {number}", author=f"a{number}")
    connector.check()
    page = connector.fetch("mentions", None, budget(NOW))
    assert page.more
    server.once("max_id=", server.rate_limited())
    with pytest.raises(NetworkError):
        connector.fetch("mentions", page.cursor, budget(NOW))
    assert connector.fetch("mentions", None, budget(NOW)).mentions
