"""Plain text in a terminal's cells: wide characters take two of them, and a cluster stays whole."""

from rich.cells import cell_len, chop_cells

_LEAST = 2
"""Cells without which no character is sure to fit."""


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most `width` cells, behind `first` or `rest`.

    Broken at spaces; what is longer than a line, as languages without spaces are, is broken
    anywhere, and begins on the line before if there is room.
    """
    lines, line = [], first
    start = len(first)
    for word in text.split():
        left = word
        while left:
            between = " " if len(line) > start else ""
            room = width - cell_len(line + between)
            if cell_len(left) <= room:
                line, left = line + between + left, ""
                continue
            if room >= _LEAST and cell_len(left) > width - cell_len(rest):
                part = chop_cells(left, room)[0]
                line, left = line + between + part, left[len(part) :]
            lines.append(line)
            line, start = rest, len(rest)
    return [*lines, line] if len(line) > start else lines


def to_left(text: str, width: int) -> str:
    """Filled with spaces to `width` cells; longer text stays whole."""
    return text + " " * (width - cell_len(text))


def to_right(text: str, width: int) -> str:
    """The same with the spaces first."""
    return " " * (width - cell_len(text)) + text
