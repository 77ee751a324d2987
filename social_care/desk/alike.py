"""From one conversation to all open ones that say nearly the same."""

from social_care.desk.base import DeskBase
from social_care.models.composing import SimilarHit
from social_care.similar import similar
from social_care.storage import composing

COMPARED = 10_000
"""The first of the queue that are looked at: half a second of computing."""
SIMILAR = 500


class Alike(DeskBase):
    """What finds many customers with one question."""

    def similar(self, conversation_id: int, limit: int = SIMILAR) -> tuple[SimilarHit, ...]:
        """Open conversations that say nearly the same, the likest first, each with its words.

        Without the one that is asked about, which need not be open itself. Raises NotFound.
        """
        tx = self._store.read()
        text = composing.text_of(tx, conversation_id)
        others = [
            (other, said)
            for other, said in composing.open_texts(tx, COMPARED)
            if other != conversation_id
        ]
        return similar(text, others, self._settings.measure(), limit)
