"""The last line while a dialog is open: its keys, in the place of those of the screen below."""

from collections.abc import Sequence

from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line, clip_line

Pair = tuple[str, str]
"""A key as people write it, and its word."""


class DialogKeys(Bar):
    """What works now; nothing where the dialog says it itself."""

    DEFAULT_CSS = "DialogKeys { dock: bottom; background: $panel; }"

    def __init__(self, *pairs: Pair) -> None:
        super().__init__()
        self._pairs = pairs

    def lines(self, width: int) -> Sequence[Line]:
        """One line."""
        return [clip_line(key_line(*self._pairs), width)]


def key_line(*pairs: Pair) -> Line:
    """Keys and their words, one behind the other."""
    line: Line = ((" ", ""),)
    for key, words in pairs:
        line = (*line, (key, "key"), (f" {words}  ", ""))
    return line
