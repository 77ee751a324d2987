"""Tells which entries of a feed are the ones we know: feeds repeat, forget and rename them."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from social_care.connectors.feed.entry import Entry
from social_care.connectors.feed.settings import Kind, Source
from social_care.connectors.feed.state import Known, State

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
    ids_repeat = state.ids_repeat or _ids_repeat(entries)
    keys = {_key(entry, ids_repeat=ids_repeat): entry for entry in entries}
    marks = {key: fingerprint(_label(entry, source.kind)) for key, entry in keys.items()}
    renamed = _renamed(source, state, marks)
    window: dict[str, Known] = {}
    for key, entry in keys.items():
        known = state.known.get(key) or renamed.get(key)
        if known is None:
            external_id = _external_id(entry, source, key, ids_repeat=ids_repeat)
            known = Known(external_id, marks[key], now, claim(external_id))
        window[key] = known._replace(label=marks[key])
    found = [Recognised(entry=keys[key], known=known) for key, known in window.items()]
    return state.seen(window, ids_repeat=ids_repeat), found


def _ids_repeat(entries: Sequence[Entry]) -> bool:
    """Whether different entries bear the same id. The same entry twice is no such thing."""
    different = {(entry.guid, entry.link, entry.title, entry.body) for entry in entries}
    ids = [guid or link for guid, link, *_ in different if guid or link]
    return len(set(ids)) < len(ids)


def _key(entry: Entry, *, ids_repeat: bool) -> str:
    if ids_repeat:
        return fingerprint(entry.guid, entry.link, entry.title, entry.dated)
    return fingerprint(entry.guid or entry.link or (entry.title, entry.dated))


def _external_id(entry: Entry, source: Source, key: str, *, ids_repeat: bool) -> str:
    """The feed's own id where it can be nobody else's: a URI, or an id with its server."""
    given = "" if ids_repeat else entry.guid or entry.link
    if not given or len(given) > LONGEST_ID:
        given = key
    return given if ":" in given else f"{source.host}/{given}"


def _label(entry: Entry, kind: Kind) -> str:
    """What is told apart by eye. The titles of comments are all alike."""
    return entry.body or entry.title if kind is Kind.COMMENTS else entry.title or entry.body


def _renamed(source: Source, state: State, marks: dict[str, str]) -> dict[str, Known]:
    """What a site that has changed all its ids calls the entries now."""
    new = {key: mark for key, mark in marks.items() if key not in state.known}
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
