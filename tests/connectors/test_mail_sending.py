"""Mail: what a reply looks like, what refusals mean, and how what was sent is known again."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared
from social_care.smtp import GREYLISTED_MS
from tests.connectors.fake_mail import ADDRESS, FakeMail
from tests.connectors.world import MINUTE, NOW, poll, reply_to, through_the_store

LONG = "AM0PR04MB" + "x" * 80 + "@AM0PR04MB5874.eurprd04.prod.outlook.example"


def asked(world: FakeMail, **headers: str) -> Mention:
    """A customer's mail, as a mention."""
    mail = world.mail("My boots leak\n\n> really")
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    # As mail programs write it: Python's own way would encode a long Message-ID.
    external_id = world.deliver(mail.as_bytes(policy=policy.SMTP.clone(max_line_length=900)))
    world.now += MINUTE
    return poll(world.connect(), world.now).mention(external_id)


def prepared(world: FakeMail, text: str = "Sorry, on it", **headers: str) -> Prepared:
    """A reply to a new mention."""
    mention = asked(world, **headers)
    return through_the_store(world.connect().prepare(reply_to(mention, text), world.now))


def answer(world: FakeMail, text: str = "Sorry, on it", **headers: str) -> EmailMessage:
    """The mail that the customer gets."""
    world.connect().send(prepared(world, text, **headers))
    mail = message_from_bytes(world.sent[-1], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def poll_after(world: FakeMail, content: bytes) -> Mention:
    """What becomes of a mail, byte by byte."""
    world.deliver(content)
    return poll(world.connect(), world.now).mentions[0]


def trouble(world: FakeMail, reply: Prepared) -> NetworkError:
    """What sending raises."""
    with pytest.raises(NetworkError) as caught:
        world.connect().send(reply)
    return caught.value


# The mail


def test_the_head_of_a_reply() -> None:
    """Everything by which mail programs put it into the thread, and nothing said by a machine."""
    world = FakeMail()
    got = answer(
        world, Subject="RE: AW: [#A1B2] My boots", References="<0@x.example> <9@x.example>"
    )
    assert got["Subject"] == "Re: [#A1B2] My boots"
    assert got["From"] == f"Acme Care <{ADDRESS}>"
    assert got["To"] == "Kim <kim@social.example>"
    assert got["In-Reply-To"] == "<1.kim@social.example>"
    assert got["References"] == "<0@x.example> <9@x.example> <1.kim@social.example>"
    assert got["Message-ID"].endswith("@acme.example>")
    assert got["Date"].datetime.timestamp() * 1000 == NOW + MINUTE
    assert got["Auto-Submitted"] is None
    assert (got.get_content_type(), got.get_content_charset()) == ("text/plain", "utf-8")


def test_long_message_ids_stay_as_they_are() -> None:
    """Encoded, as the standard library would, no mail program knew them again."""
    world = FakeMail()
    answer(world, Message_ID=f"<{LONG}>", References=f"<0{LONG}> <1{LONG}>")
    head = world.sent[-1].partition(b"\r\n\r\n")[0].decode()
    assert f"In-Reply-To: <{LONG}>\r\n" in head
    assert f"References: <0{LONG}>\r\n <1{LONG}>\r\n <{LONG}>\r\n" in head
    assert max(map(len, head.split("\r\n"))) < 998


def test_the_words_and_below_them_the_customers() -> None:
    world = FakeMail()
    got = answer(world, "Grüße 📦\n.Punkt\n" + "x" * 2000)
    assert got.get_content().replace("\r\n", "\n") == (
        "Grüße 📦\n.Punkt\n" + "x" * 2000 + "\n\n"
        "On 2026-11-01 at 09:00 UTC, Kim wrote:\n"
        "> A question\n>\n> My boots leak\n>\n> > really\n"
    )
    assert max(map(len, world.sent[-1].split(b"\r\n"))) < 998


def test_the_quote_is_short_and_can_be_left_out() -> None:
    world = FakeMail()
    mail = world.mail("\n".join(f"line {number}" for number in range(200)))
    external_id = world.deliver(mail.as_bytes(policy=policy.SMTP))
    mention = poll(world.connect(), world.now).mention(external_id)
    world.connect().send(world.connect().prepare(reply_to(mention, "Yes"), world.now))
    quoted = [line for line in world.own_posts()[-1].text.splitlines() if line.startswith(">")]
    assert len(quoted) == 51
    assert quoted[-1] == "> [...]"
    bare = FakeMail(quote=False)
    assert answer(bare).get_content() == "Sorry, on it\r\n"


def test_it_comes_from_the_address_they_wrote_to_and_goes_where_they_want_it() -> None:
    world = FakeMail(aliases=["help@acme.example"])
    got = answer(world, To="help@acme.example", Reply_To="kim@work.example")
    assert got["From"] == "Acme Care <help@acme.example>"
    assert got["To"].addresses[0].addr_spec == "kim@work.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Hi\u202e =?utf-8?Q?=0D=0ABcc:_x@evil.example?="},
        {"From": '"Kim\\"=?utf-8?Q?=0ABcc:_x@evil.example?=" <kim@social.example>'},
        {"From": "=?utf-8?Q?K=2C_x=40evil.example=2C?= <kim@social.example>"},
        {"Subject": "Grüße " * 60},
        {"Subject": "=?utf-8?B?R3LDvM=C3=BC?= and more"},
        {"Subject": "=?utf-8?Q?=3D=3Futf-8=3FQ=3F=3D0D=3D0ABcc=3A_x=40evil.example=3F=3D?="},
        {"From": "=?utf-8?Q?=3D=3Futf-8=3FQ=3F=3D0ABcc=3F=3D?= <kim@social.example>"},
    ],
)
def test_a_stranger_cannot_write_our_headers(headers: dict[str, str]) -> None:
    """A line break in a name or a subject would be a header of their own."""
    world = FakeMail()
    usual = {"From": "Kim <kim@social.example>", "Subject": "Hi", "Message-ID": "<1@x.example>"}
    head = "".join(f"{name}: {value}\r\n" for name, value in (usual | headers).items())
    mention = poll_after(world, f"{head}\r\nHi".encode())
    world.connect().send(world.connect().prepare(reply_to(mention, "Hello"), world.now))
    got = message_from_bytes(world.sent[0], policy=policy.default)
    assert got["Bcc"] is None
    assert [item.addr_spec for item in got["To"].addresses] == ["kim@social.example"]
    assert set(got.keys()) >= {"From", "To", "Subject", "Message-ID", "In-Reply-To"}


def test_a_mail_without_a_message_id_is_answered_without_naming_it() -> None:
    world = FakeMail()
    mention = poll_after(world, b"From: kim@social.example\r\nSubject: Hi\r\n\r\nHi")
    world.connect().send(world.connect().prepare(reply_to(mention, "Hello"), world.now))
    assert b"In-Reply-To" not in world.sent[0]
    assert b"References" not in world.sent[0]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 100_001])
def test_what_cannot_be_a_reply_is_refused_before_anything_is_sent(text: str) -> None:
    with pytest.raises(NetworkError) as caught:
        prepared(FakeMail(), text)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert "half \ufffd a pair" in answer(FakeMail(), "half \ud83d a pair").get_content()


# What refusals mean


@pytest.mark.parametrize(
    ("at", "said", "expected"),
    [
        ("AUTH", "535 5.7.8 bad credentials", ErrorClass.AUTH),
        ("AUTH", "534 5.7.9 application-specific password required", ErrorClass.AUTH),
        ("AUTH", "454 4.7.0 temporary authentication failure", ErrorClass.TRANSIENT),
        ("AUTH", "504 5.5.4 unrecognized authentication type", ErrorClass.AUTH),
        ("AUTH", "550 5.7.1 this mailbox may not send", ErrorClass.AUTH),
        ("MAIL", "530 5.7.0 must issue STARTTLS first", ErrorClass.AUTH),
        ("MAIL", "550 5.4.5 daily user sending limit exceeded", ErrorClass.QUOTA),
        ("MAIL", "421 4.7.28 our system has detected an unusual rate", ErrorClass.RATE),
        ("MAIL", "432 4.3.2 too many concurrent connections", ErrorClass.RATE),
        ("RCPT", "450 4.2.0 greylisted", ErrorClass.TRANSIENT),
        ("RCPT", "550 5.1.1 no such user", ErrorClass.GONE),
        ("RCPT", "550 user unknown", ErrorClass.GONE),
        ("RCPT", "550 5.7.1 relaying denied", ErrorClass.REFUSED),
        ("RCPT", "552 5.2.2 mailbox full", ErrorClass.REFUSED),
        ("DATA", "451 4.3.0 later", ErrorClass.TRANSIENT),
        ("DATA", "554 5.5.1 no valid recipients", ErrorClass.REFUSED),
        (".", "451 4.3.0 later", ErrorClass.TRANSIENT),
        (".", "554 5.7.1 looks like spam", ErrorClass.REFUSED),
        (".", "421 4.4.2 going down", ErrorClass.UNKNOWN_OUTCOME),
        (".", "354 go on", ErrorClass.UNKNOWN_OUTCOME),
        (".", "999 what", ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_refused_mail(at: str, said: str, expected: ErrorClass) -> None:
    """By the code, and by where in the conversation it came; the server's words reach the agent."""
    world = FakeMail()
    reply = prepared(world)
    world.answers = {at: f"{said}\r\n".encode()}
    error = trouble(world, reply)
    assert error.error_class is expected
    if expected is not ErrorClass.UNKNOWN_OUTCOME:
        assert said[4:] in error.message
    if expected in {ErrorClass.TRANSIENT, ErrorClass.RATE, ErrorClass.QUOTA}:
        assert error.retry_at is not None
        assert error.retry_at >= world.now + GREYLISTED_MS
    assert not world.sent


@pytest.mark.parametrize("at", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_mail_has_sent_nothing(at: str) -> None:
    world = FakeMail()
    reply = prepared(world)
    world.answers = {at: b""}
    assert trouble(world, reply).error_class is ErrorClass.TRANSIENT
    assert not world.sent


def test_a_mail_is_handed_over_once_and_never_again() -> None:
    """No second try of ours after an unknown outcome, nor at any other time."""
    world = FakeMail()
    reply = prepared(world)
    world.answers = {".": b""}
    assert trouble(world, reply).error_class is ErrorClass.UNKNOWN_OUTCOME
    assert len(world.sent) == 1
    assert not world.connect().can_resend(reply, world.now)


@pytest.mark.parametrize("hello", [b"250 memory\r\n", b"250-memory\r\n250 AUTH GSSAPI\r\n"])
def test_a_server_that_takes_no_password_here_says_what_to_change(hello: bytes) -> None:
    world = FakeMail()
    reply = prepared(world)
    world.answers = {"EHLO": hello}
    error = trouble(world, reply)
    assert error.error_class is ErrorClass.AUTH
    assert "starttls" in error.remedy


def test_no_error_holds_the_password() -> None:
    world = FakeMail()
    reply = prepared(world)
    for at in ("AUTH", "MAIL", "."):
        world.answers = {at: b"550 your password=hunter2 is wrong\r\n"}
        assert "hunter2" not in str(trouble(world, reply))


# Sent mail


def test_what_the_server_does_not_file_is_filed_once() -> None:
    world = FakeMail(files_sent=False)
    reply = prepared(world)
    world.connect().send(reply)
    (filed,) = world.imap.folders["Sent"].mails
    assert filed.content == world.sent[0]
    assert filed.flags == {"\\Seen"}


def test_what_is_there_already_is_not_filed_again() -> None:
    """The account says that the server files nothing, but it does."""
    world = FakeMail(files_sent=False)
    reply = prepared(world)
    world.deliver(str(reply.payload["mail"]).encode(), "Sent")
    world.connect().send(reply)
    assert len(world.imap.folders["Sent"].mails) == 1


@pytest.mark.parametrize("how", ["no folder", "append refused", "nobody there"])
def test_a_mail_that_cannot_be_filed_is_sent_all_the_same(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is out: the reply must not look as if it had failed."""
    world = FakeMail(files_sent=False)
    reply = prepared(world)
    if how == "no folder":
        del world.imap.folders["Sent"]
    else:
        refusal = b"TAG NO over quota\r\n" if how == "append refused" else None
        world.imap.react = lambda said: refusal if "APPEND" in said else "as usual"
    assert world.connect().send(reply).external_id == reply.key
    assert len(world.sent) == 1
    assert "not filed" in caplog.text


def test_without_a_folder_to_look_into_a_person_has_to_decide() -> None:
    """Nothing found and nothing to look into are two things."""
    world = FakeMail()
    reply = prepared(world)
    del world.imap.folders["Sent"]
    with pytest.raises(NetworkError) as caught:
        world.connect().find_sent(reply)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "sent_folder" in caught.value.remedy


def test_only_the_very_mail_is_found() -> None:
    """Servers look for a part of the header; and a mail that quotes our id is another one."""
    world = FakeMail()
    reply = prepared(world)
    world.deliver(f"Message-ID: <x{reply.key}>\r\n\r\nHi".encode(), "Sent")
    world.deliver(f"Message-ID: <2@x>\r\nIn-Reply-To: <{reply.key}>\r\n\r\nHi".encode(), "Sent")
    assert world.connect().find_sent(reply) is None
    world.deliver(f"Message-ID: <{reply.key}>\r\n\r\nHi".encode(), "Sent", at=NOW + 5 * MINUTE)
    found = world.connect().find_sent(reply)
    assert found is not None
    assert (found.external_id, found.accepted_at) == (reply.key, NOW + 5 * MINUTE)


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ({"Gesendet": "\\Sent", "Sent": ""}, "Gesendet"),
        ({"INBOX/Sent Items": ""}, "INBOX/Sent Items"),
        ({"Sentinels": ""}, None),
    ],
)
def test_the_folder_for_sent_mail_is_found_by_its_mark_or_its_name(
    folders: dict[str, str], expected: str | None
) -> None:
    world = FakeMail()
    kind: Any = type(world.imap.folders["INBOX"])
    world.imap.folders = {name: kind(mark=mark) for name, mark in folders.items()}
    assert world.connect()._mailbox.sent_folder() == expected
