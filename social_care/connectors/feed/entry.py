"""One entry of a feed, out of the dictionary that feedparser makes of it."""

import re
from calendar import timegm
from dataclasses import dataclass, field
from time import struct_time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from social_care.connectors.feed.settings import is_google
from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.html import to_text
from social_care.text import storable

_EARLIEST_MS = 788_918_400_000
"""1995: there were no feeds before; such a date is a broken one."""
_HTML = {"text/html", "application/xhtml+xml"}

_ADDRESS = re.compile(
    r"(?P<before>(?:[^<>@()]{0,200}\s)?)[<(]?(?P<email>[^\s@<>()]{1,64}@[^\s@<>()]{1,200})[>)]?"
    r"(?:\s*\((?P<behind>[^()]{0,200})\))?"
)
"""The ways in which RSS names people: kim@a.example (Kim), Kim <kim@a.example> ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who an entry says has written it."""

    name: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, its texts plain."""

    guid: str
    link: str
    title: str
    body: str
    html: str
    """The body as it came, for what its markup tells."""
    writer: Writer
    dated: int | None
    """When it was published, else updated; ms since 1970 UTC. None where that makes no sense."""
    lang: str | None
    parent: str = ""
    """The id of what it answers (Atom Threading)."""
    parent_url: str = ""
    media: tuple[tuple[str, str], ...] = ()
    """Address and MIME type (or what stands for it) of each enclosure."""
    raw: Json = field(default_factory=dict)


def plain(value: Any) -> Any:
    """The same in plain types that JSON knows; texts fit to be stored, times as ms since 1970."""
    if isinstance(value, struct_time):
        return _milliseconds(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in dict.items(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return storable(value)
    return value if value is None or isinstance(value, bool | int) else storable(str(value))


def _milliseconds(value: struct_time) -> int | None:
    try:
        return timegm(value) * 1000
    except (ValueError, OverflowError, TypeError):
        return None


def to_entry(item: Json, feed_lang: str | None) -> Entry:
    """An entry as feedparser gives it, made plain; `feed_lang` is what the feed is written in."""
    part = _body(item)
    return Entry(
        guid=text(item, "id").strip(),
        link=_target(_web(text(item, "link"))),
        title=title(item),
        body=_plain_words(part) or _words(item, "summary"),
        html=text(part, "value") if text(part, "type") in _HTML else "",
        writer=_writer(item),
        dated=_dated(item),
        lang=language(part) or language(obj(item, "title_detail")) or feed_lang,
        parent=text(item, "thr_in-reply-to", "ref").strip(),
        parent_url=_web(text(item, "thr_in-reply-to", "href")),
        media=_media(item),
        raw=item,
    )


def title(item: Json) -> str:
    """The title of an entry or of a feed, on one line."""
    return " ".join(_words(item, "title").split())


def _body(item: Json) -> Json:
    """The fullest description there is. Markup is better than what was left when it was dropped;
    a summary may be the content with its markup made visible, so it comes last."""
    contents = [part for part in objs(item, "content") if text(part, "value").strip()]
    parts = [*sorted(contents, key=_length, reverse=True), obj(item, "summary_detail")]
    return max(parts, key=lambda part: text(part, "type") in _HTML)


def _length(part: Json) -> int:
    return len(text(part, "value"))


def _words(item: Json, key: str) -> str:
    """The words of a field that is described beside it, else the field itself as HTML."""
    detail = obj(item, f"{key}_detail")
    return _plain_words(detail) if detail else storable(to_text(text(item, key), flowing=True))


def _plain_words(part: Json) -> str:
    value = text(part, "value")
    return storable(
        value.strip() if text(part, "type") == "text/plain" else to_text(value, flowing=True)
    )


def _writer(item: Json) -> Writer:
    detail = obj(item, "author_detail")
    told = " ".join(to_text(text(detail, "name") or text(item, "author")).split())
    # feedparser cuts addresses off after four letters of the last part.
    address = _ADDRESS.fullmatch(text(item, "author").strip())
    if address:
        told = address["before"] or address["behind"] or ""
    return Writer(
        name=told.strip()[:200],
        url=_web(text(detail, "href"))[:1000],
        email=(address["email"] if address else text(detail, "email").strip())[:200],
    )


def _dated(item: Json) -> int | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        at = item.get(key)
        if isinstance(at, int) and at >= _EARLIEST_MS:
            return at
    return None


def _media(item: Json) -> tuple[tuple[str, str], ...]:
    links = [
        (_web(text(link, "href")), text(link, "type"))
        for link in objs(item, "links")
        if text(link, "rel") == "enclosure"
    ]
    contents = [
        (_web(text(each, "url")), text(each, "type") or text(each, "medium"))
        for each in objs(item, "media_content")
    ]
    found = dict(pair for pair in [*contents, *links] if pair[0])
    return tuple(found.items())[:10]


def language(part: Json) -> str | None:
    """The code of the language this part says it is in."""
    code = text(part, "language").strip().replace("_", "-")
    return code if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}", code) else None


def _web(url: str) -> str:
    """An address a browser may be sent to, or nothing."""
    url = url.strip()
    return url if url.lower().startswith(("http://", "https://")) else ""


def _target(url: str) -> str:
    """Where a link of Google Alerts leads in the end."""
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query, max_num_fields=50)
        if not is_google(parts.hostname or "") or parts.path != "/url":
            return url
    except ValueError:
        return url
    return next((_web(value) for key in ("url", "q") for value in asked.get(key, ())), "") or url
