"""What keeps its place while a list changes: pure functions over conversation numbers in order."""

from collections.abc import Sequence
from dataclasses import dataclass

LOOKED_AT = 2_000
"""Arrivals are looked for so far from the top; further down nothing presses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The row that must not move: the cursor's if it is in sight, else the top one."""

    before: Sequence[int]
    """The order that the anchor was taken from."""
    index: int
    """Its place in that order."""

    @classmethod
    def at(cls, ids: Sequence[int], cursor: int, in_sight: range) -> "Anchor | None":
        """The anchor of a list of which these rows are in sight; None for an empty list."""
        if not ids:
            return None
        index = cursor if cursor in in_sight else min(in_sight.start, len(ids) - 1)
        return cls(before=ids, index=index)

    def place(self, ids: Sequence[int]) -> int | None:
        """Where the anchor, or who took its place, now stands."""
        return survivor(self.before, self.index, ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rows in sight; its anchor tells where they will be when the order has changed."""

    anchor: Anchor | None
    above: int
    """So many rows are in sight above the anchor,"""
    below: int
    """and so many from it on."""

    @classmethod
    def at(cls, ids: Sequence[int], cursor: int, in_sight: range) -> "Window":
        """Of a list of which these rows are in sight, and the halves of rows around them."""
        anchor = Anchor.at(ids, cursor, in_sight)
        index = anchor.index if anchor else 0
        return cls(anchor=anchor, above=index - in_sight.start + 1, below=in_sight.stop - index + 1)

    def of(self, ids: Sequence[int]) -> Sequence[int]:
        """Those that will be in sight once these are shown."""
        place = (self.anchor.place(ids) if self.anchor else None) or 0
        return ids[max(place - self.above, 0) : place + self.below]


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
    """Which items are above the anchor now and were not before: new ones, or pressing at last.

    Costs what is looked at above the anchor, not what lies below.
    """
    place = anchor.place(after) if anchor else None
    if anchor is None or place is None:
        return set()
    known = before[: min(anchor.index, 2 * LOOKED_AT)]
    return set(after[: min(place, LOOKED_AT)]).difference(known)


def _find(items: Sequence[int], wanted: int, near: int) -> int | None:
    """The place of `wanted`; most often it has not moved."""
    if near < len(items) and items[near] == wanted:
        return near
    try:
        return items.index(wanted)
    except ValueError:
        return None
