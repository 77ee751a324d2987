""". : the last tag, wrap-up or macro once more, with the conversation at hand or all selected."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from social_care import text
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.tui.keys import undoes
from social_care.tui.screens.similar import Similar

if TYPE_CHECKING:
    from social_care.desk import Desk

Again = Callable[[int], Coroutine[None, None, None]]
"""Does it with one conversation, and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What . does."""

    words: str
    """"tag late parcel", "resolve as delivery"; safe."""
    again: Again
    deed: BulkDeed | None = None
    """The same for many; None where it is for one at a time."""


class Repeating(Similar):
    """Remembers the last one; others set `last_done` too."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.last_done: Repeat | None = None

    def action_repeat(self) -> None:
        """Once more."""
        last, wanted = self.last_done, self.target_id
        if last is not None and last.deed is not None and self.several:
            self.begin(self.do_with_all, last.deed)
        elif last is not None and wanted is not None:
            self.begin(self._repeat, last, wanted)

    async def _repeat(self, last: Repeat, conversation_id: int) -> None:
        """What is said about it says that it was a repetition."""
        before = self.notice
        await last.again(conversation_id)
        said = self.notice
        if said is not None and said is not before and said.look != "warn":
            self.say(f"Again: {said.text}", said.look, lasting=said.until is None)

    # -- what is remembered ------------------------------------------------------------------

    async def resolve_as(self, conversation_id: int, wrap_up: str) -> None:
        """A wrap-up code can be repeated."""
        if wrap_up:
            self._remember(BulkDeed(kind=BulkKind.RESOLVE, wrap_up=wrap_up))
        await super().resolve_as(conversation_id, wrap_up)

    def done_with_all(self, deed: BulkDeed) -> None:
        """So can what was done with many."""
        super().done_with_all(deed)
        if deed.tag or deed.wrap_up:
            self._remember(deed)

    def _remember(self, deed: BulkDeed) -> None:
        if deed.kind is BulkKind.TAG:
            again: Again = partial(self.tag_one, tag=deed.tag)
            said = f"tag {text.clean_line(deed.tag)}"
        else:
            again = partial(self.resolve_as, wrap_up=deed.wrap_up)
            said = f"resolve as {text.clean_line(deed.wrap_up)}"
        self.last_done = Repeat(words=said, again=again, deed=deed)

    async def tag_one(self, conversation_id: int, *, tag: str) -> None:
        """Give it this tag."""
        rows = await self.errand(partial(self.desk.queue_rows, [conversation_id]))
        if conversation_id in rows and tag in rows[conversation_id].tags:
            self.say(f"It is tagged {text.clean_line(tag)} already.")
        else:
            await self.mark(partial(self.desk.tag, conversation_id, tag))
        self._remember(BulkDeed(kind=BulkKind.TAG, tag=tag))

    async def mark(self, deed: Callable[[], str]) -> None:
        """A deed that leaves the conversation where it is."""
        self.say(await self.errand(deed) + undoes(), lasting=True)
        self.reload()
