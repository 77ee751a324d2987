"""The same figures for each channel, hour, band: where a figure comes from. Never by agent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import Any

from social_care.figures.clock import day_of, hour_of
from social_care.figures.pace import Parts, parts
from social_care.figures.summary import Figures, summarise
from social_care.figures.volume import MentionRow
from social_care.figures.waits import WaitRow
from social_care.models import Category, WaitKind


class Key(StrEnum):
    """What figures can be told apart by. No person is among them, and none shall be."""

    HOUR = "hour"
    """Of the wall clock: in which a mention was posted, in which a wait began."""
    DAY = "day"
    CHANNEL = "channel"
    BAND = "band"
    CATEGORY = "category"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One channel, one hour, one band, or one of each."""

    names: Mapping[Key, str]
    volume: int
    """Mentions of customers."""
    figures: Figures
    parts: Mapping[WaitKind, Parts | None]

    def as_json(self, *, with_parts: bool) -> dict[str, Any]:
        """As `stats --by --json` prints it."""
        names = {key.value: name for key, name in self.names.items()}
        told = {**names, "volume": self.volume, **self.figures.as_json()}
        return {**told, "parts": parts_json(self.parts)} if with_parts else told


@dataclass(slots=True)
class _Members:
    waits: list[WaitRow] = field(default_factory=list)
    mentions: int = 0


def groups(
    waits: Iterable[WaitRow],
    mentions: Iterable[MentionRow],
    keys: Sequence[Key],
    zone: tzinfo,
    now: int,
) -> tuple[Group, ...]:
    """One group for each combination of `keys` that there is, in the order of their values.

    A wait belongs to the hour and day in which it began, and to its own band and category, which
    are those of its most pressing mention.
    """
    found: dict[tuple[tuple[int, str], ...], _Members] = defaultdict(_Members)
    for row in waits:
        found[_place(row, row.waiting_since, keys, zone)].waits.append(row)
    for mention in mentions:
        found[_place(mention, mention.posted_at, keys, zone)].mentions += 1
    return tuple(
        Group(
            names={key: name for key, (_, name) in zip(keys, place, strict=True)},
            volume=members.mentions,
            figures=summarise(members.waits, now),
            parts=both_kinds(members.waits),
        )
        for place, members in sorted(found.items(), key=lambda item: item[0])
    )


def both_kinds(waits: Sequence[WaitRow]) -> dict[WaitKind, Parts | None]:
    """What the means of first and of next responses are made of."""
    return {kind: parts(waits, kind) for kind in WaitKind}


def parts_json(of: Mapping[WaitKind, Parts | None]) -> dict[str, Any]:
    """As `stats --parts --json` prints them: null where nobody was answered."""
    return {kind.value: None if found is None else asdict(found) for kind, found in of.items()}


def _place(
    row: WaitRow | MentionRow, at: int, keys: Sequence[Key], zone: tzinfo
) -> tuple[tuple[int, str], ...]:
    """By key: what it is sorted by, and its name."""
    return tuple(_READ[key](row, at, zone) for key in keys)


_CATEGORIES = {category: place for place, category in enumerate(Category)}

_READ: dict[Key, Callable[[WaitRow | MentionRow, int, tzinfo], tuple[int, str]]] = {
    Key.HOUR: lambda _, at, zone: (0, hour_of(at, zone)),
    Key.DAY: lambda _, at, zone: (0, day_of(at, zone)),
    Key.CHANNEL: lambda row, _, __: (0, row.channel),
    Key.BAND: lambda row, _, __: (int(row.band), row.band.label),
    Key.CATEGORY: lambda row, _, __: (_CATEGORIES[row.category], row.category.value),
    Key.ACCOUNT: lambda row, _, __: (0, row.account),
}
