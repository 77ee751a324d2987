"""The main screen: its panes, its keys, and which of them work now."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key, Paste
from textual.timer import Timer
from textual.widget import Widget

from social_care.tui.gate import WAIT_S, Gate, Stroke
from social_care.tui.keys import KEYS, TABLE, TYPING, Table, Where
from social_care.tui.screens.answering import cannot_reply
from social_care.tui.screens.helping import Helping
from social_care.tui.screens.selecting import ONE_AT_A_TIME
from social_care.tui.widgets.arrivals import Arrivals
from social_care.tui.widgets.head import Head
from social_care.tui.widgets.key_footer import KeyFooter
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.status_line import StatusLine
from social_care.tui.widgets.top_bar import TopBar, ViewTabs
from social_care.tui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from social_care.desk import Desk

COMMANDS = {row.command for row in KEYS}
WORKS = {(row.command, where) for row in KEYS for where in row.where}

PASTED = "That looked like a paste: nothing was done. Pasted words go into a reply (r)."


def bindings(table: Table) -> list[BindingType]:
    """Every key of the table."""
    return [
        Binding(key, row.action(key), row.label, show=False)
        for row in table.rows
        for key in (*row.keys, *dict(row.also))
    ]


class MainScreen(Helping, inherit_bindings=False):
    """Queue, conversation, customer."""

    BINDINGS = bindings(TABLE)

    def __init__(self, desk: "Desk", table: Table = TABLE) -> None:
        super().__init__(desk)
        if table is not TABLE:
            self.table, self._bindings = table, BindingsMap(bindings(table))
        self._arrivals = Arrivals(table, id="arrivals")
        self._footer = KeyFooter(table, id="keys")
        self._gate = Gate()
        self._burst: Timer | None = None
        self._strokes: list[Stroke] = []
        self._obeying = False

    def compose(self) -> Iterator[Widget]:
        """Top lines, panes, bottom lines; state is bound down."""
        desk = self.desk
        cls = MainScreen
        yield TopBar(desk.brand, desk.agent, id="top").data_bind(cls.counts, cls.status)
        tabs = ViewTabs(id="views")
        yield tabs.data_bind(cls.counts, view=cls.queue_view, own=cls.own_view)
        with Horizontal(id="panes"):
            with Vertical(id="queue-pane"):
                yield self.search_line
                yield self._arrivals.data_bind(cls.picked)
                yield self.queue
            with Vertical(id="conversation-pane"):
                yield Head(desk.agent, id="head").data_bind(cls.now, view=cls.shown)
                yield self.thread.data_bind(cls.now, view=cls.shown)
                yield self.composer
            yield self.customer.data_bind(view=cls.shown)
        yield Trouble(self.zone, id="trouble").data_bind(cls.counts, cls.status)
        yield StatusLine(id="status").data_bind(cls.notice, cls.outbox, cls.status, cls.now)
        yield self._footer.data_bind(cls.where)

    # -- keys --------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Keys on a list pass the gate; "Esc, letter" in one packet is taken as the two."""
        letter = split_alt(event)
        if letter is not None:
            event.stop()
            self._obey_soon([Stroke(key="escape", character=None), letter])
            return
        row = self.table.by_key.get((self.where, event.key))
        if self.where in TYPING or (row is None and not event.is_printable):
            return
        if row is not None and row.at_once and self._gate.let_pass():
            self._await_burst()
            return
        event.stop()
        self._gate.keep(Stroke(key=event.key, character=event.character))
        self._await_burst()

    def _await_burst(self) -> None:
        if self._burst is not None:
            self._burst.stop()
        self._burst = self.set_timer(WAIT_S, self._end_burst)

    def _end_burst(self) -> None:
        strokes, pasted = self._gate.end_of_burst()
        if pasted:
            self.warn(PASTED)
        elif strokes:
            self._obey_soon(strokes)

    def _obey_soon(self, strokes: list[Stroke]) -> None:
        self._strokes.extend(strokes)
        if not self._obeying:
            self._obeying = True
            self.background("keys", self._obey)

    async def _obey(self) -> None:
        """One after another: each waits until what the one before began is done."""
        try:
            while self._strokes:
                await self.quiet()
                stroke = self._strokes.pop(0)
                row = self.table.by_key.get((self.where, stroke.key))
                typed = self.where in TYPING and stroke.key != "escape"
                if self.is_current and row is not None and not typed:
                    await self.run_action(row.action(stroke.key))
                elif not self.is_current or self.where in TYPING:
                    self.app.post_message(Key(stroke.key, stroke.character))
        finally:
            self._obeying = False

    def on_paste(self, event: Paste) -> None:
        """Pasted words are no commands."""
        event.stop()
        self.warn(PASTED)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """A command works where the table says so."""
        return action not in COMMANDS or (action, self.where) in WORKS

    # -- what works now ----------------------------------------------------------------------

    @on(QueueList.Moved)
    @on(QueueList.Scrolled)
    def _look_above(self) -> None:
        self._arrivals.new_above = self.queue.new_above
        self._grey()

    def watch_where(self) -> None:
        """Other keys, others greyed."""
        self._grey()

    def watch_shown(self) -> None:
        """Others greyed."""
        self._grey()

    def watch_picked(self, picked: frozenset[int]) -> None:
        """Others greyed."""
        super().watch_picked(picked)
        self._grey()

    def _grey(self) -> None:
        self._footer.cannot = self.cannot_now()

    def cannot_now(self) -> frozenset[str]:
        """Commands that would only explain why they do nothing."""
        found = {"back"} if self.where is Where.QUEUE and not self.is_searching else set()
        found |= self.cannot_act() | (set() if self.desk.role == "lead" else {"stop_all"})
        found |= {"versions"} if self.composer.versions < 2 else set()
        found |= self.cannot_repeat()
        row = self.known_row(self.target_id)
        if row is None:
            return frozenset(found.union(ABOUT_ONE))
        if self.several:
            return frozenset(found.union(ONE_AT_A_TIME) - {"back"})
        if cannot_reply(row, self.desk.agent, self.now):
            found |= {"reply", "reply_privately"}
        if self.where is Where.CONVERSATION:
            found |= set() if self.stuck_reply() else {"decide"}
            found |= set() if self.has_words() else {"send_kept"}
        return frozenset(found)


ABOUT_ONE = (
    *("open", "reply", "reply_privately", "claim", "resolve", "snooze", "dismiss_it", "why"),
    *("tag", "assign", "mute", "repeat", "similar"),
    *("select", "select_down", "select_up", "select_all"),
)
"""Commands that need a conversation."""


def split_alt(event: Key) -> Stroke | None:
    """The letter of "Esc, letter" that came in one packet and so looks like Alt and the letter."""
    if not event.key.startswith("alt+") or not event.character or not event.is_printable:
        return None
    key = event.key.removeprefix("alt+")
    shifted = key.startswith("shift+")
    return Stroke(key=event.character if shifted else key, character=event.character)
