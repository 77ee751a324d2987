"""Every command passes here: it is done, or it is said why not. What is greyed knows the same."""

from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING

from textual import on

from social_care.tui.keys import KEYS, Key, Table, Where
from social_care.tui.screens.helping import Helping
from social_care.tui.screens.palette import HIDDEN, Entry, Palette, said
from social_care.tui.situation import Situation
from social_care.tui.why_not import LOOKS_AGAIN, ONE_AT_A_TIME, not_here, reasons, why_not
from social_care.tui.widgets.composer import Composer
from social_care.tui.widgets.key_footer import KeyFooter
from social_care.tui.widgets.queue_list import QueueList

if TYPE_CHECKING:
    from social_care.desk import Desk

COMMANDS = {row.command for row in KEYS}

MOVES = frozenset({"down", "up", "page_down", "page_up", "first", "last"})
"""What nobody looks for by its name."""


class Obeying(Helping):
    """What works now, and what is said about what does not."""

    def __init__(self, desk: "Desk", table: Table) -> None:
        super().__init__(desk)
        self.table = table
        self.footer = KeyFooter(table, id="keys")

    # -- doing -------------------------------------------------------------------------------

    async def run_action(self, action: str) -> None:  # type: ignore[override]
        """A command of the table, unless something is known to speak against it."""
        command = action.partition("(")[0]
        reason = self.why_not(command) if command in COMMANDS else ""
        looks_again = command in LOOKS_AGAIN and not (self.several and command in ONE_AT_A_TIME)
        if reason and not looks_again:
            self.tell_why_not(reason)
            self.refused(command)
            return
        await super().run_action(action)
        self.obeyed(command)

    def obeyed(self, command: str) -> None:
        """A command was done, or begun. For those who count them."""

    def refused(self, command: str) -> None:
        """A command did nothing. For those who must know."""

    async def action_obey(self, action: str) -> None:
        """The same for a key that does not pass the gate: where something is typed."""
        await self.run_action(action)

    def tell_why_not(self, reason: str) -> None:
        """Where the eye is."""
        if self.where is Where.COMPOSER:
            self.composer.problem = reason
        else:
            self.warn(reason)

    # -- what works now ----------------------------------------------------------------------

    def why_not(self, command: str) -> str:
        """Why a command would do nothing here and now; empty: it would."""
        return why_not(command, self.situation())

    def reasons(self) -> dict[str, str]:
        """The same of all commands of this part of the screen that would do nothing."""
        return reasons(self.table, self.situation())

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.begin(self._find_command)

    async def _find_command(self) -> None:
        chosen = await self.ask(Palette(self.customer_said(), self._entries()))
        if chosen is not None:
            done = chosen.act()
            if isawaitable(done):
                await done

    def _entries(self) -> list[Entry]:
        """Commands, views and themes that work, then the commands that do not."""
        commands = [
            Entry(words=said(row), act=partial(self._obey_chosen, row), key=row.shown, why_not=why)
            for row, why in self.everything()
            if row.command not in HIDDEN
        ]
        offers = [
            Entry(words=offer.words, act=offer.act, key=offer.key, about=offer.about)
            for offer in self.offers()
        ]
        return sorted([*commands, *offers], key=lambda entry: bool(entry.why_not))

    async def _obey_chosen(self, row: Key) -> None:
        """Do it; what belongs to another part of the screen says so."""
        if reason := not_here(row, self.where):
            self.tell_why_not(reason)
        else:
            await self.run_action(row.command)

    def everything(self) -> list[tuple[Key, str]]:
        """Every command, by the key that works here, and why it would do nothing; those last."""
        at, found = self.situation(), dict[str, Key]()
        for row in sorted(self.table.rows, key=lambda row: at.where not in row.where):
            found.setdefault(row.command, row)
        told = [
            (row, not_here(row, at.where) or why_not(row.command, at)) for row in found.values()
        ]
        return sorted(told, key=lambda one: (bool(one[1]), one[0].command in MOVES))

    def situation(self) -> Situation:
        """What is known without asking."""
        target = self.target_id
        shown, last, writing = self.shown, self.last_done, self.writing
        return Situation(
            where=self.where,
            agent=self.desk.agent,
            is_lead=self.desk.role == "lead",
            now=self.now,
            target=target,
            row=self.known_row(target),
            view=shown if shown is not None and shown.row.id == target else None,
            picked=len(self.picked) if self.several else 0,
            before=self.last_one is not None,
            outbox=self.outbox,
            can_undo=self.can_undo,
            repeats=last.words if last is not None else "",
            repeats_many=last is None or last.deed is not None,
            writing=writing,
            written=self.composer.text if writing is not None else "",
            versions=self.composer.versions,
            macros=self.macros_known,
            answers=self.answers_known,
            typed=self.search_line.text,
            found=self.is_looking or (self.results is not None and bool(self.results.ids)),
            older=self.has_older_search,
            own_views=len(self.own_views),
            has_way_back=self.has_way_back,
            panes=len(self.in_sight(self.pane)),
        )

    def grey(self) -> None:
        """The footer shows quietly what would do nothing."""
        self.footer.cannot = frozenset(self.reasons())

    @on(QueueList.Moved)
    @on(QueueList.Scrolled)
    @on(Composer.Typed)
    def _elsewhere_now(self) -> None:
        self.grey()

    def watch_where(self) -> None:
        """Other keys, others greyed."""
        self.grey()

    def watch_shown(self) -> None:
        """Others greyed."""
        self.grey()

    def watch_outbox(self) -> None:
        """Others greyed."""
        self.grey()

    def watch_can_undo(self) -> None:
        """Others greyed."""
        self.grey()

    def watch_picked(self, picked: frozenset[int]) -> None:
        """Others greyed."""
        super().watch_picked(picked)
        self.grey()
