"""B: a break, back again, off with a handover; what a console tells of the floor by itself."""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.reactive import reactive

from social_care import text
from social_care.errors import SocialCareError
from social_care.models.handover import Handover
from social_care.models.presence import Here, PresenceState, Returned
from social_care.tui.keys import shown, undoes
from social_care.tui.listing import Source
from social_care.tui.screens.dialog import Choice, Option, Panel
from social_care.tui.screens.handover_form import HandoverForm
from social_care.tui.screens.leading import Leading
from social_care.tui.screens.offers import Offer
from social_care.tui.screens.refresh import Picture
from social_care.tui.screens.taking_over import HEARTBEAT_S
from social_care.tui.widgets import handover_lines, times

if TYPE_CHECKING:
    from social_care.desk import Desk

WIDTH = 70
"""Cells for text in a panel."""

TAKE_BREAK: Option = ("break", "a break: who has no draft of yours goes back")
COME_BACK: Option = ("back", "back: you are on again")
GO_OFF: Option = ("off", "off: hand over what you hold")
READ: Option = ("read", "read the handovers")


class OnShift(Leading):
    """Who is at work, by their own word."""

    here: reactive[Here | None] = reactive(None)

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._here_read: Here | None = None
        self._told_until = 0
        """What came back from silent agents was told up to that moment."""
        self._note_kept = ""
        """A line for the next ones that was begun and left."""
        self._unread: tuple[Handover, ...] = ()
        """Handovers that are shown once the queue behind them is."""

    # -- coming ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Whoever opens a console is on."""
        self._told_until = self.desk.now()
        self.background("presence", self._arrive)
        self.set_interval(HEARTBEAT_S, self._beat)

    async def _arrive(self) -> None:
        said = await self.errand(self.desk.arrive)
        if said:
            self.say(f"{said}.")
        self._unread = await self.errand(self.desk.handovers_to_read)
        if self.here is not None:
            self._show_unread()

    def _show_unread(self) -> None:
        unread, self._unread = self._unread, ()
        if unread and not self._begun:
            self.begin(self._show, unread)
        elif unread:  # nobody is interrupted at the first key
            who = text.clean_line(unread[0].agent)
            self.say(f"There is a handover from {who}: {shown('break')} shows it.", lasting=True)

    def _beat(self) -> None:
        self.background("presence", self._still_here)

    async def _still_here(self) -> None:
        await self.errand(self.desk.still_here)

    async def close(self) -> bool:
        """Words first, then that one is gone; whatever became of them."""
        closed = await super().close()
        with suppress(SocialCareError):
            await self.errand(self.desk.leave)
        return closed

    # -- B -----------------------------------------------------------------------------------

    def action_break(self) -> None:
        """A break, back, off; or the handovers."""
        self.begin(self._break)

    async def _break(self) -> None:
        self.here = await self.errand(self.desk.here)
        chosen = await self.ask(Choice(self._standing(self.here), self._ways(self.here)))
        match chosen:
            case "break":
                await self._take_break()
            case "back":
                await self._come_back()
            case "off":
                await self._go_off()
            case "read":
                await self._show(await self.errand(self.desk.handovers))

    def _standing(self, here: Here) -> str:
        """You are on since 09:02 · day shift until 18:00."""
        said = {PresenceState.BREAK: "on a break", PresenceState.OFF: "off"}
        state = said.get(here.me.state or PresenceState.ON, "on")
        since = times.since(here.me.since, self.desk.now(), self.zone) if here.me.since else ""
        shifts = [
            f"{text.clean_line(one.shift.name)} shift until {times.clock(one.end, self.zone)}"
            for one in self.desk.shifts_now()
        ]
        return " · ".join([f"You are {state}" + (f" since {since}" if since else ""), *shifts])

    def _ways(self, here: Here) -> list[Option]:
        if here.me.state is PresenceState.BREAK:
            return [COME_BACK, GO_OFF, READ]
        if here.me.state is PresenceState.OFF:
            return [COME_BACK, READ]
        return [TAKE_BREAK, GO_OFF, READ]

    async def _come_back(self) -> None:
        said = await self.errand(self.desk.arrive)
        self.here = await self.errand(self.desk.here)
        self.say(f"{said or 'You are on already'}.")
        self.reload()

    async def _take_break(self) -> None:
        """What is typed is safe before anything is given back."""
        await self._save_words()
        said = await self.errand(self.desk.take_break)
        await self._let_go(f"{said}; {shown('next')}: back.")

    async def _go_off(self) -> None:
        await self._save_words()
        items = await self.errand(self.desk.holds)
        others = [one for one in self.desk.agents if one != self.desk.agent]
        plain = self.zone if self.is_plain else None
        form = HandoverForm(items, others, self.desk.now(), self._note_kept, plain=plain)
        given = await self.ask(form)
        if given is None:
            self._note_kept = form.kept
            return
        self._note_kept = given.note
        said = await self.errand(partial(self.desk.go_off, given.heirs, note=given.note))
        self._note_kept = ""
        assigned = any(given.heirs.values())
        await self._let_go(f"{said}" + (undoes() if assigned else f" · {shown('quit')} leaves"))

    async def _save_words(self) -> None:
        """A draft that is not saved yet must count as one."""
        if self.writing is not None:
            await self._save(self.writing, self.composer.text)

    async def _let_go(self, said: str) -> None:
        """This console no longer holds what was given back."""
        held = sorted(self.holding.held)
        rows = await self.errand(partial(self.desk.queue_rows, held))
        for each in held:
            if each not in rows or rows[each].claimed_by != self.desk.agent:
                self.holding.lost(each)
        self.here = await self.errand(self.desk.here)
        self.go_to_queue()
        self.say(said, lasting=True)
        self.reload()

    # -- handovers ---------------------------------------------------------------------------

    async def _show(self, found: tuple[Handover, ...]) -> None:
        """Read in one go, once; then they are reachable, and no more shown by themselves."""
        if not found:
            self.say("Nobody has handed anything over.")
            return
        now, plain = self.desk.now(), self.is_plain
        lines = handover_lines.told(found, self.desk.agent, now, self.zone, WIDTH, plain=plain)
        title = "Handover" if len(found) == 1 else f"{len(found)} handovers"
        await self.ask(Panel(title, lines))
        await self.errand(partial(self.desk.have_read, [one.id for one in found]))
        self.reload()

    # -- what is told by itself --------------------------------------------------------------

    def _picture(self, source: Source, shown_id: int | None) -> Picture:
        """With how things stand on the floor; off the event loop."""
        self._here_read = self.desk.here()
        return super()._picture(source, shown_id)

    def _apply(self, picture: Picture) -> None:
        super()._apply(picture)
        before, now = self.here, self._here_read
        self.here = now
        if self._unread:
            self.call_after_refresh(self._show_unread)
        if before is not None and now is not None:
            self._tell_changes(before, now)

    def _tell_changes(self, before: Here, now: Here) -> None:
        away = before.me.state in {PresenceState.BREAK, PresenceState.OFF}
        if away and now.me.state is PresenceState.ON:
            gone = (now.me.since or 0) - (before.me.since or 0)
            self.say(f"You are on again, after {text.span(max(gone, 0))}.")
        if now.handed > before.handed:
            count = now.handed - before.handed
            what = "A conversation was" if count == 1 else f"{count} conversations were"
            self.say(f"{what} handed to you: {shown('break')} shows it.", "strong", lasting=True)
        news = [one for one in now.returned if one.silence.at > self._told_until]
        if news:
            self._told_until = news[0].silence.at
            self.warn(_came_back(news, self.desk.agent))

    def offers(self) -> list[Offer]:
        """What B offers, by its name."""
        about = "Whom you have written nothing for goes back to the queue."
        return [
            *super().offers(),
            Offer("break: begin one", about, partial(self.begin, self._take_break)),
            Offer("break: you are back", "On again.", partial(self.begin, self._come_back)),
            Offer("off: hand over and go", "Who gets what.", partial(self.begin, self._go_off)),
            Offer("handovers: read them", "The newest, read or not.", self._read_all),
        ]

    def _read_all(self) -> None:
        self.begin(self._show_newest)

    async def _show_newest(self) -> None:
        await self._show(await self.errand(self.desk.handovers))


def _came_back(news: list[Returned], me: str) -> str:
    """Kim is back in the queue: joe was silent for 10 min."""
    first, more = news[0], f" · {len(news) - 1} more" if len(news) > 1 else ""
    silence = first.silence
    who = "you were" if silence.agent == me else f"{text.clean_line(silence.agent)} was"
    return f"{text.clean_line(first.customer)} is back in the queue: {who} {silence.length}{more}"
