"""/: the search line, the searches of before; Esc leads back to where one came from."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.events import DescendantFocus

from social_care.errors import SocialCareError
from social_care.tui.keys import Where, shown
from social_care.tui.screens.dialog import Ask, Choice, Option
from social_care.tui.screens.finding import Finding

if TYPE_CHECKING:
    from social_care.desk import Desk

FOR_WHOM: tuple[Option, ...] = (("own", "for me"), ("shared", "for everybody"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Where somebody was when they began to search."""

    ids: Sequence[int]
    selected: int | None
    scrolled: int
    """Lines of the queue."""
    opened: int | None
    """The conversation they were in; None when they were in the queue."""


class Searching(Finding):
    """What the keys of a search do."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._came: Came | None = None
        self._searches: list[str] = []
        """Those of before, the newest first."""
        self._place = -1
        """Which of them stands in the line; -1: what is typed."""
        self._own_words = ""
        self._opens = False
        """Enter was faster than the search."""

    @property
    def is_searching(self) -> bool:
        """Whether the search line is open."""
        return self.search_line.display

    @property
    def has_way_back(self) -> bool:
        """Whether Esc would change anything."""
        return self.is_searching or super().has_way_back

    # -- coming and going --------------------------------------------------------------------

    def action_search(self) -> None:
        """Open the line, or go back into it."""
        if not self.is_searching:
            self._came = Came(
                ids=self.queue.ids,
                selected=self.queue.selected,
                scrolled=self.queue.scroll_offset.y,
                opened=self.shown_id if self.pane is not Where.QUEUE else None,
            )
            self._place, self._own_words = -1, ""
            self.search_line.display = True
            self.background("history", self._read_history)
        if self.pane is not Where.QUEUE:
            self.go_to_queue()
        self.search_line.words.focus(scroll_visible=False)
        self.where = Where.SEARCH

    async def _read_history(self) -> None:
        self._searches = list(await self.errand(self.desk.search_history))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The mouse leads into the line, too."""
        if self.search_line.is_words(event.widget):
            self.pane, self.where = Where.QUEUE, Where.SEARCH

    def action_back(self) -> None:
        """From the line or what was found back to where one was before."""
        if self.pane is not Where.QUEUE or not self.is_searching:
            super().action_back()
            return
        came = self._came
        self.end_search()
        if came is not None:
            self._return_to(came)

    def _return_to(self, came: Came) -> None:
        self._show_ids(came.ids, afresh=True)
        if came.selected is not None:
            self.queue.move_to(came.selected)
        self.queue.scroll_to(y=came.scrolled, animate=False, force=True)
        self.reload(status_too=False)
        if came.opened is not None:
            self.open(came.opened)
        else:
            self.go(Where.QUEUE)

    def end_search(self) -> None:
        """Put the line away, empty."""
        self._remember_search()
        self.search_line.display, self._opens, self._came = False, False, None
        self.search_line.fill("")
        self.results, self.queue.hits = None, {}
        self._tell()
        if self.where is Where.SEARCH:
            self.go(Where.QUEUE)

    def action_view(self, number: int) -> None:
        """Another view ends a search."""
        if self.is_searching:
            self.end_search()
        super().action_view(number)

    def show_again(self) -> None:
        """Nothing is typed: the list from which the search began."""
        if self._came is not None:
            self._show_ids(self._came.ids, afresh=True)
            self.reload(status_too=False)

    # -- what was found ----------------------------------------------------------------------

    def action_open_found(self) -> None:
        """Open what the cursor stands on, once what is typed has been looked up."""
        if self.is_looking:
            self._opens = True
        elif self.results is not None and self.queue.selected is not None:
            self._remember_search()
            self.open(self.queue.selected)

    def _tell(self) -> None:
        super()._tell()
        if self._opens and not self.is_looking:
            self._opens = False
            self.action_open_found()

    def action_to_found(self) -> None:
        """Into the list."""
        self._remember_search()
        self.go(Where.QUEUE)

    def _follow(self) -> None:
        """On a wide screen the first that was found is in sight while one types."""
        selected = self.queue.selected
        if self.where is Where.SEARCH and self.results and selected not in {None, self.shown_id}:
            self.show(selected)
        else:
            super()._follow()

    # -- searches of before ------------------------------------------------------------------

    def _remember_search(self) -> None:
        wanted = self.search_line.text.strip()
        if wanted and self.results is not None and self.results.is_meant:
            self._searches = [wanted, *(one for one in self._searches if one != wanted)]
            self.background("history", self._keep_search, wanted)

    async def _keep_search(self, wanted: str) -> None:
        with suppress(SocialCareError):  # a search that is not remembered can be typed again
            await self.errand(partial(self.desk.remember_search, wanted))

    @property
    def has_older_search(self) -> bool:
        """Whether there is one before the one in the line."""
        return self._place + 1 < len(self._searches)

    def action_older_search(self) -> None:
        """The search before; what is typed is kept."""
        if self.has_older_search:
            if self._place < 0:
                self._own_words = self.search_line.text
            self._show_search(self._place + 1)

    def action_newer_search(self) -> None:
        """A newer one, what was typed, and then into the list."""
        if self._place < 0:
            self.action_to_found()
        else:
            self._show_search(self._place - 1)

    def _show_search(self, place: int) -> None:
        self._place = place
        self.search_line.fill(self._searches[place] if place >= 0 else self._own_words)

    # -- keeping one as a view ---------------------------------------------------------------

    def action_keep_search(self) -> None:
        """Keep what is typed under a name."""
        self.begin(self._keep_view, self.search_line.text.strip())

    async def _keep_view(self, wanted: str) -> None:
        name = await self.ask(Ask("Keep this search as a view; its name"))
        if not name or not name.strip():
            return
        whom: str | None = "own"
        if self.desk.role == "lead":
            whom = await self.ask(Choice(f"The view {name.strip()}", FOR_WHOM))
        if whom:
            keep = partial(self.desk.save_view, name, wanted, shared=whom == "shared")
            self.say(f"{await self.errand(keep)}: {shown('own_views')} opens it.")
            self._remember_search()
