"""Going off: what one holds, one line each, who gets it, and a line for whoever comes next.

It does nothing itself: its answer is who gets what, and the line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from social_care import text
from social_care.models.handover import HandoverItem
from social_care.tui.screens.beside import Beside
from social_care.tui.screens.dialog import LEAVE, Title
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.dialog_keys import DialogKeys, key_line
from social_care.tui.widgets.handover_lines import QUEUE, about, item_line
from social_care.tui.widgets.lines import Line, Piece

MOST_ROWS = 8
ALL = "="
"""Gives everything to whoever gets the one at the pointer: no agent is called that."""
NOTE = "a line for whoever comes next"


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be done."""

    heirs: Mapping[int, str | None]
    """By conversation; None: the queue."""
    note: str


class Rows(Bar, can_focus=True):
    """The list; what is typed names who gets the one at the pointer."""

    def __init__(
        self,
        items: Sequence[HandoverItem],
        agents: Sequence[str],
        now: int,
        plain: ZoneInfo | None = None,
    ) -> None:
        super().__init__()
        self._items, self._agents, self._now, self._plain = items, agents, now, plain
        self._typed: dict[int, str] = {}
        self.place = 0
        self.problem = ""

    # -- who gets what -----------------------------------------------------------------------

    @property
    def heirs(self) -> dict[int, str | None]:
        """As far as names are clear."""
        return {item.row.id: self._heir(item) for item in self._items}

    def unclear(self) -> str:
        """What was typed and is nobody's name; empty: all is clear."""
        unclear = (self._typed.get(item.row.id, "") for item in self._items if self._is_open(item))
        return next(unclear, "")

    def _is_open(self, item: HandoverItem) -> bool:
        return bool(self._typed.get(item.row.id)) and self._heir(item) is None

    def _heir(self, item: HandoverItem) -> str | None:
        typed = self._typed.get(item.row.id, "").casefold()
        exact = [one for one in self._agents if one.casefold() == typed]
        begins = [one for one in self._agents if typed and one.casefold().startswith(typed)]
        found = exact or begins
        return found[0] if len(found) == 1 else None

    # -- typing ------------------------------------------------------------------------------

    def type(self, event: Key) -> bool:
        """Take a key; False when it is none of ours."""
        if not self._items:
            return False
        here, self.problem = self._items[self.place].row.id, ""
        typed = self._typed.get(here, "")
        if event.key in {"up", "down"}:
            step = 1 if event.key == "down" else -1
            self.place = max(0, min(self.place + step, len(self._items) - 1))
        elif event.key == "backspace":
            self._typed[here] = typed[:-1]
        elif event.character == ALL:
            self._typed = {item.row.id: typed for item in self._items}
        elif event.is_printable and event.character:
            self._typed[here] = typed + event.character
        else:
            return False
        self.refresh(layout=True)
        return True

    # -- drawing -----------------------------------------------------------------------------

    def lines(self, width: int) -> Sequence[Line]:
        """As many rows as there is room for, the one at the pointer among them, and about it."""
        if not self._items:
            return [((" You hold nothing.", "dim"),)]
        first, lines = self._first, list[Line]()
        for place, item in list(enumerate(self._items))[first : first + MOST_ROWS]:
            here = place == self.place
            row = item_line(item, self._drawn(item), width - 4, self._now, self._plain)
            lines.append(((" > " if here else "   ", "strong"), *row))
        if more := len(self._items) - first - MOST_ROWS:
            lines += [((f"   … {more} more below", "dim"),)] if more > 0 else []
        told: Piece = (about(self._items[self.place], width - 4), "dim")
        if self.problem:
            told = (self.problem, "warn")
        return [*lines, (), (("   ", ""), told)]

    @property
    def _first(self) -> int:
        """The place of the first one in sight."""
        return max(0, min(self.place - MOST_ROWS + 1, len(self._items) - MOST_ROWS))

    def reading_line(self) -> int:
        """The pointer's."""
        return self.place - self._first

    def _drawn(self, item: HandoverItem) -> Piece:
        typed = self._typed.get(item.row.id, "")
        heir = self._heir(item)
        if heir is not None:
            return text.clean_line(heir), "ours"
        return (f"{text.clean_line(typed)}?", "warn") if typed else (QUEUE, "")

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are."""
        return len(self.lines(76))


class HandoverForm(ModalScreen[Given | None]):
    """None when it was left with Esc: one stays. `kept` gets the line that was typed then."""

    BINDINGS = LEAVE

    def __init__(
        self,
        items: Sequence[HandoverItem],
        agents: Sequence[str],
        now: int,
        note: str = "",
        *,
        plain: ZoneInfo | None = None,
    ) -> None:
        """With `plain`, whose clock it is, in plain words."""
        super().__init__()
        self.kept = note
        count = {0: "nothing", 1: "one conversation"}.get(len(items), f"{len(items)} conversations")
        self._title = f"Going off: you hold {count}"
        self._rows = Rows(items, agents, now, plain)
        self._line = Input(note, compact=True, placeholder=f"Tab: {NOTE}")
        self._line.cursor_blink = False
        self._beside = Beside(self._rows, self._line)

    def compose(self) -> Iterator[Widget]:
        """A box in the middle, as wide as a terminal of 80."""
        with Vertical(classes="dialog panel"):
            yield Title(self._title)
            yield self._rows
            yield self._line
            yield _Keys()
        yield DialogKeys()

    def on_mount(self) -> None:
        """The list has the keyboard."""
        self._rows.focus()

    def on_key(self, event: Key) -> None:
        """Enter hands over, from wherever."""
        if event.key == "enter":
            event.stop()
            self._enter()
        elif not self._beside.take(event, self._rows.type) and self._rows.type(event):
            event.stop()

    def _enter(self) -> None:
        unclear = self._rows.unclear()
        if unclear:
            self._rows.problem = f"nobody is called {text.clean_line(unclear)!r}, or several are"
            self._rows.refresh()
            return
        self.dismiss(Given(heirs=self._rows.heirs, note=self._line.value))

    def action_leave(self) -> None:
        """Keep the line for the next time."""
        self.kept = self._line.value
        self.dismiss(None)


class _Keys(Bar):
    """What the keys do here."""

    def lines(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - made for its width
        """Two lines."""
        return [
            key_line(("a name", "gets it"), (ALL, "gets all"), ("↑ ↓", "choose"), ("Tab", "line")),
            key_line(("Enter", "hands all over, and you are off"), ("Esc", "you stay")),
        ]

    def get_content_height(self, *_: object) -> int:
        """Two."""
        return 2

    def on_mount(self) -> None:
        """High enough for them."""
        self.styles.height = 2
