"""Bluesky's sessions: logged in once, renewed when they expire, kept in the vault between runs.

Log-ins are scarce (30 in five minutes, 300 a day), so a session is used until the server refuses
it, then refreshed, and only when that is refused too is the password used. A log-in that failed is
not repeated for a while unless the password has changed.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from social_care.connectors.bluesky.errors import judge
from social_care.connectors.context import SessionVault
from social_care.connectors.fields import Json, obj, objs, text
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer, Door
from social_care.query import Query

LOG_IN = "log-in"
"""The bucket of calls that log in: the network allows few of them."""
LOGIN_PAUSE_MS = 5 * 60 * 1000
"""How long a refused password is not tried again."""
SERVICE = "https://bsky.social"
MENTION_OVERLAP_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskySettings:
    """One account, and the service it was opened with."""

    name: str
    handle: str
    password: Callable[[], str]
    """Resolves the app password; asked at every log-in. Raises SecretError."""
    base_url: str = SERVICE
    queries: tuple[Query, ...] = ()
    """Searches; each of their alternatives is a stream of its own."""
    messages: bool | None = None
    """Whether to listen to direct messages; None: where the app password allows it."""
    overlap: int = MENTION_OVERLAP_MS
    """Of mentions: they are ordered by the time their author claims, if that is the earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A log-in. `pds` is the server that holds the account, which may not be the service."""

    service: str
    identifier: str
    did: str
    handle: str
    pds: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class Sessions:
    """Hands out the session; exactly one thread renews it."""

    def __init__(
        self,
        settings: BlueskySettings,
        clock: Callable[[], int],
        vault: SessionVault,
        door: Door,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._vault = vault
        self._door = door
        self._lock = Lock()
        self._session: Session | None = None
        self._failed: tuple[int, str, NetworkError] | None = None
        self._logged_in_at: int | None = None

    def current(self) -> Session:
        """The session in use, the vault's, or a new one. Raises NetworkError."""
        with self._lock:
            self._session = self._session or self._kept() or self._opened_alone(None)
            return self._session

    def renewed(self, refused: Session) -> Session:
        """A session in place of the one the server refused. Raises NetworkError."""
        with self._lock:
            if self._session is None or self._session.access == refused.access:
                self._session = self._opened_alone(refused)
            return self._session

    def _opened_alone(self, refused: Session | None) -> Session:
        """A refresh token is good for one refresh, so one process at a time renews; whoever
        waited finds the session of whoever was faster."""
        try:
            with self._vault.exclusive():
                kept = self._kept()
                if kept is not None and (refused is None or kept.access != refused.access):
                    return kept
                return (refused and self._refreshed(refused)) or self._log_in()
        except SecretError as error:
            raise _needs_person(error) from error

    def _kept(self) -> Session | None:
        try:
            saved = json.loads(self._vault.load() or "null")
            session = Session(**saved) if isinstance(saved, dict) else None
        except (ValueError, TypeError):
            return None  # written by somebody else or half: a new log-in replaces it
        except SecretError as error:
            raise _needs_person(error) from error
        wanted = (self._settings.base_url, self._settings.handle)
        return session if session and (session.service, session.identifier) == wanted else None

    def _refreshed(self, session: Session) -> Session | None:
        answer = self._door.post(
            "/xrpc/com.atproto.server.refreshSession",
            headers={"Authorization": f"Bearer {session.refresh}"},
            harmless=True,
            bucket=LOG_IN,
        )
        if answer.status in {400, 401}:
            return None
        return self._opened(answer)

    def _log_in(self) -> Session:
        try:
            password = self._settings.password().strip()
        except SecretError as error:
            raise _needs_person(error) from error
        now = self._clock()
        if self._failed and now < self._failed[0] and self._failed[1] == password:
            raise self._failed[2]
        if self._logged_in_at is not None and now - self._logged_in_at < LOGIN_PAUSE_MS:
            raise NetworkError(ErrorClass.AUTH, "the server refuses a session it has just given us")
        try:
            session = self._opened(self._asked_for(password))
        except NetworkError as error:
            if error.error_class in {ErrorClass.AUTH, ErrorClass.RATE}:
                self._failed = (error.retry_at or now + LOGIN_PAUSE_MS, password, error)
            raise
        self._logged_in_at = now
        return session

    def _asked_for(self, password: str) -> Answer:
        return self._door.post(
            "/xrpc/com.atproto.server.createSession",
            json={"identifier": self._settings.handle, "password": password},
            harmless=True,
            bucket=LOG_IN,
        )

    def _opened(self, answer: Answer) -> Session:
        error = judge(answer, self._clock())
        if error is not None:
            raise _as_login_error(error)
        found = obj(answer.json())
        session = Session(
            service=self._settings.base_url,
            identifier=self._settings.handle,
            did=text(found, "did"),
            handle=text(found, "handle"),
            pds=self._pds(obj(found, "didDoc")),
            access=text(found, "accessJwt"),
            refresh=text(found, "refreshJwt"),
        )
        if not (session.did and session.access and session.refresh):
            raise answer.unreadable("but without a session")
        self._session = session
        self._save(session)
        return session

    def _save(self, session: Session) -> None:
        try:
            self._vault.save(json.dumps(asdict(session)))
        except SecretError as error:
            # The session is good and stays in use; but a restart would cost a log-in each time.
            raise _needs_person(error) from error

    def _pds(self, did_document: Json) -> str:
        """The account's own server, unless that would be a step down from https."""
        for service in objs(did_document, "service"):
            endpoint = text(service, "serviceEndpoint").rstrip("/")
            if text(service, "id").endswith("#atproto_pds") and self._as_safe(endpoint):
                return endpoint
        return self._settings.base_url

    def _as_safe(self, endpoint: str) -> bool:
        parts = urlsplit(endpoint)
        safe = {"https", urlsplit(self._settings.base_url).scheme}
        return parts.scheme in safe and bool(parts.hostname)


def _needs_person(error: SecretError) -> NetworkError:
    return NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy)


def _as_login_error(error: NetworkError) -> NetworkError:
    """Whatever a log-in is refused for, it needs a person."""
    if error.error_class in {ErrorClass.RATE, ErrorClass.TRANSIENT}:
        return error
    remedy = ""
    if "AuthFactorTokenRequired" in error.message:
        remedy = "use an app password (Settings, Privacy and security), not the account's own"
    return NetworkError(ErrorClass.AUTH, f"log-in refused: {error.message}", remedy=remedy)
