"""Tells typing from pasting: keys that arrive faster than fingers can move are not commands.

Moves are let through at once. Every other key is kept for an instant; if a handful arrives in
that instant, it was a paste, and none of them is obeyed.
"""

from dataclasses import dataclass, field

WAIT_S = 0.012
"""How long a key is kept. Nobody notices, and no two strokes of a hand are closer."""

DEAF_S = 0.5
"""So long after a reply was refused, and after each further letter, letters are taken for words."""

PASTE_KEYS = 5
"""So many keys in one go are a paste."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One key as it arrived."""

    key: str
    character: str | None

    @property
    def is_letter(self) -> bool:
        """Whether it writes something where one writes."""
        return self.character is not None and self.character.isprintable()


@dataclass(slots=True)
class Gate:
    """What has arrived and is not yet obeyed."""

    waiting: list[Stroke] = field(default_factory=list)
    passed: int = 0
    """Moves let through in this burst."""

    def keep(self, stroke: Stroke) -> None:
        """Keep a key until the burst is over."""
        self.waiting.append(stroke)

    def let_pass(self) -> bool:
        """Whether a move may go at once: nothing must overtake what waits."""
        self.passed += 1
        return not self.waiting

    def end_of_burst(self) -> tuple[list[Stroke], bool]:
        """The keys to obey, and whether it was a paste (then there are none)."""
        strokes, self.waiting = self.waiting, []
        pasted = len(strokes) + self.passed >= PASTE_KEYS and len(strokes) > 1
        self.passed = 0
        return ([], True) if pasted else (strokes, False)
