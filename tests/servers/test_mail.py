"""Mail on real servers: Postfix takes it, Dovecot keeps it, and the stranger gets our answer."""

import imaplib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from social_care import wiring
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.mail import Mail
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, OwnPost, Visibility
from social_care.net import NetSettings
from tests.connectors.world import Polled, poll, reply_to, through_the_store
from tests.servers.launch import launched
from tests.servers.strangers import eventually, unique
from tests.servers.test_first_light import ANSWER as FIRST_ANSWER
from tests.servers.test_first_light import WORDS, Desk

BRAND, ALICE = "brand@example.test", "alice@example.test"
ANSWER = "Sorry, Alice! 📦 It is on its way.\n.A line that begins with a dot\n" + "long " * 400


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServers:
    """Ports on localhost, the certificate to trust, and passwords by address."""

    smtp: int
    imap: int
    imaps: int
    ca_file: str
    users: dict[str, str]

    def account(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "acme-mail",
            "connector": "email",
            "address": BRAND,
            "from_name": "Acme Care",
            "imap_host": "localhost",
            "imap_port": self.imaps,
            "smtp_host": "localhost",
            "smtp_port": self.smtp,
            "smtp_security": "starttls",
            "password": "env:MAIL",
        } | changes

    def brand(self, password: str = "", **changes: Any) -> Mail:
        context = ConnectorContext(
            clock=wiring.now_ms,
            secret=lambda _: password or self.users[BRAND],
            vault=MemoryVault(),
            net=NetSettings(ca_file=self.ca_file),
        )
        return Mail.from_settings(self.account(**changes), context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a mail program."""

    servers: MailServers
    address: str
    trust: ssl.SSLContext = field(repr=False)

    def send(self, mail: EmailMessage) -> str:
        """Its Message-ID without brackets."""
        with smtplib.SMTP("localhost", self.servers.smtp, timeout=20) as smtp:
            smtp.starttls(context=self.trust)
            smtp.login(self.address, self.servers.users[self.address])
            smtp.send_message(mail, to_addrs=[BRAND])
        return str(mail["Message-ID"]).strip("<>")

    def write(self, subject: str, text: str, **headers: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Alice <{self.address}>", BRAND
        mail["Subject"], mail["Message-ID"] = subject, f"<{unique('m')}@alice.example.test>"
        for name, value in headers.items():
            del mail[name.replace("_", "-")]
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail

    def read(self, word: str, folder: str = "INBOX") -> list[tuple[EmailMessage, str]]:
        """The mails with this word in the subject, each with its flags."""
        imap = imaplib.IMAP4_SSL("localhost", self.servers.imaps, ssl_context=self.trust)
        try:
            imap.login(self.address, self.servers.users[self.address])
            imap.select(folder, readonly=True)
            numbers = imap.search(None, "SUBJECT", word)[1][0].split()
            return [self._read(imap, number.decode()) for number in numbers]
        finally:
            imap.logout()

    def _read(self, imap: imaplib.IMAP4, number: str) -> tuple[EmailMessage, str]:
        flags = imap.fetch(number, "(FLAGS)")[1][0]
        content = imap.fetch(number, "(BODY.PEEK[])")[1][0]
        assert isinstance(content, tuple)
        mail = message_from_bytes(content[1], policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail, str(flags)


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    with launched("mailserver") as place:
        names = ("smtp", "imap", "imaps", "ca_file", "users")
        yield MailServers(**{name: place[name] for name in names})


@pytest.fixture
def brand(servers: MailServers) -> Iterator[Mail]:
    connector = servers.brand()
    yield connector
    connector.close()


@pytest.fixture
def alice(servers: MailServers) -> Person:
    trust = ssl.create_default_context(cafile=servers.ca_file)
    return Person(servers=servers, address=ALICE, trust=trust)


def arrives(connector: Mail, external_id: str) -> Callable[[], list[Mention]]:
    """Poll, and look for the mention with this id."""

    def look() -> list[Mention]:
        polled = poll(connector, wiring.now_ms())
        return [item for item in polled.mentions if item.external_id == external_id]

    return look


def own_posts(polled: Polled, external_id: str) -> list[OwnPost]:
    return [post for post in polled.own_posts if post.external_id == external_id]


def test_a_stranger_is_answered_in_her_thread(brand: Mail, alice: Person) -> None:
    """She mails, it is found once and stays unread; she gets one answer that fits her thread."""
    word = unique("parcel")
    asked = alice.send(alice.write(f"Wo ist mein Päckchen {word}?", "Third week!\n-- \nAlice"))
    (mention,) = eventually(arrives(brand, asked), 60)
    assert mention.text == f"Wo ist mein Päckchen {word}?\n\nThird week!"
    assert (mention.kind, mention.visibility) == (MentionKind.MAIL, Visibility.DIRECT)
    assert (mention.author.id, mention.author.name) == (ALICE, "Alice")

    prepared = through_the_store(brand.prepare(reply_to(mention, ANSWER), wiring.now_ms()))
    with pytest.raises(NetworkError, match="keeps no copy"):
        brand.find_sent(prepared)
    sent = brand.send(prepared)
    ((answer, _),) = eventually(lambda: alice.read(word), 60)
    assert answer["In-Reply-To"] == answer["References"] == f"<{asked}>"
    assert answer["Message-ID"] == f"<{sent.external_id}>"
    assert answer["Subject"] == f"Re: Wo ist mein Päckchen {word}?"
    assert answer["From"] == f"Acme Care <{BRAND}>"
    assert answer.get_content().replace("\r\n", "\n").startswith(ANSWER.strip())
    assert "> Third week!" in answer.get_content()

    found = brand.find_sent(prepared)
    assert found is not None
    assert found.external_id == sent.external_id
    polled = poll(brand, wiring.now_ms())
    (own,) = own_posts(polled, sent.external_id)
    assert (own.in_reply_to, own.thread_key) == (asked, mention.thread_key)
    assert own.text == ANSWER.strip()

    person = Person(servers=alice.servers, address=BRAND, trust=alice.trust)
    ((_, flags),) = person.read(word)
    assert "Seen" not in flags
    ((_, filed),) = person.read(word, "Sent")
    assert "Seen" in filed


async def test_a_stranger_is_answered_from_the_console(
    servers: MailServers, alice: Person, tmp_path: Path
) -> None:
    """The whole circle: worker, queue, console, worker, and the answer in her mailbox."""
    desk = Desk.set_up(
        tmp_path,
        f"""connector = "email"
            address = "{BRAND}"
            imap_host = "localhost"
            imap_port = {servers.imaps}
            smtp_host = "localhost"
            smtp_port = {servers.smtp}
            smtp_security = "starttls"
            ca_file = "{servers.ca_file}"
            password = "env:ACME_SECRET"
        """,
    )
    secret, word = servers.users[BRAND], unique("refund")
    asked = alice.send(alice.write(f"{word}: {WORDS}", "I have waited long enough."))
    (row,) = eventually(desk.waits_for(word, secret), 60)
    assert (row["category"], row["customer"]) == ("complaint", ALICE)
    for other in desk.queue():  # other tests have written too: only ours is answered
        if word not in other["text"]:
            desk.run("dismiss", str(other["id"]))
    await desk.answer_in_the_console()
    desk.worker_once(secret)
    ((answer, _),) = eventually(lambda: alice.read(word), 60)
    assert answer["In-Reply-To"] == f"<{asked}>"
    assert FIRST_ANSWER in answer.get_content()
    (logged,) = [row for row in desk.exported() if row["source"] == "console"]
    assert (logged["channel"], logged["agent"], logged["outcome"]) == ("email", "mary", "answered")

    thanks = alice.write(f"Re: {word}", "Thank you!", In_Reply_To=answer["Message-ID"])
    thanks["References"] = f"{answer['References']} {answer['Message-ID']}"
    alice.send(thanks)
    desk.worker_once(secret)
    assert len(alice.read(word)) == 1
    assert [row for row in desk.queue() if word in row["text"]] == []


def test_her_next_mail_comes_into_the_same_thread(brand: Mail, alice: Person) -> None:
    """Whatever her mail program makes of our answer, one of the thread's names leads back."""
    word = unique("boot")
    asked = alice.send(alice.write(f"My {word}", "It leaks"))
    (mention,) = eventually(arrives(brand, asked), 60)
    sent = brand.send(brand.prepare(reply_to(mention, "Sorry!"), wiring.now_ms()))
    text = f"Thanks!\n\nOn Sun, 1 Nov 2026 at 09:00, Acme Care <{BRAND}> wrote:\n> Sorry!"
    thanks = alice.write(f"AW: My {word}", text, In_Reply_To=f"<{sent.external_id}>")
    (again,) = eventually(arrives(brand, alice.send(thanks)), 60)
    assert again.text == "Thanks!"
    assert again.in_reply_to == sent.external_id
    assert f"mail:{sent.external_id}" in {again.thread_key, *again.thread_aliases}
    assert f"subject:my {word}" in set(again.thread_aliases) & set(mention.thread_aliases)


def test_what_cannot_be_delivered_comes_back_to_the_customer_it_was_for(
    brand: Mail, alice: Person
) -> None:
    """Postfix takes it, fails, and its report is put into the thread of the mail that failed."""
    word = unique("lost")
    asked = alice.write(f"Hello {word}", "Hi", From="Kim <kim@elsewhere.test>")
    (mention,) = eventually(arrives(brand, alice.send(asked)), 60)
    sent = brand.send(brand.prepare(reply_to(mention, "Hello Kim"), wiring.now_ms()))

    def reports() -> list[Mention]:
        polled = poll(brand, wiring.now_ms())
        return [item for item in polled.mentions if item.in_reply_to == sent.external_id]

    (report,) = eventually(reports, 60)
    assert report.author.id == "kim@elsewhere.test"
    assert report.thread_key == mention.thread_key
    assert not report.can_reply
    assert "could not be delivered to kim@elsewhere.test" in report.text
    assert "kim@elsewhere.test: unknown mail system error" in report.text


def test_a_mail_that_is_too_large_is_fetched_without_its_body(brand: Mail, alice: Person) -> None:
    word = unique("film")
    mail = alice.write(f"A {word} of my boot", "See the film")
    mail.add_attachment(b"\x00" * 9_000_000, maintype="video", subtype="mp4", filename="a.mp4")
    (mention,) = eventually(arrives(brand, alice.send(mail)), 60)
    assert mention.text.startswith(f"A {word} of my boot")
    assert "was not fetched" in mention.text


def test_every_way_to_encrypt_and_both_refusals(servers: MailServers) -> None:
    """STARTTLS on both sides works; a wrong password needs a person, wherever it is noticed."""
    connector = servers.brand(imap_security="starttls", imap_port=servers.imap)
    health = connector.check()
    assert (health.own_id, health.warnings) == (BRAND, ())
    connector.close()
    stranger = servers.brand("wrong")
    with pytest.raises(NetworkError) as caught:
        stranger.check()
    assert caught.value.error_class is ErrorClass.AUTH
    with pytest.raises(NetworkError) as caught:
        stranger._postbox.check()
    assert caught.value.error_class is ErrorClass.AUTH
    missing = servers.brand(folders=["INBOX", "Nowhere"])
    assert "Nowhere" in missing.check().warnings[0]
    with pytest.raises(NetworkError) as caught:
        poll(missing, wiring.now_ms())
    assert caught.value.error_class is ErrorClass.PERMISSION
    missing.close()
