"""Where a reply is typed: words that want a look are marked in it, and nothing hostile gets in."""

from collections.abc import Sequence
from typing import Any

from rich.style import Style
from rich.text import Text
from textual.events import Key, Paste
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from social_care import text
from social_care.models.composing import Span
from social_care.tui.theme import looks_of

MOST_PASTED = 20_000
"""Characters taken from one paste: longer than any reply, short enough to stay quick."""

UNDERLINED = Style(underline=True)


class ReplyArea(TextArea):
    """Where the words go in."""

    misspelt: Sequence[Span] = ()
    """Words that no dictionary knows: underlined, with or without colour."""
    unfilled: Sequence[Span] = ()
    """Variables that nobody has filled: reversed."""

    def __init__(self, **named: Any) -> None:
        """As the composer wants it; pages are those of the conversation above."""
        super().__init__(**named)
        for key in ("pageup", "pagedown"):
            del self._bindings.key_to_bindings[key]

    def on_key(self, event: Key) -> None:
        """Leave "Esc, letter" in one packet, which arrives as Alt and the letter, to the screen."""
        if event.key.startswith("alt+"):
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take pasted words without the controls that hide in them."""
        event.prevent_default()
        event.stop()
        self.insert(harmless(event.text[:MOST_PASTED]), maintain_selection_offset=False)

    # -- putting words in --------------------------------------------------------------------

    def put_in(self, words: str) -> int:
        """Put words in the place of what is selected; where they begin, in characters."""
        start, end = sorted((self.selection.start, self.selection.end))
        before = self.get_text_range((0, 0), start)
        words = harmless(words)
        if before and not before[-1].isspace():
            words = f" {words}"
        self.replace(words, start, end, maintain_selection_offset=False)
        return len(before)

    def select_span(self, start: int, end: int) -> None:
        """Select these characters, so that they are seen and the next key can replace them."""
        self.selection = Selection(place(self.text, start), place(self.text, end))

    @property
    def cursor_index(self) -> int:
        """How many characters stand before the cursor."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    # -- marks -------------------------------------------------------------------------------

    def mark(self, *, misspelt: Sequence[Span], unfilled: Sequence[Span]) -> None:
        """Draw these marks; only where they have changed anything is drawn anew."""
        if (misspelt, unfilled) != (self.misspelt, self.unfilled):
            self.misspelt, self.unfilled = misspelt, unfilled
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line with its marks. A mark whose word has changed meanwhile is not drawn."""
        line = super().get_line(line_index)
        if self.misspelt or self.unfilled:
            looks = looks_of(self.app.theme)
            begins = sum(len(each) + 1 for each in self.document.lines[:line_index])
            for style, spans in (
                (looks["warn"] + UNDERLINED, self.misspelt),
                (looks["found"], self.unfilled),
            ):
                _stylize(line, begins, style, spans)
        return line


def _stylize(line: Text, begins: int, style: Style, spans: Sequence[Span]) -> None:
    for span in spans:
        start, end = span.start - begins, span.end - begins
        if 0 <= start < len(line.plain) and line.plain[start:end] == span.said:
            line.stylize(style, start, end)


def place(written: str, index: int) -> tuple[int, int]:
    """Line and column of a character."""
    before = written[:index]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def shifted(spans: Sequence[Span], before: str, now: str) -> tuple[Span, ...]:
    """Marks of a text that was edited: those in front of the edit and behind it go along."""
    if before == now:
        return tuple(spans)
    head = _alike(before, now)
    tail = _alike(before[head:][::-1], now[head:][::-1])
    by, ends = len(now) - len(before), len(before) - tail
    front = [span for span in spans if span.end <= head]
    behind = [
        Span(start=span.start + by, end=span.end + by, said=span.said)
        for span in spans
        if span.start >= max(ends, head)
    ]
    return tuple(span for span in (*front, *behind) if now[span.start : span.end] == span.said)


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # prefixes are compared at once: a long text costs no more than a short one
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def harmless(pasted: str) -> str:
    """Pasted words with plain newlines and no other control; emoji stay as they are."""
    lines = pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join("".join(one for one in line if not text.bare_control(one)) for line in lines)
