"""What corrections teach: bounded, the same in any order, nothing from nothing, never a loss."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.triage.learn import (
    MOST_PHRASES,
    NOTHING,
    PHRASE_BOUND,
    SHIFT_BOUNDS,
    SLOPE_BOUNDS,
    Example,
    Learned,
    agreeing,
    fit,
    tempered,
)

THRESHOLD = 0.5
PHRASES = ("half sizes", "sizes", "wide fit", "sole", "laces", "box")

EXAMPLES = st.builds(
    Example,
    odds=st.floats(-12, 12, allow_nan=False),
    phrases=st.frozensets(st.sampled_from(PHRASES), max_size=4),
    complaint=st.sampled_from([0.0, 1.0]),
    mention=st.integers(1, 6),
    corrected=st.booleans(),
    weight=st.sampled_from([0.1, 1.0]),
)
LESSONS = st.lists(EXAMPLES, max_size=25)


def wrong(
    phrase: str,
    count: int,
    *,
    odds: float = 2.0,
    complaint: float = 0.0,
    mentions: int | None = None,
) -> list[Example]:
    """So many corrections of texts with the phrase, that triage had the other way round."""
    return [
        Example(
            odds=odds,
            phrases=frozenset({phrase}),
            complaint=complaint,
            mention=number % (mentions or count),
        )
        for number in range(count)
    ]


def right(count: int, *phrases: str, odds: float = 2.0) -> list[Example]:
    """So many texts that nobody objected to."""
    found = frozenset(phrases)
    return [
        Example(odds=odds, phrases=found, complaint=0, mention=100 + n, corrected=False)
        for n in range(count)
    ]


# Promises that hold whatever was corrected ------------------------------------------------------


@given(LESSONS)
def test_everything_learned_is_within_its_bounds(examples: list[Example]) -> None:
    learned = fit(examples, THRESHOLD)
    assert SLOPE_BOUNDS[0] <= learned.slope <= SLOPE_BOUNDS[1]
    assert SHIFT_BOUNDS[0] <= learned.shift <= SHIFT_BOUNDS[1]
    assert all(abs(weight) <= PHRASE_BOUND for weight in learned.phrases.values())
    assert len(learned.phrases) <= MOST_PHRASES


@given(LESSONS, st.randoms(use_true_random=False))
def test_the_order_of_corrections_does_not_matter(examples: list[Example], chance: object) -> None:
    mixed = list(examples)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert fit(mixed, THRESHOLD) == fit(examples, THRESHOLD)


@given(LESSONS, st.sampled_from([0.3, 0.5, 0.7]))
def test_agreement_with_the_corrections_never_gets_worse(
    examples: list[Example], threshold: float
) -> None:
    corrected = [each for each in examples if each.corrected]
    learned = fit(examples, threshold)
    assert agreeing(corrected, learned, threshold) >= agreeing(corrected, NOTHING, threshold)


@given(st.lists(EXAMPLES.filter(lambda each: not each.corrected), max_size=20))
def test_without_a_correction_nothing_is_learned(examples: list[Example]) -> None:
    assert fit(examples, THRESHOLD) == NOTHING


@given(LESSONS)
def test_only_phrases_with_enough_behind_them_are_learned(examples: list[Example]) -> None:
    for phrase in fit(examples, THRESHOLD).phrases:
        behind = [each for each in examples if each.corrected and phrase in each.phrases]
        assert len(behind) >= 3
        assert len({each.mention for each in behind}) >= 2


# What is learned --------------------------------------------------------------------------------


def test_a_phrase_that_misleads_triage_gets_a_weight_against_it() -> None:
    learned = fit(wrong("half sizes", 6), THRESHOLD)
    assert learned.phrases["half sizes"] < -0.5
    assert learned.corrections == 6


def test_a_phrase_that_triage_does_not_know_for_a_complaint_gets_one_for_it() -> None:
    learned = fit(wrong("sole", 6, odds=-2.0, complaint=1.0), THRESHOLD)
    assert learned.phrases["sole"] > 0.5


@pytest.mark.parametrize(("count", "mentions"), [(2, 2), (6, 1)])
def test_too_few_corrections_or_mentions_teach_no_phrase(count: int, mentions: int) -> None:
    assert fit(wrong("sole", count, mentions=mentions), THRESHOLD).phrases == {}


def test_the_same_mention_corrected_by_two_people_counts_twice() -> None:
    assert "sole" in fit(wrong("sole", 3, mentions=2), THRESHOLD).phrases


def test_of_phrases_that_always_stand_together_the_one_of_two_words_is_learned() -> None:
    together = frozenset({"half", "half sizes", "sizes", "in half sizes"})
    examples = [Example(odds=2, phrases=together, complaint=0, mention=n) for n in range(4)]
    assert list(fit(examples, THRESHOLD).phrases) == ["half sizes"]


def test_what_nobody_objected_to_holds_a_phrase_where_it_is() -> None:
    alone = fit(wrong("sizes", 4), THRESHOLD)
    held = fit([*wrong("sizes", 4), *right(40, "sizes")], THRESHOLD)
    assert alone.phrases["sizes"] < held.phrases.get("sizes", 0.0) <= 0


def test_what_nobody_objected_to_holds_the_calibration_where_it_is() -> None:
    """A team corrects mistakes only: they must not tilt what is right about everything else."""
    mistakes = [Example(odds=1.0, complaint=0.0, mention=n) for n in range(30)]
    alone, held = fit(mistakes, THRESHOLD), fit([*mistakes, *right(1000)], THRESHOLD)
    assert alone.shift < held.shift < 0


def test_scattered_mistakes_are_answered_by_the_calibration() -> None:
    mistakes = [Example(odds=0.4, complaint=0.0, mention=n) for n in range(60)]
    learned = fit(mistakes, THRESHOLD)
    assert learned.shift < -0.2
    assert agreeing(mistakes, learned, THRESHOLD) > agreeing(mistakes, NOTHING, THRESHOLD)


def test_two_people_who_disagree_teach_nothing_about_a_phrase() -> None:
    both = [*wrong("box", 4, odds=0.0), *wrong("box", 4, odds=0.0, complaint=1.0)]
    assert fit(both, THRESHOLD).phrases == {}


def test_there_are_never_more_than_the_most_phrases_and_the_worst_errors_stay() -> None:
    many = [each for n in range(MOST_PHRASES + 30) for each in wrong(f"phrase {n:03}", 3, odds=0.3)]
    worst = wrong("sole", 12, odds=3.0)
    learned = fit([*many, *worst], THRESHOLD)
    assert len(learned.phrases) <= MOST_PHRASES
    assert "sole" in learned.phrases


# Tempering --------------------------------------------------------------------------------------


def test_what_loses_agreement_is_halved_until_it_does_not() -> None:
    found = Learned(slope=1.8, shift=0.8, phrases={"sole": 1.2}, corrections=5)
    kept = tempered(found, lambda tried: 3 if tried.shift <= 0.25 else 2)
    assert (kept.shift, kept.slope, kept.phrases) == (0.2, 1.2, {"sole": 0.3})


def test_what_never_agrees_is_dropped() -> None:
    found = Learned(shift=0.8, corrections=5)
    kept = tempered(found, lambda tried: 0 if tried.shift else 1)
    assert kept.changes_nothing
    assert kept.corrections == 5


def test_agreement_can_be_measured_by_triage_itself() -> None:
    tried: list[Learned] = []

    def agreement(learned: Learned) -> float:
        tried.append(learned)
        return -len(learned.phrases)

    learned = fit(wrong("half sizes", 6), THRESHOLD, agreement)
    assert learned.phrases == {}
    assert NOTHING in tried


def sides(examples: Sequence[Example], learned: Learned) -> list[bool]:
    return [learned.odds(each) >= 0 for each in examples]


def test_half_of_nothing_is_nothing() -> None:
    assert NOTHING.halved() == NOTHING
    assert sides(wrong("sole", 2), NOTHING) == [True, True]
