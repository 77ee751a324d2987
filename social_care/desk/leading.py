"""The shift as its lead sees it: who is on, who waits with whom, how it goes; never how fast."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from social_care.desk.base import DeskBase
from social_care.errors import NotAllowed
from social_care.figures import (
    GOAL,
    Figures,
    Hour,
    WaitRow,
    hours_of,
    is_answered,
    service_level,
    summarise,
)
from social_care.models import Band
from social_care.models.kudos import Kudos
from social_care.models.presence import AgentPresence
from social_care.models.wows import Wow
from social_care.shifts import Stretch, so_far
from social_care.storage import Tx, kudos, leading, presence, report, wows
from social_care.storage.leading import Held
from social_care.text import clean_line, storable

HOUR_MS = 60 * 60 * 1000
ANGRY_MANY = 3
"""So many complaints in a row, the one at hand included, call for a breather or a swap."""
ROW_MS = 4 * HOUR_MS
"""Complaints longer ago are slept over."""
LONGEST_KUDOS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLine:
    """One agent. Moments are ms since 1970 UTC. No times of theirs: nobody is measured."""

    name: str
    presence: AgentPresence
    holds: int
    """Customers."""
    waiting_since: int | None
    """Of the customer they hold who has waited longest."""
    due_at: int | None
    """The earliest due among those they hold."""
    writes: bool
    free_since: int | None
    """When they did anything last, while they are there and hold nobody."""
    angry_in_a_row: int
    """Complaints one after the other, the one at hand included; 0 below `ANGRY_MANY`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourLine:
    """One hour of the shift, so far."""

    label: str
    arrived: int
    answered: int
    level: float | None
    """Service level of the waits that began in it, 0..1; None where none counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Everything at one moment."""

    now: int
    shift: str
    """Its name and hours, and its day once it is over; empty where there is none: the last day."""
    start: int
    end: int
    """Of what is told, not included: now while the shift runs, else its end."""
    agents: tuple[AgentLine, ...]
    """By the alphabet."""
    waiting: Mapping[str, Mapping[Band, int]]
    """By channel and band."""
    figures: Figures
    """Of the shift so far; of one that is over as they stood at its end."""
    at_once: Figures
    """Of those who wait now."""
    hours: tuple[HourLine, ...]
    wows: tuple[Wow, ...]
    """Those of the same time, newest first."""
    goal: float = GOAL
    """The wanted service level."""


class Leading(DeskBase):
    """A lead's view of the floor, and a word of thanks."""

    def floor(self) -> Floor:
        """The shift as it stands. Raises NotAllowed for everybody but leads."""
        self._check_lead("only a lead sees the whole floor")
        tx, now = self._store.read(), self.now()
        zone = ZoneInfo(self.time_zone)
        told = so_far(self._settings.shifts, now, zone)
        runs = told.end == now
        until = now + 1 if runs else told.end
        held = leading.held(tx, now)
        names = sorted({*self.agents, *held})  # whoever else holds somebody is in sight, too
        waits = report.waits(tx, since=told.start, until=until, open_too=True)
        came = [each.posted_at for each in report.mentions(tx, since=told.start, until=until)]
        answered = _answers(waits)
        figures = summarise(waits, told.end)
        waiting = [] if runs else report.waits(tx, since=now, until=now + 1, open_too=True)
        return Floor(
            now=now,
            shift=_in_words(told, now, zone),
            start=told.start,
            end=told.end,
            agents=tuple(self._line(tx, name, held.get(name), now) for name in names),
            waiting=leading.waiting(tx),
            wows=tuple(reversed(wows.given(tx, told.start, until))),
            figures=figures,
            at_once=figures if runs else summarise(waiting, now),
            hours=tuple(
                HourLine(
                    label=hour.label,
                    arrived=_within(came, hour),
                    answered=_within(answered, hour),
                    level=service_level(_begun(waits, hour), told.end),
                )
                for hour in hours_of(told.start, until, zone)
            ),
        )

    def digest_so_far(self) -> str:
        """What a mail would say now, as plain text. Raises NotAllowed for everybody but leads."""
        self._check_lead("only a lead reads the digest")
        return self._settings.digest()

    def _check_lead(self, why: str) -> None:
        if self.role != "lead":
            raise NotAllowed(why, 'a lead has role = "lead" in [[agents]]')

    def _line(self, tx: Tx, name: str, holds: Held | None, now: int) -> AgentLine:
        there = presence.of(tx, name, now)
        angry = leading.complaints_in_a_row(tx, name, now - ROW_MS, ANGRY_MANY)
        angry += holds is not None and holds.complaints > 0
        free = there.is_at_work and holds is None
        return AgentLine(
            name=name,
            presence=there,
            holds=holds.customers if holds else 0,
            waiting_since=holds.waiting_since if holds else None,
            due_at=holds.due_at if holds else None,
            writes=holds is not None and holds.writes,
            free_since=leading.last_deed_at(tx, name) if free else None,
            angry_in_a_row=angry if angry >= ANGRY_MANY and there.is_at_work else 0,
        )

    # Kudos --------------------------------------------------------------------------------------

    def give_kudos(self, agent: str, words: str, conversation_id: int | None = None) -> str:
        """Say well done; they read it in their console, the digest quotes it.

        Anybody listed may, to anybody but themselves. Raises NotAllowed.
        """
        if agent not in self.agents or agent == self.agent:
            listed = ", ".join(name for name in self.agents if name != self.agent)
            raise NotAllowed(f"no colleague {agent!r}", f"there are: {listed or 'none'}")
        said = clean_line(storable(words), limit=LONGEST_KUDOS).strip()
        if not said:
            raise NotAllowed("kudos need a few words", "say what was well done")
        with self._store.write() as tx:
            kudos.give(tx, agent, self.agent, said, self.now(), conversation_id)
        return f"Kudos for {agent}"

    def kudos_to_read(self) -> tuple[Kudos, ...]:
        """What colleagues have said to the agent and is unread, oldest first."""
        return tuple(kudos.unread(self._store.read(), self.agent))

    def have_read_kudos(self, kudos_id: int) -> None:
        """It is not shown again."""
        with self._store.write(bump=False) as tx:
            kudos.read(tx, kudos_id, self.now())


def _in_words(told: Stretch, now: int, zone: ZoneInfo) -> str:
    if told.shift is None:
        return ""
    began = datetime.fromtimestamp(told.start / 1000, zone)
    day = f", {began:%a} {began.day} {began:%b}" if told.end < now else ""
    return f"{told.shift.name} {told.shift.hours}{day}"


def _answers(waits: Iterable[WaitRow]) -> list[int]:
    """When each was given."""
    return [
        wait.responded_at for wait in waits if is_answered(wait) and wait.responded_at is not None
    ]


def _within(moments: Iterable[int], hour: Hour) -> int:
    return sum(hour.began <= moment < hour.ended for moment in moments)


def _begun(waits: Iterable[WaitRow], hour: Hour) -> list[WaitRow]:
    return [wait for wait in waits if hour.began <= wait.waiting_since < hour.ended]
