"""The part of a message that is shown for a hit, and where the words are in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.find import Term, excerpt
from social_care.text import bare_control

FILLER = "and so on and so forth " * 20


def marked(text: str, *terms: str, width: int = 120) -> list[str]:
    """The words that are marked."""
    part, marks = excerpt(text, [Term(term) for term in terms], width)
    return [part[start:end] for start, end in marks]


@pytest.mark.parametrize(
    ("text", "terms", "words"),
    [
        ("I want a Refund now", ["refund"], ["Refund"]),
        ("refund, refunded, prefund", ["refund"], ["refund", "refund"]),
        ("Un café, por favor", ["cafe"], ["café"]),
        ("un cafe", ["CAFÉ"], ["cafe"]),
        ("the third week now", ["third week"], ["third", "week"]),
        ("返品したいです", ["返品"], ["返品"]),
        ("why 😡 oh why", ["😡"], ["😡"]),
        ("nothing of that", ["refund"], []),
        ("ab abc", ["ab", "abc"], ["ab", "abc"]),
        ("x", [], []),
    ],
)
def test_the_words_are_marked(text: str, terms: list[str], words: list[str]) -> None:
    assert marked(text, *terms) == words


def test_a_long_message_is_shown_around_its_first_word() -> None:
    part, marks = excerpt(f"{FILLER}my refund please {FILLER}", [Term("refund")])
    assert part.startswith("…")
    assert part.endswith("…")
    assert [part[start:end] for start, end in marks] == ["refund"]
    assert len(part) <= 122
    assert part[1:].startswith(("and", "so", "on", "forth"))


def test_a_short_one_is_shown_whole() -> None:
    assert excerpt("my\n refund", [Term("refund")]) == ("my refund", ((3, 9),))


def test_no_excerpt_shows_a_card_number() -> None:
    """Wherever it is cut, and whatever was looked for."""
    number = "4111 1111 1111 1111"
    for padding in range(0, 140, 7):
        text = f"{'x ' * padding}{number} {FILLER}"
        part, _ = excerpt(text, [Term("1111")])
        assert number not in part
        assert sum(map(str.isdigit, part)) <= 8
    longer = "580171505009584672500008978005565714"  # no card's, but its beginning would be one
    part, _ = excerpt("x " * 52 + longer, [])
    assert longer[:16] not in part


@given(
    text=st.text(max_size=400), words=st.lists(st.text(min_size=1, max_size=5), max_size=3),
    width=st.integers(20, 120),
)  # fmt: skip
def test_an_excerpt_is_inert_and_its_marks_are_within_it(
    text: str, words: list[str], width: int
) -> None:
    terms = [Term(word) for word in words if word.strip()]
    part, marks = excerpt(text, terms, width)
    assert not bare_control(part)
    assert len(part) <= width + 2
    ends = [end for mark in marks for end in mark]
    assert ends == sorted(ends)
    assert all(0 <= end <= len(part) for end in ends)
    assert all(start < end for start, end in marks)
