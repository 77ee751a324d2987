"""The words and the attachments of a mail, out of whatever nest of parts it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from social_care.connectors.html import to_text
from social_care.connectors.mail.charsets import decoded
from social_care.connectors.mail.headers import shorten, unencoded
from social_care.connectors.mail.quoting import html_without_quote
from social_care.models import Media
from social_care.text import STORED_CHARACTERS, clean_line, storable

MOST_PARTS = 500
MOST_MEDIA = 50

_KINDS = {"image": "image", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail holds."""

    text: str
    """As sent, with quotes and signature (but for quotes marked in HTML, if `is_reply` was said);
    line ends are newlines."""
    media: tuple[Media, ...] = ()


def read(mail: Message, *, is_reply: bool) -> Body:
    """Never raises for what a stranger can write."""
    passages: dict[int, _Passage] = {}
    media: list[Media] = []
    for number, (part, place) in enumerate(_leaves(mail)):
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or _is_attached(part):
            media.append(_media(part))
            continue
        passage = passages.setdefault(place or -number, _Passage())
        (passage.html if kind == "text/html" else passage.plain).append(_text(part))
    texts = [_in_words(passage, is_reply=is_reply) for passage in passages.values()]
    text = "\n".join(filter(str.strip, dict.fromkeys(map(_lines, texts))))
    return Body(text=storable(text)[:STORED_CHARACTERS], media=tuple(media[:MOST_MEDIA]))


@dataclass(frozen=True, slots=True)
class _Passage:
    """One part, or all parts that say the same in several ways."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def _in_words(passage: _Passage, *, is_reply: bool) -> str:
    """Plain text says it best; of some it is there, and blank."""
    text = "\n".join(filter(str.strip, passage.plain))
    return text or _of_html("".join(passage.html), is_reply=is_reply)


def parts(mail: Message) -> Iterator[Message]:
    """The leaves in reading order; a mail within a mail is one leaf."""
    return (part for part, _ in _leaves(mail))


def _leaves(mail: Message) -> Iterator[tuple[Message, int]]:
    """Each with the number of the outermost choice of alternatives it is part of; 0: of none."""
    rest: list[tuple[Message, int]] = [(mail, 0)]
    for number in range(1, MOST_PARTS + 1):
        if not rest:
            return
        part, place = rest.pop()
        shorten(part)
        inside = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() != "multipart" or not isinstance(inside, list):
            yield part, place
            continue
        if part.get_content_subtype() == "alternative":
            place = place or number
        rest.extend((item, place) for item in reversed(inside) if isinstance(item, Message))


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _text(part: Message) -> str:
    charset = _charset(part)
    return decoded(content(part), charset)


def content(part: Message) -> bytes:
    """What a leaf holds, its transfer encoding undone."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError):
        # The library decodes by a charset that is none, only to throw the result away.
        part.del_param("charset")
        found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None  # an encoded parameter that is broken


def _of_html(html: str, *, is_reply: bool) -> str:
    if is_reply and (own := to_text(html_without_quote(html), flowing=True)).strip():
        return own
    return to_text(html, flowing=True)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n \t")


def _media(part: Message) -> Media:
    """Only what it is: its name, its type and its size, in place of a description."""
    kind = clean_line(part.get_content_type(), limit=80)
    name = _file_name(part) or ("a mail" if kind == "message/rfc822" else "without a name")
    return Media(
        kind=_KINDS.get(part.get_content_maintype(), "file"),
        url="",
        alt=f"{name} ({kind}, {_size(part)})",
    )


def _file_name(part: Message) -> str:
    """Without folders, dots in front, or anything that only pretends to be a name."""
    try:
        written = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""  # an encoded parameter that is broken
    name = clean_line(unencoded(str(written)), limit=120)
    return re.split(r"[/\\]", name)[-1].lstrip(". ")


def _size(part: Message) -> str:
    size = len(content(part))
    return f"{max(1, round(size / 1024))} kB" if size else "size unknown"
