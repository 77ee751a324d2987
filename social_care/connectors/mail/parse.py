"""A mail as the server gives it, turned into a mention or one of our own posts."""

import json
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256

from social_care.connectors.fields import Malformed
from social_care.connectors.mail import body, bounce
from social_care.connectors.mail.automatic import (
    is_automatic,
    is_by_program,
    is_nobody,
    returns_to_nobody,
)
from social_care.connectors.mail.body import Body
from social_care.connectors.mail.headers import addresses, message_id, raw, sent_at, words
from social_care.connectors.mail.quoting import own_words, without_signature
from social_care.connectors.mail.settings import MailSettings
from social_care.connectors.mail.thread import Place, is_reply, place_of, plain_subject, says_anew
from social_care.mail_address import ADDRESS
from social_care.models import Author, Mention, MentionKind, OwnPost, Visibility
from social_care.text import storable

QUOTED_LINES = 50
QUOTED_CHARACTERS = 4_000
RAW_CHARACTERS = 40_000
"""How much of a mail's text is kept beside the words of its author."""

_KEPT = (
    "Message-ID",
    "Date",
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "In-Reply-To",
    "References",
    "Return-Path",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "Content-Type",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail and what its folder's list says of it."""

    mail: Message
    arrived_at: int | None
    """Milliseconds since 1970 UTC."""
    size: int
    in_sent: bool
    """It lies in the folder for sent mail."""
    cut: bool = False
    """Only its head was fetched: it is too large, or cannot be taken apart."""


def to_message(letter: Letter, settings: MailSettings) -> Mention | OwnPost | None:
    """None for what a program sent in our name: a thank-you for the mail is no answer to it.

    Raises Malformed when nobody can be told to have written it, or when.
    """
    own_id = external_id(letter)
    person, address = _author(letter, settings)
    if letter.in_sent or settings.is_ours(address):
        return None if is_by_program(letter.mail) else _own_post(letter, own_id)
    report = None if letter.cut else bounce.read(letter.mail)
    if report is not None:
        return _bounced(letter, own_id, report, address, settings)
    return _mention(letter, own_id, person, address, settings)


def external_id(letter: Letter) -> str:
    """The Message-ID without its brackets; of a mail without one, a hash that stays the same."""
    found = message_id(letter.mail)
    if found:
        return found
    marks = [raw(letter.mail, name) for name in ("Date", "From", "Subject")]
    told = "\x1f".join([*marks, str(letter.size)]).encode("utf-8", "surrogateescape")
    return f"hash:{sha256(told).hexdigest()[:40]}"


def _author(letter: Letter, settings: MailSettings) -> tuple[str, str]:
    """Who wrote it. A form on a website sends in our own or in nobody's name, and says with
    Reply-To who is to be answered: that is who wrote."""
    written_by = addresses(letter.mail, "From") or addresses(letter.mail, "Sender", "Return-Path")
    others = [item for item in addresses(letter.mail, "Reply-To") if not settings.is_ours(item[1])]
    if not written_by:
        written_by = others
    if not written_by:
        raise Malformed(f"a mail without a sender: {external_id(letter)}")
    person, address = written_by[0]
    by_form = settings.is_ours(address) or is_nobody(address)
    if by_form and others and not letter.in_sent and not is_nobody(others[0][1]):
        return others[0]
    return person, address


def _mention(
    letter: Letter, own_id: str, person: str, address: str, settings: MailSettings
) -> Mention:
    mail = letter.mail
    place = place_of(mail, own_id)
    found = _body(letter)
    own = _own_words(letter, found)
    answer_to = _answer_to(mail, address, settings)
    refusal = _why_not(mail, answer_to)
    return Mention(
        external_id=own_id,
        text=storable(own),
        posted_at=_posted_at(letter),
        author=_person(address, person, is_bot=is_automatic(mail, address)),
        thread_key=place.key,
        thread_aliases=place.aliases,
        canonical_id=own_id,
        kind=MentionKind.MAIL,
        visibility=Visibility.DIRECT,
        in_reply_to=place.parent,
        media=found.media,
        can_reply=not refusal,
        can_reply_reason=refusal,
        authored_at=sent_at(mail),
        reply_ref=_reply_ref(letter, place, own, person, answer_to, settings),
        raw=_raw(letter, found),
    )


def _own_post(letter: Letter, own_id: str) -> OwnPost:
    place = place_of(letter.mail, own_id)
    found = _body(letter)
    return OwnPost(
        external_id=own_id,
        text=storable(_own_words(letter, found)),
        posted_at=_posted_at(letter),
        thread_key=place.key,
        in_reply_to=place.parent,
        canonical_id=own_id,
        visibility=Visibility.DIRECT,
        raw=_raw(letter, found),
    )


def _bounced(
    letter: Letter, own_id: str, report: bounce.Bounce, sender: str, settings: MailSettings
) -> Mention:
    """It is put where the customer is who did not get our mail, if the mail really was ours."""
    lost = bounce.answers(report)
    ours = lost.endswith("@" + settings.domain)
    place = place_of(report.about, lost or own_id) if ours else place_of(letter.mail, own_id)
    names = {address: name for name, address in addresses(report.about, "To")}
    whom = report.failed[0]
    author = _person(whom, names.get(whom, "")) if ours else _person(sender, is_bot=True)
    return Mention(
        external_id=own_id,
        text=storable(report.text),
        posted_at=_posted_at(letter),
        author=author,
        thread_key=place.key,
        thread_aliases=place.aliases,
        canonical_id=own_id,
        kind=MentionKind.MAIL,
        visibility=Visibility.DIRECT,
        in_reply_to=lost if ours else place.parent,
        can_reply=False,
        can_reply_reason="a mail server wrote this: our mail did not arrive",
        authored_at=sent_at(letter.mail),
        raw=_raw(letter, _body(letter)),
    )


def _posted_at(letter: Letter) -> int:
    at = letter.arrived_at if letter.arrived_at is not None else sent_at(letter.mail)
    if at is None:
        raise Malformed(f"a mail without a time: {external_id(letter)}")
    return at


def _person(address: str, name: str = "", *, is_bot: bool = False) -> Author:
    return Author(id=address, handle=address, name=name or address, is_bot=is_bot)


def _body(letter: Letter) -> Body:
    if letter.cut:
        megabytes = letter.size // (1024 * 1024)
        size = f" ({megabytes} MB)" if megabytes else ""
        return Body(text=f"[the mail itself{size} was not fetched: read it in the mailbox]")
    return body.read(letter.mail, is_reply=is_reply(letter.mail))


def _own_words(letter: Letter, found: Body) -> str:
    """With the subject above, where that is the writer's own."""
    subject = words(letter.mail, "Subject")
    own = without_signature(own_words(found.text) if is_reply(letter.mail) else found.text)
    if says_anew(subject) and not own.startswith(subject):
        return f"{subject}\n\n{own}".strip()
    return own or plain_subject(subject) or "[an empty mail]"


def _answer_to(mail: Message, author: str, settings: MailSettings) -> str:
    wished = [address for _, address in addresses(mail, "Reply-To")]
    return next((address for address in wished if not settings.is_ours(address)), author)


def _why_not(mail: Message, answer_to: str) -> str:
    if is_nobody(answer_to):
        return f"nobody reads what is sent to {answer_to}"
    if returns_to_nobody(mail):
        return "a program wrote this and wants no answer"
    if not ADDRESS.fullmatch(answer_to):
        return "the address has letters that our mail server may not take"
    return ""


def _reply_ref(
    letter: Letter,
    place: Place,
    own: str,
    person: str,
    answer_to: str,
    settings: MailSettings,
) -> dict[str, str]:
    """What an answer needs: JSON-able texts only."""
    lines = own.split("\n")
    quoted = "\n".join(lines[:QUOTED_LINES])
    cut = len(lines) > QUOTED_LINES or len(quoted) > QUOTED_CHARACTERS
    written_to = [address for _, address in addresses(letter.mail, "To", "Cc", "Delivered-To")]
    ours = next((address for address in written_to if settings.is_ours(address)), "")
    return {
        "to": answer_to,
        "from": ours or settings.address,
        "name": person,
        "subject": words(letter.mail, "Subject"),
        "message_id": message_id(letter.mail),
        "references": " ".join(place.references),
        "written_at": str(sent_at(letter.mail) or _posted_at(letter)),
        "quote": storable(quoted[:QUOTED_CHARACTERS]) + ("\n[...]" if cut else ""),
    }


def _raw(letter: Letter, found: Body) -> str:
    """The headers that matter and the text with all it repeats; attachments stay in the mailbox."""
    head = {name: storable(raw(letter.mail, name))[:5000] for name in _KEPT if name in letter.mail}
    kept = {"headers": head, "text": found.text[:RAW_CHARACTERS], "size": letter.size}
    return json.dumps(kept, ensure_ascii=False)
