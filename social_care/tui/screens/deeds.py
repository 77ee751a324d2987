"""What is done to a conversation without a reply, each with a sentence and a way back."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from social_care import text
from social_care.errors import ClaimTaken, NotAllowed
from social_care.tui.keys import Where, undoes
from social_care.tui.screens.deciding import Deciding
from social_care.tui.screens.dialog import Ask, Choice, Option
from social_care.tui.screens.snoozing import SnoozeChoice, snooze_times
from social_care.tui.widgets import words

if TYPE_CHECKING:
    from social_care.desk import Desk

ELSEWHERE: tuple[Option, ...] = (
    ("phone", "by phone"),
    ("app", "in the network's own app"),
    ("other", "otherwise"),
)


class Deeds(Deciding):
    """Resolve, snooze, dismiss, elsewhere, note, undo."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._once_more: tuple[int, str] | None = None
        """An unanswered complaint that e was pressed on, and its wrap-up code."""
        self._notes: dict[int, str] = {}
        """Notes that were begun and left."""
        self._reasons: dict[int, str] = {}
        """Promises that were begun and left."""

    async def _do(self, deed: Callable[[], str], *, undoable: bool = True) -> None:
        """Do it, say it, and leave what is done."""
        sentence = await self.errand(deed)
        self.say(sentence + undoes() if undoable else sentence, lasting=undoable)
        self.reload()
        if self.pane is not Where.QUEUE:
            self.go_to_queue()

    # -- resolve -----------------------------------------------------------------------------

    def action_resolve(self) -> None:
        """Resolve, with a wrap-up code where there are any."""
        if (wanted := self.target_id) is not None:
            self.begin(self._resolve, wanted)

    async def _resolve(self, conversation_id: int) -> None:
        once_more, self._once_more = self._once_more, None
        if once_more is not None and once_more[0] == conversation_id:
            await self._do(partial(self._resolved, conversation_id, once_more[1], anyway=True))
            return
        wrap_up = await self._ask_wrap_up()
        if wrap_up is not None:
            await self.resolve_as(conversation_id, wrap_up)

    async def resolve_as(self, conversation_id: int, wrap_up: str) -> None:
        """Resolve it with a code, or none; an unanswered complaint once more."""
        try:
            await self._do(partial(self._resolved, conversation_id, wrap_up))
        except NotAllowed as problem:
            self._once_more = (conversation_id, wrap_up)
            self.warn(words.error(problem))

    def _resolved(self, conversation_id: int, wrap_up: str, *, anyway: bool = False) -> str:
        """In a thread; the sentence names the code."""
        sentence = self.desk.resolve(conversation_id, wrap_up=wrap_up, anyway=anyway)
        return f"{sentence} as {text.clean_line(wrap_up)}" if wrap_up else sentence

    async def _ask_wrap_up(self) -> str | None:
        codes = self.desk.wrap_ups
        if not codes:
            return ""
        options = [(code, code) for code in codes]
        return await self.ask(Choice("Resolve as", options, skips="without a wrap-up code"))

    # -- the others --------------------------------------------------------------------------

    def action_dismiss_it(self) -> None:
        """It needs no answer."""
        if (wanted := self.target_id) is not None:
            self.begin(self._do, partial(self.desk.dismiss, wanted))

    def action_snooze(self) -> None:
        """Put it aside."""
        if (wanted := self.target_id) is not None:
            self.begin(self._snooze, wanted)

    async def _snooze(self, conversation_id: int) -> None:
        until = snooze_times(self.desk.now(), self.zone)
        options = [(str(at), words) for at, words in until.items()]
        dialog = SnoozeChoice(options, self._reasons.pop(conversation_id, ""))
        chosen = await self.ask(dialog)
        if chosen:
            snooze = partial(self.desk.snooze, conversation_id, int(chosen), reason=dialog.reason)
            await self._do(snooze)
        else:
            self._reasons[conversation_id] = dialog.reason

    async def ask_until(self) -> int | None:
        """For how long? The end in ms since 1970 UTC; None for Esc."""
        until = snooze_times(self.desk.now(), self.zone)
        options = [(str(at), words) for at, words in until.items()]
        chosen = await self.ask(Choice("Snooze for", options))
        return int(chosen) if chosen else None

    def action_elsewhere(self) -> None:
        """Answered by phone, in the app, otherwise."""
        if (wanted := self.target_id) is not None:
            self.begin(self._elsewhere, wanted)

    async def _elsewhere(self, conversation_id: int) -> None:
        how = await self.ask(Choice("Answered elsewhere", ELSEWHERE))
        if how:
            await self._do(partial(self.desk.answered, conversation_id, how), undoable=False)

    def action_note(self) -> None:
        """For colleagues."""
        if (wanted := self.target_id) is not None:
            self.begin(self._note, wanted)

    async def _note(self, conversation_id: int) -> None:
        begun = partial(self.background, "claims", self._claim_for_note, conversation_id)
        dialog = Ask("Note for colleagues", self._notes.pop(conversation_id, ""), begun=begun)
        written = await self.ask(dialog)
        if written is None:
            self._notes[conversation_id] = dialog.kept
        elif written.strip():
            self._notes[conversation_id] = written
            self.say(await self.errand(partial(self.desk.note, conversation_id, written)))
            del self._notes[conversation_id]
            self.reload()

    async def _claim_for_note(self, conversation_id: int) -> None:
        """Who begins a note is with the customer; a colleague's may be noted all the same."""
        with suppress(ClaimTaken):
            await self.errand(partial(self.desk.claim, conversation_id))
            self.hold_for_a_while(conversation_id)
        self.reload()

    def action_undo(self) -> None:
        """The last deed, if nothing has happened since."""
        self.begin(self._undo)

    async def _undo(self) -> None:
        sentence = await self.errand(self.desk.undo)
        self.say(sentence or "There is nothing of yours to undo.")
        self.reload()
