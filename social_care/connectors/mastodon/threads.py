"""Finds the first status of a thread, so that all that is said in it gets one thread key.

A status names only its parent. The root comes from the server's `context` call, or from what an
earlier one showed: every status in a context has the same root, so a whole conversation costs one
call. The answer has to be the same each time, or a customer's conversation would fall apart:

- a passing trouble (no answer, 502 to 504, too many requests) fails the page, which is then read
  again from its cursor, rather than to guess a root;
- where the server has an answer and it is not the thread (404, 403, 500), or a thread fails three
  times running, the parent's id stands in. It is at least the same for all replies to that parent.
"""

import logging

from social_care.connectors.fields import Json, objs
from social_care.connectors.mastodon.api import Api, status_path
from social_care.connectors.mastodon.errors import judge_read
from social_care.connectors.mastodon.ids import id_of, parent_of
from social_care.connectors.memory import Memory
from social_care.errors import ErrorClass, NetworkError

REMEMBERED = 20_000
"""Statuses whose thread is kept in memory, so that overlapping polls ask no more."""
PATIENCE = 3
"""How many polls one thread may fail before its status is taken in without it."""

_PASSING = frozenset({401, 422, 429, 502, 503, 504})
_LOG = logging.getLogger(__name__)


class Threads:
    """What is known of threads on one server, in this process."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._roots: Memory[str] = Memory(REMEMBERED)
        self._failures: Memory[int] = Memory(1000)

    def root(self, status: Json) -> str:
        """Id of the first status of the thread. Raises NetworkError: read the page again."""
        status_id, parent = id_of(status), parent_of(status)
        known = self._roots.get(status_id)
        if known is not None:
            return known
        if not parent:
            return self.remember(status_id, status_id)
        above = self._roots.get(parent)
        return self.remember(status_id, above or self._asked(status_id, parent))

    def root_at_hand(self, status: Json) -> str:
        """The root as far as it is known without asking: the parent's, or the parent itself."""
        status_id, parent = id_of(status), parent_of(status)
        return self._roots.get(status_id) or self._roots.get(parent) or parent or status_id

    def remember(self, status_id: str, root: str) -> str:
        """Keep a root that is known already."""
        return self._roots.first(status_id, root)

    def _asked(self, status_id: str, parent: str) -> str:
        try:
            context = self._context(status_id)
        except NetworkError as error:
            failures = self._failures.put(status_id, (self._failures.get(status_id) or 0) + 1)
            if error.error_class is not ErrorClass.TRANSIENT or failures < PATIENCE:
                raise
            _LOG.warning("a thread cannot be read, its parent stands in: %s", error.message)
            context = None
        return parent if context is None else self._learn(context, parent)

    def _context(self, status_id: str) -> Json | None:
        answer = self._api.answer(status_path(status_id, "context"))
        error = judge_read(answer, self._api.clock())
        if error is not None and answer.status in _PASSING:
            raise error
        if error is not None:
            _LOG.warning("no thread for a reply, its parent stands in: %s", error.message)
            return None
        context = answer.json()
        return context if isinstance(context, dict) else None

    def _learn(self, context: Json, parent: str) -> str:
        ancestors = [id_of(item) for item in objs(context, "ancestors")]
        root = next(filter(None, ancestors), parent)
        descendants = [id_of(item) for item in objs(context, "descendants")]
        for status_id in filter(None, (*ancestors, parent, *descendants[:500])):
            self.remember(status_id, root)
        return root
