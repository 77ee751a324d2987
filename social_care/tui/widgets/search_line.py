"""The line that is searched with, and the one below that says what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from social_care import text
from social_care.tui.listing import Results
from social_care.tui.widgets.bar import Bar, framed
from social_care.tui.widgets.lines import Line

MOST = 500
"""Characters that can be typed."""

CAN = 'words  "phrases"  -not  band:urgent  channel:mastodon  from:kim  has:note  after:2d'
"""What may be typed, shown while nothing is."""


def edits(bindings: Sequence[BindingType]) -> list[BindingType]:
    """The bindings of a line of text, without Enter: that is the screen's."""
    return [one for one in bindings if not (isinstance(one, Binding) and one.key == "enter")]


class Words(Input, inherit_bindings=False):
    """What is searched for."""

    BINDINGS: ClassVar[list[BindingType]] = edits(Input.BINDINGS)

    async def _on_key(self, event: Key) -> None:
        """ "Esc, letter" in one packet looks like Alt and the letter: the screen takes it apart."""
        if event.key.startswith("alt+"):
            event.prevent_default()
        else:
            await super()._on_key(event)


class Prompt(Bar):
    """A slash, so that the line is one without colours, too."""

    DEFAULT_CSS = "Prompt { width: 3; }"

    def lines(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - as wide as it is
        """Before what is typed."""
        return [((" ", ""), ("/", "key"))]


class Hint(Bar):
    """What could not be meant, how much was found, or what may be typed."""

    results: reactive[Results | None] = reactive(None)
    looking: reactive[bool] = reactive(False)
    """More is being looked for."""

    def lines(self, width: int) -> Sequence[Line]:
        """One sentence at the left; at the right that it goes on."""
        goes_on: Line = (("looking …", "dim"),) if self.looking else ()
        return [framed(said(self.results), goes_on, width)]


def said(results: Results | None) -> Line:
    """What is to be said about what was found."""
    if results is None:
        return ((CAN, "dim"),)
    if results.hints:
        hints = "; ".join(map(text.clean_line, results.hints))
        return ((hints, "" if results.is_meant else "warn"),)
    found = len(results.ids)
    if not found and results.more is None:
        return (("nothing found", "dim"),)
    number = f"{found} and more" if results.more is not None else str(found)
    return ((f"{number} found, the newest first", "dim"),)


class SearchLine(Vertical):
    """Both lines; out of sight until they are asked for."""

    @dataclass
    class Typed(Message):
        """Something else is searched for."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words: Words | None = None
        self.hint = Hint()
        self.display = False

    @property
    def words(self) -> Words:
        """The line itself; whoever asks first has it made."""
        if self._words is None:
            self._words = Words(compact=True, max_length=MOST, select_on_focus=False)
            self._words.cursor_blink = False
            self.mount(Horizontal(Prompt(), self._words), self.hint)
        return self._words

    def is_words(self, widget: Widget | None) -> bool:
        """Whether this is the line."""
        return self._words is not None and widget is self._words

    @property
    def text(self) -> str:
        """What is typed."""
        return self._words.value if self._words is not None else ""

    def fill(self, words: str) -> None:
        """Put other words into the line, the cursor behind them."""
        if self._words is None and not words:
            return
        self.words.value = words
        self.words.cursor_position = len(words)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))
