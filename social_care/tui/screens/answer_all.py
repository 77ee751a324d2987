"""One answer for many, written with variables: each customer is answered in words of their own."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from social_care import text
from social_care.models.composing import Macro
from social_care.tui.screens.dialog import Choice, Title
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.composer import ReplyArea
from social_care.tui.widgets.lines import Line, wrap

BEGINNING = "{greeting}, "
"""What it begins with: nobody gets quite the same."""

HELP: tuple[Line, ...] = (
    ((" {greeting} {first_name|there} {name} {handle} {channel} …", "key"),),
    (
        (" Ctrl+S", "key"),
        (" shows how it reads  ", ""),
        ("F2", "key"),
        (" macro  ", ""),
        ("Esc", "key"),
        (" keeps it", ""),
    ),
)


class AnswerAll(ModalScreen[str | None]):
    """What is written; None when it was left with Esc. `kept` gets it either way."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s", "read", show=False, priority=True),
        Binding("f2", "macro", show=False),
    ]

    def __init__(
        self, count: int, written: str, macros: Sequence[Macro], *, private: bool, problem: str
    ) -> None:
        super().__init__()
        how = " in private" if private else ""
        self._title = f"Answer {count}{how}, each in words of their own"
        self._macros, self._problem = macros, problem
        self.kept = written

    def compose(self) -> Iterator[Widget]:
        """A box in the middle, as wide as a terminal of 80."""
        with Vertical(classes="dialog panel"):
            yield Title(self._title)
            yield ReplyArea(
                soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True
            )
            yield Notes(self._problem)

    def on_mount(self) -> None:
        """Go on with what was kept."""
        self._area.cursor_blink = False
        self._area.highlight_cursor_line = False
        self._fill(self.kept or BEGINNING)

    @property
    def _area(self) -> ReplyArea:
        return self.query_one(ReplyArea)

    def _fill(self, written: str) -> None:
        self._area.load_text(written)
        self._area.move_cursor(self._area.document.end)

    def action_leave(self) -> None:
        """Keep the words for the next time."""
        written = self._area.text
        self.kept = "" if written.strip() == BEGINNING.strip() else written
        self.dismiss(None)

    def action_read(self) -> None:
        """See what would come of it; a greeting alone is no answer."""
        self.kept = self._area.text
        if self.kept.strip() != BEGINNING.strip():
            self.dismiss(self.kept)

    def action_macro(self) -> None:
        """Begin with a prepared text."""
        names = [(str(n), text.clean_line(one.name)) for n, one in enumerate(self._macros)]
        if names:
            self.app.push_screen(Choice("Begin with", names), self._take)

    def _take(self, chosen: str | None) -> None:
        if chosen:
            self._fill(self._macros[int(chosen)].text)


class Notes(Bar):
    """What can be written, and what was wrong with it."""

    def __init__(self, problem: str) -> None:
        super().__init__()
        self._problem = problem

    def lines(self, width: int) -> Sequence[Line]:
        """The problem first."""
        said = wrap(self._problem, max(width - 2, 10)) if self._problem else ()
        return [*(((" ", ""), (row, "warn")) for row in said), *HELP]

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are."""
        return len(self.lines(70))
