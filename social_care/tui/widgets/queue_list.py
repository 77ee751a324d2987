"""The queue: every conversation's number in memory, the rows in sight fetched as they are needed.

Opening a hundred thousand conversations costs no more than opening two hundred. The cursor is a
conversation, not a place: it and the lines in sight stay where they are while others come and go.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView

from social_care.models.finding import Hit
from social_care.models.views import QueueRow
from social_care.tui.widgets import words
from social_care.tui.widgets.anchor import LOOKED_AT, Anchor, Window, arrived, survivor
from social_care.tui.widgets.lines import Line, clip
from social_care.tui.widgets.plain_row import draw_plain, due
from social_care.tui.widgets.queue_row import GONE, ROW_LINES, draw
from social_care.tui.widgets.search_found import with_found
from social_care.tui.widgets.sparing import Sparing, Told

FETCH_ROWS = 60
"""How many rows are fetched at a time, around the one that is wanted."""

KEPT_ROWS = 600
"""More rows than this in memory, and those out of sight are forgotten."""

Fetch = Callable[[Sequence[int]], Mapping[int, QueueRow]]


class QueueList(ScrollView, Sparing, can_focus=True, inherit_bindings=False):
    """A list of conversations, two lines each."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another conversation, or on none."""

        conversation_id: int | None

    @dataclass
    class Opened(Message):
        """The conversation was clicked twice."""

        conversation_id: int

    @dataclass
    class Scrolled(Message):
        """Other rows are in sight, or other arrivals above them."""

    def __init__(self, fetch: Fetch, agent: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._fetch = fetch
        self._agent = agent
        self._ids: Sequence[int] = ()
        self._rows: dict[int, QueueRow] = {}
        self._brought: Mapping[int, QueueRow] = {}
        self._made: dict[int, tuple[QueueRow, object, tuple[Line, Line]]] = {}
        """Rows as they were drawn last, and by what."""
        self._index = 0
        self._above: set[int] = set()
        self._now = 0
        self.notes: Mapping[int, str] = {}
        """What stands in a row instead of the customer's words."""
        self.hits: Mapping[int, Hit] = {}
        """What a search found, which stands there, too."""
        self.picked: Set[int] = frozenset()
        """Those that were selected, to do something with all of them."""
        self.empty = ""
        """What is said when there is nothing to show."""
        self.plain: ZoneInfo | None = None
        """Rows in plain words, with hours on this clock; None: columns and countdowns."""

    # -- what is shown ----------------------------------------------------------------------

    @property
    def selected(self) -> int | None:
        """The conversation under the cursor."""
        return self._ids[self._index] if self._ids else None

    @property
    def selected_row(self) -> QueueRow | None:
        """The row under the cursor, if it is still there."""
        return self._row(self._index) if self._ids else None

    @property
    def ids(self) -> Sequence[int]:
        """What is listed, in order."""
        return self._ids

    @property
    def left_below(self) -> int:
        """How many conversations are listed below those in sight."""
        return max(len(self._ids) - self._in_sight.stop, 0)

    @property
    def new_above(self) -> int:
        """How many conversations have arrived above the lines in sight."""
        return len(self._above)

    def row_of(self, conversation_id: int) -> QueueRow | None:
        """A row that is in memory."""
        return self._rows.get(conversation_id)

    def window(self) -> Window:
        """What is in sight now: which rows will be needed when the order has changed."""
        return Window.at(self._ids, self._index, self._in_sight)

    def bring(self, rows: Mapping[int, QueueRow]) -> None:
        """Rows for what is shown next, read elsewhere; those that are missing are fetched."""
        self._brought = rows

    def show(self, ids: Sequence[int], now: int, *, afresh: bool = False) -> None:
        """Show these conversations in this order.

        The cursor keeps its conversation, and the line it stands on; `afresh` begins at the top
        (another view) but still looks for the conversation.
        """
        before, cursor = self.selected, self._index
        anchor = Anchor.at(self._ids, self._index, self._in_sight)
        line = anchor.index * ROW_LINES - self.scroll_offset.y if anchor else 0
        new_above = arrived(self._ids, ids, anchor)
        index = survivor(self._ids, cursor, ids) if self._ids else None
        self._now, self._ids, self._index = now, ids, index or 0
        self._rows, self._brought = self._unchanged(self._brought), {}
        with self.at_one_go():
            width = self.size.width or self.virtual_size.width  # out of sight it has none
            self.virtual_size = Size(width, len(ids) * ROW_LINES)
            self._settle(None if afresh or index is None else anchor, line)
        self._above = set() if afresh else self._above | new_above
        self._forget_seen()
        if self.selected != before:
            self.post_message(self.Moved(self.selected))
        self.post_message(self.Scrolled())

    def _unchanged(self, rows: Mapping[int, QueueRow]) -> dict[int, QueueRow]:
        """The same, but those that are as they were are those of before: drawn already."""
        before = self._rows
        return {
            each: before[each] if before.get(each) == row else row for each, row in rows.items()
        }

    def pick(self, ids: Set[int]) -> None:
        """Show that these are selected."""
        changed = self.picked ^ ids
        self.picked = ids
        seen = self._in_sight
        for index in range(max(seen.start - 1, 0), min(seen.stop + 1, len(self._ids))):
            if self._ids[index] in changed:
                self.refresh_lines(index * ROW_LINES, ROW_LINES)

    def tick(self, now: int) -> None:
        """Draw the rows in sight whose words have changed with time."""
        then, self._now = self._now, now
        seen = self._in_sight
        for index in range(max(seen.start - 1, 0), min(seen.stop + 1, len(self._ids))):
            row = self._rows.get(self._ids[index])
            if row is not None and self._due(row, then) != self._due(row, now):
                self.refresh_lines(index * ROW_LINES, ROW_LINES)

    def _due(self, row: QueueRow, now: int) -> object:
        """What time changes of a row."""
        if self.plain is not None:
            return due(row, now, self.plain)
        return words.due(row, now), words.window(row, now)

    def reading_line(self) -> int:
        """The cursor's, among those in sight."""
        return self._index * ROW_LINES - self.scroll_offset.y

    # -- moving -----------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by so many conversations."""
        self._go(self._index + by)

    def move_page(self, by: int) -> None:
        """Move the cursor by so many screens."""
        self._go(self._index + by * max(len(self._in_sight) - 1, 1))

    def move_first(self) -> None:
        """To the most needed."""
        self._go(0)

    def move_last(self) -> None:
        """To the least needed."""
        self._go(len(self._ids) - 1)

    def move_to(self, conversation_id: int) -> bool:
        """To this conversation; False when it is not in the view."""
        if conversation_id not in self._ids:
            return False
        self._go(self._ids.index(conversation_id))
        return True

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._ids) - 1))
        before, self._index = self._index, index
        self.refresh_lines(before * ROW_LINES, ROW_LINES)
        self.refresh_lines(index * ROW_LINES, ROW_LINES)
        place = Region(0, index * ROW_LINES, max(self.size.width, 1), ROW_LINES)
        self.scroll_to_region(place, animate=False, force=True)
        if before != index:
            self.post_message(self.Moved(self.selected))

    # -- drawing ----------------------------------------------------------------------------

    def line_at(self, y: int) -> Told:
        """One of the lines in sight."""
        return self._line(y, self.scrollable_content_region.width)

    def lines_in_sight(self, height: int) -> list[Told]:
        """All of them: the width is asked for once."""
        width = self.scrollable_content_region.width
        return [self._line(y, width) for y in range(height)]

    def _line(self, y: int, width: int) -> Told:
        index, part = divmod(y + self.scroll_offset.y, ROW_LINES)
        if index >= len(self._ids):
            said = self.empty if not self._ids and y == 1 else ""
            return (("  ", ""), (clip(said, width - 4), "dim")), width, ""
        row, selected = self._row(index), index == self._index
        lines = self._draw(row, width, selected=selected) if row is not None else GONE
        under = ("cursor" if self.has_focus else "cursor-away") if selected else ""
        return lines[part], width, under

    def _draw(self, row: QueueRow, width: int, *, selected: bool) -> tuple[Line, Line]:
        """Both lines, made anew only where something of them has changed."""
        hit, note, picked = self.hits.get(row.id), self.notes.get(row.id), row.id in self.picked
        by = (width, selected, picked, hit, note, self._due(row, self._now))
        known = self._made.get(row.id)
        if known is not None and known[0] is row and known[1] == by:
            return known[2]
        if len(self._made) > KEPT_ROWS:
            self._made.clear()
        lines = self._make(row, width, selected=selected, picked=picked)
        self._made[row.id] = row, by, lines
        return lines

    def _make(
        self, row: QueueRow, width: int, *, selected: bool, picked: bool
    ) -> tuple[Line, Line]:
        """What was found, or a note, in place of the customer's words."""
        hit, now = self.hits.get(row.id), self._now
        said = self.notes.get(row.id, row.text.strip()) or words.NO_WORDS
        row = replace(row, text="" if hit else said)
        look = draw if self.plain is None else partial(draw_plain, zone=self.plain)
        first, second = look(
            row, width, now=now, agent=self._agent, selected=selected, picked=picked
        )
        return first, with_found(second, hit, now, width) if hit else second

    def _row(self, index: int) -> QueueRow | None:
        wanted = self._ids[index]
        if wanted not in self._rows:
            self._fetch_around(index)
        return self._rows.get(wanted)

    def _fetch_around(self, index: int) -> None:
        first = max(0, index - FETCH_ROWS // 3)
        chunk = self._ids[first : first + FETCH_ROWS]
        if len(self._rows) > KEPT_ROWS:
            self._rows.clear()
        self._rows.update(self._fetch(chunk))

    # -- places -----------------------------------------------------------------------------

    @property
    def _in_sight(self) -> range:
        """The rows of which both lines are in sight."""
        scrolled = self.scroll_offset.y
        return range(-(-scrolled // ROW_LINES), (scrolled + self.size.height) // ROW_LINES)

    def _settle(self, anchor: Anchor | None, line: int) -> None:
        """Scroll so that the anchor stands on the line of the screen where it stood."""
        place = anchor.place(self._ids) if anchor else None
        if place is None:
            self.scroll_to(y=0, animate=False, force=True)
            self._go(self._index)
        else:
            self.scroll_to(y=place * ROW_LINES - line, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Arrivals that come into sight are no longer announced."""
        super().watch_scroll_y(old_value, new_value)
        self._forget_seen()
        self.post_message(self.Scrolled())

    def _forget_seen(self) -> None:
        if self._above:
            self._above.intersection_update(self._ids[: min(self._in_sight.start, LOOKED_AT)])

    def on_resize(self, event: Resize) -> None:
        """Rows are as wide as the pane."""
        self.virtual_size = Size(event.size.width, len(self._ids) * ROW_LINES)
        if self._ids:
            self._go(self._index)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one opens."""
        index = (event.y + self.scroll_offset.y) // ROW_LINES
        if index < len(self._ids):
            self._go(index)
            if event.chain == 2 and self.selected is not None:
                self.post_message(self.Opened(self.selected))

    def on_focus(self) -> None:
        """The cursor's colour tells where the keyboard is."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor's colour tells where the keyboard is."""
        self.refresh()
