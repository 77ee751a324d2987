"""Reports of mails that did not arrive: whom they concern, and what they say."""

from email import message_from_string
from typing import Any

from social_care.connectors.mail.parse import Letter, to_message
from social_care.connectors.mail.settings import read
from social_care.models import Mention, MentionKind
from tests.connectors.fake_mail import ACCOUNT
from tests.connectors.world import NOW

STATUS = """\
Reporting-MTA: dns; mx.acme.example

Original-Recipient: rfc822;Kim@social.example
Final-Recipient: rfc822; kim@inner.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <kim@inner.example>: user unknown
"""
RETURNED = """\
From: Acme Care <care@acme.example>
To: Kim Lee <kim@social.example>
Subject: Re: My boots
Message-ID: <ours@acme.example>
In-Reply-To: <1@social.example>
References: <0@social.example> <1@social.example>

Sorry
"""


def report(
    status: str = STATUS,
    returned: str = RETURNED,
    kind: str = "message/rfc822",
    report_type: str = "delivery-status",
) -> Mention:
    """What becomes of a report."""
    content = f"""\
From: Mail Delivery System <MAILER-DAEMON@acme.example>
To: care@acme.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@acme.example>
Return-Path: <>
Content-Type: multipart/report; report-type={report_type}; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to inform you
--b
Content-Type: message/delivery-status

{status}
--b
Content-Type: {kind}

{returned}
--b--
"""
    letter = Letter(mail=message_from_string(content), arrived_at=NOW, size=1, in_sent=False)
    found = to_message(letter, read(ACCOUNT))
    assert isinstance(found, Mention)
    return found


def changed(**parts: Any) -> Mention:
    """A report with some of its words replaced."""
    old, new = parts.pop("old"), parts.pop("new")
    return report(status=STATUS.replace(old, new), **parts)


def test_it_goes_to_the_customer_who_did_not_get_our_mail() -> None:
    """Into the thread of the mail that failed, in words, and nobody can answer a mail server."""
    found = report()
    assert (found.author.id, found.author.name) == ("kim@social.example", "Kim Lee")
    assert not found.author.is_bot
    assert found.thread_key == "mail:0@social.example"
    assert {"mail:ours@acme.example", "mail:1@social.example"} <= set(found.thread_aliases)
    assert found.in_reply_to == "ours@acme.example"
    assert found.kind is MentionKind.MAIL
    assert found.text == (
        'Our mail "Re: My boots" could not be delivered to kim@social.example.\n'
        "kim@social.example: 550 5.1.1 <kim@inner.example>: user unknown"
    )
    assert (found.can_reply, bool(found.can_reply_reason)) == (False, True)


def test_headers_alone_are_enough() -> None:
    """Many servers return only the head of the mail."""
    head = RETURNED.partition("\n\n")[0]
    found = report(returned=head, kind="text/rfc822-headers")
    assert (found.author.id, found.in_reply_to) == ("kim@social.example", "ours@acme.example")


def test_a_delay_is_no_failure() -> None:
    found = changed(old="Action: failed", new="Action: delayed")
    assert "is delayed on its way to kim@social.example" in found.text
    assert "could not" not in found.text


def test_what_did_arrive_is_not_called_lost() -> None:
    """A confirmation of delivery has nothing to say but what it says itself."""
    found = changed(old="Action: failed", new="Action: delivered")
    assert found.author.id == "mailer-daemon@acme.example"
    assert found.text.startswith("Undelivered Mail Returned to Sender")


def test_a_report_about_somebody_elses_mail_says_nothing_of_a_customer() -> None:
    """Spam sent in our name bounces to us; its sender must not get into anybody's thread."""
    found = report(returned=RETURNED.replace("ours@acme.example", "spam@botnet.example"))
    assert found.author.id == "mailer-daemon@acme.example"
    assert found.author.is_bot
    assert found.thread_key == "mail:report@acme.example"
    assert found.in_reply_to is None


def test_a_report_that_says_nothing_usable_is_an_ordinary_mail() -> None:
    """Without a recipient, or of another kind: what it says in words is shown."""
    for found in (
        report(status="", returned=""),
        changed(old="rfc822;Kim@social.example", new="x", kind="image/png"),
        report(report_type="disposition-notification"),
    ):
        assert not found.can_reply
        assert found.text


def test_words_of_the_server_are_one_clean_line() -> None:
    found = changed(old="user unknown", new="user\x1b[2J \u202eunknown")
    assert "\x1b" not in found.text
    assert "\u202e" not in found.text
