"""Going off: what one holds goes to colleagues or to the queue, and the next ones read of it."""

from collections.abc import Iterable, Mapping, Sequence

from social_care.desk.deeds import Deeds
from social_care.desk.presence import Presence
from social_care.errors import NotAllowed, NotFound
from social_care.models.handover import Handover, HandoverItem, Held
from social_care.models.presence import PresenceState
from social_care.storage import Tx, claims, conversations, handovers, presence, queue
from social_care.storage.events import EventKind, grouped, log
from social_care.storage.handovers import Left
from social_care.text import clean_line, storable

FOR_ALL_MS = 3 * 24 * 60 * 60 * 1000
"""How long what goes to the queue is shown to whoever begins: over a weekend."""
MOST_SHOWN = 10
LONGEST_NOTE = 300
"""Characters of the note for the next ones."""


class HandingOver(Presence, Deeds):
    """Nothing is lost: drafts stay with their writer, promises stand, the rest has an heir."""

    def holds(self) -> tuple[HandoverItem, ...]:
        """What the agent holds now, in queue order, each for the queue."""
        tx, now = self._store.read(), self.now()
        held = handovers.held(tx, self.agent, now)
        rows = queue.rows(tx, list(held), now)
        return tuple(HandoverItem(row=rows[each], held=how) for each, how in held.items())

    def go_off(self, heirs: Mapping[int, str | None] | None = None, *, note: str = "") -> str:
        """Hand over what the agent holds: to `heirs` by conversation, the rest to the queue.

        What one has is looked at anew: nothing that came meanwhile is left behind, nothing given
        back is handed over. Raises NotAllowed for an heir who is not listed, or is oneself.
        """
        heirs = dict(heirs or {})
        for heir in heirs.values():
            self._check_heir(heir)
        with self._store.write(durable=True) as tx:
            now = self.now()
            held = handovers.held(tx, self.agent, now)
            self._give(tx, held, heirs)
            for row in claims.of_agent(tx, self.agent, now):
                claims.release(tx, row["customer_id"], self.agent, now)
            presence.say(tx, self.agent, PresenceState.OFF, now, now + self._settings.lease_ms)
            words = clean_line(storable(note), limit=LONGEST_NOTE)
            if held or words:
                handovers.put(tx, self.agent, now, held, heirs, words)
            return f"You are off since {self._clock(now)}" + _given(held, heirs)

    def _check_heir(self, heir: str | None) -> None:
        if heir == self.agent:
            raise NotAllowed("you cannot hand over to yourself")
        self._check_agent(heir)

    def _give(
        self, tx: Tx, held: Mapping[int, Sequence[Held]], heirs: Mapping[int, str | None]
    ) -> None:
        """To an heir for good; what was assigned and has none is everybody's. One u undoes it."""
        changed = [each for each, how in held.items() if heirs.get(each) or Held.ASSIGNED in how]
        if not changed:
            return
        begun = log(
            tx,
            EventKind.BULK,
            self.now(),
            agent=self.agent,
            deed="handover",
            conversations=len(changed),
        )
        with grouped(begun):
            for each in changed:
                before, heir = conversations.get(tx, each), heirs.get(each)
                conversations.assign(tx, each, heir, self.now())
                self._log(tx, EventKind.ASSIGNED, before, None, assignee=heir, handed=True)

    # Reading ------------------------------------------------------------------------------------

    def handovers_to_read(self) -> tuple[Handover, ...]:
        """What colleagues have left for the agent, or everybody, and is unread; newest first."""
        tx, since = self._store.read(), self.now() - FOR_ALL_MS
        return self._shown(tx, handovers.unread(tx, self.agent, since, MOST_SHOWN))

    def handovers(self, *, limit: int = MOST_SHOWN) -> tuple[Handover, ...]:
        """The newest, read or not, one's own too; newest first."""
        tx = self._store.read()
        return self._shown(tx, handovers.newest(tx, self.agent, limit))

    def handover(self, handover_id: int) -> Handover:
        """The one of that number. Raises NotFound."""
        tx = self._store.read()
        found = handovers.one(tx, self.agent, handover_id)
        if found is None:
            raise NotFound(f"no handover {handover_id}", "see: social-care handover list")
        return self._shown(tx, [found])[0]

    def have_read(self, handover_ids: Iterable[int]) -> None:
        """They are not shown again by themselves."""
        with self._store.write(bump=False) as tx:
            handovers.read(tx, self.agent, handover_ids, self.now())

    def _shown(self, tx: Tx, found: Sequence[Left]) -> tuple[Handover, ...]:
        """With every conversation as it stands now."""
        ids = {item[0] for one in found for item in one.items}
        rows = queue.rows(tx, sorted(ids), self.now())
        return tuple(
            Handover(
                id=one.id,
                agent=one.agent,
                at=one.at,
                note=one.note,
                is_read=one.is_read,
                items=tuple(
                    HandoverItem(row=rows[each], held=how, heir=heir)
                    for each, how, heir in one.items
                    if each in rows
                ),
            )
            for one in found
        )


def _given(held: Mapping[int, Sequence[Held]], heirs: Mapping[int, str | None]) -> str:
    """; handed over: 2 to joe, 1 to the queue."""
    if not held:
        return "; you held nothing"
    counts: dict[str, int] = {}
    for each in held:
        heir = heirs.get(each) or "the queue"
        counts[heir] = counts.get(heir, 0) + 1
    said = ", ".join(f"{count} to {clean_line(heir)}" for heir, count in counts.items())
    return f"; handed over: {said}"
