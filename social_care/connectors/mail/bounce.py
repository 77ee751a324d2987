"""Reports that a mail of ours was not delivered, said in words, in the thread it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from social_care.connectors.mail.body import content, parts
from social_care.connectors.mail.headers import (
    addresses,
    decoded_bytes,
    message_id,
    raw,
    shorten,
    unencoded,
    words,
)
from social_care.text import clean_line, storable


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One report."""

    failed: tuple[str, ...]
    """Whom it could not be delivered to, in lower case."""
    about: Message
    """What the report holds of the mail; empty when nothing."""
    text: str


def read(mail: Message) -> Bounce | None:
    """None when it is no report of a delivery."""
    if mail.get_content_type() != "multipart/report":
        return None
    shorten(mail)
    kind = str(mail.get_param("report-type") or "").lower()
    if kind not in {"delivery-status", ""}:
        return None
    fates = [fate for part in parts_of(mail) for fate in _fates(part)]
    about = next(map(_returned, filter(_is_returned, parts_of(mail))), Message())
    failed = [fate.whom for fate in fates if fate.whom]
    failed += [address for _, address in addresses(mail, "X-Failed-Recipients")]
    failed = list(dict.fromkeys(failed))
    if not failed:
        return None
    return Bounce(failed=tuple(failed), about=about, text=_in_words(failed, fates, about))


def answers(bounce: Bounce) -> str:
    """The Message-ID of the mail that did not arrive."""
    return message_id(bounce.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    whom: str
    delayed: bool
    why: str


def parts_of(mail: Message) -> list[Message]:
    """The parts of a report."""
    return list(parts(mail))


def _fates(part: Message) -> Iterator[_Fate]:
    is_status = part.get_content_type() == "message/delivery-status"
    inside = part.get_payload() if is_status and part.is_multipart() else None
    for block in inside[:50] if isinstance(inside, list) else ():
        if not isinstance(block, Message):
            continue
        whom = _recipient(block)
        action = raw(block, "Action").strip().lower()
        if whom and action in {"failed", "delayed", ""}:
            why = raw(block, "Diagnostic-Code").partition(";")[2] or raw(block, "Status")
            yield _Fate(
                whom=whom,
                delayed=action == "delayed",
                why=clean_line(unencoded(why), limit=300),
            )


def _recipient(block: Message) -> str:
    """ "rfc822; kim@social.example", as it was written first if the report knows."""
    for name in ("Original-Recipient", "Final-Recipient"):
        written = raw(block, name).partition(";")[2].strip().strip("<>")
        address = storable(decoded_bytes(written)).lower()
        if "@" in address and not any(char.isspace() for char in address):
            return address
    return ""


def _is_returned(part: Message) -> bool:
    return part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}


def _returned(part: Message) -> Message:
    inside = part.get_payload() if part.is_multipart() else None
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return inside[0]
    return BytesHeaderParser().parsebytes(content(part)[:50_000].lstrip())


def _in_words(failed: list[str], fates: list[_Fate], about: Message) -> str:
    only_late = bool(fates) and all(fate.delayed for fate in fates)
    fate = "is delayed on its way to" if only_late else "could not be delivered to"
    subject = words(about, "Subject")
    named = f' "{subject}"' if subject else ""
    said = [f"{fate.whom}: {fate.why}" for fate in fates if fate.why]
    return "\n".join([f"Our mail{named} {fate} {', '.join(failed)}.", *said])
