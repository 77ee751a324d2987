"""Answering: from the first key of a reply to the composer, and from the outbox back into it."""

from functools import partial

from textual.events import DescendantFocus

from social_care import text
from social_care.errors import ClaimTaken
from social_care.models import OutboxKind
from social_care.models.views import OutboxItem
from social_care.tui.keys import Where
from social_care.tui.screens.finishing import Finishing
from social_care.tui.writing import Writing


class Answering(Finishing):
    """Beginning, leaving, taking back."""

    # -- beginning ---------------------------------------------------------------------------

    def action_reply(self) -> None:
        """Reply as publicly as the customer wrote."""
        self._reply(privately=False)

    def action_reply_privately(self) -> None:
        """Reply in private, if the network can."""
        self._reply(privately=True)

    def _reply(self, *, privately: bool) -> None:
        wanted = self.target_id
        if wanted is None:
            return
        if wanted != self.shown_id or self.where is Where.QUEUE:
            self.open(wanted)
        self.write(privately=privately)

    def write(self, *, privately: bool) -> None:
        """Open the composer at once: the very next key is already part of the reply."""
        assert self.shown_id is not None
        writing = self.writing
        if writing is None:
            row = self.known_row(self.shown_id)
            private = row is not None and row.visibility.is_private
            writing = Writing(conversation_id=self.shown_id, private=private)
            self.begin_writing(writing)
        if privately:
            writing.private, writing.public = True, False
            self.fit_composer()
        self.where = Where.COMPOSER
        self.set_focus(self.composer.area, scroll_visible=False)
        self.background("claims", self._hold, writing)

    async def _hold(self, writing: Writing) -> None:
        conversation_id = writing.conversation_id
        claim = partial(self.desk.claim, conversation_id, writing=writing.has_words)
        try:
            await self.errand(claim)
        except ClaimTaken as taken:
            self.warn(f"{taken.agent} is with this customer; what you write is kept.")
        else:
            self.holding.took(conversation_id)
        self.reload()

    def write_on(self) -> None:
        """Go on with what stands in the composer."""
        self.write(privately=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The composer is part of the conversation."""
        if event.widget is self.focused and self.composer.is_area(event.widget):
            self.pane, self.where = Where.CONVERSATION, Where.COMPOSER

    # -- while writing -----------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc keeps what is written; an empty composer goes away."""
        if self.where is not Where.COMPOSER:
            super().action_back()
            return
        self.keep()
        if not self.has_words():
            self.end_writing()
        self.go(Where.CONVERSATION)

    # -- taking back -------------------------------------------------------------------------

    def action_take_back(self) -> None:
        """The newest unsent reply is a draft again."""
        self.begin(self._take_back)

    async def _take_back(self) -> None:
        item = await self.errand(self.desk.take_back)
        self.reload()
        if item is None:
            self.say("No reply of yours waits to be sent.")
        elif item.kind is not OutboxKind.REPLY:
            self.say(f"Taken back: {text.clean_line(item.text)} was not done.")
        else:
            await self.write_again(item)

    async def write_again(self, item: OutboxItem) -> None:
        """What was taken back stands in the composer again."""
        if item.conversation_id == self.shown_id:
            self.leave()
        self.open(item.conversation_id)
        self.write(privately=item.private)
        out = text.clean_line(item.problem)
        self.say(
            f"Taken back: {out}." if item.parts > 1 and out else "Taken back: it was not sent."
        )
