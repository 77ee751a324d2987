"""What a walk through lists of lists has to remember between two pages: its cursor."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from social_care.connectors.cursor import restored

VERSION = 1
MOST_KNOWN = 400
"""More parents than this are not followed: the oldest are let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parent's list that is being read. What was known when it began is what it will have read:
    whatever comes meanwhile changes the parent's mark again."""

    cursor: str | None
    mark: str
    count: int
    began: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A parent: a post with comments, a conversation with messages."""

    id: str
    at: int
    """The time by which a scan is cut off; ms since 1970 UTC."""
    mark: str
    """Changes when there may be something new in its list."""
    count: int
    about: Mapping[str, str] = field(default_factory=dict)
    """What reading the list needs to know of it."""
    read_mark: str = ""
    """Its mark when its list was last read to the end."""
    read_count: int = 0
    read_at: int = 0
    """When that reading began; 0: never read."""
    turn: int = 0
    """Whose turn was longest ago comes next."""
    pages: int = 0
    """Pages read in this turn."""
    once: bool = False
    """It is forgotten when it has been read; no scan shows it."""
    reading: Reading | None = None

    @property
    def is_changed(self) -> bool:
        """Whether its list is to be read."""
        return self.reading is not None or self.mark != self.read_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A look at all parents that is under way."""

    token: str | None
    began: int
    again: bool = False
    """It was begun again because the network had forgotten its token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where everything has come to."""

    floor: int
    """The first poll's backfill: nothing older is wanted."""
    scanned: int = 0
    """When the last scan that came to its end had begun."""
    cut: int = 0
    """Parents that are not known and not younger than this are not followed."""
    turn: int = 0
    used: int = 0
    """Pages of the poll in progress; 0 between polls."""
    read_at: int = 0
    scan: Scan | None = None
    known: Mapping[str, Known] = field(default_factory=dict)

    def with_known(self, *changed: Known) -> "State":
        """With these parents as they are now."""
        return replace(self, known={**self.known, **{each.id: each for each in changed}})

    def without(self, *ids: str) -> "State":
        """Without these parents."""
        return replace(self, known={k: v for k, v in self.known.items() if k not in ids})


def load(cursor: str | None) -> State | None:
    """The state in a cursor; None when there is none, or none that can be read."""
    return restored(cursor, _state, VERSION)


def dump(state: State) -> str:
    """The state as a cursor."""
    return json.dumps(
        {
            "v": VERSION,
            "floor": state.floor,
            "scanned": state.scanned,
            "cut": state.cut,
            "turn": state.turn,
            "poll": {"used": state.used, "at": state.read_at},
            "scan": state.scan
            and {"from": state.scan.token, "began": state.scan.began, "again": state.scan.again},
            "known": {each.id: _dumped(each) for each in state.known.values()},
        },
        separators=(",", ":"),
    )


def _state(saved: dict[str, Any]) -> State:
    return State(
        floor=int(saved["floor"]),
        scanned=int(saved["scanned"]),
        cut=int(saved["cut"]),
        turn=int(saved["turn"]),
        used=int(saved["poll"]["used"]),
        read_at=int(saved["poll"]["at"]),
        scan=_scan(saved["scan"]),
        known={str(id_): _known(str(id_), each) for id_, each in saved["known"].items()},
    )


def _scan(saved: Any) -> Scan | None:
    if saved is None:
        return None
    return Scan(
        token=_text_or_none(saved["from"]), began=int(saved["began"]), again=bool(saved["again"])
    )


def _text_or_none(saved: Any) -> str | None:
    return None if saved is None else str(saved)


def _known(id_: str, saved: Any) -> Known:
    reading = saved.get("reading")
    return Known(
        id=id_,
        at=int(saved["at"]),
        mark=str(saved["mark"]),
        count=int(saved["count"]),
        about={str(key): str(value) for key, value in saved["about"].items()},
        read_mark=str(saved["read"][0]),
        read_count=int(saved["read"][1]),
        read_at=int(saved["read"][2]),
        turn=int(saved["turn"][0]),
        pages=int(saved["turn"][1]),
        once=bool(saved.get("once")),
        reading=reading
        and Reading(
            cursor=_text_or_none(reading["from"]),
            mark=str(reading["mark"]),
            count=int(reading["count"]),
            began=int(reading["began"]),
        ),
    )


def _dumped(known: Known) -> dict[str, Any]:
    saved: dict[str, Any] = {
        "at": known.at,
        "mark": known.mark,
        "count": known.count,
        "about": dict(known.about),
        "read": [known.read_mark, known.read_count, known.read_at],
        "turn": [known.turn, known.pages],
    }
    if known.once:
        saved["once"] = True
    if known.reading is not None:
        saved["reading"] = {
            "from": known.reading.cursor,
            "mark": known.reading.mark,
            "count": known.reading.count,
            "began": known.reading.began,
        }
    return saved
