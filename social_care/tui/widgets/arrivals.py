"""The rule above the queue: it announces arrivals instead of thrusting them in."""

from collections.abc import Sequence

from textual.reactive import reactive

from social_care.tui.widgets.bar import Bar, ruled
from social_care.tui.widgets.lines import Line


class Arrivals(Bar):
    """2 new above: g shows them, n takes the first."""

    new_above: reactive[int] = reactive(0)

    def lines(self, width: int) -> Sequence[Line]:
        """A rule, with words on it when there is something to say."""
        if not self.new_above:
            return [ruled((), (), width)]
        said = f"{self.new_above} new above: g shows, n takes the most needed"
        return [ruled(((said, "brand"),), (), width)]
