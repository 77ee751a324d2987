"""What fake servers share: a clock, a request log, and the faults of the contract."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.connectors.world import NOW, Fault

JSON = {"content-type": "application/json; charset=utf-8"}
HTML = {"content-type": "text/html; charset=utf-8"}

Reaction = httpx.Response | Exception


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    """A JSON answer; half a surrogate pair is written as JSON may write it."""
    content = json.dumps(body).encode()
    return httpx.Response(status, headers=JSON | (headers or {}), content=content)


class FakeServer:
    """Hands requests to `serve`, unless it was told to misbehave."""

    def __init__(self) -> None:
        self.now = NOW
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []
        self.fault: Fault | None = None
        self._once: list[tuple[str, Reaction]] = []

    @property
    def transport(self) -> httpx.MockTransport:
        """Stands in for the network."""
        return httpx.MockTransport(self._handle)

    def clock(self) -> int:
        """The time there and here."""
        return self.now

    def calls(self) -> int:
        """How many requests have come."""
        return len(self.requests)

    def asked(self, part: str) -> list[httpx.Request]:
        """The requests whose address contains this."""
        return [request for request in self.requests if part in str(request.url)]

    def fail(self, fault: Fault | None) -> None:
        """Misbehave like this from now on."""
        self.fault = fault

    def once(self, part: str, *reactions: Reaction) -> None:
        """React like this, one after the other, to requests whose address contains `part`."""
        self._once += [(part, reaction) for reaction in reactions]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        for number, (part, reaction) in enumerate(self._once):
            if part in str(request.url):
                del self._once[number]
                if isinstance(reaction, Exception):
                    raise reaction
                return reaction
        return self._faulty(request, self.serve)

    def _faulty(
        self, request: httpx.Request, serve: Callable[[httpx.Request], httpx.Response]
    ) -> httpx.Response:
        match self.fault:
            case Fault.UNREACHABLE:
                raise httpx.ConnectError("connection refused")
            case Fault.UNAUTHORISED:
                return self.unauthorised(request)
            case Fault.RATE_LIMITED:
                return self.rate_limited()
            case Fault.DOWN:
                return httpx.Response(503, headers=HTML, content=b"<h1>Back soon</h1>")
            case Fault.BAD_JSON if request.method == "GET":
                return httpx.Response(200, headers=JSON, content=b'[{"id": "1", "content": "<p>My')
            case Fault.ANSWER_LOST if self.posts(request):
                serve(request)
                raise httpx.ReadTimeout("timed out")
        return serve(request)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """Override: the server at its best."""
        raise NotImplementedError

    def posts(self, request: httpx.Request) -> bool:
        """Override: whether this request makes a post."""
        raise NotImplementedError

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """Override: how it refuses a token."""
        raise NotImplementedError

    def rate_limited(self) -> httpx.Response:
        """Override: how it says that we ask too much."""
        raise NotImplementedError
