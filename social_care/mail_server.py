"""Which mail server, and how we speak to it: light, for whoever only reads the configuration."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


class Security(StrEnum):
    """How a connection is kept secret."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """With a password only on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to connect."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[mail]: by which server mails of our own leave, and as whom."""

    server: Server
    sender: str
    """Our address."""
    sender_name: str = ""
    """What stands before it."""
    user: str = ""
    """Empty: the server wants no log-in."""
    password: str = ""
    """A reference to a secret."""
    connect_s: float = 5.0
    read_s: float = 20.0
    ca_file: str | None = None
    """Certificates to trust instead of the usual ones (PEM)."""

    @property
    def domain(self) -> str:
        """Of our address: how we greet, and what Message-IDs end in."""
        return self.sender.rpartition("@")[2]


def is_loopback(host: str) -> bool:
    """Whether it is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
