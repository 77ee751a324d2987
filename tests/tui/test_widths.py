"""Indian names and pictures: whatever a terminal thinks of their width, nothing is moved by it."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment

from social_care.tui.widgets.lines import column, wrap
from social_care.tui.widths import measure_signs, steady

measure_signs()

COLUMNS = 40

Opinion = Callable[[str], int]

PICTURES = "\U0001f300\U0001f64f"


def _drawn(words: str, opinion: Opinion) -> list[list[str]]:
    """The two lines of a small terminal that has this opinion about every character's width."""
    cells = [[" "] * COLUMNS for _ in range(2)]
    row = at = 0
    saved = (0, 0)
    wraps = True
    for found in re.finditer(r"\x1b([78])|\x1b\[(\d+)C|\x1b\[\?7([hl])|(.)", words, re.DOTALL):
        keeps, ahead, wrapping, letter = found.groups()
        if keeps == "7":
            saved = row, at
        elif keeps == "8":
            row, at = saved
        elif ahead:
            at = min(at + int(ahead), COLUMNS - 1)
        elif wrapping:
            wraps = wrapping == "h"
        elif (width := opinion(letter)) > 0:
            if at + width > COLUMNS:
                row, at = (1, 0) if wraps else (row, COLUMNS - width)
            cells[row][at : at + width] = [letter, *[""] * (width - 1)]
            at += width
    return cells


def _rich(letter: str) -> int:
    return cell_len(letter)


def _unmoved(letter: str) -> int:
    """As Rich would: a vowel sign has no width, and no picture is wider than a letter."""
    return 1 if letter in PICTURES else 0 if letter in "ाीोि" else _rich(letter)


def _generous(letter: str) -> int:
    return 2 if letter in PICTURES or letter in "ाीोि" else _rich(letter)


OPINIONS = [_rich, _unmoved, _generous]

INDIAN = st.text(f"aआरतीजोशी {PICTURES}", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "cells"), [("आरती जोशी", 9), ("தமிழ்", 4), ("नमः", 3), ("สมหญิง", 5), ("é", 1)]
)
def test_a_vowel_sign_takes_a_cell_and_an_accent_none(name: str, cells: int) -> None:
    assert cell_len(name) == Segment(name).cell_length == cells


@given(INDIAN, st.integers(2, 14))
def test_columns_and_wrapped_lines_keep_to_it(name: str, width: int) -> None:
    assert cell_len(column(name, width)) == width
    assert all(cell_len(row) <= max(width, 4) for row in wrap(name, width))


@given(INDIAN, st.sampled_from(OPINIONS))
def test_what_stands_behind_stays_in_its_place(name: str, opinion: Opinion) -> None:
    place = cell_len(name)
    assert _drawn(steady(f"{name}|next"), opinion)[0][place : place + 5] == list("|next")


@given(INDIAN, st.sampled_from(OPINIONS))
def test_nothing_runs_over_into_the_next_line(name: str, opinion: Opinion) -> None:
    before = "x" * (COLUMNS - cell_len(name))
    assert _drawn(steady(before + name), opinion)[1] == [" "] * COLUMNS


def test_without_it_a_border_would_be_moved() -> None:
    assert _drawn("आरती|", _unmoved)[0].index("|") != cell_len("आरती")


@given(st.text("abc é│字한ñ…", max_size=20))
def test_text_that_nobody_differs_about_is_left_alone(words: str) -> None:
    assert steady(f"\x1b[1m{words}\x1b[m") == f"\x1b[1m{words}\x1b[m"
