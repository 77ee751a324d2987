"""The stream of replies: goes round the threads of the last thirty days, for ever.

Every poll reads the newest page of threads, where most happens, and a few pages from where the
last poll stopped; at the end it begins anew. Comments that were held and let through late turn up
here as well, deep in the list where no walk from the top would look again.

Its cursor: `floor` (nothing older is wanted), `counts` (see `threads`), `rest` (the page token
where the round goes on), `at` (the token of the page to be read next in this poll), `used` and
`turns` (calls and finished pages of this poll), and `read_at`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from social_care.connectors.base import Budget, Page
from social_care.connectors.cursor import restored
from social_care.connectors.fields import Json
from social_care.connectors.walk import ABANDONED_MS, StaleToken
from social_care.connectors.youtube.api import Api
from social_care.connectors.youtube.messages import Messages
from social_care.connectors.youtube.parse import Placed, top_of
from social_care.connectors.youtube.threads import Counts, ReplyReader, threads
from social_care.models import Mention, OwnPost

VERSION = 1
LIVE_MS = 30 * 24 * 60 * 60 * 1000
"""Threads that began longer ago are no longer looked at."""
TURNS = 4
"""Pages of threads that one poll finishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    floor: int
    counts: Counts = field(default_factory=Counts)
    rest: str | None = None
    at: str | None = None
    used: int = 0
    turns: int = 0
    read_at: int = 0


def read_round(
    api: Api, messages: Messages, own_id: str, cursor: str | None, budget: Budget
) -> Page:
    """One page of threads and what is new in them. Raises NetworkError."""
    state = restored(cursor, _saved, VERSION) or _Round(floor=budget.backfill_from)
    if not state.used or abs(budget.now - state.read_at) > ABANDONED_MS:
        state = replace(state, at=None, used=0, turns=0)
    asked = {"part": "snippet,replies", "allThreadsRelatedToChannelId": own_id}
    try:
        page = threads(api, asked, state.at)
    except StaleToken:
        # The round begins anew with the next poll; the newest page was read in this one.
        state = replace(state, rest=None, at=None, used=0, turns=0, read_at=budget.now)
        return Page(cursor=_dump(state))
    oldest = max(budget.now - LIVE_MS, state.counts.horizon)
    state.counts.forget(oldest)
    live = [thread for at, thread in page.items if at >= oldest]
    reader = ReplyReader(api, state.counts)
    found = _read(reader, live, messages, state.floor)
    onward = page.next if len(live) == len(page.items) else None
    state = _after(state, onward, budget, finished=reader.finished)
    return Page(
        cursor=_dump(state),
        mentions=[item for item in found if isinstance(item, Mention)],
        own_posts=[item for item in found if isinstance(item, OwnPost)],
        more=state.used > 0,
    )


def _read(
    reader: ReplyReader, live: Sequence[Json], messages: Messages, floor: int
) -> list[Mention | OwnPost]:
    placed: list[Placed] = []
    for thread in live:
        top = top_of(thread)
        placed += [top, *reader.read(thread, top)]
    found = [item for item in messages.of(placed) if item.posted_at >= floor]
    return sorted(found, key=lambda item: item.posted_at)


def _after(state: _Round, onward: str | None, budget: Budget, *, finished: bool) -> _Round:
    """Where to go on; `used` is 0 again when the poll is over."""
    used, turns = state.used + 1, state.turns + finished
    rest, at, over = state.rest, state.at, False
    if finished and state.at is None:
        at = (rest or onward) if onward else None
        over = at is None
    elif finished:
        rest = at = onward
        over = at is None
    if over or turns >= TURNS or used >= budget.pages:
        at, used, turns = None, 0, 0
    return replace(state, rest=rest, at=at, used=used, turns=turns, read_at=budget.now)


def _saved(saved: Json) -> _Round:
    return _Round(
        floor=int(saved["floor"]),
        counts=Counts.load(saved["counts"]),
        rest=_token(saved["rest"]),
        at=_token(saved["at"]),
        used=int(saved["used"]),
        turns=int(saved["turns"]),
        read_at=int(saved["read_at"]),
    )


def _token(saved: object) -> str | None:
    return None if saved is None else str(saved)


def _dump(state: _Round) -> str:
    return json.dumps(
        {
            "v": VERSION,
            "floor": state.floor,
            "counts": state.counts.dump(),
            "rest": state.rest,
            "at": state.at,
            "used": state.used,
            "turns": state.turns,
            "read_at": state.read_at,
        },
        separators=(",", ":"),
    )
