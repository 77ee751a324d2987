"""What a feed's cursor holds: where to ask with which validators, and which entries are known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from social_care.connectors.cursor import restored

VERSION = 2
MOST_KNOWN = 1000
"""The entries of the window are always kept, and of former ones as many as fit beside them."""


class Known(NamedTuple):
    """An entry we have seen."""

    external_id: str
    """As it was first called, whatever the site calls it now."""
    label: str
    """Mark of its title, by which it is found again when a site changes all its ids."""
    seen_at: int
    """When it was first seen; ms since 1970 UTC."""
    ours: bool = True
    """False when another feed of the account brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a feed is asked, and what spares us an answer we have already."""

    etag: str = ""
    modified: str = ""
    """Last-Modified as the server wrote it."""
    asked: str = ""
    """The address that these two came from."""
    moved_to: str = ""
    """Where permanent redirects have led."""
    moves: int = 0
    """How many polls in a row they led there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One feed between polls."""

    floor: int
    """Older entries are not wanted; ms since 1970 UTC."""
    where: Whereabouts = field(default_factory=Whereabouts)
    repeated: frozenset[str] = frozenset()
    """Marks of ids that it gives to several entries, so that they are worth nothing."""
    known: Mapping[str, Known] = field(default_factory=dict)
    """By the mark of what the feed calls an entry; the oldest first."""

    @classmethod
    def load(cls, cursor: str | None, backfill_from: int) -> Self:
        """The state a `Page` carried. What cannot be read begins again."""
        return restored(cursor, cls._of, VERSION) or cls(floor=backfill_from)

    @classmethod
    def _of(cls, saved: dict[str, Any]) -> Self:
        return cls(
            floor=int(saved["floor"]),
            where=Whereabouts(**saved["where"]),
            repeated=frozenset(map(str, saved["repeated"])),
            known={key: Known(*values) for key, values in saved["known"].items()},
        )

    def dump(self) -> str:
        """As text, for the store."""
        where = self.where
        saved: dict[str, Any] = {
            "v": VERSION,
            "floor": self.floor,
            "where": {name: getattr(where, name) for name in Whereabouts.__slots__},
            "repeated": sorted(self.repeated),
            "known": self.known,
        }
        return json.dumps(saved)

    def asked(self, where: Whereabouts) -> "State":
        """With the place to ask next."""
        return replace(self, where=where)

    def seen(self, window: Mapping[str, Known], repeated: frozenset[str]) -> "State":
        """With the entries of this poll known, bounded."""
        left = max(MOST_KNOWN - len(window), 0)
        former = [item for item in self.known.items() if item[0] not in window]
        kept = dict(former[len(former) - min(left, len(former)) :])
        return replace(self, known={**kept, **window}, repeated=repeated)
