"""Reads the bytes of a feed, in whatever dialect and state, into entries of one shape."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

import feedparser

from social_care.connectors.feed.entry import Entry, language, plain, title, to_entry
from social_care.connectors.fields import obj
from social_care.connectors.html import parsed

MOST_ENTRIES = 500
"""The newest ones are taken; the usual feed has 10 to 50."""

_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    SAXException,
    feedparser.exceptions.UndeclaredNamespace,
)
"""What a parser may trip over in a document made to make it trip."""
_LOG = logging.getLogger(__name__)


class NoFeed(ValueError):
    """These bytes are no feed; the message says what they seem to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One feed as it stands."""

    title: str
    entries: tuple[Entry, ...]
    is_whole: bool
    """False when it broke off or is so damaged that entries may be missing."""


def read(content: bytes, headers: Mapping[str, str], url: str) -> Document:
    """Read a feed. `url` is where it came from, for relative links. Raises NoFeed."""
    told = {name.lower(): value for name, value in headers.items()}
    known = {
        name: told[name] for name in ("content-type", "content-language") if told.get(name)
    } | {"content-location": url}
    parsed = _parsed(_mended(content), known)
    is_whole = not isinstance(parsed.get("bozo_exception"), SAXException)
    if not parsed.get("version"):
        raise NoFeed(_seems(content, url))
    found = [item for item in parsed["entries"] if isinstance(item, dict)]
    if not found and not is_whole:
        raise NoFeed("it breaks off before its first entry")
    feed = obj(plain(parsed["feed"]))
    return Document(
        title=title(feed),
        entries=tuple(to_entry(obj(plain(item)), language(feed)) for item in _newest(found, url)),
        is_whole=is_whole,
    )


def _parsed(content: bytes, headers: Mapping[str, str]) -> Any:
    try:
        # As a stream: plain bytes might be taken for the name of a file on this machine.
        return feedparser.parse(
            BytesIO(content),
            response_headers=dict(headers),
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAULTS as error:
        raise NoFeed(f"its parser stumbles: {type(error).__name__} {error}"[:200]) from error


def _mended(content: bytes) -> bytes:
    """UTF-8 with a few broken bytes stays UTF-8: else all its umlauts would be read as Latin."""
    try:
        content.decode()
    except UnicodeDecodeError:
        decoded = content.decode("utf-8", "replace")
        broken = decoded.count("\ufffd")
        good = sum(char > "\x7f" for char in decoded) - broken
        return decoded.encode() if good > broken else content
    return content


def _seems(content: bytes, url: str) -> str:
    """What a document that is no feed seems to be, with the feeds that a page names."""
    if not content.strip():
        return "it is empty"
    page = parsed(content[:200_000].decode("utf-8", "replace"))
    kinds = ("rss", "atom")
    links = [
        link.attributes.get("href") or ""
        for link in page.css("link[rel~=alternate]")
        if any(kind in (link.attributes.get("type") or "") for kind in kinds)
    ]
    named = [urljoin(url, link) for link in links[:3] if link]
    if named:
        return f"it is a page; the feeds it names are {', '.join(named)}"
    return "it is neither RSS nor Atom"


def _newest(found: list[dict[str, Any]], url: str) -> list[dict[str, Any]]:
    if len(found) <= MOST_ENTRIES:
        return found
    _LOG.warning("%s has %d entries; the newest %d are read", url, len(found), MOST_ENTRIES)
    return sorted(found, key=_date, reverse=True)[:MOST_ENTRIES]


def _date(item: dict[str, Any]) -> tuple[int, ...]:
    """Year first. What has no date may be new."""
    dates = (dict.get(item, key) for key in ("published_parsed", "updated_parsed"))
    return next((tuple(date) for date in dates if date), (9999,))
