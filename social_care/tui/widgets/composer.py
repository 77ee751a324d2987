"""The composer: a reply is written under the conversation it answers.

It draws and counts; what is saved, sent or kept is the screen's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.containers import Vertical
from textual.events import Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import TextArea

from social_care import text
from social_care.models import Limits, Visibility
from social_care.tui.widgets.bar import Bar, framed, ruled
from social_care.tui.widgets.lines import Line, Piece

MOST_PASTED = 20_000
"""Characters taken from one paste: longer than any reply, short enough to stay quick."""


class ReplyArea(TextArea):
    """Where the words go in."""

    def on_key(self, event: Key) -> None:
        """Leave "Esc, letter" in one packet, which arrives as Alt and the letter, to the screen."""
        if event.key.startswith("alt+"):
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take pasted words without the controls that hide in them."""
        event.prevent_default()
        event.stop()
        self.insert(harmless(event.text[:MOST_PASTED]), maintain_selection_offset=False)


class Composer(Vertical):
    """Title, text and count."""

    @dataclass
    class Typed(Message):
        """The words have changed."""

        text: str

    private: reactive[bool] = reactive(False)
    visibility: reactive[Visibility] = reactive(Visibility.PUBLIC)
    limits: reactive[Limits] = reactive(Limits)
    prefix: reactive[str] = reactive("")
    """What the network puts before the words; it counts."""
    problem: reactive[str] = reactive("")
    """Why it was not sent, and what to do. Safe, one line."""
    saved: reactive[bool] = reactive(True)
    _told = ""

    def compose(self) -> Iterator[Widget]:
        """Title, text, count."""
        yield ComposerTitle().data_bind(Composer.private, Composer.visibility)
        yield ReplyArea(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
        yield ComposerFoot().data_bind(
            Composer.limits, Composer.prefix, Composer.problem, Composer.saved
        )

    def on_mount(self) -> None:
        """Nothing blinks, no line is marked."""
        self.area.cursor_blink = False
        self.area.highlight_cursor_line = False

    @property
    def area(self) -> ReplyArea:
        """The text widget."""
        return self.query_one(ReplyArea)

    @property
    def text(self) -> str:
        """What is written."""
        return self.area.text

    def fill(self, written: str) -> None:
        """Begin with these words, the cursor behind them."""
        self.area.load_text(written)
        self.area.move_cursor(self.area.document.end)
        self._tell(written)

    def write(self) -> None:
        """Take the keyboard."""
        self.area.focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count, and tell the screen."""
        event.stop()
        if event.text_area.text == self._told:
            return
        self.problem = ""
        self._tell(event.text_area.text)
        self.post_message(self.Typed(event.text_area.text))

    def on_descendant_focus(self) -> None:
        """The title says whether one is writing."""
        self._tell_writing(True)

    def on_descendant_blur(self) -> None:
        """The title says whether one is writing."""
        self._tell_writing(False)

    def _tell(self, written: str) -> None:
        self._told = written
        self.query_one(ComposerFoot).written = written

    def _tell_writing(self, writing: bool) -> None:
        self.query_one(ComposerTitle).writing = writing


class ComposerTitle(Bar):
    """Who will be able to read it, unmistakably."""

    private: reactive[bool] = reactive(False)
    visibility: reactive[Visibility] = reactive(Visibility.PUBLIC)
    writing: reactive[bool] = reactive(False)

    def lines(self, width: int) -> Sequence[Line]:
        """A rule with the words on it."""
        kept: Line = () if self.writing else (("text kept: r goes on, S sends", "dim"),)
        return [ruled((audience(private=self.private, visibility=self.visibility),), kept, width)]


class ComposerFoot(Bar):
    """What went wrong at the left, the room that is left at the right."""

    limits: reactive[Limits] = reactive(Limits)
    prefix: reactive[str] = reactive("")
    problem: reactive[str] = reactive("")
    saved: reactive[bool] = reactive(True)
    written: reactive[str] = reactive("")

    def lines(self, width: int) -> Sequence[Line]:
        """The count stays whole."""
        left: Line = ((self.problem, "late"),) if self.problem else self._draft()
        return [framed(left, (room(self.prefix + self.written, self.limits),), width)]

    def _draft(self) -> Line:
        if not self.written:
            return ()
        return (("draft saved" if self.saved else "…", "dim"),)


def audience(*, private: bool, visibility: Visibility) -> Piece:
    """Reply in public, or privately; `visibility` is that of the customer's last message."""
    if private:
        only = " (followers can read it)" if visibility is Visibility.FOLLOWERS else ""
        return f"Reply privately{only}", "private"
    rank = " (unlisted)" if visibility is Visibility.UNLISTED else ""
    return f"Reply in public{rank}", "public"


def room(written: str, limits: Limits) -> Piece:
    """367 left of 500, as the network counts; or how much is too much."""
    left = text.units_left(written, limits)
    if left < 0:
        return f"{-left} too many, at most {limits.max_length}", "late"
    look = "warn" if left < limits.max_length // 20 else "dim"
    return f"{left} left of {limits.max_length}", look


def harmless(pasted: str) -> str:
    """Pasted words with plain newlines and no other control; emoji stay as they are."""
    lines = pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join("".join(one for one in line if not text.bare_control(one)) for line in lines)
