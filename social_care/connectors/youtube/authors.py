"""Subscriber counts, which comments do not carry: a unit for every fifty people."""

import logging
from collections.abc import Iterable, Mapping

from social_care.connectors.fields import obj, text
from social_care.connectors.memory import Memory
from social_care.connectors.youtube.api import IDS_AT_ONCE, Api
from social_care.errors import NetworkError

LASTS_MS = 24 * 60 * 60 * 1000
REMEMBERED = 10_000

_LOG = logging.getLogger(__name__)


class Authors:
    """Asked for in batches, and kept for a day."""

    def __init__(self, api: Api, *, asks: bool) -> None:
        self._api = api
        self._asks = asks
        self._known: Memory[tuple[int, int | None]] = Memory(REMEMBERED)

    def followers(self, author_ids: Iterable[str]) -> Mapping[str, int | None]:
        """How many subscribe to each, as far as that could be found out; some hide it."""
        wanted = list(dict.fromkeys(filter(None, author_ids))) if self._asks else []
        missing = [author for author in wanted if not self._is_fresh(author)]
        for start in range(0, len(missing), IDS_AT_ONCE):
            if not self._ask(missing[start : start + IDS_AT_ONCE]):
                break
        return {author: known[1] for author in wanted if (known := self._known.get(author))}

    def _is_fresh(self, author: str) -> bool:
        known = self._known.get(author)
        return known is not None and self._api.clock() - known[0] < LASTS_MS

    def _ask(self, author_ids: list[str]) -> bool:
        asked = {"part": "statistics", "id": ",".join(author_ids), "maxResults": IDS_AT_ONCE}
        try:
            page = self._api.page("/channels", asked)
        except NetworkError as error:
            # How many people subscribe to somebody is not worth losing what they wrote. The
            # mention is stored without the number, triage goes without it, and the log says so.
            _LOG.warning("subscriber counts are missing: %s", error.message)
            return False
        counts = dict.fromkeys(author_ids)
        counts |= {text(item, "id"): _subscribers(item) for item in page.items}
        now = self._api.clock()
        for author, number in counts.items():
            self._known.put(author, (now, number))
        return True


def _subscribers(channel: dict[str, object]) -> int | None:
    """Google writes it as a text of digits."""
    statistics = obj(channel, "statistics")
    digits = text(statistics, "subscriberCount")
    hidden = statistics.get("hiddenSubscriberCount") is True
    return int(digits) if digits.isascii() and digits.isdigit() and not hidden else None
