"""The first screen: the queue as it was left, in the places where it will stand.

A desk, and everything that can be done at it, takes longer to load than a queue to draw. So this is
drawn first; the main screen takes its place a moment later, and obeys the keys pressed meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from social_care.models.glance import Glance
from social_care.models.views import QueueRow
from social_care.tui.keys import Where
from social_care.tui.layout import fitted_widths, in_sight, pane_classes
from social_care.tui.widgets.arrivals import Arrivals
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.top_bar import TopBar, ViewTabs

if TYPE_CHECKING:
    from social_care.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a console begins, and how it goes on."""

    glance: Glance
    open_desk: Callable[[], "Desk"]
    """Called once, off the event loop."""


class Quiet(Bar):
    """A line that has nothing to say yet."""

    def lines(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - as wide as it is
        """Nothing."""
        return [()]


class FirstScreen(Screen[None], inherit_bindings=False):
    """Everything that a glance at the database tells."""

    class Seen(Message):
        """It has been drawn."""

    def __init__(self, glance: Glance) -> None:
        super().__init__()
        self._glance = glance
        self.queue = QueueList(self._rows, glance.agent, id="queue")
        self.pressed: list[Key] = []
        """What was pressed meanwhile, in order."""

    def _rows(self, ids: Sequence[int]) -> Mapping[int, QueueRow]:
        rows = self._glance.rows
        return {each: rows[each] for each in ids if each in rows}

    def compose(self) -> Iterator[Widget]:
        """Like the main screen, as far as it can be seen."""
        glance, width = self._glance, self.app.size.width
        seen = in_sight(width, Where.QUEUE)
        for name, is_on in pane_classes(width).items():
            self.set_class(is_on, name)
        yield TopBar(glance.brand, glance.agent, id="top")
        tabs = ViewTabs(id="views")
        tabs.view = glance.view
        yield tabs
        with Horizontal(id="panes"):
            with Vertical(id="queue-pane"):
                yield Arrivals(id="arrivals")
                yield self.queue
            if len(seen) > 1:
                yield from self._beside(seen)
        yield Quiet(id="status")
        yield Quiet(id="keys")

    def _beside(self, seen: frozenset[Where]) -> Iterator[Widget]:
        """The panes in which nothing is open yet."""
        from social_care.tui.widgets.customer import CustomerPane
        from social_care.tui.widgets.head import Head
        from social_care.tui.widgets.thread import Thread

        zone = ZoneInfo(self._glance.time_zone)
        with Vertical(id="conversation-pane"):
            yield Head(self._glance.agent, zone, id="head")
            yield Thread(zone, id="thread")
        if Where.CUSTOMER in seen:
            yield CustomerPane(zone, id="customer")

    def on_mount(self) -> None:
        """The cursor where it stood, the borders where they were."""
        glance = self._glance
        self._fit()
        self.queue.show(glance.ids, glance.now, afresh=True)
        if glance.cursor is not None:
            self.queue.move_to(glance.cursor)
        self.queue.focus(scroll_visible=False)
        self.call_after_refresh(self.post_message, self.Seen())

    def _fit(self) -> None:
        names = [name for name in ("queue-pane", "customer") if self.query(f"#{name}")]
        width = self.app.size.width
        if len(in_sight(width, Where.QUEUE)) > 1:
            for name, cells in fitted_widths(self._glance.widths, names, width).items():
                self.query_one(f"#{name}").styles.width = cells

    def on_key(self, event: Key) -> None:
        """Kept for the main screen."""
        event.stop()
        self.pressed.append(event)
