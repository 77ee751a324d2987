"""From a few colours to everything that is drawn: Textual's theme, and the looks of pieces of text.

Looks are plain values rather than component classes, of which Textual would style two dozen for
every widget. What a colour says, a word beside it says, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from textual.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme, as #rrggbb."""

    name: str
    words: str
    """What it is called where it is chosen."""
    dark: bool
    text: str
    back: str
    surface: str
    """Behind what is written."""
    panel: str
    """Behind bars and dialogs."""
    urgent: str
    high: str
    normal: str
    low: str
    quiet: str
    accent: str
    warning: str
    error: str
    success: str
    rule: str
    selection: str
    cursor: str
    cursor_away: str
    secondary: str = ""

    def theme(self) -> Theme:
        """As Textual has it."""
        return Theme(
            name=self.name,
            primary=self.normal,
            secondary=self.secondary or self.normal,
            accent=self.accent,
            warning=self.warning,
            error=self.error,
            success=self.success,
            foreground=self.text,
            background=self.back,
            surface=self.surface,
            panel=self.panel,
            dark=self.dark,
            variables={
                "rule": self.rule,
                "quiet": self.quiet,
                "input-selection-background": self.selection,
            },
        )

    def looks(self) -> Mapping[str, Style]:
        """By the name that a piece of a line carries."""
        return {
            "strong": Style(bold=True),
            "dim": Style(color=self.quiet),
            "urgent": Style(color=self.urgent, bold=True),
            "high": Style(color=self.high),
            "normal": Style(color=self.normal),
            "low": Style(color=self.low),
            "none": Style(color=self.quiet),
            "late": Style(color=self.error, bold=True),
            "warn": Style(color=self.warning),
            "good": Style(color=self.success),
            "ours": Style(color=self.normal),
            "note": Style(color=self.accent),
            "key": Style(color=self.normal, bold=True),
            "private": Style(color=self.success, bold=True),
            "public": Style(color=self.accent, bold=True),
            "brand": Style(color=self.accent, bold=True),
            "found": Style(bold=True, reverse=True),
            "tab": Style(bold=True, underline=True),
            "rule": Style(color=self.rule),
            "cursor": Style(bgcolor=self.cursor),
            "cursor-away": Style(bgcolor=self.cursor_away),
        }


@dataclass(frozen=True, slots=True)
class Plain:
    """No colour at all: for NO_COLOR, and for terminals that have none."""

    name: str = "plain"
    words: str = "no colours"

    def theme(self) -> Theme:
        """The terminal's own colours."""
        own = "ansi_default"
        return Theme(
            name=self.name,
            primary=own,
            secondary=own,
            accent=own,
            warning=own,
            error=own,
            success=own,
            foreground=own,
            background=own,
            surface=own,
            panel=own,
            ansi=True,
            variables={
                "rule": own,
                "quiet": own,
                "ansi-background": own,
                "ansi-foreground": own,
                "input-cursor-text-style": "reverse",
                "input-selection-background": own,
            },
        )

    def looks(self) -> Mapping[str, Style]:
        """Bold, underlined and reversed; nothing is dim, which many terminals draw unreadably."""
        strong = ("strong", "urgent", "late", "warn", "key", "private", "public", "brand", "note")
        quiet = ("dim", "high", "normal", "low", "none", "good", "ours", "rule", "cursor-away")
        return {
            **dict.fromkeys(strong, Style(bold=True)),
            **dict.fromkeys(quiet, Style()),
            "found": Style(bold=True, reverse=True),
            "tab": Style(bold=True, underline=True),
            "cursor": Style(bold=True),
        }
