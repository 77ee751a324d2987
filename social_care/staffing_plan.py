"""How many agents each hour of a shift needs, and what one more or one fewer would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from social_care.figures import percentile
from social_care.staffing import (
    HOUR_S,
    MOST_AGENTS,
    Arrival,
    InTime,
    Level,
    Staff,
    before,
    levels,
    needed,
    simulate,
    whole,
)
from social_care.staffing_log import Demand

SHIFTS = 200
"""How many shifts are played for one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPlan:
    """One hour of the shift."""

    usual: float
    """Customers who come in it, on the mean of past weeks."""
    low: int
    """One shift in twenty has fewer."""
    high: int
    """One shift in twenty has more."""
    agents: int
    level: Level
    """The service level of those who come in this hour."""
    fewer: float | None
    """The same with one agent fewer in this hour alone; None where nobody would be left."""
    more: float | None
    """With one agent more in this hour alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Who waits already when the shift begins."""

    usual: float
    """On the mean of the shifts that were played."""
    low: int
    """One shift in twenty has fewer."""
    high: int
    """One shift in twenty has more."""
    level: Level
    """Their service level: who is late already stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole shift."""

    hours: tuple[HourPlan, ...]
    before: Backlog
    level: Level
    """Of all of them, the backlog too."""
    shifts: int
    """How many were played."""

    @property
    def staff(self) -> tuple[int, ...]:
        """Agents by hour."""
        return tuple(hour.agents for hour in self.hours)


def plan(
    demand: Demand,
    hours: int,
    *,
    goal: float,
    in_time: InTime,
    agents: int | None = None,
    shifts: int = SHIFTS,
) -> Plan:
    """With as many `agents` in every hour, or else the fewest that reach the `goal`, 0..1."""
    drawn = [demand.draw(seed) for seed in range(shifts)]
    staff = [agents] * hours if agents else needed(drawn, hours, goal, in_time)
    played = [simulate(shift, staff) for shift in drawn]
    by_hour = levels(played, hours, in_time)

    def changed(hour: int, by: int) -> float | None:
        other = [*staff]
        other[hour] += by
        if not 1 <= other[hour] <= MOST_AGENTS + 1:
            return None
        return _level_in(drawn, other, hour, in_time)

    return Plan(
        hours=tuple(
            HourPlan(
                usual=demand.usual[hour],
                low=_came(drawn, hour, 0.05),
                high=_came(drawn, hour, 0.95),
                agents=staff[hour],
                level=by_hour[hour],
                fewer=changed(hour, -1),
                more=changed(hour, 1),
            )
            for hour in range(hours)
        ),
        before=_backlog(drawn, before(played, in_time)),
        level=whole(played, in_time),
        shifts=shifts,
    )


def _backlog(drawn: Sequence[Sequence[Arrival]], level: Level) -> Backlog:
    counts = [sum(one.at < 0 for one in shift) for shift in drawn]
    return Backlog(
        usual=fmean(counts),
        low=percentile(counts, 0.05) or 0,
        high=percentile(counts, 0.95) or 0,
        level=level,
    )


def _level_in(
    drawn: Sequence[Sequence[Arrival]], staff: Staff, hour: int, in_time: InTime
) -> float | None:
    played = [simulate(shift, staff) for shift in drawn]
    return levels(played, len(staff), in_time)[hour].mean


def _came(drawn: Sequence[Sequence[Arrival]], hour: int, share: float) -> int:
    counts = [sum(int(one.at // HOUR_S) == hour for one in shift) for shift in drawn]
    return percentile(counts, share) or 0
