"""Looks for a message of ours that may have been accepted though nobody said so."""

from collections.abc import Iterator

from social_care.connectors.fields import Json, objs, text
from social_care.connectors.meta import messages
from social_care.connectors.meta.api import Api, Found
from social_care.connectors.meta.parse import time_of

LOOK_BACK_PAGES = 5
"""How many pages are searched."""


class Finder:
    """Reads the messages among which it would be."""

    def __init__(self, api: Api, page_id: str, platform: str) -> None:
        self._api = api
        self._page_id = page_id
        self._platform = platform

    def messages(self, find: Json, since: int) -> Iterator[Json]:
        """Those of the conversation it was sent to, or of whichever we have with that person.

        As far back as `since` (ms since 1970 UTC). Raises NetworkError.
        """
        if text(find, "in"):
            return self._said_in(text(find, "in"), since)
        return self._said_to(text(find, "with"), text(find, "handle"), since)

    def _said_in(self, conversation_id: str, since: int) -> Iterator[Json]:
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            page = messages.messages(self._api, conversation_id, token)
            yield from page.items
            token = page.next
            if token is None or _is_before(page, since):
                return

    def _said_to(self, author_id: str, handle: str, since: int) -> Iterator[Json]:
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            page = messages.conversations(self._api, self._page_id, self._platform, since, token)
            for item in page.items:
                if messages.is_with(item, author_id, handle):
                    yield from objs(item, "messages", "data")
            token = page.next
            if token is None:
                return


def _is_before(page: Found, since: int) -> bool:
    times = [at for item in page.items if (at := time_of(item)) is not None]
    return bool(times) and max(times) < since
