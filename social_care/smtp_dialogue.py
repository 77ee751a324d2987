"""A dialogue with an SMTP server that ends: every word of it together has so long, and no longer.

The standard library waits anew for each byte: a server that sends one now and then would hold up
whoever writes to it, and a worker that is to stop.
"""

import smtplib
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any

WHOLE_S = 170.0
"""Shorter than a worker has a recipient to itself."""


class Dialogue(smtplib.SMTP):
    """The client of the standard library, within `WHOLE_S` from its first word."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self._until = monotonic() + WHOLE_S
        super().__init__(*args, **more)

    def getreply(self) -> tuple[int, bytes]:
        """Code and words of an answer. Raises SMTPServerDisconnected when time is up."""
        if self.file is None and self.sock is not None:
            self.file = BufferedReader(_Words(self.sock, self._until))
        return super().getreply()


class EncryptedDialogue(Dialogue, smtplib.SMTP_SSL):
    """The same over TLS from its first byte."""


class _Words(RawIOBase):
    """What a socket says until a moment of the monotonic clock."""

    def __init__(self, sock: socket, until: float) -> None:
        super().__init__()
        self._sock = sock
        self._until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        usual, left = self._sock.gettimeout(), self._left()
        self._sock.settimeout(left if usual is None else min(usual, left))
        try:
            return self._sock.recv_into(buffer)
        except TimeoutError:
            self._left()
            raise
        finally:
            self._sock.settimeout(usual)

    def _left(self) -> float:
        """Seconds, more than none. Raises TimeoutError."""
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError("it takes too long over its words")
        return left
