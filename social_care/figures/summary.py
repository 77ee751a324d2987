"""The figures of a set of waits: what `stats`, the status line, the digest and the lead read."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from social_care.figures.pace import Pace, pace, share
from social_care.figures.waits import (
    WaitRow,
    is_answered,
    is_at_risk,
    is_counted,
    is_in_time,
    is_late,
    is_missed,
    is_waiting,
)
from social_care.models import Category, Outcome

GOAL = 0.8
"""The share of waits that is to be answered in time."""


def service_level(rows: Iterable[WaitRow], now: int, *, late: int = 0) -> float | None:
    """Waits answered in time ÷ (answered + open past due + missed), 0..1; None if none count.

    `late`: so many more are open past due, known by their number alone.

    Merged waits, those without a target, those still in time, and those that ended in time and
    needed no answer are left out.
    """
    counted = [row for row in rows if is_counted(row, now)]
    return share(sum(map(is_in_time, counted)), len(counted) + late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Pace):
    """The figures of a set of waits. The pace it inherits is on the elapsed clock."""

    waiting: int
    at_risk: int
    """Of those waiting, not counting the late."""
    late: int
    responses: int
    in_time: int
    """Numerator of the service level."""
    counted: int
    """Its denominator."""
    service_level: float | None
    dismissed: int
    dismissed_complaints: int
    missed: int
    missed_complaints: int
    business: Pace
    """The pace on the business clock; its oldest wait is None where no row says so."""

    def as_json(self) -> dict[str, Any]:
        """What `stats --json` prints: the figures, and under `business` the same on that clock."""
        flat = asdict(self)
        business = flat.pop("business")
        return {**flat, "business": {**flat, **business}}


def summarise(rows: Iterable[WaitRow], now: int) -> Figures:
    """All figures of these waits as they stand at `now`."""
    waits = tuple(rows)
    waiting = [row for row in waits if is_waiting(row)]
    dismissed = [row for row in waits if row.outcome is Outcome.DISMISSED]
    missed = [row for row in waits if is_missed(row, now)]
    counted = [row for row in waits if is_counted(row, now)]
    in_time = sum(map(is_in_time, counted))
    elapsed = pace(waits, _elapsed, [max(0, now - row.waiting_since) for row in waiting])
    business_so_far = [row.business_ms for row in waiting if row.business_ms is not None]
    return Figures(
        **asdict(elapsed),
        waiting=len(waiting),
        at_risk=sum(is_at_risk(row, now) for row in waiting),
        late=sum(is_late(row, now) for row in waiting),
        responses=sum(map(is_answered, waits)),
        in_time=in_time,
        counted=len(counted),
        service_level=share(in_time, len(counted)),
        dismissed=len(dismissed),
        dismissed_complaints=_complaints(dismissed),
        missed=len(missed),
        missed_complaints=_complaints(missed),
        business=pace(waits, _business, business_so_far),
    )


def _complaints(waits: Iterable[WaitRow]) -> int:
    return sum(row.category is Category.COMPLAINT for row in waits)


def _elapsed(row: WaitRow) -> int | None:
    return row.elapsed_ms


def _business(row: WaitRow) -> int | None:
    return row.business_ms
