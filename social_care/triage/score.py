"""The score: every band has its stretch of 0..100, and strength moves a mention inside it."""

from math import log10

from social_care.models import Band, Category
from social_care.triage.cues import Hit
from social_care.triage.subject import Subject
from social_care.triage.table import Score

_FULL_POINTS = 50
_MOST_URGENCY = 30
_MOST_COUNTED = 3


def score_of(band: Band, strength: float, points: float, table: Score) -> int:
    """0..100. `strength` is 0..1: the complaint probability, or the tone of praise."""
    bottom, top = _stretch(band, table)
    share = min(1.0, 0.6 * strength + points / _FULL_POINTS)
    return round(bottom + share * (top - bottom))


def strength_of(category: Category, complaint: float, compound: float) -> float:
    """What ranks a mention inside its band, 0..1; praise comes before what says nothing."""
    return (1 + max(compound, 0.0)) / 2 if category is Category.PRAISE else complaint


def points_of(hits: tuple[Hit, ...], subject: Subject, table: Score) -> float:
    """Urgency of what fired, reach, and how often the customer wrote in vain."""
    urgency = min(_MOST_URGENCY, sum(hit.cue.urgency for hit in hits))
    again = table.unanswered * min(max(subject.unanswered, 0), _MOST_COUNTED)
    return urgency + again + table.verified * subject.verified + _reach(subject, table)


def _reach(subject: Subject, table: Score) -> float:
    followers = max(subject.followers or 0, 100)
    return table.reach * min(1.0, (log10(followers) - 2) / 3)


def _stretch(band: Band, table: Score) -> tuple[int, int]:
    return {
        Band.URGENT: (table.urgent, 100),
        Band.HIGH: (table.high, table.urgent - 1),
        Band.NORMAL: (table.normal, table.high - 1),
        Band.LOW: (table.low, table.normal - 1),
        Band.NONE: (0, table.low - 1),
    }[band]
