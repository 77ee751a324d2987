"""Mail handed to a real SMTP server in this process (aiosmtpd), over a real socket."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from social_care.connectors.mail.connector import Mail
from social_care.connectors.mail.keys import password_keys
from social_care.connectors.mail.settings import read
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared
from social_care.net import NetSettings
from social_care.smtp import dial
from tests.connectors.fake_mail import ADDRESS, FakeMail
from tests.connectors.world import poll, reply_to, through_the_store

QUICK = NetSettings(connect_s=2, read_s=2)


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


def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Only one password is good."""
    good = isinstance(data, LoginPassword) and data.password == b"hunter2"
    return AuthResult(success=good, handled=False)


class OnAnyPort(Controller):
    """Learns its port from the system before it knocks at its own door."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def port(receiver: Receiver) -> Iterator[int]:
    controller = OnAnyPort(
        receiver,
        hostname="127.0.0.1",
        port=0,
        authenticator=knows,
        auth_require_tls=False,
        decode_data=False,
    )
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def world(port: int) -> FakeMail:
    """Read in memory, sent through the socket."""
    return FakeMail(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")


def connect(world: FakeMail, password: str = "hunter2") -> Mail:
    settings = read(world.account)
    keys = password_keys(settings, lambda: password, world.context())
    return Mail(settings, keys, world.clock, net=QUICK, imap=world.dial_imap, smtp=dial)


def prepared(world: FakeMail) -> Prepared:
    asked = world.post("My boots leak")
    mention = poll(world.connect(), world.now).mention(asked)
    reply = reply_to(mention, "Grüße\n.\n.hidden\n" + "x" * 3000)
    return through_the_store(world.connect().prepare(reply, world.now))


def test_it_arrives_byte_for_byte(world: FakeMail, receiver: Receiver) -> None:
    """A lone dot in the text does not end it, and the server hears who it is from and for."""
    reply = prepared(world)
    connect(world).send(reply)
    (mail,) = receiver.mails
    assert (mail.mail_from, mail.rcpt_tos) == (ADDRESS, ["kim@social.example"])
    assert isinstance(mail.content, bytes)
    assert mail.content.decode() == reply.payload["mail"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("550 5.1.1 no such user", ErrorClass.GONE),
        ("450 4.2.0 greylisted", ErrorClass.TRANSIENT),
    ],
)
def test_a_recipient_that_is_refused(
    world: FakeMail, receiver: Receiver, said: str, expected: ErrorClass
) -> None:
    reply = prepared(world)
    receiver.recipient = said
    with pytest.raises(NetworkError) as caught:
        connect(world).send(reply)
    assert caught.value.error_class is expected
    assert not receiver.mails


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("554 5.7.1 spam", ErrorClass.REFUSED),
        ("421 4.3.0 going down", ErrorClass.UNKNOWN_OUTCOME),
        ("hang up", ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_mail_that_is_not_taken_or_of_which_nobody_knows(
    world: FakeMail, receiver: Receiver, verdict: str, expected: ErrorClass
) -> None:
    reply = prepared(world)
    receiver.verdict = verdict
    with pytest.raises(NetworkError) as caught:
        connect(world).send(reply)
    assert caught.value.error_class is expected
    assert len(receiver.mails) == 1


def test_a_wrong_password(world: FakeMail, receiver: Receiver) -> None:
    reply = prepared(world)
    with pytest.raises(NetworkError) as caught:
        connect(world, "wrong").send(reply)
    assert caught.value.error_class is ErrorClass.AUTH
    assert "wrong" not in caught.value.message
    assert not receiver.mails


def test_a_server_without_the_encryption_we_want_gets_no_password(world: FakeMail) -> None:
    """STARTTLS is not offered: nothing is sent in the clear instead."""
    reply = prepared(world)
    world.account["smtp_security"] = "starttls"
    with pytest.raises(NetworkError) as caught:
        connect(world).send(reply)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    assert "STARTTLS" in caught.value.message
