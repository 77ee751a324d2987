"""The start: words that were left are offered before anything else."""

from typing import TYPE_CHECKING

from social_care.tui.screens.looking import Looking

if TYPE_CHECKING:
    from social_care.desk import Desk


class Resuming(Looking):
    """What one was in the middle of."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)

    def on_mount(self) -> None:
        """Once the first rows are painted."""
        self.background("drafts", self.recover)
