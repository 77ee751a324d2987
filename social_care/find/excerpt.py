"""The part of a message that a search found, made safe for a screen, and where the words are."""

import unicodedata
from collections.abc import Iterable

from social_care.find.wanted import Term
from social_care.text import clean_line

WIDTH = 120
"""Characters of an excerpt."""
_LEAD = 40
"""So many stand before the first word found."""
_READ = 20_000


def excerpt(
    text: str, terms: Iterable[Term], width: int = WIDTH
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line with the first word found in it, and the places (start, end) of all that are."""
    line = clean_line(text, limit=_READ)
    folded = _folded(line)
    words = tuple(word for term in terms for word in _words(term))
    first = min((at for word in words if (at := _find(folded, word, 0)) >= 0), default=0)
    start = _beginning(line, first, width)
    part = ("…" if start else "") + line[start : start + width]
    if start + width < len(line):
        part = part.rstrip() + "…"
    part = clean_line(part, limit=width + 2)
    return part, _places(_folded(part), words)


def _beginning(line: str, first: int, width: int) -> int:
    """Where the excerpt starts: at a word's start, not far before what was found."""
    if first + _LEAD < width or len(line) <= width:
        return 0
    start = max(0, min(first - _LEAD, len(line) - width))
    space = line.find(" ", start, first)
    return space + 1 if space >= 0 else start


def _places(folded: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for word in words:
        at = _find(folded, word, 0)
        while at >= 0:
            found.append((at, at + len(word)))
            at = _find(folded, word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _find(folded: str, word: str, at: int) -> int:
    """The next place where the word begins; inside a longer one only where it has no letters."""
    while (at := folded.find(word, at)) >= 0:
        if at == 0 or not (folded[at - 1].isalnum() and word[0].isalnum() and word.isascii()):
            return at
        at += 1
    return at


def _words(term: Term) -> list[str]:
    folded = _folded(" ".join(term.text.split()))
    if term.is_literal:
        return [folded]
    spaced = "".join(char if char.isalnum() else " " for char in folded)
    return spaced.split()


def _folded(text: str) -> str:
    """Without case and accents, character for character."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, text))


def _folded_character(char: str) -> str:
    bare = unicodedata.normalize("NFKD", char)[0].lower()
    return bare[0] if bare else char
