"""The composer: a reply is written under the conversation it answers.

It draws and counts; what is saved, sent or kept is the screen's business.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from social_care import text
from social_care.models import Limits, Visibility
from social_care.models.composing import Span
from social_care.tui.keys import shown
from social_care.tui.widgets.bar import Bar, framed, ruled
from social_care.tui.widgets.lines import Line, Piece, clip, width_of, wrap

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from social_care.tui.widgets.reply_area import ReplyArea

MOST_PARTS = 3
"""Parts of a text that is too long, shown under it."""

MOST_ROWS = 4
"""Lines for what went wrong."""

Signs = Callable[[str], str]
"""Makes of what is typed what will leave: with the sign-off, once."""

Finds = Callable[[str], Sequence[Span]]
"""Finds the variables that nobody has filled."""


def _as_it_is(written: str) -> str:
    return written


def _nothing(_written: str) -> Sequence[Span]:
    return ()


class Composer(Vertical):
    """Title, text and count; empty until somebody writes: a console starts without an editor."""

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
    holding: reactive[bool] = reactive(False)
    """It says "still with you", and answers nobody."""
    versions: reactive[int] = reactive(1)
    """How many versions of this draft there are."""
    pictures: reactive[Sequence[str]] = reactive(())
    """What goes with it: names and what their descriptions say. Safe, a line each."""
    parts: reactive[Sequence[str]] = reactive(())
    """Where it would be cut; empty unless that was asked for."""
    along: reactive[str] = reactive("")
    """What is done besides once it is sent. Safe, one line."""
    noted: reactive[str] = reactive("")
    """What a colleague has noted about the customer elsewhere. Safe, one line."""
    finds: Finds = staticmethod(_nothing)
    """Finds what nobody has filled: it is marked, and told."""
    _told = ""
    _misspelt: Sequence[Span] = ()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title, self._foot = ComposerTitle(), ComposerFoot()
        self._area: ReplyArea | None = None

    @property
    def area(self) -> "ReplyArea":
        """The text widget; whoever asks first has it made."""
        if self._area is None:
            self._area = self._made()
            self._show(self._area)
        return self._area

    def _made(self) -> "ReplyArea":
        """Nothing blinks in it, no line is marked."""
        from social_care.tui.widgets.reply_area import ReplyArea

        area = ReplyArea(
            soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True
        )
        area.cursor_blink = area.highlight_cursor_line = False
        return area

    def _show(self, area: "ReplyArea") -> None:
        parts = ComposerParts()
        for widget, names in (
            (self._title, ("private", "visibility", "public", "holding", "versions", "noted")),
            (parts, ("parts", "pictures", "along")),
            (self._foot, ("limits", "prefix", "problem", "saved")),
        ):
            for name in names:
                self.watch(self, name, partial(setattr, widget, name))
        self.mount(self._title, area, parts, self._foot)

    def is_area(self, widget: Widget | None) -> bool:
        """Whether this is the text widget."""
        return self._area is not None and widget is self._area

    @property
    def text(self) -> str:
        """What is written."""
        return self._area.text if self._area is not None else ""

    def sign_with(self, signs: Signs) -> None:
        """Count with the sign-off that will be added, and show it."""
        self._foot.signs = signs
        self._foot.refresh()

    def fill(self, written: str) -> None:
        """Begin with these words, the cursor behind them."""
        if self._area is None and not written:
            return
        self._misspelt = ()
        self.area.load_text(written)
        self.area.move_cursor(self.area.document.end)
        self._tell(written)

    def write(self) -> None:
        """Take the keyboard."""
        self.area.focus()

    def put_in(self, words: str) -> int:
        """Words at the cursor; the first variable in them that nobody has filled is selected.

        Where they begin, in characters.
        """
        self.problem, self.parts = "", ()
        begins = self.area.put_in(words)
        self._tell(self.text)
        self.post_message(self.Typed(self.text))
        if left := [span for span in self.area.unfilled if span.start >= begins]:
            self.mark(left[0].start, left[0].end)
        return begins

    def underline(self, written: str, misspelt: Sequence[Span]) -> None:
        """Underline these words, if the text is still the one that was looked at."""
        if written == self.text:
            self._misspelt = misspelt
            self._mark()

    def mark(self, start: int, end: int) -> None:
        """Select these characters, so that they are seen and the next key can replace them."""
        self.area.select_span(start, end)

    def on_text_area_changed(self, event: "TextArea.Changed") -> None:
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
        from social_care.tui.widgets.reply_area import shifted

        self._misspelt = shifted(self._misspelt, self._told, written)
        self._told = written
        self._mark()
        self._foot.written, self._foot.unfilled = written, self.area.unfilled

    def _mark(self) -> None:
        self.area.mark(misspelt=self._misspelt, unfilled=self.finds(self.text))

    def _tell_writing(self, writing: bool) -> None:
        self._title.writing = writing


class ComposerTitle(Bar):
    """Who will be able to read it, unmistakably."""

    private: reactive[bool] = reactive(False)
    visibility: reactive[Visibility] = reactive(Visibility.PUBLIC)
    public: reactive[bool] = reactive(False)
    holding: reactive[bool] = reactive(False)
    versions: reactive[int] = reactive(1)
    noted: reactive[str] = reactive("")
    writing: reactive[bool] = reactive(False)

    def lines(self, width: int) -> Sequence[Line]:
        """A rule with the words on it."""
        who = audience(private=self.private, visibility=self.visibility, public=self.public)
        more = f" · {self.versions} versions: {shown('versions')}" if self.versions > 1 else ""
        ways = f"text kept: {shown('reply')} goes on, {shown('send_kept')} sends"
        kept: Line = () if self.writing else ((ways, "dim"),)
        noted = f" · {self.noted}" if self.noted else ""
        held = " · holding reply: the clock goes on" if self.holding else ""
        return [ruled((who, (held, "warn"), (more, "warn"), (noted, "note")), kept, width)]


class ComposerParts(Bar):
    """What goes along, and where a text that is too long would be cut."""

    parts: reactive[Sequence[str]] = reactive((), layout=True)
    pictures: reactive[Sequence[str]] = reactive((), layout=True)
    along: reactive[str] = reactive("", layout=True)

    def lines(self, width: int) -> Sequence[Line]:
        """A line for the pictures, and one for each of the first parts: how it begins and ends."""
        lines: list[Line] = []
        if self.along:
            lines.append(((" once it is sent: ", "strong"), (clip(self.along, width - 19), "")))
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
    unfilled: reactive[Sequence[Span]] = reactive(())
    signs: Signs = staticmethod(_as_it_is)

    def lines(self, width: int) -> Sequence[Line]:
        """The count stays whole, and so does what went wrong: on as many lines as it takes."""
        count = self._count()
        if not self.problem:
            return [framed(self._draft(), count, width)]
        rows = [_alone((row, "late")) for row in wrap(self.problem, width - 2)[:MOST_ROWS]]
        if width_of(rows[-1]) + width_of(count) + 4 > width:
            rows.append(())
        return [*(framed(row, (), width) for row in rows[:-1]), framed(rows[-1], count, width)]

    def _count(self) -> Line:
        """The sign-off that will be added, and the room that is left with it."""
        left = room(self.prefix + self.signs(self.written), self.limits)
        added = added_to(self.written, self.signs)
        return ((f"+ {added}  ", "dim"), left) if added else (left,)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self.lines(width))

    def _draft(self) -> Line:
        if self.unfilled:
            names = ", ".join(dict.fromkeys(span.said for span in self.unfilled))
            return ((f"{text.clean_line(names)} is not filled: write what belongs there", "warn"),)
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


def ends_of(part: str, width: int) -> str:
    """How a part begins and how it ends, in one line."""
    words = text.clean_line(part, limit=len(part))
    if cell_len(words) <= width:
        return words
    half = (width - 3) // 2
    return f"{set_cell_size(words, half)} … {words[-half:].lstrip()}"


def added_to(written: str, signs: Signs) -> str:
    """What the sign-off adds to this text; to one that is still empty, what it will add."""
    written = written.rstrip() or "…"
    return text.clean_line(signs(written)[len(written) :].strip())


def room(written: str, limits: Limits) -> Piece:
    """367 left of 500, as the network counts; or how much is too much."""
    left = text.units_left(written, limits)
    if left < 0:
        return f"{-left} too many, at most {limits.max_length}", "late"
    look = "warn" if left < limits.max_length // 20 else "dim"
    return f"{left} left of {limits.max_length}", look
