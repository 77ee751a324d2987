"""The console in plain words: for screen readers, braille lines, and whoever wants no drawing.

One pane at a time, nothing but text, the terminal's own cursor on the line that matters, and
nothing drawn anew that has not changed.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

from social_care.tui.app import ConsoleApp
from social_care.tui.screens.main import MainScreen
from social_care.tui.theme import UNCOLOURED

if TYPE_CHECKING:
    from social_care.desk import Desk

LOOK = Path(__file__).parent / "theme" / "plain.tcss"

SHOW_CURSOR = "\x1b[?25h"

DRAWN = re.compile("[\u2500-\u259f]")
"""Rules, boxes, bars: what is no text."""


@runtime_checkable
class Reads(Protocol):
    """A widget that knows which of its lines the eye, or the ear, is on."""

    def reading_line(self) -> int:
        """From its top; 0 is the first."""


class Undrawn(LineFilter):
    """Blanks instead of all that is drawn rather than written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments, as wide as they were."""
        if not any(DRAWN.search(one.text) for one in segments):
            return segments
        return [Segment(DRAWN.sub(" ", one.text), one.style, one.control) for one in segments]


class PlainConsole(ConsoleApp):
    """The same console, said instead of drawn."""

    _undrawn = Undrawn()

    def fitting_theme(self, wanted: str) -> str:  # noqa: ARG002 - the one without any colour
        """No colour says anything here."""
        return UNCOLOURED

    def make_main(self, desk: "Desk") -> MainScreen:
        """One pane, rows in words, countdowns by the minute."""
        screen = super().make_main(desk)
        self.stylesheet.read(LOOK)
        screen.say_plainly()
        return screen

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Ours, then what keeps the terminal safe."""
        return [self._undrawn, *super().get_line_filters()]

    def on_mount(self) -> None:
        """The terminal's own cursor is in sight; after an editor, too."""
        self._tell_terminal(SHOW_CURSOR)
        self.app_resume_signal.subscribe(self, lambda _: self._tell_terminal(SHOW_CURSOR))

    def reading_place(self) -> Offset | None:
        """Where the line stands that matters now, or the cell that is typed into."""
        focused: object = self.screen.focused
        if isinstance(focused, Input | TextArea):
            return typing_place(focused)
        found = focused if isinstance(focused, Reads) else self._first_that_reads()
        if found is None:
            return None
        region = found.region  # type: ignore[attr-defined]
        line = max(0, min(found.reading_line(), region.height - 1))
        return Offset(region.x, region.y + line)

    def _first_that_reads(self) -> Reads | None:
        return next((one for one in self.screen.query("*") if isinstance(one, Reads)), None)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Textual leaves the cursor at `cursor_position` after all it draws."""
        if (place := self.reading_place()) is not None:
            self.cursor_position = place
        super()._display(screen, renderable)


def typing_place(field: Input | TextArea) -> Offset:
    """The cell that the next character goes to; a line tells the one after it, at its end."""
    place = field.cursor_screen_offset
    beyond = isinstance(field, Input) and field.cursor_at_end
    return place - Offset(1, 0) if beyond else place
