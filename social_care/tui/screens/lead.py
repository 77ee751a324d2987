"""The lead's screen: the floor at one look, live. It is typed by what the lead wants done.

What is done is done by the main screen, whose deeds say their undo; then this one comes back where
it was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.events import Key, Paste, Resize
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.worker import Worker

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.views import QueueRow
from social_care.tui.keys import keys_of, shown
from social_care.tui.widgets import lead_lines, words
from social_care.tui.widgets.bar import Bar, ruled
from social_care.tui.widgets.lines import Line, clip_line
from social_care.tui.widgets.lines_view import LinesView

if TYPE_CHECKING:
    from social_care.desk.leading import AgentLine, Floor
    from social_care.tui.widgets.lead_plots import LevelPlot, VolumePlot

EVERY_S = 2.0
"""How often it looks; it draws only what has changed."""
PLOTS_FROM = 44
"""From this height on there is room for plots with axes."""
MOST_TOP = 12
"""Lines above the list; the list keeps the rest."""

WANTED = (
    "open", "assign", "claim", "select", "select_all", "note", "like", "stop_all", "catch_up",
    "digest", "health", "help",
)  # fmt: skip
"""Commands that are obeyed here."""
ABOUT_ONE = frozenset({"open", "claim", "note"})
NEEDS_SOME = ABOUT_ONE | {"assign"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What was read at one moment."""

    floor: "Floor"
    urgent: Sequence[QueueRow]
    """At risk and late, the most needed first."""
    others: Sequence[QueueRow]
    """The first of those who wait besides."""
    more: int
    """How many wait further down."""
    known: Sequence[str] = ()
    """What else must be known: catch-up, a spike, sending stopped, a stream that is blind."""


@dataclass(slots=True, kw_only=True)
class Place:
    """Where the lead was, for when the screen comes back."""

    agent: str = ""
    conversation_id: int | None = None
    picked: set[int] = field(default_factory=set)
    said: str = ""
    """What the last deed says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done."""

    command: str
    ids: tuple[int, ...] = ()
    agent: str = ""


Read = Callable[[], Awaitable[Picture]]
Job = Callable[[], Coroutine[None, None, None]]


class LeadScreen(ModalScreen[Order | None]):
    """Agents, then who needs somebody: one list, one cursor."""

    def __init__(self, read: Read, picture: Picture, place: Place, *, agent: str) -> None:
        super().__init__()
        self.picture, self.place = picture, place
        self._read, self.agent = read, agent
        self._commands = {key: command for command in WANTED for key in keys_of(command)}
        self._top, self._list, self._foot = Top(self), Listed(self), Foot(self)
        self._drawn: tuple[LevelPlot | VolumePlot, ...] = ()

    def compose(self) -> Iterator[Widget]:
        """Figures, plots where there is room, the list, what the keys do."""
        with Vertical(id="lead"):
            yield self._top
            if self.app.size.height >= PLOTS_FROM and self.picture.floor.hours:
                yield from self._plots()
            yield self._list
            yield self._foot

    def _plots(self) -> Iterator[Widget]:
        from social_care.tui.widgets.lead_plots import LevelPlot, VolumePlot  # slow to load

        self._drawn = (VolumePlot(), LevelPlot())
        with Horizontal(id="lead-plots"):
            yield from self._drawn

    def on_mount(self) -> None:
        """Live."""
        self.set_interval(EVERY_S, self.look)
        self.draw()

    def look(self) -> None:
        """Read again, one at a time."""
        job: Job = self._look
        self._looking: Worker[None] = self.run_worker(job, group="lead", exclusive=True)

    async def _look(self) -> None:
        try:
            self.picture = await self._read()
        except SocialCareError as problem:
            self.place.said = words.error(problem)
        except asyncio.CancelledError:
            return
        self.draw()

    def draw(self) -> None:
        """Everything, from what was read last."""
        known = {row.id for row in self.rows}
        self.place.picked &= known
        self._top.fit()
        for plot in self._drawn:
            plot.show(self.picture.floor)
        self._list.rebuild()
        self._foot.refresh()

    def on_resize(self, _: Resize) -> None:
        """Other lines fit, and plots only on a high screen."""
        self.query("#lead-plots").set(display=self.app.size.height >= PLOTS_FROM)
        self.draw()

    # -- the list ----------------------------------------------------------------------------

    @property
    def rows(self) -> list[QueueRow]:
        """Every conversation in it."""
        return [*self.picture.urgent, *self.picture.others]

    @property
    def items(self) -> "list[AgentLine | QueueRow]":
        """Where the cursor can stand."""
        return [*self.picture.floor.agents, *self.rows]

    @property
    def cursor(self) -> int:
        """Its place among the items; whoever it stood on keeps it."""
        for number, item in enumerate(self.items):
            if isinstance(item, QueueRow):
                if item.id == self.place.conversation_id:
                    return number
            elif item.name == self.place.agent and self.place.conversation_id is None:
                return number
        return 0

    def move(self, by: int) -> None:
        """The cursor, within the list."""
        items = self.items
        if not items:
            return
        item = items[max(0, min(self.cursor + by, len(items) - 1))]
        if isinstance(item, QueueRow):
            self.place.agent, self.place.conversation_id = "", item.id
        else:
            self.place.agent, self.place.conversation_id = item.name, None
        self.draw()

    @property
    def here(self) -> "AgentLine | QueueRow | None":
        """What the cursor stands on."""
        items = self.items
        return items[self.cursor] if items else None

    # -- keys --------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """The keys of the main screen, with the same meanings."""
        event.stop()
        event.prevent_default()
        key = event.key
        if key in keys_of("back", "lead"):
            self.dismiss(None)
        elif (command := self._commands.get(key)) is not None:
            self._obey(command)
        else:
            self._move(key)

    def _move(self, key: str) -> None:
        page = max(self._list.size.height - 2, 1)
        for command, by in (
            ("down", 1),
            ("up", -1),
            ("page_down", page),
            ("page_up", -page),
            ("first", -len(self.items)),
            ("last", len(self.items)),
        ):
            if key in keys_of(command):
                self.move(by)

    def on_paste(self, event: Paste) -> None:
        """Pasted words are no commands."""
        event.stop()
        self._say("That looked like a paste: nothing was done.")

    def _obey(self, command: str) -> None:
        here = self.here
        if command == "select":
            self._select(here)
        elif command == "select_all":
            self._select_all()
        elif command == "like":
            name = here.name if here is not None and not isinstance(here, QueueRow) else ""
            self.dismiss(Order(command=command, agent=name))
        elif command in NEEDS_SOME:
            self._about(command, here)
        else:
            self.dismiss(Order(command=command))

    def _about(self, command: str, here: "AgentLine | QueueRow | None") -> None:
        ids = tuple(sorted(self.place.picked)) if command == "assign" else ()
        if not ids and isinstance(here, QueueRow):
            ids = (here.id,)
        if ids:
            self.dismiss(Order(command=command, ids=ids))
        elif isinstance(here, QueueRow) or here is None:
            self._say("Nobody is listed here.")
        else:
            self._to_first_of(here.name)

    def _to_first_of(self, name: str) -> None:
        """Enter on an agent goes to the first conversation they hold."""
        for row in self.rows:
            if row.claimed_by == name or row.assignee == name:
                self.place.agent, self.place.conversation_id = "", row.id
                self.draw()
                return
        self._say(f"{text.clean_line(name)} holds nobody in this list.")

    def _select(self, here: "AgentLine | QueueRow | None") -> None:
        if isinstance(here, QueueRow):
            self.place.picked ^= {here.id}
            self.move(1)
        else:
            self._say("Conversations are selected; agents are not.")

    def _select_all(self) -> None:
        everyone = {row.id for row in self.rows}
        self.place.picked = set() if self.place.picked == everyone else everyone
        self.draw()

    def _say(self, sentence: str) -> None:
        self.place.said = sentence
        self.draw()


class Top(Bar):
    """The shift in figures and bars."""

    def __init__(self, lead: LeadScreen) -> None:
        super().__init__()
        self._lead = lead

    def lines(self, width: int) -> Sequence[Line]:
        """What fits, the most important first."""
        picture = self._lead.picture
        lines = lead_lines.top(picture.floor, width)[:MOST_TOP]
        lines[2:2] = [
            clip_line(((" ", ""), (text.clean_line(each), "warn")), width) for each in picture.known
        ]
        return lines

    def fit(self) -> None:
        """As high as its lines, and never more than half the screen."""
        lines = len(self.lines(self.app.size.width))
        self.styles.height = min(lines, max(self.app.size.height // 2, 3))
        self.refresh()


class Listed(LinesView, can_focus=True):
    """Agents and conversations; the line with the cursor stays in sight."""

    def __init__(self, lead: LeadScreen) -> None:
        super().__init__()
        self._lead = lead

    def build(self, width: int) -> Sequence[Line]:
        """Headings and items."""
        lead, number = self._lead, 0
        picture, now = lead.picture, lead.picture.floor.now
        lines: list[Line] = [lead_lines.agents_heading()]
        here = lead.cursor
        at = 0
        for line in picture.floor.agents:
            at = len(lines) if number == here else at
            lines.append(_pointed(lead_lines.agent(line, now), number == here, width))
            number += 1
        for title, rows in self._parts():
            if rows:
                lines.append(lead_lines.heading(title, width))
            for row in rows:
                at = len(lines) if number == here else at
                drawn = lead_lines.conversation(
                    row,
                    width - 2,
                    now=now,
                    agent=lead.agent,
                    picked=row.id in lead.place.picked,
                )
                lines.append(_pointed(drawn, number == here, width))
                number += 1
        if not lead.rows:
            lines.append((("  Nobody waits.", "good"),))
        self._keep_in_sight(at, len(lines))
        return lines

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

    def __init__(self, lead: LeadScreen) -> None:
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
