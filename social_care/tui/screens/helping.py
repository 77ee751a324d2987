"""What helps to write, as far as it stands on everything else: repeating a macro, the palette."""

from functools import partial

from social_care import text
from social_care.models.composing import Macro
from social_care.tui.keys import Where
from social_care.tui.screens.offers import Offer
from social_care.tui.screens.on_shift import OnShift
from social_care.tui.screens.repeating import Repeat
from social_care.tui.why_not import cannot_reply


class Helping(OnShift):
    """. with a macro; spelling in the palette."""

    def used_macro(self, macro: Macro) -> None:
        """It can be repeated."""
        name = text.clean_line(macro.name)
        again = partial(self._macro_again, name=macro.name)
        self.last_done = Repeat(words=f"macro {name}", again=again)

    async def _macro_again(self, conversation_id: int, *, name: str) -> None:
        """Begin a reply with it, as this customer would read it; the file is read anew."""
        row = self.known_row(conversation_id)
        if problem := cannot_reply(row, self.desk.agent, self.now):
            self.warn(problem)
            return
        found = await self.errand(partial(self.offered, conversation_id, name))
        if found is None or found.macro is None or found.filled is None:
            self.warn(f"There is no macro {text.clean_line(name)} for this conversation.")
            return
        if conversation_id != self.shown_id or self.where is Where.QUEUE:
            self.open(conversation_id)
        self.write(privately=False)
        if self.writing is not None:
            self.use_macro(self.writing, found.macro, found.filled)

    def offers(self) -> list[Offer]:
        """Spelling, on or off."""
        words = "spelling: do not look at it" if self.spells else "spelling: underline mistakes"
        toggle = partial(self.set_spelling, not self.spells)
        return [*super().offers(), Offer(words, "Words that no dictionary knows.", toggle)]
