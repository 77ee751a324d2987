"""What a connector is given when it is made, and how it reads its table of the configuration."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from social_care.errors import ConfigError
from social_care.net import NetSettings

COMMON_KEYS = frozenset({"name", "connector", "targets", "hours", "poll", "backfill_hours"})
"""Keys of an account's table that others read; no connector complains about them."""

MOST_MINUTES = 31 * 24 * 60


class SessionVault(Protocol):
    """Where one account keeps what rotates: a session, a refresh token. Never the database."""

    def load(self) -> str | None:
        """The text last saved, by whichever process; None when there is none."""
        ...

    def save(self, session: str) -> None:
        """Keep it durably before returning."""
        ...


@dataclass(slots=True)
class MemoryVault:
    """A vault that lasts as long as the process: for tests and for trying an account."""

    session: str | None = field(default=None, repr=False)

    def load(self) -> str | None:
        """The text last saved."""
        return self.session

    def save(self, session: str) -> None:
        """Keep it."""
        self.session = session


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorContext:
    """The outside world, as far as a connector may know it."""

    clock: Callable[[], int]
    """Milliseconds since 1970 UTC."""
    secret: Callable[[str], str]
    """Resolves a reference such as env:NAME. Raises SecretError."""
    vault: SessionVault
    """This account's."""
    transport: httpx.BaseTransport | None = None
    """Stands in for the network in tests."""
    net: NetSettings = field(default_factory=NetSettings)
    wait: Callable[[float], None] | None = None
    """Waits so many seconds between tries of a read; None waits for real."""


class Table:
    """An account's table, read key by key; all that is wrong with it is reported at once."""

    def __init__(self, account: Mapping[str, Any]) -> None:
        self._account = account
        self._problems: list[str] = []
        self._known = set(COMMON_KEYS)
        self.name = self.text("name", "account")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it must be there."""
        value = self._get(key, default)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None:
            self._problems.append(f"{key}: must be a text that is not empty")
        return default or ""

    def url(self, key: str, default: str | None = None) -> str:
        """An address that starts with http:// or https://, without its last slash."""
        value = self.text(key, default)
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            self._problems.append(f"{key}: must be an address such as https://social.example")
        return value.rstrip("/")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty unless given. What stands there twice counts once."""
        value = self._get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(dict.fromkeys(value))
        self._problems.append(f"{key}: must be a list of texts")
        return ()

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if isinstance(value, bool):
            return value
        self._problems.append(f"{key}: must be true or false")
        return default

    def minutes(self, key: str, default_ms: int) -> int:
        """A span given in minutes, as milliseconds."""
        value = self._get(key, default_ms / 60_000)
        if isinstance(value, bool) or not isinstance(value, int | float):
            value = -1
        if 0 <= value <= MOST_MINUTES:
            return round(value * 60_000)
        self._problems.append(f"{key}: must be a number of minutes, from 0 to {MOST_MINUTES}")
        return default_ms

    def finish(self) -> None:
        """Complain about all faults found, keys nobody knows included. Raises ConfigError."""
        for key in self._account:
            if key not in self._known:
                self._problems.append(f"{key}: unknown{_nearest(key, self._known)}")
        if self._problems:
            raise ConfigError(f"account {self.name!r} cannot be used", self._problems)

    def _get(self, key: str, default: object) -> object:
        self._known.add(key)
        value = self._account.get(key)
        if value is None:
            if default is None:
                self._problems.append(f"{key}: missing")
            return default
        return value


def _nearest(key: str, known: Collection[str]) -> str:
    matches = get_close_matches(key, sorted(known), n=1)
    return f", did you mean {matches[0]}?" if matches else ""


def plain_http_warning(base_url: str) -> tuple[str, ...]:
    """A warning when the token would cross the network readable by everybody on the way."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" or _is_loopback(parts.hostname or ""):
        return ()
    return (f"{base_url} is not encrypted: the token can be read on the way; use https",)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
