"""Lines across the screen that are only read: something at the left end, something at the right."""

from collections.abc import Sequence
from itertools import repeat

from social_care.tui.widgets.lines import Line, clip_line, ends, width_of
from social_care.tui.widgets.sparing import Sparing, Told


class Bar(Sparing):
    """One line or a few; the parent of top line, headings and footer."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def lines(self, width: int) -> Sequence[Line]:
        """What stands on it. Overridden by every bar."""
        raise NotImplementedError

    def line_at(self, y: int) -> Told:
        """One of its lines."""
        return self.lines_in_sight(y + 1)[y]

    def lines_in_sight(self, height: int) -> list[Told]:
        """All of them are made at one go."""
        width = self.size.width
        lines = [*self.lines(width), *repeat((), height)]
        return [(line, width, "") for line in lines[:height]]


def framed(left: Line, right: Line, width: int) -> Line:
    """Both ends, one cell from the edges. On a narrow screen the left one is clipped."""
    return ((" ", ""), *ends(left, right, max(width - 2, 1)), (" ", ""))


def ruled(left: Line, right: Line, width: int) -> Line:
    """A rule with words on it; either end may be empty."""
    head: Line = (("── ", "rule"), *left, (" ", "")) if left else ()
    tail: Line = ((" ", ""), *right, (" ──", "rule")) if right else ()
    room = width - width_of(tail)
    head = clip_line(head, room)
    return (*head, ("─" * (room - width_of(head)), "rule"), *tail)
