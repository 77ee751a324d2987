"""Which digests are due: one at the end of each shift that has one, and once only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from social_care.shifts import Shift, Stint

CATCH_UP_MS = 4 * 24 * 60 * 60 * 1000
"""A shift that ended longer ago, while no worker ran, is told by nobody any more: Friday's is still
news after a long weekend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """One of [[digests]]."""

    name: str
    shift: Shift
    to: tuple[str, ...]
    """Addresses; each gets a mail of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A digest to be made, of a shift that has ended."""

    plan: DigestPlan
    stint: Stint

    @property
    def key(self) -> str:
        """The same however often it is asked for: the digest, and the shift's local date."""
        begun = datetime.fromtimestamp(self.stint.start / 1000, self.plan.shift.zone)
        return f"digest {self.plan.name} {begun.date().isoformat()}"


def due(plans: Iterable[DigestPlan], now: int) -> Iterator[DueDigest]:
    """The last shift of every plan that is over, if that is not long ago."""
    for plan in plans:
        stint = plan.shift.last_ended(now)
        if stint is not None and now - stint.end <= CATCH_UP_MS:
            yield DueDigest(plan=plan, stint=stint)
