"""Drawing as little as can be: over a slow line every byte is waited for, and nothing may flicker.

A widget of lines that is asked to draw itself anew compares what would stand on each of them with
what was drawn last, and draws the lines that differ.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from social_care.tui.widgets.lines import Line, paint

Told = tuple[Line, int, str]
"""A line, its width in cells, and the look under it."""


class Sparing(Widget):
    """A widget of lines. Among several bases it stands last: the first one gives the looks."""

    def __init__(self, *children: Widget, **named: Any) -> None:
        super().__init__(*children, **named)
        self._drawn_lines: dict[int, tuple[Told, object]] = {}
        """With their colours, by their place from the top of what is in sight."""
        self._is_changing = False

    def line_at(self, y: int) -> Told:
        """What stands on one of the lines in sight now. Overridden by every such widget."""
        raise NotImplementedError

    def lines_in_sight(self, height: int) -> list[Told]:
        """All of them, from the top. Overridden where that is cheaper than one by one."""
        return [self.line_at(y) for y in range(height)]

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines in sight."""
        told = self.line_at(y)
        self._drawn_lines[y] = told, self._colours
        line, width, under = told
        return paint(self, line, width, under)

    @property
    def _colours(self) -> object:
        return self.app.theme, self.visual_style

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw the lines anew that differ, where all of them are asked for."""
        whole = not regions or regions == (self.size.region,)
        if not (whole and repaint and self._drawn_lines) or recompose:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if layout:
            self.clear_cached_dimensions()
            super().refresh(repaint=False, layout=True)
        if self._is_changing:
            return self
        (width, height), colours = self.size, self._colours
        drawn = self._drawn_lines.get
        told = enumerate(self.lines_in_sight(height))
        changed = [y for y, line in told if drawn(y) != (line, colours)]
        if changed:
            super().refresh(*(Region(0, y, width, 1) for y in changed))
        return self

    @contextmanager
    def at_one_go(self) -> Iterator[None]:
        """Changes that belong together, such as more lines and another place in them."""
        self._is_changing = True
        try:
            yield
        finally:
            self._is_changing = False
            self.refresh()

    def on_hide(self) -> None:
        """Out of sight nothing of it is drawn."""
        self._drawn_lines = {}

    def notify_style_update(self) -> None:
        """Perhaps other colours."""
        super().notify_style_update()
        if self._drawn_lines:
            self.refresh()
