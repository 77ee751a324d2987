"""Tells which entries of a feed are the ones we know: feeds repeat, forget and rename them."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from social_care.connectors.feed.entry import Entry
from social_care.connectors.feed.settings import Kind, Source
from social_care.connectors.feed.state import MOST_KNOWN, Known, State

RENAMED_SHARE = 0.9
"""When more than this part of a feed is new at once, its ids may have changed."""
FEWEST_RENAMED = 3
"""Fewer familiar titles than this prove nothing."""
LONGEST_ID = 500

_LOG = logging.getLogger(__name__)

Claim = Callable[[str], bool]
"""Whether this feed, of all the account's, is the one to bring the entry of this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """An entry with what we know of it."""

    entry: Entry
    known: Known


def fingerprint(*parts: object) -> str:
    """A short mark of some texts."""
    joined = "\x1f".join(str(part) for part in parts)
    return sha256(joined.encode("utf-8", "replace")).hexdigest()[:16]


def recognise(
    source: Source, state: State, entries: Sequence[Entry], now: int, claim: Claim
) -> tuple[State, list[Recognised]]:
    """Every entry of a document, once, and the state that knows them all."""
    repeated = _repeated(state, entries)
    keys: dict[str, Entry] = {}
    for entry in entries:
        keys.setdefault(_key(entry, repeated), entry)  # of two versions the upper one is newer
    marks = {key: fingerprint(_label(entry, source.kind)) for key, entry in keys.items()}
    known_already = {
        key: known for key in keys if (known := _known(state, key, keys[key], marks[key]))
    }
    renamed = _renamed(source, known_already, state, marks)
    window: dict[str, Known] = {}
    for key, entry in keys.items():
        known = known_already.get(key) or renamed.get(key)
        if known is None:
            external_id = _external_id(entry, source, key)
            known = Known(external_id, marks[key], now, claim(external_id))
        window[key] = known._replace(label=marks[key])
    found = [Recognised(entry=keys[key], known=known) for key, known in window.items()]
    return state.seen(window, repeated), found


def _id(entry: Entry) -> str:
    return entry.guid or entry.link


def _repeated(state: State, entries: Sequence[Entry]) -> frozenset[str]:
    """Marks of the ids that different entries bear. The same entry twice is no such thing."""
    different = {(_id(each), each.link, each.title, each.body) for each in entries if _id(each)}
    times = Counter(id_ for id_, *_ in different)
    found = {fingerprint(id_) for id_, number in times.items() if number > 1}
    return frozenset(sorted(state.repeated | found)[:MOST_KNOWN])


def _key(entry: Entry, repeated: frozenset[str]) -> str:
    mark = fingerprint(_id(entry) or (entry.title, entry.dated))
    if mark in repeated:
        return fingerprint(entry.guid, entry.link, entry.title, entry.dated)
    return mark


def _known(state: State, key: str, entry: Entry, mark: str) -> Known | None:
    """What we know of it, also from before its id was given to another one as well."""
    by_id = state.known.get(fingerprint(_id(entry)))
    same = by_id if by_id is not None and by_id.label == mark else None
    return state.known.get(key) or same


def _external_id(entry: Entry, source: Source, key: str) -> str:
    """The feed's own id where it can be nobody else's: a URI, or an id with its server."""
    given = _id(entry) if key == fingerprint(_id(entry)) else ""
    if not given or len(given) > LONGEST_ID:
        given = key
    return given if ":" in given else f"{source.host}/{given}"


def _label(entry: Entry, kind: Kind) -> str:
    """What is told apart by eye. The titles of comments are all alike."""
    return entry.body or entry.title if kind is Kind.COMMENTS else entry.title or entry.body


def _renamed(
    source: Source, familiar: Mapping[str, Known], state: State, marks: dict[str, str]
) -> dict[str, Known]:
    """What a site that has changed all its ids calls the entries now."""
    new = {key: mark for key, mark in marks.items() if key not in familiar}
    if not state.known or len(new) <= RENAMED_SHARE * len(marks):
        return {}
    before = {known.label: known for known in _unambiguous(list(state.known.values()))}
    times = Counter(new.values())
    found = {key: before[mark] for key, mark in new.items() if times[mark] == 1 and mark in before}
    if len(found) >= FEWEST_RENAMED and 2 * len(found) >= len(new):
        _LOG.warning("%s: all ids have changed; entries are told by their titles", source.stream)
        return found
    if len(new) == len(marks):
        _LOG.warning(
            "%s: every entry is new: it may have missed items; poll it more often", source.stream
        )
    return {}


def _unambiguous(known: Sequence[Known]) -> list[Known]:
    times = Counter(each.label for each in known)
    return [each for each in known if times[each.label] == 1]
