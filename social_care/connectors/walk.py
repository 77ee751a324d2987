"""Walks back through lists that begin with the newest, so that nothing is lost and nothing starves.

Each `step` is one page. The cursor holds how far everything has come:

    newest   the newest time seen; every poll begins at the top of the list
    base     what was newest when the last full walk began: a full walk ends `overlap` before it,
             since networks deliver late and back-dated items
    floor    how old an item may be at all: the first poll's backfill
    gaps     stretches not read yet, newest first: from a page token on, until a time
    poll     the poll in progress: pages used so far, and when the last one was read

A poll puts a gap of its own in front, from the top of the list, and reads gaps in order until they
are closed or its pages are used up. So whatever interrupts it (a cap, a crash, an error) leaves a
gap like any other; the next poll takes the new first and spends what is left on the rest. As long
as old gaps are open only a short overlap is read, and only while pages last, or on a busy account
it would eat them all; the next full walk reaches back behind the last one instead.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from social_care.connectors.base import Budget
from social_care.connectors.cursor import restored

VERSION = 1
MAX_GAPS = 20
"""More gaps than this are joined, the oldest first: read again rather than forgotten."""
ABANDONED_MS = 60_000
"""A poll whose last page is older than this was interrupted; the next page begins a new one."""
SHORT_OVERLAP_MS = 5 * 60 * 1000
"""What is read again while gaps are open, if the pages suffice."""

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class StaleToken(Exception):
    """Raised by a pull whose page token the network no longer takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """One page of a network's list, newest first."""

    items: Sequence[tuple[int, T]]
    """Each with the time (ms UTC) by which the network orders the list."""
    next: str | None
    """Names the place where the next page begins; None at the end of the list. A page may be
    empty and still have a next one."""


Pull = Callable[[str | None], Listing[T]]
"""Fetches one page; without a token the first. Raises NetworkError or StaleToken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Generic[T]):
    """What one page brought, oldest first, and where to go on."""

    items: Sequence[T]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    start: str | None
    """Page token; None is the top of the list."""
    until: int
    """It is closed when a whole page is older."""
    reach: int
    """How far to go on for late items, if the pages of this poll suffice; not after `until`."""
    met: bool = False
    """A page older than `until` was read: what is left is for this poll only."""
    again: bool = False
    """It was begun again from the top because the network had forgotten its token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    floor: int
    newest: int
    base: int
    gaps: tuple[_Gap, ...] = ()
    used: int = 0
    """Pages of the poll in progress; 0 between polls."""
    read_at: int = field(default=0)


def step(cursor: str | None, budget: Budget, overlap: int, pull: Pull[T]) -> Step[T]:
    """Read one page. `overlap` is in ms. Raises what `pull` raises, but for StaleToken."""
    state = _ready(cursor, budget, overlap)
    listing, state = _pull(state, pull)
    state = _after(state, listing, budget.now)
    more = bool(state.gaps) and state.used < budget.pages
    if not more:
        state = replace(state, used=0)
    wanted = [entry for entry in listing.items if entry[0] >= state.floor]
    wanted.sort(key=lambda entry: entry[0])
    return Step(items=[item for _, item in wanted], cursor=_dump(state), more=more)


def reach(cursor: str | None, budget: Budget, overlap: int) -> int:
    """How far back the next `step` may have to read, for lists that can be asked "since when".

    It stays the same from page to page of one stretch; ms since 1970 UTC.
    """
    return _ready(cursor, budget, overlap).gaps[0].reach


def _ready(cursor: str | None, budget: Budget, overlap: int) -> _State:
    state = restored(cursor, _state, VERSION) or _first(budget, overlap)
    if not state.used or abs(budget.now - state.read_at) > ABANDONED_MS:
        state = _begin(state, overlap)
    return state


def _first(budget: Budget, overlap: int) -> _State:
    floor = budget.backfill_from
    return _State(floor=floor, newest=floor + overlap, base=floor + overlap)


def _begin(state: _State, overlap: int) -> _State:
    """Put the poll's own gap in front: a full walk, or a short one while others are open."""
    open_gaps = tuple(gap for gap in state.gaps if not gap.met)
    if open_gaps:
        until = state.newest + 1
        reach = state.newest - min(overlap, SHORT_OVERLAP_MS)
    else:
        until = reach = state.base - overlap
    gap = _Gap(start=None, until=max(until, state.floor), reach=max(reach, state.floor))
    return replace(state, gaps=_joined((gap, *open_gaps)), used=0)


def _joined(gaps: tuple[_Gap, ...]) -> tuple[_Gap, ...]:
    if len(gaps) <= MAX_GAPS:
        return gaps
    newer, older = gaps[-2:]
    until = min(newer.until, older.until)
    return (*gaps[:-2], replace(newer, until=until, reach=until))


def _pull(state: _State, pull: Pull[T]) -> tuple[Listing[T], _State]:
    gap, *rest = state.gaps
    try:
        return pull(gap.start), state
    except StaleToken:
        if gap.again:
            _LOG.warning("the network does not let us read back as far as %d; giving up", gap.until)
            return Listing(items=(), next=None), state
        return pull(None), replace(state, gaps=(replace(gap, start=None, again=True), *rest))


def _after(state: _State, listing: Listing[T], now: int) -> _State:
    gap, *rest = state.gaps
    times = [at for at, _ in listing.items]
    # What claims to come from the future must not move the mark beyond what we have read.
    newest = max([state.newest, *(min(at, now) for at in times)])
    full_walk_begins = not state.used and not rest
    youngest = max(times, default=now)
    gaps = tuple(rest)
    if youngest >= gap.reach and listing.next not in {None, gap.start}:
        gap = replace(gap, start=listing.next, met=gap.met or youngest < gap.until)
        gaps = (*rest, gap) if gap.met else (gap, *rest)
    return replace(
        state,
        newest=newest,
        base=newest if full_walk_begins else state.base,
        gaps=gaps,
        used=state.used + 1,
        read_at=now,
    )


def _state(saved: dict[str, Any]) -> _State:
    return _State(
        floor=int(saved["floor"]),
        newest=int(saved["newest"]),
        base=int(saved["base"]),
        gaps=tuple(_gap(gap) for gap in saved["gaps"]),
        used=int(saved["poll"]["used"]),
        read_at=int(saved["poll"]["at"]),
    )


def _gap(saved: dict[str, Any]) -> _Gap:
    return _Gap(
        start=str(saved["from"]),
        until=int(saved["until"]),
        reach=int(saved["reach"]),
        met=bool(saved["met"]),
        again=bool(saved["again"]),
    )


def _dump(state: _State) -> str:
    return json.dumps(
        {
            "v": VERSION,
            "newest": state.newest,
            "base": state.base,
            "floor": state.floor,
            "gaps": [
                {
                    "from": gap.start,
                    "until": gap.until,
                    "reach": gap.reach,
                    "met": gap.met,
                    "again": gap.again,
                }
                for gap in state.gaps
            ],
            "poll": {"used": state.used, "at": state.read_at},
        }
    )
