"""Opening conversations and leaving them; which customers are ours."""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from social_care.errors import NotFound
from social_care.models.views import ConversationView, QueueRow
from social_care.tui.holding import Holding
from social_care.tui.keys import Where
from social_care.tui.layout import next_pane
from social_care.tui.screens.panes import Panes
from social_care.tui.widgets.queue_list import QueueList

if TYPE_CHECKING:
    from social_care.desk import Desk

FOLLOW_S = 0.12
"""On a wide screen the conversation under the cursor is shown once the cursor rests."""

GIVE_BACK_MS = 20_000
"""A claim is given back so long after its conversation was left without a word written."""


class Opening(Panes):
    """Which conversation is in view, and which customers are ours."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.holding = Holding()
        self._entered: int | None = None
        """The conversation that was opened on purpose, not just passed with the cursor."""
        self._before: int | None = None
        self._following: Timer | None = None

    def action_next_pane(self) -> None:
        """Queue, conversation, customer."""
        pane = next_pane(self.pane)
        selected = self.queue.selected
        if pane is Where.CONVERSATION and selected is not None:
            self.open(selected)
        elif pane is Where.CUSTOMER and self.shown_id is None:
            self.go(Where.QUEUE)
        else:
            self.go(pane)

    def go_to_queue(self) -> None:
        """Back to the list; on a narrow screen the conversation is left."""
        super().go_to_queue()
        if Where.CONVERSATION not in self.in_sight(Where.QUEUE):
            self.leave()

    # -- opening -----------------------------------------------------------------------------

    def open(self, conversation_id: int) -> None:
        """Show a conversation and go to it: it counts as read."""
        self.show(conversation_id)
        if self._entered != conversation_id:
            self._before, self._entered = self._entered, conversation_id
        self.queue.move_to(conversation_id)
        self.go(Where.CONVERSATION)
        self.background("reading", self._mark_read, conversation_id)

    def action_open(self) -> None:
        """The one under the cursor."""
        if self.queue.selected is not None:
            self.open(self.queue.selected)

    def show(self, conversation_id: int) -> None:
        """Bring a conversation into view."""
        self.holding.back(conversation_id)
        if conversation_id != self.shown_id:
            self.leave()
            self._forget_notice()
            self.shown_id, self.shown = conversation_id, None
        self.thread.opening = self.shown is None
        self.background("opening", self._load, conversation_id)

    def _forget_notice(self) -> None:
        """What was told in passing was about what is left now; a way to undo stays in sight."""
        if self.notice is not None and self.notice.until is not None:
            self.notice = None

    async def _load(self, conversation_id: int) -> None:
        """In turn: a draft that is being saved is read again only when it is safe."""
        try:
            view = await self.errand(partial(self.desk.conversation, conversation_id))
        except NotFound:
            self.warn("This conversation is gone.")
            return
        if conversation_id == self.shown_id:
            self.take(view)
            self.arrived(view)

    async def _mark_read(self, conversation_id: int) -> None:
        with suppress(NotFound):
            await self.errand(partial(self.desk.mark_read, conversation_id))

    def arrived(self, view: ConversationView) -> None:
        """A conversation has just been opened and read. For those who write in it."""

    def leave(self) -> None:
        """The conversation in view is left: a claim without words is given back in a while."""
        if self.shown_id is not None and self.shown_id == self._entered and not self.has_words():
            self.holding.left(self.shown_id, self.desk.now() + GIVE_BACK_MS)

    def has_words(self) -> bool:
        """Whether something is written for the conversation in view."""
        return self.shown is not None and self.shown.draft is not None

    def known_row(self, conversation_id: int | None) -> QueueRow | None:
        """What is known of a conversation without asking."""
        if self.shown is not None and self.shown.row.id == conversation_id:
            return self.shown.row
        if conversation_id == self.queue.selected:
            return self.queue.selected_row
        return None if conversation_id is None else self.queue.row_of(conversation_id)

    @on(QueueList.Opened)
    def _opened(self, event: QueueList.Opened) -> None:
        self.open(event.conversation_id)

    @on(QueueList.Moved)
    def _moved(self) -> None:
        """Follow the cursor where both panes are in sight."""
        if self._following is not None:
            self._following.stop()
        if Where.CONVERSATION in self.in_sight(Where.QUEUE):
            self._following = self.set_timer(FOLLOW_S, self._follow)

    def _follow(self) -> None:
        selected = self.queue.selected
        if self.where is Where.QUEUE and selected not in {None, self.shown_id}:
            self.background("opening", self._show_beside, selected)

    async def _show_beside(self, conversation_id: int) -> None:
        """Read first: the conversation before stays until this one takes its place, at one go."""
        view = await self.errand(partial(self._read_if_there, conversation_id))
        rests = self.where is Where.QUEUE and self.queue.selected == conversation_id
        if view is None or not rests or conversation_id == self.shown_id:
            return
        self.holding.back(conversation_id)
        self.leave()
        self.shown_id = conversation_id
        self.take(view)
        self.arrived(view)

    def _read_if_there(self, conversation_id: int) -> ConversationView | None:
        try:
            return self.desk.conversation(conversation_id)
        except NotFound:
            return None

    def action_fold(self) -> None:
        """Show what stands around the messages, or fold it away."""
        self.thread.fold()

    # -- taking ------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Claim and open the customer who needs us most."""
        self.begin(self.take_next)

    async def take_next(self) -> None:
        """The same, awaited; says so when nobody is left."""
        found = await self.errand(self.desk.next)
        self.reload()
        if found is None:
            self.go_to_queue()
            self.say("Nobody waits whom you could take.")
            return
        self.holding.took(found)
        self.open(found)

    @property
    def last_one(self) -> int | None:
        """The conversation before; in the queue the one that was open last, unless it is there."""
        left = self.where is Where.QUEUE and self._entered not in {None, self.queue.selected}
        return self._entered if left else self._before

    def action_last_one(self) -> None:
        """Back to it."""
        if (last := self.last_one) is not None:
            self.open(last)

    async def give_back(self, conversation_id: int) -> None:
        """Others may take the customer."""
        self.holding.lost(conversation_id)
        await self.errand(partial(self.desk.release, conversation_id))

    def tick(self) -> None:
        """Claims that were left are given back when their time has come."""
        super().tick()
        for conversation_id in self.holding.due(self.now):
            self.background("claims", self.give_back, conversation_id)
