"""Two readings of tone: VADER with a lexicon patched for customer care, and VADER as published."""

from collections.abc import Mapping
from dataclasses import dataclass

from social_care.triage.vader import Vader


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """VADER's verdict: compound -1..1, and the shares (0..1) of negative and positive words."""

    compound: float
    negative: float
    positive: float


NEUTRAL = Tone(compound=0.0, negative=0.0, positive=0.0)
"""Of a text in which nothing is for or against."""


class ToneMeter:
    """Two VADER analysers; building one costs as much as scoring 150 texts, so keep it."""

    def __init__(self, lexicon: Mapping[str, float], emoji: Mapping[str, str]) -> None:
        # Imported here: a console that shows a queue never scores, and need not wait for it.
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._published = Vader(SentimentIntensityAnalyzer())
        patched = SentimentIntensityAnalyzer()
        for word, valence in lexicon.items():
            # A word valued 0 must leave: while it is in the lexicon, "very" before it still counts.
            if valence:
                patched.lexicon[word] = valence
            else:
                patched.lexicon.pop(word, None)
        patched.emojis.update(emoji)
        self._patched = Vader(patched)
        self.known = self._patched.words

    def read(self, text: str) -> Tone:
        """The tone of a text that `normalise` has made plain. Capitals lend no weight."""
        compound, negative, positive = self._patched.read(text.lower())
        return Tone(compound=compound, negative=negative, positive=positive)

    def published(self, text: str) -> float:
        """The compound (-1..1) VADER gives to a text as it was written."""
        return self._published.read(text)[0]
