"""A pane of lines that scrolls: for a thread, a customer, a help page, whatever is only read."""

from collections.abc import Sequence
from typing import ClassVar

from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView

from social_care.tui.widgets.lines import Line
from social_care.tui.widgets.sparing import Sparing, Told


class LinesView(ScrollView, Sparing, can_focus=True, inherit_bindings=False):
    """Lines made for its width by `build`; only those in sight are ever drawn."""

    ENDS_IN_SIGHT: ClassVar[bool] = False
    """Who is at the end stays at the end when lines are added."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._made_for = (0, 0)
        """The width of the text and the height that the lines were made for."""
        self._reads_last = self.ENDS_IN_SIGHT

    def build(self, width: int) -> Sequence[Line]:
        """The lines for a width. Overridden by every pane."""
        raise NotImplementedError

    @property
    def text_width(self) -> int:
        """Cells for text: one is left free at either side, and one for the scroll bar."""
        return max(self.size.width - (2 if self.show_vertical_scrollbar else 3), 8)

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return self.scroll_offset.y >= self.max_scroll_y

    @property
    def end_place(self) -> int:
        """The first line in sight when one goes to the end."""
        return self.max_scroll_y

    @property
    def keeps_end(self) -> bool:
        """Whether the end stays in sight in another width or height."""
        return self.ENDS_IN_SIGHT and self.at_end

    def rebuild(self, *, to_end: bool = False) -> None:
        """Make the lines anew, and go to their end if asked to."""
        to_end = to_end or (self.ENDS_IN_SIGHT and self.at_end and bool(self._lines))
        before, self._made_for = self._lines, (self.text_width, self.size.height)
        self._lines = self.build(self.text_width)
        self._settle(len(before), to_end=to_end)

    def _settle(self, before: int, *, to_end: bool) -> None:
        with self.at_one_go():
            if before != len(self._lines):
                self.virtual_size = Size(self.size.width, len(self._lines))
            if to_end:
                self.scroll_to(y=self.end_place, animate=False, force=True)

    def line_at(self, y: int) -> Told:
        """One of the lines in sight."""
        number = y + self.scroll_offset.y
        line = self._lines[number] if number < len(self._lines) else ()
        return ((" ", ""), *line), self.size.width, ""

    def reading_line(self) -> int:
        """The line that came into sight last: at the end one moves to."""
        left = len(self._lines) - self.scroll_offset.y
        return min(left, self.size.height) - 1 if self._reads_last else 0

    def move(self, by: int) -> None:
        """Scroll by lines."""
        self._reads_last = by > 0
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, force=True)

    def move_page(self, by: int) -> None:
        """Scroll by screens."""
        self.move(by * max(self.size.height - 2, 1))

    def move_first(self) -> None:
        """To the first line."""
        self.scroll_to(y=0, animate=False, force=True)

    def move_last(self) -> None:
        """To the last line."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def on_resize(self, event: Resize) -> None:
        """Wrap for the new width; who was at the end stays there."""
        at_end = self.keeps_end
        self.virtual_size = Size(event.size.width, len(self._lines))
        if (
            self.text_width,
            self.size.height,
        ) == self._made_for:  # a scroll bar that comes changes no line
            self._settle(len(self._lines), to_end=at_end)
        else:
            self.rebuild(to_end=at_end)
        self.refresh()
