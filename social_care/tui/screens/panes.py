"""Panes and moving: which part of the screen has the keyboard, and what is in sight."""

from typing import TYPE_CHECKING

from textual.events import DescendantFocus, Resize

from social_care.models.views import View
from social_care.tui.keys import Where
from social_care.tui.layout import ROOMY_LINES, in_sight, pane_classes
from social_care.tui.recall import FIRST_PAINT
from social_care.tui.screens.refresh import Refreshing
from social_care.tui.widgets.lines_view import LinesView
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.times import MINUTE_MS

if TYPE_CHECKING:
    from social_care.desk import Desk


class Panes(Refreshing):
    """Queue, conversation, customer: one, two or all of them."""

    is_plain = False
    """One at a time, however wide the screen, and all of it in words."""

    def say_plainly(self) -> None:
        """So from the beginning; before anything is painted."""
        self.is_plain = True
        self.calm_ms = MINUTE_MS
        self.queue.plain = self.zone

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.pane = Where.QUEUE

    def on_mount(self) -> None:
        """The queue has the keyboard first."""
        self.go(Where.QUEUE)

    def go(self, pane: Where) -> None:
        """Give the keyboard to a pane, and bring it into sight."""
        self.pane = self.where = pane
        self._arrange()
        self.set_focus(self._widget(pane), scroll_visible=False)

    def _widget(self, pane: Where) -> QueueList | LinesView:
        widgets = {Where.CONVERSATION: self.thread, Where.CUSTOMER: self.customer}
        return widgets.get(pane, self.queue)

    def in_sight(self, pane: Where) -> frozenset[Where]:
        """The panes that are shown when `pane` has the keyboard."""
        return in_sight(0 if self.is_plain else self.app.size.width, pane)

    def count_panes(self) -> None:
        """Say in the screen's classes how many panes there are, before any of them is styled."""
        for name, is_on in pane_classes(self.app.size.width).items():
            self.set_class(is_on, name)

    def _arrange(self) -> None:
        seen = self.in_sight(self.pane)
        self.count_panes()
        self.query_one("#queue-pane").display = Where.QUEUE in seen
        self.query_one("#conversation-pane").display = Where.CONVERSATION in seen
        self.customer.display = Where.CUSTOMER in seen
        self.query_one("#top").display = Where.QUEUE in seen or self.app.size.height >= ROOMY_LINES
        self.query_one("#views").display = Where.QUEUE in seen

    def on_resize(self, _event: Resize) -> None:
        """Another width, other panes."""
        self._arrange()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The mouse moves the keyboard, too."""
        found = {self.queue: Where.QUEUE, self.thread: Where.CONVERSATION}
        found[self.customer] = Where.CUSTOMER
        if event.widget is self.focused and event.widget in found:
            self.pane = self.where = found[event.widget]

    @property
    def has_way_back(self) -> bool:
        """Whether Esc would change anything."""
        return self.pane is not Where.QUEUE

    def action_back(self) -> None:
        """One pane to the left."""
        if self.pane is Where.CUSTOMER and len(self.in_sight(self.pane)) < 3:
            self.go(Where.CONVERSATION)
        else:
            self.go_to_queue()

    def go_to_queue(self) -> None:
        """Back to the list."""
        self.go(Where.QUEUE)

    # -- moving ------------------------------------------------------------------------------

    def action_down(self) -> None:
        """One down."""
        self._widget(self.pane).move(1)

    def action_up(self) -> None:
        """One up."""
        self._widget(self.pane).move(-1)

    def action_page_down(self) -> None:
        """One page down."""
        self._widget(self.pane).move_page(1)

    def action_page_up(self) -> None:
        """One page up."""
        self._widget(self.pane).move_page(-1)

    def action_first(self) -> None:
        """To the top."""
        self._widget(self.pane).move_first()

    def action_last(self) -> None:
        """To the end."""
        self._widget(self.pane).move_last()

    # -- views -------------------------------------------------------------------------------

    def action_view(self, number: int) -> None:
        """Another view of the queue, from its top."""
        self.queue_view = list(View)[number - 1]
        self.queue.notes = {}
        if self.pane is not Where.QUEUE:
            self.go_to_queue()
        self._show_ids(self.desk.queue_ids(self.queue_view, limit=FIRST_PAINT), afresh=True)
        self.reload()
