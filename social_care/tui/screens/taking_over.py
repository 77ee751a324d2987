"""Claims: taking a customer, giving them back, taking them over, and losing them to a colleague."""

from functools import partial
from typing import TYPE_CHECKING

from social_care import text
from social_care.errors import ClaimTaken
from social_care.models.views import ConversationView, QueueRow
from social_care.tui.keys import shown
from social_care.tui.screens.opening import GIVE_BACK_MS, Opening
from social_care.tui.widgets import words

if TYPE_CHECKING:
    from social_care.desk import Desk

HEARTBEAT_S = 30.0
"""A claim is a lease of two minutes; so often it is renewed."""

TAKE_OVER_MS = 8_000
"""A second c so soon after the first takes over."""


class TakingOver(Opening):
    """c: presence is told, nobody is ever locked out, and nobody is robbed by accident."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._warned: tuple[int, str, int] | None = None
        """A conversation that c was pressed on, who held it then, until when c again takes over."""

    def on_mount(self) -> None:
        """Claims are renewed as long as the console is open."""
        self.set_interval(HEARTBEAT_S, self.renew)

    # -- taking ------------------------------------------------------------------------------

    def action_claim(self) -> None:
        """Claim, give the claim back, or take over."""
        if (wanted := self.target_id) is not None:
            self.begin(self._claim, wanted)

    async def _claim(self, conversation_id: int) -> None:
        row = self.known_row(conversation_id)
        holder = row.claimed_by if row is not None else None
        if holder == self.desk.agent:
            await self.give_back(conversation_id)
            self.say("Given back.")
        elif row is None or holder is None:
            await self._take(conversation_id)
        elif self._insisted_on(conversation_id, holder):
            await self._take_over(row, holder)
        else:
            self._warned = (conversation_id, holder, self.desk.now() + TAKE_OVER_MS)
            self.warn(
                f"{words.presence(row, self.now)}: {shown('claim')} again takes over;"
                f" {holder} keeps their words."
            )
        self.reload()

    async def _take(self, conversation_id: int) -> None:
        try:
            await self.errand(partial(self.desk.claim, conversation_id))
        except ClaimTaken as taken:
            self._warned = (conversation_id, taken.agent, self.desk.now() + TAKE_OVER_MS)
            self.warn(
                f"{text.clean_line(taken.agent)} was faster: {shown('claim')} again takes over."
            )
        else:
            self.holding.took(conversation_id)
            self.say("Claimed: yours until you leave it.")

    def _insisted_on(self, conversation_id: int, holder: str) -> bool:
        """Whether c was pressed here a moment ago, while the same colleague held the customer."""
        warned, self._warned = self._warned, None
        if warned is None or warned[:2] != (conversation_id, holder):
            return False
        return self.desk.now() <= warned[2]

    async def _take_over(self, row: QueueRow, holder: str) -> None:
        former = await self.errand(partial(self.desk.take_over, row.id, holder=holder))
        self.holding.took(row.id)
        name = words.customer(row)[0]
        if former:
            self.say(f"{name} is yours now; {text.clean_line(former)} keeps what they wrote.")
        else:
            self.say(f"{name} had just been given back: yours now.")

    # -- losing ------------------------------------------------------------------------------

    def take(self, view: ConversationView) -> None:
        """Whoever was taken over learns of it with the next change."""
        row = view.row
        if row.id in self.holding.held and row.claimed_by not in {None, self.desk.agent}:
            self._lost(row)
        elif row.claimed_by == self.desk.agent:
            self.holding.held.add(row.id)
        super().take(view)

    def renew(self) -> None:
        """Prolong what we hold."""
        self.background("claims", self._renew)

    async def _renew(self) -> None:
        for conversation_id in sorted(self.holding.held):
            writing = conversation_id == self.shown_id and self.has_words()
            beat = partial(self.desk.heartbeat, conversation_id, writing=writing)
            if not await self.errand(beat) and conversation_id in self.holding.held:
                rows = await self.errand(partial(self.desk.queue_rows, [conversation_id]))
                self._lost(rows.get(conversation_id))
                self.holding.lost(conversation_id)

    def _lost(self, row: QueueRow | None) -> None:
        """Say who has the customer now; what was written stays a draft of ours."""
        if row is None:
            return
        self.holding.lost(row.id)
        kept = "what you wrote is kept" if self._wrote(row) else "you had written nothing"
        if row.claimed_by in {None, self.desk.agent}:
            if self._wrote(row):
                self.warn("Your claim has run out; what you wrote is kept.")
            return
        who, name = text.clean_line(str(row.claimed_by)), words.customer(row)[0]
        self.warn(f"{who} has taken over {name}; {kept}.")

    def _wrote(self, row: QueueRow) -> bool:
        here = row.id == self.shown_id and self.has_words()
        return here or self.desk.agent in row.drafts

    # -- giving back -------------------------------------------------------------------------

    def hold_for_a_while(self, conversation_id: int) -> None:
        """A claim for something that is done in passing, such as a note: given back by itself."""
        self.holding.took(conversation_id)
        if conversation_id not in {self.shown_id, self._entered}:
            self.holding.left(conversation_id, self.desk.now() + GIVE_BACK_MS)
