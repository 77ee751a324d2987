"""The start: words that were left are offered before anything else."""

from typing import TYPE_CHECKING

from textual.events import Key

from social_care import text
from social_care.models.views import DraftItem, View
from social_care.tui.keys import Where, keys_of, shown, shown_view
from social_care.tui.screens.stopping import Stopping

if TYPE_CHECKING:
    from social_care.desk import Desk

DRAFTS_VIEW = list(View).index(View.DRAFTS) + 1


class Resuming(Stopping):
    """What one was in the middle of: Enter goes on with it, any other key goes on without."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._resume: int | None = None
        """The conversation that Enter opens instead of the one under the cursor."""
        self._begun = False
        """A key was pressed: it is too late to offer anything."""

    def on_mount(self) -> None:
        """Once the first rows are painted."""
        self.background("drafts", self._offer)

    async def _offer(self) -> None:
        await self.recover()
        found = await self.errand(self.desk.drafts)
        if found and not self._begun and self.where is Where.QUEUE:
            self._resume = found[0].conversation_id
            self.say(offer(found, self.desk.now()), "strong", lasting=True)
        elif not self._begun and await self.errand(self.desk.for_many) is not None:
            ways = f"select them ({shown('select')}), then {shown('reply')} goes on"
            self.say(f"You were writing to many at once: {ways}", "strong", lasting=True)

    def on_key(self, event: Key) -> None:
        """Any other key goes on without it."""
        self._begun = True
        if event.key not in keys_of("open") and self._resume is not None:
            self._resume = self.notice = None

    def action_open(self) -> None:
        """Open the draft that was offered, else the conversation under the cursor."""
        if self._resume is None:
            super().action_open()
            return
        wanted, self._resume, self.notice = self._resume, None, None
        self.open(wanted)
        self.write(privately=False)


def offer(found: tuple[DraftItem, ...], now: int) -> str:
    """You were writing to Kim, 4m ago: Enter; how many more there are, and whether it is late."""
    newest = found[0]
    name = text.clean_line(newest.customer_name, limit=24) or "a customer"
    ago = text.ago(now - newest.updated_at)
    said = f"You were writing to {name}, {ago} ago: {shown('open')} goes on"
    if newest.answered_since:
        said += f" ({text.clean_line(newest.answered_since)})"
    more = f" · {len(found) - 1} more: {shown_view(DRAFTS_VIEW)}"
    return said + more if len(found) > 1 else said
