"""Mails torn in a thousand ways: each is a mention, one of our own, or left out; never an error."""

import json
from email import message_from_bytes
from random import Random

import pytest

from social_care.connectors.fields import Malformed
from social_care.connectors.mail.parse import Letter, to_message
from social_care.connectors.mail.reply import build
from social_care.connectors.mail.settings import read
from social_care.models import Mention
from tests.connectors.fake_mail import ACCOUNT
from tests.connectors.world import NOW, reply_to

SETTINGS = read(ACCOUNT)
WHOLE = b"""\
From: =?utf-8?Q?J=C3=BC?= Kim <kim@social.example>\r
To: care@acme.example\r
Reply-To: "x" <kim@work.example>\r
Subject: Re: =?utf-8?B?R3LDvMOfZQ==?= [#A1B2]\r
Message-ID: <1@social.example>\r
References: <0@x.example> <2@y.example>\r
Date: Sun, 01 Nov 2026 08:59:00 +0000\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain; charset="utf-8"; name*=utf-8''%e2\r
Content-Transfer-Encoding: quoted-printable\r
\r
Hi =C3=BC\r
> quoted\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns;x\r
\r
Final-Recipient: rfc822; kim@social.example\r
Action: failed\r
Diagnostic-Code: smtp; 550 no\r
\r
--b\r
Content-Type: message/rfc822\r
\r
To: Kim <kim@social.example>\r
Message-ID: <u@acme.example>\r
\r
body\r
--b\r
Content-Type: text/html; charset=iso-8859-1\r
Content-Transfer-Encoding: base64\r
Content-Disposition: attachment; filename="../x.html"\r
\r
PHA+SGk8L3A+\r
--b--\r
"""
SPLINTERS = [
    *(b"\r\n", b"\x00", b"\xff", b"=?utf-8?", b"?=", b"<", b">", b"@", b";", b'"', b"*=", b"%"),
    *(b":", b" ", b"charset=", b"idna", b"--b", b"\xe2\x80\xae", b"message/rfc822", b"base64"),
    *(b"multipart/mixed", b"(", b"\\", b"[", b"]", b"..", b"\x1b[2J"),
]
HEADERS = {
    *("from", "to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("content-type", "content-transfer-encoding", "mime-version"),
}


def torn(random: Random) -> bytes:
    """A mail with pieces lost, doubled and put in."""
    mail = bytearray(WHOLE)
    if random.random() < 0.5:
        mail = bytearray(WHOLE.replace(b"report; report-type=delivery-status", b"mixed"))
    for _ in range(random.randint(1, 12)):
        at, how = random.randrange(len(mail)), random.randrange(4)
        if how == 0:
            mail[at:at] = random.choice(SPLINTERS)
        elif how == 1:
            del mail[at : at + random.randint(1, 30)]
        elif how == 2:
            mail[at] = random.randrange(256)
        else:
            start = random.randrange(len(mail))
            mail[at:at] = mail[start : start + random.randint(1, 200)]
    return bytes(mail)


def check_reply(mention: Mention) -> None:
    """An answer to it is a mail with our headers and no others."""
    mail = str(build(reply_to(mention, "Hallo ü"), SETTINGS, NOW).payload["mail"])
    head = mail.encode("ascii").partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert {name.lower() for name in message_from_bytes(mail.encode()).keys()} <= HEADERS  # noqa: SIM118


def test_a_torn_mail_never_raises_and_its_answer_is_sound() -> None:
    random, answered = Random(3), 0
    for _ in range(600):
        content = torn(random)
        letter = Letter(
            mail=message_from_bytes(content), arrived_at=NOW, size=len(content), in_sent=False
        )
        try:
            found = to_message(letter, SETTINGS)
        except Malformed:
            continue  # nobody can be told to have written it
        assert found is not None
        for text in (found.text, found.raw, found.external_id, found.thread_key):
            text.encode()
        if isinstance(found, Mention):
            f"{found.author}{json.dumps(dict(found.reply_ref))}".encode()
            if found.can_reply:
                answered += 1
                check_reply(found)
    assert answered > 150


def whole(*lines: bytes) -> Mention:
    """What becomes of a mail with this head."""
    content = b"\r\n".join([*lines, b"Message-ID: <1@social.example>", b"", b"Hi"])
    found = to_message(
        Letter(mail=message_from_bytes(content), arrived_at=NOW, size=len(content), in_sent=False),
        SETTINGS,
    )
    assert isinstance(found, Mention)
    return found


@pytest.mark.parametrize(
    "bomb", [b"(" * 15_000, b"((a" * 5_000, b":" * 15_000, b"<(" * 7_000], ids=range(4)
)
def test_an_address_among_nested_comments_is_found(bomb: bytes) -> None:
    """The library would go down with them, and the folder with the library."""
    assert whole(b"From: Kim <kim@social.example> " + bomb).author.id == "kim@social.example"
    answered = whole(b"From: kim@social.example", b"Reply-To: " + bomb + b" lou@social.example")
    assert answered.reply_ref["to"] == "lou@social.example"


def test_a_header_of_thousands_of_parameters_has_none() -> None:
    many = b"".join(b"; name*%d=x" % number for number in range(50_000))
    found = whole(
        b"From: kim@social.example",
        b"Content-Type: text/plain" + many,
        b"Content-Disposition: inline" + many,
    )
    assert found.text == "Hi"
    report = whole(b"From: kim@social.example", b"Content-Type: multipart/report" + many)
    assert report.author.id == "kim@social.example"
