"""Answering: from the first key of a reply to the outbox, and back again."""

from functools import partial

from textual.events import DescendantFocus

from social_care import text
from social_care.errors import ClaimTaken, SocialCareError
from social_care.models import OutboxState
from social_care.models.views import ConversationView, OutboxItem, QueueRow
from social_care.tui.keys import Where
from social_care.tui.screens.drafting import last_visibility
from social_care.tui.screens.editing import Editing
from social_care.tui.screens.opening import GIVE_BACK_MS
from social_care.tui.widgets import words
from social_care.tui.writing import Writing


class Answering(Editing):
    """Writing, sending, taking back."""

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
            self.say("There is nobody to reply to.")
            return
        row = self.known_row(wanted)
        problem = cannot_reply(row, self.desk.agent) if row is not None else ""
        if privately and self.shown is not None and wanted == self.shown.row.id:
            problem = problem or cannot_be_private(self.shown)
        if problem:
            self.warn(problem)
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
            writing.private = True
            self.fit_composer()
        self.where = Where.COMPOSER
        self.set_focus(self.composer.area, scroll_visible=False)
        self.background("claims", self._hold, self.shown_id)

    async def _hold(self, conversation_id: int) -> None:
        try:
            await self.errand(partial(self.desk.claim, conversation_id, writing=True))
        except ClaimTaken as taken:
            self.warn(f"{taken.agent} is with this customer; what you write is kept.")
        else:
            self.holding.took(conversation_id)
        self.reload()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The composer is part of the conversation."""
        if event.widget is self.focused is self.composer.area:
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

    def action_privacy(self) -> None:
        """Public or private, where there is a choice."""
        if self.writing is None:
            return
        read, private = self.writing.read, not self.writing.private
        if read is not None and private and (problem := cannot_be_private(read)):
            self.composer.problem = problem
        elif read is not None and not private and last_visibility(read).is_private:
            self.composer.problem = "The customer wrote privately: so does the answer."
        else:
            self.writing.private = private
            self.fit_composer()
            self.keep()

    # -- sending -----------------------------------------------------------------------------

    def action_send(self) -> None:
        """Into the outbox."""
        if self.writing is not None and not self.writing.sending:
            self.begin(self._send, self.writing)

    def action_send_kept(self) -> None:
        """The same for a text that was left with Esc."""
        if self.has_words():
            self.action_send()
        else:
            self.say("There is nothing to send: r begins a reply.")

    async def _send(self, writing: Writing) -> None:
        written = self.composer.text
        if problem := unsendable(writing, written):
            self.composer.problem = problem
            return
        await self._save(writing, written)
        writing.sending = self.composer.area.read_only = True
        try:
            item = await self.errand(partial(self._submit, writing, written))
        except SocialCareError as error:
            self.composer.problem = words.error(error)
            return
        finally:
            writing.sending = self.composer.area.read_only = False
            self.reload()
        if item.state is OutboxState.HELD:
            self._held(writing, item)
        else:
            await self._sent(item)

    def _submit(self, writing: Writing, written: str) -> OutboxItem:
        """In a thread: the first try, or the decision about a held one."""
        held = writing.held
        if held is not None and (held.text, held.private) == (written.strip(), writing.private):
            item = self.desk.release_held(held.id)
        else:
            if held is not None:
                self._replace(writing, held)
            item = self.desk.submit(
                writing.conversation_id,
                written,
                private=writing.private,
                seen=writing.seen(self.desk.now()),
                draft=writing.draft,
                anyway=held is not None,
            )
        writing.draft, writing.sent = None, item.state is not OutboxState.HELD
        writing.saved = (written, writing.private)
        return item

    def _replace(self, writing: Writing, held: OutboxItem) -> None:
        """A held reply that was edited: the former words must not be sent as well."""
        mine = self.desk.outbox(mine=True)
        if writing.draft is not None:
            self.desk.discard_draft(writing.draft)
        if mine and mine[0].id == held.id:
            self.desk.take_back()
            writing.draft = self.desk.conversation(writing.conversation_id).draft

    def _held(self, writing: Writing, item: OutboxItem) -> None:
        writing.held = item
        problem = text.clean_line(item.problem)
        self.composer.problem = f"Held: {problem}. Ctrl+S again sends it anyway."

    async def _sent(self, item: OutboxItem) -> None:
        """Count down, and open the next one."""
        self.end_writing()
        self.holding.left(item.conversation_id, self.desk.now() + GIVE_BACK_MS)
        self.notice, self.outbox = None, (item, *self.outbox)
        await self.take_next()

    # -- taking back -------------------------------------------------------------------------

    def action_take_back(self) -> None:
        """The newest unsent reply is a draft again."""
        self.begin(self._take_back)

    async def _take_back(self) -> None:
        item = await self.errand(self.desk.take_back)
        self.reload()
        if item is None:
            self.say("No reply of yours waits to be sent.")
            return
        if item.conversation_id == self.shown_id:
            self.leave()
        self.open(item.conversation_id)
        self.write(privately=item.private)
        self.say("Taken back: it was not sent.")


def cannot_reply(row: QueueRow, agent: str) -> str:
    """Why this conversation cannot be answered by us now, with what to do; or nothing."""
    if not row.can_reply:
        reason = text.clean_line(row.can_reply_reason) or "the network does not let us"
        return f"Cannot reply here: {reason}. o opens it; then E records the answer."
    if row.claimed_by is not None and row.claimed_by != agent:
        return f"{text.clean_line(row.claimed_by)} is with this customer."
    return ""


def cannot_be_private(view: ConversationView) -> str:
    """Why there is no private answer here; or nothing."""
    if view.limits.can_private or last_visibility(view).is_private:
        return ""
    return f"{text.clean_line(view.row.channel)} has no private answer to a public post."


def unsendable(writing: Writing, written: str) -> str:
    """What stops these words from being sent, before anybody is asked; or nothing."""
    if not written.strip():
        return "There is nothing to send yet."
    if writing.read is None:
        return "The conversation is still being read: try again."
    if writing.private and (problem := cannot_be_private(writing.read)):
        return f"{problem} F3 makes it public."
    over = text.over_limit(writing.read.prefix + written, writing.limits)
    return f"Too long by {over}: the network takes {writing.limits.max_length}." if over else ""
