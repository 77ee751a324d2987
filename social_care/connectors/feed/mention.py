"""An entry of a feed, turned into a mention, or into a comment of our own."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from social_care.connectors.feed.entry import Entry
from social_care.connectors.feed.identity import LONGEST_ID, Recognised, fingerprint
from social_care.connectors.feed.settings import Kind, Source, is_google
from social_care.connectors.fields import Malformed
from social_care.connectors.html import to_text
from social_care.models import Author, Media, Mention, MentionKind, OwnPost
from social_care.text import storable

CANNOT_REPLY = "a feed takes no answers: answer on the page, then mark it answered elsewhere"
LARGEST_RAW = 60_000
"""Characters of JSON kept of an entry; of a longer one the descriptions are left out."""

_PARENT = re.compile(
    r"""\s*(?:<p>)?[^<>]{0,60}<a [^>]*href=["']([^"'<>]+\#comment-\d+)["'][^>]*>[^<]{0,200}</a>"""
    r"""[.:]?\s*(?:</p>|<br\s*/?>\s*<br\s*/?>|(?=<p>))"""
)
"""How WordPress begins a comment that answers another one, in whatever language."""
_PAGING = re.compile(r"/comment-page-\d+/?$|[?&]cpage=\d+$")
_NOBODY = {"anonymous", "anonym", "anonyme", "anónimo", "anonimo", "guest", "gast", "invité"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What an entry does not say itself."""

    source: Source
    site: str
    """The feed's title."""
    now: int


def to_mention(found: Recognised, place: Place) -> Mention:
    """Raises Malformed."""
    entry, words = found.entry, words_of(found.entry, place.source.kind)
    if not words:
        raise Malformed(f"an entry without words: {found.known.external_id}")
    comment = place.source.kind is Kind.COMMENTS
    posted_at = _posted_at(found, place.now)
    return Mention(
        external_id=found.known.external_id,
        text=words,
        posted_at=posted_at,
        authored_at=entry.dated if entry.dated not in {None, posted_at} else None,
        author=_author(found, place),
        thread_key=thread_key(found, place.source.kind),
        canonical_id=_canonical_id(found, place.source),
        kind=MentionKind.COMMENT if comment else MentionKind.ARTICLE,
        url=entry.link or _page(entry.guid),
        in_reply_to=_parent(entry) if comment else None,
        # The language of a site says nothing of those who comment on it.
        lang=None if comment else entry.lang,
        media=tuple(Media(kind=_media_kind(kind), url=url) for url, kind in entry.media),
        can_reply=False,
        can_reply_reason=CANNOT_REPLY,
        keeps_target=True,
        version=fingerprint(words),
        raw=_raw(entry),
    )


def to_own_post(found: Recognised, place: Place) -> OwnPost:
    """A comment that the brand wrote on the page."""
    return OwnPost(
        external_id=found.known.external_id,
        text=words_of(found.entry, place.source.kind),
        posted_at=_posted_at(found, place.now),
        thread_key=thread_key(found, place.source.kind),
        in_reply_to=_parent(found.entry),
        canonical_id=_canonical_id(found, place.source),
        url=found.entry.link or _page(found.entry.guid),
        raw=_raw(found.entry),
    )


def words_of(entry: Entry, kind: Kind) -> str:
    """Title and description of an article; of a comment what was written."""
    if kind is Kind.COMMENTS:
        begin = _PARENT.match(entry.html)
        words = storable(to_text(entry.html[begin.end() :], flowing=True)) if begin else entry.body
        return words or entry.title
    if entry.body.startswith(entry.title):
        return entry.body or entry.title
    return "\n\n".join(part for part in (entry.title, entry.body) if part)


def thread_key(found: Recognised, kind: Kind) -> str:
    """The page: an article and all that is said below it are one thread."""
    entry = found.entry
    page = entry.link or _page(entry.guid)
    if kind is Kind.COMMENTS and "#" not in page:
        page = entry.parent_url or page
    page = _PAGING.sub("", page.partition("#")[0])
    return page if page and len(page) <= 2 * LONGEST_ID else found.known.external_id


def _parent(entry: Entry) -> str | None:
    begin = _PARENT.match(entry.html)
    return entry.parent or (
        begin[1].replace("&amp;", "&").replace("&#038;", "&") if begin else None
    )


def _posted_at(found: Recognised, now: int) -> int:
    """The feed's own time, unless it has none or one that is still to come."""
    dated, seen_at = found.entry.dated, found.known.seen_at
    return dated if dated is not None and dated <= now else min(seen_at, now)


def _canonical_id(found: Recognised, source: Source) -> str:
    """Two alerts that tell of the same page are one; else the id that the site gave it."""
    if is_google(source.host) and found.entry.link:
        return found.entry.link
    return found.known.external_id


def _author(found: Recognised, place: Place) -> Author:
    writer, host = found.entry.writer, place.source.host
    told = writer.name or writer.email.partition("@")[0]
    if place.source.kind is Kind.COMMENTS and told.casefold() in _NOBODY | {""}:
        # Two strangers are never taken for one.
        alone = f"{host}/unknown:{found.known.external_id}"
        return Author(id=alone, handle=told or "unknown", name=told or "unknown")
    if not told:
        return _site(found.entry, place)
    mark = writer.url or writer.email.lower() or told.casefold()
    return Author(id=f"{host}/{mark}", handle=told.lstrip("@"), name=told, url=writer.url)


def _site(entry: Entry, place: Place) -> Author:
    """An article by nobody is by its site, which for a search engine's is not the feed's own."""
    host, title = place.source.host, place.site
    if is_google(host):
        host = title = (_host(entry.link) or host).removeprefix("www.")
    return Author(id=f"{host}/", handle=host, name=title or host)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _page(guid: str) -> str:
    return guid if guid.startswith(("http://", "https://")) else ""


def _media_kind(kind: str) -> str:
    word = kind.partition("/")[0].lower()
    return word if word in {"image", "video", "audio"} else "file"


def _raw(entry: Entry) -> str:
    raw = json.dumps(entry.raw)
    if len(raw) <= LARGEST_RAW:
        return raw
    long = {"content", "summary", "summary_detail"}
    return json.dumps({key: value for key, value in entry.raw.items() if key not in long})
