"""Mails of our own, to a real SMTP server in this process, read back as a mail program does."""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

import pytest

from social_care import smtp_dialogue
from social_care.errors import ErrorClass, NetworkError
from social_care.mail import Mailer
from social_care.mail_server import MailSettings, Security, Server
from tests.smtp_kit import CERTIFICATE, PASSWORD, Receiver, encrypted, serving
from tests.world import START

LEAD = "lead@acme.example"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def settings(port: int, security: Security = Security.NONE, **more: Any) -> MailSettings:
    server = Server(host="127.0.0.1", port=port, security=security)
    usual: dict[str, Any] = {"sender": "care@acme.example", "connect_s": 2, "read_s": 2}
    return MailSettings(server=server, **(usual | more))


def mailer(made: MailSettings, password: str = PASSWORD) -> Mailer:
    return Mailer(made, {"env:SMTP": password}.__getitem__, lambda: START)


def message(subject: str = "3 late", body: str = "Kim Osei waits.\n") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = subject
    made.set_content(body)
    return made


def send(sender: Mailer, made: EmailMessage | None = None) -> None:
    sender.send(LEAD, sender.addressed(made or message(), LEAD))


def error_of(sender: Mailer) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(sender)
    return caught.value


def test_a_mail_arrives_with_all_that_a_mail_has(receiver: Receiver) -> None:
    with serving(receiver) as port:
        send(mailer(settings(port, sender_name="Acme Care")))
    (envelope,), (mail,) = receiver.mails, receiver.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("care@acme.example", [LEAD])
    assert mail["From"] == "Acme Care <care@acme.example>"
    assert (mail["To"], mail["Subject"]) == (LEAD, "3 late")
    assert mail["Date"].datetime.isoformat() == "2026-11-02T09:00:00+00:00"
    assert mail["Message-ID"].endswith("@acme.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content() == "Kim Osei waits.\n"


def test_words_of_every_language_arrive_over_a_server_that_takes_seven_bits(
    receiver: Receiver,
) -> None:
    body = "„Grüße“ 日本語 😀\n.\n.hidden\n" + "x" * 3000 + "\n"
    made = message("Größe: 日本語 😀 " + "lang " * 40, body)
    made.add_attachment(b"\x89PNG\x00\xff" * 50, "image", "png", filename="volume.png")
    with serving(receiver) as port:
        send(mailer(settings(port)), made)
    (envelope,), (mail,) = receiver.mails, receiver.messages
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998
    text, picture = mail.iter_parts()
    assert mail["Subject"] == made["Subject"]
    assert (text.get_content(), picture.get_content()) == (body, b"\x89PNG\x00\xff" * 50)


def test_nothing_that_a_stranger_wrote_becomes_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        message("late\r\nBcc: all@acme.example")
    made = settings(25, sender_name="Acme\r\nBcc: all@acme.example")
    content = mailer(made).addressed(message(), LEAD)
    assert b"\nBcc:" not in content


def test_each_recipients_mail_names_that_recipient_alone() -> None:
    sender, made = mailer(settings(25)), message()
    first, second = sender.addressed(made, LEAD), sender.addressed(made, "sam@acme.example")
    assert b"sam@" not in first
    assert LEAD.encode() not in second
    assert second.count(b"\r\nTo: ") == second.count(b"\r\nDate: ") == 1


Serving = Callable[[Receiver], AbstractContextManager[int]]


def by_starttls(receiver: Receiver) -> AbstractContextManager[int]:
    return serving(receiver, tls_context=encrypted(), require_starttls=True)


def by_tls(receiver: Receiver) -> AbstractContextManager[int]:
    return serving(receiver, ssl_context=encrypted())


@pytest.mark.parametrize(
    ("served", "security"), [(by_starttls, Security.STARTTLS), (by_tls, Security.TLS)]
)
def test_it_logs_in_over_an_encrypted_connection(
    receiver: Receiver, served: Serving, security: Security
) -> None:
    with served(receiver) as port:
        made = settings(port, security, user="brand", password="env:SMTP", ca_file=str(CERTIFICATE))
        mailer(made).check()
        assert not receiver.mails
        send(mailer(made))
        refused = error_of(mailer(made, "wrong"))
        stranger = error_of(mailer(replace(made, ca_file=None)))
    assert len(receiver.mails) == 1
    assert refused.error_class is ErrorClass.AUTH
    assert "[mail] user and password" in refused.remedy
    assert "wrong" not in str(refused)
    assert stranger.error_class is ErrorClass.TRANSIENT
    assert "ca_file" in stranger.remedy


def test_without_the_encryption_that_is_wanted_nothing_is_sent(receiver: Receiver) -> None:
    with serving(receiver) as port:
        error = error_of(mailer(settings(port, Security.STARTTLS, user="brand")))
    assert "STARTTLS" in error.message
    assert not receiver.mails


@pytest.mark.parametrize(
    ("recipient", "verdict", "expected"),
    [
        ("550 5.1.1 no such user", "250 OK", ErrorClass.GONE),
        ("450 4.2.0 greylisted", "250 OK", ErrorClass.TRANSIENT),
        ("250 OK", "554 5.7.1 spam", ErrorClass.REFUSED),
        ("250 OK", "421 4.3.0 going down", ErrorClass.UNKNOWN_OUTCOME),
        ("250 OK", "hang up", ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_what_a_server_says_to_a_mail(
    receiver: Receiver, recipient: str, verdict: str, expected: ErrorClass
) -> None:
    receiver.recipient, receiver.verdict = recipient, verdict
    with serving(receiver) as port:
        error = error_of(mailer(settings(port)))
    assert error.error_class is expected
    if expected is ErrorClass.GONE:
        assert "correct it in the configuration" in error.remedy
    if expected is ErrorClass.REFUSED:
        assert error.remedy == "read what it says; check [mail] from and the recipient's address"


def test_a_server_that_never_says_a_word_is_given_up_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        made = replace(settings(silent.getsockname()[1]), connect_s=0.1, read_s=0.1)
        error = error_of(mailer(made))
    assert error.error_class is ErrorClass.TRANSIENT
    assert "timed out" in error.message


def test_a_server_that_is_not_there_is_a_passing_trouble(receiver: Receiver) -> None:
    with serving(receiver) as port:
        pass
    error = error_of(mailer(settings(port)))
    assert error.error_class is ErrorClass.TRANSIENT
    assert error.message.startswith("SMTP 127.0.0.1: ConnectionRefusedError")
    assert "check [mail] host, port" in error.remedy


def test_a_server_that_says_a_byte_now_and_then_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each byte comes in time; all of them together would hold up a worker for ever."""
    monkeypatch.setattr(smtp_dialogue, "WHOLE_S", 0.2)
    over = Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            for _ in range(500):  # longer than the test waits, and not for ever
                if over.wait(0.02):
                    return
                connection.send(b"2")

    with socket.create_server(("127.0.0.1", 0)) as slow:
        server = Thread(target=drip, args=[slow])
        server.start()
        error = error_of(mailer(settings(slow.getsockname()[1])))
        over.set()
        server.join()
    assert error.error_class is ErrorClass.TRANSIENT
    assert "it takes too long over its words" in error.message
