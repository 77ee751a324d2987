"""w: what was done for a customer beyond the expected, in a line of words."""

from functools import partial
from typing import TYPE_CHECKING

from social_care.tui.screens.dialog import Ask
from social_care.tui.screens.tagging import Tagging

if TYPE_CHECKING:
    from social_care.desk import Desk


class Wowing(Tagging):
    """Asked for, kept, undone."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._wows: dict[int, str] = {}
        """Those that were begun and left."""

    def action_wow(self) -> None:
        """A WOW for the one at hand."""
        if (wanted := self.target_id) is not None:
            self.begin(self._wow, wanted)

    async def _wow(self, conversation_id: int) -> None:
        dialog = Ask("WOW: what did you do for them?", self._wows.pop(conversation_id, ""))
        written = await self.ask(dialog)
        if written is None:
            self._wows[conversation_id] = dialog.kept
        elif written.strip():
            self._wows[conversation_id] = written
            await self.mark(partial(self.desk.wow, conversation_id, written))
            del self._wows[conversation_id]
