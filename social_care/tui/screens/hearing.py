"""While somebody writes: what happens meanwhile is told, and colleagues see that they write."""

from functools import partial

from textual import on

from social_care import text
from social_care.errors import ClaimTaken
from social_care.models.views import ConversationView
from social_care.tui.keys import shown
from social_care.tui.screens.drafting import Drafting
from social_care.tui.widgets.composer import Composer
from social_care.tui.writing import Writing


class Hearing(Drafting):
    """News, and presence."""

    def take(self, view: ConversationView) -> None:
        """Say what happened while somebody writes."""
        super().take(view)
        writing = self.writing
        if writing is None or writing.conversation_id != view.row.id:
            return
        known = (writing.news or writing.read or view).seen
        if writing.take(view, self.desk.now()):
            self.background("news", self._tell_news, view.row.id, known)
        self.fit_composer()

    async def _tell_news(self, conversation_id: int, seen: int) -> None:
        told = await self.errand(partial(self.desk.news_since, conversation_id, seen))
        if conversation_id == self.shown_id and self.writing is not None:
            said = "; ".join(map(text.clean_line, told)) or "something has changed above"
            answered = any("answer" in one for one in told)
            kept = f"your words are kept; {shown('send')} sends anyway"
            end = kept if answered else "read it above"
            self.warn(f"{said[:1].upper()}{said[1:]}: {end}.")

    def arrived(self, view: ConversationView) -> None:
        """A draft says who was faster since it was written."""
        super().arrived(view)
        draft = view.draft
        if self.writing is None or draft is None or not draft.answered_since:
            return
        said = text.clean_line(draft.answered_since)
        kept = f"your words are kept; {shown('send')} sends."
        self.composer.problem = f"{said[:1].upper()}{said[1:]}: {kept}"

    # -- presence ----------------------------------------------------------------------------

    @on(Composer.Typed)
    def _typed_first(self, event: Composer.Typed) -> None:
        """Reading turns into writing with the first character, and back when all are gone."""
        writing = self.writing
        if writing is not None and writing.has_words is not bool(event.text.strip()):
            writing.has_words = bool(event.text.strip())
            self.background("claims", self._tell_presence, writing)

    async def _tell_presence(self, writing: Writing) -> None:
        if writing.conversation_id not in self.holding.held:
            return
        claim = partial(self.desk.claim, writing.conversation_id, writing=writing.has_words)
        try:
            await self.errand(claim)
        except ClaimTaken:  # they learn of it by the next change
            self.reload()
