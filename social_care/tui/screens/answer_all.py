"""One answer for many, written with variables: each customer is answered in words of their own."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from social_care import text
from social_care.models.composing import Macro
from social_care.tui.keys import keys_of, shown
from social_care.tui.screens.dialog import LEAVE, Choice, Title
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.dialog_keys import DialogKeys, key_line
from social_care.tui.widgets.lines import Line, wrap
from social_care.tui.widgets.reply_area import ReplyArea

BEGINNING = "{greeting}, "
"""What it begins with: nobody gets quite the same."""

VARIABLES: Line = ((" {greeting} {first_name|there} {name} {handle} {channel} …", "key"),)

Keep = Callable[[str], None]
"""Is told what stands there, as often as it changes."""


class AnswerAll(ModalScreen[str | None]):
    """What is written; None when it was left with Esc. Every word of it goes to `keep` first."""

    BINDINGS: ClassVar[list[BindingType]] = LEAVE

    def __init__(
        self,
        count: int,
        written: str,
        macros: Sequence[Macro],
        *,
        private: bool,
        problem: str,
        keep: Keep,
    ) -> None:
        super().__init__()
        for key in keys_of("send"):
            self._bindings.bind(key, "read", show=False, priority=True)
        for key in keys_of("macro"):
            self._bindings.bind(key, "macro", show=False)
        how = " in private" if private else ""
        self._title = f"Answer {count}{how}, each in words of their own"
        self._macros, self._problem, self._keep = macros, problem, keep
        self._kept = written

    def compose(self) -> Iterator[Widget]:
        """A box in the middle, as wide as a terminal of 80."""
        with Vertical(classes="dialog panel"):
            yield Title(self._title)
            yield ReplyArea(
                soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True
            )
            yield Notes(self._problem)
        yield DialogKeys()

    def on_mount(self) -> None:
        """Go on with what was kept."""
        self._area.cursor_blink = False
        self._area.highlight_cursor_line = False
        self._fill(self._kept or BEGINNING)

    @property
    def _area(self) -> ReplyArea:
        return self.query_one(ReplyArea)

    def _fill(self, written: str) -> None:
        self._area.load_text(written)
        self._area.move_cursor(self._area.document.end)

    @property
    def _written(self) -> str:
        """A greeting alone is nothing."""
        written = self._area.text
        return "" if written.strip() == BEGINNING.strip() else written

    def on_text_area_changed(self) -> None:
        """Kept while it is typed."""
        if self._written != self._kept:
            self._kept = self._written
            self._keep(self._kept)

    def action_leave(self) -> None:
        """The words are kept for the next time."""
        self.dismiss(None)

    def action_read(self) -> None:
        """See what would come of it."""
        if written := self._written:
            self.dismiss(written)

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
        return [*(((" ", ""), (row, "warn")) for row in said), VARIABLES, self._keys()]

    def _keys(self) -> Line:
        return key_line(
            (shown("send"), "shows how it reads"), (shown("macro"), "macro"), ("Esc", "keeps it")
        )

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are."""
        return len(self.lines(70))
