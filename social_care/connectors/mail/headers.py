"""Headers as strangers write them: encoded, folded, broken, or not there at all."""

import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from social_care.connectors.mail.charsets import decoded
from social_care.text import inert_line, storable

LONGEST_ID = 250
"""A longer Message-ID is taken for none."""
LONGEST_HEADER = 20_000
LONGEST_PARAMETERS = 5_000
MOST_IDS = 20
"""How many of the mails it refers to are kept: the first and the last ones."""

_ID = re.compile(r"<\s*([^\s<>@]{1,250}@[^\s<>@]{1,250})\s*>")
_BARE_ID = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_BARE_ADDRESS = re.compile(r"[^\s<>@(),:;\"]{1,250}@[^\s<>@(),:;\"]{1,250}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def raw(mail: Message, name: str) -> str:
    """A header as it stands there, of a bearable length; empty when it is missing."""
    return next(iter(_all(mail, name)), "")


def _all(mail: Message, name: str) -> list[str]:
    """Every header of this name. `get` would make question marks of bare bytes."""
    items = mail.raw_items()
    return [str(value)[:LONGEST_HEADER] for key, value in items if key.lower() == name.lower()]


def words(mail: Message, name: str) -> str:
    """A header in words, on one line."""
    return inert_line(unencoded(raw(mail, name)), limit=500)


def unencoded(value: str) -> str:
    """Without the encodings of RFC 2047; as it is where they are broken."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, MessageError, ValueError, LookupError):
        parts = [(value, None)]
    pieces = (piece if isinstance(piece, str) else decoded(piece, name) for piece, name in parts)
    return storable(decoded_bytes("".join(pieces)))


def decoded_bytes(value: str) -> str:
    """Bytes beyond ASCII that stood bare in a header arrive as surrogates: read them as text."""
    if value.isascii() or not any("\udc80" <= char <= "\udcff" for char in value):
        return value
    return decoded(value.encode("utf-8", "surrogateescape"), None)


def message_id(mail: Message) -> str:
    """Without its brackets; empty when it has none that can be used."""
    written = raw(mail, "Message-ID")
    found = _ID.search(written)
    bare = found[1] if found else written.strip()
    usable = _BARE_ID.fullmatch(bare) and len(bare) <= LONGEST_ID
    return bare if usable and bare.isascii() and bare.isprintable() else ""


def ids(mail: Message, name: str) -> tuple[str, ...]:
    """The Message-IDs in a header, each once; of too many the first and the last ones."""
    found = [
        item
        for item in _ID.findall(raw(mail, name))
        if len(item) <= LONGEST_ID and item.isascii() and item.isprintable()
    ]
    return capped(tuple(dict.fromkeys(found)))


def capped(message_ids: tuple[str, ...]) -> tuple[str, ...]:
    """At most `MOST_IDS`: the first one, which names the thread, and the nearest ones."""
    if len(message_ids) <= MOST_IDS:
        return message_ids
    return (message_ids[0], *message_ids[-MOST_IDS + 1 :])


def addresses(mail: Message, *names: str) -> list[tuple[str, str]]:
    """Names and addresses in these headers, addresses in lower case; what is none is left out."""
    found = []
    for name in names:
        for value in _all(mail, name)[:20]:
            found += _read_addresses(" ".join(value.split()))
    told = [
        (inert_line(unencoded(person), limit=200), storable(decoded_bytes(address)).strip())
        for person, address in found
    ]
    return [
        (person, address.lower())
        for person, address in told
        if _BARE_ID.fullmatch(address) and len(address) <= LONGEST_ID
    ]


def _read_addresses(value: str) -> list[tuple[str, str]]:
    """What the library makes of it; of a bomb of nested comments, on which it goes down or (in
    older versions) gives up, whatever looks like an address."""
    try:
        found = getaddresses([value])
    except RecursionError:
        found = []
    if any(_BARE_ID.fullmatch(address) for _, address in found):
        return found
    return [("", address) for address in _BARE_ADDRESS.findall(value)]


def shorten(part: Message) -> None:
    """Take the parameters off a header that has thousands: reading them takes their square."""
    for name in ("Content-Type", "Content-Disposition"):
        written = raw(part, name)
        if len(written) > LONGEST_PARAMETERS:
            part.replace_header(name, written.partition(";")[0])


def sent_at(mail: Message) -> int | None:
    """When its author claims to have written it; ms since 1970 UTC. Without a zone it is UTC."""
    try:
        moment = parsedate_to_datetime(raw(mail, "Date"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        at = (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if at > 0 else None
