"""Mails of our own, to leads and to who is on call: addressed, and handed to one SMTP server."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

from social_care import smtp
from social_care.net import NetSettings
from social_care.smtp import Post, Remedies, Server
from social_care.text import clean_line

REMEDIES = Remedies(
    login="check [mail] user and password, and what the password's reference leads to",
    gone="the recipient's address does not exist: correct it in the configuration",
    security='set [mail] security = "starttls" (port 587) or "tls" (port 465)',
)
_AS_SENT = SMTP.clone(cte_type="7bit")
"""Every server takes it, whatever it offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[mail]: by which server, and as whom."""

    server: Server
    sender: str
    """Our address."""
    sender_name: str = ""
    """What stands before it."""
    user: str = ""
    """Empty: the server wants no log-in."""
    password: str = ""
    """A reference to a secret."""
    net: NetSettings = field(default_factory=NetSettings)
    """How patient we are, and whose certificates we trust."""

    @property
    def domain(self) -> str:
        """Of our address: how we greet, and what Message-IDs end in."""
        return self.sender.rpartition("@")[2]


class Mailer:
    """Sends one mail to one recipient, once. `secret` resolves references."""

    def __init__(
        self, settings: MailSettings, secret: Callable[[str], str], clock: Callable[[], int]
    ) -> None:
        self.settings = settings
        self._secret = secret
        self._clock = clock
        self._post = Post(settings.server, self._dial, clock, REMEDIES)

    def check(self) -> None:
        """Greet, log in and leave again. Raises NetworkError."""
        smtp.leave(self._post.enter(self._log_in))

    def send(self, recipient: str, content: bytes) -> None:
        """Raises NetworkError; UNKNOWN_OUTCOME when the server may have taken it all the same."""
        entered = self._post.enter(self._log_in)
        try:
            self._post.hand_over(entered, self.settings.sender, recipient, content)
        finally:
            smtp.leave(entered)

    def addressed(self, message: EmailMessage, recipient: str) -> bytes:
        """The whole mail as it goes over the wire; the message gets what it lacks of headers.

        Each recipient's mail names that recipient alone.
        """
        settings, moment = self.settings, datetime.fromtimestamp(self._clock() // 1000, UTC)
        for name in ("From", "To", "Date", "Message-ID", "Auto-Submitted"):
            del message[name]
        message["From"] = Address(clean_line(settings.sender_name), addr_spec=settings.sender)
        message["To"] = Address(addr_spec=recipient)
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = f"<{uuid4().hex}@{settings.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # no machine answers it (RFC 3834)
        return message.as_bytes(policy=_AS_SENT)

    def _dial(self) -> smtplib.SMTP:
        return smtp.dial(self.settings.server, self.settings.net, self.settings.domain)

    def _log_in(self, entered: smtplib.SMTP) -> None:
        if self.settings.user:
            entered.login(self.settings.user, self._secret(self.settings.password))
