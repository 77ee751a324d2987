"""Logging in to Reddit: a permanent log-in that renews itself, or a script app's password."""

from collections.abc import Callable
from threading import Lock

from social_care.connectors.base import Talk
from social_care.connectors.context import SessionVault
from social_care.connectors.credential import Credential
from social_care.connectors.oauth import (
    RENEW_BEFORE_MS,
    Client,
    RotatingToken,
    Tokens,
    load,
    log_in,
    request_tokens,
)
from social_care.connectors.reddit.settings import TOKEN_PATH, RedditSettings
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door

SCOPES = {
    "identity": "to know who we are",
    "read": "to search, to read communities and to notice deletions",
    "history": "to recognise our own posts",
    "privatemessages": "for mentions, replies and private messages",
    "submit": "to reply",
    "edit": "to take a reply back",
    "vote": "to upvote",
}
"""What is asked for, and what it is for."""
EVERYTHING = "*"


def token_refused(answer: Answer) -> bool:
    """True when another token may be worth a try."""
    return answer.status == 401


def client_of(settings: RedditSettings) -> Client:
    """Our app. Raises NetworkError(AUTH) when its secret is not to be had."""
    secret = settings.client_secret
    return Client(
        authorize_url=f"{settings.auth_url}/api/v1/authorize",
        token_url=TOKEN_PATH,
        id=settings.client_id,
        secret=_resolved(secret) if secret else "",
        scopes=tuple(SCOPES),
        redirect_uri=settings.redirect_uri,
        extra={"duration": "permanent"},
        basic=True,
        pkce=False,
    )


class Session:
    """An access token that is always good; may be used by several threads."""

    def __init__(
        self, settings: RedditSettings, door: Door, vault: SessionVault, clock: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._door = door
        self._vault = vault
        self._clock = clock
        self._rotating = RotatingToken(lambda: client_of(settings), door, vault, clock)
        self._script = _Script(settings, door, clock) if settings.password else None

    def use(self, ask: Callable[[str], Answer]) -> Answer:
        """Ask with the token; when it is refused, renew it and ask once more."""
        if self._script is not None:
            return self._script.use(ask)
        try:
            return self._rotating.use(ask, token_refused)
        except NetworkError as error:
            if error.error_class is not ErrorClass.AUTH or not self._take_configured():
                raise
        return self._rotating.use(ask, token_refused)

    def scopes(self) -> tuple[str, ...]:
        """What the token in use may do; empty when that is not known."""
        tokens = self._script.tokens if self._script is not None else self._kept()
        return tokens.scopes if tokens is not None else ()

    def log_in(self, talk: Talk) -> None:
        """Log in with a person's help. Raises NetworkError."""
        if self._script is not None:
            self._script.log_in()
            talk.say("The password is good. A script app needs no further log-in.")
            return
        tokens = log_in(client_of(self._settings), self._door, talk, self._clock)
        if not tokens.refresh:
            raise NetworkError(ErrorClass.AUTH, "Reddit gave a log-in for one hour only")
        self._rotating.save(tokens)

    def _take_configured(self) -> bool:
        """The configured refresh token in place of none, or of one that is no longer taken."""
        if self._settings.refresh_token is None:
            return False
        refresh = _resolved(self._settings.refresh_token)
        with self._vault.exclusive():
            kept = self._kept()
            if kept is not None and kept.refresh == refresh:
                return False
            self._rotating.save(Tokens(access="", refresh=refresh, expires_at=0))
        return True

    def _kept(self) -> Tokens | None:
        return load(_resolved(lambda: self._vault.load() or ""))


class _Script:
    """A script app: it has no refresh tokens, and logs in anew before the hour is over."""

    def __init__(self, settings: RedditSettings, door: Door, clock: Callable[[], int]) -> None:
        assert settings.password is not None
        self._settings = settings
        self._door = door
        self._clock = clock
        self._password = Credential(settings.password, clock, "the password")
        self._lock = Lock()
        self.tokens: Tokens | None = None

    def use(self, ask: Callable[[str], Answer]) -> Answer:
        token = self._current(None)
        answer = ask(token)
        return ask(self._current(token)) if token_refused(answer) else answer

    def log_in(self) -> None:
        """Raises NetworkError; AUTH when the password or the app is refused."""
        self.tokens = self._password.log_in(self._asked)

    def _current(self, refused: str | None) -> str:
        """The access token, another one than was just refused."""
        with self._lock:
            known = self.tokens
            if known is None or known.access == refused or self._ends_soon(known):
                self.log_in()
            assert self.tokens is not None
            return self.tokens.access

    def _ends_soon(self, tokens: Tokens) -> bool:
        ends = tokens.expires_at
        return ends is not None and ends - self._clock() < RENEW_BEFORE_MS

    def _asked(self, password: str) -> Tokens:
        who = {"username": self._settings.username, "password": password}
        form = {"grant_type": "password", **who}
        return request_tokens(client_of(self._settings), self._door, form, self._clock)


def _resolved(secret: Callable[[], str]) -> str:
    try:
        return secret().strip()
    except SecretError as error:
        raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error
