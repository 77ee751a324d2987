"""What mail servers mean when they say no, or nothing."""

import imaplib
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools.errors import (
    ImapToolsError,
    MailboxFetchError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)

from social_care.answer import USUAL_PAUSE_MS
from social_care.connectors.mail.settings import Server
from social_care.errors import ErrorClass, NetworkError
from social_care.net import redact

GREYLISTED_MS = 5 * 60 * 1000
"""A server that says "later" wants a real pause."""

LOGIN_REMEDY = (
    "check user and password; Google wants an app password (with 2-step verification), Microsoft"
    ' only oauth = "microsoft"; then: social-care account login NAME'
)
BROKEN = (OSError, EOFError, imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError)
"""Everything a broken connection or a garbled answer makes the libraries raise."""

_TOO_MUCH = re.compile(
    r"\[(?:limit|throttled|overquota)\]|too many|rate.?limit|throttl|bandwidth limit|4\.7\.28",
    re.IGNORECASE,
)
_PASSING = re.compile(r"\[(?:unavailable|inuse|serverbug)\]|temporar|try again", re.IGNORECASE)
_QUOTA = re.compile(r"\b5\.4\.5\b|\bquota exceeded|sending (?:quota|limit)", re.IGNORECASE)
_UNKNOWN_USER = re.compile(
    r"\b5\.1\.(?:1|2|3|6|10)\b|user unknown|unknown user|no such (?:user|recipient|mailbox)"
    r"|does not exist|mailbox unavailable",
    re.IGNORECASE,
)
_BAD_LOGIN = frozenset({530, 534, 535, 538})


@contextmanager
def imap_errors(server: Server, now: int, *, login: bool = False) -> Iterator[None]:
    """Raises NetworkError in place of what the libraries raise."""
    try:
        yield
    except BROKEN as error:
        raise judge_imap(error, server, now, login=login) from error


def judge_imap(error: Exception, server: Server, now: int, *, login: bool) -> NetworkError:
    """The class of a failure while reading, with the server's own words."""
    said = said_by(error)
    message = f"IMAP {server.host}: {said}"
    if _TOO_MUCH.search(said):
        return NetworkError(ErrorClass.RATE, message, retry_at=now + USUAL_PAUSE_MS)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetworkError(ErrorClass.TRANSIENT, message, remedy=_CERTIFICATE_REMEDY)
    if isinstance(error, MailboxFolderSelectError):
        remedy = "correct `folders` or `sent_folder`: the server has no such folder for us"
        return NetworkError(ErrorClass.PERMISSION, message, remedy=remedy)
    refused = isinstance(error, MailboxLoginError) or (
        isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    )
    if login and refused and not _PASSING.search(said):
        return NetworkError(ErrorClass.AUTH, message, remedy=LOGIN_REMEDY)
    return NetworkError(ErrorClass.TRANSIENT, message)


def is_of_one_mail(error: Exception) -> bool:
    """Whether a server that is well otherwise will not give a single mail: it cannot read it."""
    refused = isinstance(error, MailboxFetchError) or type(error) is imaplib.IMAP4.error
    return refused and not _TOO_MUCH.search(said_by(error))


def judge_smtp(error: smtplib.SMTPResponseException, server: Server, now: int) -> NetworkError:
    """The class of a refusal before or after the mail was handed over, by its code."""
    code, said = error.smtp_code, _line(error.smtp_error)
    message = f"SMTP {server.host} answered {code}: {said}"
    if code in _BAD_LOGIN:
        return NetworkError(ErrorClass.AUTH, message, remedy=LOGIN_REMEDY)
    if _QUOTA.search(said):
        return NetworkError(ErrorClass.QUOTA, message, retry_at=now + USUAL_PAUSE_MS)
    if code < 500 and _TOO_MUCH.search(said):
        return NetworkError(ErrorClass.RATE, message, retry_at=now + USUAL_PAUSE_MS)
    if code < 500:
        return NetworkError(ErrorClass.TRANSIENT, message, retry_at=now + GREYLISTED_MS)
    return NetworkError(ErrorClass.REFUSED, message)


def judge_recipient(error: smtplib.SMTPResponseException, server: Server, now: int) -> NetworkError:
    """The class of a refusal of the address we write to."""
    said = _line(error.smtp_error)
    if error.smtp_code >= 500 and _UNKNOWN_USER.search(said):
        message = f"SMTP {server.host} answered {error.smtp_code}: {said}"
        remedy = "the address is gone: resolve the conversation, or write to another address"
        return NetworkError(ErrorClass.GONE, message, remedy=remedy)
    return judge_smtp(error, server, now)


def judge_login(error: smtplib.SMTPResponseException, server: Server, now: int) -> NetworkError:
    """The class of a refusal to let us in: whatever its code, no word of a reply can mend it."""
    found = judge_smtp(error, server, now)
    if found.error_class is ErrorClass.REFUSED:
        return NetworkError(ErrorClass.AUTH, found.message, remedy=LOGIN_REMEDY)
    return found


def no_way_in(error: smtplib.SMTPException, server: Server) -> NetworkError:
    """The server lets nobody in on this connection, or not in a way that we know."""
    message = f"SMTP {server.host} lets us not log in: {said_by(error)}"
    remedy = 'set smtp_security = "starttls" (port 587) or "tls" (port 465)'
    return NetworkError(ErrorClass.AUTH, message, remedy=remedy)


def unreachable(error: Exception, server: Server) -> NetworkError:
    """SMTP broke before the mail was handed over: nothing was sent."""
    remedy = _CERTIFICATE_REMEDY if isinstance(error, ssl.SSLCertVerificationError) else ""
    message = f"SMTP {server.host}: {said_by(error)}"
    return NetworkError(ErrorClass.TRANSIENT, message, remedy=remedy)


def said_by(error: Exception) -> str:
    """Its words on one line, without secrets."""
    if isinstance(error, UnexpectedCommandStatusError):
        data = error.command_result[1]
        words = data[-1] if isinstance(data, list) and data else data
        return _line(words) or type(error).__name__
    return _line(f"{type(error).__name__} {error}")


def _line(words: object) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words or "")
    return redact(" ".join(text.split())[:300])


_CERTIFICATE_REMEDY = (
    "its certificate is not trusted: check the host's name, or name the authority in ca_file"
)
