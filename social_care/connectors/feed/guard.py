"""Keeps feeds from leading us into our own network: whoever writes a feed may redirect us.

An address is looked at before it is asked, and so is every one it redirects to. What its name
resolves to is looked at twice: before the call, and by the connection itself, which then goes to
just that number, so that a name cannot mean one server now and another a moment later.
"""

import socket
import ssl
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.request import getproxies

import httpx

from social_care.errors import ErrorClass, NetworkError
from social_care.net import NetSettings

Resolve = Callable[[str], Sequence[str]]
"""The numbers a name stands for. Raises OSError when it stands for none."""

_NAT64 = ip_network("64:ff9b::/96")
_REMEDY = "if it is a feed of your own network, set `allow_private = true` in the account's table"


def resolve(host: str) -> Sequence[str]:
    """What this machine's resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(number: str) -> bool:
    """Whether this is an address of the open internet, however it is wrapped up."""
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one carries, if it is made to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class Guard:
    """Says which addresses may be asked."""

    def __init__(
        self, *, allow_private: bool, resolves: bool = True, resolve: Resolve = resolve
    ) -> None:
        """`resolves` is false where a proxy makes the connections: only it knows its names."""
        self._allow_private = allow_private
        self._resolves = resolves
        self._resolve = resolve

    def vet(self, url: str) -> None:
        """Let an address pass. Raises NetworkError: PERMISSION, or TRANSIENT without an answer."""
        parts = httpx.URL(url)
        if parts.scheme not in {"http", "https"} or not parts.host:
            raise NetworkError(
                ErrorClass.PERMISSION,
                f"{parts.scheme or 'nothing'}: is no kind of address a feed can have",
                remedy="correct the feed's address",
            )
        if not self._allow_private:
            self.number(parts.host)

    def number(self, host: str) -> str:
        """The number to connect to, all of the host's being public. Raises NetworkError."""
        numbers = [host] if _is_number(host) or not self._resolves else self._looked_up(host)
        inside = next((each for each in numbers if not self._may_ask(each)), None)
        if inside is not None:
            place = host if inside == host else f"{host} ({inside})"
            raise NetworkError(
                ErrorClass.PERMISSION,
                f"{place} lies in a private network; feeds are not read from there",
                remedy=_REMEDY,
            )
        return numbers[0]

    def _may_ask(self, number: str) -> bool:
        if self._resolves or _is_number(number):
            return is_public(number)
        return number != "localhost" and not number.endswith(".localhost")

    def _looked_up(self, host: str) -> Sequence[str]:
        try:
            numbers = self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise _unknown(host, str(error)) from error
        if not numbers:
            raise _unknown(host, "it has no address")
        return numbers


class Pinned(httpx.BaseTransport):
    """Connects to the very number the guard has looked at; TLS still asks for the host's name."""

    def __init__(self, inner: httpx.BaseTransport, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, to the number in the place of the name."""
        host = request.url.host
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=self._guard.number(host)),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        """Give back connections."""
        self._inner.close()


def is_proxied(net: NetSettings) -> bool:
    """Whether somebody else makes our connections, by our settings or the environment's."""
    return bool(net.proxy or getproxies().keys() & {"http", "https", "all"})


def direct(net: NetSettings, guard: Guard) -> httpx.BaseTransport:
    """A way out that does as the guard says."""
    verify = ssl.create_default_context(cafile=net.ca_file) if net.ca_file else True
    limits = httpx.Limits(max_keepalive_connections=0)
    return Pinned(httpx.HTTPTransport(verify=verify, limits=limits), guard)


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def _unknown(host: str, why: str) -> NetworkError:
    return NetworkError(ErrorClass.TRANSIENT, f"{host} cannot be found: {why}")
