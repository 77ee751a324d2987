"""The lead's screen as lines: the shift in figures, who is on, what needs somebody now."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from social_care import text
from social_care.models import Band
from social_care.models.presence import PresenceState
from social_care.models.views import QueueRow
from social_care.tui.widgets import words
from social_care.tui.widgets.lines import (
    Line,
    Piece,
    clip,
    clip_line,
    column,
    ends,
    joined,
    joined_within,
    width_of,
)

if TYPE_CHECKING:
    from social_care.desk.leading import AgentLine, Floor

BARS = "▁▂▃▄▅▆▇█"
NAME, HOLDS, WAITS, STATE = 12, 7, 24, 14
BANDS = (Band.URGENT, Band.HIGH, Band.NORMAL, Band.LOW)


def top(floor: "Floor", width: int) -> list[Line]:
    """Which shift, who waits, how it goes; then the day in bars."""
    lines = heads(floor, width)
    lines += [clip_line(((" ", ""), *line), width) for line in _bars(floor)]
    lines += [clip_line(((" ", ""), *line), width) for line in _by_channel(floor)]
    for told in newest_wow(floor):
        wow = (" ", ""), (column("WOW", 11), "dim"), (told, "good")
        lines.append(clip_line(wow, width))
    return lines


def heads(floor: "Floor", width: int) -> list[Line]:
    """Two lines: which shift and who waits, how it goes."""
    now = floor.at_once
    waiting: list[Piece] = [
        (f"waiting {now.waiting}", ""),
        (f"at risk {now.at_risk}", "warn" if now.at_risk else "dim"),
        (f"LATE {now.late}" if now.late else "late 0", "late" if now.late else "dim"),
    ]
    room = width - 2 - width_of(joined([("", ""), *waiting])) - len(" · ")
    left = joined_within([(clip(_told(floor), max(room, 12)), "strong"), *waiting], width - 2)
    return [((" ", ""), *left), _how_it_goes(floor, width)]


def _told(floor: "Floor") -> str:
    """Which time the figures and bars are about; who waits is counted now."""
    if not floor.shift:
        return "The last 24 hours"
    which = "Shift" if floor.end == floor.now else "Last shift"
    return f"{which} {text.clean_line(floor.shift)}"


def _how_it_goes(floor: "Floor", width: int) -> Line:
    figures = floor.figures
    pieces: list[Piece] = []
    if figures.service_level is not None:
        level = (
            f"in target {figures.service_level:.0%} of {figures.counted} (goal {floor.goal:.0%})"
        )
        pieces.append((level, "good" if figures.service_level >= floor.goal else "warn"))
    for kind in ("first", "next"):
        p50, p90 = (getattr(figures, f"{kind}_{share}_s") for share in ("p50", "p90"))
        if p50 is not None:
            business = getattr(figures.business, f"{kind}_p50_s")
            beside = f" (business {_time(business)})" if business != p50 else ""
            pieces.append((f"{kind} p50 {_time(p50)} p90 {_time(p90)}{beside}", ""))
    if floor.at_once.oldest_waiting_s is not None:
        pieces.append((f"oldest {_time(floor.at_once.oldest_waiting_s)}", ""))
    return (
        (" ", ""),
        *(joined_within(pieces, width - 2) if pieces else (("nobody has waited yet", "dim"),)),
    )


def _time(seconds: float | None) -> str:
    return "–" if seconds is None else text.span(round(seconds * 1000))


def _bars(floor: "Floor") -> Iterator[Line]:
    """What came, what was answered, and the service level, hour by hour, with the highest."""
    if not floor.hours:
        return
    first, last = floor.hours[0].label, floor.hours[-1].label
    for name, counts in (
        ("came", [hour.arrived for hour in floor.hours]),
        ("answered", [hour.answered for hour in floor.hours]),
    ):
        most = max(counts)
        when = floor.hours[counts.index(most)].label
        told = f" most {most} at {when}" if most else " none"
        yield (column(name, 11), "dim"), (bars(counts), ""), (f"  {first}–{last}{told}", "dim")
    levels = [hour.level for hour in floor.hours]
    if any(level is not None for level in levels):
        shown = [None if level is None else round(level * 100) for level in levels]
        now = next(level for level in reversed(shown) if level is not None)
        yield (column("in target", 11), "dim"), (bars(shown, 100), ""), (f"  last {now}%", "dim")


def bars(values: Sequence[int | None], most: int = 0) -> str:
    """A bar for each value; a space for one that is not known."""
    highest = most or max((value for value in values if value is not None), default=0)
    return "".join(
        " "
        if value is None
        else BARS[round(value * (len(BARS) - 1) / highest)]
        if highest
        else BARS[0]
        for value in values
    )


def _by_channel(floor: "Floor") -> Iterator[Line]:
    """Who waits where, by band."""
    for channel, bands in floor.waiting.items():
        line: Line = ((column(text.clean_line(channel), 11), "dim"),)
        for band in BANDS:
            if count := bands.get(band, 0):
                line = (*line, (f"{band.label} {count}  ", band.label))
        yield line


def newest_wow(floor: "Floor") -> Iterator[str]:
    """and 2 more; mary for Kim: sent flowers. If there is one: the digest tells them all."""
    for wow in floor.wows[:1]:
        agent, customer = text.clean_line(wow.agent), text.clean_line(wow.customer, limit=30)
        others = f"and {len(floor.wows) - 1} more; " if len(floor.wows) > 1 else ""
        yield f"{others}{agent} for {customer or 'somebody'}: {text.clean_line(wow.text)}"


# Who is on --------------------------------------------------------------------------------------


def agents_heading() -> Line:
    """Above the agents."""
    return (
        (
            "  "
            + column("agent", NAME)
            + column("holds", HOLDS)
            + column("customer waits longest", WAITS)
            + column("state", STATE),
            "dim",
        ),
    )


def agent(line: "AgentLine", now: int) -> Line:
    """One agent: whom they hold, since when the longest waits, what they do, what they need."""
    return (
        (column(text.clean_line(line.name), NAME), "strong"),
        (column(str(line.holds), HOLDS), ""),
        (column(_longest(line, now), WAITS), "late" if _is_late(line, now) else ""),
        (column(_state(line, now), STATE), ""),
        (needs(line), "warn"),
    )


def _longest(line: "AgentLine", now: int) -> str:
    if line.waiting_since is None:
        return "–"
    return text.span(now - line.waiting_since) + (" LATE" if _is_late(line, now) else "")


def _is_late(line: "AgentLine", now: int) -> bool:
    return line.due_at is not None and line.due_at < now


def _state(line: "AgentLine", now: int) -> str:
    if line.writes:
        return "writing"
    state, since = line.presence.state, line.presence.since
    if line.presence.is_at_work:
        if line.holds:
            return "reading"
        return "free" if line.free_since is None else f"free {text.span(now - line.free_since)}"
    if state is PresenceState.BREAK and since is not None:
        return f"break {text.span(now - since)}"
    return "off" if line.holds == 0 else "not seen"


def needs(line: "AgentLine") -> str:
    """What a lead may do for them; empty: nothing is known."""
    if not line.angry_in_a_row:
        return ""
    return f"{line.angry_in_a_row}+ angry ones in a row: a breather, or a swap?"


# What needs somebody ----------------------------------------------------------------------------


def conversation(row: QueueRow, width: int, *, now: int, agent: str, picked: bool) -> Line:
    """One conversation on one line, the customer's words last."""
    band, due = words.band(row), words.due(row, now)
    line: Line = (
        ("✓" if picked else " ", "key"),
        (column(band[0], 8), band[1]),
        (column(due[0], 10), due[1]),
        (column(text.clean_line(row.channel), 10), "dim"),
        (column(words.holder(row, agent)[0], 9), words.holder(row, agent)[1]),
        words.customer(row),
        ("  ", ""),
        (text.preview(row.text), ""),
    )
    return clip_line(line, width)


def heading(words_: str, width: int) -> Line:
    """Above a part of the list."""
    return ends(((words_, "dim"),), (), width)
