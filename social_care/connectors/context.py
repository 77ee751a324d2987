"""What a connector is given when it is made: the outside world, as far as it may know it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from social_care.models import Usage
from social_care.net import NetSettings


class SessionVault(Protocol):
    """Where one account keeps what rotates: a session, a refresh token. Never the database."""

    def load(self) -> str | None:
        """The text last saved, by whichever process; None when there is none."""
        ...

    def save(self, session: str) -> None:
        """Keep it durably before returning."""
        ...

    def exclusive(self) -> AbstractContextManager[object]:
        """Held by whoever renews what is in here: one at a time, in all processes."""
        ...


@dataclass(slots=True)
class MemoryVault:
    """A vault that lasts as long as the process: for tests and for trying an account."""

    session: str | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def load(self) -> str | None:
        """The text last saved."""
        return self.session

    def save(self, session: str) -> None:
        """Keep it."""
        self.session = session

    def exclusive(self) -> AbstractContextManager[object]:
        """A lock of this process."""
        return self._lock


class Ledger(Protocol):
    """What one account has used up of what its network allows: calls, units, money.

    Names are the connector's own: a bucket of calls, "units today". One that begins with "money"
    counts millionths of a dollar (`text.used`). Kept across restarts.
    """

    def usage(self, name: str, now: int) -> Usage | None:
        """What is known and still holds; None past its `until`."""
        ...

    def note(self, name: str, usage: Usage) -> None:
        """Put what the network says in place of what we knew."""
        ...

    def spend(self, name: str, amount: int, allowed: int, until: int, now: int) -> Usage:
        """Add to a count of our own, which begins at 0 again when its time is over."""
        ...


@dataclass(slots=True)
class MemoryLedger:
    """A ledger that lasts as long as the process: for tests and for trying an account."""

    usages: dict[str, Usage] = field(default_factory=dict)

    def usage(self, name: str, now: int) -> Usage | None:
        """What still holds."""
        found = self.usages.get(name)
        return found if found and found.until > now else None

    def note(self, name: str, usage: Usage) -> None:
        """Replace."""
        self.usages[name] = usage

    def spend(self, name: str, amount: int, allowed: int, until: int, now: int) -> Usage:
        """Add."""
        before = self.usage(name, now)
        usage = Usage(used=(before.used if before else 0) + amount, allowed=allowed, until=until)
        self.usages[name] = usage
        return usage


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorContext:
    """The outside world, as far as a connector may know it."""

    clock: Callable[[], int]
    """Milliseconds since 1970 UTC."""
    secret: Callable[[str], str]
    """Resolves a reference such as env:NAME. Raises SecretError."""
    vault: SessionVault
    """This account's."""
    ledger: Ledger = field(default_factory=MemoryLedger)
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
