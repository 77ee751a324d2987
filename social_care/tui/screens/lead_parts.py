"""What the lead's screen is made of: the shift in figures, the list, what the keys do."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from social_care import text
from social_care.models.views import QueueRow
from social_care.tui.keys import shown
from social_care.tui.widgets import lead_lines, plain_lead
from social_care.tui.widgets.bar import Bar, ruled
from social_care.tui.widgets.lines import Line, clip_line
from social_care.tui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from social_care.desk.leading import AgentLine, Floor
    from social_care.tui.screens.lead import LeadScreen

MOST_TOP = 12
"""Lines above the list; the list keeps the rest."""


class Top(Bar):
    """The shift in figures and bars."""

    def __init__(self, lead: "LeadScreen") -> None:
        super().__init__()
        self._lead = lead

    def lines(self, width: int) -> Sequence[Line]:
        """What fits, the most important first."""
        picture = self._lead.picture
        lines = self._told(picture.floor, width)[:MOST_TOP]
        lines[2:2] = [
            clip_line(((" ", ""), (text.clean_line(each), "warn")), width) for each in picture.known
        ]
        return lines

    def _told(self, floor: "Floor", width: int) -> list[Line]:
        if self._lead.plain is not None:
            return plain_lead.top(floor, width)
        return lead_lines.top(floor, width)

    def fit(self) -> None:
        """As high as its lines, and never more than half the screen."""
        lines = len(self.lines(self.app.size.width))
        self.styles.height = min(lines, max(self.app.size.height // 2, 3))
        self.refresh()


class Listed(LinesView, can_focus=True):
    """Agents and conversations; the line with the cursor stays in sight."""

    def __init__(self, lead: "LeadScreen") -> None:
        super().__init__()
        self._lead = lead
        self._at = 0

    def build(self, width: int) -> Sequence[Line]:
        """Headings and items."""
        lead, at = self._lead, 0
        lines: list[Line] = [] if lead.plain is not None else [lead_lines.agents_heading()]
        for number, (heading, drawn) in enumerate(self._items(width - 2)):
            if heading:
                lines.append(lead_lines.heading(heading, width))
            here = number == lead.cursor
            at = len(lines) if here else at
            lines.append(_pointed(drawn, here, width))
        if not lead.rows:
            lines.append((("  Nobody waits.", "good"),))
        self._at = at
        self._keep_in_sight(at, len(lines))
        return lines

    def reading_line(self) -> int:
        """The cursor's."""
        return self._at - self.scroll_offset.y

    def _items(self, width: int) -> Iterator[tuple[str, Line]]:
        """Each with the heading above it, where it is the first of a part."""
        floor = self._lead.picture.floor
        for line in floor.agents:
            yield "", self._agent(line, floor.now)
        for title, rows in self._parts():
            for row in rows:
                yield title if row is rows[0] else "", self._conversation(row, width, floor.now)

    def _agent(self, line: "AgentLine", now: int) -> Line:
        plain = self._lead.plain
        return lead_lines.agent(line, now) if plain is None else plain_lead.agent(line, now, plain)

    def _conversation(self, row: QueueRow, width: int, now: int) -> Line:
        lead = self._lead
        picked = row.id in lead.place.picked
        if lead.plain is None:
            return lead_lines.conversation(row, width, now=now, agent=lead.agent, picked=picked)
        return plain_lead.conversation(
            row, width, now=now, agent=lead.agent, picked=picked, zone=lead.plain
        )

    def _parts(self) -> tuple[tuple[str, Sequence[QueueRow]], ...]:
        picture = self._lead.picture
        more = f", and {picture.more} more" if picture.more else ""
        return (
            (f"  at risk and late ({len(picture.urgent)})", picture.urgent),
            (f"  waiting ({len(picture.others)}{more})", picture.others),
        )

    def _keep_in_sight(self, at: int, lines: int) -> None:
        """The first agent with the headings above; before it has a height all is in sight."""
        top, height = self.scroll_offset.y, self.size.height
        at = 0 if at == 1 else at
        if height and not top <= at < top + height:
            self.virtual_size = self.virtual_size.with_height(lines)
            self.call_after_refresh(self.scroll_to, y=max(at - height // 2, 0), animate=False)


def _pointed(line: Line, here: bool, width: int) -> Line:
    pointer = ("> " if here else "  ", "strong")
    return clip_line((pointer, *line), width)


class Foot(Bar):
    """What was said last, and the keys."""

    DEFAULT_CSS = "Foot { height: 2; width: 1fr; }"

    def __init__(self, lead: "LeadScreen") -> None:
        super().__init__()
        self._lead = lead

    def lines(self, width: int) -> Sequence[Line]:
        """Two lines."""
        place = self._lead.place
        said = text.clean_line(place.said)
        picked = f"{len(place.picked)} selected" if place.picked else ""
        right: Line = ((picked, "key"),) if picked else ()
        return [
            ruled(((said, "strong"),) if said else (), right, width),
            _keys(self._lead.here, width),
        ]


def _keys(here: "AgentLine | QueueRow | None", width: int) -> Line:
    """The keys that work where the cursor is."""
    about_agent = here is not None and not isinstance(here, QueueRow)
    pairs = (
        [("open", "whom they hold"), ("like", "kudos")]
        if about_agent
        else [("assign", "assign"), ("select", "select"), ("claim", "take over"), ("note", "note")]
    )
    pairs += [
        ("digest", "digest"),
        ("catch_up", "catch-up"),
        ("stop_all", "stop"),
        ("back", "back"),
    ]
    line: Line = ((" ", ""),)
    for command, label in pairs:
        line = (*line, (shown(command), "key"), (f" {label}  ", ""))
    return clip_line(line, width)
