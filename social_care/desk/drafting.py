"""Drafts: nothing typed is lost."""

from dataclasses import replace

from social_care import telling
from social_care.desk.base import DeskBase
from social_care.desk.noticing import noticed
from social_care.errors import Conflict
from social_care.models.composing import NOTHING_ALONG, ForMany, MacroActions
from social_care.models.views import Draft, DraftItem
from social_care.storage import Tx, bulk_drafts, conversations, drafts, news
from social_care.text import storable


class Drafting(DeskBase):
    """One draft per conversation and agent; a stale second session makes a second version."""

    def save_draft(
        self,
        conversation_id: int,
        text: str,
        *,
        private: bool,
        draft: Draft | None,
        along: MacroActions = NOTHING_ALONG,
    ) -> Draft:
        """Save; pass the draft last returned. Another session's text is never written over.

        `along` is what its macros promise to do once it is sent. Raises NotFound.
        """
        now, text = self.now(), storable(text)
        with self._store.write(durable=True, bump=False) as tx:
            conversations.get(tx, conversation_id)
            if draft is not None:
                try:
                    return drafts.update(tx, draft, text, private, now, along)
                except Conflict:
                    tx.bump = True  # a second version: both sessions should see it
            else:
                tx.bump = True
            return drafts.branch(tx, conversation_id, self.agent, text, private, now, along)

    def drafts(self) -> tuple[DraftItem, ...]:
        """What the agent has written and not sent, newest first; one entry per conversation."""
        tx, now = self._store.read(), self.now()
        return tuple(_noticed(tx, item, now) for item in drafts.of_agent(tx, self.agent))

    def draft_versions(self, conversation_id: int) -> tuple[Draft, ...]:
        """Every version of the agent's draft there, newest first: a second session made a second.

        Raises NotFound.
        """
        tx, now = self._store.read(), self.now()
        conversations.get(tx, conversation_id)
        found = drafts.versions(tx, conversation_id, self.agent)
        return tuple(noticed(tx, draft, now) for draft in found)

    def news_since(self, conversation_id: int, seen: int) -> tuple[str, ...]:
        """What has happened in a conversation since news number `seen`, oldest first, in words."""
        found = news.since(self._store.read(), conversation_id, seen)
        return telling.told(found, telling.time_ago(self.now()))

    def discard_draft(self, draft: Draft) -> None:
        """Remove it, unless another session has changed it since."""
        with self._store.write(durable=True) as tx:
            drafts.discard(tx, draft)

    def for_many(self) -> ForMany | None:
        """The agent's newest words for many at once that were not sent."""
        return bulk_drafts.newest(self._store.read(), self.agent)

    def keep_for_many(self, text: str, kept: ForMany | None) -> ForMany | None:
        """Save them; pass what was last returned. Another session's are never written over.

        Without a word they are removed.
        """
        now, text = self.now(), storable(text)
        with self._store.write(durable=True, bump=False) as tx:
            if not text.strip():
                if kept is not None:
                    bulk_drafts.discard(tx, kept)
                return None
            saved = None if kept is None else bulk_drafts.update(tx, kept, text, now)
            return saved or bulk_drafts.add(tx, self.agent, text, now)


def _noticed(tx: Tx, item: DraftItem, now: int) -> DraftItem:
    draft = noticed(tx, item.draft, now)
    return replace(item, draft=draft, answered_since=draft.answered_since)
