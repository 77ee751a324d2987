"""Fragments of a conversation are read with it: "yes, since Monday" says nothing alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Band, Category
from social_care.triage import Subject, Triage
from tests.triage.conftest import Assess

GOES_ON = "goes on with a complaint"


@pytest.mark.parametrize("text", ["yes I have", "Tuesday", "size 9, the blue ones", "AC-1234", "?"])
def test_a_fragment_goes_on_with_its_threads_complaint(assess: Assess, text: str) -> None:
    alone, within = assess(text), assess(text, thread_complaint=0.9)
    assert alone.category is not Category.COMPLAINT
    assert (within.category, within.band) == (Category.COMPLAINT, Band.HIGH)
    assert GOES_ON in within.reasons


@pytest.mark.parametrize(
    "text",
    [
        "thank you, that helps",
        "brilliant service, love it",
        "The one in the window of your Leeds shop, with the red laces",
        "https://x.example/1",
    ],
)
def test_thanks_and_whole_sentences_speak_for_themselves(assess: Assess, text: str) -> None:
    verdict = assess(text, thread_complaint=0.99)
    assert verdict.category is assess(text).category
    assert GOES_ON not in verdict.reasons


def test_what_is_inherited_has_faded(assess: Assess) -> None:
    complaint = assess("yes I have", thread_complaint=0.9).complaint
    assert complaint == pytest.approx(0.72)
    assert assess("yes I have", thread_complaint=0.3).category is not Category.COMPLAINT


@pytest.mark.parametrize("text", ["yes I have", "Tuesday", "AC-1234"])
def test_a_fragment_of_a_mild_complaint_is_part_of_it_too(assess: Assess, text: str) -> None:
    verdict = assess(text, thread_complaint=0.6)
    assert (verdict.category, verdict.band) == (Category.COMPLAINT, Band.HIGH)
    assert GOES_ON in verdict.reasons


def test_what_follows_a_thread_without_a_complaint_does_not_go_on_with_one(assess: Assess) -> None:
    verdict = assess("yes I have", thread_complaint=0.35)
    assert verdict.complaint is not None
    assert verdict.complaint > (assess("yes I have").complaint or 0)
    assert GOES_ON not in verdict.reasons


def test_a_fragment_that_is_worse_than_its_thread_counts_itself(assess: Assess) -> None:
    alone, within = assess("never arrived"), assess("never arrived", thread_complaint=0.1)
    assert within == alone


def test_thanks_after_our_answer_still_close_a_complaint(assess: Assess) -> None:
    verdict = assess("ok, thanks!", after_answer=True, thread_complaint=0.95)
    assert verdict.category is Category.CLOSING


@given(low=st.floats(0, 1), high=st.floats(0, 1), text=st.sampled_from(["yes", "ok", "since May"]))
def test_a_worse_thread_never_lowers_a_verdict(
    triage: Triage, low: float, high: float, text: str
) -> None:
    low, high = sorted((low, high))
    mild = triage.assess(Subject(text=text, thread_complaint=low))
    bad = triage.assess(Subject(text=text, thread_complaint=high))
    assert (mild.complaint or 0) <= (bad.complaint or 0)
    assert mild.score <= bad.score
    assert mild.band >= bad.band
