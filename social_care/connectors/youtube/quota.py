"""YouTube's daily allowance, counted by us because no answer says what is left of it.

A project has so many units a day (a list costs 1, a write 50) and, apart from them, so many
searches; both begin anew at midnight in California. Reads leave a reserve for replies, and do not
use up the whole day's units in its first hours: a console that is blind from noon on is worse than
one that is a little slower.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from social_care.connectors.context import Ledger
from social_care.connectors.pace import Pace
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage

READS = "reads"
SEARCHES = "searches"
WRITES = "writes"
CARE = "care"
"""Reads that a reply depends on (was it posted?): they may use the reserve as well."""

UNITS = "units"
"""The ledger's name of the units; the searches are called as their bucket."""

_CALLS = "calls: "
"""Begins the ledger's names of what answers say (a 429), apart from what is counted here."""

COSTS: Final[Mapping[str, int]] = {READS: 1, CARE: 1, WRITES: 50, SEARCHES: 1}
"""In units, but for searches."""
FAILED = 500
DAILY_UNITS = 10_000
DAILY_SEARCHES = 100
RESERVE = 500
"""Units that reads leave alone: ten replies."""
AHEAD = 2
"""One in so many of the units for reads may be used at any hour; the rest as the day goes by."""

_PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the project may use in a day."""

    units: int = DAILY_UNITS
    reserve: int = RESERVE
    searches: int = DAILY_SEARCHES


def pacific_day(now: int) -> tuple[int, int]:
    """When the day in California began and when it ends; ms UTC. It may have 23 or 25 hours."""
    local = datetime.fromtimestamp(now / 1000, _PACIFIC)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    end = start + timedelta(days=1)  # wall-clock arithmetic: the next midnight
    return round(start.timestamp() * 1000), round(end.timestamp() * 1000)


class Quota:
    """A `net.Pacer`: lets calls through as long as there are units; used by several threads."""

    def __init__(self, ledger: Ledger, clock: Callable[[], int], allowance: Allowance) -> None:
        self._ledger = ledger
        self._clock = clock
        self._allowance = allowance
        self._pace = Pace(ledger, clock)

    def before(self, bucket: str, *, wrote: bool) -> None:
        """Let a call through, or raise NetworkError: QUOTA until midnight, RATE for a while."""
        self._pace.before(_CALLS + bucket, wrote=wrote)
        if bucket == SEARCHES:
            self._allow_search()
        elif bucket in COSTS:
            self._allow(bucket)

    def after(self, bucket: str, status: int, headers: Mapping[str, str]) -> None:
        """Count what was answered, and remember a 429.

        What never arrived, or failed over there, is not counted: in an outage every call is tried
        again and again, and would use up the day's allowance for nothing. Should Google count it
        all the same, it will say so.
        """
        self._pace.after(_CALLS + bucket, status, headers)
        cost = COSTS.get(bucket)
        if cost is not None and status < FAILED:
            now = self._clock()
            name, allowed = self._count_of(bucket)
            self._ledger.spend(name, cost, allowed, pacific_day(now)[1], now)

    def exhausted(self, bucket: str) -> int:
        """The network says that nothing is left; until when (ms UTC)."""
        _, until = pacific_day(self._clock())
        name, allowed = self._count_of(bucket)
        self._ledger.note(name, Usage(used=allowed, allowed=allowed, until=until))
        return until

    def _count_of(self, bucket: str) -> tuple[str, int]:
        if bucket == SEARCHES:
            return SEARCHES, self._allowance.searches
        return UNITS, self._allowance.units

    def _allow_search(self) -> None:
        now = self._clock()
        _, until = pacific_day(now)
        allowed = self._allowance.searches
        if self._used(SEARCHES, now) >= allowed:
            raise _used_up(f"all {allowed} searches of today are used", until)

    def _allow(self, bucket: str) -> None:
        now, cost = self._clock(), COSTS[bucket]
        start, until = pacific_day(now)
        allowed, used = self._allowance.units, self._used(UNITS, now)
        if used + cost > allowed:
            raise _used_up(f"{used} of today's {allowed} units are used", until)
        if bucket == READS:
            self._leave_some(used, start, until, now)

    def _leave_some(self, used: int, start: int, until: int, now: int) -> None:
        allowed = self._allowance.units
        for_reads = allowed - self._allowance.reserve
        if used >= for_reads:
            rest = f"{used} of today's {allowed} units are used, the rest is kept for replies"
            raise _used_up(rest, until)
        at_once = for_reads // AHEAD
        due = start + (used + 1 - at_once) * (until - start) // (for_reads - at_once)
        if due > now:
            said = f"{used} of today's {allowed} units are used: spacing out the rest"
            raise NetworkError(ErrorClass.RATE, said, retry_at=due)

    def _used(self, name: str, now: int) -> int:
        usage = self._ledger.usage(name, now)
        return usage.used if usage else 0


def _used_up(said: str, until: int) -> NetworkError:
    return NetworkError(
        ErrorClass.QUOTA,
        said,
        retry_at=until,
        remedy="wait until midnight in California, or ask Google for more (daily_units)",
    )
