"""Lines: never wider than they may be, never without the words that must stay."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from social_care.tui.widgets.bar import framed, ruled
from social_care.tui.widgets.lines import (
    Line,
    Piece,
    clip,
    clip_line,
    column,
    ends,
    hanging,
    joined,
    joined_within,
    width_of,
    wrap,
)

WORDS = st.text(alphabet="ab 日本👟é", max_size=60)
WIDTHS = st.integers(1, 60)
LINES = st.lists(st.tuples(WORDS, st.just("")), max_size=5).map(tuple)


def plain(line: Line) -> str:
    return "".join(text for text, _ in line)


@given(WORDS, WIDTHS)
def test_a_clipped_text_fits(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width


@given(WORDS, WIDTHS)
def test_a_text_that_fits_stays_as_it_is(text: str, width: int) -> None:
    if cell_len(text) <= width:
        assert clip(text, width) == text


def test_a_cut_is_marked() -> None:
    assert clip("hospital", 5) == "hosp…"


def test_padding_that_does_not_fit_is_no_cut() -> None:
    assert clip("alert     ", 6) == "alert "


@given(WORDS, st.integers(2, 60))
def test_a_column_is_exactly_as_wide_as_asked_and_ends_free(text: str, width: int) -> None:
    assert cell_len(column(text, width)) == width
    assert column(text, width).endswith(" ")


@given(LINES, WIDTHS)
def test_a_clipped_line_fits(line: Line, width: int) -> None:
    assert width_of(clip_line(line, width)) <= width


@given(LINES, LINES, WIDTHS)
def test_two_ends_fill_the_line_exactly(left: Line, right: Line, width: int) -> None:
    assert width_of(ends(left, right, width)) == width


def test_the_right_end_stays_whole() -> None:
    line = ends((("a very long name indeed", ""),), (("LATE 2m", "late"),), 20)
    assert plain(line) == "a very long… LATE 2m"


@given(LINES, LINES, st.integers(12, 80))
def test_a_frame_is_as_wide_as_the_screen(left: Line, right: Line, width: int) -> None:
    assert width_of(framed(left, right, width)) == width


def test_a_rule_carries_words_at_both_ends() -> None:
    line = ruled((("Reply in public", "public"),), (("S sends", "dim"),), 40)
    assert plain(line) == "── Reply in public ────────── S sends ──"
    assert width_of(line) == 40


@given(WORDS, st.integers(4, 60))
def test_wrapped_rows_fit(text: str, width: int) -> None:
    assert all(cell_len(row) <= width for row in wrap(text, width))


@given(st.text(alphabet="ab 日👟", max_size=60), st.integers(4, 60))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert wrap("x" * 10, 4) == ("xxxx", "xxxx", "xx")


def test_rows_hang_under_their_first_words() -> None:
    lines = hanging((("Kim  ", "strong"),), (("     ", ""),), "one two three", "", 12)
    assert [plain(line) for line in lines] == ["Kim  one two", "     three"]


@given(st.lists(st.tuples(WORDS, st.just("")), max_size=6), WIDTHS)
def test_pieces_keep_to_the_width(pieces: list[Piece], width: int) -> None:
    assert width_of(joined_within(pieces, width)) <= width


def test_what_was_left_out_is_marked() -> None:
    pieces = [("burned", ""), ("no answer so far", ""), ("sentiment −0.71", "")]
    assert plain(joined_within(pieces, 30)) == "burned · no answer so far · …"
    assert plain(joined_within(pieces, 12)) == "burned · …"


def test_the_beginning_of_a_piece_is_told_where_it_says_something() -> None:
    pieces = [("burned", ""), ("wrote again without an answer", "")]
    assert plain(joined_within(pieces, 30)) == "burned · wrote again without…"


def test_empty_pieces_leave_no_dots() -> None:
    assert plain(joined([("a", ""), ("", ""), ("b", "")])) == "a · b"
