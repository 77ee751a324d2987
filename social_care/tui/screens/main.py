"""The main screen: its panes, its keys, and which of them work now."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key as KeyPress
from textual.events import Paste
from textual.timer import Timer
from textual.widget import Widget

from social_care.tui.gate import DEAF_S, PASTE_KEYS, WAIT_S, Gate, Stroke
from social_care.tui.keys import KEYS, TABLE, TYPING, Key, Table, shown
from social_care.tui.screens.obeying import COMMANDS
from social_care.tui.screens.teaching import Teaching
from social_care.tui.widgets.arrivals import Arrivals
from social_care.tui.widgets.catch_up import CatchUpBar
from social_care.tui.widgets.head import Head
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.status_line import StatusLine
from social_care.tui.widgets.top_bar import TopBar, ViewTabs
from social_care.tui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from social_care.desk import Desk

BEGIN_WORDS = frozenset({"reply", "reply_privately"})
"""Behind these keys fingers go on with words."""

WORKS = {(row.command, where) for row in KEYS for where in row.where}


def bindings(table: Table) -> list[BindingType]:
    """Every key of the table."""
    return [
        Binding(key, _action(row, key), row.label, show=False)
        for row in table.rows
        for key in (*row.keys, *dict(row.also))
    ]


def _action(row: Key, key: str) -> str:
    """Moves go straight; every other command may have to say why not."""
    return row.action(key) if row.at_once else f"obey({row.action(key)!r})"


class MainScreen(Teaching, inherit_bindings=False):
    """Queue, conversation, customer."""

    BINDINGS = bindings(TABLE)

    def __init__(self, desk: "Desk", table: Table = TABLE) -> None:
        super().__init__(desk, table)
        if table is not TABLE:
            self._bindings = BindingsMap(bindings(table))
        self._arrivals = Arrivals(table, id="arrivals")
        self._gate = Gate()
        self._burst: Timer | None = None
        self._deaf: Timer | None = None
        self._strokes: list[Stroke] = []
        self._obeying = False

    def compose(self) -> Iterator[Widget]:
        """Top lines, panes, bottom lines; state is bound down."""
        self.count_panes()
        desk = self.desk
        cls = MainScreen
        yield TopBar(desk.brand, desk.agent, id="top").data_bind(cls.counts, cls.status, cls.here)
        tabs = ViewTabs(id="views")
        yield tabs.data_bind(cls.counts, view=cls.queue_view, own=cls.own_view)
        yield CatchUpBar(self.zone, id="catch-up").data_bind(cls.here)
        with Horizontal(id="panes"):
            with Vertical(id="queue-pane"):
                yield self.search_line
                yield self._arrivals.data_bind(cls.picked)
                yield self.queue
            with Vertical(id="conversation-pane"):
                yield Head(desk.agent, self.zone, id="head").data_bind(cls.now, view=cls.shown)
                yield self.thread.data_bind(cls.now, view=cls.shown)
                yield self.composer
            yield self.customer.data_bind(view=cls.shown)
        yield Trouble(self.zone, id="trouble").data_bind(cls.counts, cls.status)
        if self.lesson_bar is not None:
            yield self.lesson_bar
        line = StatusLine(id="status")
        yield line.data_bind(cls.notice, cls.outbox, cls.status, cls.flagged, cls.now)
        yield self.footer.data_bind(cls.where)

    # -- keys --------------------------------------------------------------------------------

    def on_key(self, event: KeyPress) -> None:
        """Keys on a list pass the gate; "Esc, letter" in one packet is taken as the two."""
        letter = split_alt(event)
        if letter is not None:
            event.stop()
            self._obey_soon([Stroke(key="escape", character=None), letter])
            return
        row = self.table.by_key.get((self.where, event.key))
        if self.where in TYPING or (row is None and not event.is_printable):
            return
        if self._deaf is not None and event.is_printable:
            event.stop()
            self._be_deaf()
            return
        if row is not None and row.at_once and self._gate.let_pass():
            self._await_burst()
            return
        event.stop()
        self._gate.keep(Stroke(key=event.key, character=event.character))
        self._await_burst()

    def take_over(self, pressed: Sequence[KeyPress]) -> None:
        """Obey what was pressed before there was anybody to obey; many keys at once are a paste."""
        strokes: list[Stroke] = []
        for event in pressed:
            letter = split_alt(event)
            escape = Stroke(key="escape", character=None)
            typed = Stroke(key=event.key, character=event.character)
            strokes += [escape, letter] if letter is not None else [typed]
        rows = [self.table.by_key.get((self.where, stroke.key)) for stroke in strokes]
        moves = all(row is not None and row.at_once for row in rows)
        if len(strokes) >= PASTE_KEYS and not moves:
            self.warn(pasted())
        elif strokes:
            self._obey_soon(strokes)

    def _await_burst(self) -> None:
        if self._burst is not None:
            self._burst.stop()
        self._burst = self.set_timer(WAIT_S, self._end_burst)

    def _end_burst(self) -> None:
        strokes, was_pasted = self._gate.end_of_burst()
        if was_pasted:
            self.warn(pasted())
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
                if self._deaf is not None and stroke.is_letter and self._takes_commands:
                    continue
                if self.is_current and row is not None and not typed:
                    await self.run_action(row.action(stroke.key))
                elif not self.is_current or self.where in TYPING:
                    self.app.post_message(KeyPress(stroke.key, stroke.character))
        finally:
            self._obeying = False

    @property
    def _takes_commands(self) -> bool:
        return self.is_current and self.where not in TYPING

    # -- words for a reply that was refused ---------------------------------------------------

    def refused(self, command: str) -> None:
        """Whoever wanted to write may be writing already: no word is a command."""
        super().refused(command)
        if command in BEGIN_WORDS:
            self._be_deaf()

    def _be_deaf(self) -> None:
        """Until the fingers rest."""
        if self._deaf is not None:
            self._deaf.stop()
        self._deaf = self.set_timer(DEAF_S, self._hear)

    def _hear(self) -> None:
        self._deaf = None

    def on_paste(self, event: Paste) -> None:
        """Pasted words are no commands."""
        event.stop()
        self.warn(pasted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command works where the table says so."""
        command = str(parameters[0]).partition("(")[0] if action == "obey" else action
        return command not in COMMANDS or (command, self.where) in WORKS

    @on(QueueList.Moved)
    @on(QueueList.Scrolled)
    def _look_above(self) -> None:
        self._arrivals.new_above = self.queue.new_above


def pasted() -> str:
    """Why a burst of keys was not obeyed."""
    where = f"Pasted words go into a reply ({shown('reply')})."
    return f"That looked like a paste: nothing was done. {where}"


def split_alt(event: KeyPress) -> Stroke | None:
    """The letter of "Esc, letter" that came in one packet and so looks like Alt and the letter."""
    if not event.key.startswith("alt+") or not event.character or not event.is_printable:
        return None
    key = event.key.removeprefix("alt+")
    shifted = key.startswith("shift+")
    return Stroke(key=event.character if shifted else key, character=event.character)
