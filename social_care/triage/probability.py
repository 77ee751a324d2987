"""How likely a text is a complaint: one logistic formula over what was seen."""

from math import exp

from social_care.triage.reading import Reading
from social_care.triage.table import Kind, Weights


def complaint_odds(reading: Reading, weights: Weights) -> float:
    """Log odds that `reading` is a complaint: the table's weights, summed."""
    tone = reading.tone
    total = (
        weights.bias
        + weights.compound_below_zero * min(tone.compound, 0.0)
        + weights.compound_above_zero * _pleased(reading)
        + weights.negative_share * tone.negative
        + weights.positive_share * tone.positive
        + weights.negations * min(reading.negations, 2) / 2
        + weights.problems * _share(reading.count(Kind.PROBLEM), weights.problems_full)
        + weights.length * _share(reading.words, weights.length_full)
        + sum(hit.cue.complaint for hit in reading.hits)
    )
    if reading.shouts:
        total += weights.shouting
    if reading.plain.hashtags >= 3:
        total += weights.many_hashtags
    if reading.plain.links and not reading.person:
        total += weights.link_without_person
    return total


def probability(log_odds: float) -> float:
    """0..1; far ends are cut so that no text can overflow."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, log_odds))))


def _pleased(reading: Reading) -> float:
    """Positive tone, which beside a problem is relief or mockery and halves."""
    tone = max(reading.tone.compound, 0.0)
    return tone / 2 if reading.has(Kind.PROBLEM) else tone


def _share(count: float, full: float) -> float:
    return min(1.0, count / full) if full > 0 else float(count > 0)
