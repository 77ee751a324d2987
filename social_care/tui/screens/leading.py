"""L: the lead's screen, and what is done from it; C and D: a backlog, the digest so far."""

from functools import partial

from social_care import text
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.models.views import View
from social_care.tui.keys import shown, undoes
from social_care.tui.screens.dialog import Ask, Choice, Panel
from social_care.tui.screens.lead import LeadScreen, Order, Picture, Place
from social_care.tui.screens.looking import PANEL_WIDTH
from social_care.tui.screens.tagging import agent_of, agent_options
from social_care.tui.screens.wowing import Wowing
from social_care.tui.widgets import times
from social_care.tui.widgets.lines import Line, hanging
from social_care.tui.widgets.trouble import troubles

KUDOS_AFTER_S, KUDOS_EVERY_S = 3.0, 60.0
MOST_KNOWN = 3
"""Lines of what must be known: the rest is under H."""
MOST_OTHERS = 100
"""Conversations below those at risk: the rest is in the queue."""


class Leading(Wowing):
    """The floor, from above."""

    # -- C and D -----------------------------------------------------------------------------

    def action_catch_up(self) -> None:
        """Switch it on, or off."""
        self.begin(self._catch_up)

    async def _catch_up(self) -> None:
        on = await self.errand(self.desk.catching_up) is None
        self.say(await self.errand(partial(self.desk.catch_up, on)))
        self.reload()

    def action_digest(self) -> None:
        """What a mail would say now."""
        self.begin(self._digest)

    async def _digest(self) -> None:
        self.say("Working out the digest …")
        told = await self.errand(self.desk.digest_so_far)
        self.notice = None
        lines = [row for line in told.splitlines() for row in _in_panel(line)]
        await self.ask(Panel("The digest so far", lines))

    # -- L -----------------------------------------------------------------------------------

    def action_lead(self) -> None:
        """The lead's screen, until it is left."""
        self.begin(self._lead)

    async def _lead(self) -> None:
        place, stays = Place(), True
        while stays:
            picture = await self._floor_now()
            screen = LeadScreen(
                self._floor_now,
                picture,
                place,
                agent=self.desk.agent,
                plain=self.zone if self.is_plain else None,
            )
            order = await self.ask(screen)
            stays = order is not None and await self._carry_out(order, place)
        self.reload()

    async def _floor_now(self) -> Picture:
        return await self.errand(self._read_floor)

    def _read_floor(self) -> Picture:
        floor = self.desk.floor()
        risky = self.desk.queue_ids(View.RISK)
        first = self.desk.queue_ids(View.TODO, limit=MOST_OTHERS + len(risky))
        others = [each for each in first if each not in set(risky)][:MOST_OTHERS]
        rows = self.desk.queue_rows([*risky, *others])
        counts = self.desk.counts()
        waiting = counts.by_view[View.TODO] - len(risky) - len(others)
        return Picture(
            floor=floor,
            urgent=[rows[each] for each in risky if each in rows],
            others=[rows[each] for each in others if each in rows],
            more=max(waiting, 0),
            known=self._must_be_known(),
        )

    def _must_be_known(self) -> list[str]:
        """Catch-up, a spike, the first troubles; the status line lies below this screen."""
        backlog, status, told = self.desk.catching_up(), self.desk.status(), []
        if backlog is not None:
            since, by = times.clock(backlog.since, self.zone), text.clean_line(backlog.by)
            told.append(f"CATCH-UP since {since} by {by}")
        if status.spike is not None:
            told.append(f"spike: {status.spike.line}")
        return [*told, *troubles(status, None, self.zone)][:MOST_KNOWN]

    # -- what is done from it ----------------------------------------------------------------

    async def _carry_out(self, order: Order, place: Place) -> bool:
        """Do it; False when the lead's screen is left for it."""
        if order.command in {"open", "claim"}:
            await self._go_to(order)
            return False
        place.said = ""
        self.notice = None
        match order.command:
            case "assign":
                await self._assign_from(order, place)
            case "note":
                await self._note_from(order)
            case "like":
                await self._kudos(order.agent)
            case "stop_all":
                await self._stop_all()
            case "catch_up":
                await self._catch_up()
            case "digest":
                await self._digest()
            case "health":
                await self._health()
            case "help":
                await self.ask(Panel("Here", _help()))
        place.said = self.notice.text if self.notice is not None else ""
        return True

    async def _go_to(self, order: Order) -> None:
        (wanted,) = order.ids
        if order.command == "claim":
            rows = await self.errand(partial(self.desk.queue_rows, [wanted]))
            row = rows.get(wanted)
            if row is not None and row.claimed_by not in {None, self.desk.agent}:
                await self._take_over(row, row.claimed_by or "")
            elif row is not None:
                await self._take(wanted)
        self.open(wanted)

    async def _assign_from(self, order: Order, place: Place) -> None:
        many = len(order.ids)
        title = "Assign to" if many == 1 else f"Assign {many} to"
        options = agent_options(self.desk.agents, self.desk.agent, None)
        chosen = await self.ask(Choice(title, options))
        if not chosen:
            return
        deed = BulkDeed(kind=BulkKind.ASSIGN, agent=agent_of(chosen))
        done = await self.errand(partial(self.desk.bulk, order.ids, deed))
        self.say(done.said + (undoes(" all") if done.count else ""), lasting=True)
        place.picked -= set(order.ids)

    async def _note_from(self, order: Order) -> None:
        (wanted,) = order.ids
        written = await self.ask(Ask("Note for colleagues"))
        if written and written.strip():
            await self.errand(partial(self.desk.note, wanted, written))
            self.say("Noted.")

    async def _kudos(self, agent: str) -> None:
        if not agent or agent == self.desk.agent:
            others = [one for one in self.desk.agents if one != self.desk.agent]
            names = [(one, text.clean_line(one)) for one in others]
            chosen = await self.ask(Choice("Kudos for", names))
            agent = chosen or ""
        if not agent:
            return
        written = await self.ask(Ask(f"Kudos for {text.clean_line(agent)}: what was well done?"))
        if written and written.strip():
            self.say(await self.errand(partial(self.desk.give_kudos, agent, written)))

    # -- kudos for oneself -------------------------------------------------------------------

    def on_mount(self) -> None:
        """What colleagues said meanwhile, and what they say from now on."""
        self.set_timer(KUDOS_AFTER_S, self._look_for_kudos)
        self.set_interval(KUDOS_EVERY_S, self._look_for_kudos)

    def _look_for_kudos(self) -> None:
        self.background("kudos", self.tell_kudos)

    async def tell_kudos(self) -> None:
        """The oldest unread one, in the line above the keys: nobody is interrupted by praise."""
        for kudos in (await self.errand(self.desk.kudos_to_read))[:1]:
            by, said = text.clean_line(kudos.given_by), text.clean_line(kudos.text)
            self.say(f"Kudos from {by}: {said}", "good", lasting=True)
            await self.errand(partial(self.desk.have_read_kudos, kudos.id))


def _in_panel(line: str) -> list[Line]:
    """What a mail has room for is wrapped once more, as far in as it stood; links come whole."""
    words = line.lstrip(" ")
    indent: Line = ((" " * (len(line) - len(words)), ""),)
    return hanging(indent, indent, words, "", PANEL_WIDTH) or [()]


def _help() -> list[Line]:
    """The keys of the lead's screen."""
    keys = (
        ("open", "Opens the conversation; on an agent: goes to whom they hold."),
        ("assign", "Gives it, or all that are selected, to an agent or to everybody."),
        ("select", "Selects it; all or none."),
        ("claim", "Takes it over from whoever holds it, and opens it."),
        ("note", "A note for colleagues."),
        ("like", "Kudos: well done, for the agent under the cursor."),
        ("digest", "The digest of the shift so far."),
        ("catch_up", "Catch-up: every third pull is the oldest late; again ends it."),
        ("stop_all", "Stops all sending; once more, and it goes on."),
        ("health", "Who listens, and how to mend it."),
        ("back", "Back to the queue."),
    )
    return [((f"{shown(command):<7}", "key"), (sentence, "")) for command, sentence in keys]
