"""Does a message end the conversation? Only if it consists of nothing but thanks and goodbyes."""

from collections.abc import Container

from social_care.triage.index import PhraseIndex
from social_care.triage.phrases import BREAKS, phrase_words
from social_care.triage.reading import Reading
from social_care.triage.table import Closing, Kind

_FILLER, _CORE = 0, 1
_OPEN_ENDED = (
    Kind.PROBLEM,
    Kind.MOOD,
    Kind.PRESSURE,
    Kind.QUESTION,
    Kind.NOISE,
)


class ClosingTest:
    """Strict on purpose: a missed closing costs a key, a false one leaves a customer waiting."""

    def __init__(self, closing: Closing) -> None:
        self._longest = closing.longest
        self.words = phrase_words([*closing.core, *closing.filler])
        self._index = PhraseIndex(
            [(_CORE, phrase) for phrase in closing.core]
            + [(_FILLER, phrase) for phrase in closing.filler]
        )

    def closes(self, reading: Reading, known: Container[str]) -> bool:
        """True when all of it is closing phrases, but for one name that is no `known` word."""
        if reading.asks or reading.plain.links or reading.has(*_OPEN_ENDED):
            return False
        return reading.words <= self._longest and self._covered(reading, known)

    def _covered(self, reading: Reading, known: Container[str]) -> bool:
        longest: dict[int, tuple[int, bool]] = {}
        for owner, start, end in self._index.find(reading.lowered):
            longest[start] = max(longest.get(start, (0, False)), (end, owner == _CORE))
        core = named = False
        at = 0
        while at < len(reading.lowered):
            end, is_core = longest.get(at, (at, False))
            if end > at:
                core |= is_core
            elif core and not named and _is_name(reading.tokens[at], known):
                named = True
            elif reading.lowered[at] not in BREAKS:
                return False
            at = max(end, at + 1)
        return core


def _is_name(token: str, known: Container[str]) -> bool:
    named = token.isalpha() and token[0].isupper() and token[1:].islower()
    return named and token.lower() not in known
