"""Where a reading puts a mention: category, band and score, before anything is said about it."""

from dataclasses import dataclass

from social_care.models import Band, Category
from social_care.triage.probability import complaint_odds, measure, probability, severity_of
from social_care.triage.reading import RAISING, Reading
from social_care.triage.score import points_of, score_of, severity_points, strength_of
from social_care.triage.subject import Subject
from social_care.triage.table import TriageTable
from social_care.triage.verdict import band_of, categorise, inherited

_NOTHING_WRONG = frozenset({Category.PRAISE, Category.NOISE})
_NEEDS = frozenset({Category.COMPLAINT, Category.QUESTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A verdict without its reasons."""

    category: Category
    complaint: float
    goes_on: bool
    """The complaint probability is the thread's."""
    severity: float
    band: Band
    score: int


def stand(
    reading: Reading, subject: Subject, table: TriageTable, *, uncertain: bool = False
) -> Standing:
    """The verdict on a mention that closes nothing; `uncertain` when its language is.

    A cue of a kind in `RAISING` never makes it lower than it were without that cue.
    """
    measures = measure(reading, table.scales)
    alone = probability(complaint_odds(reading, measures, table))
    complaint = inherited(alone, reading, subject, table.context)
    goes_on = complaint > alone
    category = categorise(reading, complaint, subject, table.thresholds, goes_on=goes_on)
    severity = table.severity.lowest
    if category not in _NOTHING_WRONG:
        severity = severity_of(reading, measures, table.severity)
    band = band_of(category, reading, subject, table)
    doubtful = category is Category.OTHER and complaint >= table.thresholds.complaint
    if uncertain or doubtful:
        band = min(band, Band.NORMAL)
    points = points_of(reading.hits, subject, table.score)
    if category in _NEEDS:
        points += severity_points(severity, complaint, table.score, table.severity)
    troubled = reading.has(*RAISING)
    tone = reading.tone.compound
    strength = strength_of(category, band, complaint, tone, table.score, troubled=troubled)
    return Standing(
        category=category,
        complaint=complaint,
        goes_on=goes_on,
        severity=severity,
        band=band,
        score=score_of(band, strength, points, table.score),
    )
