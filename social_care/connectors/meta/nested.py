"""Walks through lists of lists (posts and their comments) so that nothing is lost.

Two kinds of pages take turns: a *scan* shows the parents with a mark each that changes when there
may be something new below; a *reading* goes through the list of one parent whose mark is not the
one it was read by. A reading goes back to where the last one of that parent began, less an
overlap. Its place is in the cursor from the first page on, and its mark counts as read only when it
has come to its end: a crash, an error or a cap between two pages costs at most the page that was
not stored.

One parent may take `PAGES_PER_TURN` pages, then it goes to the end of the queue, so that a flood
below one post does not silence the others. One whose reading fails goes behind the rest, too.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from social_care.connectors.base import Budget
from social_care.connectors.meta.nested_state import (
    MOST_KNOWN,
    Known,
    Reading,
    Scan,
    State,
    dump,
    load,
)
from social_care.connectors.walk import ABANDONED_MS, Listing, StaleToken, Step
from social_care.errors import ErrorClass, NetworkError

PAGES_PER_TURN = 4
_COME_AND_GO = frozenset({ErrorClass.RATE, ErrorClass.AUTH})
"""Failures that no parent is to blame for."""

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class Unreadable(Exception):
    """Raised by a reading when this parent's list cannot be read at all: it is let be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent(Generic[T]):
    """A parent as a scan shows it."""

    id: str
    at: int
    mark: str
    count: int
    """How many are in its list; a parent with none is not worth remembering."""
    about: Mapping[str, str] = field(default_factory=dict)
    first: Listing[T] | None = None
    """The first page of its list, where the scan brought it along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parents(Generic[T]):
    """One page of a scan."""

    found: Sequence[Parent[T]]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one page of a reading has to know."""

    known: Known
    since: int
    """How far back to go; ms since 1970 UTC. The same for all pages of a reading."""
    cursor: str | None
    """What the page before left; None on the first."""
    budget: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[T]):
    """One page of a reading."""

    items: Sequence[T]
    cursor: str
    more: bool
    further: Sequence[Known] = ()
    """Lists of their own that turned up below, to be read once."""


class Lists(Protocol[T]):
    """What a network has: parents, and a list below each."""

    recheck_ms: int
    """After how long a list is read again though its mark is the same; 0: never."""

    def horizon(self, floor: int, scanned: int, now: int) -> int:
        """How far back a scan goes; ms since 1970 UTC."""
        ...

    def first_floor(self, floor: int, scanned: int) -> int:
        """How far back to read below a parent not known before."""
        ...

    def scan(self, token: str | None, since: int) -> Parents[T]:
        """One page of parents. Raises NetworkError or StaleToken."""
        ...

    def read(self, wish: Wish, first: Listing[T] | None) -> Read[T]:
        """One page below a parent. Raises NetworkError or Unreadable."""
        ...


class Nested(Generic[T]):
    """Walks the lists of one stream. What has failed is remembered by the process only."""

    def __init__(self, lists: Lists[T], overlap: int) -> None:
        self._lists = lists
        self._overlap = overlap
        self._failures: dict[str, int] = {}

    def step(self, cursor: str | None, budget: Budget) -> Step[tuple[Known, T]]:
        """Read one page. Raises NetworkError."""
        state = _ready(load(cursor) or State(floor=budget.backfill_from), budget.now)
        nearest = self._nearest(state, budget.now)
        if state.scan is not None and (state.used % 2 == 0 or nearest is None):
            found, state = self._scan(state, state.scan, budget)
        elif nearest is not None:
            found, state = self._read(state, nearest, budget)
        else:
            found = []
        state = replace(state, used=state.used + 1, read_at=budget.now)
        left = state.scan is not None or self._nearest(state, budget.now) is not None
        more = left and state.used < budget.pages
        if not more:
            state = replace(state, used=0)
        return Step(items=found, cursor=dump(state), more=more)

    # Scanning

    def _scan(
        self, state: State, scan: Scan, budget: Budget
    ) -> tuple[list[tuple[Known, T]], State]:
        since = self._lists.horizon(state.floor, state.scanned, budget.now)
        try:
            page = self._lists.scan(scan.token, since)
        except StaleToken:
            if scan.again:
                _LOG.warning("the network does not let us see all posts; the older ones wait")
                return [], replace(state, scan=None)
            return [], replace(state, scan=replace(scan, token=None, again=True))
        found: list[tuple[Known, T]] = []
        for parent in page.found:
            known = _taken_in(state, parent)
            if known is None:
                continue
            state = replace(state.with_known(known), turn=state.turn + 1)
            if parent.first is not None and known.is_changed and known.reading is None:
                items, state = self._page(state, known, budget, parent.first)
                found += items
        if page.next is not None and page.next != scan.token:
            return found, replace(state, scan=replace(scan, token=page.next))
        return found, self._scanned(state, scan, budget.now)

    def _scanned(self, state: State, scan: Scan, now: int) -> State:
        state = replace(state, scan=None, scanned=scan.began)
        since = self._lists.horizon(state.floor, state.scanned, now)
        idle = [each for each in state.known.values() if not each.is_changed]
        state = state.without(*(each.id for each in idle if each.at < since))
        oldest = sorted((each for each in idle if each.at >= since), key=lambda each: each.at)
        let_go = oldest[: max(len(state.known) - MOST_KNOWN, 0)]
        if not let_go:
            return state
        _LOG.warning("%d older ones are no longer followed: there are too many", len(let_go))
        cut = max(state.cut, let_go[-1].at)
        return replace(state.without(*(each.id for each in let_go)), cut=cut)

    # Reading

    def _nearest(self, state: State, now: int) -> Known | None:
        """Whose list is to be read next: those that changed, then those not read for long."""
        waiting = [each for each in state.known.values() if each.is_changed]
        if not waiting and self._lists.recheck_ms:
            before = now - self._lists.recheck_ms
            waiting = [each for each in state.known.values() if each.read_at < before]
        return min(waiting, key=self._order, default=None)

    def _order(self, known: Known) -> tuple[int, int]:
        return self._failures.get(known.id, 0), known.turn

    def _read(
        self, state: State, known: Known, budget: Budget
    ) -> tuple[list[tuple[Known, T]], State]:
        try:
            found, state = self._page(state, known, budget, None)
        except Unreadable as error:
            _LOG.warning("the list below %s cannot be read: %s", known.id, error)
            return [], _finished(state, _begun(known, budget.now))
        except NetworkError as error:
            if error.error_class not in _COME_AND_GO:
                self._failures[known.id] = self._failures.get(known.id, 0) + 1
            raise
        self._failures.pop(known.id, None)
        return found, state

    def _page(
        self, state: State, known: Known, budget: Budget, first: Listing[T] | None
    ) -> tuple[list[tuple[Known, T]], State]:
        known = _begun(known, budget.now)
        assert known.reading is not None
        wish = Wish(
            known=known,
            since=self._since(state, known),
            cursor=known.reading.cursor,
            budget=budget,
        )
        page = self._lists.read(wish, first)
        state = state.with_known(*(each for each in page.further if each.id not in state.known))
        found = [(known, item) for item in page.items]
        if not page.more:
            return found, _finished(state, known)
        known = replace(
            known, pages=known.pages + 1, reading=replace(known.reading, cursor=page.cursor)
        )
        if known.pages >= PAGES_PER_TURN:
            known, state = replace(known, pages=0, turn=state.turn), _next_turn(state)
        return found, state.with_known(known)

    def _since(self, state: State, known: Known) -> int:
        if known.read_at:
            return max(known.read_at - self._overlap, state.floor)
        return self._lists.first_floor(state.floor, state.scanned)


def _ready(state: State, now: int) -> State:
    """A poll begins with a scan; one that was interrupted goes on where it was."""
    if state.used and abs(now - state.read_at) <= ABANDONED_MS:
        return state
    return replace(state, used=0, scan=state.scan or Scan(token=None, began=now))


def _taken_in(state: State, parent: Parent[T]) -> Known | None:
    known = state.known.get(parent.id)
    if known is not None:
        return replace(
            known, at=parent.at, mark=parent.mark, count=parent.count, about=parent.about
        )
    if not parent.count or parent.at <= state.cut:
        return None
    return Known(
        id=parent.id,
        at=parent.at,
        mark=parent.mark,
        count=parent.count,
        about=parent.about,
        turn=state.turn,
    )


def _next_turn(state: State) -> State:
    return replace(state, turn=state.turn + 1)


def _begun(known: Known, now: int) -> Known:
    if known.reading is not None:
        return known
    reading = Reading(cursor=None, mark=known.mark, count=known.count, began=now)
    return replace(known, reading=reading)


def _finished(state: State, known: Known) -> State:
    if known.once:
        return state.without(known.id)
    assert known.reading is not None
    read = replace(
        known,
        read_mark=known.reading.mark,
        read_count=known.reading.count,
        read_at=known.reading.began,
        reading=None,
        pages=0,
        turn=state.turn,
    )
    return _next_turn(state.with_known(read))
