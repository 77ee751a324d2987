"""Figures of a ranking: how well scores put the positive class on top."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = Sequence[float] | NDArray[np.float64]


def ranks(scores: Numbers) -> NDArray[np.float64]:
    """Rank of each score from 1 on, ties sharing their mean."""
    _, place, count = np.unique(np.asarray(scores), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    shared: NDArray[np.float64] = (last - (count - 1) / 2)[place]
    return shared


def auc(truth: Sequence[int], scores: Numbers) -> float:
    """Chance that a positive is scored above a negative, ties counting half."""
    y = np.asarray(truth)
    positive = int(y.sum())
    negative = len(y) - positive
    if not positive or not negative:
        return float("nan")
    total = ranks(scores)[y == 1].sum() - positive * (positive + 1) / 2
    return float(total / (positive * negative))


def precision_of_top(truth: Sequence[int], scores: Numbers, share: float = 0.1) -> float:
    """Share of positives in the best-scored part."""
    best = np.argsort(-np.asarray(scores), kind="stable")[: max(1, int(len(truth) * share))]
    return float(np.asarray(truth)[best].mean())


def recall_at(truth: Sequence[int], scores: Numbers, precision: float = 0.8) -> float:
    """Best recall at which at least this precision is kept; 0 if it never is."""
    y = np.asarray(truth)[np.argsort(-np.asarray(scores), kind="stable")]
    found = np.cumsum(y)
    kept = found / np.arange(1, len(y) + 1) >= precision
    return float((found[kept] / y.sum()).max()) if kept.any() else 0.0


def flag(truth: Sequence[int], flagged: Sequence[bool]) -> tuple[float, float]:
    """(precision, recall) of what is flagged."""
    y, raised = np.asarray(truth) == 1, np.asarray(flagged)
    both = float((y & raised).sum())
    return both / max(1.0, float(raised.sum())), both / max(1.0, float(y.sum()))


def spearman(first: Numbers, second: Numbers) -> float:
    """Rank correlation, -1..1."""
    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def moved(before: Numbers, after: Numbers, points: float = 5.0) -> float:
    """Share of texts whose rank among all `before`, of 100, changes by more than `points`.

    A rewritten text is ranked among the unchanged others.
    """
    ladder = np.sort(np.asarray(before))
    there, here = _middle(ladder, np.asarray(before)), _middle(ladder, np.asarray(after))
    return float((np.abs(there - here) > points / 100).mean())


def _middle(ladder: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where scores stand on a sorted ladder, 0..1; ties stand in their middle."""
    low = np.searchsorted(ladder, scores, "left")
    high = np.searchsorted(ladder, scores, "right")
    place: NDArray[np.float64] = (low + high) / 2 / len(ladder)
    return place
