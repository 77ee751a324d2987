"""OAuth 2 as a person does it over SSH, and tokens that renew themselves.

Log-in: an address is shown, opened in any browser, and what the browser ends up with (a code, or
the whole address it was sent to) is pasted back. No server of ours has to be reachable.

Tokens rotate: the vault holds the newest pair, saved before it is used, since a refresh token that
was used twice ends the whole log-in on some networks. Exactly one process renews at a time.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, quote

from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import WebApplicationClient

from social_care.connectors.base import Talk
from social_care.connectors.context import SessionVault
from social_care.connectors.fields import text
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door

RENEW_BEFORE_MS = 5 * 60 * 1000
"""An access token is renewed when less than this is left of it."""
PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
"""What a token endpoint says that another try may change."""
_LASTS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Our app at a network, and where that hands out tokens. `secret` is empty for a public one."""

    authorize_url: str
    token_url: str
    """Absolute, or a path of the door that is used."""
    id: str
    secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    redirect_uri: str = "http://localhost"
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further parameters of the address that the person opens."""
    basic: bool = False
    """The client shows its secret as HTTP Basic, not in the form."""
    pkce: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a network handed out."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: int | None = None
    """Of the access token; ms since 1970 UTC."""
    scopes: tuple[str, ...] = ()

    def dump(self) -> str:
        """As text, for the vault."""
        return json.dumps(
            {
                "access": self.access,
                "refresh": self.refresh,
                "expires_at": self.expires_at,
                "scopes": list(self.scopes),
            }
        )


def load(saved: str | None) -> Tokens | None:
    """What the vault holds, if that is tokens."""
    try:
        found = json.loads(saved or "null")
        return Tokens(
            access=str(found["access"]),
            refresh=str(found["refresh"]),
            expires_at=None if found["expires_at"] is None else int(found["expires_at"]),
            scopes=tuple(map(str, found["scopes"])),
        )
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return None  # written by somebody else or half: a new log-in replaces it


def log_in(client: Client, door: Door, talk: Talk, clock: Callable[[], int]) -> Tokens:
    """The whole flow: show the address, take what is pasted, fetch the tokens.

    Raises NetworkError(AUTH) when the network or the person says no.
    """
    state = token_urlsafe(16)
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.redirect_uri,
        "state": state,
        **client.extra,
    }
    if client.scopes:
        asked["scope"] = " ".join(client.scopes)
    if client.pkce:
        flow = WebApplicationClient(client.id)
        verifier = flow.create_code_verifier(64)
        asked["code_challenge"] = flow.create_code_challenge(verifier, "S256")
        asked["code_challenge_method"] = "S256"
    # Not oauthlib's own way to make it: that one insists on https, on a test server too.
    address = add_params_to_uri(client.authorize_url, list(asked.items()))
    talk.say("Open this address in a browser, log in as the brand and allow it:")
    talk.say(str(address))
    if client.redirect_uri.startswith("http"):
        talk.say(
            f"The browser then goes to {client.redirect_uri}, where nothing answers: that is fine."
            " Copy the whole address it shows."
        )
    code = code_of(talk.ask("Paste the code or the address"), state)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
    }
    if client.pkce:
        form["code_verifier"] = verifier
    return request_tokens(client, door, form, clock)


def code_of(pasted: str, state: str) -> str:
    """The code in what a person pasted. Raises NetworkError(AUTH)."""
    pasted = pasted.strip()
    if not any(sign in pasted for sign in ("://", "code=", "error=")):
        if not pasted:
            raise NetworkError(ErrorClass.AUTH, "no code was given", remedy="log in again")
        return pasted
    address = pasted.partition("#")[0]  # some networks put an empty "#_" behind it
    asked = parse_qs(address.partition("?")[2] or address)
    if "error" in asked:
        said = " ".join([*asked["error"], *asked.get("error_description", ())])
        raise NetworkError(ErrorClass.AUTH, f"the network said no: {said}", remedy="log in again")
    if asked.get("state", [state]) != [state]:
        raise NetworkError(
            ErrorClass.AUTH,
            "that address belongs to another log-in",
            remedy="open the address shown here, then paste where the browser ends",
        )
    if "code" not in asked:
        raise NetworkError(
            ErrorClass.AUTH, "there is no code in that address", remedy="copy the whole address"
        )
    return asked["code"][0]


def request_tokens(
    client: Client, door: Door, form: Mapping[str, str], clock: Callable[[], int]
) -> Tokens:
    """Ask the token endpoint. Raises NetworkError; AUTH when the grant is refused."""
    body, headers = dict(form), {"Accept": "application/json"}
    if client.basic:
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        body["client_id"] = client.id
        if client.secret:
            body["client_secret"] = client.secret
    answer = door.post(client.token_url, data=body, headers=headers, harmless=True, bucket="log-in")
    return _tokens(answer, clock())


def _tokens(answer: Answer, now: int) -> Tokens:
    if answer.status == 429:
        raise answer.failure(ErrorClass.RATE, now=now)
    if answer.status >= 500:
        raise answer.failure(ErrorClass.TRANSIENT, now=now)
    found = _said(answer)
    access = text(found, "access_token")
    if answer.status >= 400 or not access:
        # Reddit says no with 200; the word is the same everywhere.
        said = f"{text(found, 'error')} {text(found, 'error_description')}".strip()
        passing = text(found, "error") in PASSING
        refused = ErrorClass.TRANSIENT if passing else ErrorClass.AUTH
        raise answer.failure(refused, f"the log-in is refused: {said}", now=now)
    lasts_s = text(found, "expires_in")  # a number, or a number in quotes
    return Tokens(
        access=access,
        refresh=text(found, "refresh_token"),
        expires_at=now + int(lasts_s) * 1000 if _LASTS.fullmatch(lasts_s) else None,
        scopes=tuple(text(found, "scope").replace(",", " ").split()),
    )


def _said(answer: Answer) -> Any:
    """The answer's JSON; nothing where a refusal comes as a page for people."""
    try:
        return answer.json()
    except NetworkError:
        if answer.status in {400, 401}:
            return None
        raise


class RotatingToken:
    """An access token that is always good: renewed ahead of its end, or when it was refused."""

    def __init__(
        self,
        client: Callable[[], Client],
        door: Door,
        vault: SessionVault,
        clock: Callable[[], int],
    ) -> None:
        self._client = client
        self._door = door
        self._vault = vault
        self._clock = clock
        self._lock = Lock()
        self._refused: tuple[str, Client, NetworkError] | None = None
        """The refresh token that is no longer taken from that client, and what was said."""

    def current(self) -> str:
        """The access token. Raises NetworkError; AUTH when a person must log in."""
        tokens, now = self._kept(), self._clock()
        self._not_refused(tokens, self._client)
        ends = tokens.expires_at
        if ends is None or ends - now >= RENEW_BEFORE_MS:
            return tokens.access
        if not tokens.refresh and ends > now:
            return tokens.access
        try:
            return self._renewed(tokens).access
        except NetworkError as error:
            if ends <= now or error.error_class is ErrorClass.AUTH:
                raise
            return tokens.access  # still good; there is time to try again

    def renewed(self, refused: str) -> str | None:
        """A token in place of the one the network refused; None when there is no other."""
        tokens = self._kept()
        if tokens.access != refused:
            return tokens.access  # somebody has renewed or logged in meanwhile
        if not tokens.refresh:
            return None
        return self._renewed(tokens).access

    def use(self, ask: Callable[[str], Answer], is_refused: Callable[[Answer], bool]) -> Answer:
        """Ask with the token; when it is refused, renew it and ask once more."""
        token = self.current()
        answer = ask(token)
        if not is_refused(answer):
            return answer
        newer = self.renewed(token)
        return answer if newer is None else ask(newer)

    def save(self, tokens: Tokens) -> None:
        """Keep what a log-in brought."""
        try:
            self._vault.save(tokens.dump())
        except SecretError as error:
            raise _needs_person(error) from error

    def _kept(self) -> Tokens:
        try:
            tokens = load(self._vault.load())
        except SecretError as error:
            raise _needs_person(error) from error
        if tokens is None:
            raise NetworkError(ErrorClass.AUTH, "nobody has logged this account in yet")
        return tokens

    def _renewed(self, old: Tokens) -> Tokens:
        try:
            with self._lock, self._vault.exclusive():
                kept = self._kept()
                return kept if kept.access != old.access else self._renew(kept)
        except SecretError as error:
            raise _needs_person(error) from error

    def _renew(self, kept: Tokens) -> Tokens:
        if not kept.refresh:
            raise NetworkError(ErrorClass.AUTH, "the log-in has ended")
        client = self._client()
        self._not_refused(kept, lambda: client)
        form = {"grant_type": "refresh_token", "refresh_token": kept.refresh}
        try:
            fresh = request_tokens(client, self._door, form, self._clock)
        except NetworkError as error:
            if error.error_class is ErrorClass.AUTH:
                self._refused = (kept.refresh, client, error)
            raise
        fresh = replace(
            fresh, refresh=fresh.refresh or kept.refresh, scopes=fresh.scopes or kept.scopes
        )
        self.save(fresh)
        return fresh

    def _not_refused(self, tokens: Tokens, client: Callable[[], Client]) -> None:
        """A log-in that is over is not tried again until it, or the app's secret, is another."""
        refused = self._refused
        if refused and refused[0] == tokens.refresh and refused[1] == client():
            raise refused[2]


def _needs_person(error: SecretError) -> NetworkError:
    return NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy)
