"""A poll of one of YouTube's streams."""

from social_care.connectors.base import Page
from social_care.connectors.youtube import YouTube
from tests.connectors.world import Polled, budget


def stream(connector: YouTube, name: str, cursor: str | None, now: int) -> tuple[Polled, int]:
    """One poll of one stream, and how many pages it took."""
    polled, allowed = Polled(), budget(now)
    pages, more = 0, True
    while more and pages < allowed.pages:
        page: Page = connector.fetch(name, cursor, allowed)
        polled.add(name, page)
        cursor, more, pages = page.cursor, page.more, pages + 1
    return polled, pages
