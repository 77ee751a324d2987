"""Mail handed to a real SMTP server in this process (aiosmtpd), over a real socket."""

from collections.abc import Iterator

import pytest

from social_care.connectors.mail.connector import Mail
from social_care.connectors.mail.keys import password_keys
from social_care.connectors.mail.settings import read
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared
from social_care.net import NetSettings
from social_care.smtp import dial
from tests.connectors.fake_mail import ADDRESS, FakeMail
from tests.connectors.world import poll, reply_to, through_the_store
from tests.smtp_kit import Receiver, serving

QUICK = NetSettings(connect_s=2, read_s=2)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def port(receiver: Receiver) -> Iterator[int]:
    with serving(receiver) as port:
        yield port


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
