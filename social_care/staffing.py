"""A look ahead: what a shift would be like with so many agents, simulated in our own queue order.

Everything is played out many times over arrivals and answer times that were really logged (see
`staffing_log`): strict bands, earliest due first inside a band, nobody is interrupted. No agent is
measured by it: answer times come from the whole team, drawn by band.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from statistics import fmean

from social_care.figures import percentile
from social_care.models import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What answering one customer takes apart from the queue. Seconds."""

    detection_s: float = 0.0
    """From the customer's message to its being in the queue."""
    handling_s: float
    """While this lasts the agent serves nobody else."""
    delivery_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One customer who begins to wait. `at` is in seconds since the shift began."""

    at: float
    """When it is in the queue; below 0 for one who waits already."""
    band: Band
    due: float = inf
    """Until when the answer must be out; infinity without a target."""
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What became of an arrival. Seconds since the shift began."""

    arrival: Arrival
    began: float
    """When an agent took it."""

    @property
    def queue_s(self) -> float:
        return self.began - self.arrival.at

    @property
    def out_at(self) -> float:
        """When the answer is out."""
        return self.began + self.arrival.work.handling_s + self.arrival.work.delivery_s

    @property
    def response_s(self) -> float:
        """From the customer's message to the answer: what the log calls elapsed."""
        return self.out_at - (self.arrival.at - self.arrival.work.detection_s)

    @property
    def is_in_time(self) -> bool:
        """As the service level counts it."""
        return self.out_at <= self.arrival.due


Staff = Sequence[int]
"""Agents by hour of the shift; after its last hour that one's number goes on."""

HOUR_S = 3600.0


def simulate(arrivals: Sequence[Arrival], staff: Staff) -> list[Served]:
    """Play one shift out, to the last answer. `arrivals` are in the order of their `at`.

    An agent who goes off at a full hour ends the answer that is being written. Raises ValueError
    when nobody is there in the last hour, since then some are never answered.
    """
    if not staff or staff[-1] <= 0:
        raise ValueError("the last hour needs an agent")
    queue: list[tuple[tuple[float, float], int]] = []
    busy: list[float] = []
    served: list[Served] = []
    coming, now = 0, 0.0
    while coming < len(arrivals) or queue:
        while coming < len(arrivals) and arrivals[coming].at <= now:
            heappush(queue, (_place(arrivals[coming]), coming))
            coming += 1
        while busy and busy[0] <= now:
            heappop(busy)
        while queue and len(busy) < _on_at(staff, now):
            arrival = arrivals[heappop(queue)[1]]
            served.append(Served(arrival=arrival, began=now))
            heappush(busy, now + arrival.work.handling_s)
        now = _next(now, arrivals, coming, busy if queue else [], staff if queue else ())
    return served


def _place(arrival: Arrival) -> tuple[float, float]:
    """In the queue: most pressing band, earliest due; who came first goes first."""
    return (arrival.band, arrival.due)


def _on_at(staff: Staff, now: float) -> int:
    return staff[min(int(now // HOUR_S), len(staff) - 1)]


def _next(
    now: float, arrivals: Sequence[Arrival], coming: int, busy: Sequence[float], staff: Staff
) -> float:
    """The next moment at which anything can change."""
    hour = int(now // HOUR_S) + 1
    return min(
        arrivals[coming].at if coming < len(arrivals) else inf,
        busy[0] if busy else inf,
        hour * HOUR_S if hour < len(staff) else inf,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A service level over many played shifts: shares 0..1, None where nobody came."""

    mean: float | None
    """Of all who came, over all shifts."""
    low: float | None
    """One shift in twenty is worse than this."""
    high: float | None
    """One shift in twenty is better than this."""


InTime = Callable[[Served], bool | None]
"""Whether an answer was in time; None leaves it out."""


def in_target(served: Served) -> bool | None:
    """By the team's own targets."""
    return None if served.arrival.due == inf else served.is_in_time


def within(seconds: float) -> InTime:
    """By one time for all, from the customer's message to the answer."""
    return lambda served: served.response_s <= seconds


def levels(shifts: Sequence[Sequence[Served]], hours: int, in_time: InTime) -> list[Level]:
    """The service level of those who came in each hour of the shift."""
    return [
        _level(
            [
                [
                    found
                    for one in shift
                    if _hour(one, hours) == hour and (found := in_time(one)) is not None
                ]
                for shift in shifts
            ]
        )
        for hour in range(hours)
    ]


def before(shifts: Sequence[Sequence[Served]], in_time: InTime) -> Level:
    """The service level of those who waited already when the shift began."""
    return _level(
        [
            [found for one in shift if one.arrival.at < 0 and (found := in_time(one)) is not None]
            for shift in shifts
        ]
    )


def whole(shifts: Sequence[Sequence[Served]], in_time: InTime) -> Level:
    """The service level of the whole shift; those who waited already are counted as well."""
    return _level(
        [[found for one in shift if (found := in_time(one)) is not None] for shift in shifts]
    )


def _hour(served: Served, hours: int) -> int:
    """The hour it came in; below 0 for those who waited already."""
    return min(int(served.arrival.at // HOUR_S), hours - 1)


def _level(shifts: Sequence[Sequence[bool]]) -> Level:
    shares = [round(fmean(shift) * 1_000_000) for shift in shifts if shift]
    everybody = [answer for shift in shifts for answer in shift]
    low, high = percentile(shares, 0.05), percentile(shares, 0.95)
    return Level(
        mean=fmean(everybody) if everybody else None,
        low=None if low is None else low / 1_000_000,
        high=None if high is None else high / 1_000_000,
    )


MOST_AGENTS = 60
"""No hour is given more than this; a shift that needs more is told so."""


def needed(
    shifts: Sequence[Sequence[Arrival]], hours: int, goal: float, in_time: InTime
) -> list[int]:
    """The fewest agents for each hour, so that those who come in it are answered as wanted.

    Hour by hour from the first, since what one hour leaves the next one finds. The same played
    arrivals are used for every number that is tried, so that numbers differ by nothing else. An
    hour for which even `MOST_AGENTS` would not do gets the fewest with which more change nothing.
    """
    staff: list[int] = []
    for hour in range(hours):
        staff.append(_fewest(shifts, staff, hour, hours, goal, in_time))
    return staff


def _fewest(
    shifts: Sequence[Sequence[Arrival]],
    before: Staff,
    hour: int,
    hours: int,
    goal: float,
    in_time: InTime,
) -> int:
    """Search by halves: one more agent never makes an hour worse, but for chance."""
    # What comes later changes nothing in this hour but for what is left of it.
    known = [[one for one in shift if one.at < (hour + 1) * HOUR_S] for shift in shifts]

    def share(agents: int) -> float:
        answers = [
            found
            for shift in known
            for one in simulate(shift, [*before, agents])
            if _hour(one, hours) == hour and (found := in_time(one)) is not None
        ]
        return fmean(answers) if answers else 1.0

    best = share(MOST_AGENTS)
    wanted = min(goal, best)
    low, high = 1, MOST_AGENTS
    while low < high:
        middle = (low + high) // 2
        if share(middle) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low
