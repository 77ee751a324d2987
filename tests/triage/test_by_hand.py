"""A person's verdict: what they say holds, what they leave out follows from the table."""

import pytest

from social_care.models import Assessment, Band, Category
from social_care.triage import Triage, TriageTable
from social_care.triage.by_hand import corrected
from social_care.triage.subject import Subject


@pytest.fixture(scope="module")
def lovely(triage: Triage) -> Assessment:
    return triage.assess(Subject(text="What lovely shoes, I love them!"))


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("band", Band)
def test_what_is_said_holds_and_the_score_stands_in_its_bands_stretch(
    lovely: Assessment, table: TriageTable, category: Category, band: Band
) -> None:
    given = corrected(lovely, "mary", category, band, table)
    assert (given.category, given.band) == (category, band)
    bottoms = (table.score.urgent, table.score.high, table.score.normal, table.score.low, 0)
    tops = (100, *(bottom - 1 for bottom in bottoms))
    assert bottoms[band] <= given.score <= tops[band]


def test_a_category_brings_its_usual_band(lovely: Assessment, table: TriageTable) -> None:
    for category in Category:
        given = corrected(lovely, "mary", category, None, table)
        assert given.band is table.bands[category]


def test_a_complaint_is_never_made_less_pressing_by_its_name(
    lovely: Assessment, table: TriageTable
) -> None:
    pressing = corrected(lovely, "mary", None, Band.URGENT, table)
    assert corrected(pressing, "sam", Category.COMPLAINT, None, table).band is Band.URGENT
    assert corrected(pressing, "sam", Category.QUESTION, None, table).band is Band.NORMAL


def test_a_person_is_certain_and_what_was_measured_stays(
    lovely: Assessment, table: TriageTable
) -> None:
    given = corrected(lovely, "mary", Category.COMPLAINT, None, table)
    assert given.complaint == 1.0
    assert (given.sentiment, given.language) == (lovely.sentiment, lovely.language)
    assert given.plain_sentiment == lovely.plain_sentiment
    assert corrected(lovely, "mary", None, Band.HIGH, table).complaint == lovely.complaint


def test_the_reason_names_the_person_and_the_former_verdict(
    lovely: Assessment, table: TriageTable
) -> None:
    given = corrected(lovely, "mary", Category.NOISE, None, table)
    assert given.reasons == ("corrected by mary (was praise, low)",)


def test_a_text_that_was_not_scored_is_corrected_like_any_other(
    triage: Triage, table: TriageTable
) -> None:
    before = triage.assess(Subject(text="¿Dónde está mi pedido de ayer?", lang="es"))
    given = corrected(before, "mary", Category.COMPLAINT, None, table)
    assert (given.category, given.band, given.sentiment) == (Category.COMPLAINT, Band.HIGH, None)
