"""A brand's mailbox and the people who write to it: IMAP and SMTP servers in memory."""

import smtplib
from base64 import b64decode
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from imap_tools import BaseMailBox

from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.mail.connector import Mail
from social_care.connectors.mail.keys import Keys, password_keys
from social_care.connectors.mail.settings import MailSettings, read
from social_care.mail_server import Server
from social_care.net import NetSettings
from social_care.text import storable
from tests.connectors.fake_imap import EPOCH, FakeSocket, ImapServer, ImapSession, MemoryMailbox
from tests.connectors.world import NOW, Fault, Posted

ADDRESS = "care@acme.example"
ACCOUNT: dict[str, Any] = {
    "name": "acme-mail",
    "connector": "email",
    "address": ADDRESS,
    "from_name": "Acme Care",
    "imap_host": "imap.acme.example",
    "smtp_host": "smtp.acme.example",
    "password": "env:MAIL",
}


class MemorySmtp(smtplib.SMTP):
    """smtplib on a session in memory."""

    def __init__(self, session: "SmtpSession") -> None:
        self._session = session
        super().__init__("memory", 25, local_hostname="acme.example")

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return FakeSocket(self._session)


class SmtpSession:
    """One connection to the server that sends for us."""

    greeting = b"220 ready\r\n"

    def __init__(self, world: "FakeMail") -> None:
        self._world = world
        self._data: bytearray | None = None
        self._asks_who = False

    @property
    def takes_mail(self) -> bool:
        """Whether what comes now is a mail, not a command."""
        return self._data is not None

    def receive(self, data: bytes) -> bytes | None:
        if self._data is not None:
            return self._take(data)
        line = data.decode().rstrip("\r\n")
        verb = line.partition(" ")[0].upper()
        self._world.smtp_log.append(verb)
        said = self._world.answers.get(verb)
        if said is None:
            said = self._usual(verb, line)
        elif said == b"":
            return None
        if verb == "DATA" and said.startswith(b"354"):
            self._data = bytearray()
        return said

    def _usual(self, verb: str, line: str) -> bytes:
        if verb == "EHLO":
            return b"250-memory\r\n250-AUTH PLAIN XOAUTH2\r\n250 8BITMIME\r\n"
        if verb == "AUTH":
            return self._auth(*line.split(" ")[1:3])
        if self._asks_who:
            self._asks_who = False
            return b"535 5.7.8 Username and Password not accepted\r\n"
        usual = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}
        return usual.get(verb, b"250 ok\r\n")

    def _auth(self, mechanism: str, told: str) -> bytes:
        words = b64decode(told).decode()
        if mechanism == "PLAIN":
            known = words.split("\0")[2] in self._world.imap.passwords
            return b"235 in\r\n" if known else b"535 5.7.8 authentication failed\r\n"
        if words.partition("Bearer ")[2].strip("\x01") in self._world.imap.tokens:
            return b"235 in\r\n"
        self._asks_who = True
        return b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"

    def _take(self, data: bytes) -> bytes | None:
        assert self._data is not None
        self._data += data
        if not self._data.endswith(b"\r\n.\r\n"):
            return b""
        said = self._world.answers.get(".", b"250 2.0.0 taken\r\n")
        if said[:1] in {b"", b"2"}:
            self._world.take(bytes(self._data[:-3]).replace(b"\r\n..", b"\r\n."))
        self._data = None
        return said or None


class FakeMail:
    """The world of the contract; `files_sent` makes a server that files what it sends."""

    own_id = ADDRESS

    def __init__(self, *, files_sent: bool = True, **account: Any) -> None:
        self.now = NOW
        self.imap = ImapServer(self.clock)
        self.imap.react = self._react
        self.account = ACCOUNT | {"files_sent": files_sent} | account
        self.answers: dict[str, bytes] = {}
        """What SMTP verbs are answered instead; "." is the end of the mail, b"" hangs up."""
        self.sent: list[bytes] = []
        self.smtp_log: list[str] = []
        self.dials = 0
        self.fault: Fault | None = None
        self._count = 0

    # The contract's verbs

    def connect(self) -> Mail:
        context = self.context()
        settings = read(self.account)
        keys = password_keys(settings, lambda: "hunter2", context)
        return self.connect_with(settings, keys)

    def post(self, text: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        mail = self.mail(text, author, reply_to=reply_to)
        return self.deliver(mail.as_bytes(policy=policy.SMTP))

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        mail = self.mail(text, "care", reply_to=reply_to)
        del mail["From"], mail["To"]
        mail["From"], mail["To"] = f"Acme <{ADDRESS}>", "kim@social.example"
        return self.deliver(mail.as_bytes(policy=policy.SMTP), "Sent")

    def own_posts(self) -> Sequence[Posted]:
        return [_posted(content) for content in self.sent]

    def calls(self) -> int:
        return self.dials + len(self.imap.log) + len(self.smtp_log)

    def fail(self, fault: Fault | None) -> None:
        self.fault = fault
        self.answers = {}
        if fault is Fault.UNAUTHORISED:
            self.answers = {"AUTH": b"535 5.7.8 authentication failed\r\n"}
        elif fault is Fault.RATE_LIMITED:
            self.answers = {"MAIL": b"421 4.7.28 too many mails\r\n"}
        elif fault is Fault.ANSWER_LOST:
            self.answers = {".": b""}

    # More of the world

    def clock(self) -> int:
        return self.now

    def context(self) -> ConnectorContext:
        return ConnectorContext(clock=self.clock, secret=lambda _: "hunter2", vault=MemoryVault())

    def connect_with(self, settings: MailSettings, keys: Keys) -> Mail:
        return Mail(settings, keys, self.clock, imap=self.dial_imap, smtp=self.dial_smtp)

    def mail(
        self,
        text: str,
        author: str = "kim",
        *,
        reply_to: str | None = None,
        subject: str = "A question",
    ) -> EmailMessage:
        """A mail to us, not yet delivered."""
        self._count += 1
        mail = EmailMessage()
        mail["From"] = f"{author.title()} <{author}@social.example>"
        mail["To"] = ADDRESS
        mail["Subject"] = f"Re: {subject}" if reply_to else subject
        mail["Date"] = format_datetime(EPOCH + timedelta(milliseconds=self.now))
        mail["Message-ID"] = f"<{self._count}.{author}@social.example>"
        if reply_to:
            mail["In-Reply-To"] = mail["References"] = f"<{reply_to}>"
        mail.set_content(storable(text))
        return mail

    def deliver(self, content: bytes, folder: str = "INBOX", at: int | None = None) -> str:
        """Put it into a folder; its external id."""
        self.imap.folders[folder].add(content, self.now if at is None else at)
        return str(message_from_bytes(content).get("Message-ID", "")).strip("<>")

    def take(self, content: bytes) -> None:
        """A mail of ours was accepted."""
        self.sent.append(content)
        if self.account["files_sent"]:
            self.imap.folders["Sent"].add(content, self.now)

    def dial_imap(self, server: Server, net: NetSettings) -> BaseMailBox:
        self.dials += 1
        if self.fault is Fault.UNREACHABLE:
            raise ConnectionRefusedError("nobody is there")
        down = self.fault is Fault.DOWN
        greeting = b"* BYE the server is going down\r\n" if down else b"* OK ready\r\n"
        return MemoryMailbox(ImapSession(self.imap, greeting))

    def dial_smtp(self, server: Server, net: NetSettings, our_name: str) -> smtplib.SMTP:
        self.dials += 1
        if self.fault is Fault.UNREACHABLE:
            raise ConnectionRefusedError("nobody is there")
        return MemorySmtp(SmtpSession(self))

    def _react(self, command: str) -> bytes | str | None:
        is_login = command.startswith("LOGIN")
        if self.fault is Fault.BAD_JSON:
            return b"%%% what?\r\n"
        if self.fault is Fault.RATE_LIMITED:
            return b"TAG NO [LIMIT] Too many requests\r\n"
        if self.fault is Fault.UNAUTHORISED:
            return b"TAG NO [AUTHENTICATIONFAILED] no\r\n" if is_login else self._old(command)
        return None if self.fault in {Fault.DOWN, Fault.UNREACHABLE} else "as usual"

    def _old(self, command: str) -> bytes | str | None:
        """Whoever is still in is thrown out."""
        return "as usual" if command == "CAPABILITY" else None


def _posted(content: bytes) -> Posted:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    parent = mail["In-Reply-To"]
    return Posted(
        external_id=str(mail["Message-ID"]).strip("<>"),
        text=str(mail.get_content()),
        parent=str(parent).strip("<>") if parent else None,
    )
