"""How fast answers were: percentiles and means on both clocks, and the parts a mean is made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from social_care.figures.waits import WaitRow, is_answered
from social_care.models import WaitKind

QUICK_MS = 5 * 60_000
"""What `within_5_min` counts as quick."""


def percentile(values: Iterable[int], share: float) -> int | None:
    """The nearest-rank percentile: the smallest value with at least `share` of all at or below it.

    Always one of the values, never between two; the smallest for share 0; None of none.
    `share` is 0..1, else ValueError.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    ordered = sorted(values)
    if not ordered:
        return None
    # As written, not as a float holds it: 0.07 of a hundred values is the 7th, not the 8th.
    rank = ceil(Fraction(str(share)) * len(ordered))
    return ordered[max(rank, 1) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast responses were, on one clock. Seconds, to the millisecond; None where none is."""

    oldest_waiting_s: float | None
    """The longest that anybody still waiting has waited."""
    first_p50_s: float | None
    first_p90_s: float | None
    first_mean_s: float | None
    next_p50_s: float | None
    next_p90_s: float | None
    next_mean_s: float | None
    within_5_min: float | None
    """Share of all responses, first and next, that took five minutes or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Which part of the way made a mean. The four sum to `mean_s`, to the millisecond."""

    responses: int
    mean_s: float
    """The same figure as `first_mean_s` or `next_mean_s`."""
    detection_s: float
    """Until we knew of it."""
    queue_s: float
    """From there to the claim of whoever answered."""
    handling_s: float
    """From there until the reply was submitted. Of all agents together, never of one."""
    delivery_s: float
    """From there to the network's acceptance."""


def pace(
    waits: Sequence[WaitRow], clock: Callable[[WaitRow], int | None], so_far: Sequence[int]
) -> Pace:
    """`clock` reads a response's time from its row; `so_far` is how long the others have waited."""
    first, following = (_times(waits, kind, clock) for kind in (WaitKind.FIRST, WaitKind.NEXT))
    quick = sum(ms <= QUICK_MS for ms in (*first, *following))
    return Pace(
        oldest_waiting_s=_seconds(max(so_far, default=None)),
        first_p50_s=_seconds(percentile(first, 0.5)),
        first_p90_s=_seconds(percentile(first, 0.9)),
        first_mean_s=_seconds(mean(first)),
        next_p50_s=_seconds(percentile(following, 0.5)),
        next_p90_s=_seconds(percentile(following, 0.9)),
        next_mean_s=_seconds(mean(following)),
        within_5_min=share(quick, len(first) + len(following)),
    )


def parts(waits: Iterable[WaitRow], kind: WaitKind) -> Parts | None:
    """What the mean of the first or of the next responses is made of; None without a response."""
    stretches = [
        stretch
        for row in waits
        if is_answered(row) and row.kind is kind and (stretch := _stretches(row)) is not None
    ]
    if not stretches:
        return None
    sums = [sum(each) for each in zip(*stretches, strict=True)]
    whole = mean([sum(each) for each in stretches])
    assert whole is not None
    detection, queue, handling, delivery = _summing_to(whole, sums, len(stretches))
    return Parts(
        responses=len(stretches),
        mean_s=whole / 1000,
        detection_s=detection / 1000,
        queue_s=queue / 1000,
        handling_s=handling / 1000,
        delivery_s=delivery / 1000,
    )


def mean(values: Sequence[int]) -> int | None:
    """The arithmetic mean, rounded to a whole number, halves to the even one; None of none."""
    return round(Fraction(sum(values), len(values))) if values else None


def share(part: int, whole: int) -> float | None:
    """0..1; None of nothing."""
    return part / whole if whole else None


def _times(
    waits: Iterable[WaitRow], kind: WaitKind, clock: Callable[[WaitRow], int | None]
) -> list[int]:
    return [
        ms
        for row in waits
        if is_answered(row) and row.kind is kind and (ms := clock(row)) is not None
    ]


def _stretches(row: WaitRow) -> tuple[int, int, int, int] | None:
    if row.detection_ms is None or row.queue_ms is None:
        return None
    if row.handling_ms is None or row.delivery_ms is None:
        return None
    return row.detection_ms, row.queue_ms, row.handling_ms, row.delivery_ms


def _summing_to(whole: int, sums: Sequence[int], count: int) -> list[int]:
    """Each sum's mean in whole milliseconds; those cut most are rounded up until all make whole."""
    means = [Fraction(each, count) for each in sums]
    rounded = [floor(each) for each in means]
    most_cut_first = sorted(range(len(means)), key=lambda at: (rounded[at] - means[at], at))
    for at in most_cut_first[: whole - sum(rounded)]:
        rounded[at] += 1
    return rounded


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
