"""A real SMTP server in this process (aiosmtpd), over a real socket; it says what a test wants."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

CERTIFICATE = Path(__file__).parent / "localhost.pem"
"""Of localhost and 127.0.0.1, signed by itself, with its key: for these tests alone."""
PASSWORD = "hunter2"


class Receiver:
    """What came in, and what the server says to it."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.recipient = "250 OK"
        self.verdict = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope
    ) -> str:
        self.mails.append(envelope)
        if self.verdict == "hang up":
            server.transport.abort()
        return self.verdict

    @property
    def messages(self) -> list[EmailMessage]:
        """What came in, read as a mail program reads it."""
        return [_read(mail.content) for mail in self.mails]


def _read(content: object) -> EmailMessage:
    assert isinstance(content, bytes)
    message = message_from_bytes(content.replace(b"\r\n", b"\n"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Only one password is good."""
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


class OnAnyPort(Controller):
    """Learns its port from the system before it knocks at its own door."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(receiver: Receiver, **settings: Any) -> Iterator[int]:
    """The port of a server that hands what it gets to the receiver."""
    usual: dict[str, Any] = {"auth_require_tls": False, "authenticator": knows}
    controller = OnAnyPort(
        receiver, hostname="127.0.0.1", port=0, decode_data=False, **(usual | settings)
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def encrypted() -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
