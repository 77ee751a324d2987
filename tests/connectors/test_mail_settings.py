"""Mail: the account's table, logging in for the first time, and what is loaded when."""

import subprocess
import sys
from typing import Any

import httpx
import pytest

from social_care.connectors.base import Guided, LogsIn
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.mail import Mail
from social_care.connectors.mail.connector import FOLDER
from social_care.connectors.mail.keys import keys_of
from social_care.connectors.mail.settings import read
from social_care.connectors.oauth import Tokens, load
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.mail_server import Security, Server
from social_care.net import NetSettings
from tests.connectors.fake_mail import ACCOUNT
from tests.connectors.world import NOW

OAUTH = {
    "name": "acme-mail",
    "connector": "email",
    "address": "Care@Acme.example",
    "client_id": "our-app",
}


class Person:
    """Whoever sits at the keyboard, with answers ready."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.said: list[str] = []
        self.secret: list[bool] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        self.secret.append(secret)
        return self.answers.pop(0)


def context(**changes: Any) -> ConnectorContext:
    """A connector's surroundings."""
    values: dict[str, Any] = {
        "clock": lambda: NOW,
        "secret": lambda _: "hunter2",
        "vault": MemoryVault(),
    }
    return ConnectorContext(**(values | changes))


# The table


def test_a_mailbox_with_a_password() -> None:
    settings = read(ACCOUNT)
    assert settings.imap == Server(host="imap.acme.example", port=993, security=Security.TLS)
    assert settings.smtp == Server(host="smtp.acme.example", port=465, security=Security.TLS)
    assert (settings.user, settings.folders) == ("care@acme.example", ("INBOX",))
    assert (settings.files_sent, settings.quote, settings.domain) == (False, True, "acme.example")
    starttls = read(ACCOUNT | {"smtp_security": "starttls", "imap_security": "starttls"})
    assert (starttls.imap.port, starttls.smtp.port) == (143, 587)
    gmail = read(ACCOUNT | {"imap_host": "imap.gmail.com"})
    assert gmail.files_sent


@pytest.mark.parametrize(
    ("provider", "imap", "smtp"),
    [
        ("google", ("imap.gmail.com", 993), ("smtp.gmail.com", 465, "tls")),
        ("microsoft", ("outlook.office365.com", 993), ("smtp.office365.com", 587, "starttls")),
    ],
)
def test_large_providers_need_no_servers_named(
    provider: str, imap: tuple[str, int], smtp: tuple[str, int, str]
) -> None:
    settings = read(OAUTH | {"oauth": provider})
    assert (settings.imap.host, settings.imap.port) == imap
    assert (settings.smtp.host, settings.smtp.port, settings.smtp.security) == smtp
    assert settings.files_sent
    assert (settings.user, settings.password) == ("care@acme.example", "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("imap_host", "https://imap.acme.example"),
        ("smtp_host", "smtp.acme.example:465"),
        ("smtp_host", "smtp acme"),
        ("user", "j\u00fcrgen"),
        ("user", "care\r\nNOOP"),
    ],
)
def test_what_no_server_could_take_is_told_before_it_is_tried(key: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(ACCOUNT | {key: value})
    (problem,) = caught.value.problems
    assert problem.startswith(key)


def test_a_server_may_be_named_by_its_number() -> None:
    assert read(ACCOUNT | {"imap_host": "2001:db8::1"}).imap.host == "2001:db8::1"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {
        "name": "acme-mail",
        "address": "not an address",
        "aliases": ["help@acme.example", "nor this"],
        "imap_host": "imap.acme.example",
        "imap_security": "none",
        "smtp_security": "ssl",
        "imap_port": 70_000,
        "folder": "INBOX",
    }
    with pytest.raises(ConfigError) as caught:
        read(wrong)
    said = "\n".join(caught.value.problems)
    for word in (
        "address",
        "nor this",
        "in the clear",
        "smtp_host",
        "smtp_security",
        "imap_port",
        "password",
        'did you mean "folders"',
    ):
        assert word in said


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "mail.localhost"])
def test_without_encryption_only_on_this_machine(host: str) -> None:
    changes = {"imap_host": host, "imap_security": "none"}
    assert read(ACCOUNT | changes).imap.security is Security.NONE


def test_streams_are_own_posts_and_folders() -> None:
    connector = Mail.from_settings(ACCOUNT | {"folders": ["INBOX", "VIP"]}, context())
    names = [stream.name for stream in connector.streams()]
    assert names == ["own posts", FOLDER + "INBOX", FOLDER + "VIP"]
    assert isinstance(connector, Guided)
    assert isinstance(Mail, LogsIn)
    connector.close()


def test_a_proxy_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail goes directly: whoever relies on the proxy must know."""
    net = NetSettings(proxy="http://proxy.example:3128")
    connector = Mail.from_settings(ACCOUNT, context(net=net))
    monkeypatch.setattr(connector._mailbox, "reading", lambda *_: "1")
    monkeypatch.setattr(connector._mailbox, "sent_folder", lambda: "Sent")
    monkeypatch.setattr(connector._postbox, "check", lambda: None)
    (warning,) = connector.check().warnings
    assert "proxy" in warning


# Logging in


def test_oauth_shows_an_address_and_keeps_the_tokens() -> None:
    """Nothing of it goes into the table; the pair in the vault is what the servers are shown."""
    asked: list[httpx.Request] = []

    def provider(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(
            200, json={"access_token": "acc", "refresh_token": "ref", "expires_in": 3600}
        )

    outside = context(transport=httpx.MockTransport(provider), vault=MemoryVault())
    person = Person("the-code")
    account = OAUTH | {"oauth": "microsoft", "tenant": "acme.example"}
    assert Mail.log_in(account, outside, person) == {}
    address = next(line for line in person.said if line.startswith("https://"))
    assert address.startswith("https://login.microsoftonline.com/acme.example/oauth2/v2.0/auth")
    assert "IMAP.AccessAsUser.All" in address
    assert "offline_access" in address
    assert asked[0].url.path == "/acme.example/oauth2/v2.0/token"
    tokens = load(outside.vault.load())
    assert tokens == Tokens(access="acc", refresh="ref", expires_at=NOW + 3_600_000)
    keys, give_back = keys_of(read(account), outside)
    key = keys.imap
    assert (key.is_token, key.current()) == (True, "acc")
    assert key.xoauth2("acc") == "user=care@acme.example\x01auth=Bearer acc\x01\x01"
    give_back()


def test_google_is_asked_for_a_token_that_lasts() -> None:
    """Without offline access there would be no refresh token."""
    answer = httpx.Response(200, json={"access_token": "acc", "refresh_token": "ref"})
    outside = context(transport=httpx.MockTransport(lambda _: answer))
    person = Person("the-code")
    Mail.log_in(OAUTH | {"oauth": "google", "client_secret": "env:GOOGLE"}, outside, person)
    address = next(line for line in person.said if line.startswith("https://"))
    assert "access_type=offline" in address
    assert "mail.google.com" in address


def test_a_log_in_that_cannot_be_renewed_is_none() -> None:
    answer = httpx.Response(200, json={"access_token": "acc", "expires_in": 3600})
    outside = context(transport=httpx.MockTransport(lambda _: answer))
    with pytest.raises(NetworkError) as caught:
        Mail.log_in(OAUTH | {"oauth": "google"}, outside, Person("the-code"))
    assert caught.value.error_class is ErrorClass.AUTH
    assert outside.vault.load() is None


def test_an_expired_token_is_renewed_before_it_is_shown() -> None:
    answer = httpx.Response(200, json={"access_token": "fresh", "expires_in": 3600})
    outside = context(transport=httpx.MockTransport(lambda _: answer))
    outside.vault.save(Tokens(access="old", refresh="ref", expires_at=NOW - 1).dump())
    keys, give_back = keys_of(read(OAUTH | {"oauth": "google"}), outside)
    assert keys.smtp.current() == "fresh"
    give_back()


def test_a_password_is_asked_for_unseen_and_tried_before_it_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = {name: value for name, value in ACCOUNT.items() if name != "password"}
    tried: list[str] = []

    def check(self: Mail) -> None:
        tried.append(self._mailbox._access.key.current())

    monkeypatch.setattr(Mail, "check", check)
    person = Person("abcd efgh ijkl mnop")
    assert Mail.log_in(account, context(), person) == {"password": "abcd efgh ijkl mnop"}
    assert (tried, person.secret) == (["abcd efgh ijkl mnop"], [True])
    assert Mail.log_in(account, context(), Person("env:MAIL")) == {"password": "env:MAIL"}
    assert tried[-1] == "hunter2"

    def refuse(self: Mail) -> None:
        raise NetworkError(ErrorClass.AUTH, "no")

    monkeypatch.setattr(Mail, "check", refuse)
    with pytest.raises(NetworkError):
        Mail.log_in(account, context(), Person("wrong"))


# The shape of the code


def test_the_console_does_not_load_it() -> None:
    """Neither the command line nor the list of connectors needs imap-tools."""
    program = (
        "import sys, social_care.cli, social_care.wiring\n"
        "from social_care.connectors.installed import available\n"
        "available()\n"
        "print([name for name in sys.modules if 'imap' in name or name == 'smtplib'"
        " or name.startswith('social_care.connectors.mail')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
