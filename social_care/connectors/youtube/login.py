"""When somebody logged in, kept beside the tokens: in testing Google ends a log-in by its age."""

import json
from contextlib import AbstractContextManager
from typing import Any

from social_care.connectors.context import SessionVault

TESTING_LASTS_MS = 7 * 24 * 60 * 60 * 1000


class DatedVault:
    """A `SessionVault` on another one, that carries the time of the log-in through renewals."""

    def __init__(self, vault: SessionVault) -> None:
        self._vault = vault

    def load(self) -> str | None:
        """What is kept; the date in it disturbs nobody who reads tokens."""
        return self._vault.load()

    def save(self, session: str) -> None:
        """Keep renewed tokens under the date they had."""
        self.save_dated(session, self.logged_in_at())

    def save_dated(self, session: str, at: int | None) -> None:
        """Keep what a log-in at this time (ms UTC) brought."""
        self._vault.save(json.dumps(json.loads(session) | {"logged_in_at": at}))

    def exclusive(self) -> AbstractContextManager[object]:
        """The vault's own."""
        return self._vault.exclusive()

    def logged_in_at(self) -> int | None:
        """When a person logged in last; ms since 1970 UTC. None when that is not known."""
        try:
            found: Any = json.loads(self._vault.load() or "null")
        except ValueError:
            return None  # written by somebody else or half: the tokens cannot be read either
        at = found.get("logged_in_at") if isinstance(found, dict) else None
        return at if isinstance(at, int) else None
