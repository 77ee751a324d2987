"""The phrases of a text that something could be learned about: one to three words in a row."""

import re
from collections.abc import Container, Iterator, Sequence

LONGEST = 3
SHORTEST_WORD = 3
_WORD = re.compile(r"[^\W\d_]+(?:'t)?")


def phrases_of(tokens: Sequence[str], common: Container[str]) -> frozenset[str]:
    """Every run of words in lower-case `tokens` that neither begins nor ends with a common one.

    Numbers are in none of them: an order number or a phone number is nothing to learn, and nothing
    to write into a file.
    """
    return frozenset(
        " ".join(tokens[start:end])
        for start, stop in _runs(tokens)
        for start, end in _parts(start, stop)
        if _says_something(tokens[start:end], common)
    )


def _runs(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of nothing but words."""
    start = 0
    for at, token in enumerate((*tokens, "")):
        if not _WORD.fullmatch(token):
            yield start, at
            start = at + 1


def _parts(start: int, stop: int) -> Iterator[tuple[int, int]]:
    for first in range(start, stop):
        for end in range(first + 1, min(first + LONGEST, stop) + 1):
            yield first, end


def _says_something(words: Sequence[str], common: Container[str]) -> bool:
    if words[0] in common or words[-1] in common:
        return False
    return len(words) > 1 or len(words[0]) >= SHORTEST_WORD
