"""F2: a prepared beginning goes into the composer, and what goes with it is done with the send."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.composing import NOTHING_ALONG, Filled, Macro, MacroActions
from social_care.models.views import ConversationView
from social_care.tui.screens.macro_list import MacroList, Offered, Offering, told
from social_care.tui.screens.spelling import Spelling
from social_care.tui.why_not import cannot_be_private
from social_care.tui.widgets import words
from social_care.tui.widgets.composer import Composer
from social_care.tui.writing import Writing

if TYPE_CHECKING:
    from social_care.desk import Desk


class Macros(Spelling):
    """Choosing one, putting it in, remembering what goes along."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.macros_known: int | None = None
        """How many there are to choose from, or faults to be told; None: not known yet."""

    def action_macro(self) -> None:
        """Which one?"""
        if self.writing is not None:
            self.begin(self._choose_macro, self.writing)

    async def _choose_macro(self, writing: Writing) -> None:
        offering = await self.errand(partial(self._offering, writing.conversation_id))
        along = told(writing.along, sent=True)
        listed = MacroList(self.customer_said(), offering, self.desk.find_macros, along=along)
        chosen = await self.ask(listed)
        if chosen is None or writing is not self.writing:
            return
        if chosen.macro is None or chosen.filled is None:
            self._take_along(writing, NOTHING_ALONG)
        else:
            self.use_macro(writing, chosen.macro, chosen.filled)

    def _offering(self, conversation_id: int) -> Offering:
        """In a thread: files are read anew."""
        macros = self.desk.macros(conversation_id)
        filled = [self.desk.filled(conversation_id, macro) for macro in macros]
        return Offering(macros=macros, filled=filled, problems=self.desk.macro_problems())

    def offered(self, conversation_id: int, name: str) -> Offered | None:
        """In a thread: the macro of this name, if there is one for this conversation."""
        for macro in self.desk.macros(conversation_id):
            if macro.name == name:
                return Offered(macro=macro, filled=self.desk.filled(conversation_id, macro))
        return None

    def customer_said(self) -> tuple[str, str]:
        """Who, and their newest words, for whoever chooses an answer to them."""
        row = self.known_row(self.shown_id)
        if row is None:
            return "", ""
        return words.customer(row)[0], text.preview(row.text, limit=400)

    def use_macro(self, writing: Writing, macro: Macro, filled: Filled) -> None:
        """Its words at the cursor; what goes with it is shown, and done once this is sent."""
        self.composer.put_in(filled.text)
        self._take_along(writing, together(writing.along, macro.actions))
        if macro.actions.private and not writing.private:
            self._make_private(writing)
        self.used_macro(macro)

    def used_macro(self, macro: Macro) -> None:
        """It can be repeated. For those who remember it."""

    def _make_private(self, writing: Writing) -> None:
        """As F3 would."""
        if problem := cannot_be_private(writing.read):
            self.warn(f"{problem}; this macro asks for a private answer: read it once more")
            return
        writing.private, writing.public = True, False
        self.fit_composer()
        self.keep()

    # -- what goes along ---------------------------------------------------------------------

    def _take_along(self, writing: Writing, actions: MacroActions) -> None:
        """Kept with the draft."""
        writing.along = actions
        self.composer.along = told(actions, sent=True)
        self.composer.holding = actions.holding
        self.keep()

    @on(Composer.Typed)
    def _typed_away(self, event: Composer.Typed) -> None:
        """Whoever takes back all words takes back what would have gone with them."""
        writing = self.writing
        if writing is not None and writing.along != NOTHING_ALONG and not event.text.strip():
            self._take_along(writing, NOTHING_ALONG)

    def begin_writing(self, writing: Writing, written: str = "") -> None:
        """A draft that is opened again still has with it what it had."""
        super().begin_writing(writing, written)
        self.composer.along = told(writing.along, sent=True)
        self.macros_known = None
        self.background("help", self._look_for_help, writing)

    async def _look_for_help(self, writing: Writing) -> None:
        """Before a key asks for it: the footer greys what would offer nothing."""
        with suppress(SocialCareError):  # whoever asks is told
            count = await asyncio.to_thread(self._count_macros, writing.conversation_id)
            if writing is self.writing:
                self.macros_known = count
                self.grey()

    def _count_macros(self, conversation_id: int) -> int:
        return len(self.desk.macros(conversation_id)) + len(self.desk.macro_problems())

    def grey(self) -> None:
        """More is known of what would do nothing. Obeying says where."""

    def arrived(self, view: ConversationView) -> None:
        """So has one that comes when writing has begun."""
        super().arrived(view)
        if self.writing is not None:
            self.composer.along = told(self.writing.along, sent=True)


def together(one: MacroActions, other: MacroActions) -> MacroActions:
    """What goes with two macros in one reply: all of it, and the later one's where they differ."""
    return MacroActions(
        private=one.private or other.private,
        resolve=one.resolve or other.resolve,
        holding=one.holding or other.holding,
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        wrap_up=other.wrap_up or one.wrap_up,
        assign=other.assign or one.assign,
        snooze_minutes=other.snooze_minutes or one.snooze_minutes,
    )


def deeds_of(actions: MacroActions) -> Macro:
    """A macro that is nothing but these deeds."""
    return Macro(
        name="", text="", actions=replace(actions, private=False, resolve=False, holding=False)
    )
