"""VADER's arithmetic to the last digit, with the work for each word done once.

`vaderSentiment` lower-cases every word of a text again for each word it values. Here a text is
lower-cased once and only words of the lexicon are looked at; `bench/triage.py` compares the two
on every text it is given.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from string import punctuation
from typing import Any

_SO = frozenset({"so", "this"})
_OR = frozenset({"or", "nor"})
_NOT_LEAST = frozenset({"at", "very"})


class Vader:
    """One analyser of `vaderSentiment` at work, with the lexicon and emoji it has now."""

    def __init__(self, analyser: Any) -> None:
        from vaderSentiment.vaderSentiment import (
            BOOSTER_DICT,
            C_INCR,
            N_SCALAR,
            NEGATE,
            SPECIAL_CASES,
        )

        self.lexicon: dict[str, float] = analyser.lexicon
        self._emoji: Mapping[str, str] = analyser.emojis
        self._one_sign = frozenset(sign for sign in self._emoji if len(sign) == 1)
        self._boosters: Mapping[str, float] = BOOSTER_DICT
        self._idioms: Mapping[str, float] = SPECIAL_CASES
        self._idiom_words = frozenset(word for idiom in self._idioms for word in idiom.split())
        self._negations = frozenset(NEGATE)
        self._after_but = analyser._but_check  # noqa: SLF001 (a static method, quirks included)
        self._flip: float = N_SCALAR
        self._loud: float = C_INCR
        self.words = frozenset(self.lexicon) | frozenset(self._boosters) | self._negations

    def read(self, text: str) -> tuple[float, float, float]:
        """(compound -1..1, negative share 0..1, positive share 0..1), rounded as VADER does."""
        if not self._one_sign.isdisjoint(text):
            text = self._spelled_out(text)
        text = text.strip()
        words = [_bare(word) for word in text.split()]
        if not words:
            return 0.0, 0.0, 0.0
        lowered = [word.lower() for word in words]
        lexicon, boosters = self.lexicon, self._boosters
        valued = [at for at, word in enumerate(lowered) if word in lexicon]
        if not valued:
            return 0.0, 0.0, 0.0
        valences: list[float] = [0] * len(words)
        mixed_capitals = not text.islower() and _mixed_capitals(words)
        for at in valued:
            word = lowered[at]
            kind_of = word == "kind" and lowered[at + 1 : at + 2] == ["of"]
            if word not in boosters and not kind_of:
                valences[at] = self._valence(words, lowered, at, mixed_capitals)
        if "but" in lowered:
            valences = self._after_but(words, valences)
        return _summed([valence for valence in valences if valence], len(words), _emphasis(text))

    def _spelled_out(self, text: str) -> str:
        """Emoji as the words VADER reads for them, with a space before each that needs one."""
        spelled: list[str] = []
        spaced = True
        for sign in text:
            word = self._emoji.get(sign)
            if word is None:
                spelled.append(sign)
                spaced = sign == " "
            else:
                spelled.append(word if spaced else f" {word}")
                spaced = False
        return "".join(spelled)

    def _valence(
        self, words: Sequence[str], lowered: Sequence[str], at: int, mixed_capitals: bool
    ) -> float:
        lexicon = self.lexicon
        valence = lexicon[lowered[at]]
        if lowered[at] == "no" and at + 1 < len(words) and lowered[at + 1] in lexicon:
            valence = 0.0
        if _after_no(lowered, at):
            valence = lexicon[lowered[at]] * self._flip
        if mixed_capitals and words[at].isupper():
            valence += self._loud if valence > 0 else -self._loud
        for back in range(1, min(at, 3) + 1):
            before = lowered[at - back]
            if before in lexicon:
                continue
            if before in self._boosters:
                valence += self._boost(words[at - back], before, valence, back, mixed_capitals)
            valence = self._negated(valence, lowered, at, back)
            if back == 3:
                valence = self._idiomatic(valence, lowered, at)
        return self._least(valence, lowered, at)

    def _boost(
        self, word: str, lowered: str, valence: float, back: int, mixed_capitals: bool
    ) -> float:
        boost = self._boosters[lowered]
        if valence < 0:
            boost *= -1
        if mixed_capitals and word.isupper():
            boost += self._loud if valence > 0 else -self._loud
        if back == 2:
            return boost * 0.95
        return boost * 0.9 if back == 3 else boost

    def _negated(self, valence: float, lowered: Sequence[str], at: int, back: int) -> float:
        """A negation up to three words before; "never so" strengthens, "without doubt" does not."""
        before = lowered[at - back]
        if back == 2:
            if before == "never" and lowered[at - 1] in _SO:
                return valence * 1.25
            if before == "without" and lowered[at - 1] == "doubt":
                return valence
        elif back == 3:
            if (before == "never" and lowered[at - 2] in _SO) or lowered[at - 1] in _SO:
                return valence * 1.25
            if before == "without" and "doubt" in (lowered[at - 2], lowered[at - 1]):
                return valence
        if before in self._negations or "n't" in before:
            return valence * self._flip
        return valence

    def _idiomatic(self, valence: float, lowered: Sequence[str], at: int) -> float:
        three, two, one, this = lowered[at - 3 : at + 1]
        two_one, three_two_one, three_two = f"{two} {one}", f"{three} {two} {one}", f"{three} {two}"
        if not self._idiom_words.isdisjoint(lowered[max(at - 3, 0) : at + 3]):
            valence = self._special(
                valence,
                (f"{one} {this}", f"{two_one} {this}", two_one, three_two_one, three_two),
                lowered,
                at,
            )
        for words in (three_two_one, three_two, two_one):
            if words in self._boosters:
                valence += self._boosters[words]
        return valence

    def _special(
        self, valence: float, before: tuple[str, ...], lowered: Sequence[str], at: int
    ) -> float:
        """Idioms that end at the word or before it, then those that begin with it."""
        for words in before:
            if words in self._idioms:
                valence = self._idioms[words]
                break
        for length in (2, 3):
            words = " ".join(lowered[at : at + length])
            if len(lowered) >= at + length and words in self._idioms:
                valence = self._idioms[words]
        return valence

    def _least(self, valence: float, lowered: Sequence[str], at: int) -> float:
        if at == 0 or lowered[at - 1] != "least" or "least" in self.lexicon:
            return valence
        if at > 1 and lowered[at - 2] in _NOT_LEAST:
            return valence
        return valence * self._flip


def _bare(token: str) -> str:
    """Without punctuation around it, unless little is left: then it may be an emoticon."""
    if token.isalpha():
        return token
    stripped = token.strip(punctuation)
    return stripped if len(stripped) > 2 else token


def _mixed_capitals(words: Sequence[str]) -> bool:
    """Some words are all capitals and some are not."""
    capitals = sum(map(str.isupper, words))
    return 0 < capitals < len(words)


def _after_no(lowered: Sequence[str], at: int) -> bool:
    if (at > 0 and lowered[at - 1] == "no") or (at > 1 and lowered[at - 2] == "no"):
        return True
    return at > 2 and lowered[at - 3] == "no" and lowered[at - 1] in _OR


def _emphasis(text: str) -> float:
    exclaimed = min(text.count("!"), 4) * 0.292
    asked = text.count("?")
    if asked > 1:
        return exclaimed + (asked * 0.18 if asked <= 3 else 0.96)
    return exclaimed + 0


def _summed(valences: Sequence[float], words: int, emphasis: float) -> tuple[float, float, float]:
    """`valences` are those of `words` words that are not zero."""
    total = float(sum(valences))
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    compound = max(-1.0, min(1.0, total / sqrt(total * total + 15)))
    # VADER adds one to each valued word, to weigh it against neutral words, which count one each.
    positive = negative = 0.0
    for valence in valences:
        if valence > 0:
            positive += valence + 1
        else:
            negative += valence - 1
    if positive > abs(negative):
        positive += emphasis
    elif positive < abs(negative):
        negative -= emphasis
    whole = positive + abs(negative) + (words - len(valences))
    return round(compound, 4), round(abs(negative / whole), 3), round(abs(positive / whole), 3)
