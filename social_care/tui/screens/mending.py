"""What the network refused is mended where it stands: r begins with the refused words."""

from social_care import text
from social_care.models import OutboxKind, OutboxState
from social_care.models.views import ConversationView, Message, MessageKind
from social_care.tui.keys import shown
from social_care.tui.screens.versions import Versions
from social_care.tui.situation import last_visibility
from social_care.tui.writing import NOTHING_SAVED, Writing


class Mending(Versions):
    """The words, whoever may read them, and why they did not go."""

    def begin_writing(self, writing: Writing, written: str = "") -> None:
        """Who begins with nothing begins with what was refused."""
        super().begin_writing(writing, written)
        if self.shown is not None and self.shown.row.id == writing.conversation_id:
            self._fill_in(writing, self.shown)

    def arrived(self, view: ConversationView) -> None:
        """So does who was faster than the database; a draft that comes with it goes before."""
        writing = self.writing
        if writing is not None and self._is_as_refused(writing):
            self._take_out(writing)
        super().arrived(view)
        if self.writing is not None:
            self._fill_in(self.writing, view)

    def _fill_in(self, writing: Writing, view: ConversationView) -> None:
        refused = refused_of(view, self.desk.agent)
        begun = self.composer.text or writing.draft is not None or writing.mends is not None
        if refused is None or begun or view.draft is not None:
            return
        private = writing.private or refused.visibility.is_private
        writing.public = last_visibility(view).is_private and not refused.visibility.is_private
        writing.mends, writing.private = refused.id, private and not writing.public
        writing.saved, writing.has_words = (refused.text, writing.private), True
        self.composer.fill(refused.text)
        self.fit_composer()
        why = text.clean_line(refused.problem) or "no reason was given"
        mend = f"Your words again: mend them, {shown('send')} sends."
        self.composer.problem = f"Refused: {why}. {mend}"

    def _is_as_refused(self, writing: Writing) -> bool:
        return writing.mends is not None and writing.saved == (self.composer.text, writing.private)

    def _take_out(self, writing: Writing) -> None:
        writing.mends, writing.saved = None, NOTHING_SAVED
        self.composer.fill("")
        self.composer.problem = ""


def refused_of(view: ConversationView, agent: str) -> Message | None:
    """The reply of ours in whose place the next one goes."""
    ours = (
        one
        for one in reversed(view.messages)
        if one.kind is MessageKind.OUTBOX and one.act is OutboxKind.REPLY and one.author == agent
    )
    refused = (one for one in ours if one.state is OutboxState.REFUSED and not one.holding)
    return max(refused, key=lambda one: one.id, default=None)
