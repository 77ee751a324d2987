"""A TCP proxy that cuts a client off at the worst moment: around one post, to the byte."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from select import select
from threading import Thread

LOOPBACK = "127.0.0.1"
_RESETS = struct.pack("ii", 1, 0)
"""SO_LINGER: closed with a reset, as when a machine on the way dies."""


class Cut(StrEnum):
    """When the client is cut off."""

    BEFORE = "before the server had it"
    AFTER = "after the server had taken it"


@dataclass(slots=True, kw_only=True)
class Proxy:
    """Forwards to `server`; `is_post` knows a post by what a client says in one go."""

    server: tuple[str, int]
    is_post: Callable[[bytes], bool]
    armed: Cut | None = None
    """Cut the next post off; used up by it."""
    cuts: int = 0
    passed: int = 0
    """How many posts the server was given."""
    port: int = 0
    _threads: list[Thread] = field(default_factory=list)

    @contextmanager
    def opened(self) -> Iterator["Proxy"]:
        """It listens."""
        with socket.create_server((LOOPBACK, 0)) as listener:
            self.port = listener.getsockname()[1]
            thread = Thread(target=self._listen, args=(listener,), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                listener.shutdown(socket.SHUT_RDWR)
                thread.join()
                for each in self._threads:
                    each.join()

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                thread = Thread(target=self._carry, args=(client,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.server, timeout=20) as server, suppress(OSError):
            _Carrier(self, client, server).carry()


class _Carrier:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._said = b""
        """By the client since the server last spoke."""
        self._cut: Cut | None = None

    def carry(self) -> None:
        """Until one of both hangs up, or the client is cut off."""
        while True:
            ready, _, _ = select([self._client, self._server], [], [], 60)
            if not ready:
                return
            for end in ready:
                data = end.recv(65536)
                if not data or not (self._up(data) if end is self._client else self._down(data)):
                    return

    def _up(self, data: bytes) -> bool:
        was_post = self._proxy.is_post(self._said)
        self._said += data
        if not was_post and self._proxy.is_post(self._said):
            self._cut, self._proxy.armed = self._proxy.armed, None
            if self._cut is Cut.BEFORE:
                return self._reset()
            self._proxy.passed += 1
        self._server.sendall(data)
        return True

    def _down(self, data: bytes) -> bool:
        if self._cut is Cut.AFTER:
            return self._reset()
        self._said = b""
        self._client.sendall(data)
        return True

    def _reset(self) -> bool:
        self._proxy.cuts += 1
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETS)
        return False
