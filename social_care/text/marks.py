"""Characters that are one with others: combining marks, put in order in linear time, and flags."""

import re
import unicodedata

FLAG = "[\U0001f1e6-\U0001f1ff]"
"""Half a flag."""

_MARK = (
    r"[^\w\s\x00-\u02ff\u2000-\u20cf\u2100-\u2ce0\u3000-\u3029\ufe30-\uffff\U0001f000-\U000dffff]"
)
MARKS = re.compile(_MARK + "{3,}")
"""Every pile of marks, and little else: no mark is a word character, or among the pictures and
punctuation left out above."""
_MANY = re.compile(_MARK + "{32,}")


def nfc(text: str) -> str:
    """NFC in linear time: CPython sorts a run of marks by insertion, 100 kB take ten seconds."""
    return unicodedata.normalize("NFC", _MANY.sub(_ordered, text))


def _ordered(found: re.Match[str]) -> str:
    """Put a long run of marks in canonical order beforehand."""
    runs: list[list[str]] = [[]]
    for character in "".join(unicodedata.normalize("NFD", one) for one in found[0]):
        if not unicodedata.combining(character):
            runs.append([])
        runs[-1].append(character)
    return "".join(mark for run in runs for mark in sorted(run, key=unicodedata.combining))
