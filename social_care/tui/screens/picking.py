"""One of many prepared texts, found by what is typed; the customer's words stay in sight above.

It lies over the composer and does nothing itself: it is typed by its answer.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from textual.containers import Vertical
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widget import Widget

from social_care import text
from social_care.tui.keys import keys_of
from social_care.tui.screens.dialog import LEAVE
from social_care.tui.widgets.bar import Bar, ruled
from social_care.tui.widgets.dialog_keys import key_line
from social_care.tui.widgets.lines import Line, hanging

T = TypeVar("T")

MOST_ROWS = 8
"""Lines of the list; less on a low screen."""

ABOUT_ROWS = 4
"""Lines about the one that is chosen."""

SAID_ROWS = 2
"""Lines of the customer's words."""

AROUND = 5
"""Other lines: title, what is typed, a blank one, the keys; one is left of what lies below."""

LONGEST = 200
"""Characters that are typed here."""


class Picker(ModalScreen[T | None]):
    """What is typed narrows the list; Enter takes one, Esc none."""

    BINDINGS = LEAVE
    heading = ""
    prompt = "type to find"
    command = ""
    """What opened it: its key goes one down, as in a shell."""

    def __init__(self, said: tuple[str, str]) -> None:
        super().__init__()
        self.typed = ""
        self._said, self._place = said, 0
        self._shown = _Drawn(self)

    # -- what is picked from -----------------------------------------------------------------

    @property
    def found(self) -> Sequence[T]:
        """What the words typed leave, the best first."""
        raise NotImplementedError

    def row(self, one: T, width: int) -> Line:
        """A line of the list."""
        raise NotImplementedError

    def about(self, one: T, width: int) -> list[Line]:
        """What is told of the one that is chosen."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said where nothing is found."""
        return "Nothing is like that."

    def keys(self) -> Line:
        """What the keys do here."""
        return key_line(("Enter", "insert"), ("↑ ↓", "choose"), ("Esc", "back"))

    def typed_on(self) -> None:
        """Something was typed, or taken back."""

    # -- drawing -----------------------------------------------------------------------------

    def compose(self) -> Iterator[Widget]:
        """Lines at the foot of the screen."""
        with Vertical():
            yield self._shown

    def draw(self) -> None:
        """Draw it anew."""
        self._shown.refresh(layout=True)

    def drawn(self, width: int) -> list[Line]:
        """Title, the customer's words, what is typed, the list, about the chosen one, keys."""
        who, words = self._said
        said = _quoted(who, words, width - 1) if who else []
        lines: list[Line] = [ruled(((self.heading, "strong"),), (), width), *said[:SAID_ROWS]]
        typed = self.typed or self.prompt
        lines.append(((" / ", "key"), (typed, "key" if self.typed else "dim")))
        lines += self._rows(width)
        chosen = self.chosen
        about = self.about(chosen, width - 2)[:ABOUT_ROWS] if chosen is not None else []
        lines += [(), *(((" ", ""), *line) for line in about)]
        lines += [()] * (ABOUT_ROWS - len(about))
        return [*lines, self.keys()]

    def reading_line(self, width: int) -> int:
        """The chosen one's, from the top of what is drawn."""
        lines = self.drawn(width)
        here = (n for n, line in enumerate(lines) if line and line[0] == (" > ", "strong"))
        return next(here, 0)

    def _rows(self, width: int) -> list[Line]:
        """As many as there is room for, the chosen one among them; always the same height."""
        found, room = self.found, self.room
        first = max(0, min(self._place - room + 1, len(found) - room))
        rows: list[Line] = []
        for place, one in list(enumerate(found))[first : first + room]:
            here = place == self._place
            line = self.row(one, width - 4)
            rows.append(((" > " if here else "   ", "strong"), *_lit(line, here=here)))
        if not found:
            rows.append(((f"   {self.nothing()}", "dim"),))
        return [*rows, *([()] * (room - len(rows)))]

    @property
    def room(self) -> int:
        """Lines of the list on this screen."""
        return max(min(MOST_ROWS, self.app.size.height - AROUND - SAID_ROWS - ABOUT_ROWS), 2)

    # -- typing ------------------------------------------------------------------------------

    @property
    def chosen(self) -> T | None:
        """What Enter takes."""
        found = self.found
        return found[self._place] if self._place < len(found) else None

    def on_key(self, event: Key) -> None:
        """Everything typed belongs to the list."""
        event.stop()
        event.prevent_default()
        if event.key.startswith("alt+") or event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            if (chosen := self.chosen) is not None:
                self.dismiss(chosen)
        elif (step := self._steps().get(event.key)) is not None:
            self._place = max(0, min(self._place + step, len(self.found) - 1))
            self.draw()
        elif event.key in {"backspace", "ctrl+u"}:
            self.type_on(self.typed[:-1] if event.key == "backspace" else "")
        elif event.is_printable and event.character:
            self.type_on(self.typed + event.character)
        else:
            self.other_key(event.key)

    def other_key(self, key: str) -> None:
        """A key that is none of ours."""

    def _steps(self) -> dict[str, int]:
        page = self.room - 1
        again = dict.fromkeys(keys_of(self.command), 1)
        return {"up": -1, "down": 1, "pageup": -page, "pagedown": page, **again}

    def on_paste(self, event: Paste) -> None:
        """What is pasted is looked for."""
        event.stop()
        self.type_on(self.typed + text.clean_line(event.text, limit=LONGEST))

    def type_on(self, typed: str) -> None:
        """These words now; the best one is chosen."""
        self.typed, self._place = typed[:LONGEST], 0
        self.typed_on()
        self.draw()

    def action_leave(self) -> None:
        """Nothing is taken."""
        self.dismiss(None)


def _quoted(who: str, words: str, width: int) -> list[Line]:
    first: Line = ((f" {who}: ", "strong"),)
    return hanging(first, ((" " * (len(who) + 3), ""),), words, "", width)


class _Drawn(Bar):
    """The lines of a picker."""

    def __init__(self, picker: "Picker[T]") -> None:
        super().__init__()
        self._picker = picker

    def lines(self, width: int) -> Sequence[Line]:
        """The picker makes them."""
        return self._picker.drawn(width)

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are."""
        return len(self._picker.drawn(self.app.size.width))

    def reading_line(self) -> int:
        """The chosen one's."""
        return self._picker.reading_line(self.size.width)

    def on_mount(self) -> None:
        """High enough for all of them."""
        self.styles.height = "auto"


def _lit(line: Line, *, here: bool) -> Line:
    """The chosen line stands out, with and without colour."""
    quiet = {"", "dim"} if here else set()
    return tuple((words, "strong" if look in quiet else look) for words, look in line)
