"""Text in cells: nothing wider than its line, nothing lost, no cluster torn."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from social_care.cells import to_left, to_right, wrap

FAMILY = "👨‍👩‍👧"
ONE = st.sampled_from(["a", "é", "漢", "字", FAMILY, "한", "."])
WORDS = st.lists(st.lists(ONE, min_size=1, max_size=60).map("".join), max_size=12)


@given(WORDS, st.integers(12, 90))
def test_no_line_is_too_wide_and_no_character_is_lost(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width, first="  ", rest="    ")
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(words)
    assert all(line.startswith("    ") for line in lines[1:])


@given(WORDS, st.integers(12, 90))
def test_what_fits_a_line_is_broken_at_spaces_alone(words: list[str], width: int) -> None:
    short = [word for word in words if cell_len(word) <= width]
    lines = wrap(" ".join(short), width)
    assert [word for line in lines for word in line.split()] == short


def test_a_sentence_without_spaces_begins_where_there_is_room() -> None:
    assert wrap("he said: 漢字漢字漢字漢字", 14) == ["he said: 漢字", "漢字漢字漢字"]
    assert wrap(f"so: {FAMILY * 4}", 6) == ["so: " + FAMILY, FAMILY * 3]


def test_nothing_makes_no_line() -> None:
    assert wrap("  ", 20, first="  ") == []


def test_filled_by_what_is_seen() -> None:
    assert to_left("漢字", 6) == "漢字  "
    assert to_right("漢字", 6) == "  漢字"
    assert to_left("longer", 3) == to_right("longer", 3) == "longer"
