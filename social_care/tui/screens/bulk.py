"""Many at once: counted first, done off the event loop and told while it goes on, undone as one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from social_care.errors import NotAllowed, SocialCareError
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.tui.keys import shown, undoes
from social_care.tui.screens.for_many import KeepingForMany
from social_care.tui.screens.weighed import VERBS, Weighed, Weighing, none_left, weigh
from social_care.tui.widgets import words
from social_care.tui.widgets.status_line import Notice

if TYPE_CHECKING:
    from social_care.desk import Desk

MOST = 5_000
"""So many at once. What is meant for more is better done by a rule."""

FEW = 200
"""More than that, and even counting them takes a moment."""

TELL_S = 0.25
"""How often it is told how far it is."""


class Stopped(Exception):
    """The agent wants no more of it."""


@dataclass(slots=True)
class Work:
    """A deed that goes on."""

    kind: BulkKind
    of: int
    done: int = 0
    stopping: bool = False

    def progress(self, done: int, of: int) -> None:
        """Called by the desk, from its thread. Raises Stopped."""
        self.done, self.of = done, of
        if self.stopping:
            raise Stopped

    @property
    def said(self) -> str:
        """Resolve: 40 of 120."""
        return f"{VERBS[self.kind]}: {self.done} of {self.of}"


class Bulk(KeepingForMany):
    """The keys that work on all who are selected."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.work: Work | None = None
        """What goes on now."""
        self._work_told: Notice | None = None

    # -- keys --------------------------------------------------------------------------------

    def action_resolve(self) -> None:
        """All who are selected, or the one."""
        if self.several:
            self.begin(self._resolve_all)
        else:
            super().action_resolve()

    async def _resolve_all(self) -> None:
        wrap_up = await self._ask_wrap_up()
        if wrap_up is not None:
            await self.do_with_all(BulkDeed(kind=BulkKind.RESOLVE, wrap_up=wrap_up))

    def action_dismiss_it(self) -> None:
        """All who are selected, or the one."""
        if self.several:
            self.begin(self.do_with_all, BulkDeed(kind=BulkKind.DISMISS))
        else:
            super().action_dismiss_it()

    def action_snooze(self) -> None:
        """All who are selected, or the one."""
        if self.several:
            self.begin(self._snooze_all)
        else:
            super().action_snooze()

    async def _snooze_all(self) -> None:
        until = await self.ask_until()
        if until is not None:
            await self.do_with_all(BulkDeed(kind=BulkKind.SNOOZE, until=until))

    def action_reply(self) -> None:
        """Each of the selected in words of their own, or the one."""
        if self.several:
            self.begin(self._answer_all, private=False)
        else:
            super().action_reply()

    def action_reply_privately(self) -> None:
        """The same in private."""
        if self.several:
            self.begin(self._answer_all, private=True)
        else:
            super().action_reply_privately()

    async def _answer_all(self, *, private: bool) -> None:
        """Written, read as it will leave, and written on until it is right."""
        from social_care.tui.screens.answer_all import AnswerAll  # an editor, rarely needed

        problem = ""
        macros = await self.errand(partial(self.desk.macros, self.picked_in_order[0]))
        begun = await self.words_for_many()
        while True:
            dialog = AnswerAll(
                len(self.picked),
                begun,
                macros,
                private=private,
                problem=problem,
                keep=self.keep_for_many,
            )
            written = await self.ask(dialog)
            await self.save_for_many()
            if written is None:
                return
            begun = written
            deed = BulkDeed(kind=BulkKind.ANSWER, text=written, private=private)
            try:
                if await self.do_with_all(deed):
                    await self.sent_to_many()
                    return
            except SocialCareError as refused:
                problem = words.error(refused)

    # -- the count, then the deed ------------------------------------------------------------

    async def do_with_all(self, deed: BulkDeed) -> bool:
        """Say the count, ask, begin. False when it was left with Esc. Raises NotAllowed."""
        if self.work is not None:
            raise NotAllowed(
                f"{self.work.said} goes on", f"wait for it, or stop it with {shown('undo')}"
            )
        ids = self.picked_in_order
        if len(ids) > MOST:
            raise NotAllowed(f"{len(ids)} are selected, at most {MOST} are done at once")
        if len(ids) > FEW:
            self.say(f"Counting {len(ids)} …")
        weighed = await asyncio.to_thread(weigh, self.desk, ids, deed)
        if not weighed.preview.count and not weighed.anyway:
            raise NotAllowed(none_left(weighed))
        chosen = await self.ask(Weighing(weighed, self.desk.undo_s))
        if not chosen:
            return False
        self._start(weighed, chosen)
        return True

    def _start(self, weighed: Weighed, chosen: str) -> None:
        deed, ids = weighed.deed, weighed.preview.ids
        if chosen == "anyway":
            deed, ids = replace(deed, anyway=True), tuple(self.picked_in_order)
        elif chosen == "resolve":
            deed = replace(deed, resolve=True)
        self.work = Work(kind=deed.kind, of=len(ids))
        self.can_undo = True
        self.background("bulk", self._work_on, ids, replace(weighed, deed=deed), self.work)

    async def _work_on(self, ids: Sequence[int], weighed: Weighed, work: Work) -> None:
        """Not in turn with errands: words that are typed meanwhile are saved all the same."""
        deed, told = weighed.deed, self.set_interval(TELL_S, self._tell_work)
        self.notice = None
        self._tell_work()
        seen = weighed.preview.seen or None
        do = partial(self.desk.bulk, ids, deed, seen=seen, progress=work.progress)
        try:
            done = await asyncio.to_thread(do)
        except Stopped:
            self.say(f"{work.said}, then stopped{undoes(' all')}", lasting=True)
        else:
            self.say(done.said + undoes(" all") if done.count else done.said, lasting=True)
            self.done_with_all(deed)
        finally:
            told.stop()
            self.work = None
            self.picked -= set(ids)
            self.reload()

    def _tell_work(self) -> None:
        """Unless something else is being told just now."""
        if self.work is not None and self.notice in {None, self._work_told}:
            self.say(f"{self.work.said} … {shown('undo')} stops it", lasting=True)
            self._work_told = self.notice

    def done_with_all(self, deed: BulkDeed) -> None:
        """For those who list them, or repeat it."""

    # -- stopping ----------------------------------------------------------------------------

    def action_undo(self) -> None:
        """First of all what goes on is stopped."""
        if self.work is None:
            super().action_undo()
        else:
            self.work.stopping = True

    async def _undo(self) -> None:
        """Of many it takes a while; not in turn with errands, for words are saved meanwhile."""
        self.say("Undoing …")
        sentence = await asyncio.to_thread(self.desk.undo)
        self.say(sentence or "There is nothing of yours to undo.")
        self.reload()

    async def action_quit(self) -> None:
        """Not in the middle of it, unless it has been stopped."""
        if self.work is None or self.work.stopping:
            await super().action_quit()
        else:
            ways = f"{shown('undo')} stops it, then {shown('quit')} leaves"
            self.warn(f"{self.work.said}, still going on: {ways}.")

    async def close(self) -> bool:
        """Nothing more is begun when the terminal is gone."""
        if self.work is not None:
            self.work.stopping = True
        return await super().close()
