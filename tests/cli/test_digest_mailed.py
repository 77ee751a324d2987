"""A digest on its way: asked for, or by the worker when its shift ends; to a real SMTP server."""

from collections.abc import Iterator

import pytest

from tests.cli.kit import Brand, iso, record
from tests.smtp_kit import Receiver, serving
from tests.world import HOUR, MINUTE, START

TELLING = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
from = "Acme Care <care@acme.example>"

[[shifts]]
name = "day"
days = "mon-fri"
start = "09:00"
end = "18:00"

[[digests]]
shift = "day"
to = ["lead@acme.example", "boss@acme.example"]
"""
ANGRY = "My shoes fell apart after a week, this is a disgrace!"
END = START + 9 * HOUR


@pytest.fixture
def receiver(brand: Brand) -> Iterator[Receiver]:
    """A lead with a mailbox, and a complaint that came at noon and waits."""
    made = Receiver()
    with serving(made) as port:
        brand.configure(more=TELLING.format(port=port))
        brand.imported(record(1, ANGRY, created_at=iso(START + 3 * HOUR)))
        yield made


def recipients(receiver: Receiver) -> list[str]:
    return sorted(to for mail in receiver.mails for to in mail.rcpt_tos)


def test_the_worker_mails_it_when_the_shift_ends_to_each_once(
    brand: Brand, receiver: Receiver
) -> None:
    brand.now = END - MINUTE
    brand.does("worker", "--once")
    assert receiver.mails == []
    brand.now = END
    for _ in range(3):
        brand.does("worker", "--once")
        brand.pass_time(minutes=1)
    assert recipients(receiver) == ["boss@acme.example", "lead@acme.example"]
    message = receiver.messages[0]
    assert message["Subject"] == "1 still waiting (1 late) · 0% in target"
    assert message["From"] == "Acme Care <care@acme.example>"
    assert message["To"] in {"boss@acme.example", "lead@acme.example"}
    body = message.get_body(("plain",))
    assert body is not None
    assert "fell apart" in body.get_content()
    assert message.get_body(("html",)) is not None


def test_after_a_night_without_a_worker_it_is_made_up_for_once(
    brand: Brand, receiver: Receiver
) -> None:
    brand.now = END + 12 * HOUR
    for _ in range(2):
        brand.does("worker", "--once")
    assert len(receiver.mails) == 2
    body = receiver.messages[0].get_body(("plain",))
    assert body is not None
    assert "Mon 2 Nov 2026, 09:00–18:00" in body.get_content()


def test_a_server_that_takes_nothing_now_gets_it_later(brand: Brand, receiver: Receiver) -> None:
    brand.now = END
    receiver.recipient = "451 try again later"
    brand.does("worker", "--once")
    assert receiver.mails == []
    told = brand.run("doctor").stdout
    assert "digest day 2026-11-02" in told
    assert "451" in told
    receiver.recipient = "250 OK"
    brand.pass_time(hours=1)
    brand.does("worker", "--once")
    assert recipients(receiver) == ["boss@acme.example", "lead@acme.example"]


def test_asked_for_it_goes_at_once(brand: Brand, receiver: Receiver) -> None:
    brand.now = START + 4 * HOUR
    done = brand.does("digest", "--send")
    assert "sent to lead@acme.example, boss@acme.example: 1 still waiting" in done.stderr
    assert len(receiver.mails) == 2
    brand.now += 1
    brand.does("digest", "--send")
    assert len(receiver.mails) == 4  # whoever asks again gets it again


def test_what_could_not_be_sent_is_said_and_kept(brand: Brand, receiver: Receiver) -> None:
    brand.now = START + 4 * HOUR
    receiver.recipient = "451 try again later"
    said = brand.fails("digest", "--send")
    assert "not sent yet" in said
    assert "a running worker tries again" in said
    receiver.recipient = "250 OK"
    brand.pass_time(hours=1)
    brand.does("worker", "--once")
    assert len(receiver.mails) == 2


def test_what_is_refused_for_good_was_not_sent(brand: Brand, receiver: Receiver) -> None:
    receiver.recipient = "550 no such user"
    said = brand.fails("digest", "--send")
    assert "not sent: mail to lead@acme.example" in said
    assert "correct it in the configuration" in said
    assert "sent to" not in said


def test_nobody_is_to_get_it(brand: Brand) -> None:
    assert "nobody is to get this digest" in brand.fails("digest", "--send", code=2)
    assert "two things" in brand.fails("digest", "--send", "-o", "x.html", code=2)
