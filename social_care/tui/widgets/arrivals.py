"""The rule above the queue: it announces arrivals, and says what can be done with the selected."""

from collections.abc import Sequence, Set

from textual.reactive import reactive

from social_care.tui.keys import TABLE, Table, shown
from social_care.tui.widgets.bar import Bar, ruled
from social_care.tui.widgets.lines import Line, width_of

FOR_MANY = (
    ("resolve", "resolve"),
    ("dismiss_it", "dismiss"),
    ("snooze", "snooze"),
    ("tag", "tag"),
    ("assign", "assign"),
    ("reply", "answer"),
)
"""Commands that work on all who are selected, and their words."""

RULE = 8
"""Cells that the rule takes around the words."""


class Arrivals(Bar):
    """2 new above: g shows them, n takes the first. Or: 7 selected: e resolve, d dismiss ..."""

    new_above: reactive[int] = reactive(0)
    picked: reactive[Set[int]] = reactive(frozenset())
    """The conversations that are selected."""

    def __init__(self, table: Table = TABLE, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._table = table

    def lines(self, width: int) -> Sequence[Line]:
        """A rule, with words on it when there is something to say."""
        new = self.new_above
        if self.picked:
            right: Line = ((f"{new} new above", "brand"),) if new else ()
            room = width - RULE - (width_of(right) + 1 if right else 0)
            return [ruled(self._for_many(room), right, width)]
        if not new:
            return [ruled((), (), width)]
        said = f"{new} new above: {shown('first')} shows, {shown('next')} takes the most needed"
        return [ruled(((said, "brand"),), (), width)]

    def _for_many(self, room: int) -> Line:
        """How many, and as many of the keys as fit."""
        line: Line = ((f"{len(self.picked)} selected", "strong"),)
        for number, (command, word) in enumerate(FOR_MANY):
            between = ", " if number else ": "
            more: Line = ((between, ""), (self._table.shown(command), "key"), (f" {word}", ""))
            if width_of((*line, *more)) > room:
                break
            line = (*line, *more)
        return line
