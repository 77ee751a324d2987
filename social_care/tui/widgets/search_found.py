"""What a search found in a conversation, in place of the customer's last words."""

from social_care import text
from social_care.models.finding import Hit
from social_care.models.views import MessageKind
from social_care.tui.widgets.lines import Line, Piece, clip_line, width_of

WHOSE = {MessageKind.MENTION: "customer", MessageKind.REPLY: "our reply", MessageKind.NOTE: "note"}
"""Whose words they are."""

LEAD = 12
"""At most so many cells stay before the first word found, where the line is too short for all."""

SHORT = 40
"""In less than this how long ago it was is left out."""


def with_found(line: Line, hit: Hit, now: int, width: int) -> Line:
    """The line of a row with what was found behind it: whose, how long ago, the words marked."""
    whose = "name" if hit.by_name else WHOSE[hit.message_kind]
    ago = f" {text.ago(now - hit.at)}" if width - width_of(line) >= SHORT else ""
    head: Line = (*line, (f"{whose}{ago}: ", "dim"))
    return clip_line((*head, *marked(hit, width - width_of(head))), width)


def marked(hit: Hit, room: int) -> Line:
    """The words, those that were found marked; the first of them in sight."""
    pieces: list[Piece] = []
    done = 0
    for start, end in hit.marks:
        pieces += [(hit.snippet[done:start], ""), (hit.snippet[start:end], "found")]
        done = end
    pieces.append((hit.snippet[done:], ""))
    return _scrolled(tuple(piece for piece in pieces if piece[0]), room)


def _scrolled(line: Line, room: int) -> Line:
    """Without the beginning of what stands before the first mark, where that hides it."""
    if not line or line[0][1] or len(line) < 2 or width_of(line[:2]) <= room:
        return line
    before = line[0][0]
    lead = min(LEAD, room - width_of(line[1:2]) - len("……"))
    while before and width_of(((before, ""),)) > lead:
        before = before[1:]
    return (("…" + before[before.find(" ") + 1 :], ""), *line[1:])
