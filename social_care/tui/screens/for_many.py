"""Words for many at once are kept like a draft, and offered with the next answer to many."""

from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from social_care.errors import SocialCareError
from social_care.models.composing import ForMany
from social_care.tui.screens.drafting import SAVE_S
from social_care.tui.screens.selecting import Selecting
from social_care.tui.widgets import words

if TYPE_CHECKING:
    from social_care.desk import Desk


class KeepingForMany(Selecting):
    """What is written in the dialog for many, and where it is safe."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._for_many: ForMany | None = None
        """As last saved; passed back with the next save."""
        self._many_words: str | None = None
        """What is not saved yet; None: everything is."""
        self._many_timer: Timer | None = None

    async def words_for_many(self) -> str:
        """What was written and not sent, in this console or before."""
        if self._many_words is not None:
            return self._many_words
        if self._for_many is None:
            self._for_many = await self.errand(self.desk.for_many)
        return "" if self._for_many is None else self._for_many.text

    def keep_for_many(self, written: str) -> None:
        """Save it in a moment."""
        self._many_words = written
        if self._many_timer is None:
            self._many_timer = self.set_timer(SAVE_S, self._save_soon)

    def _save_soon(self) -> None:
        self.background("drafts", self.save_for_many)

    async def save_for_many(self) -> None:
        """Now; what cannot be saved is tried again."""
        if self._many_timer is not None:
            self._many_timer.stop()
            self._many_timer = None
        if self._many_words is None:
            return
        try:
            await self.errand(partial(self._store_for_many, self._many_words))
        except SocialCareError as problem:
            self.warn(f"Not saved yet, tried again: {words.error(problem)}")

    def _store_for_many(self, written: str) -> None:
        """In a thread, in turn: what is passed on is always what was last returned."""
        self._for_many = self.desk.keep_for_many(written, self._for_many)
        if self._many_words == written:
            self._many_words = None

    def reload(self, *, status_too: bool = True) -> None:
        """What could not be saved is tried again as often as we read."""
        super().reload(status_too=status_too)
        if self._many_words is not None and self._many_timer is None:
            self._save_soon()

    async def sent_to_many(self) -> None:
        """They are on their way."""
        self._many_words = ""
        await self.save_for_many()

    async def close(self) -> bool:
        """Before the console ends; False when something could not be saved."""
        await self.save_for_many()
        return await super().close() and self._many_words is None
