"""Log-in by hand over SSH, and tokens that renew themselves exactly once."""

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors import oauth
from social_care.connectors.context import MemoryVault
from social_care.connectors.oauth import Client, RotatingToken, Tokens, code_of, log_in
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Door

NOW = 1_793_523_600_000
MINUTE = 60_000
SECRET = "cl-secret-nobody-may-see"
CLIENT = Client(
    authorize_url="https://social.example/authorize?theme=dark",
    token_url="/token",
    id="app 1",
    secret=SECRET,
    scopes=("read", "write:posts"),
    extra={"access_type": "offline"},
)


@dataclass
class Network:
    """A token endpoint: knows one code, and renews every refresh token once."""

    now: int = NOW
    rotates: bool = True
    reaction: httpx.Response | Exception | None = None
    requests: list[httpx.Request] = field(default_factory=list)
    good: str = "refresh 0"
    verifier: str = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.reaction, Exception):
            raise self.reaction
        if self.reaction is not None:
            return self.reaction
        form = self.form()
        self.verifier = form.get("code_verifier", "")
        granted = form.get("code") == "good" or form.get("refresh_token") == self.good
        if not granted:
            return httpx.Response(400, json={"error": "invalid_grant"})
        number = len(self.requests)
        body = {"access_token": f"access {number}", "expires_in": 7200, "scope": "read write:posts"}
        if self.rotates:
            self.good = f"refresh {number}"
            body["refresh_token"] = self.good
        return httpx.Response(200, json=body)

    def form(self) -> dict[str, str]:
        """What the last request sent."""
        return {
            name: values[0] for name, values in parse_qs(self.requests[-1].content.decode()).items()
        }

    def door(self) -> Door:
        """A door to it."""
        return Door("https://social.example", transport=httpx.MockTransport(self))

    def clock(self) -> int:
        """The time there and here."""
        return self.now

    def token(self, vault: MemoryVault) -> RotatingToken:
        """As one process makes it."""
        return RotatingToken(lambda: CLIENT, self.door(), vault, self.clock)


@dataclass
class Person:
    """Opens the address and pastes what `answers` makes of it."""

    answers: Callable[[dict[str, str]], str]
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Reads."""
        self.said.append(text)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """Types."""
        self.said.append(question)
        return self.answers(self.asked)

    @property
    def address(self) -> str:
        """The address that was shown."""
        (shown,) = [text for text in self.said if "/authorize" in text]
        return shown

    @property
    def asked(self) -> dict[str, str]:
        """What it asks the network for."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}


def pasted_address(asked: dict[str, str]) -> str:
    """Where the browser ends when all goes well."""
    return f"http://localhost/?state={asked['state']}&code=good#_=_"


def failure(call: Callable[[], object]) -> NetworkError:
    """The error this call ends with; no secret stands in it."""
    with pytest.raises(NetworkError) as caught:
        call()
    assert SECRET not in str(caught.value)
    return caught.value


# Log-in


@pytest.mark.parametrize(
    "paste",
    [pasted_address, lambda _asked: " good \n", lambda asked: f"code=good&state={asked['state']}"],
)
def test_a_log_in_by_pasted_code_or_address(paste: Callable[[dict[str, str]], str]) -> None:
    network, person = Network(), Person(paste)
    tokens = log_in(CLIENT, network.door(), person, network.clock)
    assert tokens == Tokens(
        access="access 1",
        refresh="refresh 1",
        expires_at=NOW + 7_200_000,
        scopes=("read", "write:posts"),
    )
    asked = dict(person.asked)
    challenge = urlsafe_b64encode(sha256(network.verifier.encode()).digest()).decode().rstrip("=")
    assert len(asked.pop("state")) > 16
    assert asked.pop("code_challenge") == challenge
    assert asked == {
        "theme": "dark",
        "response_type": "code",
        "client_id": "app 1",
        "redirect_uri": "http://localhost",
        "scope": "read write:posts",
        "access_type": "offline",
        "code_challenge_method": "S256",
    }
    form = network.form()
    form.pop("code_verifier")
    assert form == {
        "grant_type": "authorization_code",
        "code": "good",
        "redirect_uri": "http://localhost",
        "client_id": "app 1",
        "client_secret": SECRET,
    }


def test_a_public_client_without_pkce_and_scopes_sends_neither() -> None:
    """A server on loopback needs no https."""
    client = replace(
        CLIENT, authorize_url="http://127.0.0.1:1/authorize", secret="", scopes=(), pkce=False
    )
    network, person = Network(), Person(pasted_address)
    log_in(client, network.door(), person, network.clock)
    assert not {"scope", "code_challenge"} & person.asked.keys()
    assert not {"client_secret", "code_verifier"} & network.form().keys()


def test_a_client_that_shows_its_secret_as_basic_keeps_it_out_of_the_form() -> None:
    network = Network()
    client = replace(CLIENT, basic=True)
    log_in(client, network.door(), Person(pasted_address), network.clock)
    scheme, _, pair = network.requests[0].headers["authorization"].partition(" ")
    assert (scheme, b64decode(pair).decode()) == ("Basic", f"app%201:{SECRET}")
    assert not {"client_id", "client_secret"} & network.form().keys()


def test_every_log_in_has_a_state_of_its_own() -> None:
    network, people = Network(), [Person(pasted_address), Person(pasted_address)]
    for person in people:
        log_in(CLIENT, network.door(), person, network.clock)
    assert people[0].asked["state"] != people[1].asked["state"]


def test_an_app_without_a_page_to_go_to_shows_a_code_instead() -> None:
    """Then nobody is told of a browser that ends nowhere."""
    client = replace(CLIENT, redirect_uri="urn:ietf:wg:oauth:2.0:oob")
    network, person = Network(), Person(lambda _asked: "good")
    log_in(client, network.door(), person, network.clock)
    assert not any("nothing answers" in text for text in person.said)


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("", "no code"),
        ("http://localhost/?state=other&code=good", "another log-in"),
        ("http://localhost/?error=access_denied&error_description=No+thanks", "No thanks"),
        ("error=access_denied", "access_denied"),
        ("http://localhost/", "no code in that address"),
        ("http://localhost/?code=", "no code in that address"),
        ("http://[bad", "no code in that address"),
    ],
)
def test_what_is_no_log_in_is_told_and_asks_the_network_nothing(pasted: str, told: str) -> None:
    network = Network()
    person = Person(lambda _asked: pasted)
    error = failure(lambda: log_in(CLIENT, network.door(), person, network.clock))
    assert error.error_class is ErrorClass.AUTH
    assert told in error.message
    assert network.requests == []


@given(pasted=st.text() | st.text(alphabet=":/?#=&[]codestatr%"))
def test_whatever_is_pasted_is_a_code_or_refused(pasted: str) -> None:
    try:
        assert code_of(pasted, "s")
    except NetworkError as error:
        assert error.error_class is ErrorClass.AUTH  # noqa: PT017 - either is right


# What the token endpoint says


@pytest.mark.parametrize(
    ("reaction", "expected"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), ErrorClass.AUTH),
        (httpx.Response(401, json={"error": "invalid_client"}), ErrorClass.AUTH),
        (httpx.Response(401, content=b"<h1>No</h1>"), ErrorClass.AUTH),
        (httpx.Response(200, json={"error": "invalid_grant"}), ErrorClass.AUTH),
        (httpx.Response(200, json=[]), ErrorClass.AUTH),
        (httpx.Response(400, json={"error": "temporarily_unavailable"}), ErrorClass.TRANSIENT),
        (httpx.Response(429), ErrorClass.RATE),
        (httpx.Response(503), ErrorClass.TRANSIENT),
        (httpx.Response(200, content=b"<h1>Hello</h1>"), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("slow"), ErrorClass.TRANSIENT),
        (httpx.ConnectError(f"refused client_secret={SECRET}"), ErrorClass.TRANSIENT),
    ],
)
def test_refusals_and_bad_weather_are_told_apart(
    reaction: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """Only a refusal needs a person."""
    network = Network(reaction=reaction)
    error = failure(lambda: log_in(CLIENT, network.door(), Person(pasted_address), network.clock))
    assert error.error_class is expected
    assert (error.retry_at is not None) is (expected is ErrorClass.RATE)


def test_tokens_that_name_no_end_have_none() -> None:
    body = {"access_token": "a", "scope": "one,two three"}
    network = Network(reaction=httpx.Response(200, json=body))
    tokens = log_in(CLIENT, network.door(), Person(pasted_address), network.clock)
    assert tokens == Tokens(access="a", scopes=("one", "two", "three"))


def test_a_lifetime_in_quotes_is_a_lifetime() -> None:
    """Some servers write numbers as texts."""
    body = {"access_token": "a", "expires_in": "60"}
    network = Network(reaction=httpx.Response(200, json=body))
    tokens = log_in(CLIENT, network.door(), Person(pasted_address), network.clock)
    assert tokens.expires_at == NOW + MINUTE


# Rotation


def kept(expires_in: int | None = 60 * MINUTE, refresh: str = "refresh 0") -> MemoryVault:
    """A vault after a log-in."""
    ends = None if expires_in is None else NOW + expires_in
    return MemoryVault(Tokens(access="access 0", refresh=refresh, expires_at=ends).dump())


def in_vault(vault: MemoryVault) -> tuple[str, str]:
    """The pair it holds."""
    tokens = oauth.load(vault.load())
    assert tokens is not None
    return tokens.access, tokens.refresh


@pytest.mark.parametrize("expires_in", [None, 60 * MINUTE, 5 * MINUTE])
def test_a_token_that_lasts_is_used_as_it_is(expires_in: int | None) -> None:
    network = Network()
    assert network.token(kept(expires_in)).current() == "access 0"
    assert network.requests == []


@pytest.mark.parametrize("expires_in", [5 * MINUTE - 1, 0, -60 * MINUTE])
def test_one_that_is_about_to_end_is_renewed_first(expires_in: int) -> None:
    network, vault = Network(), kept(expires_in)
    assert network.token(vault).current() == "access 1"
    assert network.form()["grant_type"] == "refresh_token"
    assert in_vault(vault) == ("access 1", "refresh 1")


def test_the_new_pair_is_saved_before_it_is_used() -> None:
    """A refresh token that was used is worthless: the new one must not be lost."""
    network = Network()

    class Full(MemoryVault):
        def save(self, session: str) -> None:
            raise SecretError("the vault cannot be used: No space left", "make room")

    error = failure(network.token(Full(kept(0).session)).current)
    assert error.error_class is ErrorClass.AUTH
    assert "No space left" in error.message


def test_a_refresh_token_that_is_not_replaced_is_kept() -> None:
    network, vault = Network(rotates=False), kept(0)
    token = network.token(vault)
    assert token.current() == "access 1"
    assert in_vault(vault) == ("access 1", "refresh 0")
    network.now += 120 * MINUTE
    assert token.current() == "access 2"


def test_a_refused_log_in_needs_a_person_and_is_not_asked_again() -> None:
    """Until there is another refresh token."""
    network, vault = Network(good="another"), kept(0)
    token = network.token(vault)
    for _ in range(3):
        assert failure(token.current).error_class is ErrorClass.AUTH
    assert len(network.requests) == 1
    vault.save(kept(0, "another").session or "")
    assert token.current() == "access 2"


def test_bad_weather_is_no_refusal_and_the_token_is_good_while_it_lasts() -> None:
    network, vault = Network(reaction=httpx.Response(503)), kept(MINUTE)
    token = network.token(vault)
    assert token.current() == "access 0"
    network.now += MINUTE
    assert failure(token.current).error_class is ErrorClass.TRANSIENT
    network.reaction = None
    assert token.current() == f"access {len(network.requests)}"


def test_a_log_in_that_cannot_be_renewed_is_used_to_its_end() -> None:
    network, vault = Network(), kept(MINUTE, refresh="")
    token = network.token(vault)
    assert token.current() == "access 0"
    assert token.renewed("access 0") is None
    network.now += MINUTE
    assert "has ended" in failure(token.current).message
    assert network.requests == []


@pytest.mark.parametrize("session", [None, "", "{}", '{"access": "x"}', "half a docu", "[1]"])
def test_nobody_logged_in_is_said_so(session: str | None) -> None:
    network = Network()
    error = failure(network.token(MemoryVault(session)).current)
    assert error.error_class is ErrorClass.AUTH
    assert "account login" in error.remedy


@given(session=st.text() | st.dictionaries(
    st.sampled_from(["access", "refresh", "expires_at", "scopes"]),
    st.none() | st.text() | st.floats() | st.lists(st.text(), max_size=2),
).map(json.dumps))  # fmt: skip
def test_no_vault_is_a_crash(session: str) -> None:
    """Somebody may have edited it."""
    found = oauth.load(session)
    assert found is None or oauth.load(found.dump()) == found
