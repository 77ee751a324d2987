"""WOWs: what was done for a customer by one's own judgement; nobody approves, nobody is ranked."""

from collections.abc import Mapping
from typing import Any

from social_care.desk.tagging import Tagging
from social_care.errors import NotAllowed
from social_care.storage import Tx, conversations, wows
from social_care.storage.connection import Row
from social_care.storage.events import EventKind
from social_care.text import clean_line, storable

LONGEST_WOW = 300
"""Characters of what was done."""


class Wowing(Tagging):
    """Recorded, and taken back by u."""

    def wow(self, conversation_id: int, words: str) -> str:
        """What was done for this customer, in words. Raises NotFound; NotAllowed without words."""
        said = clean_line(storable(words), limit=LONGEST_WOW).strip()
        if not said:
            raise NotAllowed("a WOW needs a few words", "say what you did for the customer")
        with self._store.write(durable=True) as tx:
            conversations.get(tx, conversation_id)
            number = wows.give(tx, conversation_id, self.agent, said, self.now())
            self._mark(tx, EventKind.WOW, conversation_id, wow=number)
            return f"WOW for {self._person(tx, conversation_id)}: {said}"

    def _take_off(self, tx: Tx, event: Row, data: Mapping[str, Any]) -> None:
        if event["kind"] == EventKind.WOW:
            wows.take_back(tx, data["wow"])
        else:
            super()._take_off(tx, event, data)
