"""The lead's screen: the floor at one look, live. It is typed by what the lead wants done.

What is done is done by the main screen, whose deeds say their undo; then this one comes back where
it was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.containers import Horizontal, Vertical
from textual.events import Key, Paste, Resize
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.worker import Worker

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.views import QueueRow
from social_care.tui.keys import keys_of
from social_care.tui.screens.lead_parts import Foot, Listed, Top
from social_care.tui.widgets import words

if TYPE_CHECKING:
    from social_care.desk.leading import AgentLine, Floor
    from social_care.tui.widgets.lead_plots import LevelPlot, VolumePlot

EVERY_S = 2.0
"""How often it looks; it draws only what has changed."""
PLOTS_FROM = 44
"""From this height on there is room for plots with axes."""

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

    def __init__(
        self,
        read: Read,
        picture: Picture,
        place: Place,
        *,
        agent: str,
        plain: ZoneInfo | None = None,
    ) -> None:
        """With `plain`, whose clock it is, in plain words."""
        super().__init__()
        self.picture, self.place = picture, place
        self._read, self.agent, self.plain = read, agent, plain
        self._commands = {key: command for command in WANTED for key in keys_of(command)}
        self._top, self._list, self._foot = Top(self), Listed(self), Foot(self)
        self._drawn: tuple[LevelPlot | VolumePlot, ...] = ()

    def compose(self) -> Iterator[Widget]:
        """Figures, plots where there is room, the list, what the keys do."""
        with Vertical(id="lead"):
            yield self._top
            if self._has_room_for_plots and self.picture.floor.hours:
                yield from self._plots()
            yield self._list
            yield self._foot

    @property
    def _has_room_for_plots(self) -> bool:
        return self.plain is None and self.app.size.height >= PLOTS_FROM

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
        self.query("#lead-plots").set(display=self._has_room_for_plots)
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
