"""The logistic formula: each weight counts for what it is named after, and for nothing else."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.triage.cues import Hit
from social_care.triage.normalise import Plain
from social_care.triage.phrases import tokenise
from social_care.triage.probability import (
    complaint_odds,
    measure,
    odds_of,
    probability,
    severity_of,
)
from social_care.triage.reading import Reading
from social_care.triage.sentiment import Tone
from social_care.triage.table import Cue, Kind, Scales, TriageTable, Weights

NOTHING = Weights(**{field.name: 0.0 for field in fields(Weights)})
SCALES = Scales(
    negations_full=2, problems_full=2, length_full=10, share_full=4, many_hashtags=3, relief=0.5
)


@pytest.fixture(scope="module")
def bare(table: TriageTable) -> TriageTable:
    """A table in which nothing weighs anything."""
    return replace(table, weights=NOTHING, scales=SCALES, leanings={})


def odds(read: Reading, table: TriageTable) -> float:
    return complaint_odds(read, measure(read, table.scales), table)


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
        ("negative_tone", reading(tone=replace(NEUTRAL, compound=-0.5)), 0.5),
        ("negative_tone", reading(tone=replace(NEUTRAL, compound=0.5)), 0),
        ("positive_tone", reading(tone=replace(NEUTRAL, compound=0.5)), 0.5),
        ("positive_tone", reading(tone=replace(NEUTRAL, compound=-0.5)), 0),
        (
            "positive_tone",
            reading("", hit(Kind.PROBLEM), tone=replace(NEUTRAL, compound=0.5)),
            0.25,
        ),
        ("negative_share", reading("a b c d", tone=replace(NEUTRAL, negative=0.3)), 0.3),
        ("negative_share", reading("a b", tone=replace(NEUTRAL, negative=0.3)), 0.15),
        ("positive_share", reading("a b c d e f", tone=replace(NEUTRAL, positive=0.3)), 0.3),
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
        ("shouting", reading("what??"), 1),
        ("many_hashtags", reading(hashtags=3), 1),
        ("many_hashtags", reading(hashtags=2), 0),
        ("link_without_person", reading(links=1), 1),
        ("link_without_person", reading(links=1, person=True), 0),
        ("link_without_person", reading(), 0),
    ],
)
def test_each_weight_counts_for_what_it_names(
    bare: TriageTable, weight: str, read: Reading, times: float
) -> None:
    table = replace(bare, weights=replace(NOTHING, **{weight: 3.0}))
    assert odds(read, table) == pytest.approx(3.0 * times)


def test_a_cue_counts_once_however_often_it_stands_there(bare: TriageTable) -> None:
    often = Hit(cue=hit(Kind.MOOD, 0.7).cue, spans=((0, 1), (2, 3), (4, 5)))
    assert odds(reading("a", often), bare) == pytest.approx(0.7)


def test_full_at_nothing_counts_as_full_from_the_first(bare: TriageTable) -> None:
    table = replace(
        bare, weights=replace(NOTHING, problems=1.0), scales=replace(SCALES, problems_full=0.0)
    )
    assert odds(reading("", hit(Kind.PROBLEM)), table) == 1.0
    assert odds(reading(), table) == 0.0


def test_a_word_leans_once_and_not_where_a_cue_has_read_it(bare: TriageTable) -> None:
    table = replace(bare, leanings={"agent": 0.5, "love": -0.25})
    assert odds(reading("agent love agent"), table) == pytest.approx(0.25)
    assert odds(reading("agent love", hit(Kind.HINT)), table) == pytest.approx(-0.25)


def test_a_sign_of_trouble_counts_at_least_what_its_words_would_alone(bare: TriageTable) -> None:
    table = replace(bare, leanings={"agent": 0.5, "love": -0.25})
    assert odds(reading("agent love", hit(Kind.PROBLEM)), table) == pytest.approx(0.25)
    twice = reading("agent love", hit(Kind.PROBLEM), hit(Kind.MOOD))
    assert odds(twice, table) == pytest.approx(0.25)


@given(count=st.integers(0, 12), more=st.integers(1, 5))
def test_more_problems_never_make_a_complaint_less_likely(
    bare: TriageTable, count: int, more: int
) -> None:
    table = replace(bare, weights=replace(NOTHING, problems=1.0))
    few = odds(reading("", *[hit(Kind.PROBLEM, 0.2)] * count), table)
    many = odds(reading("", *[hit(Kind.PROBLEM, 0.2)] * (count + more)), table)
    assert many > few


@given(st.floats(0, 1))
def test_odds_and_probability_lead_back_to_each_other(share: float) -> None:
    assert probability(odds_of(share)) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("read", "severity"),
    [
        (reading(), 1.5),
        (reading("what!!"), 2.0),
        (reading("my", person=True), 1.75),
        (reading("", hit(Kind.MOOD)), 1.5),
        (reading("no no", negations=2), 2.5),
        (reading("no no!!", negations=2, person=True), 3.0),
        (reading("", *[hit(Kind.PROBLEM)] * 2, tone=replace(NEUTRAL, compound=-1.0)), 3.0),
    ],
)
def test_severity_adds_up_within_its_bounds(
    table: TriageTable, read: Reading, severity: float
) -> None:
    weights = replace(
        table.severity,
        base=1.5,
        negative_tone=1.0,
        negative_share=0.0,
        negations=1.0,
        problems=1.0,
        shouting=0.5,
        person=0.25,
        lowest=1,
        highest=3,
    )
    assert severity_of(read, measure(read, SCALES), weights) == pytest.approx(severity)


@pytest.mark.parametrize(
    ("text", "links", "bare"),
    [("", 1, True), (".!", 1, True), ("look", 1, False), ("😡", 1, False), ("", 0, False)],
)
def test_a_bare_link_is_a_link_without_a_word(text: str, links: int, bare: bool) -> None:
    assert reading(text, links=links).bare_link() is bare
