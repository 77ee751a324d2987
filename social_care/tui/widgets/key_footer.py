"""The last line: the keys that work here, read from the one table of keys."""

from collections.abc import Sequence

from textual.reactive import reactive

from social_care.tui.keys import TABLE, Key, Table, Where
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line, width_of

BETWEEN, NARROW = "  ", " "
"""Between two keys; they close up where more of those that matter most fit so."""

CORE = 8
"""Places in the footer of keys that matter most."""


class KeyFooter(Bar):
    """As many keys as fit, the most important ones, always in the same order."""

    where: reactive[Where] = reactive(Where.QUEUE)
    cannot: reactive[frozenset[str]] = reactive(frozenset())
    """Commands that would do nothing here and now: shown quietly."""

    def __init__(self, table: Table = TABLE, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._table = table

    def lines(self, width: int) -> Sequence[Line]:
        """The keys, each with its word."""
        line: Line = ()
        rows, between = fitting(self.where, width - 1, self.cannot, self._table)
        for row in rows:
            line = (*line, (between if line else " ", ""), *self._words(row))
        return [line]

    def _words(self, row: Key) -> Line:
        if row.command in self.cannot:
            return ((f"{row.shown} {row.label}", "dim"),)
        return ((row.shown, "key"), (f" {row.label}", ""))


def fitting(
    where: Where, width: int, cannot: frozenset[str], table: Table = TABLE
) -> tuple[list[Key], str]:
    """The most important keys that fit, in the table's order, and what stands between them."""
    wanted = [row for row in table.for_footer(where) if not _is_gone(row, cannot)]
    core = sum(row.footer <= CORE for row in wanted)
    closed_up, apart = (len(_first(wanted, width, len(one))) for one in (NARROW, BETWEEN))
    between = NARROW if min(closed_up, core) > min(apart, core) else BETWEEN
    kept = _first(wanted, width, len(between))
    return [row for row in table.for_where(where) if row in kept], between


def _is_gone(row: Key, cannot: frozenset[str]) -> bool:
    return row.fleeting and row.command in cannot


def _first(rows: Sequence[Key], width: int, between: int) -> Sequence[Key]:
    """As many of the first as fit."""
    left = width + between
    for count, row in enumerate(rows):
        left -= width_of(((f"{row.shown} {row.label}", ""),)) + between
        if left < 0:
            return rows[:count]
    return rows
