"""Where a search looks, each source newest first and by key: never an offset, never all at once.

A source is asked for what is below a place. Indexes and archive are walked in chunks of candidates,
only so many for one page (`CHUNKS`), so that no page is slow, whatever is looked for.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from social_care.find import Wanted
from social_care.models import NEVER_DUE
from social_care.models.finding import Match
from social_care.models.views import MessageKind
from social_care.storage.connection import Row, Tx
from social_care.storage.search_filters import conditions, driver, named
from social_care.storage.search_words import (
    MENTIONS,
    NOTES,
    REPLIES,
    Source,
    Values,
    expression,
    fitting,
    literal,
)

CHUNKS = (500, 4_500, 15_000)
"""So many candidates of one source are looked at for one page, the first ones mostly enough."""
FEW = 20_000
"""Up to so many conversations that a filter names are looked through one by one."""
NAMESAKES = 1_000
"""The newest so many customers of a name."""

Place = tuple[int, int]
Steps = Iterator[tuple[int, Match | None, Place | None]]
"""Matches with their moments and places. At last None: with the place to go on from and the moment
down to which all is known, or at the source's end with none."""
END = (-1, None, None)
FIRST: Place = (NEVER_DUE, 2**63 - 1)
"""Above everything."""

KINDS = {
    "mention": (MessageKind.MENTION, MENTIONS),
    "reply": (MessageKind.REPLY, REPLIES),
    "note": (MessageKind.NOTE, NOTES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search by somebody, at a moment (ms UTC), perhaps only among some conversations."""

    wanted: Wanted
    agent: str
    now: int
    only: str = ""
    """One more condition on a conversation `c`."""

    def where(self, values: Values, *more: str) -> str:
        """All conditions together, for a statement that knows a conversation `c`."""
        values.bound |= {"now": self.now, "agent": self.agent}
        parts = [*more, *conditions(self.wanted, values), self.only]
        return " AND ".join(part for part in parts if part) or "TRUE"

    def when(self, column: str, values: Values) -> str:
        """The condition on a message's moment; empty without one."""
        since, until = self.wanted.since, self.wanted.until
        parts = [f"{column} >= {values.bind(since)}"] if since is not None else []
        parts += [f"{column} < {values.bind(until)}"] if until is not None else []
        return " AND ".join(parts)


class Stream(Protocol):
    """One source of matches."""

    def matches(self, tx: Tx, below: Place) -> Steps:
        """The matches below a place, each with its own, as far as one page looks; see `Steps`."""


def streams(tx: Tx, search: Search) -> dict[str, Stream]:
    """The sources that this search needs, by name."""
    terms = search.wanted.terms
    driven = _few(tx, search)
    if driven:
        return {"driven": Driven(search)}
    if not terms:
        return {"archive": Archive(search)}
    return {**{name: Messages(search, name) for name in KINDS}, "name": Namesakes(search)}


def named_stream(name: str, search: Search) -> Stream:
    """The source of that name, as a cursor remembers it."""
    if name in KINDS:
        return Messages(search, name)
    others: dict[str, Callable[[Search], Stream]] = {
        "driven": Driven,
        "archive": Archive,
        "name": Namesakes,
    }
    return others[name](search)


def _few(tx: Tx, search: Search) -> bool:
    values = Values({"now": search.now, "agent": search.agent})
    sql = driver(search.wanted, values)
    return sql is not None and is_few(tx, sql, values)


def is_few(tx: Tx, sql: str, values: Values) -> bool:
    """Whether a query has so few rows that looking at each is quick; it is read no further."""
    counted = f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {values.bind(FEW + 1)})"
    return bool(tx.value(counted, **values.bound) <= FEW)


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of one kind whose words fit, by the index's own order."""

    search: Search
    kind: str

    def matches(self, tx: Tx, below: Place) -> Steps:
        """See `Stream`."""
        kind, source = KINDS[self.kind]
        for size in CHUNKS:
            chunk = self._candidates(tx, source, below[1], size)
            for row in self._fitting(tx, source, chunk):
                yield row["at"], _match(row, kind), (0, row["id"])
            if len(chunk) < size:
                yield END
                return
            below = (0, chunk[-1])
        at = tx.value(f"SELECT {source.at} FROM {source.messages} WHERE id = :id", id=below[1])
        yield at, None, below

    def _candidates(self, tx: Tx, source: Source, below: int, size: int) -> list[int]:
        """The next ids: those an index has for the words, or all where it knows no such words."""
        values = Values()
        under, newest = values.bind(below), f"DESC LIMIT {values.bind(size)}"
        words = expression(self.search.wanted.terms)
        if words:
            sql = (
                f"SELECT rowid AS id FROM {source.index} WHERE {source.index} MATCH"
                f" {values.bind(words)} AND rowid < {under} ORDER BY rowid {newest}"
            )
        else:
            sql = f"SELECT id FROM {source.messages} WHERE id < {under} ORDER BY id {newest}"
        return [row["id"] for row in tx.all(sql, **values.bound)]

    def _fitting(self, tx: Tx, source: Source, chunk: Sequence[int]) -> list[Row]:
        values = Values()
        where = self.search.where(
            values,
            literal(source, "x.id", self.search.wanted.terms, values),
            self.search.when(f"x.{source.at}", values),
        )
        rows = tx.all(
            f"SELECT x.id, x.conversation_id, x.{source.at} AS at"
            f" FROM json_each({values.bind(json.dumps(chunk))}) f"
            f" CROSS JOIN {source.messages} x ON x.id = f.value"
            f" CROSS JOIN conversations c ON c.id = x.conversation_id WHERE {where}",
            **values.bound,
        )
        return sorted(rows, key=lambda row: -row["id"])


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Conversations of customers whose name has all the words."""

    search: Search

    def matches(self, tx: Tx, below: Place) -> Steps:
        """See `Stream`."""
        values, terms = Values(), self.search.wanted.terms
        asked = " INTERSECT ".join(named(term, values) for term in terms)
        where = self.search.where(
            values, _below(below, values), self.search.when("c.last_message_at", values)
        )
        rows = tx.all(
            "SELECT c.id AS conversation_id, c.last_mention_id AS id, c.last_message_at AS at"
            f" FROM (SELECT * FROM ({asked}) ORDER BY 1 DESC LIMIT {NAMESAKES}) p"
            " CROSS JOIN conversations c ON c.identity_id = p.id"
            f" WHERE {where} ORDER BY at DESC, conversation_id DESC LIMIT {FEW}",
            **values.bound,
        )
        for row in rows:
            yield row["at"], _match(row, MessageKind.MENTION, by_name=True), _place(row)
        yield END


@dataclass(frozen=True, slots=True)
class Archive:
    """Conversations by their newest message: for a search without words."""

    search: Search

    def matches(self, tx: Tx, below: Place) -> Steps:
        """See `Stream`."""
        for size in CHUNKS:
            chunk = self._candidates(tx, below, size)
            for row in self._fitting(tx, [row["conversation_id"] for row in chunk]):
                yield row["at"], _match(row, MessageKind.MENTION), _place(row)
            if len(chunk) < size:
                yield END
                return
            below = _place(chunk[-1])
        yield below[0], None, below

    def _candidates(self, tx: Tx, below: Place, size: int) -> list[Row]:
        values = Values()
        when = self.search.when("c.last_message_at", values)
        parts = " AND ".join(filter(None, [_below(below, values), when]))
        return tx.all(
            "SELECT c.id AS conversation_id, c.last_message_at AS at FROM conversations c"
            f" WHERE {parts} ORDER BY c.last_message_at DESC, c.id DESC LIMIT {values.bind(size)}",
            **values.bound,
        )

    def _fitting(self, tx: Tx, chunk: Sequence[int]) -> list[Row]:
        values = Values()
        where = self.search.where(values)
        rows = tx.all(
            "SELECT c.id AS conversation_id, c.last_mention_id AS id, c.last_message_at AS at"
            f" FROM json_each({values.bind(json.dumps(chunk))}) f"
            f" CROSS JOIN conversations c ON c.id = f.value WHERE {where}",
            **values.bound,
        )
        return sorted(rows, key=_place, reverse=True)


@dataclass(frozen=True, slots=True)
class Driven:
    """The few conversations that a selective filter names, with their newest message that fits."""

    search: Search

    def matches(self, tx: Tx, below: Place) -> Steps:
        """See `Stream`."""
        seen: set[int] = set()
        for row in self._rows(tx):
            if row["conversation_id"] not in seen and _place(row) < below:
                match = _match(row, MessageKind(row["kind"]), by_name=bool(row["named"]))
                yield row["at"], match, _place(row)
            seen.add(row["conversation_id"])
        yield END

    def _rows(self, tx: Tx) -> list[Row]:
        values = Values()
        driven = driver(self.search.wanted, values)
        assert driven is not None
        where = self.search.where(values)
        found = self._said(values) if self.search.wanted.terms else self._newest(values)
        return tx.all(
            f"WITH driven AS MATERIALIZED (SELECT DISTINCT c.id, c.identity_id, c.last_mention_id,"
            f" c.last_message_at FROM ({driven}) d"
            f" CROSS JOIN conversations c ON c.id = d.id WHERE {where})"
            f" SELECT * FROM ({found}) ORDER BY at DESC, conversation_id DESC, named",
            **values.bound,
        )

    def _newest(self, values: Values) -> str:
        when = self.search.when("v.last_message_at", values) or "TRUE"
        return (
            "SELECT 'mention' AS kind, v.last_mention_id AS id, v.id AS conversation_id,"
            f" v.last_message_at AS at, 0 AS named FROM driven v WHERE {when}"
        )

    def _said(self, values: Values) -> str:
        terms, parts = self.search.wanted.terms, []
        for name, (_, source) in KINDS.items():
            fits = fitting(source, "x.id", terms, values)
            when = self.search.when(f"x.{source.at}", values)
            parts.append(
                f"SELECT '{name}' AS kind, x.id, x.conversation_id, x.{source.at} AS at, 0 AS named"
                f" FROM driven v CROSS JOIN {source.messages} x ON x.conversation_id = v.id"
                f" WHERE {' AND '.join(filter(None, [fits, when]))}"
            )
        namesakes = " INTERSECT ".join(named(term, values) for term in terms)
        when = self.search.when("v.last_message_at", values)
        parts.append(
            "SELECT 'mention' AS kind, v.last_mention_id AS id, v.id AS conversation_id,"
            " v.last_message_at AS at, 1 AS named FROM driven v"
            f" WHERE {' AND '.join(filter(None, [f'v.identity_id IN ({namesakes})', when]))}"
        )
        return " UNION ALL ".join(parts)


def _below(place: Place, values: Values) -> str:
    return f"(c.last_message_at, c.id) < ({values.bind(place[0])}, {values.bind(place[1])})"


def _place(row: Row) -> Place:
    return row["at"], row["conversation_id"]


def _match(row: Row, kind: MessageKind, *, by_name: bool = False) -> Match:
    return Match(
        conversation_id=row["conversation_id"],
        kind=kind,
        message_id=row["id"],
        at=row["at"],
        by_name=by_name,
    )
