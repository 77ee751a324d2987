"""Which conversations say nearly the same: they share words that matter, and the words are named.

Counted from the two texts alone, whatever else is in the queue: when half of it is about one fault,
that word still counts.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from social_care.models.composing import SimilarHit

_ASIDE = re.compile(r"https?://\S++|www\.\S++|(?<!\w)@\S++")
_WORD = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Scripts that write no spaces between words (Korean has few): two letters stand for a word."""
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "e", "y")
LONGEST = 2_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What counts as alike; from config/similar.toml."""

    threshold: float
    shared: float
    everyday_weight: float
    everyday: frozenset[str]
    silent: frozenset[str]

    @classmethod
    def from_toml(cls, table: Mapping[str, Any]) -> "Measure":
        """The shipped table, read."""
        silent = {word for words in table["silent"].values() for word in words.split()}
        return cls(
            threshold=table["threshold"],
            shared=table["shared"],
            everyday_weight=table["everyday_weight"],
            everyday=frozenset(map(stem, table["everyday"].split())),
            silent=frozenset(silent),
        )


def similar(
    text: str, others: Iterable[tuple[int, str]], measure: Measure, limit: int
) -> tuple[SimilarHit, ...]:
    """Those of `others` (conversation, text) that say nearly the same, the likest first."""
    wanted = words(text, measure)
    norm = _weight(wanted, measure)
    found = [
        hit
        for number, other in others
        if (hit := _hit(number, wanted, norm, other, measure)) is not None
    ]
    found.sort(key=lambda hit: (-hit.score, hit.conversation_id))
    return tuple(found[:limit])


def _hit(
    number: int, wanted: Mapping[str, str], norm: float, other: str, measure: Measure
) -> SimilarHit | None:
    theirs = words(other, measure)
    shared = wanted.keys() & theirs.keys()
    weight = _weight(shared, measure)
    same = wanted.keys() == theirs.keys()
    if not shared or (weight < measure.shared and not same):
        return None
    score = weight / math.sqrt(norm * _weight(theirs, measure))
    if score < measure.threshold:
        return None
    return SimilarHit(
        conversation_id=number,
        score=min(score, 1.0),
        shared=tuple(sorted(wanted[word] for word in shared)),
    )


def _weight(stems: Iterable[str], measure: Measure) -> float:
    return sum(measure.everyday_weight if word in measure.everyday else 1.0 for word in stems)


def words(text: str, measure: Measure) -> dict[str, str]:
    """The words of a text that say what it is about: how they begin, and how they stand there."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(_plain(text)):
        word = match[0].removesuffix("'s")
        if _NO_SPACES.search(word):
            found.update((word[at : at + 2], word[at : at + 2]) for at in range(len(word) - 1))
        elif word not in measure.silent and len(word) > 1:
            found.setdefault(stem(word), word)
    return found


def _plain(text: str) -> str:
    return _ASIDE.sub(" ", text[:LONGEST]).casefold().replace("’", "'")


def is_pair(word: str) -> bool:
    """Whether it is two letters of a script without spaces, and so a part of what was said."""
    return len(word) == 2 and _NO_SPACES.search(word) is not None


def around(pair: str, text: str, pairs: Collection[str]) -> str:
    """What stands around it, as far as every two letters are among `pairs`; "" if it is not there.

    So pairs that belong together are told as people wrote them.
    """
    plain = _plain(text)
    begin = plain.find(pair)
    if begin < 0:
        return ""
    end = begin + len(pair)
    while begin and plain[begin - 1 : begin + 1] in pairs:
        begin -= 1
    while end < len(plain) and plain[end - 1 : end + 1] in pairs:
        end += 1
    return plain[begin:end]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """How a word begins, without what grammar puts at its end; crude, and the same for all."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] != "s":
        word = word[:-1]
    return word.rstrip("ey") if len(word) > 4 else word
