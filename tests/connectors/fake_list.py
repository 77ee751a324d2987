"""A fake network's list that begins with the newest, and a poll of it."""

import json
from bisect import insort

from social_care.connectors.base import Budget
from social_care.connectors.walk import Listing, StaleToken, Step, step

START = 1_793_523_600_000
MINUTE = 60_000
HOUR = 60 * MINUTE
OVERLAP = HOUR


class NewestFirst:
    """A fake network's list: pages from the newest back, by a token that names an item."""

    def __init__(self, page_size: int = 3) -> None:
        self.items: list[tuple[int, int]] = []
        self.page_size = page_size
        self.tokens: list[str | None] = []
        self.forgets = False
        self.hole = False

    def add(self, at: int) -> int:
        """A new item at this time; its number."""
        number = len(self.items)
        insort(self.items, (at, number))
        return number

    def pull(self, token: str | None) -> Listing[int]:
        """One page."""
        self.tokens.append(token)
        if token is not None and self.forgets:
            raise StaleToken
        before = [item for item in self.items if token is None or item < _place(token)]
        page = before[::-1][: self.page_size]
        onward = "{}/{}".format(*page[-1]) if page else None
        return Listing(items=[] if self.hole else page, next=onward)


def _place(token: str) -> tuple[int, int]:
    at, _, number = token.partition("/")
    return int(at), int(number)


def budget(now: int, pages: int = 10, backfill: int = 24 * HOUR) -> Budget:
    """What a poll may use."""
    return Budget(now=now, backfill_from=now - backfill, pages=pages)


def poll(
    network: NewestFirst, cursor: str | None, allowed: Budget, overlap: int = OVERLAP
) -> tuple[list[int], str]:
    """One poll to its end: the items in the order they came, and the last cursor."""
    seen: list[int] = []
    for _ in range(allowed.pages):
        result: Step[int] = step(cursor, allowed, overlap, network.pull)
        seen += result.items
        cursor = result.cursor
        if not result.more:
            break
    assert cursor is not None
    return seen, cursor


def gaps(cursor: str | None) -> list[dict[str, object]]:
    """What the cursor remembers as not read, beyond the poll it belongs to."""
    return [gap for gap in json.loads(cursor or "")["gaps"] if not gap["met"]]
