"""The score: every band has its stretch of 0..100, and strength moves a mention inside it."""

from collections.abc import Sequence
from math import log10

from social_care.models import Band, Category
from social_care.triage.cues import Hit
from social_care.triage.subject import Subject
from social_care.triage.table import Score, Severity


def score_of(band: Band, strength: float, points: float, table: Score) -> int:
    """0..100. `strength` is 0..1: the complaint probability, or the tone of praise."""
    bottom, top = _stretch(band, table)
    full = points / table.points_full if table.points_full > 0 else 0.0
    share = min(1.0, table.strength * strength + full)
    return round(bottom + share * (top - bottom))


def strength_of(
    category: Category,
    band: Band,
    complaint: float,
    compound: float,
    table: Score,
    *,
    troubled: bool = False,
) -> float:
    """What ranks a mention inside its band, 0..1; praise comes before what says nothing.

    What a sign of trouble has kept from being praise stays at least where praise would stand.
    Where something pressing has lifted the band, only the complaint counts.
    """
    praised = category is Category.PRAISE or (troubled and category is Category.OTHER)
    if not praised or band <= Band.HIGH:
        return complaint
    praise = table.praise + (1 - table.praise) * max(compound, 0.0)
    return max(complaint, praise)


def points_of(hits: Sequence[Hit], subject: Subject, table: Score) -> float:
    """Urgency of what fired, reach, and how often the customer wrote in vain."""
    urgency = min(table.most_urgency, sum(hit.cue.urgency for hit in hits))
    again = table.unanswered * min(max(subject.unanswered, 0), table.most_unanswered)
    return urgency + again + table.verified * subject.verified + _reach(subject, table)


def severity_points(severity: float, complaint: float, table: Score, bounds: Severity) -> float:
    """Points for how bad it is, as far as it is a complaint at all."""
    span = bounds.highest - bounds.lowest
    return table.severity * complaint * (severity - bounds.lowest) / span if span > 0 else 0.0


def _reach(subject: Subject, table: Score) -> float:
    """By the power of ten, so that a crowd of millions is not worth a thousand customers."""
    if not 0 < table.reach_from < table.reach_full:
        return 0.0
    followers = subject.followers or 0
    if followers <= table.reach_from:
        return 0.0
    steps = log10(table.reach_full / table.reach_from)
    return table.reach * min(1.0, log10(followers / table.reach_from) / steps)


def _stretch(band: Band, table: Score) -> tuple[int, int]:
    above = (101, table.urgent, table.high, table.normal, table.low, 0)
    return above[band + 1], above[band] - 1
