"""Finding cues: the longest words, their exceptions, and the negation before them."""

import pytest

from social_care.triage.cues import CueFinder
from social_care.triage.phrases import compile_phrase, tokenise
from social_care.triage.table import Cue, Kind


def cue(code: str, *phrases: str, unless: tuple[str, ...] = (), negatable: bool = False) -> Cue:
    return Cue(
        code=code,
        kind=Kind.PROBLEM,
        reason=code,
        phrases=tuple(one for source in phrases for one in compile_phrase(source, {})),
        unless=tuple(one for source in unless for one in compile_phrase(source, {})),
        negatable=negatable,
    )


def find(text: str, *cues: Cue) -> dict[str, list[str]]:
    tokens = tokenise(text)
    finder = CueFinder(cues, frozenset({"not", "no"}), frozenset({"a", "very"}))
    return {
        hit.cue.code: [" ".join(tokens[start:end]) for start, end in hit.spans]
        for hit in finder.find(tokens)[0]
    }


def test_the_longest_phrase_at_a_place_counts_and_what_lies_inside_does_not() -> None:
    late = cue("late", "late", "very late", "very late again", "again")
    assert find("very late again and late", late) == {"late": ["very late again", "late"]}


def test_two_cues_may_share_words() -> None:
    assert find("so late", cue("a", "so late"), cue("b", "late")) == {
        "a": ["so late"],
        "b": ["late"],
    }


def test_an_exception_covers_only_its_own_cue_and_place() -> None:
    fire = cue("fire", "on fire", unless=("team ~ on fire",))
    other = cue("other", "on fire")
    assert find("team is on fire", fire, other) == {"other": ["on fire"]}
    assert find("team is on fire . roof on fire", fire) == {"fire": ["on fire"]}


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("late", True),
        ("not late", False),
        ("not very late", False),
        ("not his late", True),
        ("not . late", True),
        ("not a very late", False),
        ("not a very very late", True),
    ],
)
def test_a_negation_reaches_across_small_words_only(text: str, fires: bool) -> None:
    assert bool(find(text, cue("late", "late", negatable=True))) is fires
    assert find(text, cue("late", "late")), "and matters only where the cue says so"


def test_hits_come_in_the_tables_order() -> None:
    assert list(find("b a", cue("first", "a"), cue("second", "b"))) == ["first", "second"]
