"""How an agent left the console: view, cursor, pane sizes, theme. It follows them over SSH."""

import json
from typing import TypeVar

from social_care.desk.base import DeskBase
from social_care.storage import kept

T = TypeVar("T")

KEY_LENGTH = 64
VALUE_LENGTH = 4_096
"""Characters of JSON."""


class Remembering(DeskBase):
    """A few small values for each agent. Never a customer's words: nothing erases them here."""

    def remember(self, key: str, value: object) -> bool:
        """Keep a JSON-able value under a key; no screen is told. False when it was not kept.

        Not kept: what is too long or no JSON, and anything of nobody listed. What is kept already
        is not written again.
        """
        text = _json(value)
        if text is None or not self.agent or not 0 < len(key) <= KEY_LENGTH:
            return False
        if kept.state(self._store.read(), self.agent, key) != text:
            with self._store.write(bump=False) as tx:
                kept.set_state(tx, self.agent, key, text, self.now())
        return True

    def remembered(self, key: str, default: T) -> T:
        """The value kept under a key, if it is of the default's kind; else the default.

        With None as default any value is of its kind.
        """
        return kept.value(self._store.read(), self.agent, key, default)


def _json(value: object) -> str | None:
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if len(text) <= VALUE_LENGTH else None
