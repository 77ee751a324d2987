"""The command palette: every command with its key; what would do nothing now stands last, with why.

Views and themes, which have no command of their own, stand among them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from social_care.tui.keys import Key
from social_care.tui.screens.dialog import rank
from social_care.tui.screens.picking import Picker
from social_care.tui.widgets.dialog_keys import key_line
from social_care.tui.widgets.lines import Line, clip, column, wrap

HIDDEN = frozenset({"palette", "view"})
"""The palette itself; views are there one by one."""

KEY_WIDTH = 9
"""Cells for a command's key."""

NOT_NOW = "not now · "
"""Before the words of what would do nothing: its colour is not all that says so."""

A_LITTLE_LIKE_IT = 0.6
"""How much a word must be like what was typed, where nothing holds it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be chosen."""

    words: str
    """Safe text."""
    act: Callable[[], object]
    key: str = ""
    about: str = ""
    why_not: str = ""
    """Why it would do nothing; it can be chosen all the same, and says so."""


class Palette(Picker[Entry]):
    """What is typed finds commands by their words or their key."""

    heading = "Commands"
    prompt = "words of a command, or its key"
    command = "palette"

    def __init__(self, said: tuple[str, str], entries: Sequence[Entry]) -> None:
        super().__init__(said)
        self._entries = entries

    @property
    def found(self) -> Sequence[Entry]:
        """The best first; what would do nothing last."""
        return matching(self._entries, self.typed)

    def row(self, one: Entry, width: int) -> Line:
        """Its key, whether it works now, its words."""
        key = column(one.key, KEY_WIDTH)
        if one.why_not:
            return ((key, "dim"), (clip(NOT_NOW + one.words, width - KEY_WIDTH), "dim"))
        return ((key, "key"), (clip(one.words, width - KEY_WIDTH), ""))

    def about(self, one: Entry, width: int) -> list[Line]:
        """All of its words, and why it would do nothing."""
        lines: list[Line] = [((row, ""),) for row in wrap(one.words, width)]
        said = f"not now: {one.why_not}" if one.why_not else one.about
        return [*lines, *(((row, "warn" if one.why_not else "dim"),) for row in wrap(said, width))]

    def nothing(self) -> str:
        """What is said where nothing is found."""
        return "No command is called that."

    def keys(self) -> Line:
        """What the keys do here."""
        return key_line(("Enter", "does it"), ("↑ ↓", "choose"), ("Esc", "back"))


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Those that hold every word typed; where none does, those that are a little like it."""
    ranked = [(_rank(entry, typed), entry) for entry in entries]
    if all(place is None for place, _ in ranked):
        ranked = [(0 if _like(entry, typed) else None, entry) for entry in entries]
    hits = [(bool(entry.why_not), place, entry) for place, entry in ranked if place is not None]
    return [entry for *_, entry in sorted(hits, key=lambda hit: hit[:2])]


def _rank(entry: Entry, typed: str) -> int | None:
    if typed.strip() in entry.key.split() and typed.strip():
        return -1
    return rank(entry.words, typed) if typed.strip() else 0


def _like(entry: Entry, typed: str) -> bool:
    """A slip of the finger is no reason to find nothing."""
    name = entry.words.partition(":")[0].casefold()
    return SequenceMatcher(None, name, typed.casefold().strip()).ratio() >= A_LITTLE_LIKE_IT


def said(row: Key) -> str:
    """A command in words."""
    return f"{row.label}: {row.help}"
