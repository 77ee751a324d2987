"""Whatever a stranger writes, there is a verdict, always the same, within its bounds."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models import Assessment, Band, Category, Visibility
from social_care.triage import Subject, Triage
from tests.triage.conftest import Assess

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=400)
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("where is my order", "thanks", "not", "never again", "caught fire", "my", "!!", "?"),
            *("😡", "❤️", "giveaway", "https://x.example", "#NeverAgain", "&amp;", "\x1b[31m", "…"),
            *("\u202e", "\ud800", "acme", "@acme", "for nothing", "3 weeks", "love", "ok", "de"),
        ]
    ),
    max_size=30,
).map(" ".join)
SUBJECTS = st.builds(
    Subject,
    text=ANYTHING | FRAGMENTS,
    lang=st.none() | st.sampled_from(["en", "en-GB", "und", "de", "", "xx", "\ud800"]) | ANYTHING,
    visibility=st.sampled_from(Visibility),
    followers=st.none() | st.integers(-10, 10**12),
    verified=st.booleans(),
    after_answer=st.booleans(),
    unanswered=st.integers(0, 50),
    thread_complaint=st.none() | st.floats(0, 1),
    brand_words=st.lists(st.text(max_size=12), max_size=4).map(tuple),
)
LEAST_BAND = {
    Category.COMPLAINT: Band.HIGH,
    Category.QUESTION: Band.NORMAL,
    Category.PRAISE: Band.LOW,
    Category.OTHER: Band.LOW,
    Category.NOISE: Band.NONE,
    Category.CLOSING: Band.NONE,
}
SCORES = {
    Band.URGENT: range(80, 101),
    Band.HIGH: range(55, 80),
    Band.NORMAL: range(30, 55),
    Band.LOW: range(5, 30),
    Band.NONE: range(5),
}


def check(verdict: Assessment, subject: Subject) -> None:
    assert verdict.score in SCORES[verdict.band]
    assert verdict.band <= LEAST_BAND[verdict.category]
    assert (verdict.sentiment is None) == (verdict.complaint is None)
    if verdict.sentiment is None or verdict.complaint is None:
        assert (verdict.category, verdict.band) == (Category.OTHER, Band.NORMAL)
        assert verdict.reasons[0].startswith("not scored: ")
        assert (verdict.plain_sentiment, verdict.severity) == (None, None)
    else:
        assert -1 <= verdict.sentiment <= 1
        assert 0 <= verdict.complaint <= 1
        assert verdict.language in {"en", "und"}
        assert -1 <= (verdict.plain_sentiment or 0) <= 1
        assert 1 <= (verdict.severity or 0) <= 4
        assert not verdict.uncertain or verdict.band <= Band.NORMAL
    if subject.visibility is Visibility.DIRECT:
        assert verdict.band is not Band.NONE
    if verdict.category is Category.CLOSING:
        assert subject.after_answer
    if verdict.category not in {Category.PRAISE, Category.OTHER}:
        assert verdict.reasons
    check_reasons(verdict.reasons)


def check_reasons(reasons: tuple[str, ...]) -> None:
    assert len(reasons) <= 5
    assert len(set(reasons)) == len(reasons)
    for reason in reasons:
        assert reason == reason.strip()
        assert 0 < len(reason) <= 200
        assert not {unicodedata.category(sign) for sign in reason} & {"Cc", "Cf", "Cs", "Co", "Zl"}


@settings(max_examples=300)
@given(subject=SUBJECTS)
def test_any_mention_gets_one_lawful_verdict(triage: Triage, subject: Subject) -> None:
    verdict = triage.assess(subject)
    check(verdict, subject)
    assert triage.assess(subject) == verdict


FLOODS: dict[str, Callable[[], str]] = {
    "100 kB of prose": lambda: "where is my order, it is late. " * 3300,
    "an emoji flood": lambda: "😡" * 20_000,
    "a flood of families": lambda: "👨\u200d👩\u200d👧" * 8_000,
    "one endless word": lambda: "a" * 100_000,
    "endless negation": lambda: "not " * 25_000,
    "endless gaps": lambda: "never not won't ~ again " * 4_000,
    "entities": lambda: "&amp;" * 20_000,
    "unclosed entities": lambda: "&" * 100_000,
    "handles": lambda: "@a.b-c@d.e " * 9_000,
    "hashtags": lambda: "#aBcD" * 20_000,
    "ligatures that grow": lambda: "\ufdfa" * 50_000,
    "piled accents": lambda: "a" + "\u0301" * 100_000,
    "escape sequences": lambda: "\x1b]0;title\x07\x1b[2J" * 5_000,
    "every control": lambda: "".join(map(chr, range(0xA0))) * 600,
    "lone surrogates": lambda: "\ud83d " * 30_000,
    "null bytes": lambda: "\x00" * 100_000,
    "question marks": lambda: "?" * 100_000,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=list(FLOODS))
@pytest.mark.parametrize("after_answer", [False, True])
def test_floods_are_read_like_anything_else(
    triage: Triage, flood: Callable[[], str], after_answer: bool
) -> None:
    subject = Subject(text=flood(), after_answer=after_answer)
    check(triage.assess(subject), subject)


def test_only_the_first_2000_characters_count(assess: Assess) -> None:
    assert assess("new pair " * 300 + "caught fire in my hand").category is Category.OTHER


def test_an_emoji_flood_is_cut_before_vader_sees_it(assess: Assess) -> None:
    assert assess("😡" * 31).sentiment == assess("😡" * 1_500).sentiment


@settings(max_examples=50)
@given(noise=st.text(st.characters(categories=("Cc", "Cf")), max_size=3))
def test_words_quoted_in_reasons_carry_nothing_that_acts(triage: Triage, noise: str) -> None:
    text = f"still{noise} waiting {noise}on hold, where{noise} is my order"
    check_reasons(triage.assess(Subject(text=text, lang="en")).reasons)
