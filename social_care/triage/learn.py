"""What corrections teach: a calibration of two numbers and a few phrases, all small and bounded.

examples → phrases with support → logistic fit, held near "change nothing" → Learned
Nothing is learned from nothing; what would make triage agree less with the corrections is dropped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum, sqrt

from social_care.triage.probability import odds_of, probability

SLOPE_BOUNDS = (0.5, 2.0)
SHIFT_BOUNDS = (-1.5, 1.5)
"""Log odds."""
PHRASE_BOUND = 1.5
"""Log odds that one phrase adds or takes away at most."""
MOST_PHRASES = 200
FEWEST_CORRECTIONS = 3
"""A phrase is looked at only when so many corrections are about texts that hold it ..."""
FEWEST_MENTIONS = 2
"""... and so many different mentions."""
CALIBRATION_HOLD = 50.0
"""How strongly slope and shift are held at 1 and 0: as by so many examples."""
PHRASE_HOLD = 2.0
SMALLEST_WEIGHT = 0.1
"""A phrase that moves less is not worth a line in the file."""
FURTHEST = 6.0
"""Log odds of an example beyond these are cut: one text triage was sure of must not rule alone."""
SWEEPS = 300
STILL = 1e-6
HALVINGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text, what triage makes of it alone, and what it is."""

    odds: float
    """Triage's log odds that it is a complaint, before anything learned."""
    phrases: frozenset[str] = frozenset()
    complaint: float
    """0..1: 1 if a person says that it is a complaint, 0 if not. Where nobody `corrected` triage
    its own probability stands for it, which pulls towards no change and nowhere else."""
    mention: int = 0
    """Whose text it is."""
    corrected: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is laid over the table. As it stands here it changes nothing."""

    slope: float = 1.0
    """Log odds are multiplied by it, ..."""
    shift: float = 0.0
    """... and this is added."""
    phrases: Mapping[str, float] = field(default_factory=dict)
    """Log odds that a phrase adds, once, where it stands."""
    corrections: int = 0
    """From how many it was learned."""

    @property
    def changes_nothing(self) -> bool:
        """It is as good as no file."""
        return self.slope == 1.0 and self.shift == 0.0 and not self.phrases

    def odds(self, example: Example) -> float:
        """The example's log odds with what was learned."""
        own = fsum(self.phrases[each] for each in example.phrases if each in self.phrases)
        return self.slope * example.odds + self.shift + own

    def halved(self) -> "Learned":
        """Half as far from changing nothing."""
        return replace(
            self,
            slope=1.0 + (self.slope - 1.0) / 2,
            shift=self.shift / 2,
            phrases={each: weight / 2 for each, weight in self.phrases.items()},
        )


NOTHING = Learned()
Agreement = Callable[[Learned], float]
"""How many corrections triage would agree with, or their share: more is better."""


def fit(
    examples: Sequence[Example], threshold: float, agreement: Agreement | None = None
) -> Learned:
    """What the corrections among `examples` teach; the same whatever their order.

    `threshold` is the probability from which a mention is a complaint. What is learned agrees with
    the corrections at least as well as nothing does, by `agreement` or else by the examples' odds.
    """
    inside = sorted(map(_cut, examples), key=_sorting)
    corrected = [each for each in inside if each.corrected]
    if not corrected:
        return NOTHING
    measured = agreement or (lambda learned: agreeing(corrected, learned, threshold))
    found = _fitted(inside, _worth_a_look(corrected))
    return tempered(replace(found, corrections=len(corrected)), measured)


def agreeing(examples: Sequence[Example], learned: Learned, threshold: float) -> int:
    """How many examples fall on the side of the threshold where a person put them."""
    border = odds_of(threshold)
    return sum((learned.odds(each) >= border) == (each.complaint >= 0.5) for each in examples)


def tempered(found: Learned, agreement: Agreement) -> Learned:
    """`found`, or as much of it as agrees no less than nothing would."""
    least = agreement(NOTHING)
    for _ in range(HALVINGS):
        if agreement(found) >= least:
            return found
        found = found.halved()
    return replace(NOTHING, corrections=found.corrections)


def _cut(example: Example) -> Example:
    odds = max(-FURTHEST, min(FURTHEST, example.odds))
    complaint = example.complaint if example.corrected else probability(odds)
    return replace(example, odds=odds, complaint=complaint)


def _sorting(example: Example) -> tuple[object, ...]:
    """Sums of numbers depend on their order, and learning must not."""
    words = tuple(sorted(example.phrases))
    return (example.odds, example.complaint, example.weight, example.corrected, words)


def _worth_a_look(corrected: Sequence[Example]) -> list[str]:
    """The phrases with enough behind them, those that triage errs with most first."""
    where: dict[str, list[int]] = {}
    for number, example in enumerate(corrected):
        for phrase in example.phrases:
            where.setdefault(phrase, []).append(number)
    best: dict[tuple[int, ...], str] = {}
    for phrase in sorted(where, key=_telling):
        found = where[phrase]
        mentions = {corrected[number].mention for number in found}
        if len(found) >= FEWEST_CORRECTIONS and len(mentions) >= FEWEST_MENTIONS:
            best.setdefault(tuple(found), phrase)  # of those that always stand together
    errors = [each.complaint - probability(each.odds) for each in corrected]

    def pull(phrase: str) -> float:
        return abs(fsum(errors[number] for number in where[phrase])) / sqrt(len(where[phrase]))

    ranked = sorted(best.values(), key=lambda each: (-pull(each), each))
    return ranked[:MOST_PHRASES]


def _telling(phrase: str) -> tuple[int, str]:
    """Two words say what is meant and are said again; three are rarer, one means many things."""
    words = phrase.count(" ") + 1
    return ((2, 3, 1).index(words) if words <= 3 else words, phrase)


class _Feature:
    """One number that is fitted: where it stands, what holds it, and what it is multiplied with."""

    def __init__(self, usual: float, bounds: tuple[float, float], hold: float) -> None:
        self.value = self.usual = usual
        self.bounds, self.hold = bounds, hold
        self.at: list[tuple[int, float]] = []
        """(example, factor)."""

    def step(self, odds: list[float], examples: Sequence[Example]) -> float:
        """Move it downhill by the steepest that can never overshoot; how far it moved."""
        slope = self.hold * (self.value - self.usual)
        curve = self.hold
        for number, factor in self.at:
            example = examples[number]
            slope += example.weight * factor * (probability(odds[number]) - example.complaint)
            curve += example.weight * factor * factor / 4
        lowest, highest = self.bounds
        moved = max(lowest, min(highest, self.value - slope / curve)) - self.value
        self.value += moved
        for number, factor in self.at:
            odds[number] += moved * factor
        return abs(moved)


def _fitted(examples: Sequence[Example], phrases: Sequence[str]) -> Learned:
    slope = _Feature(1.0, SLOPE_BOUNDS, CALIBRATION_HOLD)
    shift = _Feature(0.0, SHIFT_BOUNDS, CALIBRATION_HOLD)
    single = {each: _Feature(0.0, (-PHRASE_BOUND, PHRASE_BOUND), PHRASE_HOLD) for each in phrases}
    for number, example in enumerate(examples):
        slope.at.append((number, example.odds))
        shift.at.append((number, 1.0))
        for phrase in example.phrases & single.keys():
            single[phrase].at.append((number, 1.0))
    odds = [example.odds for example in examples]
    features = (slope, shift, *single.values())
    for _ in range(SWEEPS):
        if max(feature.step(odds, examples) for feature in features) < STILL:
            break
    kept = {
        phrase: round(feature.value, 2)
        for phrase, feature in sorted(single.items())
        if abs(feature.value) >= SMALLEST_WEIGHT
    }
    return Learned(slope=round(slope.value, 3), shift=round(shift.value, 3), phrases=kept)
