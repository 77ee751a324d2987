"""What the desk in memory keeps, and what tests do to it behind the console's back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from social_care.errors import NotFound
from social_care.models import Mark, OutboxState
from social_care.models.composing import ForMany, Macro, SimilarHit
from social_care.models.finding import SavedView
from social_care.models.views import (
    Attached,
    ConversationView,
    Draft,
    Message,
    OutboxItem,
)
from tests.tui.fake_help import FakeHelp
from tests.tui.fake_status import status
from tests.tui.people import NOW, crowd


class FakeBrand(FakeHelp):
    """One agent, mary, and the conversations given; the rooms of the desk stand on it."""

    def __init__(self, views: Sequence[ConversationView] | None = None) -> None:
        super().__init__()
        self.agent, self.initials, self.brand = "mary", "MC", "Acme Shoes"
        self.undo_s, self.time_zone = 10, "Europe/London"
        self.wrap_ups: tuple[str, ...] = ()
        self.agents = ("joe", "mary")
        self.role = "agent"
        self.attached: list[Attached] = []
        self.views = {view.row.id: view for view in (crowd() if views is None else views)}
        self.kept: dict[int, Draft] = {}
        self.many: ForMany | None = None
        self.items: list[OutboxItem] = []
        self.flags: list[str] = []
        """What each flag says, in the order in which they were raised."""
        self.calls: Counter[str] = Counter()
        self.fetched: set[int] = set()
        self.deeds: list[tuple[Any, ...]] = []
        self.beats: list[tuple[int, bool]] = []
        self.beats_fail = False
        self.news: tuple[str, ...] = ("the customer wrote again just now",)
        self.versions: list[Draft] = []
        """Others than the newest."""
        self.sign_off = ""
        """What is put behind every reply."""
        self.marks: tuple[Mark, ...] = ()
        """What the next public reply would give away."""
        self.searched: list[str] = []
        """What was looked up, in order."""
        self.searches: list[str] = []
        """Those of before, the newest first."""
        self.own_views: list[SavedView] = []
        self.memory: dict[str, Any] = {}
        """What the agent's consoles have remembered."""
        self.tags: tuple[str, ...] = ()
        """The team's."""
        self.book: tuple[Macro, ...] = ()
        self.alike: dict[int, tuple[SimilarHit, ...]] = {}
        """Who says nearly the same as whom."""
        self.seen_by_bulk: Mapping[int, int] | None = None
        self.between: Callable[[int], None] | None = None
        """Called in the desk's thread before each of many."""
        self.failing: Exception | None = None
        """Raised by the next write."""
        self.state = status()
        self.clock = NOW
        self._changed = False
        self._number = 100

    def change(self, conversation_id: int, **about: Any) -> None:
        """Somebody changed a row; every console notices."""
        view = self.views.get(conversation_id)
        if view is None:
            raise NotFound(f"no conversation {conversation_id}")
        self.views[conversation_id] = replace(view, row=replace(view.row, **about))
        self._changed = True

    def add(self, view: ConversationView, *, first: bool = False) -> None:
        """A customer writes."""
        rest = {number: one for number, one in self.views.items() if number != view.row.id}
        self.views = {view.row.id: view, **rest} if first else {**rest, view.row.id: view}
        self._changed = True

    def remove(self, conversation_id: int) -> None:
        """It leaves every view."""
        del self.views[conversation_id]
        self._changed = True

    def writes_again(self, conversation_id: int, message: Message) -> None:
        """The customer has more to say."""
        view = self.views[conversation_id]
        self.views[conversation_id] = replace(
            view, messages=(*view.messages, message), seen=view.seen + 1
        )
        self._changed = True

    # -- inside ------------------------------------------------------------------------------

    def _write(self, name: str) -> None:
        self.calls[name] += 1
        if self.failing is not None:
            failing, self.failing = self.failing, None
            raise failing

    def _item(self, item_id: int) -> OutboxItem:
        return next(item for item in self.items if item.id == item_id)

    def _move(self, item: OutboxItem, state: OutboxState) -> OutboxItem:
        moved = replace(item, state=state)
        self.items[self.items.index(item)] = moved
        self._changed = True
        return moved

    def _next(self) -> int:
        self._number += 1
        return self._number
