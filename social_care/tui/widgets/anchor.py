"""What keeps its place while a list changes: pure functions over conversation numbers in order."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The row that must not move: the cursor's if it is in sight, else the top one."""

    before: Sequence[int]
    """The order that the anchor was taken from."""
    index: int
    """Its place in that order."""
    row: int
    """On which row of the screen it stands."""

    @classmethod
    def at(cls, ids: Sequence[int], cursor: int, top: int, in_sight: int) -> "Anchor | None":
        """The anchor of a list scrolled to `top`; None for an empty list."""
        if not ids:
            return None
        index = cursor if top <= cursor < top + in_sight else min(top, len(ids) - 1)
        return cls(before=ids, index=index, row=index - top)

    def place(self, ids: Sequence[int]) -> int | None:
        """Where the anchor, or who took its place, now stands."""
        return survivor(self.before, self.index, ids)


def survivor(before: Sequence[int], index: int, after: Sequence[int]) -> int | None:
    """Where in `after` the item at `index` stands, else the next one that is left, else the one
    before it; None when nothing is left."""
    near = _find(after, before[index], index)
    if near is not None or not after:
        return near
    places = {item: place for place, item in enumerate(after)}
    below = (places[item] for item in before[index:] if item in places)
    above = (places[item] for item in reversed(before[:index]) if item in places)
    return next(below, next(above, min(index, len(after) - 1)))


def arrived(before: Sequence[int], after: Sequence[int], anchor: Anchor | None) -> set[int]:
    """Which items are new above the anchor. Costs what lies above it, not what lies below."""
    place = anchor.place(after) if anchor else None
    if anchor is None or place is None:
        return set()
    news = set(after[:place]) - set(before[: anchor.index])
    return news - set(before[anchor.index :]) if news else news


def _find(items: Sequence[int], wanted: int, near: int) -> int | None:
    """The place of `wanted`; most often it has not moved."""
    if near < len(items) and items[near] == wanted:
        return near
    try:
        return items.index(wanted)
    except ValueError:
        return None
