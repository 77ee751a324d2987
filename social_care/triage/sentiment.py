"""VADER with a lexicon patched for customer care."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """VADER's verdict: compound -1..1, and the shares (0..1) of negative and positive words."""

    compound: float
    negative: float
    positive: float


class ToneMeter:
    """One VADER analyser; building it costs as much as scoring 150 texts, so keep it."""

    def __init__(self, lexicon: Mapping[str, float], emoji: Mapping[str, str]) -> None:
        # Imported here: a console that shows a queue never scores, and need not wait for it.
        from vaderSentiment.vaderSentiment import (
            BOOSTER_DICT,
            NEGATE,
            SentimentIntensityAnalyzer,
        )

        self._vader = SentimentIntensityAnalyzer()
        for word, valence in lexicon.items():
            # A word valued 0 must leave: while it is in the lexicon, "very" before it still counts.
            if valence:
                self._vader.lexicon[word] = valence
            else:
                self._vader.lexicon.pop(word, None)
        self._vader.emojis.update(emoji)
        self.known = frozenset(self._vader.lexicon) | frozenset(BOOSTER_DICT) | frozenset(NEGATE)

    def read(self, text: str) -> Tone:
        """The tone of a text that `normalise` has made plain."""
        scores = self._vader.polarity_scores(text)
        return Tone(compound=scores["compound"], negative=scores["neg"], positive=scores["pos"])
