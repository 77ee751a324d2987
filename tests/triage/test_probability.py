"""The logistic formula: each weight counts for what it is named after, and for nothing else."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.triage.cues import Hit
from social_care.triage.normalise import Plain
from social_care.triage.phrases import tokenise
from social_care.triage.probability import complaint_odds
from social_care.triage.reading import Reading
from social_care.triage.sentiment import Tone
from social_care.triage.table import Cue, Kind, Weights

NOTHING = Weights(**{field.name: 0.0 for field in fields(Weights)})
NEUTRAL = Tone(compound=0.0, negative=0.0, positive=0.0)


def hit(kind: Kind, complaint: float = 0.0) -> Hit:
    return Hit(
        cue=Cue(code="x", kind=kind, reason="x", phrases=(), complaint=complaint), spans=((0, 1),)
    )


def reading(
    text: str = "",
    *hits: Hit,
    tone: Tone = NEUTRAL,
    links: int = 0,
    hashtags: int = 0,
    person: bool = False,
    negations: int = 0,
) -> Reading:
    tokens = tokenise(text)
    return Reading(
        plain=Plain(text=text, links=links, hashtags=hashtags),
        tokens=tokens,
        lowered=[token.lower() for token in tokens],
        tone=tone,
        hits=hits,
        person=person,
        negations=negations,
    )


@pytest.mark.parametrize(
    ("weight", "read", "times"),
    [
        ("bias", reading(), 1),
        ("compound_below_zero", reading(tone=replace(NEUTRAL, compound=-0.5)), -0.5),
        ("compound_below_zero", reading(tone=replace(NEUTRAL, compound=0.5)), 0),
        ("compound_above_zero", reading(tone=replace(NEUTRAL, compound=0.5)), 0.5),
        ("compound_above_zero", reading(tone=replace(NEUTRAL, compound=-0.5)), 0),
        (
            "compound_above_zero",
            reading("", hit(Kind.PROBLEM), tone=replace(NEUTRAL, compound=0.5)),
            0.25,
        ),
        ("negative_share", reading(tone=replace(NEUTRAL, negative=0.3)), 0.3),
        ("positive_share", reading(tone=replace(NEUTRAL, positive=0.3)), 0.3),
        ("negations", reading(negations=1), 0.5),
        ("negations", reading(negations=2), 1),
        ("negations", reading(negations=9), 1),
        ("problems", reading("", hit(Kind.PROBLEM), hit(Kind.MOOD)), 0.5),
        ("problems", reading("", *[hit(Kind.PROBLEM)] * 5), 1),
        ("length", reading("one two three four five"), 0.5),
        ("length", reading("a " * 50), 1),
        ("length", reading("! ? 😡"), 0),
        ("shouting", reading("what!!"), 1),
        ("shouting", reading("what?!"), 1),
        ("shouting", reading("what! no!"), 0),
        ("shouting", reading("what??"), 0),
        ("many_hashtags", reading(hashtags=3), 1),
        ("many_hashtags", reading(hashtags=2), 0),
        ("link_without_person", reading(links=1), 1),
        ("link_without_person", reading(links=1, person=True), 0),
        ("link_without_person", reading(), 0),
    ],
)
def test_each_weight_counts_for_what_it_names(weight: str, read: Reading, times: float) -> None:
    full = {"problems_full": 2.0, "length_full": 10.0}
    weights = replace(NOTHING, **{**full, weight: 3.0})
    assert complaint_odds(read, weights) == pytest.approx(3.0 * times)


def test_a_cue_counts_once_however_often_it_stands_there() -> None:
    often = Hit(cue=hit(Kind.MOOD, 0.7).cue, spans=((0, 1), (2, 3), (4, 5)))
    assert complaint_odds(reading("a", often), NOTHING) == pytest.approx(0.7)


def test_full_at_nothing_counts_as_full_from_the_first() -> None:
    weights = replace(NOTHING, problems=1.0, problems_full=0.0)
    assert complaint_odds(reading("", hit(Kind.PROBLEM)), weights) == 1.0
    assert complaint_odds(reading(), weights) == 0.0


@given(count=st.integers(0, 12), more=st.integers(1, 5))
def test_more_problems_never_make_a_complaint_less_likely(count: int, more: int) -> None:
    weights = replace(NOTHING, problems=1.0, problems_full=6.0)
    few = complaint_odds(reading("", *[hit(Kind.PROBLEM, 0.2)] * count), weights)
    many = complaint_odds(reading("", *[hit(Kind.PROBLEM, 0.2)] * (count + more)), weights)
    assert many > few


@pytest.mark.parametrize(
    ("text", "links", "bare"),
    [("", 1, True), (".!", 1, True), ("look", 1, False), ("😡", 1, False), ("", 0, False)],
)
def test_a_bare_link_is_a_link_without_a_word(text: str, links: int, bare: bool) -> None:
    assert reading(text, links=links).bare_link() is bare
