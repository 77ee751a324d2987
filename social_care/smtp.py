"""The SMTP that replies, alerts and digests leave by: one mail, once, and what the server meant.

A new connection for every mail: they are few, and a kept one would die unnoticed. Nothing here
knows whose mail it is.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from social_care.answer import USUAL_PAUSE_MS
from social_care.errors import ErrorClass, NetworkError
from social_care.mail_server import Security, Server
from social_care.net import UPLOAD_S, NetSettings
from social_care.redaction import redact
from social_care.smtp_dialogue import Dialogue, EncryptedDialogue

GREYLISTED_MS = 5 * 60 * 1000
"""A server that says "later" wants a real pause."""

TOO_MUCH = re.compile(
    r"\[(?:limit|throttled|overquota)\]|too many|rate.?limit|throttl|bandwidth limit|4\.7\.28",
    re.IGNORECASE,
)
_QUOTA = re.compile(r"\b5\.4\.5\b|\bquota exceeded|sending (?:quota|limit)", re.IGNORECASE)
_UNKNOWN_USER = re.compile(
    r"\b5\.1\.(?:1|2|3|6|10)\b|user unknown|unknown user|no such (?:user|recipient|mailbox)"
    r"|does not exist|mailbox unavailable",
    re.IGNORECASE,
)
_BAD_LOGIN = frozenset({530, 534, 535, 538})
_CLOSING = 421
"""Said after the mail: the server goes away, and may or may not have taken it."""
_DOTS = re.compile(rb"^\.", re.MULTILINE)

CERTIFICATE_REMEDY = (
    "its certificate is not trusted: check the host's name, or name the authority in ca_file"
)


def dial(server: Server, net: NetSettings, our_name: str) -> smtplib.SMTP:
    """Greeted as `our_name`, and where STARTTLS is used greeted again; nothing said yet.

    Raises what the network and the standard library raise.
    """
    smtp: smtplib.SMTP
    if server.security is Security.TLS:
        smtp = EncryptedDialogue(
            server.host,
            server.port,
            local_hostname=our_name,
            timeout=net.connect_s,
            context=trust(net),
        )
    else:
        smtp = Dialogue(server.host, server.port, our_name, timeout=net.connect_s)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(net.read_s)
        smtp.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            smtp.starttls(context=trust(net))
            smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def trust(net: NetSettings) -> ssl.SSLContext:
    """Whose certificates we believe."""
    return ssl.create_default_context(cafile=net.ca_file)


def leave(smtp: smtplib.SMTP) -> None:
    """What was taken stays taken: how we part changes nothing."""
    try:
        smtp.quit()
    except (OSError, ValueError):
        smtp.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """How whoever sends can mend what a server refuses."""

    login: str
    gone: str
    """The recipient's address does not exist."""
    security: str
    """Nobody is let in over a connection like this."""
    refused: str = ""
    """The mail is not taken, for good; empty: as with any reply."""
    unreachable: str = ""
    """It is not there, or does not answer; empty: wait."""


class Post:
    """One server that takes our mail. Every failure is a NetworkError."""

    def __init__(
        self,
        server: Server,
        dialled: Callable[[], smtplib.SMTP],
        clock: Callable[[], int],
        remedies: Remedies,
    ) -> None:
        self._server = server
        self._dialled = dialled
        self._clock = clock
        self._remedies = remedies

    def enter(self, authenticate: Callable[[smtplib.SMTP], object]) -> smtplib.SMTP:
        """A connection that lets us send; give it back with `leave`."""
        try:
            smtp = self._dialled()
        except smtplib.SMTPResponseException as error:
            raise self._judged(error) from error
        except (OSError, EOFError, ValueError, LookupError) as error:  # smtplib's are OSErrors
            raise self._unreachable(error) from error
        try:
            self._authenticated(smtp, authenticate)
        except BaseException:
            leave(smtp)
            raise
        return smtp

    def hand_over(self, smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
        """UNKNOWN_OUTCOME once the mail itself was on its way."""
        self._envelope(smtp, sender, recipient)
        host = self._server.host
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

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Until here nothing was sent, whatever happens."""
        try:
            self._expect(smtp.mail(sender))
            code, said = smtp.rcpt(recipient)
            if code not in {250, 251}:
                raise self._recipient_refused(smtplib.SMTPResponseException(code, said))
            self._expect(smtp.docmd("DATA"), 354)
        except (OSError, ValueError) as error:
            raise self._unreachable(error) from error

    def _expect(self, answer: tuple[int, bytes], wanted: int | None = None) -> None:
        code, said = answer
        if code != wanted if wanted else not 200 <= code < 300:
            raise self._judged(smtplib.SMTPResponseException(code, said))

    def _authenticated(
        self, smtp: smtplib.SMTP, authenticate: Callable[[smtplib.SMTP], object]
    ) -> None:
        try:
            authenticate(smtp)
        except smtplib.SMTPResponseException as error:
            raise self._not_let_in(error) from error
        except smtplib.SMTPServerDisconnected as error:
            raise self._unreachable(error) from error
        except smtplib.SMTPException as error:
            message = f"SMTP {self._server.host} lets us not log in: {said_by(error)}"
            raise NetworkError(ErrorClass.AUTH, message, remedy=self._remedies.security) from error
        except (OSError, ValueError) as error:
            raise self._unreachable(error) from error

    # What it means -------------------------------------------------------------------------------

    def _judged(self, error: smtplib.SMTPResponseException) -> NetworkError:
        """The class of a refusal before or after the mail was handed over, by its code."""
        code, said = error.smtp_code, line(error.smtp_error)
        message, now = f"SMTP {self._server.host} answered {code}: {said}", self._clock()
        if code in _BAD_LOGIN:
            return NetworkError(ErrorClass.AUTH, message, remedy=self._remedies.login)
        if _QUOTA.search(said):
            return NetworkError(ErrorClass.QUOTA, message, retry_at=now + USUAL_PAUSE_MS)
        if code < 500 and TOO_MUCH.search(said):
            return NetworkError(ErrorClass.RATE, message, retry_at=now + USUAL_PAUSE_MS)
        if code < 500:
            return NetworkError(ErrorClass.TRANSIENT, message, retry_at=now + GREYLISTED_MS)
        return NetworkError(ErrorClass.REFUSED, message, remedy=self._remedies.refused)

    def _recipient_refused(self, error: smtplib.SMTPResponseException) -> NetworkError:
        """The class of a refusal of the address we write to."""
        found = self._judged(error)
        if error.smtp_code >= 500 and _UNKNOWN_USER.search(line(error.smtp_error)):
            return NetworkError(ErrorClass.GONE, found.message, remedy=self._remedies.gone)
        return found

    def _not_let_in(self, error: smtplib.SMTPResponseException) -> NetworkError:
        """Whatever its code, no word of a mail can mend it."""
        found = self._judged(error)
        if found.error_class is ErrorClass.REFUSED:
            return NetworkError(ErrorClass.AUTH, found.message, remedy=self._remedies.login)
        return found

    def _unreachable(self, error: Exception) -> NetworkError:
        """It broke before the mail was handed over: nothing was sent."""
        distrusted = isinstance(error, ssl.SSLCertVerificationError)
        remedy = CERTIFICATE_REMEDY if distrusted else self._remedies.unreachable
        message = f"SMTP {self._server.host}: {said_by(error)}"
        return NetworkError(ErrorClass.TRANSIENT, message, remedy=remedy)


def said_by(error: Exception) -> str:
    """Its words on one line, without secrets."""
    return line(f"{type(error).__name__} {error}")


def line(words: object) -> str:
    """A server's words on one line, without secrets."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words or "")
    return redact(" ".join(text.split())[:300])
