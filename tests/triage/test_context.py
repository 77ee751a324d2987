"""What surrounds a text: reach, messages nobody answered, who can read it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models import Band, Category, Visibility
from social_care.triage import Subject, Triage
from tests.triage.conftest import Assess

QUESTION = "Do you ship to Norway?"


@pytest.mark.parametrize(
    ("followers", "band", "named"),
    [
        (None, Band.NORMAL, []),
        (0, Band.NORMAL, []),
        (9_999, Band.NORMAL, []),
        (12_400, Band.NORMAL, ["12k followers"]),
        (100_000, Band.HIGH, ["100k followers"]),
        (2_000_000, Band.HIGH, ["2M followers"]),
        (2_340_000, Band.HIGH, ["2.3M followers"]),
    ],
)
def test_many_followers_are_named_and_lift_a_question(
    assess: Assess, followers: int | None, band: Band, named: list[str]
) -> None:
    verdict = assess(QUESTION, followers=followers)
    assert verdict.band is band
    assert [why for why in verdict.reasons if "followers" in why] == named


def test_writing_again_is_named_and_the_second_time_lifts_a_question(assess: Assess) -> None:
    once, twice = assess(QUESTION, unanswered=1), assess(QUESTION, unanswered=2)
    assert (once.band, twice.band) == (Band.NORMAL, Band.HIGH)
    assert "wrote again without an answer" in once.reasons
    assert "wrote again without an answer (2 earlier messages)" in twice.reasons


def test_reach_and_insistence_never_make_anything_urgent(assess: Assess) -> None:
    verdict = assess("Where is my order?", followers=50_000_000, unanswered=40, verified=True)
    assert verdict.band is Band.HIGH


@pytest.mark.parametrize("text", ["I love my boots", "follow me back", "new pair"])
def test_neither_lifts_what_asks_for_nothing(assess: Assess, text: str) -> None:
    assert assess(text, followers=10**9, unanswered=9).band is assess(text).band


def test_a_verified_author_is_named_and_counts_a_little(assess: Assess) -> None:
    plain, verified = assess(QUESTION), assess(QUESTION, verified=True)
    assert "verified account" in verified.reasons
    assert plain.score < verified.score <= plain.score + 3


@pytest.mark.parametrize("text", ["https://x.example/a", "GIVEAWAY! follow and retweet to win"])
def test_a_direct_message_is_never_of_band_none(assess: Assess, text: str) -> None:
    assert assess(text).band is Band.NONE
    assert assess(text, visibility=Visibility.DIRECT).band is Band.LOW


def test_a_direct_message_that_presses_keeps_its_band(assess: Assess) -> None:
    verdict = assess("Third week without my order", visibility=Visibility.DIRECT)
    assert (verdict.category, verdict.band) == (Category.COMPLAINT, Band.HIGH)


TEXTS = st.sampled_from(
    [QUESTION, "Where is my order?", "I love my boots", "follow me back", "my heel caught fire"]
)


@settings(max_examples=60)
@given(text=TEXTS, unanswered=st.integers(0, 6), followers=st.integers(0, 10**8))
def test_more_reach_or_more_silence_never_lowers_score_or_band(
    triage: Triage, text: str, unanswered: int, followers: int
) -> None:
    rising = [
        Subject(text=text, unanswered=unanswered, followers=followers),
        Subject(text=text, unanswered=unanswered + 1, followers=followers),
        Subject(text=text, unanswered=unanswered + 1, followers=followers * 10),
        Subject(text=text, unanswered=unanswered + 1, followers=followers * 10, verified=True),
    ]
    for before, after in pairwise(map(triage.assess, rising)):
        assert after.band <= before.band
        assert after.score >= before.score


@pytest.mark.parametrize("followers", [-5, 0, 10**30])
@pytest.mark.parametrize("unanswered", [-1, 10**9])
def test_absurd_counts_stay_within_the_score(
    assess: Assess, followers: int, unanswered: int
) -> None:
    assert 0 <= assess(QUESTION, followers=followers, unanswered=unanswered).score <= 100
