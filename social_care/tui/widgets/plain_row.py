"""A conversation in two lines of plain words: no columns, no marks, hours instead of countdowns.

A line that changes by itself is read aloud again; an hour stays what it is.
"""

from zoneinfo import ZoneInfo

from social_care import text
from social_care.models import State
from social_care.models.views import QueueRow
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, clip_line, joined


def draw_plain(
    row: QueueRow,
    width: int,
    *,
    now: int,
    zone: ZoneInfo,
    agent: str,
    selected: bool = False,
    picked: bool = False,
) -> tuple[Line, Line]:
    """How pressing, by when, where, who has it, who it is; then what they say."""
    band = words.band(row)[0].lower()
    said = [
        "selected" if picked else "",
        band,
        due(row, now, zone),
        text.clean_line(row.channel),
        held_by(row, agent),
        words.mark(row, agent)[0],
        words.customer(row)[0] + words.handle(row),
        *words.remarks(row),
        *words.tags(row),
    ]
    pointer = "> " if selected else "  "
    first: Line = ((pointer, "strong"), (", ".join(filter(None, said)), ""))
    standing = joined(words.standing(row), ", ")
    second: Line = (("  ", ""), *standing, (": " if standing else "", ""))
    return clip_line(first, width), clip_line((*second, (text.preview(row.text), "")), width)


def due(row: QueueRow, now: int, zone: ZoneInfo) -> str:
    """due 14:32, late since 14:10, no target; or how it stands when nobody waits."""
    if row.state is not State.OPEN or row.waiting_since is None or row.due_at is None:
        return words.due(row, now)[0]
    at = times.since(row.due_at, now, zone)
    return f"late since {at}" if row.due_at < now else f"due {at}"


def held_by(row: QueueRow, agent: str) -> str:
    """Who has the customer, as a sentence would say it."""
    held = words.holder(row, agent)[0]
    return {"": "", "free": "nobody has it", "you": "you have it"}.get(held, f"with {held}")
