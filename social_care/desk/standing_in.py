"""Standing in for who is not listed any more: what they left is anybody's, and must not lie."""

from dataclasses import replace

from social_care.desk.base import DeskBase
from social_care.desk.noticing import noticed
from social_care.errors import NotAllowed
from social_care.models.composing import MacroActions
from social_care.models.views import DraftItem
from social_care.storage import Tx, attachments, conversations, drafts
from social_care.storage.connection import Row


class StandingIn(DeskBase):
    """A lead decides for everybody; everybody for who has left, or is listed by another name."""

    def left_drafts(self) -> tuple[DraftItem, ...]:
        """What people who are not listed any more have written and not sent, newest first."""
        if not self.agents:
            return ()
        tx, now = self._store.read(), self.now()
        found = drafts.of_others_than(tx, self.agents)
        return tuple(replace(item, draft=noticed(tx, item.draft, now)) for item in found)

    def take_left(self, conversation_id: int) -> tuple[str, ...]:
        """Make the drafts ours, words and pictures, that people left there; who they were.

        Raises NotFound.
        """
        with self._store.write(durable=True) as tx:
            conversations.get(tx, conversation_id)
            left = [item for item in self.left_drafts() if item.conversation_id == conversation_id]
            for item in left:
                drafts.hand_on(tx, conversation_id, item.draft.agent, self.agent)
                attachments.hand_on(tx, conversation_id, item.draft.agent, self.agent)
            return tuple(item.draft.agent for item in left)

    def is_listed(self, agent: str) -> bool:
        """Whether the configuration still knows them; where it lists nobody, it knows everybody."""
        return not self.agents or agent in self.agents

    def _check_decides(self, row: Row) -> None:
        """Raises NotAllowed where it is another's to say what becomes of their reply."""
        writer = row["agent"]
        if self.agent != writer and self.role != "lead" and self.is_listed(writer):
            raise NotAllowed(
                f"this reply is held for {writer}, who wrote it",
                "a lead can decide for them; or write one of your own",
            )

    def _keeper(self, row: Row) -> str:
        """In whose drafts its words are found again."""
        return row["agent"] if self.is_listed(row["agent"]) else self.agent

    def _keep_words(self, tx: Tx, row: Row, text: str) -> None:
        """Nothing typed is lost: what is not sent is a draft again, a holding one if it was."""
        conversation_id, private = row["conversation_id"], bool(row["private"])
        along = MacroActions(holding=bool(row["holding"]))
        drafts.branch(tx, conversation_id, self._keeper(row), text, private, self.now(), along)
