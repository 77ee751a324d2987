"""Reasons: plain words, the customer's own words, the most pressing first."""

import re

import pytest

from social_care.models import Category
from tests.triage.conftest import Assess
from tests.triage.test_verdicts import COMPLAINTS, OTHER, PRAISE, QUESTIONS, URGENT


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            "My son's foot is burned by your insole, we are at the hospital",
            ['safety or health ("is burned", "at the hospital")'],
        ),
        (
            "Where is my order? It was due Monday.",
            [
                'something lost, missing or wrong ("Where is my order")',
                'late or cancelled ("was due Monday")',
            ],
        ),
        ("Do the trail runners come in half sizes?", ['question ("Do the")']),
        ("size 9?", ["asks a question"]),
        (
            "Lena just made my week, thank you!!",
            ['praise ("made my week")', 'thanks ("thank you")', "positive tone (+0.47)"],
        ),
        ("follow me back", ['lowered: advertising or a prize draw ("follow me back")']),
        ("https://x.example/1", ["lowered: only a link"]),
        ("new pair", []),
        (
            "your driver did not ring and left it where it was not seen",
            ['reads like a complaint ("not")'],
        ),
    ],
)
def test_reasons_name_what_fired_in_the_customers_words(
    assess: Assess, text: str, reasons: list[str]
) -> None:
    assert list(assess(text).reasons) == reasons


def test_a_negative_tone_is_named_with_its_number(assess: Assess) -> None:
    verdict = assess("what a horrible, horrible shoe")
    assert f"negative tone ({verdict.sentiment:+.2f})" in verdict.reasons


def test_what_presses_comes_first_and_five_is_the_most(assess: Assess) -> None:
    reasons = assess(
        "Disgraceful!! My order is late again, nobody answers, the shop is broken, I want a "
        "refund, never again, and my insole caught fire. Need help today",
        unanswered=1,
        followers=20_000,
    ).reasons
    assert len(reasons) == 5
    assert reasons[0].startswith("safety or health")
    assert "wrote again without an answer" in reasons


def test_at_most_three_different_words_stand_behind_a_reason(assess: Assess) -> None:
    (reason,) = [
        why
        for why in assess("awful awful horrible dreadful appalling shoes").reasons
        if why.startswith("anger")
    ]
    assert reason == 'anger or disappointment ("awful", "horrible", "dreadful")'


def test_a_long_quotation_is_cut(assess: Assess) -> None:
    long = "internationalisationalism" * 3
    (reason,) = assess(f"where is my {long} order").reasons
    assert len(reason) < 100
    assert "…" in reason


def test_squeezed_words_are_quoted_as_they_were_understood(assess: Assess) -> None:
    assert 'waiting ("on hold")' in assess("on hoooold").reasons


@pytest.mark.parametrize(
    "text",
    [
        *URGENT.values(),
        *COMPLAINTS.values(),
        *QUESTIONS.values(),
        *PRAISE.values(),
        *OTHER.values(),
    ],
)
def test_no_reason_shown_has_lowered_the_score(assess: Assess, text: str) -> None:
    """Without the words a reason quotes, nothing ranks higher by more than rounding."""
    verdict = assess(text)
    for reason in verdict.reasons:
        rest = text
        for words in re.findall(r'"([^"]+)"', reason):
            rest = re.sub(re.escape(words), " ", rest, flags=re.IGNORECASE)
        assert assess(rest).score <= verdict.score + 1, reason


def test_no_reason_is_given_twice(assess: Assess) -> None:
    assert assess("Love waiting three hours for a vet").reasons == (
        'mock praise ("Love waiting three")',
        'waiting ("waiting three")',
    )


def test_no_everyday_word_is_given_as_the_reason(assess: Assess) -> None:
    verdict = assess("The bank froze my card while I am abroad and the phone line is closed")
    assert verdict.reasons == ('reads like a complaint ("while", "closed")',)


def test_praise_in_a_complaint_is_not_given_as_its_reason(assess: Assess) -> None:
    verdict = assess("I love your shoes but my order is three weeks late and nobody answers")
    assert verdict.category is Category.COMPLAINT
    assert not any("praise" in why or "love" in why for why in verdict.reasons)
