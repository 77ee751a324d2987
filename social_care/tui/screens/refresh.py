"""Keeps the screen true: looks for changes twice a second, reads only what is visible."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from social_care import text
from social_care.errors import NotFound, SocialCareError
from social_care.models.flags import Flagged
from social_care.models.views import (
    ConversationView,
    Counts,
    OutboxItem,
    QueueRow,
    Status,
    StoppedOutbox,
    View,
)
from social_care.tui.keys import shown
from social_care.tui.listing import Results, Source
from social_care.tui.recall import FIRST_PAINT
from social_care.tui.screens.state import State
from social_care.tui.widgets import words
from social_care.tui.widgets.anchor import Window
from social_care.tui.widgets.draft_notes import draft_notes
from social_care.tui.widgets.top_bar import deaf, title

LOOK_S = 0.5
"""How often we ask whether anything has changed: two microseconds' work."""

TICK_S = 1.0
"""How often countdowns go on."""

REREAD_S = 10.0
"""How often we read anyway: a worker that dies, or a target that passes, changes no table."""

PACE, COUNT_PACE, IDLE_PACE = 8, 20, 150
"""After reading we rest for so many times as long as it took; after counting, which takes longer,
for longer; and longest before we read again without need. Nothing of it is felt before many
thousands wait."""

EMPTY = {
    View.TODO: "Nobody waits for an answer.",
    View.MINE: "You hold nobody. {next} takes the customer who needs you most.",
    View.UNCLAIMED: "Everybody who waits is looked after.",
    View.COMPLAINTS: "No complaint is open.",
    View.RISK: "Nobody is late, and nobody is about to be.",
    View.ANSWERED: "No conversation is with the customer.",
    View.SNOOZED: "Nothing is put aside.",
    View.DRAFTS: "There are no drafts, and no reply waits for a decision.",
    View.ALL: "There are no conversations yet.",
}

OF_WAITING = {View.TODO, View.UNCLAIMED, View.COMPLAINTS, View.RISK, View.ALL}
"""Views whose emptiness calms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything visible, read at one go."""

    source: Source
    ids: Sequence[int]
    rows: Mapping[int, QueueRow]
    """Those that will be in sight."""
    counts: Counts
    status: Status | None
    """None when it was not asked for."""
    can_undo: bool | None
    """Likewise."""
    stopped: Sequence[StoppedOutbox]
    outbox: Sequence[OutboxItem]
    flagged: Flagged
    notes: Mapping[int, str]
    shown_id: int | None
    shown: ConversationView | None


class Refreshing(State):
    """Reads what is shown, whenever it has changed."""

    _reading = False
    _read_again = False
    _status_too = False
    _told = 0
    """The newest recovery that was told."""
    calm_ms = 0
    """Countdowns go on after so long."""
    _newest_flag: int | None = None
    """Newer ones are news; None before the first look."""
    _has_changed = False
    _look_from = _count_from = _reread_from = 0
    """When we read, count, and read without need at the earliest. Ms since 1970 UTC."""
    _window = Window(anchor=None, above=0, below=0)

    def on_mount(self) -> None:
        """Paint the first rows at once; what sums up the shift comes a moment later."""
        self.now = self.desk.now()
        self._show_ids(self.desk.queue_ids(self.queue_view, limit=FIRST_PAINT), afresh=True)
        self.desk.changed()
        self.call_after_refresh(self.reload)
        self.set_interval(LOOK_S, self._look)
        self.set_interval(TICK_S, self.tick)
        self.set_interval(REREAD_S, self._reread)

    def _look(self) -> None:
        try:
            self._has_changed |= self.desk.changed()
        except SocialCareError as problem:
            self.warn(words.error(problem))
            return
        if self._has_changed and self.desk.now() >= self._look_from:
            self._has_changed = False
            self.reload(status_too=False)

    def _reread(self) -> None:
        if self.desk.now() >= self._reread_from:
            self.reload()

    def tick(self) -> None:
        """Let time pass on the screen: only words that change are drawn."""
        self._let_pass()
        self.queue.tick(self.now)

    def _let_pass(self) -> None:
        """Not more often than whoever listens wants to hear of it."""
        now = self.desk.now()
        if now - self.now >= self.calm_ms:
            self.now = now

    def reload(self, *, status_too: bool = True) -> None:
        """Read everything visible; many requests at once are one.

        The status sums up a whole day: it is not read for every change of the queue.
        """
        self._status_too |= status_too
        if self._reading:
            self._read_again = True
        else:
            self._reading = True
            self.background("reading", self._read)

    async def _read(self) -> None:
        try:
            self._read_again = True
            while self._read_again:
                self._read_again = False
                began, self._window = self.desk.now(), self.queue.window()
                picture = await asyncio.to_thread(self._picture, self.source, self.shown_id)
                ended = self.desk.now()
                self._look_from = rested(began, ended, PACE)
                self._reread_from = rested(began, ended, IDLE_PACE)
                self._apply(picture)
        finally:
            self._reading = False

    @property
    def source(self) -> Source:
        """What the queue lists."""
        return self.queue_view

    def _ids_of(self, source: Source) -> Sequence[int]:
        if isinstance(source, View):
            return self.desk.queue_ids(source)
        return source.ids if isinstance(source, Results) else self.desk.found_ids(source.text)

    def _picture(self, source: Source, shown_id: int | None) -> Picture:
        desk = self.desk
        status_too, self._status_too = self._status_too or self.status is None, False
        ids = self._ids_of(source)
        return Picture(
            source=source,
            ids=ids,
            rows=desk.queue_rows([*self._window.of(ids), self.queue.selected or 0]),
            counts=self._counted(),
            status=desk.status() if status_too else None,
            can_undo=desk.can_undo() if status_too else None,
            stopped=desk.stopped(),
            outbox=desk.outbox(mine=True),
            flagged=desk.flagged(self._newest_flag),
            notes=self._notes_of(source),
            shown_id=shown_id,
            shown=self._conversation(shown_id),
        )

    def _counted(self) -> Counts:
        began = self.desk.now()
        if self.counts is not None and began < self._count_from:
            return self.counts
        counts = self.desk.counts()
        self._count_from = rested(began, self.desk.now(), COUNT_PACE)
        return counts

    def _notes_of(self, source: Source) -> Mapping[int, str]:
        """In the view of drafts their own words stand in the rows."""
        if source is not View.DRAFTS:
            return {}
        desk = self.desk
        left = desk.left_drafts() if desk.role == "lead" else ()
        return draft_notes((*left, *desk.drafts()), desk.outbox(mine=False), desk)

    def _conversation(self, conversation_id: int | None) -> ConversationView | None:
        if conversation_id is None:
            return None
        try:
            return self.desk.conversation(conversation_id)
        except NotFound:
            return None

    def _apply(self, picture: Picture) -> None:
        self._let_pass()
        self.status = picture.status or self._braked(self.status, picture.stopped)
        if picture.source == self.source:
            self.queue.notes = picture.notes
            self.queue.bring(picture.rows)
            self._show_ids(picture.ids)
        self.counts, self.outbox = picture.counts, picture.outbox
        if picture.can_undo is not None:
            self.can_undo = picture.can_undo
        self._tell_recovery()
        self._tell_flags(picture.flagged)
        if picture.shown is not None and picture.shown_id == self.shown_id:
            self.take(picture.shown)

    def _braked(self, status: Status | None, stopped: Sequence[StoppedOutbox]) -> Status | None:
        """Nobody writes on for ten seconds without knowing that nothing is sent."""
        if status is None or status.stopped == tuple(stopped):
            return status
        names = tuple(one.account for one in stopped)
        return replace(status, stopped=tuple(stopped), held_accounts=names)

    def _tell_recovery(self) -> None:
        """A stream that listens again is told once: what came late came late because of it."""
        news = self.status.recovered if self.status else None
        if news is None or news.event_id <= self._told:
            return
        self._told = news.event_id
        late = f"{news.mentions} came late" if news.mentions else "nothing was missed"
        where = text.clean_line(f"{news.account} {news.stream}")
        self.say(f"{where} listens again after {text.span(news.blind_ms)}: {late}")

    def _tell_flags(self, flagged: Flagged) -> None:
        """How many there are stands in the status line; what is new is told where that is asked."""
        self.flagged, self._newest_flag = flagged.lasting, flagged.newest
        if flagged.news and self.desk.toasts:
            self.app.notify(flagged.news, title="Alert", severity="warning", markup=False)
        if flagged.news and self.desk.bell:
            self.app.bell()

    def _show_ids(self, ids: Sequence[int], *, afresh: bool = False) -> None:
        if (said := self.empty_words()) != self.queue.empty:
            self.queue.empty = said
            self.queue.refresh()
        self.queue.show(ids, self.now, afresh=afresh)

    def empty_words(self) -> str:
        """What is said when there is nothing to list."""
        said = EMPTY[self.queue_view].format(next=shown("next"))
        unheard = self.queue_view in OF_WAITING and deaf(self.status)
        return f"{said} But not everything is heard now: {shown('health')}." if unheard else said

    def take(self, view: ConversationView) -> None:
        """A conversation has been read anew."""
        self.shown = view

    def watch_counts(self, counts: Counts | None) -> None:
        """The terminal's title tells those who look at another window."""
        self.app.title = title(counts)


def rested(began: int, ended: int, times: int) -> int:
    """When we have rested so many times as long as it took. Ms since 1970 UTC."""
    return ended + times * (ended - began)
