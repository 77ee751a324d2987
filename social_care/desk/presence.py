"""Who is at work: on, on a break, off; what a break gives back; what is told of the floor."""

from social_care.desk.base import DeskBase
from social_care.models.presence import AgentPresence, Here, PresenceState
from social_care.shifts import Stint, running
from social_care.storage import catching_up, claims, handovers, presence, silence
from social_care.telling import clock_time
from social_care.text import clean_line

RETURNED_MS = 60 * 60 * 1000
"""How long it is told that a conversation came back from somebody who was silent."""
MOST_RETURNED = 20


class Presence(DeskBase):
    """Each deed returns a short sentence for the status line."""

    # Oneself ------------------------------------------------------------------------------------

    def arrive(self) -> str:
        """A console was opened, or its agent is back: they are on. Empty when they were already."""
        with self._store.write(durable=True) as tx:
            now = self.now()
            until = now + self._settings.lease_ms
            tx.bump = presence.say(tx, self.agent, PresenceState.ON, now, until)
            return f"You are on{self._until()}" if tx.bump else ""

    def _until(self) -> str:
        """When the shift ends that has begun, where there is one."""
        here = self.shifts_now()
        if not here:
            return ""
        stint = here[0]
        return f": {clean_line(stint.shift.name)} shift, until {self._clock(stint.end)}"

    def still_here(self) -> None:
        """The silent heartbeat of an open console."""
        with self._store.write(bump=False) as tx:
            presence.seen(tx, self.agent, self.now() + self._settings.lease_ms)

    def leave(self) -> None:
        """A console was closed; what its agent said of themselves stays."""
        with self._store.write(bump=False) as tx:
            presence.gone(tx, self.agent, self.now())

    def take_break(self) -> str:
        """Give back every customer for whom nothing is written; keep the others, and say so."""
        with self._store.write(durable=True) as tx:
            now = self.now()
            held = claims.of_agent(tx, self.agent, now)
            for row in held:
                if not row["drafted"]:
                    claims.release(tx, row["customer_id"], self.agent, now)
            until = now + self._settings.lease_ms
            presence.say(tx, self.agent, PresenceState.BREAK, now, until)
            kept = [self._person(tx, row["conversation_id"]) for row in held if row["drafted"]]
            given = len(held) - len(kept)
        said = f"You are on a break since {self._clock(now)}"
        said += f"; {_customers(given)} given back" if given else ""
        return said + (f"; kept, with your draft: {', '.join(kept)}" if kept else "")

    def _clock(self, moment: int) -> str:
        """18:00, or 24 Nov at 06:00, on the brand's clock."""
        return clock_time(self.now(), self.time_zone)(moment).partition(" ")[2]

    # The floor ----------------------------------------------------------------------------------

    def here(self) -> Here:
        """What a console tells its agent of the floor: cheap, and read with every change."""
        tx, now = self._store.read(), self.now()
        whose = None if self.role == "lead" else self.agent
        return Here(
            me=presence.of(tx, self.agent, now),
            catch_up=catching_up.state(tx),
            handed=handovers.handed(tx, self.agent),
            returned=tuple(silence.returned(tx, now - RETURNED_MS, whose, MOST_RETURNED)),
        )

    def crew(self) -> tuple[AgentPresence, ...]:
        """Everybody who is listed, and who else has been seen, by name."""
        tx, now = self._store.read(), self.now()
        seen = {one.agent: one for one in presence.everybody(tx, now)}
        names = sorted({*self.agents, *seen})
        return tuple(seen.get(name, AgentPresence(agent=name)) for name in names)

    def shifts_now(self) -> tuple[Stint, ...]:
        """The shifts that go on now, in the order of the configuration."""
        return running(self._settings.shifts, self.now())


def _customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count} customers"
