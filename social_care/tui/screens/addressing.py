"""Who will be able to read it: private stays private, and going public is unmistakable."""

from social_care.tui.screens.attaching import Attaching
from social_care.tui.situation import last_visibility


class Addressing(Attaching):
    """F3: public or private."""

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
