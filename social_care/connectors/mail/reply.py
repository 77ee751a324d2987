"""A reply as the mail that will be sent, to the last byte, and how to know it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from social_care.connectors.fields import text
from social_care.connectors.mail.headers import capped
from social_care.connectors.mail.settings import MailSettings
from social_care.connectors.mail.thread import PREFIX, reply_subject
from social_care.errors import ErrorClass, NetworkError
from social_care.mail_address import ADDRESS
from social_care.models import Limits, Prepared, Reply
from social_care.text import STORED_CHARACTERS, clean_line, over_limit, storable

LIMITS = Limits(max_length=STORED_CHARACTERS)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OF_IDS = frozenset({"message-id", "in-reply-to", "references"})


class _Policy(EmailPolicy):
    """Folds Message-IDs between and never within: the standard way encodes every long one, and
    then no mail program finds the thread."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() not in _OF_IDS:
            return str(super().fold(name, value))
        return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep


_POLICY = _Policy(linesep="\r\n", max_line_length=78, cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to the SMTP server."""

    message_id: str
    """Without its brackets."""
    sender: str
    recipient: str
    content: bytes
    thread_key: str


def build(reply: Reply, settings: MailSettings, now: int) -> Prepared:
    """Freeze a reply. Raises NetworkError(REFUSED) when it is empty, too long or leads nowhere."""
    excess = over_limit(reply.text.strip(), LIMITS)
    if excess:
        raise NetworkError(ErrorClass.REFUSED, f"the reply is {excess} characters too long")
    words = storable(reply.text.strip())
    if not words:
        raise NetworkError(ErrorClass.REFUSED, "the reply is empty")
    ref = reply.target.reply_ref
    recipient = ref.get("to") or reply.target.author_handle
    if not ADDRESS.fullmatch(recipient):
        raise NetworkError(ErrorClass.REFUSED, f"{clean_line(recipient)!r} is no usable address")
    message_id = f"{uuid4()}@{settings.domain}"
    mail = _mail(words, ref, recipient, message_id, settings, now)
    payload = {
        "from": str(mail["From"].addresses[0].addr_spec),
        "to": recipient,
        "mail": mail.as_string(policy=_POLICY),
        "thread": reply.target.thread_key,
    }
    return Prepared(key=message_id, prepared_at=now, payload=payload)


def letter_of(prepared: Prepared) -> Letter:
    """The frozen mail."""
    payload = dict(prepared.payload)
    return Letter(
        message_id=prepared.key,
        sender=text(payload, "from"),
        recipient=text(payload, "to"),
        content=text(payload, "mail").encode("ascii"),
        thread_key=text(payload, "thread"),
    )


def _mail(
    words: str,
    ref: Mapping[str, str],
    recipient: str,
    message_id: str,
    settings: MailSettings,
    now: int,
) -> EmailMessage:
    ours = ref.get("from", "")
    sender = ours if settings.is_ours(ours) else settings.address
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(display_name=clean_line(settings.from_name), addr_spec=sender)
    mail["To"] = Address(display_name=_name(ref, recipient), addr_spec=recipient)
    mail["Subject"] = _literal(reply_subject(ref.get("subject", "")), limit=400)
    mail["Date"] = format_datetime(_moment(now))
    mail["Message-ID"] = f"<{message_id}>"
    answered = ref.get("message_id", "")
    if answered:
        mail["In-Reply-To"] = f"<{answered}>"
    line = capped(tuple(dict.fromkeys([*ref.get("references", "").split(), answered])))
    if any(line):
        mail["References"] = " ".join(f"<{item}>" for item in line if item)
    mail.set_content(words + (_quote(ref) if settings.quote else ""))
    return mail


def _name(ref: Mapping[str, str], recipient: str) -> str:
    name = _literal(ref.get("name", ""), limit=100)
    return "" if name == recipient or "@" in name else name


def _literal(words: str, *, limit: int) -> str:
    """One line that a header takes as it is: the library would decode an encoded word in it."""
    return clean_line(words, limit=limit).replace("=?", "= ?")


def _quote(ref: Mapping[str, str]) -> str:
    quoted = ref.get("quote", "")
    written_at = ref.get("written_at", "")
    if not quoted or not (written_at.isascii() and written_at.isdigit()):
        return ""
    who = clean_line(ref.get("name", ""), limit=100) or ref.get("to", "")
    when = _moment(int(written_at)).strftime("%Y-%m-%d at %H:%M UTC")
    lines = (f"> {line}".rstrip() for line in quoted.split("\n"))
    return "\n\n" + "\n".join([f"On {when}, {who} wrote:", *lines])


def _moment(at: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=at)


def thread_of(letter: Letter) -> str:
    """The thread's key, as the mention had it."""
    return letter.thread_key if letter.thread_key.startswith(PREFIX) else ""
