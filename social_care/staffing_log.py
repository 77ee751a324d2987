"""What a shift to come is drawn from: arrivals and answer times that were really logged.

Arrivals: for each hour the mean of the same hour of the same weekday in past weeks, with chance
(Poisson) around it, and the whole shift as busy or quiet as one of those days was. Which band and
target a customer has is drawn from those who came in that hour, what answering takes from answers
of that band.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from random import Random
from statistics import fmean
from zoneinfo import ZoneInfo

from social_care.models import NEVER_DUE, Band
from social_care.staffing import HOUR_S, Arrival, Work

WEEKS = 8
"""How far back the same weekday is looked at."""
LEAST_ANSWERS = 20
"""Fewer answers of one band say too little about it: then those of all bands are drawn from."""
LEAST_WAITS = 30
"""Fewer waits in an hour say too little about who comes: then those of the whole shift are."""
LONGEST_HANDLING_S = 2 * HOUR_S
"""Who holds a customer longer was not writing all that time."""
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedWait:
    """One wait of the log. Instants in ms since 1970 UTC."""

    waiting_since: int
    detected_at: int
    band: Band
    due_at: int
    """`NEVER_DUE` without a target."""
    target_s: int | None
    ended_at: int | None
    """None while the customer waits."""
    handling_ms: int | None
    """None without an answer of ours from the console."""
    delivery_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The shift to come, [start, end) in ms since 1970 UTC; its hours begin with it."""

    start: int
    end: int
    zone: ZoneInfo

    @property
    def hours(self) -> int:
        """The last one may be shorter."""
        return -(-(self.end - self.start) // HOUR_MS)

    def weeks_ago(self, weeks: int) -> int:
        """When the same shift began so many weeks before, by the clock on the wall."""
        local = datetime.fromtimestamp(self.start / 1000, self.zone).replace(tzinfo=None)
        past = (local - timedelta(weeks=weeks)).replace(tzinfo=self.zone)
        return round(past.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class _Kind:
    band: Band
    target_s: int | None


class Demand:
    """Shifts to come, as many as wanted; the same seed gives the same one."""

    def __init__(self, logged: Iterable[LoggedWait], window: Window, now: int) -> None:
        """`logged`: waits of the log, in any order, those still open among them."""
        waits = sorted(logged, key=lambda wait: wait.detected_at)
        self._window = window
        began = waits[0].detected_at if waits else window.start
        starts = [
            start
            for week in range(1, WEEKS + 1)
            if began <= (start := window.weeks_ago(week)) and start < window.start
        ]
        self.weeks = len(starts)
        """Past weeks that the log covers."""
        self._days = [_by_hour(waits, start, window.hours) for start in starts]
        self.usual = [
            fmean(len(day[hour]) for day in self._days) if self._days else 0.0
            for hour in range(window.hours)
        ]
        """Customers by hour, on the mean of those weeks."""
        # A shift under way begins with those who wait; one to come as past ones began.
        begun = [window.start] if now >= window.start or not starts else starts
        self._left_over = [_waiting_at(waits, start) for start in begun]
        self._busyness = self._day_factors()
        self._kinds = self._who_comes()
        self._works = _works(waits)

    @property
    def answers(self) -> int:
        """How many logged answers the answer times are drawn from."""
        return len(self._works[None])

    def _day_factors(self) -> list[float]:
        """How busy each past day was beside their mean."""
        totals = [sum(map(len, day)) for day in self._days]
        usual = fmean(totals) if totals else 0.0
        return [total / usual for total in totals] if usual else [1.0]

    def _who_comes(self) -> list[list[_Kind]]:
        by_hour = [
            [_Kind(wait.band, wait.target_s) for day in self._days for wait in day[hour]]
            for hour in range(self._window.hours)
        ]
        everybody = [kind for kinds in by_hour for kind in kinds]
        return [kinds if len(kinds) >= LEAST_WAITS else everybody for kinds in by_hour]

    def draw(self, seed: int) -> list[Arrival]:
        """One shift: who comes and when, in order; first those who wait already."""
        chance = Random(seed)  # noqa: S311 - a simulation, no secret
        busy = chance.choice(self._busyness)
        start, waiting = chance.choice(self._left_over)
        came = [self._who_waited(wait, start, chance) for wait in waiting]
        for hour, usual in enumerate(self.usual):
            hour_s = min(HOUR_S, (self._window.end - self._window.start) / 1000 - hour * HOUR_S)
            at = 0.0
            while usual * busy and (at := at + chance.expovariate(usual * busy / hour_s)) < hour_s:
                came.append(
                    self._arrival(hour * HOUR_S + at, chance.choice(self._kinds[hour]), chance)
                )
        return sorted(came, key=lambda arrival: arrival.at)

    def _arrival(self, at: float, kind: _Kind, chance: Random) -> Arrival:
        work = self._work(kind.band, chance)
        due = inf if kind.target_s is None else at - work.detection_s + kind.target_s
        return Arrival(at=at, band=kind.band, due=due, work=work)

    def _who_waited(self, wait: LoggedWait, start: int, chance: Random) -> Arrival:
        """Since when and until when is known of who waits already: only the work is drawn."""
        at, drawn = (wait.detected_at - start) / 1000, self._work(wait.band, chance)
        return Arrival(
            at=at,
            band=wait.band,
            due=(wait.due_at - start) / 1000,
            work=replace(drawn, detection_s=(wait.detected_at - wait.waiting_since) / 1000),
        )

    def _work(self, band: Band, chance: Random) -> Work:
        return chance.choice(self._works.get(band) or self._works[None])


def _waiting_at(waits: Sequence[LoggedWait], moment: int) -> tuple[int, list[LoggedWait]]:
    """Who waited then and was promised an answer."""
    return moment, [
        wait
        for wait in waits
        if wait.detected_at < moment
        and wait.due_at < NEVER_DUE
        and (wait.ended_at is None or wait.ended_at > moment)
    ]


def _by_hour(waits: Sequence[LoggedWait], start: int, hours: int) -> list[list[LoggedWait]]:
    found: list[list[LoggedWait]] = [[] for _ in range(hours)]
    for wait in waits:
        if 0 <= (hour := (wait.detected_at - start) // HOUR_MS) < hours:
            found[hour].append(wait)
    return found


def _works(waits: Sequence[LoggedWait]) -> dict[Band | None, list[Work]]:
    """What answering took, by band where enough is known; under None of all."""
    by_band: dict[Band | None, list[Work]] = {None: []}
    for wait in waits:
        if wait.handling_ms is None or wait.delivery_ms is None:
            continue
        work = Work(
            detection_s=max(0, wait.detected_at - wait.waiting_since) / 1000,
            handling_s=min(wait.handling_ms / 1000, LONGEST_HANDLING_S),
            delivery_s=wait.delivery_ms / 1000,
        )
        by_band.setdefault(wait.band, []).append(work)
        by_band[None].append(work)
    return {
        band: works
        for band, works in by_band.items()
        if band is None or len(works) >= LEAST_ANSWERS
    }
