"""A site with a feed, in memory: RSS or Atom, of articles or of comments, with validators."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import Any

import httpx

from social_care.connectors.context import MemoryLedger
from social_care.connectors.feed import Feed
from social_care.connectors.feed.guard import Resolve
from social_care.connectors.feed.settings import read_settings
from social_care.connectors.table import Table
from social_care.text import storable
from tests.connectors.fake_server import FakeServer
from tests.connectors.world import Posted

SITE = "https://blog.example"
URL = f"{SITE}/feed/"
ARTICLE = f"{SITE}/boots/"
RSS = {"content-type": "application/rss+xml; charset=UTF-8"}
ATOM = {"content-type": "application/atom+xml"}


def rfc822(at: int) -> str:
    """A time as RSS writes it."""
    return format_datetime(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at))


def text(words: str) -> str:
    """Words as HTML, inside XML. Neither can carry half a surrogate pair."""
    html = escape(storable(words), quote=False).replace("\n", "<br>")
    return escape(f"<p>{html}</p>", quote=False)


@dataclass(slots=True, kw_only=True)
class Item:
    """One entry of an RSS feed; what is empty is left out."""

    guid: str = ""
    link: str = ""
    title: str = ""
    """Plain words."""
    body: str = ""
    """HTML, already escaped for XML (see `text`)."""
    author: str = ""
    date: str = ""
    extra: str = ""
    """Further elements as they are."""

    def xml(self) -> str:
        """The element."""
        parts = {
            "guid": f'<guid isPermaLink="false">{self.guid}</guid>',
            "link": f"<link>{self.link}</link>",
            "title": f"<title>{escape(self.title, quote=False)}</title>",
            "body": f"<description>{self.body}</description>",
            "author": f"<dc:creator>{escape(self.author, quote=False)}</dc:creator>",
            "date": f"<pubDate>{self.date}</pubDate>",
        }
        return (
            "<item>"
            + "".join(xml for name, xml in parts.items() if getattr(self, name))
            + f"{self.extra}</item>"
        )


def rss(*items: Item, channel: str = "<title>Acme's blog</title>") -> bytes:
    """A document."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel>{channel}{''.join(item.xml() for item in items)}</channel></rss>"
    ).encode()


def atom(*entries: str, feed: str = "<title>Acme's blog</title>") -> bytes:
    """A document of entries that are XML already."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:thr="http://purl.org/syndication/thread/1.0">'
        f"{feed}{''.join(f'<entry>{entry}</entry>' for entry in entries)}</feed>"
    ).encode()


@dataclass(slots=True)
class Served:
    """What stands at one address."""

    content: bytes
    headers: dict[str, str] = field(default_factory=lambda: dict(RSS))
    validates: bool = True

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The document, or that it has not changed."""
        etag = '"' + sha256(self.content).hexdigest()[:8] + '"'
        if self.validates and request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"etag": etag})
        headers = self.headers | ({"etag": etag} if self.validates else {})
        return httpx.Response(200, headers=headers, content=self.content)


class FakeFeed(FakeServer):
    """Feeds by address, and what the connector is told about them."""

    own_id = "feed"

    def __init__(self, **table: Any) -> None:
        super().__init__()
        self.table: dict[str, Any] = {"name": "blog", "feeds": [URL], **table}
        self.served: dict[str, Served] = {}
        self.ledger = MemoryLedger()
        self.secrets = {"env:BLOG": "s3cret-word"}

    def put(self, *items: Item, url: str = URL) -> None:
        """These are the feed's entries now."""
        self.served[url] = Served(rss(*items))

    def put_raw(self, content: bytes, headers: dict[str, str] = RSS, *, url: str = URL) -> None:
        """This is what the server sends now."""
        self.served[url] = Served(content, dict(headers))

    def connect(self, resolve: Resolve = lambda _: ["93.184.216.34"]) -> Feed:
        """A new process; all names are found on the open internet unless told otherwise."""
        table = Table(self.table)
        settings = read_settings(table, self.secrets.__getitem__)
        table.finish()
        return Feed(
            settings,
            self.clock,
            self.ledger,
            self.transport,
            wait=self.waits.append,
            resolve=resolve,
        )

    def serve(self, request: httpx.Request) -> httpx.Response:
        """What stands there, or nothing."""
        found = self.served.get(str(request.url))
        return found.answer(request) if found else httpx.Response(404)

    def posts(self, request: httpx.Request) -> bool:
        """Nobody can post to a feed."""
        return False

    def unauthorised(self, request: httpx.Request) -> httpx.Response:
        """As any web server says it."""
        return httpx.Response(401, headers={"www-authenticate": 'Basic realm="feeds"'})

    def rate_limited(self) -> httpx.Response:
        """In seconds."""
        return httpx.Response(429, headers={"retry-after": "120"})


class FeedOnTrial(FakeFeed):
    """A feed as the contract's other side: of articles, or of the comments under one."""

    def __init__(self, **table: Any) -> None:
        super().__init__(**table)
        self.items: list[Item] = []
        self._put()

    def post(self, text_: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        """A new entry, at the top of the feed."""
        return self._add(text_, author, reply_to)

    def post_as_us(self, text_: str, *, reply_to: str | None = None) -> str:
        """A comment on the page by the brand."""
        return self._add(text_, "Acme Shoes", reply_to)

    def own_posts(self) -> list[Posted]:
        """Nothing can be sent."""
        return []

    def _add(self, words: str, author: str, reply_to: str | None) -> str:
        comments = self.table.get("kind") == "comments"
        number = len(self.items) + 1
        link = f"{ARTICLE}#comment-{number}" if comments else f"{SITE}/{number}/"
        body = text(words)
        if reply_to:
            begin = f'<p>In reply to <a href="{reply_to}">Kim</a>.</p>'
            body = escape(begin, quote=False) + body
        title = f"By: {author}" if comments else f"Entry {number}"
        date = rfc822(self.now)
        self.items.insert(
            0, Item(guid=link, link=link, title=title, body=body, author=author, date=date)
        )
        self._put()
        return link

    def _put(self) -> None:
        self.put(*self.items)
