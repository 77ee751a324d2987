"""Our arithmetic is VADER's: the same numbers for whatever is written, only sooner."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from social_care.triage.vader import Vader


@pytest.fixture(scope="module")
def original() -> Any:
    return SentimentIntensityAnalyzer()


@pytest.fixture(scope="module")
def ours(original: Any) -> Vader:
    return Vader(original)


def same(original: Any, ours: Vader, text: str) -> None:
    scores = original.polarity_scores(text)
    assert ours.read(text) == (scores["compound"], scores["neg"], scores["pos"])


TEXTS = {
    "nothing": "",
    "space": " \n\t",
    "one good word": "good",
    "no word of feeling": "the parcel is here",
    "boosted": "the very good, extremely good and hardly good boots",
    "negated near and far": "not good, not so good, isn't really that good, good",
    "never so": "never so good and never this bad",
    "without doubt": "without doubt the best, without a doubt good",
    "so before": "it is so bad, this bad",
    "no": "no good, no really good, no love or good, no thanks",
    "no at the end": "good or no",
    "but": "good but bad, but good and good",
    "least": "least good, at least good, the very least good, least",
    "kind of": "kind of good, kind words, sort of bad",
    "idioms": "this is the shit and the bomb, yeah right, to die for, a bad ass bus stop",
    "capitals": "this is GOOD and VERY bad, NOT nice",
    "only capitals": "THIS IS VERY BAD",
    "marks": "good!!!!!! really?? bad??? what????",
    "emoticons": ":) :( :-/ <3 xD",
    "emoji": "good😡bad 😂😂 ❤ ❤️ 💔ok",
    "quotes": "\"good\" 'bad' (great) good. bad,",
    "apostrophe": "don't like, don’t like, wouldn't love",
    "hyphen": "kind-of good, uh-uh bad",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_every_rule_gives_the_same_numbers(original: Any, ours: Vader, text: str) -> None:
    same(original, ours, text)


RULES = """no not never so this least at very kind of the shit bad ass to die for but without doubt
NEVER isn't or nor sort just enough VERY hardly good GOOD great love hate bus stop yeah right
nothing wasn't 😡 ❤ :) ! ?? good! "bad" really almost uh-uh"""
WORDS = st.sampled_from(sorted(set(RULES.split())))


@settings(max_examples=1500)
@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_rules_meet_in_every_order(original: Any, ours: Vader, text: str) -> None:
    same(original, ours, text)


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_characters_give_the_same_numbers(original: Any, ours: Vader, text: str) -> None:
    same(original, ours, text)


def test_a_patched_lexicon_is_followed() -> None:
    analyser = SentimentIntensityAnalyzer()
    analyser.lexicon["least"] = -1.0
    analyser.lexicon.pop("good")
    analyser.emojis["😡"] = "furious"
    ours = Vader(analyser)
    for text in TEXTS.values():
        same(analyser, ours, text)
