"""Who will be able to read it, and whether it answers them: both stand in the title."""

from dataclasses import replace

from social_care.tui.screens.attaching import Attaching
from social_care.tui.situation import last_visibility
from social_care.tui.writing import NOTHING_SAVED


class Addressing(Attaching):
    """F3: public or private. F5: an answer, or "still with you"."""

    def action_privacy(self) -> None:
        """Public or private, where there is a choice."""
        writing = self.writing
        if writing is None:
            return
        writing.private = not writing.private
        wrote_privately = writing.read is not None and last_visibility(writing.read).is_private
        writing.public = wrote_privately and not writing.private
        self.composer.problem, self.composer.parts = "", ()
        self.fit_composer()
        self.keep()

    def action_still_with_you(self) -> None:
        """It holds the customer, or answers them; kept with the draft."""
        writing = self.writing
        if writing is None:
            return
        writing.along = replace(writing.along, holding=not writing.along.holding)
        writing.held_as, self.composer.problem = NOTHING_SAVED, ""  # what is held is another one
        self.fit_composer()
        self.keep()
