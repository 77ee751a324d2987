"""Chance that can be repeated: every roll is a hash of what it is rolled for."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def roll(*purpose: object) -> int:
    """A number 0..2**64-1, always the same for the same `purpose`, on every machine."""
    text = "\x1f".join(map(str, purpose))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def pick(options: Sequence[T], *purpose: object) -> T:
    """One of `options`, all equally likely."""
    return options[roll(*purpose) % len(options)]


def between(low: int, high: int, *purpose: object) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + roll(*purpose) % (high - low + 1)


def shuffled(options: Sequence[T], *purpose: object) -> list[T]:
    """All of `options` in an order of their own."""
    order = sorted(range(len(options)), key=lambda place: roll(*purpose, place))
    return [options[place] for place in order]


def weighted(weights: Mapping[T, int], *purpose: object) -> T:
    """One key of `weights`, as likely as its weight says."""
    left = roll(*purpose) % sum(weights.values())
    for option, weight in weights.items():
        left -= weight
        if left < 0:
            return option
    raise AssertionError("a roll is below the sum of the weights")
