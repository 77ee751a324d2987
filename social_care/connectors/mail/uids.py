"""Which mails of a folder to read next: the new ones first, and none is ever passed over.

UIDs of a folder only grow, so what is above the highest one seen is new, whatever its date. The
cursor holds

    validity  while the server says the same, UIDs mean the same mails
    top       the highest UID seen, or known to be given
    anchor    the highest one when the folder was first met; of mails up to it only those from
    floor     on are wanted (ms UTC): the first poll's backfill
    gaps      stretches of UIDs not read yet, newest first
    used, at  pages of the poll in progress, and when the last one was read

A poll puts a gap in front for what is new, then reads gaps in order as long as its pages last.
What interrupts it leaves a gap like any other, so a flood never hides what came after it. When no
gap is open, the last few are looked at again: servers that deliver in parallel may show a higher
UID before a lower one.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from social_care.connectors.base import Budget
from social_care.connectors.cursor import restored
from social_care.connectors.mail.imap import Entry
from social_care.connectors.walk import ABANDONED_MS, MAX_GAPS

VERSION = 1
OVERLAP_UIDS = 10
LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000
"""How far a folder is read again when its UIDs have lost their meaning."""
_DAY_MS = 24 * 60 * 60 * 1000
LARGEST_MAIL = 10 * 1024 * 1024
"""Of a larger one, in bytes, only the head is fetched."""
MOST_BYTES = 25 * 1024 * 1024
"""A page ends before its mails are larger than this together."""

_LOG = logging.getLogger(__name__)


class Numbered(Protocol):
    """What is asked of a folder: see `imap.Folder`."""

    validity: str

    def newest(self) -> int:
        """The highest UID given so far."""
        ...

    def uids(self, low: int, high: int | None = None, since: int | None = None) -> list[int]:
        """The UIDs there are in this stretch."""
        ...

    def entries(self, uids: Sequence[int]) -> list[Entry]:
        """What the folder's list says of these, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page: mails to read, newest first, and where to go on."""

    entries: Sequence[Entry]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    validity: str
    floor: int
    anchor: int = 0
    top: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    used: int = 0
    at: int = 0


def step(cursor: str | None, budget: Budget, folder: Numbered) -> Step:
    """Choose the next page. Raises what the folder raises."""
    saved = restored(cursor, _saved, VERSION)
    state = _state(saved, budget, folder.validity)
    if not state.used or abs(budget.now - state.at) > ABANDONED_MS:
        state = _begin(state, folder)
    page: list[Entry] = []
    if state.gaps:
        state, page = _read(state, budget.page_size, folder)
    state = replace(state, used=state.used + 1, at=budget.now)
    more = bool(state.gaps) and state.used < budget.pages
    if not more:
        state = replace(state, used=0)
    wanted = [entry for entry in page if _is_wanted(entry, state)]
    return Step(entries=wanted, cursor=_dump(state), more=more)


def _state(saved: _State | None, budget: Budget, validity: str) -> _State:
    if saved is None:
        return _State(validity=validity, floor=budget.backfill_from)
    if saved.validity == validity:
        return saved
    _LOG.warning("the server has numbered a folder anew: its last days are read again")
    back = min(budget.now - LOOK_BACK_MS, saved.at - _DAY_MS)
    return _State(validity=validity, floor=max(back, saved.floor))


def _begin(state: _State, folder: Numbered) -> _State:
    """Put what is new in front of what is still unread."""
    if not state.at:
        return _meet(state, folder)
    # While old gaps are open nothing is read twice, or few pages would never get to their end.
    low = state.top + 1 if state.gaps else max(state.top - OVERLAP_UIDS + 1, 1)
    top = max([state.top, *folder.uids(low)])
    if top < low:
        return replace(state, used=0)
    return replace(state, top=top, gaps=_joined(((low, top), *state.gaps)), used=0)


def _meet(state: _State, folder: Numbered) -> _State:
    """What was moved in, or brought over from another server, may be old and have high UIDs."""
    young = folder.uids(1, None, state.floor)
    top = max([folder.newest(), *young])
    gaps = ((1, max(young)),) if young else ()
    return replace(state, top=top, anchor=top, gaps=gaps, used=0)


def _joined(gaps: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Of too many gaps the oldest become one: read again rather than forgotten."""
    if len(gaps) <= MAX_GAPS:
        return gaps
    newer, older = gaps[-2:]
    return (*gaps[:-2], (min(newer[0], older[0]), max(newer[1], older[1])))


def _read(state: _State, size: int, folder: Numbered) -> tuple[_State, list[Entry]]:
    (low, high), *rest = state.gaps
    since = state.floor if high <= state.anchor else None
    there = folder.uids(low, high, since)
    page = _as_many_as_fit(folder.entries(there[-size:]))
    # What was listed and cannot be fetched is gone; but what only did not fit is read next.
    reached = page[-1].uid if page else (there[-size:] or [low])[0]
    if any(uid < reached for uid in there):
        rest.insert(0, (low, reached - 1))
    return replace(state, gaps=tuple(rest)), page


def _as_many_as_fit(entries: Sequence[Entry]) -> list[Entry]:
    page: list[Entry] = []
    total = 0
    for entry in entries:
        total += entry.size if entry.size <= LARGEST_MAIL else 0
        if page and total > MOST_BYTES:
            break
        page.append(entry)
    return page


def _is_wanted(entry: Entry, state: _State) -> bool:
    is_new = entry.uid > state.anchor
    return is_new or entry.arrived_at is None or entry.arrived_at >= state.floor


def _saved(saved: dict[str, Any]) -> _State:
    return _State(
        validity=str(saved["validity"]),
        floor=int(saved["floor"]),
        anchor=int(saved["anchor"]),
        top=int(saved["top"]),
        gaps=tuple((int(low), int(high)) for low, high in saved["gaps"]),
        used=int(saved["used"]),
        at=int(saved["at"]),
    )


def _dump(state: _State) -> str:
    return json.dumps(
        {
            "v": VERSION,
            "validity": state.validity,
            "floor": state.floor,
            "anchor": state.anchor,
            "top": state.top,
            "gaps": [list(gap) for gap in state.gaps],
            "used": state.used,
            "at": state.at,
        }
    )
