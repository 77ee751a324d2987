"""The last line: the keys that work here, read from the one table of keys."""

from collections.abc import Sequence

from textual.reactive import reactive

from social_care.tui.keys import TABLE, Key, Table, Where
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line, width_of

BETWEEN = "  "


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
        line: Line = ((" ", ""),)
        for row in fitting(self.where, width - 1, self.cannot, self._table):
            line = (*line, *self._words(row), (BETWEEN, ""))
        return [line]

    def _words(self, row: Key) -> Line:
        if row.command in self.cannot:
            return ((f"{row.shown} {row.label}", "dim"),)
        return ((row.shown, "key"), (f" {row.label}", ""))


def fitting(where: Where, width: int, cannot: frozenset[str], table: Table = TABLE) -> list[Key]:
    """The most important keys that fit, in the table's order."""
    kept: list[Key] = []
    for row in table.for_footer(where):
        if row.fleeting and row.command in cannot:
            continue
        size = width_of(((f"{row.shown} {row.label}{BETWEEN}", ""),))
        if size > width:
            break
        width -= size
        kept.append(row)
    return [row for row in table.for_where(where) if row in kept]
