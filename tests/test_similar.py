"""Similar: found by words that matter, and named; nothing by what everybody says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.similar import similar, stem, words
from social_care.wiring import make_measure

MEASURE = make_measure()
INSOLE = "My insole overheated while walking!"
QUEUE = {
    1: "Your heated insole overheated and burned my sock",
    2: "Insole overheating, is this normal?? https://pics.example/insole",
    3: "@acme your INSOLES are overheating again",
    4: "Do the trail runners come in half sizes?",
    5: "where is my order? it was due on monday",
    6: "my order still hasn't arrived, I ordered on monday",
    7: "the sole came off after two walks",
    8: "are half sizes available for the trail runner",
    9: "I was charged twice",
    10: "you charged me twice for the same pair",
    11: "",
    12: "🔥🔥🔥",
}


def hits(text: str, **how: int) -> list[int]:
    """What says nearly the same."""
    found = similar(text, QUEUE.items(), MEASURE, how.get("limit", 500))
    return [hit.conversation_id for hit in found]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (INSOLE, {1, 2, 3}),
        ("half sizes for trail runners please", {4, 8}),
        ("been charged twice!!", {9, 10}),
        ("where is my order, please, it was due on friday", set()),
        ("hello? is anybody there?", set()),
        ("the weather is nice", set()),
        ("", set()),
        ("🔥🔥🔥", set()),
    ],
)
def test_found(text: str, same: set[int]) -> None:
    assert set(hits(text)) == same


def test_the_likest_come_first_with_a_reason_and_no_more_than_asked_for() -> None:
    found = similar(INSOLE, QUEUE.items(), MEASURE, 500)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert {hit.reason for hit in found} == {"says nearly the same: 'insole', 'overheated'"}
    assert len(hits(INSOLE, limit=2)) == 2


def test_the_same_words_are_wholly_alike_however_they_are_written() -> None:
    (hit,) = similar(INSOLE, [(1, "@acme my INSOLES, overheating while walking")], MEASURE, 9)
    assert hit.score == pytest.approx(1)


def test_one_word_is_enough_only_when_it_is_all_that_is_said() -> None:
    queue = [(1, "refund??"), (2, "the refund for the boots that leaked")]
    assert [hit.conversation_id for hit in similar("Refund!", queue, MEASURE, 9)] == [1]


def test_what_is_alike_does_not_depend_on_what_else_waits() -> None:
    many = [*QUEUE.items(), *((number, INSOLE) for number in range(100, 400))]
    assert {1, 2, 3} <= {hit.conversation_id for hit in similar(INSOLE, many, MEASURE, 500)}


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    queue = [(1, "中敷きが熱くなりました"), (2, "サイズを交換したい")]
    assert [
        hit.conversation_id for hit in similar("中敷きが熱くなって怖い", queue, MEASURE, 9)
    ] == [1]


@pytest.mark.parametrize(
    "forms",
    [
        "insole insoles",
        "overheat overheats overheated overheating",
        "arrive arrives arrived arriving",
        "size sizes sized",
        "stop stops stopped stopping",
        "delivery deliveries",
        "label labels labelled",
    ],
)
def test_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["heel heat", "boot box", "loss lose", "short shoe"])
def test_other_words_are_others(pair: str) -> None:
    assert len({stem(form) for form in pair.split()}) == 2


TEXTS = st.text(st.sampled_from("insole overheat @#'’.中é🔥\n") | st.characters(), max_size=60)


@given(TEXTS, TEXTS)
def test_any_texts_are_harmless_and_likeness_has_no_direction(one: str, other: str) -> None:
    there = similar(one, [(1, other)], MEASURE, 1)
    back = similar(other, [(1, one)], MEASURE, 1)
    assert [hit.score for hit in there] == pytest.approx([hit.score for hit in back])
    for hit in there:
        assert 0 < hit.score <= 1
        assert hit.shared


@given(TEXTS)
def test_everything_with_words_is_like_itself(text: str) -> None:
    found = similar(text, [(1, text)], MEASURE, 1)
    assert bool(found) == bool(words(text, MEASURE))
