"""The lead's screen in plain words: sentences, hours instead of lengths, no bars.

What changes by itself is read aloud again; an hour stays what it is.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from social_care import text
from social_care.models.presence import PresenceState
from social_care.models.views import QueueRow
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lead_lines import heads, needs, newest_wow
from social_care.tui.widgets.lines import Line, clip_line
from social_care.tui.widgets.plain_row import due, held_by

if TYPE_CHECKING:
    from social_care.desk.leading import AgentLine, Floor


def top(floor: "Floor", width: int) -> list[Line]:
    """Which shift, who waits, how it goes; what came when, and who waits where."""
    wows = (f"WOW: {told}" for told in newest_wow(floor))
    told = (*_came(floor), *_by_channel(floor), *wows)
    return [*heads(floor, width), *(clip_line(((" ", ""), (one, "")), width) for one in told)]


def _came(floor: "Floor") -> Iterator[str]:
    """came: 31, most 13 at 08:00."""
    for name, counts in (
        ("came", [hour.arrived for hour in floor.hours]),
        ("answered", [hour.answered for hour in floor.hours]),
    ):
        if any(counts):
            most = max(counts)
            when = floor.hours[counts.index(most)].label
            yield f"{name}: {sum(counts)}, most {most} at {when}"


def _by_channel(floor: "Floor") -> Iterator[str]:
    """mastodon: 2 urgent, 4 high."""
    for channel, bands in floor.waiting.items():
        counted = (f"{count} {band.label}" for band, count in sorted(bands.items()) if count)
        yield f"{text.clean_line(channel)}: {', '.join(counted)}"


def agent(line: "AgentLine", now: int, zone: ZoneInfo) -> Line:
    """mary holds 2, the longest waiting since 08:12, late, writing."""
    holds = f"holds {line.holds}" if line.holds else "holds nobody"
    said = [f"{text.clean_line(line.name)} {holds}", *_longest(line, now, zone)]
    said += [_state(line, now, zone), needs(line)]
    return ((", ".join(filter(None, said)), ""),)


def _longest(line: "AgentLine", now: int, zone: ZoneInfo) -> Iterator[str]:
    if line.waiting_since is not None:
        yield f"the longest waiting since {times.since(line.waiting_since, now, zone)}"
    if line.due_at is not None and line.due_at < now:
        yield f"late since {times.since(line.due_at, now, zone)}"


def _state(line: "AgentLine", now: int, zone: ZoneInfo) -> str:
    state, since = line.presence.state, line.presence.since
    if line.writes:
        return "writing"
    if line.presence.is_at_work and line.holds:
        return "reading"
    if line.presence.is_at_work:
        free = line.free_since
        return "free" if free is None else f"free since {times.since(free, now, zone)}"
    if state is PresenceState.BREAK and since is not None:
        return f"on a break since {times.since(since, now, zone)}"
    return "not seen" if line.holds else "off"


def conversation(
    row: QueueRow, width: int, *, now: int, agent: str, picked: bool, zone: ZoneInfo
) -> Line:
    """How pressing, by when, where, who has it, who it is; then what they say."""
    said = [
        "selected" if picked else "",
        words.band(row)[0].lower(),
        due(row, now, zone),
        text.clean_line(row.channel),
        held_by(row, agent),
        words.customer(row)[0],
    ]
    line: Line = ((", ".join(filter(None, said)), ""), (": ", ""), (text.preview(row.text), ""))
    return clip_line(line, width)
