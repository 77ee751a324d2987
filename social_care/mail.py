"""Mails of our own, to leads and to who is on call: addressed, and handed to one SMTP server."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

from social_care import smtp
from social_care.errors import ErrorClass, NetworkError
from social_care.mail_server import MailSettings
from social_care.net import NetSettings
from social_care.smtp import Post, Remedies
from social_care.text import clean_line

REMEDIES = Remedies(
    login="check [mail] user and password, and what the password's reference leads to",
    refused="read what it says; check [mail] from and the recipient's address",
    gone="the recipient's address does not exist: correct it in the configuration",
    unreachable="check [mail] host, port and security; if they are right, wait: it is tried again",
    security='set [mail] security = "starttls" (port 587) or "tls" (port 465)',
)
AGAIN = "wait: it is sent again; at worst it arrives twice"
_AS_SENT = SMTP.clone(cte_type="7bit")
"""Every server takes it, whatever it offers."""


class Mailer:
    """Sends one mail to one recipient, once. `secret` resolves references."""

    def __init__(
        self, settings: MailSettings, secret: Callable[[str], str], clock: Callable[[], int]
    ) -> None:
        self.settings = settings
        self._secret = secret
        self._clock = clock
        self._net = NetSettings(
            connect_s=settings.connect_s, read_s=settings.read_s, ca_file=settings.ca_file
        )
        self._post = Post(settings.server, self._dial, clock, REMEDIES)

    def check(self) -> None:
        """Greet, log in and leave again. Raises NetworkError."""
        smtp.leave(self._post.enter(self._log_in))

    def send(self, recipient: str, content: bytes) -> None:
        """Raises NetworkError; UNKNOWN_OUTCOME when the server may have taken it all the same."""
        entered = self._post.enter(self._log_in)
        try:
            self._post.hand_over(entered, self.settings.sender, recipient, content)
        except NetworkError as error:
            if error.error_class is not ErrorClass.UNKNOWN_OUTCOME:
                raise
            raise NetworkError(error.error_class, error.message, remedy=AGAIN) from error
        finally:
            smtp.leave(entered)

    def plain(self, subject: str, text: str) -> EmailMessage:
        """A mail of plain text, still without sender and recipient."""
        message = EmailMessage()
        message["Subject"] = clean_line(subject)
        message.set_content(text)
        return message

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
        return smtp.dial(self.settings.server, self._net, self.settings.domain)

    def _log_in(self, entered: smtplib.SMTP) -> None:
        if self.settings.user:
            entered.login(self.settings.user, self._secret(self.settings.password))
