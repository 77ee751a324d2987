"""The line that tells everybody that a backlog is worked off, while it is."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.reactive import reactive

from social_care import text
from social_care.models.presence import Here
from social_care.tui.widgets import times
from social_care.tui.widgets.bar import Bar, framed
from social_care.tui.widgets.lines import Line


class CatchUpBar(Bar):
    """One line, or none."""

    here: reactive[Here | None] = reactive(None)

    def __init__(self, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._zone = zone

    def lines(self, width: int) -> Sequence[Line]:
        """Since when, by whom, and what it means."""
        state = self.here.catch_up if self.here else None
        if state is None:
            return [()]
        since, by = times.clock(state.since, self._zone), text.clean_line(state.by)
        what: Line = ((": every third pull is the oldest late", ""),)
        return [framed(((f"CATCH-UP since {since} by {by}", "warn"), *what), (), width)]

    def watch_here(self) -> None:
        """Not even an empty line while there is nothing to tell."""
        self.display = self.here is not None and self.here.catch_up is not None

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self.display = False
