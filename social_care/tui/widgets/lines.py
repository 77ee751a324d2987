"""Lines of text as our widgets draw them: pieces of safe text, each with the name of its look.

A line is plain data, made by pure functions and tested without a terminal. Markup is never
parsed, so nothing a customer writes can act.
"""

from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from social_care.tui.theme import looks_of

Piece = tuple[str, str]
"""Safe text, and its look: "" for plain, else a key of `theme.LOOKS`."""


class Linked(str):
    """A look whose text is a link, too. `link_lines` makes them, of addresses that are honest."""

    __slots__ = ("url",)

    def __new__(cls, look: str, url: str) -> "Linked":
        """The look, and where a click leads."""
        made = super().__new__(cls, look)
        made.url = url
        return made

    url: str


Line = tuple[Piece, ...]


def width_of(line: Line) -> int:
    """Cells the line takes."""
    return sum(cell_len(text) for text, _ in line)


def clip(text: str, width: int) -> str:
    """The text in at most `width` cells, its end replaced by … where it does not fit."""
    if cell_len(text) <= width:
        return text
    if cell_len(text.rstrip()) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def column(text: str, width: int) -> str:
    """The text clipped and padded to exactly `width` cells, the last of them free."""
    return set_cell_size(clip(text, width - 1), width)


def clip_line(line: Line, width: int) -> Line:
    """The line in at most `width` cells."""
    kept: list[Piece] = []
    left = width
    for text, look in line:
        size = cell_len(text)
        if size > left:
            kept.append((clip(text, left), look))
            break
        kept.append((text, look))
        left -= size
    return tuple(kept)


def ends(left: Line, right: Line, width: int) -> Line:
    """One line with both ends filled; the right end stays whole, the left one is clipped."""
    right = clip_line(right, width)
    room = width - width_of(right)
    left = clip_line(left, room - 1 if right else room)
    return (*left, (" " * (room - width_of(left)), ""), *right)


@lru_cache(maxsize=2048)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` cells, broken at spaces, else anywhere."""
    return tuple(line.plain for line in Content(text).wrap(max(width, 4)))


def hanging(first: Line, rest: Line, text: str, look: str, width: int) -> list[Line]:
    """The text wrapped behind `first`, its further lines behind `rest`."""
    rows = wrap(text, width - max(width_of(first), width_of(rest)))
    return [(*(rest if number else first), (row, look)) for number, row in enumerate(rows)]


def joined(pieces: Sequence[Piece], between: str = " · ") -> Line:
    """The pieces that have text, with a quiet dot between them."""
    line: list[Piece] = []
    for piece in pieces:
        if piece[0]:
            line.extend([(between, "dim"), piece] if line else [piece])
    return tuple(line)


CUT_FROM = 16
"""Cells from which on the beginning of a piece says more than that there is one."""


def joined_within(pieces: Sequence[Piece], width: int) -> Line:
    """As many of the pieces as fit whole, and the beginning of the next, or … in little room."""
    for count in range(len(pieces), 0, -1):
        line, left = joined(pieces[:count]), pieces[count:]
        room = width - width_of(line) - len(" · ")
        if left and room >= CUT_FROM:
            return joined([*pieces[:count], (clip(left[0][0], room), left[0][1])])
        if room >= (1 if left else -len(" · ")):
            return joined([*pieces[:count], ("…" if left else "", "dim")])
    return clip_line(joined(pieces[:1]), width)


def paint(widget: Widget, line: Line, width: int, under: str = "") -> Strip:
    """The line as the terminal gets it, `width` cells wide, on the look `under` if one is given."""
    base, looks = widget.visual_style.rich_style, looks_of(widget.app.theme)
    if under:
        base += looks[under]
    segments = [Segment(text, base + looks[look] if look else base) for text, look in line if text]
    if any(isinstance(look, Linked) for _, look in line) and getattr(widget.app, "links", True):
        segments = _with_links(segments, line)
    return Strip(segments).adjust_cell_length(width, base)


def _with_links(segments: Sequence[Segment], line: Line) -> list[Segment]:
    looks = (look for text, look in line if text)
    return [
        Segment(one.text, _clickable(one.style, look.url)) if isinstance(look, Linked) else one
        for one, look in zip(segments, looks, strict=True)
    ]


@lru_cache(maxsize=512)
def _clickable(style: Style | None, url: str) -> Style:
    """Made once: a terminal knows by its id which pieces belong to one link."""
    return (style or Style()) + Style(link=url, underline=True)
