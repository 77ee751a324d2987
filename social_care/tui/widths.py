"""How many cells text takes, where libraries and terminals disagree.

Vowel signs of Indian scripts take a cell of their own in xterm, VTE, tmux and screen; Rich gives
them none, and whatever stood behind an Indian name was drawn too far to the right. Other terminals
do as Rich does, and about newer emoji each has its own opinion. So signs are measured as the widest
draw them, and behind all such text the terminal is told where to go on.
"""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category

from rich import cells
from rich._unicode_data import load
from rich.cells import CellTable, cell_len

_SCRIPTS = "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1900-\u1cff\ua800-\uabff\U00011000-\U00011fff"
"""Those that write vowels as signs beside a letter."""

_DOUBTED = f"[{_SCRIPTS}\u200d\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
"""What terminals differ about: those scripts, and pictures."""

_RUN = re.compile(rf"{_DOUBTED}(?:[^\x00-\x1f\x7f-\x9f]*{_DOUBTED})?")
_SCRIPT = re.compile(f"[{_SCRIPTS}]")


def measure_signs() -> None:
    """From now on everything that Rich and Textual measure counts a cell for each vowel sign."""
    if vars(cells)["load_cell_table"] is not _table:
        vars(cells)["load_cell_table"] = _table
        cells.get_character_cell_size.cache_clear()
        cells.cached_cell_len.cache_clear()


@cache
def _table(unicode_version: str = "auto") -> CellTable:
    """Rich's, without the signs among what has no width: what is not listed takes one cell."""
    table: CellTable = load(unicode_version)
    kept: list[tuple[int, int, int]] = []
    for first, last, width in table.widths:
        has_signs = width == 0 and _SCRIPT.search(chr(first) + chr(last))
        kept += _without_signs(first, last) if has_signs else [(first, last, width)]
    return table._replace(widths=kept)


def _without_signs(first: int, last: int) -> Iterator[tuple[int, int, int]]:
    for code in range(first, last + 1):
        if category(chr(code)) != "Mc":
            yield code, code, 0


def steady(words: str) -> str:
    """The same picture, also where a terminal finds text wider or narrower than we do.

    Its place is blanked, it is drawn there without running over into the next line, and the cursor
    is put behind its place.
    """
    return words if words.isascii() else _RUN.sub(_placed, words)


def _placed(found: re.Match[str]) -> str:
    width = cell_len(found[0])
    blank = " " * width
    return f"\x1b7{blank}\x1b8\x1b[?7l{found[0]}\x1b[?7h\x1b8\x1b[{width}C" if width else found[0]
