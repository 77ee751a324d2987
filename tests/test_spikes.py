"""What is out of the usual, and which words say why: pure."""

import math
import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.config import shipped
from social_care.models.spike import SpikeKind, SpikeRules
from social_care.similar import Measure
from social_care.spikes import (
    UNLIKELY,
    Said,
    Tally,
    examples,
    judge,
    rising,
    tail,
    windows,
)
from tests.world import HOUR, MINUTE

RULES = SpikeRules()
LONDON = ZoneInfo("Europe/London")
MEASURE = Measure.from_toml(tomllib.loads(shipped("similar.toml")))


def calm(mentions: int, negative: int = 0) -> Tally:
    """A window in which all were scored."""
    return Tally(mentions=mentions, scored=mentions, negative=negative)


def exact_tail(count: int, usual: float) -> float:
    """The same sum from the other side, with sixty digits."""
    with localcontext() as context:
        context.prec = 60
        rate = Decimal(usual)
        term = below = (-rate).exp()
        for each in range(1, count):
            term *= rate / each
            below += term
        return float(1 - below) if count > 0 else 1.0


@given(st.integers(0, 150), st.floats(0.01, 60))
def test_the_tail_is_exact(count: int, usual: float) -> None:
    assert math.isclose(tail(count, usual), exact_tail(count, usual), rel_tol=1e-9, abs_tol=1e-40)


@pytest.mark.parametrize(
    ("count", "usual", "printed"),
    [(0, 3, 1), (1, 0, 0), (3, 1, 0.0803), (10, 4, 0.0081), (10, 5, 0.0318), (16, 10, 0.0487)],
)
def test_the_tail_is_what_printed_tables_say(count: int, usual: float, printed: float) -> None:
    assert tail(count, usual) == pytest.approx(printed, abs=5e-5)


# Volume


@pytest.mark.parametrize(
    ("now", "past", "is_one"),
    [
        (10, [0, 0, 0, 0], True),
        (9, [0, 0, 0, 0], False),  # fewer than ten
        (31, [2, 3, 1, 2], True),
        (13, [4, 4, 4, 4], False),  # three times as many, and could be chance: 27 in 100,000
        (14, [4, 4, 4, 4], True),
        (59, [20, 20, 20, 20], False),  # most unlikely, and not three times the usual
        (60, [20, 20, 20, 20], True),
        (60, [0, 0, 0, 80], True),  # the mean of the weeks
        (12, [1], True),  # one week is known
    ],
)
def test_a_spike_is_many_and_three_times_the_usual_and_no_chance(
    now: int, past: list[int], is_one: bool
) -> None:
    found = judge(calm(now), [calm(week) for week in past], RULES)
    assert (found is not None) is is_one
    if found is not None:
        assert (found.kind, found.count) == (SpikeKind.MENTIONS, now)
        assert found.usual == sum(past) / len(past)


@pytest.mark.parametrize(("now", "is_one"), [(29, False), (30, True)])
def test_without_past_weeks_a_fixed_number_is_one(now: int, is_one: bool) -> None:
    found = judge(calm(now), [], RULES)
    assert (found is not None) is is_one
    assert found is None or found.usual is None


@given(st.integers(0, 100), st.lists(st.integers(0, 40), max_size=4), st.integers(3, 40))
def test_what_is_raised_is_always_all_three(now: int, past: list[int], least: int) -> None:
    rules = SpikeRules(least=least)
    found = judge(calm(now), [calm(week) for week in past], rules)
    if found is not None and found.usual is not None:
        assert now >= least
        assert now >= 3 * found.usual
        assert exact_tail(now, found.usual) < UNLIKELY


# Mood


@pytest.mark.parametrize(
    ("now", "past", "is_one"),
    [
        (calm(20, 14), [calm(20, 2)] * 4, True),
        (calm(20, 9), [calm(20, 1)] * 4, False),  # fewer than ten negative ones
        (calm(30, 12), [calm(30, 5)] * 4, False),  # not three times the share
        (calm(16, 12), [calm(20, 5)] * 4, False),  # three times, and could be chance
        (calm(40, 30), [calm(20, 5)] * 4, True),
        (calm(20, 16), [], True),
        (calm(20, 15), [], False),
        (calm(9, 9), [], False),
        (Tally(mentions=25, scored=12, negative=10), [], True),  # of those that were scored
        (calm(20, 14), [Tally(mentions=20, scored=0, negative=0)] * 4, False),  # nothing to go by
    ],
)
def test_a_bad_mood_is_one_too(now: Tally, past: list[Tally], is_one: bool) -> None:
    found = judge(now, past, RULES)
    assert (found is not None) is is_one
    if found is not None:
        assert (found.kind, found.count, found.of) == (SpikeKind.NEGATIVE, now.negative, now.scored)


def test_more_of_everything_is_told_as_more() -> None:
    found = judge(calm(60, 50), [calm(10, 1)] * 4, RULES)
    assert found is not None
    assert found.kind is SpikeKind.MENTIONS


# Windows


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    """A moment in UTC."""
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def test_the_same_window_is_the_same_time_of_the_wall_clock() -> None:
    """The clocks went back on 25 October 2026: ten o'clock was nine o'clock UTC before."""
    found = windows(at(2026, 11, 2, 10), 30 * MINUTE, LONDON)
    assert [end for _, end in found] == [
        at(2026, 11, 2, 10),
        at(2026, 10, 26, 10),
        at(2026, 10, 19, 9),
        at(2026, 10, 12, 9),
        at(2026, 10, 5, 9),
    ]
    assert {end - begin for begin, end in found} == {30 * MINUTE}


def test_a_skipped_time_is_as_far_after_and_one_that_came_twice_is_the_first() -> None:
    skipped = windows(at(2026, 4, 5, 0, 30), 30 * MINUTE, LONDON)  # 01:30 summer time
    assert skipped[1][1] == at(2026, 3, 29, 1, 30)  # there was no 01:30 on 29 March: 02:30
    twice = windows(at(2026, 11, 1, 1, 30), 30 * MINUTE, LONDON)
    assert twice[1][1] == at(2026, 10, 25, 0, 30)


@given(st.integers(at(2025, 1, 1, 0), at(2027, 1, 1, 0)))
def test_past_windows_are_whole_weeks_away_give_or_take_a_change_of_the_clocks(now: int) -> None:
    week = timedelta(weeks=1) // timedelta(milliseconds=1)
    for weeks, (_, end) in enumerate(windows(now, 30 * MINUTE, LONDON)):
        assert abs(now - end - weeks * week) in {0, HOUR}


# Words


def said(*texts: str, private: bool = False) -> list[Said]:
    """Each by somebody else."""
    return [
        Said(mention_id=number, author=number, private=private, text=text)
        for number, text in enumerate(texts, 1)
    ]


INSOLE = ["the insole burned", "insoles got so hot", "my insole smokes", "hot insole, burned sock"]


def test_the_words_that_rise_are_told_with_how_many_people_say_them() -> None:
    before = ["where is my order", "do you ship to spain", "great shoes"] * 30
    found = rising(said(*INSOLE, "where is my order"), before, MEASURE, [])
    assert found == {"insole": 4}


THANKS = [
    "靴をありがとうございました",
    "本当にありがとうございました！",
    "ありがとうございました kim",
]


def test_a_script_without_spaces_is_told_in_what_people_wrote() -> None:
    found = rising(said(*THANKS, "靴はどこですか"), ["いつ届きますか"] * 30, MEASURE, [])
    assert found == {"ありがとうございました": 3}


def test_pairs_that_stand_in_different_words_are_told_apart() -> None:
    texts = [f"壊れた{other}配達" for other in ("、", "が", "と")]
    assert rising(said(*texts), ["いつ届きますか"] * 30, MEASURE, []) == {"壊れた": 3, "配達": 3}


def test_words_of_the_brand_and_words_that_say_nothing_are_left_out() -> None:
    texts = [f"Acme insole number {number}, what is this" for number in range(5)]
    assert list(rising(said(*texts), [], MEASURE, ["acme", "acme shoes"])) == ["insole"]


def test_what_was_said_before_as_often_does_not_rise() -> None:
    assert rising(said(*INSOLE), INSOLE * 20, MEASURE, []) == {}


def test_what_two_people_say_however_often_is_theirs() -> None:
    texts = [
        Said(mention_id=number, author=number % 2, private=False, text="biscuit the dog")
        for number in range(20)
    ]
    assert rising(texts, [], MEASURE, []) == {}


def test_nothing_but_letters_comes_through() -> None:
    nasty = "insole \x1b[31m\u202e[@click=app.quit] =cmd() https://evil.example/insolent @insolence"
    found = rising(said(*[nasty] * 5), [], MEASURE, [])
    assert "insole" in found
    assert all(word.isalpha() for word in found)
    assert not {"insolent", "insolence", "evil"} & set(found)


@given(st.lists(st.text(max_size=60), max_size=12), st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gives_at_most_five_words_of_letters(texts: list[str], before: list[str]) -> None:
    found = rising(said(*texts), before, MEASURE, ["acme"])
    assert len(found) <= 5
    assert all(count >= 3 for count in found.values())
    assert all(character.isalpha() or character == "'" for word in found for character in word)


def test_examples_are_of_different_people_public_ones_first() -> None:
    public = said("the insole burned my sock", "do you ship to Spain?", "insole!", "burned insole")
    private = [Said(mention_id=9, author=9, private=True, text="burned insole, hot insole")]
    same = [Said(mention_id=10, author=4, private=False, text="burned insole again")]
    found = examples([*public, *private, *same], ["insole", "burned"], MEASURE, 4)
    assert found == [10, 1, 3, 2]
    assert examples(private, ["insole"], MEASURE, 4) == [9]
