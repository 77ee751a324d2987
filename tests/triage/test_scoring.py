"""Tone, probability and score, each on its own."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Band, Category
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.probability import probability
from social_care.triage.score import score_of, strength_of
from social_care.triage.sentiment import ToneMeter
from tests.triage.conftest import Assess


@pytest.fixture(scope="module")
def meter(table: TriageTable) -> ToneMeter:
    return ToneMeter(table.lexicon, table.emoji)


@pytest.mark.parametrize(
    "text", ["please help", "sure", "can I get some support", "urgent", "wow", "😂", "🔥"]
)
def test_asking_for_help_is_no_praise(meter: ToneMeter, text: str) -> None:
    assert meter.read(text).compound <= 0


@pytest.mark.parametrize("text", ["stranded", "overcharged", "unhelpful", "😡", "🙄", "👎", "💔"])
def test_words_of_failing_service_and_angry_emoji_are_negative(meter: ToneMeter, text: str) -> None:
    assert meter.read(text).compound < 0


@pytest.mark.parametrize("text", ["❤", "👍", "comfy", "great", "love it"])
def test_praise_is_positive(meter: ToneMeter, text: str) -> None:
    assert meter.read(text).compound > 0


def test_a_word_taken_out_lends_no_weight_to_its_booster() -> None:
    assert ToneMeter({"help": 0.0}, {}).read("really help").compound == 0


def test_two_meters_do_not_share_their_patches() -> None:
    angry, calm = ToneMeter({"shoe": -3.0}, {}), ToneMeter({}, {})
    assert angry.read("shoe").compound < calm.read("shoe").compound == 0


@given(st.floats(allow_nan=False))
def test_any_log_odds_give_a_probability(log_odds: float) -> None:
    assert 0 < probability(log_odds) < 1


@given(low=st.floats(-30, 30), high=st.floats(-30, 30))
def test_probability_rises_with_the_odds(low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert probability(low) <= probability(high)


@given(strength=st.floats(0, 1), points=st.floats(0, 80))
def test_a_more_pressing_band_always_scores_higher(
    table: TriageTable, strength: float, points: float
) -> None:
    best = [score_of(band, 1, 80, table.score) for band in Band]
    worst = [score_of(band, 0, 0, table.score) for band in Band]
    for band in Band:
        assert worst[band] <= score_of(band, strength, points, table.score) <= best[band]
        assert band is Band.NONE or worst[band] > best[band + 1]


def test_praise_comes_before_what_says_nothing(table: TriageTable) -> None:
    praise = strength_of(Category.PRAISE, Band.LOW, 0.0, 0.0, table.score)
    bare = table.thresholds.complaint_bare
    assert praise > strength_of(Category.OTHER, Band.LOW, bare, 0.0, table.score)


def test_praise_that_something_pressing_lifts_ranks_by_its_trouble(table: TriageTable) -> None:
    assert strength_of(Category.PRAISE, Band.HIGH, 0.1, 0.9, table.score) == 0.1


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("my order is late", "my order is late again and nobody answers"),
        ("I want a refund", "I want a refund, this is a disgrace"),
        ("where is my parcel", "where is my parcel, I have been waiting 3 weeks"),
        ("the sole came off", "the sole came off, never again"),
    ],
)
def test_a_worse_story_is_a_likelier_complaint_and_scores_higher(
    assess: Assess, less: str, more: str
) -> None:
    mild, bad = assess(less), assess(more)
    assert mild.complaint is not None
    assert bad.complaint is not None
    assert mild.complaint < bad.complaint
    assert mild.score < bad.score


def test_a_threshold_in_the_table_moves_the_verdict(table: TriageTable) -> None:
    strict = replace(table, thresholds=replace(table.thresholds, complaint=0.99))
    text = Subject(text="it doesn't work")
    assert Triage(table).assess(text).category is Category.COMPLAINT
    assert Triage(strict).assess(text).category is Category.OTHER


@pytest.mark.parametrize(("complaint", "band"), [(0.2, Band.NORMAL), (0.6, Band.LOW)])
def test_a_bare_fact_that_is_nearly_a_complaint_deserves_a_look(
    table: TriageTable, complaint: float, band: Band
) -> None:
    at = replace(table.thresholds, complaint=complaint, complaint_bare=0.9)
    verdict = Triage(replace(table, thresholds=at)).assess(Subject(text="the lift smelled of fish"))
    assert (verdict.category, verdict.band) == (Category.OTHER, band)


def test_a_cue_taken_out_of_the_table_no_longer_fires(table: TriageTable) -> None:
    deaf = replace(table, cues=tuple(cue for cue in table.cues if cue.code != "safety"))
    text = Subject(text="my heater caught fire")
    assert Triage(table).assess(text).band is Band.URGENT
    assert Triage(deaf).assess(text).band is not Band.URGENT


def test_importing_triage_loads_neither_vader_nor_the_database_nor_the_network() -> None:
    code = (
        "import sys, social_care.triage;"
        "print({'vaderSentiment', 'sqlite3', 'httpx', 'requests', 'textual'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
