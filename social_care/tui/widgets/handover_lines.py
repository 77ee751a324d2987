"""Handovers in lines: what somebody holds or has left, and who gets it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from social_care import text
from social_care.models.handover import Handover, HandoverItem, Held
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, Piece, clip, clip_line, column, ends, wrap
from social_care.tui.widgets.plain_row import due

NAME, CHANNEL, DUE = 18, 10, 10
"""Widths of the columns in cells, each with a free cell at its end."""

QUEUE = "the queue"

HOW = {
    Held.CLAIM: "with them",
    Held.ASSIGNED: "assigned",
    Held.DRAFT: "draft",
    Held.REPLY: "reply to decide",
    Held.SNOOZE: "put aside",
    Held.PROMISE: "promised",
}


def how(held: Sequence[Held]) -> str:
    """with them, draft."""
    told = [one for one in held if not (one is Held.SNOOZE and Held.PROMISE in held)]
    return ", ".join(HOW[one] for one in told)


def item_line(
    item: HandoverItem, heir: Piece, width: int, now: int, plain: ZoneInfo | None = None
) -> Line:
    """Who, where, how pressing, how it is held; at the right who gets it.

    With `plain`, whose clock it is, a sentence that begins with who gets it.
    """
    row = item.row
    if plain is not None:
        return _said(item, heir, width, now, plain)
    name, look = words.customer(row)
    left: Line = (
        (column(name, NAME), look),
        (column(text.clean_line(row.channel), CHANNEL), "dim"),
        (column(words.due(row, now)[0], DUE), words.due(row, now)[1]),
        (how(item.held), ""),
    )
    return ends(left, (("→ ", "dim"), heir), width)


def _said(item: HandoverItem, heir: Piece, width: int, now: int, zone: ZoneInfo) -> Line:
    row = item.row
    facts = (words.customer(row)[0], text.clean_line(row.channel), due(row, now, zone))
    return clip_line(((f"to {heir[0]}: {', '.join((*facts, how(item.held)))}", ""),), width)


def about(item: HandoverItem, width: int) -> str:
    """What must be known of it: what was promised, else what the customer says."""
    said = text.promised(item.row.promise) if item.row.promise else text.preview(item.row.text)
    return clip(said, width)


def told(
    handovers: Sequence[Handover],
    me: str,
    now: int,
    zone: ZoneInfo,
    width: int,
    *,
    plain: bool = False,
) -> list[Line]:
    """All of them, what is mine before what is everybody's, with what was noted."""
    lines: list[Line] = []
    for one in handovers:
        lines += [(), *_one(one, me, now, zone, width, plain)]
    return lines[1:]


def _one(one: Handover, me: str, now: int, zone: ZoneInfo, width: int, plain: bool) -> list[Line]:
    head = f"from {text.clean_line(one.agent)}, {times.since(one.at, now, zone)}"
    lines: list[Line] = [((head, "strong"),)]
    lines += [((f"  {row}", ""),) for row in wrap(text.clean_line(one.note), width - 2)[:4]]
    for item in sorted(one.items, key=lambda item: _place(item, me)):
        lines.append(item_line(item, _heir(item, me), width, now, zone if plain else None))
        lines.append((("    ", ""), (about(item, width - 4), "dim")))
    return lines


def _place(item: HandoverItem, me: str) -> int:
    if item.heir == me:
        return 0
    return 1 if item.heir is None else 2


def _heir(item: HandoverItem, me: str) -> Piece:
    if item.heir is None:
        return QUEUE, ""
    return ("you", "ours") if item.heir == me else (text.clean_line(item.heir), "")
