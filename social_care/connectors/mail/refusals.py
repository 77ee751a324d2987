"""What IMAP servers mean when they say no, or nothing; see `smtp` for the other half."""

import imaplib
import re
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

from social_care import smtp
from social_care.answer import USUAL_PAUSE_MS
from social_care.errors import ErrorClass, NetworkError
from social_care.mail_server import Server
from social_care.smtp import CERTIFICATE_REMEDY, TOO_MUCH, line

LOGIN_REMEDY = (
    "check user and password; Google wants an app password (with 2-step verification), Microsoft"
    ' only oauth = "microsoft"; then: social-care account login NAME'
)
BROKEN = (OSError, EOFError, imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError)
"""Everything a broken connection or a garbled answer makes the libraries raise."""

_PASSING = re.compile(r"\[(?:unavailable|inuse|serverbug)\]|temporar|try again", re.IGNORECASE)


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
    if TOO_MUCH.search(said):
        return NetworkError(ErrorClass.RATE, message, retry_at=now + USUAL_PAUSE_MS)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetworkError(ErrorClass.TRANSIENT, message, remedy=CERTIFICATE_REMEDY)
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
    return refused and not TOO_MUCH.search(said_by(error))


def said_by(error: Exception) -> str:
    """Its words on one line, without secrets."""
    if isinstance(error, UnexpectedCommandStatusError):
        data = error.command_result[1]
        words = data[-1] if isinstance(data, list) and data else data
        return line(words) or type(error).__name__
    return smtp.said_by(error)
