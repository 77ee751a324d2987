"""What a connector is given when it is made: the outside world, as far as it may know it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from social_care.net import NetSettings


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
