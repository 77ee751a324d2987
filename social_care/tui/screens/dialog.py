"""Dialogs: each is typed by its answer, and does nothing itself."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from social_care.tui.keys import keys_of, shown
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.dialog_keys import DialogKeys, Pair
from social_care.tui.widgets.lines import Line, clip
from social_care.tui.widgets.lines_view import LinesView

MOST_OPTIONS = 12

PROMPT = "type, or choose with the arrows"

NEW = "new: "
"""Before what is typed, where it can be chosen although it is not in the list."""

TAKES: tuple[Pair, ...] = (("Enter", "takes it"), ("↑ ↓", "choose"), ("Esc", "back"))
ANSWERS: tuple[Pair, ...] = (("Enter", "done"), ("Esc", "back"))
READS: tuple[Pair, ...] = (("↑ ↓", "read on"), ("Esc", "back"))

LEAVE: list[BindingType] = [Binding("escape", "leave", show=False)]

Option = tuple[str, str]
"""The answer, and its words."""


class Title(Bar):
    """A dialog's first line."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def lines(self, width: int) -> Sequence[Line]:
        """The words."""
        return [((" ", ""), (clip(self._words, width - 2), "strong"))]


class Options(Bar, can_focus=True):
    """A flat list that is typed into: what is typed narrows it."""

    typed: reactive[str] = reactive("", layout=True)
    place: reactive[int] = reactive(0)

    def __init__(
        self,
        options: Sequence[Option],
        *,
        skips: str = "",
        prompt: str = PROMPT,
        takes_new: bool = False,
    ) -> None:
        super().__init__()
        self._options = options
        self._skips, self._prompt, self._takes_new = skips, prompt, takes_new

    @property
    def found(self) -> list[Option]:
        """The options that what is typed leaves, the best first; then what is typed itself."""
        hits = narrowed(self._options, self.typed)[:MOST_OPTIONS]
        typed = self.typed.strip()
        known = any(typed.casefold() == words.casefold() for _, words in hits)
        if self._takes_new and typed and not known:
            hits.append((typed, NEW + typed))
        return hits

    @property
    def chosen(self) -> Option | None:
        """What Enter takes; nothing while the pointer stands above the first one."""
        place = self.place - 1 if self._skips and not self.typed else self.place
        return self.found[place] if 0 <= place < len(self.found) else None

    def lines(self, width: int) -> Sequence[Line]:
        """What is typed, then the options, the chosen one with a pointer."""
        prompt = self.typed or self._prompt
        lines: list[Line] = [((" ", ""), (prompt, "key" if self.typed else "dim")), ()]
        if self._skips and not self.typed:
            lines.append(_option(self._skips, here=self.chosen is None, width=width))
        found = self.found
        lines += [_option(one[1], here=one == self.chosen, width=width) for one in found]
        if more := len(narrowed(self._options, self.typed)) - MOST_OPTIONS:
            lines += [((f"   … {more} more: type", "dim"),)] if more > 0 else []
        nothing = " Nothing is called that." if self.typed else " There is none yet: type one."
        return lines if found else [*lines, ((nothing, "dim"),)]

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are."""
        return len(self.lines(40))

    def reading_line(self) -> int:
        """The chosen one's; what is typed and a blank line stand above."""
        return self.place + 2

    def type(self, event: Key) -> bool:
        """Take a key; False when it is none of ours."""
        if event.key in {"up", "down"}:
            most = len(self.found) if self._skips and not self.typed else len(self.found) - 1
            self.place = max(0, min(self.place + (1 if event.key == "down" else -1), most))
        elif event.key == "backspace":
            self.typed, self.place = self.typed[:-1], 0
        elif event.is_printable and event.character:
            self.typed, self.place = self.typed + event.character, 0
        else:
            return False
        return True


def narrowed(options: Sequence[Option], typed: str) -> list[Option]:
    """Those that hold every word typed, in any order; those that begin with it come first."""
    ranked = [(rank(one[1], typed), one) for one in options]
    hits = [(place, one) for place, one in ranked if place is not None]
    return [one for _, one in sorted(hits, key=lambda hit: hit[0])]


def rank(said: str, typed: str) -> int | None:
    """How well words hold every word typed; None: they do not.

    0: called just that, 1: begins with it, 2: has a word that does, 3: the rest.
    """
    said, wanted = said.casefold(), typed.casefold().strip()
    if not all(word in said for word in wanted.split()):
        return None
    if said == wanted:
        return 0
    if said.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in said else 3


def _option(words: str, *, here: bool, width: int) -> Line:
    pointer = " > " if here else "   "
    return ((pointer, "strong"), (clip(words, width - 4), "strong" if here else ""))


class Choice(ModalScreen[str | None]):
    """One of a few; None when it was left with Esc. `skips` are the words for none of them.

    With `takes_new` the answer may be what is typed.
    """

    BINDINGS = LEAVE

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        skips: str = "",
        prompt: str = PROMPT,
        takes_new: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._options = Options(options, skips=skips, prompt=prompt, takes_new=takes_new)

    def compose(self) -> Iterator[Widget]:
        """A box in the middle."""
        with Vertical(classes="dialog"):
            yield Title(self._title)
            yield self._options
        yield DialogKeys(*TAKES)

    def on_key(self, event: Key) -> None:
        """Everything typed belongs to the list."""
        if event.key == "enter":
            event.stop()
            self._enter()
        elif self._options.type(event):
            event.stop()

    def _enter(self) -> None:
        chosen = self._options.chosen
        if chosen is not None:
            self.dismiss(chosen[0])
        elif not self._options.typed:
            self.dismiss("")

    def action_leave(self) -> None:
        """Nothing is done."""
        self.dismiss(None)


class Decision(Choice):
    """A choice about something that can be read above it. The browser's key looks at it there."""

    def __init__(
        self,
        title: str,
        about: Sequence[Line],
        options: Sequence[Option],
        opens: Callable[[], None] | None = None,
        *,
        prompt: str = PROMPT,
    ) -> None:
        super().__init__(title, options, prompt=prompt)
        self._about, self._opens = Text(about), opens

    def compose(self) -> Iterator[Widget]:
        """A box in the middle, as wide as a terminal of 80."""
        with Vertical(classes="dialog panel"):
            yield Title(self._title)
            yield self._about
            yield self._options
        looks = ((shown("open_link"), "browser"),) if self._opens is not None else ()
        yield DialogKeys(*TAKES, *looks)

    def on_mount(self) -> None:
        """What is chosen from has the keyboard, not what is read."""
        self._options.focus()

    def on_key(self, event: Key) -> None:
        """The browser's key, before anything is typed, opens; Choice takes every other key."""
        if (
            event.key in keys_of("open_link")
            and not self._options.typed
            and self._opens is not None
        ):
            event.stop()
            event.prevent_default()
            self._opens()


class Ask(ModalScreen[str | None]):
    """A line of text; None when it was left with Esc. `kept` gets what was typed then.

    `begun` is called with the first character; `suggester` completes what is typed (right arrow).
    """

    BINDINGS = LEAVE

    def __init__(
        self,
        title: str,
        written: str = "",
        *,
        begun: Callable[[], None] | None = None,
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__()
        self._title, self._written = title, written
        self._begun, self._suggester = begun, suggester
        self.kept = written

    def compose(self) -> Iterator[Widget]:
        """A box in the middle."""
        with Vertical(classes="dialog"):
            yield Title(self._title)
            field = Input(self._written, compact=True, suggester=self._suggester)
            field.cursor_blink = False
            yield field
        yield DialogKeys(*ANSWERS)

    def on_input_changed(self, event: Input.Changed) -> None:
        """The first character is told, once."""
        if self._begun is not None and event.value.strip() and event.value != self._written:
            begun, self._begun = self._begun, None
            begun()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done."""
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Keep the words for the next time."""
        self.kept = self.query_one(Input).value
        self.dismiss(None)


class Text(LinesView):
    """Lines that were made elsewhere."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self._given = lines

    def build(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - made for their width
        """Just those."""
        return self._given

    def on_mount(self) -> None:
        """High enough for all of them, where there is room."""
        self.styles.height = len(self._given)


class Panel(ModalScreen[None]):
    """Something to read; the keys that open one close it, too. `copied` can be taken along."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[Line], *, copied: str = "") -> None:
        super().__init__()
        self._title, self._text, self._copied = title, Text(lines), copied
        for key in keys_of("back", "help", "why", "health"):
            self._bindings.bind(key, "leave", show=False)
        for key in keys_of("copy_link"):
            self._bindings.bind(key, "copy", show=False)

    def compose(self) -> Iterator[Widget]:
        """A box in the middle, as wide as its widest line."""
        with Vertical(classes="dialog panel"):
            yield Title(self._title)
            yield self._text
        copies = ((shown("copy_link"), "copies it"),) if self._copied else ()
        yield DialogKeys(*READS, *copies)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """To the terminal's clipboard, and back."""
        if self._copied:
            self.app.copy_to_clipboard(self._copied)
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Scroll by lines."""
        self._text.move(by)

    def action_page(self, by: int) -> None:
        """Scroll by screens."""
        self._text.move_page(by)
