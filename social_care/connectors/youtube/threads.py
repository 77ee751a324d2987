"""Lists of threads, and the replies in them: a new reply does not move its thread up.

So the number of replies each thread had is kept, and where it differs the thread is read again.
Only threads with replies need keeping, and only the newest of them are.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from social_care.connectors.fields import Json, count, objs, text
from social_care.connectors.walk import Listing, StaleToken
from social_care.connectors.youtube.api import AT_ONCE, Api
from social_care.connectors.youtube.parse import Placed, posted_at, top_of
from social_care.connectors.youtube.quota import READS
from social_care.errors import ErrorClass, NetworkError

PLAIN: Mapping[str, Any] = {"textFormat": "plainText"}
MOST_KEPT = 2_000
MOST_PAGES = 10
"""Pages of one thread that are read: a thousand replies."""
LISTS_PER_PAGE = 10
"""So many threads one page of a stream may read anew; the rest waits for the next."""

_LOG = logging.getLogger(__name__)


def threads(api: Api, asked: Mapping[str, Any], token: str | None) -> Listing[Json]:
    """A page of threads, newest first, by when each began. Raises NetworkError or StaleToken."""
    params = {"order": "time", "maxResults": AT_ONCE, **PLAIN, **asked}
    page = api.page("/commentThreads", params, token)
    items = []
    for thread in page.items:
        at = posted_at(top_of(thread).comment)
        if at is None:
            _LOG.warning("left out: a thread without a time: %s", text(thread, "id"))
        else:
            items.append((at, thread))
    return Listing(items=items, next=page.next)


def replies(api: Api, thread_id: str, *, bucket: str = READS) -> Iterator[Json]:
    """The replies in a thread, page by page; the order is YouTube's. Raises NetworkError."""
    asked = {"part": "snippet", "parentId": thread_id, "maxResults": AT_ONCE, **PLAIN}
    token: str | None = None
    for _ in range(MOST_PAGES):
        try:
            page = api.page("/comments", asked, token, bucket=bucket)
        except StaleToken as error:
            # Half a thread must not pass for all of it: a reply of ours may be in the rest.
            said = "a thread changed while it was read"
            raise NetworkError(ErrorClass.TRANSIENT, said) from error
        yield from page.items
        token = page.next
        if token is None:
            return
    _LOG.warning("a thread has more than %d replies; the rest is not read", MOST_PAGES * AT_ONCE)


@dataclass(slots=True, kw_only=True)
class Counts:
    """How many replies the threads had when they were last read."""

    of: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By thread: replies, and when the thread began (ms UTC)."""
    horizon: int = 0
    """Threads that began before this are no longer kept; ms UTC."""

    def replies(self, thread_id: str) -> int:
        """Known replies; 0 for a thread that is new to us."""
        return self.of.get(thread_id, (0, 0))[0]

    def learn(self, thread_id: str, number: int, began: int) -> None:
        """The thread has been read; those that began first make room."""
        self.of.pop(thread_id, None)
        if number and began >= self.horizon:
            self.of[thread_id] = (number, began)
        while len(self.of) > MOST_KEPT:
            oldest = min(self.of, key=lambda key: self.of[key][1])
            self.horizon = max(self.horizon, self.of.pop(oldest)[1] + 1)

    def forget(self, before: int) -> None:
        """Let go of threads that began before this (ms UTC)."""
        self.of = {key: known for key, known in self.of.items() if known[1] >= before}

    def dump(self) -> Json:
        """For a cursor."""
        return {"of": {key: list(known) for key, known in self.of.items()}, "from": self.horizon}

    @classmethod
    def load(cls, saved: Json) -> Self:
        """From a cursor. Raises ValueError, KeyError or TypeError."""
        pairs = {str(key): (int(known[0]), int(known[1])) for key, known in saved["of"].items()}
        return cls(of=pairs, horizon=int(saved["from"]))


class ReplyReader:
    """Finds the new replies in threads, with as few calls as can be."""

    def __init__(self, api: Api, counts: Counts) -> None:
        self._api = api
        self._counts = counts
        self._left = LISTS_PER_PAGE
        self._faulty = False
        self.finished = True
        """False when threads are left that have to be read again: ask for the same page."""

    def read(self, thread: Json, top: Placed) -> list[Placed]:
        """The replies of a thread that may be new, known ones among them. Raises NetworkError."""
        number = count(thread, "snippet", "totalReplyCount") or 0
        # What is shown with the thread costs nothing, and is all there is more often than not.
        shown = objs(thread, "replies", "comments")
        began, thread_id = posted_at(top.comment) or 0, top.place.thread
        if began >= self._counts.horizon and number != self._counts.replies(thread_id):
            everything = shown if len(shown) >= number else self._all(thread_id)
            if everything is not None:
                shown = everything
                self._counts.learn(thread_id, number, began)
        return [Placed(reply, top.place) for reply in shown]

    def _all(self, thread_id: str) -> list[Json] | None:
        """None when it has to wait: its number is not learned, so it is read again."""
        if not self._left:
            self.finished = False
            return None
        self._left -= 1
        try:
            return list(replies(self._api, thread_id))
        except NetworkError as error:
            if error.error_class.is_limit:
                # What was read so far is kept; the next call is refused just the same, and told.
                self._left, self.finished = 0, False
                return None
            _LOG.warning("a thread's replies cannot be read: %s", error.message)
            if error.error_class in {ErrorClass.GONE, ErrorClass.PERMISSION}:
                # Deleted meanwhile, or comments were switched off there.
                return []
            if self._faulty or error.error_class is not ErrorClass.TRANSIENT:
                raise
            # One thread that YouTube stumbles over must not blind us for all; two are an outage.
            self._faulty = True
            return None
