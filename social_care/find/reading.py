"""Reading what was typed. Any text can be read; nothing is ever raised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from social_care.find.moments import WRITE, is_begun, moment
from social_care.find.values import may_follow, named, no_filter
from social_care.find.wanted import ALL_OF, FILTERS, Filter, Known, Term, Wanted
from social_care.text import clean_line, storable

LONGEST = 500
"""Characters of a search that are read."""
MOST_TERMS = 24
_NO_OR = "OR is looked for as a word: alternatives are for filters (band:high,low)"
_SHORTEST_OPEN = 2
"""One letter that may go on would find half of everything, slowly."""

_PIECE = re.compile(r'(-?)(?:([^\W\d_]+):)?("[^"]*(?:"|$)|[^\s"]+)?')


@dataclass(frozen=True, slots=True)
class _Piece:
    """One part between spaces."""

    without: bool
    name: str
    value: str
    is_last: bool
    """Nothing follows, not even a space: it may still be typed."""
    is_closed: bool
    """It ends in a quotation mark."""

    @property
    def whole(self) -> str:
        """As it was typed, without quotes and minus."""
        return f"{self.name}:{self.value}" if self.name else self.value


@dataclass(slots=True)
class _Found:
    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def parse(text: str, known: Known, now: int, *, typing: bool = False) -> Wanted:
    """What it asks for. While `typing`, what is begun at its end is no fault yet.

    `now` is ms since 1970 UTC.
    """
    found = _Found()
    if len(text) > LONGEST:
        found.faults.append(f"too long: only {LONGEST} characters can be looked for")
    for piece in _pieces(" ".join(re.split(r"[\n\r\t]", storable(text[:LONGEST])))):
        name = piece.name.casefold()
        if name not in FILTERS:
            _word(piece, found)
        elif not piece.value:
            _nothing_follows(piece, name, known, found, typing=typing)
        elif name in {"before", "after"}:
            _moment(piece, name, known, now, found, typing=typing)
        else:
            _filter(piece, name, known, found)
    if len(found.terms) + len(found.without) + len(found.filters) > MOST_TERMS:
        found.faults.append(f"too much at once: at most {MOST_TERMS} words and filters")
    return Wanted(
        terms=tuple(found.terms[:MOST_TERMS]),
        without=tuple(found.without[:MOST_TERMS]),
        filters=_joined(found.filters),
        since=max(found.since, default=None),
        until=min(found.until, default=None),
        faults=tuple(dict.fromkeys(found.faults)),
        remarks=tuple(dict.fromkeys(found.remarks)),
    )


def _pieces(text: str) -> Iterator[_Piece]:
    for part in _PIECE.finditer(text):
        minus, name, value = part[1], part[2] or "", part[3] or ""
        if not (name or value):
            continue
        yield _Piece(
            without=bool(minus),
            name=name,
            value=" ".join(value.strip('"').split()),
            is_last=part.end() == len(text),
            is_closed=value.endswith('"') and len(value) > 1,
        )


def _word(piece: _Piece, found: _Found) -> None:
    if piece.name and not piece.value.startswith("//"):
        found.remarks.append(no_filter(piece.name))
    if piece.whole == "OR" and not piece.is_closed:
        found.remarks.append(_NO_OR)
    text = piece.whole.rstrip("*").rstrip()
    if not text:
        return
    typed = piece.is_last and not piece.is_closed and not piece.without
    begun = piece.whole.endswith("*") or typed
    is_open = begun and len(text.split()[-1]) >= _SHORTEST_OPEN
    (found.without if piece.without else found.terms).append(Term(text, is_open))


def _nothing_follows(
    piece: _Piece, name: str, known: Known, found: _Found, *, typing: bool
) -> None:
    dated = name in {"before", "after"}
    told = f"{name}: {WRITE}" if dated else may_follow(name, known)
    if piece.is_last and typing:
        found.remarks.append(told)
    else:
        found.faults.append(f"nothing stands after {name}: (no space there). {told}")


def _moment(
    piece: _Piece, name: str, known: Known, now: int, found: _Found, *, typing: bool
) -> None:
    at = moment(piece.value, now, known.zone)
    if at is None:
        told = f"{name}:{clean_line(piece.value, limit=40)}: {WRITE}"
        begun = typing and piece.is_last and is_begun(piece.value)
        (found.remarks if begun else found.faults).append(told)
    elif (name == "after") != piece.without:
        found.since.append(at)
    else:
        found.until.append(at)


def _filter(piece: _Piece, name: str, known: Known, found: _Found) -> None:
    typed = [piece.value] if piece.is_closed else [part for part in piece.value.split(",") if part]
    values: list[str] = []
    for value in typed:
        told = named(name, value, known)
        values += told.values
        if told.fault:
            found.faults.append(told.fault)
    if any(values):
        is_open = piece.is_last and not piece.is_closed and len(values[-1]) >= _SHORTEST_OPEN
        kept = tuple(dict.fromkeys(filter(None, values)))
        found.filters.append(Filter(name, kept, piece.without, is_open and name == "from"))
    elif not found.faults:
        found.faults.append(f"nothing stands after {name}:")


def _joined(filters: list[Filter]) -> tuple[Filter, ...]:
    """A filter that is repeated has alternatives, unless a conversation can be both."""
    joined: dict[object, Filter] = {}
    for number, each in enumerate(filters):
        alone = each.without or each.name in ALL_OF
        key = number if alone else each.name
        before = joined.get(key)
        values = (*before.values, *each.values) if before else each.values
        is_open = each.is_open
        joined[key] = Filter(each.name, tuple(dict.fromkeys(values)), each.without, is_open)
    return tuple(joined.values())
