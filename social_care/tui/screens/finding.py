"""Looking something up while it is typed: never on the event loop, and only what is wanted last."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from social_care.tui.listing import Results, Source
from social_care.tui.screens.resuming import Resuming
from social_care.tui.widgets.queue_list import QueueList
from social_care.tui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from social_care.desk import Desk

PAUSE_S = 0.12
"""Looked up once the fingers rest so long."""

PAGE = 60
"""Conversations that are looked up at a time."""

AHEAD = 30
"""Further ones are looked up when so few are left below what is in sight."""

NOTHING = "Nothing like that was said. Fewer words, or unfinished ones, find more."


class Finding(Resuming):
    """What was found; who looks, and what is asked for next."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.search_line = SearchLine(id="search")
        self.results: Results | None = None
        """What the queue lists; None while nothing is searched for."""
        self._looking = False
        self._pause: Timer | None = None

    @property
    def source(self) -> Source:
        """What was found, if something is searched for."""
        return self.results or super().source

    @property
    def is_looking(self) -> bool:
        """Whether what is typed is not what is listed, yet."""
        return self._looking or self._pause is not None

    @on(SearchLine.Typed)
    def _typed_search(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_S, self._look_up)

    def _look_up(self) -> None:
        self._pause = None
        if not self._looking:
            self._looking = True
            self.background("search", self._look_until_done)

    async def _look_until_done(self) -> None:
        """What is typed meanwhile is looked up next; pages follow as they are scrolled to."""
        try:
            while self.search_line.display:
                wanted, results = self.search_line.text, self.results
                if not wanted.strip():
                    self.show_results(None)
                elif results is None or results.text != wanted:
                    await self._begin(wanted)
                elif self._wants_more(results):
                    await self._go_on(results)
                if self._is_up_to_date():
                    break
        finally:
            self._looking = False
            self._tell()

    def _is_up_to_date(self) -> bool:
        wanted, results = self.search_line.text, self.results
        if not wanted.strip():
            return results is None
        return results is not None and results.text == wanted and not self._wants_more(results)

    async def _begin(self, wanted: str) -> None:
        self._tell()
        found = await asyncio.to_thread(partial(self.desk.search, wanted, limit=PAGE))
        if self.search_line.display and wanted == self.search_line.text:
            self.show_results(Results.of(wanted, found))

    async def _go_on(self, results: Results) -> None:
        self._tell()
        further = partial(self.desk.search, results.text, limit=PAGE, before=results.more)
        found = await asyncio.to_thread(further)
        if results is self.results:
            self.show_results(results.and_then(found), further=True)

    def _wants_more(self, results: Results) -> bool:
        """Whether the end of what was found is near the eye; none found yet is near, too."""
        return results.more is not None and self.queue.left_below < AHEAD

    @on(QueueList.Scrolled)
    @on(QueueList.Moved)
    def _near_the_end(self) -> None:
        if self.results is not None and self._wants_more(self.results):
            self._look_up()

    def show_results(self, results: Results | None, *, further: bool = False) -> None:
        """List what was found, from its first; `further` ones below, where one was."""
        if results is self.results:
            return
        self.results = results
        self.queue.hits = results.hits if results is not None else {}
        self.queue.notes = {}
        self.show_source(afresh=not further)
        if not further:
            self.queue.move_first()
        self._tell()

    def _tell(self) -> None:
        self.search_line.hint.results = self.results
        self.search_line.hint.looking = self.is_looking

    def show_source(self, *, afresh: bool) -> None:
        """List what is at hand of what is asked for."""
        if self.results is not None:
            self._show_ids(self.results.ids, afresh=afresh)
        else:
            self.show_again()

    def show_again(self) -> None:
        """Nothing is searched for: what was listed before. For those who keep it."""
        raise NotImplementedError

    def empty_words(self) -> str:
        """A calm sentence for a search that finds nothing."""
        if self.results is None:
            return super().empty_words()
        if self.results.more is not None:
            return "Nothing yet; looking further back …"
        return NOTHING if self.results.is_meant else "Nothing is looked for like this."
