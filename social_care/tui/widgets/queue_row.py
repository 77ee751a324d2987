"""One conversation as two lines of the queue: fixed columns first, a customer's words last."""

from collections.abc import Sequence

from social_care import text
from social_care.models import Band
from social_care.models.views import QueueRow
from social_care.tui.widgets import words
from social_care.tui.widgets.lines import Line, Piece, clip, clip_line, column, joined, width_of

ROW_LINES = 2
BROAD_FROM = 72
"""From this width on the customer stands on the first line, behind the columns."""

GUTTER = 2
"""Before the columns: the pointer, and the stripe of what is urgent."""

BAND, DUE, CHANNEL, HOLDER, MARK = 8, 10, 10, 8, 10
"""Widths of the columns in cells, each with a free cell at its end."""

BAND_NARROW = 7
"""So that the longest mark is whole in a pane of 46."""

NAME_MOST = 18
"""Cells a name may take where it stands before the words."""

NAME_LEAST, NAME_LEAST_NARROW = 8, 12
"""Cells that remarks leave to the customer's name, where it has a use for them."""

WORDS_LEAST, WORDS_LEAST_TAGGED = 15, 20
"""Cells that remarks, and tags, leave to the words behind them."""

BETWEEN = (" · ", "dim")

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
    first, second = lines(row, width, now, agent)
    tick: Line = ((" ", ""),)
    if picked:
        tick = (("✓", "key"),)
        second = ((PICKED, "key"), *(second[1:] if width >= BROAD_FROM else second))
    pointer = (">" if selected else " ", "strong")
    stripe = ("▌" if row.band is Band.URGENT else " ", row.band.label)
    first = (pointer, stripe, *first)
    return clip_line(first, width), clip_line((*tick, stripe, *second), width)


def _columns(row: QueueRow, now: int, agent: str, band: int = BAND) -> Line:
    return (
        _cell(words.band(row), band),
        _cell(words.due(row, now), DUE),
        _cell((text.clean_line(row.channel), "dim"), CHANNEL),
        _cell(words.holder(row, agent), HOLDER),
        _cell(words.mark(row, agent), MARK),
    )


def _cell(piece: Piece, width: int) -> Piece:
    return column(piece[0], width), piece[1]


def _broad(row: QueueRow, width: int, now: int, agent: str) -> tuple[Line, Line]:
    columns = _columns(row, now, agent)
    room = width - GUTTER - width_of(columns)
    name = words.customer(row)
    least = min(width_of((name,)), NAME_LEAST)
    remarks = _remarks(row, now, room - least, room - NAME_MOST)
    who = _who(row, room - width_of(remarks))
    return (*columns, *who, *remarks), ((" " * BAND, ""), *_said(row))


def _who(row: QueueRow, room: int) -> Line:
    """The name, with as much of the handle as can be told whole: a part of it says nothing."""
    name, handle = words.customer(row), words.handle(row)
    on_its_server = "@".join(handle.split("@")[:2])
    for shown in (handle, on_its_server):
        line: Line = (name, (shown, "dim"))
        if width_of(line) <= room:
            return line
    return clip_line((name,), room)


def _narrow(row: QueueRow, width: int, now: int, agent: str) -> tuple[Line, Line]:
    name, look = words.customer(row)
    room = width - GUTTER - len("  ")
    least = min(width_of(((name, look),)), NAME_LEAST_NARROW)
    tagged = width - GUTTER - NAME_MOST - WORDS_LEAST_TAGGED
    remarks = _remarks(row, now, room - least - WORDS_LEAST, tagged)
    most = min(NAME_MOST - 1, max(room - width_of(remarks) - WORDS_LEAST, least))
    who = (clip(name, most), look)
    return _columns(row, now, agent, BAND_NARROW), (who, *remarks, ("  ", ""), *_said(row))


def _said(row: QueueRow) -> Line:
    """What was promised, or who was silent; then the customer's words."""
    standing = joined(words.standing(row))
    return (*standing, ("  " if standing else "", ""), (text.preview(row.text), ""))


def _remarks(row: QueueRow, now: int, room: int, tagged: int) -> Line:
    """What must be known, as much as fits whole, the weightiest first; tags in their own room."""
    waits = row.waiting_since is not None
    known = [*filter(None, [words.window(row, now) if waits else ""]), *words.remarks(row)]
    kept, left = _whole(known, [], room - len("…"))
    if left == 1:  # what the sign for more would take may be room enough
        kept, left = _whole(known, [], room)
    kept, _ = _whole(words.tags(row), kept, tagged) if not left else (kept, 0)
    more: Line = (("…", "dim"),) if kept and left else ()
    return (BETWEEN, *joined([(word, "dim") for word in kept]), *more) if kept else ()


def _whole(words: Sequence[str], kept: Sequence[str], room: int) -> tuple[list[str], int]:
    """Those that are kept, with as many of the words as fit whole; how many do not."""
    found, left = list(kept), 0
    for word in words:
        if width_of((BETWEEN, *joined([(one, "") for one in (*found, word)]))) <= room:
            found.append(word)
        else:
            left += 1
    return found, left
