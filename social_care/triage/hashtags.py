"""Hashtags into words: #NeverAgain by its capitals, #neveragain by the words it is made of."""

import re
from collections.abc import Container
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_LONGEST_TAG = 40
_LONGEST_WORD = 16
_ONE_LETTER = frozenset({"a", "i"})


class HashtagSplitter:
    """Splits by one vocabulary of lower-case words; remembers what it has split."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._glued = lru_cache(maxsize=4096)(self._parts)

    def split(self, tag: str) -> str:
        """The words of `tag` (without its #) with spaces between; unknown ones stay whole."""
        return " ".join(self._glued(part) for part in _CAMEL.sub(" ", tag).split())

    def _parts(self, tag: str) -> str:
        """`tag` as the fewest known words that make it up exactly, else as it is."""
        lowered = tag.lower()
        whole = lowered in self._known or len(lowered) > _LONGEST_TAG or len(lowered) != len(tag)
        if whole or not lowered.isalpha():
            return tag
        best: list[tuple[int, ...] | None] = [(), *[None] * len(tag)]
        for end in range(1, len(tag) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end):
                before = best[start]
                if before is None or not self._is_word(lowered[start:end]):
                    continue
                cuts = best[end]
                if cuts is None or len(before) + 1 < len(cuts):
                    best[end] = (*before, end)
        found = best[-1]
        if found is None:
            return tag
        starts = (0, *found[:-1])
        return " ".join(tag[start:end] for start, end in zip(starts, found, strict=True))

    def _is_word(self, word: str) -> bool:
        return (len(word) > 1 or word in _ONE_LETTER) and word in self._known
