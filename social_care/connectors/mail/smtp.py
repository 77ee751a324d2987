"""Hands a mail to the mailbox's SMTP server, once, and knows afterwards whether it was taken."""

import smtplib
from functools import partial

from social_care.connectors.mail.dial import DialSmtp
from social_care.connectors.mail.keys import Access
from social_care.connectors.mail.refusals import LOGIN_REMEDY
from social_care.connectors.mail.reply import Letter
from social_care.smtp import Post, Remedies, leave

REMEDIES = Remedies(
    login=LOGIN_REMEDY,
    gone="the address is gone: resolve the conversation, or write to another address",
    security='set smtp_security = "starttls" (port 587) or "tls" (port 465)',
)


class Postbox:
    """The way out of one mailbox."""

    def __init__(self, access: Access, dial: DialSmtp, our_name: str) -> None:
        self._access = access
        dialled = partial(dial, access.server, access.net, our_name)
        self._post = Post(access.server, dialled, access.clock, REMEDIES)

    def check(self) -> None:
        """Log in and out again. Raises NetworkError."""
        leave(self._access.key.log_in(self._log_in))

    def send(self, letter: Letter) -> None:
        """Raises NetworkError; UNKNOWN_OUTCOME once the mail itself was on its way."""
        smtp = self._access.key.log_in(self._log_in)
        try:
            self._post.hand_over(smtp, letter.sender, letter.recipient, letter.content)
        finally:
            leave(smtp)

    def _log_in(self, secret: str) -> smtplib.SMTP:
        return self._post.enter(partial(self._authenticate, secret))

    def _authenticate(self, secret: str, smtp: smtplib.SMTP) -> None:
        if self._access.key.is_token:
            told = self._access.key.xoauth2(secret)
            # A refusal comes as a challenge first; an empty answer brings the real one.
            smtp.auth("XOAUTH2", lambda challenge=None: told if challenge is None else "")
        else:
            smtp.login(self._access.key.user, secret)
