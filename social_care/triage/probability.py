"""How likely a text is a complaint, and how bad: two sums over what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from social_care.triage.reading import RAISING, Reading
from social_care.triage.table import Kind, Scales, Severity, TriageTable

_FURTHEST_ODDS = 30.0
"""Log odds beyond these are cut: e to their power must not overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a text measures on the scales of `Weights`, under the same names; 0..1 each."""

    negative_tone: float
    positive_tone: float
    negative_share: float
    positive_share: float
    negations: float
    problems: float
    length: float
    shouting: float
    asking: float
    many_hashtags: float
    link_without_person: float


def measure(reading: Reading, scales: Scales) -> Measures:
    """The numbers the weights are multiplied with."""
    tone = reading.tone
    pleased = max(tone.compound, 0.0)
    problems = reading.count(Kind.PROBLEM)
    told = _share(reading.words, scales.share_full)
    return Measures(
        negative_tone=max(-tone.compound, 0.0),
        positive_tone=pleased * (scales.relief if reading.has(Kind.PROBLEM, Kind.MOOD) else 1.0),
        negative_share=tone.negative * told,
        positive_share=tone.positive * told,
        negations=_share(reading.negations, scales.negations_full),
        problems=_share(problems, scales.problems_full),
        length=_share(reading.words, scales.length_full),
        shouting=float(reading.shouts),
        asking=float(reading.asks and not reading.shouts),
        many_hashtags=float(reading.plain.hashtags >= scales.many_hashtags),
        link_without_person=float(reading.plain.links > 0 and not reading.person),
    )


def complaint_odds(reading: Reading, measures: Measures, table: TriageTable) -> float:
    """Log odds that `reading` is a complaint: measures, cues and words, each times its weight."""
    weights, leanings = table.weights, table.leanings
    return (
        weights.bias
        + weights.negative_tone * measures.negative_tone
        + weights.positive_tone * measures.positive_tone
        + weights.negative_share * measures.negative_share
        + weights.positive_share * measures.positive_share
        + weights.negations * measures.negations
        + weights.problems * measures.problems
        + weights.length * measures.length
        + weights.shouting * measures.shouting
        + weights.asking * measures.asking
        + weights.many_hashtags * measures.many_hashtags
        + weights.link_without_person * measures.link_without_person
        + _cue_odds(reading, leanings)
        + sum(leanings[word] for word in reading.unread if word in leanings)
    )


def _cue_odds(reading: Reading, leanings: Mapping[str, float]) -> float:
    """What the cues add. One that is a sign of trouble adds at least what its words would alone:
    a cue that is shown as the reason must not have lowered the score.
    """
    counted = set(reading.unread)
    total = 0.0
    for hit in reading.hits:
        weight = hit.cue.complaint
        if hit.cue.kind in RAISING:
            leaning = 0.0
            for word in reading.words_of(hit):
                if leanings.get(word, 0.0) > 0 and word not in counted:
                    counted.add(word)
                    leaning += leanings[word]
            weight = max(weight, leaning)
        total += weight
    return total


def severity_of(reading: Reading, measures: Measures, table: Severity) -> float:
    """How bad it is for the customer, between the table's bounds (1 and 4)."""
    total = (
        table.base
        + table.negative_tone * measures.negative_tone
        + table.negative_share * measures.negative_share
        + table.negations * measures.negations
        + table.problems * measures.problems
        + table.shouting * measures.shouting
        + table.person * reading.person
        + sum(hit.cue.severity for hit in reading.hits)
    )
    return max(table.lowest, min(table.highest, total))


def probability(log_odds: float) -> float:
    """0..1; far ends are cut so that no text can overflow."""
    return 1.0 / (1.0 + exp(-max(-_FURTHEST_ODDS, min(_FURTHEST_ODDS, log_odds))))


def odds_of(share: float) -> float:
    """The log odds of a probability: the way back from `probability`, within the same ends."""
    end = probability(_FURTHEST_ODDS)
    share = max(1 - end, min(end, share))
    return log(share / (1 - share))


def _share(count: float, full: float) -> float:
    return min(1.0, count / full) if full > 0 else float(count > 0)
