"""Hands a mail to the SMTP server, once, and knows afterwards whether it was taken."""

import re
import smtplib

from social_care.connectors.mail.dial import DialSmtp
from social_care.connectors.mail.keys import Access
from social_care.connectors.mail.refusals import (
    BROKEN,
    judge_login,
    judge_recipient,
    judge_smtp,
    no_way_in,
    said_by,
    unreachable,
)
from social_care.connectors.mail.reply import Letter
from social_care.errors import ErrorClass, NetworkError
from social_care.net import UPLOAD_S

_CLOSING = 421
"""Said after the mail: the server goes away, and may or may not have taken it."""
_DOTS = re.compile(rb"^\.", re.MULTILINE)


class Postbox:
    """A new connection for every mail: they are few, and a kept one would die unnoticed."""

    def __init__(self, access: Access, dial: DialSmtp, our_name: str) -> None:
        self._access = access
        self._dial = dial
        self._our_name = our_name

    def check(self) -> None:
        """Log in and out again. Raises NetworkError."""
        _leave(self._access.key.log_in(self._log_in))

    def send(self, letter: Letter) -> None:
        """Raises NetworkError; UNKNOWN_OUTCOME once the mail itself was on its way."""
        smtp = self._access.key.log_in(self._log_in)
        try:
            self._envelope(smtp, letter)
            self._hand_over(smtp, letter.content)
        finally:
            _leave(smtp)

    def _envelope(self, smtp: smtplib.SMTP, letter: Letter) -> None:
        """Until here nothing was sent, whatever happens."""
        try:
            self._expect(smtp.mail(letter.sender))
            code, said = smtp.rcpt(letter.recipient)
            if code not in {250, 251}:
                error = smtplib.SMTPResponseException(code, said)
                raise judge_recipient(error, self._access.server, self._access.clock())
            self._expect(smtp.docmd("DATA"), 354)
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            raise unreachable(error, self._access.server) from error

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> None:
        host = self._access.server.host
        if smtp.sock is not None:
            smtp.sock.settimeout(UPLOAD_S)
        try:
            smtp.send(_DOTS.sub(b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
            code, said = smtp.getreply()
        except (OSError, ValueError) as error:
            message = f"SMTP {host}: lost while it took the mail: {said_by(error)}"
            raise NetworkError(ErrorClass.UNKNOWN_OUTCOME, message) from error
        if code == _CLOSING or code // 100 not in {2, 4, 5}:
            message = f"SMTP {host} answered {code} to the mail and may have taken it"
            raise NetworkError(ErrorClass.UNKNOWN_OUTCOME, message)
        self._expect((code, said))

    def _expect(self, answer: tuple[int, bytes], wanted: int | None = None) -> None:
        code, said = answer
        if code != wanted if wanted else not 200 <= code < 300:
            error = smtplib.SMTPResponseException(code, said)
            raise judge_smtp(error, self._access.server, self._access.clock())

    def _log_in(self, secret: str) -> smtplib.SMTP:
        try:
            smtp = self._dial(self._access.server, self._access.net, self._our_name)
        except smtplib.SMTPResponseException as error:
            raise judge_smtp(error, self._access.server, self._access.clock()) from error
        except BROKEN as error:
            raise unreachable(error, self._access.server) from error
        try:
            self._authenticate(smtp, secret)
        except BaseException:
            _leave(smtp)
            raise
        return smtp

    def _authenticate(self, smtp: smtplib.SMTP, secret: str) -> None:
        try:
            if self._access.key.is_token:
                told = self._access.key.xoauth2(secret)
                # A refusal comes as a challenge first; an empty answer brings the real one.
                smtp.auth("XOAUTH2", lambda challenge=None: told if challenge is None else "")
            else:
                smtp.login(self._access.key.user, secret)
        except smtplib.SMTPResponseException as error:
            raise judge_login(error, self._access.server, self._access.clock()) from error
        except smtplib.SMTPServerDisconnected as error:
            raise unreachable(error, self._access.server) from error
        except smtplib.SMTPException as error:
            raise no_way_in(error, self._access.server) from error
        except (OSError, ValueError) as error:
            raise unreachable(error, self._access.server) from error


def _leave(smtp: smtplib.SMTP) -> None:
    """What was taken stays taken: how we part changes nothing."""
    try:
        smtp.quit()
    except (OSError, ValueError):
        smtp.close()
