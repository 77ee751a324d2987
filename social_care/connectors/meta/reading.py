"""The two ways to read the list below a parent: by time, or whole where time is no order."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from social_care.connectors.fields import obj
from social_care.connectors.meta.nested import Read, Wish
from social_care.connectors.walk import Pull, StaleToken, step

ENDLESS = 1_000_000
"""Pages: how many a reading may take is decided by `Nested`, so that it knows when one ends."""
WHOLE_UP_TO = 1000
"""Lists with more than this are not read to their end just to be sure."""

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


def newest_first(wish: Wish, pull: Pull[T]) -> Read[T]:
    """One page of a list that begins with the newest."""
    allowed = replace(wish.budget, pages=ENDLESS, backfill_from=wish.since)
    # The overlap is in `since`: every reading is a walk of its own, which ends there.
    walked = step(wish.cursor, allowed, 0, pull)
    return Read(items=walked.items, cursor=walked.cursor, more=walked.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap(Generic[T]):
    """One page of a list whose order does not tell where the new ones are."""

    items: Sequence[tuple[int, T]]
    """Each with its time; ms since 1970 UTC."""
    youngest: int
    """Of those by which the network orders the list: answers below them may be younger."""
    next: str | None


def whole(wish: Wish, pull: Callable[[str | None], Heap[T]]) -> Read[T]:
    """One page of such a list: read on until as many new ones are found as the count promises,
    and one page is old; or to the end. Deletions make the count promise less than there is, which
    is why a list that did not change is read again from time to time."""
    token, found, again = _load(wish.cursor)
    try:
        page = pull(token)
    except StaleToken:
        if again:
            _LOG.warning("the network does not let us read %s to its end", wish.known.id)
            return Read(items=(), cursor="", more=False)
        return Read(items=(), cursor=_dump(None, 0, again=True), more=True)
    found += sum(at >= _new_from(wish) for at, _ in page.items)
    enough = found >= promised(wish) and page.youngest < wish.since
    wanted = sorted((e for e in page.items if e[0] >= wish.since), key=lambda entry: entry[0])
    return Read(
        items=[item for _, item in wanted],
        cursor=_dump(page.next, found, again=again),
        more=page.next not in {None, token} and not enough,
    )


def promised(wish: Wish) -> int:
    """How many are to be found before reading may stop."""
    known, reading = wish.known, wish.known.reading
    if known.once:
        return ENDLESS
    assert reading is not None
    if known.read_at and reading.mark != known.read_mark:
        return max(reading.count - known.read_count, 0)
    return reading.count if reading.count <= WHOLE_UP_TO else 0


def _new_from(wish: Wish) -> int:
    known, reading = wish.known, wish.known.reading
    grown = reading is not None and reading.mark != known.read_mark
    return known.read_at if grown else 0


def _load(cursor: str | None) -> tuple[str | None, int, bool]:
    saved = obj({"saved": json.loads(cursor or "null")}, "saved")
    return saved.get("from"), int(saved.get("found", 0)), bool(saved.get("again"))


def _dump(token: str | None, found: int, *, again: bool) -> str:
    return json.dumps({"from": token, "found": found, "again": again})
