"""Words that no dictionary knows are underlined a moment after they are typed."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from social_care.errors import SocialCareError
from social_care.models.composing import Span
from social_care.tui.screens.addressing import Addressing
from social_care.tui.widgets.composer import Composer
from social_care.tui.writing import Writing

if TYPE_CHECKING:
    from social_care.desk import Desk

SPELLING_KEY = "spelling"

LOOK_S = 0.25
"""Looked at so long after the last key."""

RESTS_S = 1.0
"""After that the word at the cursor is one, too: nobody goes on typing it."""

ANY_WORD = "hello"


class Spelling(Addressing):
    """Underlining, which never holds anything up."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.spells = True
        """Whether spelling is looked at; remembered from one shift to the next."""
        self._look_timer: Timer | None = None
        self._rest_timer: Timer | None = None
        self._one_reader = asyncio.Lock()
        """A dictionary that takes long takes one thread, and none from those who save."""

    def on_mount(self) -> None:
        """As it was left."""
        with suppress(SocialCareError):
            self.spells = self.desk.remembered(SPELLING_KEY, default=True)

    def begin_writing(self, writing: Writing, written: str = "") -> None:
        """The dictionary is loaded before the first word is there."""
        super().begin_writing(writing, written)
        if self.spells:
            self.background("dictionary", self._load_dictionary)
        self._look_soon()

    async def _load_dictionary(self) -> None:
        language, names = self._reader()
        async with self._one_reader:
            await asyncio.to_thread(self.desk.mistakes, ANY_WORD, language, names)

    @on(Composer.Typed)
    def _typed_on(self) -> None:
        self._look_soon()

    def _look_soon(self) -> None:
        for timer in (self._look_timer, self._rest_timer):
            if timer is not None:
                timer.stop()
        if self.spells and self.writing is not None:
            self._look_timer = self.set_timer(LOOK_S, partial(self._look_at, resting=False))
            self._rest_timer = self.set_timer(RESTS_S, partial(self._look_at, resting=True))

    def _look_at(self, *, resting: bool) -> None:
        if self.writing is not None and self.composer.text.strip():
            self.background("spelling", self._spell, self.composer.text, resting=resting)

    async def _spell(self, written: str, *, resting: bool) -> None:
        language, names = self._reader()
        async with self._one_reader:
            if written != self.composer.text:
                return  # there is a later look
            found = await asyncio.to_thread(self.desk.mistakes, written, language, names)
        if self.spells:
            at = -1 if resting else self.composer.area.cursor_index
            self.composer.underline(written, tuple(span for span in found if span.end != at))

    def _reader(self) -> tuple[str, tuple[str, ...]]:
        """The language of the conversation, and names that are no mistakes."""
        row = self.known_row(self.shown_id)
        if row is None:
            return "en", ()
        return row.language, (row.customer_name, row.customer_handle)

    def set_spelling(self, wanted: bool) -> None:
        """On or off, now and from now on."""
        self.spells = wanted
        self.say("Spelling is underlined." if wanted else "Spelling is not looked at.")
        nothing: tuple[Span, ...] = ()
        self.composer.underline(self.composer.text, nothing)
        self._look_soon()
        self.background("state", self._remember_spelling)

    async def _remember_spelling(self) -> None:
        with suppress(SocialCareError):
            await self.errand(partial(self.desk.remember, SPELLING_KEY, self.spells))
