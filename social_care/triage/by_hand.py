"""A person's verdict in the place of triage's: what they did not say follows from the table."""

from dataclasses import replace

from social_care.models import Assessment, Band, Category
from social_care.triage.score import score_of, strength_of
from social_care.triage.table import TriageTable


def corrected(
    before: Assessment,
    agent: str,
    category: Category | None,
    band: Band | None,
    table: TriageTable,
) -> Assessment:
    """`before` as `agent` wants it; what is None is left to triage.

    A category without a band takes that category's usual one; but calling it a complaint makes
    nothing less pressing.
    """
    wanted = category or before.category
    if band is None:
        band = before.band if category is None else usual_band(before, category, table)
    complaint = before.complaint if category is None else float(wanted is Category.COMPLAINT)
    tone = before.sentiment or 0.0
    strength = strength_of(wanted, band, complaint or 0.0, tone, table.score)
    return replace(
        before,
        category=wanted,
        band=band,
        complaint=complaint,
        score=before.score if band is before.band else score_of(band, strength, 0, table.score),
        reasons=(_reason(before, agent, table.texts.corrected),),
    )


def _reason(before: Assessment, agent: str, said: str) -> str:
    said = said.replace("{category}", before.category).replace("{band}", before.band.label)
    return said.replace("{agent}", agent)


def usual_band(before: Assessment, category: Category, table: TriageTable) -> Band:
    """How pressing a mention is that is said to be of this category."""
    usual = table.bands[category]
    return min(usual, before.band) if category is Category.COMPLAINT else usual
