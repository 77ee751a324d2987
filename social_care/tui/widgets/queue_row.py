"""One conversation as two lines of the queue: fixed columns first, a customer's words last."""

from social_care import text
from social_care.models import Band
from social_care.models.views import QueueRow
from social_care.tui.widgets import words
from social_care.tui.widgets.lines import Line, Piece, clip_line, column, joined, width_of

ROW_LINES = 2
BROAD_FROM = 72
"""From this width on the customer stands on the first line, behind the columns."""

GUTTER = 2
"""Before the columns: the pointer, and the stripe of what is urgent."""

BAND, DUE, CHANNEL, HOLDER, MARK = 8, 10, 10, 8, 10
"""Widths of the columns in cells, each with a free cell at its end."""

NAME_MOST = 18
"""Cells a name may take where it stands before the words."""

NAME_LEAST = 8
"""Cells that remarks leave to the customer's name, where it has a use for them."""

WORDS_LEAST = 20
"""Cells that tags leave to the words behind them."""

PICKED = "selected "
"""Stands in a row that was selected with others."""

GONE: tuple[Line, Line] = (((" " * 2, ""), ("…", "dim")), ())
"""A conversation that has just left the view."""


def draw(
    row: QueueRow,
    width: int,
    *,
    now: int,
    agent: str,
    selected: bool = False,
    picked: bool = False,
) -> tuple[Line, Line]:
    """Both lines of a row, at most `width` cells each: under the cursor, selected for many."""
    lines = _broad if width >= BROAD_FROM else _narrow
    first, second = lines(row, _columns(row, now, agent), width, now)
    tick: Line = ((" ", ""),)
    if picked:
        tick = (("✓", "key"),)
        second = ((PICKED, "key"), *(second[1:] if width >= BROAD_FROM else second))
    pointer = (">" if selected else " ", "strong")
    stripe = ("▌" if row.band is Band.URGENT else " ", row.band.label)
    first = (pointer, stripe, *first)
    return clip_line(first, width), clip_line((*tick, stripe, *second), width)


def _columns(row: QueueRow, now: int, agent: str) -> Line:
    return (
        _cell(words.band(row), BAND),
        _cell(words.due(row, now), DUE),
        _cell((text.clean_line(row.channel), "dim"), CHANNEL),
        _cell(words.holder(row, agent), HOLDER),
        _cell(words.mark(row, agent), MARK),
    )


def _cell(piece: Piece, width: int) -> Piece:
    return column(piece[0], width), piece[1]


def _broad(row: QueueRow, columns: Line, width: int, now: int) -> tuple[Line, Line]:
    room = width - GUTTER - width_of(columns)
    name = words.customer(row)
    least = min(width_of((name,)), NAME_LEAST)
    said = "".join(piece for piece, _ in _remarks(row, room - NAME_MOST, now))
    remarks = clip_line(((said, "dim"),), room - least)
    room -= width_of(remarks)
    who = clip_line((name, (words.handle(row), "dim")), room)
    return (*columns, *who, *remarks), ((" " * BAND, ""), *_said(row))


def _narrow(row: QueueRow, columns: Line, width: int, now: int) -> tuple[Line, Line]:
    name, look = words.customer(row)
    short = column(name, NAME_MOST).rstrip()
    remarks = _remarks(row, width - GUTTER - NAME_MOST - WORDS_LEAST, now)
    return columns, ((short, look), *remarks, ("  ", ""), *_said(row))


def _said(row: QueueRow) -> Line:
    """What was promised, or who was silent; then the customer's words."""
    standing = joined(words.standing(row))
    return (*standing, ("  " if standing else "", ""), (text.preview(row.text), ""))


def _remarks(row: QueueRow, room: int, now: int) -> Line:
    """All that must be known, and as many of the tags as have room behind it."""
    pieces: list[Piece] = [(word, "dim") for word in words.remarks(row)]
    if row.waiting_since is not None and (ends := words.window(row, now)):
        pieces.insert(0, (ends, "dim"))
    for tag in words.tags(row):
        if width_of(joined([*pieces, (tag, "dim")])) + len(" · ") > room:
            break
        pieces.append((tag, "dim"))
    return ((" · ", "dim"), *joined(pieces)) if pieces else ()
