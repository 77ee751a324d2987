"""The one door to networks over HTTP: timeouts, sizes, retries of reads, and redaction.

Nothing here knows a network. A connector judges the `Answer` it gets; what never became an answer
is raised here, because only the door knows whether a request can have arrived.
"""

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from secrets import SystemRandom
from threading import Event
from time import monotonic
from typing import Any, Protocol

import httpx

from social_care import __version__
from social_care.answer import Answer, parse_time, retry_at
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.redaction import redact

__all__ = ["Answer", "Door", "NetSettings", "parse_time", "retry_at"]

READ_TRIES = 4
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60.0
UPLOAD_S = 120.0
ANSWER_S = 120.0
"""How long one answer may take from its first line to its end: a server that sends a byte now and
then would else hold up its account for ever."""
MAX_REDIRECTS = 5
NOBODY_THERE = "check the address and the network; a worker tries again by itself"
PASSING_FAULTS = frozenset({500, 502, 503, 504})
"""Statuses after which a read is worth another try."""

_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""A proxy's refusal counts too: it comes while the tunnel is dug, before our request is written."""

_FOR_GOOD = frozenset({301, 308})
_NOT_HERE = frozenset({301, 307, 308})
"""Answers to a write that say: nothing was done, ask over there."""
_LOGS_US_IN = ("Authorization", "Cookie")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """How patient and how trusting we are with every network."""

    connect_s: float = 5.0
    read_s: float = 20.0
    max_bytes: int = 10 * 1024 * 1024
    """Largest answer taken, after decompression."""
    proxy: str | None = None
    ca_file: str | None = None
    """Certificates to trust instead of the usual ones (PEM)."""


def _without_query(record: logging.LogRecord) -> bool:
    """Queries hold tokens, keys and what is looked for: httpx may log where it asks, not what."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            each.copy_with(query=None) if isinstance(each, httpx.URL) else each
            for each in record.args
        )
    return True


logging.getLogger("httpx").addFilter(_without_query)


class Pacer(Protocol):
    """Spaces calls out ahead of a network's limits; see `connectors.pace`."""

    def before(self, bucket: str, *, wrote: bool) -> None:
        """Let a call through, or raise NetworkError(RATE)."""
        ...

    def after(self, bucket: str, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer."""
        ...


class Door:
    """One server. Reads are tried again when that can help, writes never.

    `vet` sees every address before it is asked, redirects included, and raises NetworkError to
    forbid it. With `roams` reads follow redirects to other servers (feeds do move), without what
    logs us in, else they stay with the host they were sent to.
    """

    def __init__(
        self,
        base_url: str,
        settings: NetSettings | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], object] | None = None,
        pace: Pacer | None = None,
        vet: Callable[[str], None] | None = None,
        roams: bool = False,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        settings = settings or NetSettings()
        self._settings = settings
        self._pace = pace
        self._vet = vet
        self._roams = roams
        self._max_bytes = settings.max_bytes
        self._wait = wait or (lambda seconds: Event().wait(seconds))
        self._random = SystemRandom()
        self._ticks = ticks
        self._client = httpx.Client(
            base_url=base_url,
            headers={"User-Agent": f"social-care/{__version__}", **(headers or {})},
            timeout=self._patience(uploads=False),
            # Some servers close the connection after an answer without saying so, and the next
            # request on it dies; for a write that would be an unknown outcome each time.
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=_trust(settings.ca_file),
            proxy=settings.proxy,
            transport=transport,
        )

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        bucket: str = "reads",
        tries: int = READ_TRIES,
    ) -> Answer:
        """Read, up to four times. Raises NetworkError(TRANSIENT) when no answer comes.

        `bucket` names the allowance it counts against; RATE when that is used up. Fewer `tries`
        are for what can do without the answer.
        """
        for tries_left in reversed(range(tries)):
            try:
                answer = self._follow(path, params, headers, bucket)
            except httpx.TransportError as error:
                if not tries_left:
                    raise self._lost("GET", path, error, ErrorClass.TRANSIENT, headers) from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._lost("GET", path, error, ErrorClass.TRANSIENT, headers) from error
            else:
                if answer.status not in PASSING_FAULTS or not tries_left:
                    return answer
            self._wait(self._pause(tries - tries_left))
        raise AssertionError("the last try returns or raises")

    def post(
        self,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        harmless: bool = False,
        method: str = "POST",
        bucket: str = "writes",
    ) -> Answer:
        """Write, once. Raises NetworkError.

        UNKNOWN_OUTCOME when the request may have been written, TRANSIENT when it certainly was
        not. `harmless` is for a log-in or an upload: nothing is posted by it, so every loss is
        TRANSIENT. `method` may be PUT or DELETE as well.
        """
        lost = ErrorClass.TRANSIENT if harmless else ErrorClass.UNKNOWN_OUTCOME
        request = self._client.build_request(
            method,
            path,
            json=json,
            data=data,
            files=files,
            content=content,
            params=params,
            headers=headers,
            timeout=self._patience(uploads=bool(files or content)),
        )
        try:
            answer, onward = self._once(request, headers, bucket, wrote=not harmless)
        except _NEVER_ARRIVED as error:
            raise self._lost(method, path, error, ErrorClass.TRANSIENT, headers) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._lost(method, path, error, lost, headers) from error
        if onward is not None and answer.status in _NOT_HERE:
            refused = ErrorClass.TRANSIENT if harmless else ErrorClass.REFUSED
            raise _elsewhere(answer, onward.url, refused)
        return answer

    def _patience(self, *, uploads: bool) -> httpx.Timeout:
        read_s = max(self._settings.read_s, UPLOAD_S) if uploads else self._settings.read_s
        return httpx.Timeout(read_s, connect=self._settings.connect_s)

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _pause(self, attempt: int) -> float:
        longest = min(FIRST_WAIT_S * 2**attempt, LONGEST_WAIT_S)
        return self._random.uniform(longest / 2, longest)

    def _follow(
        self,
        path: str,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        bucket: str,
    ) -> Answer:
        request = self._client.build_request("GET", path, params=params, headers=headers)
        permanent, home = True, True
        for hops in range(MAX_REDIRECTS + 1):
            answer, onward = self._once(request, headers, bucket)
            if onward is None:
                return replace(answer, moved=permanent and hops > 0)
            permanent = permanent and answer.status in _FOR_GOOD
            home = home and _is_home(request.url, onward.url)
            if not (home or self._roams):
                raise _elsewhere(answer, onward.url, ErrorClass.TRANSIENT)
            request = self._client.build_request("GET", onward.url, headers=headers)
            if not home:
                for name in _LOGS_US_IN:
                    request.headers.pop(name, None)
        raise NetworkError(ErrorClass.TRANSIENT, f"{answer.asked}: it sends us in circles")

    def _once(
        self,
        request: httpx.Request,
        headers: Mapping[str, str] | None,
        bucket: str,
        *,
        wrote: bool = False,
    ) -> tuple[Answer, httpx.Request | None]:
        if self._vet is not None:
            self._vet(str(request.url))
        if self._pace is not None:
            self._pace.before(bucket, wrote=wrote)
        response = self._client.send(request, stream=True)
        try:
            answer = Answer(
                asked=f"{request.method} {_place(request.url)}{request.url.path}",
                status=response.status_code,
                headers=response.headers,
                url=str(request.url),
                wrote=wrote,
                secrets=_secrets(headers),
            )
            if self._pace is not None:
                self._pace.after(bucket, response.status_code, response.headers)
            return replace(answer, content=self._read(response, answer)), response.next_request
        finally:
            response.close()

    def _read(self, response: httpx.Response, answer: Answer) -> bytes:
        content, ends = bytearray(), self._ticks() + ANSWER_S
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > self._max_bytes:
                raise answer.unreadable(f"with more than {self._max_bytes} bytes")
            if self._ticks() > ends:
                raise answer.unreadable(f"and did not come to an end in {ANSWER_S:.0f} s")
        return bytes(content)

    def _lost(
        self,
        method: str,
        path: str,
        error: Exception,
        error_class: ErrorClass,
        headers: Mapping[str, str] | None,
    ) -> NetworkError:
        place = path.partition("?")[0]  # an address of its own may bring a query, with secrets
        asked = f"{method} {place if '://' in place else _place(self._client.base_url) + place}"
        message = f"{asked}: {type(error).__name__} {error}".rstrip()
        remedy = NOBODY_THERE if isinstance(error, httpx.ConnectError) else ""
        return NetworkError(error_class, redact(message, _secrets(headers)), remedy=remedy)


def _place(url: httpx.URL) -> str:
    """The host, and the port where it is not the usual one."""
    return url.netloc.decode("ascii")


def _is_home(left: httpx.URL, entered: httpx.URL) -> bool:
    """The same server, and not less encrypted."""
    return entered.host == left.host and entered.scheme in {left.scheme, "https"}


def _elsewhere(answer: Answer, onward: httpx.URL, error_class: ErrorClass) -> NetworkError:
    return NetworkError(
        error_class,
        f"{answer.asked}: it sends us elsewhere, to {onward.scheme}://{onward.host}",
        remedy="if that is where the account lives now, change its address in the config",
    )


def _trust(ca_file: str | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # as ssl's own errors are
        raise ConfigError(
            f"the certificates in {ca_file} cannot be used", [error.strerror or str(error)]
        ) from error


def _secrets(headers: Mapping[str, str] | None) -> tuple[str, ...]:
    value = (headers or {}).get("Authorization", "")
    return (value, value.partition(" ")[2])
