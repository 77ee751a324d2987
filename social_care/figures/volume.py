"""How much came in: what customers wrote, by channel, category, band and hour."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Any

from social_care.figures.clock import hour_of, hours_of
from social_care.models import Band, Category

LONGEST_DAY_MS = 25 * 60 * 60 * 1000
HOURS = tuple(f"{hour:02}:00" for hour in range(24))


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """One message of a customer, as far as figures need it."""

    posted_at: int
    """Ms since 1970 UTC."""
    account: str
    channel: str
    category: Category
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Messages of customers in a period. Each of the four adds up to `total`."""

    total: int
    by_channel: Mapping[str, int]
    by_category: Mapping[str, int]
    by_band: Mapping[str, int]
    by_hour: Mapping[str, int]
    """Of the brand's wall clock, quiet hours too: those of the period, in its order, where it is
    no longer than a day; else the hours of the day."""

    def as_json(self) -> dict[str, Any]:
        """As `stats --json` prints it."""
        return asdict(self)


def volume(
    mentions: Iterable[MentionRow], zone: tzinfo, since: int | None = None, until: int | None = None
) -> Volume:
    """Count them. `since` and `until` (ms UTC, half open) only name the hours to be listed."""
    rows = tuple(mentions)
    hours = Counter(hour_of(row.posted_at, zone) for row in rows)
    listed = dict.fromkeys(_listed(zone, since, until))
    return Volume(
        total=len(rows),
        by_channel=dict(sorted(Counter(row.channel for row in rows).items())),
        by_category=_in_order(Counter(row.category for row in rows), Category),
        by_band={
            band.label: count
            for band, count in _in_order(Counter(row.band for row in rows), Band).items()
        },
        by_hour={label: hours[label] for label in (listed or sorted({*HOURS, *hours}))},
    )


def _in_order(counts: Counter[Any], order: Iterable[Any]) -> dict[Any, int]:
    return {each: counts[each] for each in order if counts[each]}


def _listed(zone: tzinfo, since: int | None, until: int | None) -> list[str]:
    """The hours of a period of a day at most; none where it is longer or has no ends."""
    if since is None or until is None or until - since > LONGEST_DAY_MS:
        return []
    return [hour.label for hour in hours_of(since, until, zone)]
