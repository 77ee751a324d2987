"""What the main screen knows and how it works: state, errands, notices.

State lives here and is bound down into the panes; panes answer up with messages. Everything that
may make the desk wait goes through `errand`: off the event loop, and one after another.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from textual.reactive import var
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.views import (
    ConversationView,
    Counts,
    OutboxItem,
    QueueRow,
    Status,
    View,
)
from social_care.tui.keys import TABLE, Table, Where
from social_care.tui.widgets import words
from social_care.tui.widgets.composer import Composer
from social_care.tui.widgets.customer import CustomerPane
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.status_line import Notice
from social_care.tui.widgets.thread import Thread

if TYPE_CHECKING:
    from social_care.desk import Desk

T = TypeVar("T")
P = ParamSpec("P")
Work = Callable[P, Coroutine[None, None, object]]
Job = Callable[[], Coroutine[None, None, None]]

PATIENCE_S = 1.5
WAITING = "Waiting for the database; keys are obeyed when it answers."
"""Said when something is not done after so long."""

GOES_ON = "…"
"""How a sentence ends that says what is being done just now."""

NOTICE_MS = 12_000
"""How long a passing notice stays."""


class State(Screen[None]):
    """The main screen's state, before anything acts on it."""

    queue_view: var[View] = var(View.TODO)
    counts: var[Counts | None] = var(None)
    status: var[Status | None] = var(None)
    outbox: var[Sequence[OutboxItem]] = var(())
    can_undo: var[bool] = var(True)
    """There is a deed of ours to undo, as last read."""
    flagged: var[int] = var(0)
    """How many customers and troubles are flagged."""
    shown: var[ConversationView | None] = var(None)
    """The conversation in view, as last read."""
    notice: var[Notice | None] = var(None)
    where: var[Where] = var(Where.QUEUE)
    now: var[int] = var(0)
    table: Table = TABLE
    """The keys that are in force."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self.zone = ZoneInfo(desk.time_zone)
        self.queue = QueueList(self.rows, desk.agent, id="queue")
        self.thread = Thread(self.zone, id="thread")
        self.composer = Composer(id="composer")
        self.customer = CustomerPane(self.zone, id="customer")
        self.shown_id: int | None = None
        """The conversation in view, which may still be on its way."""
        self._turn = asyncio.Lock()
        self._busy = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def target_id(self) -> int | None:
        """The conversation a deed is about: the open one, in the queue the one under the cursor."""
        return self.queue.selected if self.where is Where.QUEUE else self.shown_id

    def rows(self, ids: Sequence[int]) -> Mapping[int, QueueRow]:
        """What the queue draws; nothing, with a word about it, while the database is in trouble."""
        try:
            return self.desk.queue_rows(ids)
        except SocialCareError as problem:
            self.warn(words.error(problem))
            return {}

    # -- working -----------------------------------------------------------------------------

    async def errand(self, call: Callable[[], T]) -> T:
        """Have the desk do something that may wait; in order, never cancelled half-way."""
        async with self._turn:
            doing = asyncio.ensure_future(asyncio.to_thread(call))
            done, _ = await asyncio.wait([doing], timeout=PATIENCE_S)
            if done:
                return doing.result()
            with self._told_to_wait():
                return await asyncio.shield(doing)

    @contextmanager
    def _told_to_wait(self) -> Iterator[None]:
        """Say that it takes long, unless that has been said in better words."""
        before, waiting = self.notice, Notice(text=WAITING)
        if before is None or not before.text.endswith(GOES_ON):
            self.notice = waiting
        try:
            yield
        finally:
            if self.notice is waiting:
                self.notice = before

    def background(self, group: str, work: Work[P], *given: P.args, **named: P.kwargs) -> None:
        """Start something nobody waits for; what the desk refuses is said."""
        self._run(group, partial(self._guarded, partial(work, *given, **named)))

    def begin(self, work: Work[P], *given: P.args, **named: P.kwargs) -> None:
        """Start what a key asked for; further keys wait for it (see `quiet`)."""
        self._count_busy(+1)
        self._run("deeds", partial(self._awaited, partial(work, *given, **named)))

    def _run(self, group: str, job: Job) -> Worker[None]:
        return self.run_worker(job, group=group)

    async def _awaited(self, work: Work[[]]) -> None:
        try:
            await self._guarded(work)
        finally:
            self._count_busy(-1)

    async def _guarded(self, work: Work[[]]) -> None:
        try:
            await work()
        except SocialCareError as problem:
            self.warn(words.error(problem))

    async def ask(self, dialog: ModalScreen[T]) -> T:
        """Show a dialog and wait for its answer; its keys are its own."""
        self._count_busy(-1)
        try:
            return await self.app.push_screen_wait(dialog)
        finally:
            self._count_busy(+1)

    async def quiet(self) -> None:
        """Wait until what was begun is done, or has opened a dialog."""
        await self._quiet.wait()

    def _count_busy(self, by: int) -> None:
        self._busy += by
        if self._busy:
            self._quiet.clear()
        else:
            self._quiet.set()

    # -- saying ------------------------------------------------------------------------------

    def say(self, sentence: str, look: str = "", *, lasting: bool = False) -> None:
        """Tell the agent something in the line above the keys."""
        until = None if lasting else self.desk.now() + NOTICE_MS
        self.notice = Notice(text=text.clean_line(sentence), look=look, until=until)

    def warn(self, sentence: str) -> None:
        """Tell the agent that something did not work, and why."""
        self.say(sentence, "warn")
