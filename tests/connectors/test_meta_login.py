"""Logging in at Meta: what is pasted, what it is exchanged for, and which Page is taken."""

import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from social_care.connectors.context import ConnectorContext
from social_care.connectors.meta import Facebook, Instagram
from social_care.errors import ErrorClass, NetworkError, SecretError
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_meta import PAGE, SECRET, VERSION, refusal
from tests.connectors.fake_server import answer

SHORT, LONG, OURS = "EAAshort", "EAAlong", "EAApage"


@dataclass
class Person:
    """Somebody at the keyboard."""

    pasted: str
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        assert secret, "a token must not be shown"
        return self.pasted


class Meta(FakeFacebook):
    """What a log-in asks."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {SHORT, LONG, OURS}
        self.pages: list[dict[str, Any]] = [
            {"id": "999", "name": "Other", "access_token": "EAAother"},
            {"id": PAGE, "name": "Acme", "access_token": OURS},
        ]
        self.debug = {"is_valid": True, "type": "USER", "app_id": "77", "expires_at": 1}

    def serve(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == f"/{VERSION}/oauth/access_token":
            form = parse_qs(request.content.decode())
            assert request.url.query == b"", "secrets do not belong in an address"
            assert form["client_secret"] == [SECRET]
            assert form["client_id"] == ["77"]
            assert form["fb_exchange_token"] == [SHORT]
            return answer({"access_token": LONG, "token_type": "bearer"})
        if request.url.path == f"/{VERSION}/me/accounts":
            return answer(self.listed(self.pages, request.url.params))
        return super().serve(request)


@pytest.fixture
def server() -> Meta:
    """Two Pages, one of them ours."""
    return Meta()


def context(server: Meta) -> ConnectorContext:
    """Where the app's secret is known by its reference."""

    def secret(reference: str) -> str:
        if reference == "env:SECRET":
            return SECRET
        raise SecretError(f"{reference} is not set")

    return ConnectorContext(
        clock=server.clock,
        secret=secret,
        vault=server.context().vault,
        transport=server.transport,
        wait=server.waits.append,
    )


def table(**more: str) -> dict[str, str]:
    """An account that is being set up."""
    return {
        "name": "fb",
        "page_id": PAGE,
        "base_url": "https://graph.example",
        "app_secret": "env:SECRET",
        **more,
    }


def test_a_short_lived_token_becomes_the_pages_own(server: Meta) -> None:
    """By way of a long-lived one, so that it lasts."""
    person = Person(SHORT)
    found = Facebook.log_in(table(), context(server), person)
    assert found == {"token": OURS}
    (asked,) = server.asked("/me/accounts")
    assert asked.headers["Authorization"] == f"Bearer {LONG}"
    assert "Acme" in person.said[-1]
    assert not any(SHORT in line or OURS in line for line in person.said)


def test_no_token_is_logged_even_at_debug(server: Meta, caplog: pytest.LogCaptureFixture) -> None:
    """Though Meta wants the token it shall explain in the address."""
    caplog.set_level(logging.DEBUG)
    server.token = Facebook.log_in(table(), context(server), Person(SHORT))["token"]
    server.connect().check()
    assert len(server.asked("input_token=")) == 2
    assert "/debug_token" in caplog.text
    assert not [each for each in (SHORT, LONG, OURS) if each in caplog.text]


def test_a_system_users_token_needs_no_exchange(server: Meta) -> None:
    """It has no end."""
    server.debug = {"is_valid": True, "type": "SYSTEM_USER", "app_id": "77", "expires_at": 0}
    assert Instagram.log_in(table(), context(server), Person(LONG)) == {"token": OURS}
    assert not server.asked("/oauth/access_token")


def test_a_pages_own_token_is_taken_as_it_is(server: Meta) -> None:
    """Whoever has one need not go round."""
    server.debug = {"is_valid": True, "type": "PAGE", "expires_at": 0}
    assert Facebook.log_in(table(), context(server), Person(OURS)) == {"token": OURS}
    assert not server.asked("/me/accounts")


def test_without_the_apps_secret_it_works_for_two_hours(server: Meta) -> None:
    """Which is said."""
    person = Person(SHORT)
    found = Facebook.log_in(table(app_secret=""), context(server), person)
    assert found == {"token": OURS}
    assert any("within two hours" in line for line in person.said)


def test_a_page_on_a_later_page_of_the_list_is_found(server: Meta) -> None:
    """Agencies have many."""
    server.page_size = 1
    assert Facebook.log_in(table(), context(server), Person(SHORT)) == {"token": OURS}


def test_a_page_that_is_not_managed_is_named_with_those_that_are(server: Meta) -> None:
    """So that the right number can be chosen."""
    with pytest.raises(NetworkError, match=r"Other \(999\), Acme \(1000\)") as caught:
        Facebook.log_in(table(page_id="5"), context(server), Person(SHORT))
    assert caught.value.error_class is ErrorClass.AUTH


@pytest.mark.parametrize("pasted", ["", "EAA\nx", "EAAü"])
def test_what_is_no_token_is_not_sent(server: Meta, pasted: str) -> None:
    """Half a line, or nothing."""
    with pytest.raises(NetworkError, match="no token"):
        Facebook.log_in(table(), context(server), Person(pasted))
    assert not server.calls()


def test_a_token_that_is_refused(server: Meta) -> None:
    """Needs another one."""
    server.debug = {"is_valid": False, "error": {"message": "expired"}}
    with pytest.raises(NetworkError, match="expired") as caught:
        Facebook.log_in(table(), context(server), Person(SHORT))
    assert caught.value.error_class is ErrorClass.AUTH


def test_an_exchange_that_is_refused(server: Meta) -> None:
    """Says so in Meta's words."""
    server.once("/oauth/access_token", refusal(101, message="Error validating application"))
    with pytest.raises(NetworkError, match="validating application"):
        Facebook.log_in(table(), context(server), Person(SHORT))


@pytest.mark.parametrize("body", [{}, {"access_token": 5.5}, []])
def test_an_exchange_without_a_token(server: Meta, body: Any) -> None:
    """Is tried again later, not taken for a token."""
    server.once("/oauth/access_token", answer(body))
    with pytest.raises(NetworkError) as caught:
        Facebook.log_in(table(), context(server), Person(SHORT))
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_a_secret_that_leads_nowhere(server: Meta) -> None:
    """Is a matter for a person."""
    with pytest.raises(NetworkError, match="env:NONE is not set") as caught:
        Facebook.log_in(table(app_secret="env:NONE"), context(server), Person(SHORT))
    assert caught.value.error_class is ErrorClass.AUTH
