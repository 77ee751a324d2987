"""Drafts: nothing typed is lost."""

from social_care.desk.base import DeskBase
from social_care.errors import Conflict
from social_care.models.views import Draft
from social_care.storage import conversations, drafts
from social_care.text import storable


class Drafting(DeskBase):
    """One draft per conversation and agent; a stale second session makes a second version."""

    def save_draft(
        self, conversation_id: int, text: str, *, private: bool, draft: Draft | None
    ) -> Draft:
        """Save; pass the draft last returned. Another session's text is never written over.

        Raises NotFound.
        """
        now, text = self.now(), storable(text)
        with self._store.write(durable=True, bump=False) as tx:
            conversations.get(tx, conversation_id)
            if draft is not None:
                try:
                    return drafts.update(tx, draft, text, private, now)
                except Conflict:
                    tx.bump = True  # a second version: both sessions should see it
            else:
                tx.bump = True
            return drafts.branch(tx, conversation_id, self.agent, text, private, now)

    def discard_draft(self, draft: Draft) -> None:
        """Remove it, unless another session has changed it since."""
        with self._store.write(durable=True) as tx:
            drafts.discard(tx, draft)
