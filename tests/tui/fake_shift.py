"""Presence and handovers of the desk in memory: on since the morning, nothing handed over."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from social_care.models.handover import Handover, HandoverItem
from social_care.models.presence import AgentPresence, Here, PresenceState
from social_care.shifts import Stint
from tests.tui.people import HOUR, NOW


class FakeShift:
    """What every console asks of the floor; the rest is tested over a real desk."""

    calls: Counter[str]
    deeds: list[tuple[Any, ...]]
    agent: str

    floor_now = Here(
        me=AgentPresence(agent="mary", state=PresenceState.ON, since=NOW - HOUR, is_here=True),
        catch_up=None,
        handed=0,
        returned=(),
    )
    left: tuple[Handover, ...] = ()
    """By colleagues, read or not."""
    held: tuple[HandoverItem, ...] = ()
    said_on_arrival = ""

    def arrive(self) -> str:
        self.calls["arrive"] += 1
        self._state(PresenceState.ON)
        return self.said_on_arrival

    def still_here(self) -> None:
        self.calls["still_here"] += 1

    def leave(self) -> None:
        self.calls["leave"] += 1

    def here(self) -> Here:
        return self.floor_now

    def shifts_now(self) -> tuple[Stint, ...]:
        return ()

    def take_break(self) -> str:
        self.deeds.append(("break",))
        self._state(PresenceState.BREAK)
        return "You are on a break since 10:00"

    def holds(self) -> tuple[HandoverItem, ...]:
        return self.held

    def go_off(self, heirs: Mapping[int, str | None], *, note: str = "") -> str:
        self.deeds.append(("off", dict(heirs), note))
        self._state(PresenceState.OFF)
        return "You are off since 10:00"

    def handovers_to_read(self) -> tuple[Handover, ...]:
        return tuple(one for one in self.left if not one.is_read)

    def handovers(self) -> tuple[Handover, ...]:
        return self.left

    def have_read(self, handover_ids: Iterable[int]) -> None:
        read = set(handover_ids)
        self.left = tuple(replace(one, is_read=one.is_read or one.id in read) for one in self.left)

    def _state(self, state: PresenceState) -> None:
        me = replace(self.floor_now.me, state=state)
        self.floor_now = replace(self.floor_now, me=me)
