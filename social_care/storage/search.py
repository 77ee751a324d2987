"""Full text over everything that was said and noted, with filters: pages of conversations.

How a search goes about it: a filter that names few conversations drives it; else the words do, by
their index from its newest end; without either the archive is walked from its newest end.
"""

import heapq
import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from social_care.models.finding import Cursor, Match
from social_care.models.views import MessageKind
from social_care.storage.connection import Tx
from social_care.storage.search_filters import named
from social_care.storage.search_streams import (
    FIRST,
    KINDS,
    Place,
    Search,
    Steps,
    Stream,
    is_few,
    named_stream,
    streams,
)
from social_care.storage.search_words import (
    MENTIONS,
    SOURCES,
    Values,
    expression,
    fitting,
    literal,
)

__all__ = ["Search", "open_ids", "page", "texts", "vocabulary"]


def page(
    tx: Tx, search: Search, limit: int, before: Cursor | None = None
) -> tuple[list[Match], Cursor | None]:
    """Conversations that fit, newest first, each once, and where the next page begins."""
    if search.wanted.finds_nothing:
        return [], None
    if before is None:
        sources = streams(tx, search)
        places: dict[str, Place | None] = dict.fromkeys(sources, FIRST)
    else:
        places = dict(before.places)
        sources = {name: named_stream(name, search) for name, at in places.items() if at}
    seen = set(before.seen) if before else set()
    found = _merged(tx, sources, places, seen, limit)
    if not any(places.values()):
        return found, None
    return found, Cursor(places=tuple(places.items()), seen=frozenset(seen))


def _merged(
    tx: Tx,
    sources: Mapping[str, Stream],
    places: dict[str, Place | None],
    seen: set[int],
    limit: int,
) -> list[Match]:
    """The newest of all sources, at most a page; `places` and `seen` move on."""
    running = [
        _from(name, stream.matches(tx, places[name] or FIRST)) for name, stream in sources.items()
    ]
    found: list[Match] = []
    for _, name, match, place in heapq.merge(*running, key=lambda step: -step[0]):
        if match is not None and match.conversation_id not in seen:
            if len(found) == limit:
                break
            seen.add(match.conversation_id)
            found.append(match)
        places[name] = place
        if match is None and place is not None:
            break  # what the other sources still have is older than what this one has not read
    return found


def _from(name: str, steps: Steps) -> Iterator[tuple[int, str, Match | None, Place | None]]:
    for at, match, place in steps:
        yield at, name, match, place


def open_ids(tx: Tx, search: Search, limit: int | None = None) -> list[int]:
    """The open conversations that fit, in the queue's order."""
    if search.wanted.finds_nothing:
        return []
    values = Values()
    most = values.bind(-1 if limit is None else limit)
    if not search.wanted.terms:
        first, words = "", search.when("c.last_message_at", values)
    elif _is_rare(tx, search):
        first = f"WITH found(id) AS MATERIALIZED ({_said(search, values)}) "
        words = "c.id IN (SELECT id FROM found)"
    else:  # then it is soon found in some of those that wait longest
        first, words = "", _says(search, values)
    where = search.where(values, "c.state = 'open'", words)
    rows = tx.all(
        f"{first}SELECT c.id FROM conversations c WHERE {where}"
        f" ORDER BY c.band_rank, c.due_at, c.id LIMIT {most}",
        **values.bound,
    )
    return [row["id"] for row in rows]


def _is_rare(tx: Tx, search: Search) -> bool:
    """Whether customers have seldom said it; of what no index knows, nobody can tell."""
    words = expression(search.wanted.terms)
    values = Values()
    index = MENTIONS.index
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH {values.bind(words)}"
    return bool(words) and is_few(tx, sql, values)


def _says(search: Search, values: Values) -> str:
    """A condition: the words stand in the conversation `c`, or its customer is called so."""
    terms = search.wanted.terms
    said = []
    for source in SOURCES:
        fits = [
            "x.conversation_id = c.id",
            fitting(source, "x.id", terms, values),
            search.when(f"x.{source.at}", values),
        ]
        where = " AND ".join(filter(None, fits))
        said.append(f"EXISTS (SELECT 1 FROM {source.messages} x WHERE {where})")
    said.append(" AND ".join(filter(None, _called(search, values))))
    return f"({' OR '.join(said)})"


def _called(search: Search, values: Values) -> list[str]:
    namesakes = " INTERSECT ".join(named(term, values) for term in search.wanted.terms)
    return [f"c.identity_id IN ({namesakes})", search.when("c.last_message_at", values)]


def _said(search: Search, values: Values) -> str:
    """Every conversation in which the words stand, or whose customer is called so."""
    terms, parts = search.wanted.terms, []
    words = expression(terms)
    for source in SOURCES:
        index = (
            f"(SELECT rowid AS id FROM {source.index}"
            f" WHERE {source.index} MATCH {values.bind(words)}) f CROSS JOIN "
            if words
            else ""
        )
        fits = [
            "x.id = f.id" if words else "",
            "x.conversation_id IS NOT NULL",
            literal(source, "x.id", terms, values),
            search.when(f"x.{source.at}", values),
        ]
        parts.append(
            f"SELECT x.conversation_id FROM {index}{source.messages} x"
            f" WHERE {' AND '.join(filter(None, fits))}"
        )
    called = " AND ".join(filter(None, _called(search, values)))
    parts.append(f"SELECT c.id FROM conversations c WHERE {called}")
    return " UNION ".join(parts)


def texts(tx: Tx, matches: Sequence[Match]) -> dict[tuple[MessageKind, int], str]:
    """What the messages say; those whose words are gone are absent."""
    found: dict[tuple[MessageKind, int], str] = {}
    for kind, source in KINDS.values():
        ids = [match.message_id for match in matches if match.kind is kind]
        rows = tx.all(
            f"SELECT {source.key} AS id, text FROM {source.texts}"
            f" WHERE {source.key} IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(ids),
        )
        found |= {(kind, row["id"]): row["text"] for row in rows}
    return found


def vocabulary(tx: Tx) -> Mapping[str, Collection[str]]:
    """The channels, accounts, tags and agents there are; agents who have answered, that is."""
    rows = tx.all("SELECT name, channel FROM accounts")
    return {
        "accounts": frozenset(row["name"] for row in rows),
        "channels": frozenset(row["channel"] for row in rows),
        "tags": _distinct(tx, "conversation_tags", "tag"),
        "agents": _distinct(tx, "replies", "agent"),
    }


def _distinct(tx: Tx, table: str, column: str) -> frozenset[str]:
    """The values of an indexed column, by one seek each: never by reading them all."""
    rows = tx.all(
        f"WITH RECURSIVE known(value) AS ("
        f"SELECT min({column}) FROM {table} WHERE {column} <> ''"
        f" UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > known.value"
        f" AND {column} <> '') FROM known WHERE known.value IS NOT NULL LIMIT 1000)"
        " SELECT value FROM known WHERE value IS NOT NULL"
    )
    return frozenset(row["value"] for row in rows)
