"""Small verbs for the tests of feeds."""

from typing import Any

from social_care.connectors.base import Page
from social_care.connectors.feed import Feed
from social_care.models import Mention
from tests.connectors.fake_feed import URL, FakeFeed, Item, rfc822
from tests.connectors.world import budget


def stream_of(feed: Feed, number: int = 0) -> str:
    """The name of a feed's stream."""
    return feed.streams()[number].name


def fetch(fake: FakeFeed, cursor: str | None = None, number: int = 0) -> Page:
    """One poll of one feed, by a new process."""
    feed = fake.connect()
    return feed.fetch(stream_of(feed, number), cursor, budget(fake.now))


def article(number: int, now: int, **more: Any) -> Item:
    """An ordinary entry."""
    link = f"https://blog.example/{number}/"
    usual = {"guid": link, "link": link, "title": f"Title {number}", "body": f"Body {number}"}
    return Item(**{**usual, "date": rfc822(now), **more})


def only(page: Page) -> Mention:
    """The one mention of a page."""
    (mention,) = page.mentions
    return mention


def read(content: bytes, **table: Any) -> Page:
    """What a feed of these bytes brings."""
    fake = FakeFeed(**table)
    headers = {"content-type": "text/xml"}
    fake.put_raw(content, headers, url=fake.table["feeds"][0] if "feeds" in table else URL)
    return fetch(fake)
