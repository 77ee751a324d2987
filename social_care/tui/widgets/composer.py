"""The composer: a reply is written under the conversation it answers.

It draws and counts; what is saved, sent or kept is the screen's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from social_care import text
from social_care.models import Limits, Visibility
from social_care.tui.widgets.bar import Bar, framed, ruled
from social_care.tui.widgets.lines import Line, Piece, clip, width_of, wrap

MOST_PASTED = 20_000
"""Characters taken from one paste: longer than any reply, short enough to stay quick."""

MOST_PARTS = 3
"""Parts of a text that is too long, shown under it."""

MOST_ROWS = 4
"""Lines for what went wrong."""


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
    public: reactive[bool] = reactive(False)
    """Public on purpose, although the customer's last message was private."""
    versions: reactive[int] = reactive(1)
    """How many versions of this draft there are."""
    pictures: reactive[Sequence[str]] = reactive(())
    """What goes with it: names and what their descriptions say. Safe, a line each."""
    parts: reactive[Sequence[str]] = reactive(())
    """Where it would be cut; empty unless that was asked for."""
    _told = ""

    def compose(self) -> Iterator[Widget]:
        """Title, text, count."""
        yield ComposerTitle().data_bind(
            Composer.private, Composer.visibility, Composer.public, Composer.versions
        )
        yield ReplyArea(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
        yield ComposerParts().data_bind(Composer.parts, Composer.pictures)
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

    def mark(self, start: int, end: int) -> None:
        """Select these characters, so that they are seen and the next key can replace them."""
        self.area.selection = Selection(_place(self.text, start), _place(self.text, end))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count, and tell the screen."""
        event.stop()
        if event.text_area.text == self._told:
            return
        self.problem, self.parts = "", ()
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
    public: reactive[bool] = reactive(False)
    versions: reactive[int] = reactive(1)
    writing: reactive[bool] = reactive(False)

    def lines(self, width: int) -> Sequence[Line]:
        """A rule with the words on it."""
        who = audience(private=self.private, visibility=self.visibility, public=self.public)
        more = f" · {self.versions} versions: F8" if self.versions > 1 else ""
        kept: Line = () if self.writing else (("text kept: r goes on, S sends", "dim"),)
        return [ruled((who, (more, "warn")), kept, width)]


class ComposerParts(Bar):
    """What goes along, and where a text that is too long would be cut."""

    parts: reactive[Sequence[str]] = reactive((), layout=True)
    pictures: reactive[Sequence[str]] = reactive((), layout=True)

    def lines(self, width: int) -> Sequence[Line]:
        """A line for the pictures, and one for each of the first parts: how it begins and ends."""
        lines: list[Line] = []
        if self.pictures:
            count = len(self.pictures)
            what = "1 picture: " if count == 1 else f"{count} pictures: "
            lines.append(((f" {what}", "strong"), (clip(", ".join(self.pictures), width - 14), "")))
        total = len(self.parts)
        for number, part in enumerate(self.parts[:MOST_PARTS], 1):
            shown: Line = ((f" {number}/{total} ", "strong"), (ends_of(part, width - 8), "dim"))
            lines.append(shown)
        if total > MOST_PARTS:
            lines.append(((f" … {total - MOST_PARTS} more", "dim"),))
        return lines

    def get_content_height(self, *_: object) -> int:
        """As many lines as there are; none mostly."""
        return len(self.lines(80))


class ComposerFoot(Bar):
    """What went wrong at the left, the room that is left at the right."""

    limits: reactive[Limits] = reactive(Limits)
    prefix: reactive[str] = reactive("")
    problem: reactive[str] = reactive("", layout=True)
    saved: reactive[bool] = reactive(True)
    written: reactive[str] = reactive("")

    def lines(self, width: int) -> Sequence[Line]:
        """The count stays whole, and so does what went wrong: on as many lines as it takes."""
        count = room(self.prefix + self.written, self.limits)
        if not self.problem:
            return [framed(self._draft(), (count,), width)]
        rows = [_alone((row, "late")) for row in wrap(self.problem, width - 2)[:MOST_ROWS]]
        if width_of(rows[-1]) + width_of((count,)) + 4 > width:
            rows.append(())
        return [*(framed(row, (), width) for row in rows[:-1]), framed(rows[-1], (count,), width)]

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self.lines(width))

    def _draft(self) -> Line:
        if not self.written:
            return ()
        return (("draft saved" if self.saved else "…", "dim"),)


def audience(*, private: bool, visibility: Visibility, public: bool = False) -> Piece:
    """Reply in public, or privately; `visibility` is that of the customer's last message."""
    if public:
        return "Reply in PUBLIC: strangers can read it; the customer wrote privately", "public"
    if private:
        only = " (followers can read it)" if visibility is Visibility.FOLLOWERS else ""
        return f"Reply privately{only}", "private"
    rank = " (unlisted)" if visibility is Visibility.UNLISTED else ""
    return f"Reply in public{rank}", "public"


def _alone(piece: Piece) -> Line:
    return (piece,)


def _place(written: str, index: int) -> tuple[int, int]:
    """Line and column of a character."""
    before = written[:index]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def ends_of(part: str, width: int) -> str:
    """How a part begins and how it ends, in one line."""
    words = text.clean_line(part, limit=len(part))
    if cell_len(words) <= width:
        return words
    half = (width - 3) // 2
    return f"{set_cell_size(words, half)} … {words[-half:].lstrip()}"


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
