"""How the console looks: one quiet dark theme, and the looks of pieces of text.

Colours are grey enough to stay what they are on terminals with 256 colours. Looks are plain
values rather than component classes, of which Textual would style two dozen for every widget.
"""

from rich.style import Style
from textual.theme import Theme

URGENT, HIGH, NORMAL, LOW, QUIET = "#ff7b72", "#e8a456", "#8ab4d8", "#8fb08f", "#8b929b"
ACCENT, WARNING, ERROR, SUCCESS = "#d9b36c", "#e0a458", "#f07171", "#8fbf8a"
RULE, CURSOR, CURSOR_AWAY = "#3d434c", "#2d333b", "#23272d"

THEME = Theme(
    name="social-care",
    primary=NORMAL,
    secondary="#7d9bb5",
    accent=ACCENT,
    warning=WARNING,
    error=ERROR,
    success=SUCCESS,
    foreground="#d4d8de",
    background="#14171b",
    surface="#191c21",
    panel="#20242a",
    dark=True,
    variables={"rule": RULE, "quiet": QUIET, "input-selection-background": "#34506b"},
)

LOOKS = {
    "strong": Style(bold=True),
    "dim": Style(color=QUIET),
    "urgent": Style(color=URGENT, bold=True),
    "high": Style(color=HIGH),
    "normal": Style(color=NORMAL),
    "low": Style(color=LOW),
    "none": Style(color=QUIET),
    "late": Style(color=ERROR, bold=True),
    "warn": Style(color=WARNING),
    "good": Style(color=SUCCESS),
    "ours": Style(color=NORMAL),
    "note": Style(color=ACCENT),
    "key": Style(color=NORMAL, bold=True),
    "private": Style(color=SUCCESS, bold=True),
    "public": Style(color=ACCENT, bold=True),
    "brand": Style(color=ACCENT, bold=True),
    "tab": Style(bold=True, underline=True),
    "rule": Style(color=RULE),
    "cursor": Style(bgcolor=CURSOR),
    "cursor-away": Style(bgcolor=CURSOR_AWAY),
}
"""By the name that a piece of a line carries."""
