"""The figures of a period, from the log: what `stats`, `explain`, the digest and the lead show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Any

from social_care.figures import (
    Figures,
    Group,
    Key,
    Parts,
    Volume,
    both_kinds,
    groups,
    parts_json,
    summarise,
    volume,
)
from social_care.hours import Calendar
from social_care.models import WaitKind
from social_care.models.spike import Spike
from social_care.storage import Tx, report, spikes
from social_care.storage.report import By

Breakdown = tuple[Key, ...]
"""What figures are told apart by: one key, or several at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Which waits and mentions. Instants in ms since 1970 UTC; half open; None: no end there."""

    since: int | None = None
    until: int | None = None
    now: int
    zone: tzinfo
    """The brand's: hours and days are those of its wall clock."""
    by: By = By.ENDED_AT

    @property
    def at(self) -> int:
        """The moment as of which figures are told: the end of the period, or now."""
        return self.now if self.until is None else min(self.until, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A period in figures."""

    figures: Figures
    volume: Volume
    parts: Mapping[WaitKind, Parts | None]
    groups: Mapping[Breakdown, Sequence[Group]]
    spikes: Sequence[Spike]
    """Those that were noticed in it, the first first."""

    def as_json(self, *, with_parts: bool = False) -> dict[str, Any]:
        """What `stats --json` prints."""
        told = {**self.figures.as_json(), "volume": asdict(self.volume)}
        if with_parts:
            told["parts"] = parts_json(self.parts)
        if self.groups:
            told["by"] = {
                "+".join(keys): [group.as_json(with_parts=with_parts) for group in found]
                for keys, found in self.groups.items()
            }
        return told


def tell(
    tx: Tx, period: Period, calendar: Callable[[str], Calendar], by: Sequence[Breakdown] = ()
) -> Told:
    """Work out every figure of a period; `calendar` knows an account's by its name.

    Chosen by their beginning, waits are told as of now: what became of all that began then.
    """
    at = period.now if period.by is By.WAITING_SINCE else period.at

    def business_so_far(account: str, since: int) -> int:
        return calendar(account).business_ms(since, at)

    waits = report.waits(
        tx,
        since=period.since,
        until=period.until,
        by=period.by,
        open_too=True,
        business_so_far=business_so_far,
    )
    mentions = report.mentions(tx, since=period.since, until=period.until)
    return Told(
        figures=summarise(waits, at),
        volume=volume(mentions, period.zone, period.since, period.until),
        parts=both_kinds(waits),
        spikes=spikes.between(tx, period.since or 0, period.until or period.now + 1),
        groups={keys: groups(waits, mentions, keys, period.zone, at) for keys in by},
    )
