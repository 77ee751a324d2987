"""Card numbers are masked wherever words are shown, and other numbers are left alone."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.cards import card_numbers, mask_cards
from social_care.text import clean, clean_line, inert, preview

SCREENS = [clean, clean_line, preview]
"""Every function that makes words fit to be shown."""

BEGINNINGS = [
    *[("4", 13), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16)],
    *[("34", 15), ("37", 15), ("300", 14), ("36", 14), ("38", 19), ("6011", 16), ("65", 19)],
    *[("62", 16), ("62", 19), ("3528", 16), ("3589", 19), ("5018", 13), ("6759", 18)],
    *[("81", 16), ("2200", 16), ("9792", 16)],
]

EXAMPLES = {
    "in fours": ("4111 1111 1111 1111", "4111 **** **** 1111"),
    "in one piece": ("4111111111111111", "4111********1111"),
    "in words": ("my card4111111111111111, please!", "my card4111********1111, please!"),
    "dashes": ("5555-5555-5555-4444", "5555-****-****-4444"),
    "dots": ("4111.1111.1111.1111", "4111.****.****.1111"),
    "slashes": ("4111/1111/1111/1111", "4111/****/****/1111"),
    "colons": ("4111:1111:1111:1111", "4111:****:****:1111"),
    "bars": ("4111 | 1111 | 1111 | 1111", "4111 | **** | **** | 1111"),
    "commas": ("4111, 1111, 1111, 1111", "4111, ****, ****, 1111"),
    "stars": ("3782*822463*10005", "3782*********0005"),
    "before its date": ("4111-1111-1111-1111/12/27", "4111-****-****-1111/12/27"),
    "four, six, five": ("3782 822463 10005", "3782 ****** *0005"),
    "with its date and code": ("4111 1111 1111 1111 12/27 123", "4111 **** **** 1111 12/27 123"),
    "behind another number": ("12 4111 1111 1111 1111", "12 4111 **** **** 1111"),
    "digit by digit": (" ".join("4111111111111111"), "4 1 1 1 * * * * * * * * 1 1 1 1"),
    "with what nobody sees": ("4111\u200b1111\u200b1111\u200b1111", "4111********1111"),
    "as keycaps": ("4\ufe0f\u20e3" + "111111111111111", "4\u20e3111********1111"),
    "in another script": ("٤١١١ ١١١١ ١١١١ ١١١١", "٤١١١ **** **** ١١١١"),
    "two that overlap": ("4242 " * 5 + "4242", "4242 **** **** **** **** 4242"),
}

OTHERS = {
    "an order": "order 10023345",
    "the check digit is wrong": "4111 1111 1111 1112",
    "no issuer begins like that": "1234567812345670",
    "a German mobile": "+49 1512 3456789",
    "a British mobile": "+44 7911 123456",
    "too short": "411111111116",
    "too long": "41111111111111111111",
    "prices side by side": "40.00 50.00 30.00 20.00",
    "a moment and a version": "2026-11-23 09:43:12.001, version 10.2.3",
    "a parcel's number": "1Z999AA10123456784",
    "a day and a time": "30/11/2026 12:30:46",
    "sizes in a list": "41, 42, 43, 44, 45, 46, 47, 49",
    "thousands": "4,111,111,111,111,111",
    "mixed signs": "4111/1111:1111/1111",
    "an X id": "1793610000000000123",
}


@pytest.mark.parametrize(("said", "shown"), EXAMPLES.values(), ids=EXAMPLES)
def test_a_card_number_shows_both_ends_only(said: str, shown: str) -> None:
    assert [show(said) for show in SCREENS] == [shown] * 3


@pytest.mark.parametrize("said", OTHERS.values(), ids=OTHERS)
def test_other_numbers_are_left_alone(said: str) -> None:
    assert [show(said) for show in SCREENS] == [said] * 3


def test_over_two_lines_it_is_one_number_all_the_same() -> None:
    assert clean("4111 1111\n1111 1111") == "4111 ****\n**** 1111"
    assert clean_line("4111 1111\n\n1111 1111") == "4111 **** **** 1111"


def with_check_digit(beginning: str, digits: str) -> str:
    """A number that passes; doubling as on the back of an envelope."""
    body = beginning + digits
    doubled = (int(digit) * 2 for digit in body[::-2])
    total = sum(n - 9 if n > 9 else n for n in doubled) + sum(map(int, body[-2::-2]))
    return body + str(-total % 10)


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number of any issuer, parted anyhow."""
    beginning, length = draw(st.sampled_from(BEGINNINGS))
    free = length - len(beginning) - 1
    digits = draw(st.text("0123456789", min_size=free, max_size=free))
    number = with_check_digit(beginning, digits)
    between = st.sampled_from(
        ["", "", "", " ", "-", " - ", "\u2013", "\u00a0", "\n", "_", "\u200b"]
    )
    return number[0] + "".join(draw(between) + digit for digit in number[1:])


WORDS = st.sampled_from(["", "card ", "pay: ", "№", "(", " @kim ", "x" * 30, "1, ", "\u202e", "é"])


@settings(deadline=None, max_examples=400)
@given(WORDS, cards(), WORDS, st.sampled_from(SCREENS), st.integers(40, 400))
def test_no_card_number_survives_a_screen(
    before: str, card: str, after: str, show: Callable[..., str], limit: int
) -> None:
    shown = show(f"{before}{card}, {after}", limit=limit)
    assert list(card_numbers(shown)) == []
    assert "*" in shown


@settings(deadline=None, max_examples=400)
@given(st.text("0123456789 -.+4", max_size=120), st.sampled_from(SCREENS), st.integers(0, 130))
def test_whatever_digits_say_nothing_that_pays_is_left(
    digits: str, show: Callable[..., str], limit: int
) -> None:
    shown = show(digits, limit=limit)
    assert list(card_numbers(shown)) == []
    assert show(shown, limit=limit) == shown
    assert len(mask_cards(digits)) == len(digits)


def test_a_cut_does_not_uncover_one() -> None:
    """Neither by falling into a number, nor by making one of a longer number."""
    for limit in range(5, 40):
        assert list(card_numbers(clean_line("card 4111 1111 1111 1111", limit=limit))) == []
        assert list(card_numbers(clean_line("41111111111111110000", limit=limit))) == []


@pytest.mark.parametrize("length", [13, 14, 15, 16, 17, 18, 19])
def test_other_long_numbers_are_seldom_taken_for_one(length: int) -> None:
    """Order and parcel numbers of that length that begin anyhow: at most one in twenty."""
    dice = random.Random(length)
    numbers = ["".join(dice.choices("0123456789", k=length)) for _ in range(5_000)]
    assert sum(mask_cards(number) != number for number in numbers) <= 250


@pytest.mark.parametrize("length", [11, 12, 13, 14, 15])
def test_a_phone_number_behind_a_plus_is_never_one(length: int) -> None:
    dice = random.Random(length)
    numbers = ["+" + "".join(dice.choices("0123456789", k=length)) for _ in range(2_000)]
    assert [number for number in numbers if mask_cards(number) != number] == []


@pytest.mark.parametrize("piece", ["4", "4 ", "4111 ", "4 - ", "1", "4242424242424242 "])
def test_a_hundred_kilobytes_of_digits_come_to_an_end(piece: str) -> None:
    """Every window costs the same: the suite's timeout would show it."""
    flood = piece * (100_000 // len(piece))
    assert len(mask_cards(flood)) == len(flood)


def test_what_must_lead_somewhere_comes_through_digit_by_digit() -> None:
    address = "https://fake.example/4111111111111111\x1b[2J"
    assert inert(address) == "https://fake.example/4111111111111111"
    assert inert("x" * 30, limit=10) == "x" * 9 + "…"
