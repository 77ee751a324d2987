"""Mails as strangers write them: headers, charsets, parts, threads, machines."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from social_care.connectors.fields import Malformed
from social_care.connectors.mail.parse import Letter, to_message
from social_care.connectors.mail.settings import MailSettings, read
from social_care.models import Mention, MentionKind, OwnPost, Visibility
from social_care.text import clean_line
from tests.connectors.fake_mail import ACCOUNT, ADDRESS
from tests.connectors.world import MINUTE, NOW

SETTINGS: MailSettings = read(ACCOUNT | {"aliases": ["Help@acme.example"]})


def parsed(source: bytes | str | EmailMessage, **changes: Any) -> Mention | OwnPost | None:
    """What becomes of a mail."""
    if isinstance(source, EmailMessage):
        source = source.as_bytes(policy=policy.SMTP)
    content = source.encode() if isinstance(source, str) else source
    values = {"arrived_at": NOW, "size": len(content), "in_sent": False} | changes
    return to_message(Letter(mail=message_from_bytes(content), **values), SETTINGS)


def mention(source: bytes | str | EmailMessage, **changes: Any) -> Mention:
    """What becomes of a customer's mail."""
    found = parsed(source, **changes)
    assert isinstance(found, Mention)
    json.dumps(dict(found.reply_ref)).encode()
    found.raw.encode()
    return found


def mail(text: str = "It leaks", **headers: str) -> EmailMessage:
    """A customer's mail; headers by their names with _ for -."""
    usual = {
        "From": "Kim Lee <Kim@Social.Example>",
        "To": ADDRESS,
        "Subject": "My boots",
        "Date": "Sun, 01 Nov 2026 08:59:00 +0000",
        "Message_ID": "<1@social.example>",
    }
    made = EmailMessage(policy=policy.SMTP.clone(max_line_length=900))
    for name, value in (usual | headers).items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_a_first_mail() -> None:
    """The subject is the customer's words too; the address is who they are, in lower case."""
    found = mention(mail())
    assert found.text == "My boots\n\nIt leaks"
    assert (found.author.id, found.author.handle) == ("kim@social.example", "kim@social.example")
    assert (found.author.name, found.author.is_bot) == ("Kim Lee", False)
    assert (found.kind, found.visibility) == (MentionKind.MAIL, Visibility.DIRECT)
    assert found.external_id == found.canonical_id == "1@social.example"
    assert (found.posted_at, found.authored_at) == (NOW, NOW - MINUTE)
    assert found.thread_key == "mail:1@social.example"
    assert found.thread_aliases == ("subject:my boots",)
    assert (found.in_reply_to, found.can_reply) == (None, True)


def test_a_reply_names_its_thread_by_everything_it_refers_to() -> None:
    """The root is the key; then the parent, the line back to the root, itself, tag and subject."""
    found = mention(
        mail(
            Subject="Re: AW: [#a1b2] My  boots",
            In_Reply_To="<3@acme.example>",
            References="<0@social.example> <2@social.example>",
        )
    )
    assert found.text == "It leaks"
    assert found.thread_key == "mail:0@social.example"
    assert found.thread_aliases == (
        "mail:3@acme.example",
        "mail:2@social.example",
        "mail:1@social.example",
        "tag:A1B2",
        "subject:my boots",
    )
    assert found.in_reply_to == "3@acme.example"
    assert found.reply_ref["references"] == "0@social.example 2@social.example 3@acme.example"


def test_a_long_thread_keeps_its_root_and_its_newest() -> None:
    """Hundreds of references are no reason to carry them all."""
    line = " ".join(f"<{number}@x.example>" for number in range(500))
    found = mention(mail(References=line))
    assert found.thread_key == "mail:0@x.example"
    assert len(found.reply_ref["references"].split()) == 20
    assert found.in_reply_to == "499@x.example"


def test_a_mail_without_a_message_id_is_the_same_in_every_folder() -> None:
    """A hash of what does not change stands in; other words in the subject make another."""
    first, again = mention(mail(Message_ID="")), mention(mail(Message_ID=""))
    other = mention(mail(Message_ID="", Subject="Your boots"))
    assert first.external_id == again.external_id != other.external_id
    assert first.external_id.startswith("hash:")
    assert first.reply_ref["message_id"] == ""


@pytest.mark.parametrize(
    "written", ["<>", "<no-at-sign>", "<a b@c>", "<" + "x" * 300 + "@c>", "<ü@c>", "<a@b@c>"]
)
def test_a_message_id_that_is_none(written: str) -> None:
    content = f"From: kim@social.example\r\nMessage-ID: {written}\r\n\r\nHi"
    assert mention(content).external_id.startswith("hash:")


def test_a_mail_that_was_never_dated_has_the_servers_time_and_one_without_any_is_left_out() -> None:
    assert mention(mail(Date="Yesterday, I think")).authored_at is None
    assert mention(mail(), arrived_at=None).posted_at == NOW - MINUTE
    with pytest.raises(Malformed):
        parsed(mail(Date="Yesterday"), arrived_at=None)


def test_a_mail_from_nobody_is_left_out() -> None:
    """No From, no Sender, nowhere to answer to."""
    with pytest.raises(Malformed):
        parsed("Subject: Hi\r\n\r\nHi")
    assert mention("Sender: kim@social.example\r\n\r\nHi").author.id == "kim@social.example"


def test_our_own_mails_are_own_posts_wherever_they_lie() -> None:
    """By our address or an alias of it; and in the folder for sent mail whatever they say."""
    assert isinstance(parsed(mail(From=f"Acme <{ADDRESS.upper()}>")), OwnPost)
    assert isinstance(parsed(mail(From="help@acme.example")), OwnPost)
    assert isinstance(parsed(mail(From="other@acme.example"), in_sent=True), OwnPost)


@pytest.mark.parametrize("sender", [ADDRESS, "no-reply@shop.example"])
def test_a_form_on_a_website_is_written_by_whom_it_asks_to_answer(sender: str) -> None:
    """It sends in our own or nobody's name; the customer stands in Reply-To."""
    found = mention(mail(From=f"Shop <{sender}>", Reply_To="Kim <kim@social.example>"))
    assert (found.author.id, found.author.name) == ("kim@social.example", "Kim")
    assert (found.reply_ref["to"], found.can_reply) == ("kim@social.example", True)


def test_an_answer_goes_where_the_customer_wants_it_and_comes_from_where_they_wrote() -> None:
    found = mention(mail(Reply_To="kim@work.example", To="Sam <sam@x.example>, help@acme.example"))
    assert found.author.id == "kim@social.example"
    assert found.reply_ref["to"] == "kim@work.example"
    assert found.reply_ref["from"] == "help@acme.example"


# Charsets


@pytest.mark.parametrize(
    ("charset", "content", "expected"),
    [
        ("iso-8859-1", "Schöne Grüße".encode("latin-1"), "Schöne Grüße"),
        ("us-ascii", "Schöne Grüße".encode(), "Schöne Grüße"),
        ("us-ascii", "Schöne Grüße".encode("cp1252"), "Schöne Grüße"),
        ("utf-8", "Schöne Grüße".encode("cp1252"), "Schöne Grüße"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("no-such-charset", "Grüße".encode(), "Grüße"),
        ("idna", "Grüße".encode(), "Grüße"),
        ("rot13", b"hello", "hello"),
        ("base64", b"hello", "hello"),
        ("unicode_escape", rb"a\u0041\z", r"a\u0041\z"),
        ("", b"caf\xe9", "café"),
        ("shift_jis", b"\x83\x65\x83\x58\x83\x67", "テスト"),
        ("utf-8", b"half \xff\xfe", "half ÿþ"),
    ],
)
def test_a_charset_is_a_guess_and_never_an_error(
    charset: str, content: bytes, expected: str
) -> None:
    head = f"From: kim@social.example\r\nContent-Type: text/plain; charset={charset}\r\n"
    found = mention(head.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + content)
    assert found.text == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"=?utf-8?B?R3LDvMOfZQ==?= aus =?iso-8859-1?Q?K=F6ln?=", "Grüße aus Köln"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?utf-8?B?R3LD?=", "GrÃ"),
        (b"=?no-such?Q?a=C3=BC?=", "aü"),
        (b"=?utf-8?B?a?=", "=?utf-8?B?a?="),
        (b"two\r\n lines", "two lines"),
        (b"\x1b[2Jwiped \x07", "wiped"),
    ],
)
def test_a_subject_is_read_whatever_became_of_it(written: bytes, expected: str) -> None:
    content = b"From: kim@social.example\r\nSubject: " + written + b"\r\n\r\nHi"
    assert mention(content).text == f"{expected}\n\nHi"


def test_a_name_is_decoded_and_no_name_is_the_address() -> None:
    assert mention(mail(From="=?utf-8?Q?J=C3=BCrgen?= <j@x.example>")).author.name == "Jürgen"
    assert mention(mail(From="j@x.example")).author.name == "j@x.example"


# Parts


def test_plain_text_is_preferred_and_html_is_made_readable() -> None:
    both = mail("Plain words")
    both.add_alternative("<p>Fancy words</p>", subtype="html")
    assert mention(both).text == "My boots\n\nPlain words"
    only = mail()
    only.set_content("<style>p{}</style><p>Fancy</p><p>words</p>", subtype="html")
    assert mention(only).text == "My boots\n\nFancy\n\nwords"
    blank = mail(" \n ")
    blank.add_alternative("<p>Fancy words</p>", subtype="html")
    assert mention(blank).text == "My boots\n\nFancy words"


def test_what_a_list_or_a_filter_adds_takes_the_place_of_no_words() -> None:
    """The customer wrote HTML, a program put plain text below: both are parts of the mail."""
    fancy = mail()
    fancy.set_content("<p>It leaks</p>", subtype="html")
    fancy.make_mixed()
    fancy.attach(part := EmailMessage())
    part.set_content("Scanned by Acme", disposition="inline")
    assert mention(fancy).text == "My boots\n\nIt leaks\nScanned by Acme"


def test_what_is_said_twice_is_read_once() -> None:
    """Some programs put both ways of saying it side by side, as if they were two things."""
    both = mail("It leaks")
    both.make_mixed()
    both.attach(part := EmailMessage())
    part.set_content("<p>It leaks</p>", subtype="html", disposition="inline")
    assert mention(both).text == "My boots\n\nIt leaks"


def test_alternatives_within_alternatives_are_one_choice() -> None:
    """Plain text, or a page with its pictures and a calendar's text beside it."""
    outer = mail("It leaks")
    outer.add_alternative("<p>Fancy</p>", subtype="html")
    (_, fancy) = outer.iter_parts()
    assert isinstance(fancy, EmailMessage)
    fancy.make_alternative()
    fancy.add_alternative("more", subtype="plain")
    assert mention(outer).text.split() == ["My", "boots", "It", "leaks", "more"]


def test_an_empty_mail_says_so() -> None:
    assert mention("From: kim@social.example\r\n\r\n").text == "[an empty mail]"
    assert mention("From: kim@social.example\r\nSubject: Re: Boots\r\n\r\n").text == "Boots"


def test_attachments_are_named_and_stay_where_they_are() -> None:
    """Their names are strangers' words: without folders, controls and dots in front."""
    made = mail()
    made.add_attachment(
        b"x" * 3000, maintype="image", subtype="jpeg", filename="../../etc/boot\u202egpj.exe"
    )
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="..bill.pdf")
    made.add_attachment("Some notes", filename="notes.txt")
    found = mention(made)
    assert found.text == "My boots\n\nIt leaks"
    assert [(media.kind, media.url) for media in found.media] == [
        ("image", ""),
        ("file", ""),
        ("file", ""),
    ]
    assert found.media[0].alt == "bootgpj.exe (image/jpeg, 3 kB)"
    assert found.media[1].alt == "bill.pdf (application/pdf, 1 kB)"
    assert all(media.alt == clean_line(media.alt) for media in found.media)


def test_a_mail_within_a_mail_is_an_attachment() -> None:
    made = mail("See below")
    made.add_attachment(mail("The inner words", Subject="Inner"))
    found = mention(made)
    assert found.text == "My boots\n\nSee below"
    assert found.media[0].alt.startswith("a mail (message/rfc822")


def test_a_nest_of_parts_is_walked_and_not_climbed() -> None:
    """Deep nesting must not end us, and what is at the bottom is still read."""
    depth = 300
    lines = ["From: kim@social.example"]
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    lines += ["Content-Type: text/plain", "", "At the bottom"]
    try:
        found = mention("\r\n".join(lines))
    except RecursionError:
        pytest.fail("the parser climbed too deep")
    assert found.text in {"At the bottom", "[an empty mail]"}


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\xff\x00From: kim@social.example\r\nFrom: kim@social.example\r\n\r\n\x00\xff",
        b"From: kim@social.example\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: kim@social.example\r\nContent-Type: ;;;=\r\n\r\nodd type",
        b"From: kim@social.example\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64",
        b"From: kim@social.example\r\nContent-Type: text/plain; charset*=x''%ff\r\n\r\nodd charset",
        b"From: kim@social.example\r\nContent-Disposition: attachment; filename*=x'%\r\n\r\nodd",
        b"From: kim@social.example\r\nReferences: " + b"<" * 50_000 + b"\r\n\r\nmany brackets",
        b"From: kim@social.example\r\nDate: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nodd date",
        b"From: " + b"kim@social.example, " * 5000 + b"\r\n\r\nmany authors",
        b"From: kim@social.example\r\nSubject: " + b"Re: " * 10_000 + b"\r\n\r\nmany marks",
    ],
    ids=lambda content: content.rpartition(b"\n")[2].decode("ascii", "replace"),
)
def test_a_broken_mail_becomes_a_mention_or_is_left_out_alone(content: bytes) -> None:
    """Nothing that a stranger writes raises anything else."""
    try:
        found = mention(content)
    except Malformed:
        return
    assert found.author.id == "kim@social.example"
    assert found.text


@pytest.mark.parametrize(
    "address",
    [
        "a..b@x.example",
        ".a@x.example",
        "a@-x.example",
        "a@x..example",
        "=?utf-8?q?=c3=bc?=@x.example",
        "ü@x.example",
        "a" * 65 + "@x.example",
    ],
)
def test_an_address_that_mail_servers_may_not_take_cannot_be_answered(address: str) -> None:
    content = f"From: Kim <{address}>\r\nMessage-ID: <1@x>\r\n\r\nHi".encode()
    assert not mention(content).can_reply


def test_an_address_in_bare_bytes_is_still_text() -> None:
    """What SQLite could not keep would break every poll anew."""
    found = mention(b"From: Kim <k\xfcm@social.example>\r\n\r\nHi")
    assert found.author.id == "küm@social.example"


def test_only_the_head_of_a_mail_that_is_too_large() -> None:
    found = mention(mail(), size=40 * 1024 * 1024, cut=True)
    assert found.text.startswith("My boots")
    assert "40 MB" in found.text


# Machines


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "Bulk"},
        {"List_Id": "<news.social.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"From": "MAILER-DAEMON@social.example"},
        {"From": "no-reply@social.example"},
        {"From": "DoNotReply@social.example"},
        {"Return_Path": "<>"},
    ],
)
def test_a_machine_is_known_by_its_signs(headers: dict[str, str]) -> None:
    assert mention(mail(**headers)).author.is_bot


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Precedence": "first-class"},
        {"From": "norepliessa@social.example"},
        {"Return_Path": "<kim@social.example>"},
    ],
)
def test_a_person_is_no_machine(headers: dict[str, str]) -> None:
    found = mention(mail(**headers))
    assert not found.author.is_bot
    assert found.can_reply


def test_what_nobody_reads_cannot_be_answered() -> None:
    for headers in ({"From": "no-reply@x.example"}, {"Return_Path": "<>"}):
        found = mention(mail(**headers))
        assert not found.can_reply
        assert found.can_reply_reason
    odd = mention(mail(From="Kim <kim@grüße.example>"))
    assert not odd.can_reply
    assert "letters" in odd.can_reply_reason
