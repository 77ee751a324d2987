"""Whether a post of ours is a program's acknowledgement, told by the team's words for it.

"Thanks for writing, we are on it" from an autoresponder or a bot answers nobody: the clock goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

ANYTHING = "*"
"""Stands in the team's words for what differs: a name, a number."""


@dataclass(frozen=True, slots=True)
class Acknowledgements:
    """The texts that programs of the team's send by themselves."""

    texts: tuple[str, ...] = ()

    def know(self, text: str) -> bool:
        """Whether `text` is one of them, whatever its white space and capitals."""
        said = _plain(text)
        return any(_fits(said, _plain(one).split(ANYTHING)) for one in self.texts)


NO_ACKNOWLEDGEMENTS = Acknowledgements()


def too_wide(texts: Iterable[str]) -> list[str]:
    """Those that would take an answer of a person for a program's."""
    return [text for text in texts if len(text.replace(ANYTHING, " ").split()) < 2]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _fits(said: str, pieces: list[str]) -> bool:
    """The pieces in their order, the first at the beginning and the last at the end."""
    first, *middle = pieces
    if not middle:
        return said == first
    last = middle.pop()
    if not said.startswith(first) or not said[len(first) :].endswith(last):
        return False
    at, end = len(first), len(said) - len(last)
    for piece in middle:
        found = said.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
