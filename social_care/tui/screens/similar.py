"""=: from one conversation to all open ones that say nearly the same, listed and selected."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from social_care import text
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.models.composing import SimilarHit
from social_care.models.finding import SavedView
from social_care.models.views import QueueRow
from social_care.tui.keys import Where, shown
from social_care.tui.listing import Results, Source
from social_care.tui.screens.bulk import Bulk
from social_care.tui.screens.searching import Came
from social_care.tui.widgets import words

if TYPE_CHECKING:
    from social_care.desk import Desk

NAME_MOST = 18
"""Characters of the customer's name among the views."""


@dataclass(frozen=True, eq=False)
class Alike(Results):
    """The conversation that was asked about, then those that say nearly the same."""

    conversations: tuple[int, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    """What stands in the rows: the words that are shared, then the customer's."""

    @property
    def ids(self) -> Sequence[int]:
        """The conversations, in order."""
        return self.conversations


class Similar(Bulk):
    """A list of their own, until Esc or until they are done with."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.alike: Alike | None = None
        """What is listed; None: a view, or what a search has found."""
        self._from: Came | None = None
        """Where one was before."""

    @property
    def source(self) -> Source:
        """Those who say nearly the same, if somebody asked."""
        return self.alike or super().source

    def _notes_of(self, source: Source) -> Mapping[int, str]:
        return source.notes if isinstance(source, Alike) else super()._notes_of(source)

    # -- asking ------------------------------------------------------------------------------

    def action_similar(self) -> None:
        """Who else says it?"""
        if (wanted := self.target_id) is not None:
            self.begin(self._look_alike, wanted)

    async def _look_alike(self, conversation_id: int) -> None:
        hits = await asyncio.to_thread(self.desk.similar, conversation_id)
        if not hits:
            self.say("No other open conversation says nearly the same.")
            return
        every = [conversation_id, *(hit.conversation_id for hit in hits)]
        rows = await asyncio.to_thread(partial(self.desk.queue_rows, every))
        self._list_alike(alike_of(conversation_id, hits, rows), rows.get(conversation_id))

    def _list_alike(self, alike: Alike, row: QueueRow | None) -> None:
        """From the top, all of them selected."""
        came = self._from or self._place_now()
        if self.is_searching:
            self.end_search()
        self.alike, self._from = alike, came
        who = words.customer(row)[0] if row is not None else ""
        self.own_view = f"like {text.clean_line(who, limit=NAME_MOST) or 'this'}"
        self.go_to_queue()
        self.queue.hits, self.queue.notes = {}, alike.notes
        self._show_ids(alike.ids, afresh=True)
        self.queue.move_first()
        self.picked = frozenset(alike.ids)
        ways = f"{shown('select')} takes one out, {shown('back')} twice goes back"
        self.say(f"{len(alike.ids)} say nearly the same. {ways}.")

    def _place_now(self) -> Came:
        return Came(
            ids=self.queue.ids,
            selected=self.queue.selected,
            scrolled=self.queue.scroll_offset.y,
            opened=self.shown_id if self.pane is not Where.QUEUE else None,
        )

    @property
    def has_way_back(self) -> bool:
        """Whether Esc would change anything."""
        return self.alike is not None or super().has_way_back

    # -- leaving -----------------------------------------------------------------------------

    def _end_alike(self) -> Came | None:
        """The list is the view again; where one came from."""
        came, self.alike, self._from = self._from, None, None
        self.own_view = self.shown_view.name if self.shown_view is not None else ""
        self.queue.notes = {}
        return came

    def action_back(self) -> None:
        """First nothing is selected, then back to where one was."""
        if self.alike is None or self.pane is not Where.QUEUE or self.several:
            super().action_back()
        elif (came := self._end_alike()) is not None:
            self._return_to(came)

    def action_view(self, number: int) -> None:
        """Another view."""
        self._end_alike()
        super().action_view(number)

    def show_view(self, view: SavedView) -> None:
        """One of one's own."""
        self._end_alike()
        super().show_view(view)

    def action_search(self) -> None:
        """A search begins from the view."""
        if self.alike is not None and (came := self._end_alike()) is not None:
            self._return_to(came)
        super().action_search()

    def done_with_all(self, deed: BulkDeed) -> None:
        """Who is answered or put away is no longer looked at."""
        super().done_with_all(deed)
        marks = {BulkKind.TAG, BulkKind.ASSIGN}
        if self.alike is not None and deed.kind not in marks and self.pane is Where.QUEUE:
            said = self.notice
            self.action_view(list(type(self.queue_view)).index(self.queue_view) + 1)
            self.notice = said


def alike_of(asked: int, hits: Sequence[SimilarHit], rows: Mapping[int, QueueRow]) -> Alike:
    """The list, with what each shares before what each says."""
    notes = {
        hit.conversation_id: note(hit, rows[hit.conversation_id])
        for hit in hits
        if hit.conversation_id in rows
    }
    return Alike(text="", conversations=(asked, *notes), notes=notes)


def note(hit: SimilarHit, row: QueueRow) -> str:
    """“parcel” “late”: what they say."""
    shared = " ".join(f"“{text.clean_line(word, limit=40)}”" for word in hit.shared)
    return f"{shared}: {row.text}"
