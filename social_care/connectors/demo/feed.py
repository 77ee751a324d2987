"""Reads a simulated stream page by page: where a cursor stands, and what comes after it.

A stream is read from several sources one after the other. A source is a list in a fixed order: the
stories by time, what was appended to a file by its place in the file.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from social_care.connectors.base import Budget, Page
from social_care.connectors.demo.control import Fault
from social_care.connectors.demo.story import Event
from social_care.models import Change, Mention, OwnPost

Place = tuple[int, str]
"""Where an entry stands in its source: its time or its number, then its id."""

BEFORE_ALL: Place = (-1, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event and its place in the source called `source`."""

    source: str
    place: Place
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One list of a stream, as far as it can be seen now."""

    name: str
    entries: Sequence[Entry]
    """In order of their places."""
    settled: Place | None = None
    """Entries after this place may still appear among those seen; None: they cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a stream has been read to."""

    floor: int
    """Nothing older is wanted; ms since 1970 UTC."""
    marks: dict[str, Place] = field(default_factory=dict)
    """The furthest place read, by source."""
    again: dict[str, Place] = field(default_factory=dict)
    """Where the next poll begins at the latest, by source: something was left out there."""
    inside: dict[str, Place] | None = None
    """How far the poll in progress has come; None between polls."""

    @classmethod
    def load(cls, text: str | None, budget: Budget) -> "Cursor":
        """The cursor a `Page` carried; a first poll has none."""
        if text is None:
            return cls(floor=budget.backfill_from)
        values = json.loads(text)
        inside = values["inside"]
        return cls(
            floor=values["floor"],
            marks=_places(values["marks"]),
            again=_places(values["again"]),
            inside=None if inside is None else _places(inside),
        )

    def dump(self) -> str:
        """As text, for the store."""
        return json.dumps(
            {
                "floor": self.floor,
                "marks": self.marks,
                "again": self.again,
                "inside": self.inside,
            }
        )

    def begin(self, overlaps: dict[str, int]) -> "Cursor":
        """This cursor inside a poll.

        `overlaps`: how far before the furthest place read it begins, by source, in the unit of
        the source's places.
        """
        if self.inside is not None:
            return self
        starts = {name: self._start(name, overlap) for name, overlap in overlaps.items()}
        return replace(self, inside=starts, again={})

    def position(self, source: str) -> Place:
        """After which place of a source the poll in progress goes on."""
        return (self.inside or {}).get(source, BEFORE_ALL)

    def _start(self, source: str, overlap: int) -> Place:
        mark = self.marks.get(source, BEFORE_ALL)
        back = max(BEFORE_ALL, (mark[0] - overlap, ""))
        return min(back, self.again.get(source, back))


def read(sources: Sequence[Source], cursor: Cursor, budget: Budget, fault: Fault | None) -> Page:
    """The next page of a poll that `Cursor.begin` has begun."""
    wanted = [
        entry
        for source in sources
        for entry in source.entries
        if entry.place > cursor.position(source.name) and _wanted(entry.event, cursor.floor)
    ]
    taken = wanted[: budget.page_size]
    shown, left_out = _with_fault(taken, fault)
    cursor = _moved(cursor, sources, taken, left_out, more=len(wanted) > len(taken))
    return _page([entry.event for entry in shown], cursor)


def _wanted(event: Event, floor: int) -> bool:
    return isinstance(event.item, Change) or event.item.posted_at >= floor


def _with_fault(entries: list[Entry], fault: Fault | None) -> tuple[list[Entry], list[Entry]]:
    """What is shown, and what is left out: the newest."""
    match fault:
        case Fault(name="omit"):
            kept = max(0, len(entries) - fault.count)
            return entries[:kept], entries[kept:]
        case Fault(name="duplicate"):
            return [entry for entry in entries for _ in range(2)], []
        case Fault(name="reorder"):
            return entries[::-1], []
    return entries, []


def _moved(
    cursor: Cursor,
    sources: Iterable[Source],
    taken: Iterable[Entry],
    left_out: Iterable[Entry],
    *,
    more: bool,
) -> Cursor:
    inside, marks, again = dict(cursor.inside or {}), dict(cursor.marks), dict(cursor.again)
    for entry in taken:
        inside[entry.source] = entry.place
    for entry in left_out:
        before = (entry.place[0] - 1, "")
        again[entry.source] = min(before, again.get(entry.source, before))
    for source in sources:
        reached = inside.get(source.name, BEFORE_ALL)
        if source.settled is not None:
            reached = min(reached, source.settled)
        marks[source.name] = max(reached, marks.get(source.name, BEFORE_ALL))
    return replace(cursor, marks=marks, again=again, inside=inside if more else None)


def _page(events: Sequence[Event], cursor: Cursor) -> Page:
    items = [event.item for event in events]
    return Page(
        cursor=cursor.dump(),
        mentions=[item for item in items if isinstance(item, Mention)],
        own_posts=[item for item in items if isinstance(item, OwnPost)],
        changes=[item for item in items if isinstance(item, Change)],
        more=cursor.inside is not None,
    )


def _places(values: dict[str, Any]) -> dict[str, Place]:
    return {name: (int(number), str(rest)) for name, (number, rest) in values.items()}
