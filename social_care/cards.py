"""Payment card numbers in a text: found by issuer and check digit, and masked but for both ends.

Customers post them, and colleagues read over shoulders. What is stored stays as it was said;
`text.clean` and its kin show "4111 **** **** 1111".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

FEWEST, MOST = 13, 19
"""Digits of a card number."""

_SHOWN = 4
"""Digits left at either end: enough to tell one card from another, too few to pay."""

_BETWEEN = (
    r"[\s_.·•‐-―−\-\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u20e3\ufe00-\ufe0f\ufeff/:|,*]{1,4}+"
)
"""What people, and tricksters, write between digits: white space, dashes, dots, nothing visible;
and what also stands in dates, times, prices and lists.
"""
_RUN = re.compile(rf"\d(?:(?:{_BETWEEN})?\d){{{FEWEST - 1},}}+")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
"""Dots between all of the groups: else they are prices side by side, as in 40.00 50.00."""
_LISTED = re.compile(r"\d{4,6}\s?([/:|,*])\s?\d{4,6}(?:\s?\1\s?\d{4,6})+")
"""One sign between all of the groups, none of them short: else they are dates, times, sizes."""

_IN_LISTS = frozenset("/:|,*")

_ISSUERS = re.compile(
    r"4(?:.{12}|.{15}|.{18})"  # Visa
    r"|5[1-5].{14}|(?:222[1-9]|22[3-9].|2[3-6]..|27[01].|2720).{12}"  # Mastercard
    r"|3[47].{13}"  # American Express
    r"|3(?:0[0-5]|[689].).{11,16}"  # Diners Club
    r"|(?:6011|64[4-9].|65..).{12,15}"  # Discover
    r"|(?:62|81).{14,17}"  # UnionPay
    r"|35(?:2[89]|[3-8].).{12,15}"  # JCB
    r"|(?:50|5[6-8]|6[037]).{11,17}"  # Maestro
    r"|(?:60|65|81|82).{14}|220[0-4].{12,15}|9792.{12}"  # RuPay, Mir, Troy
)
"""How the numbers of each begin, and how long they are."""

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LONGEST_PHONE = 15
"""Digits behind a plus, by E.164."""


def mask_cards(text: str) -> str:
    """Return `text`, of the same length, with the inner digits of card numbers as asterisks.

    Doing it twice changes nothing.
    """
    hidden = {at for number in card_numbers(text) for at in number[_SHOWN:-_SHOWN]}
    if not hidden:
        return text
    return "".join("*" if at in hidden else char for at, char in enumerate(text))


def card_numbers(text: str) -> Iterator[Sequence[int]]:
    """The places of the digits of every card number in `text`; numbers may overlap.

    Whole groups of digits, as they were written, with a known issuer's beginning and length and a
    check digit that is right; neither a phone number behind a plus nor prices side by side.
    """
    for run in _RUN.finditer(text):
        places = [run.start() + at for at, char in enumerate(run[0]) if char.isdecimal()]
        digits = "".join(str(int(text[at])) for at in places)
        sums = _LuhnSums(digits)
        for start, end in _windows(places):
            if _ISSUERS.fullmatch(digits, start, end) and sums.fits(start, end):
                found = places[start:end]
                if not _is_other(text, found):
                    yield found


def _windows(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From the beginning of a group to the end of a group, where the length is a card's."""
    starts = [n for n, at in enumerate(places) if n == 0 or places[n - 1] != at - 1]
    ends = [*starts[1:], len(places)]
    for number, start in enumerate(starts):
        for end in ends[number : number + MOST]:
            if end - start > MOST:
                break
            if end - start >= FEWEST:
                yield start, end


def _is_other(text: str, places: Sequence[int]) -> bool:
    first, written = places[0], text[places[0] : places[-1] + 1]
    if len(places) <= _LONGEST_PHONE and text[first - 1 : first] == "+":
        return True
    if not _IN_LISTS.isdisjoint(written):
        return not _LISTED.fullmatch(written)
    return "." in written and not _DOTTED.fullmatch(written)


class _LuhnSums:
    """Running sums over a long run, so that each of its windows costs the same."""

    def __init__(self, digits: str) -> None:
        values = [int(digit) for digit in digits]
        self._sums = [
            list(
                accumulate(
                    (_DOUBLED[v] if n % 2 == odd else v for n, v in enumerate(values)), initial=0
                )
            )
            for odd in (0, 1)
        ]

    def fits(self, start: int, end: int) -> bool:
        """Whether digit `end` - 1 is the check digit of those before it (ISO/IEC 7812)."""
        sums = self._sums[end % 2]  # the digit before the check digit is doubled
        return (sums[end] - sums[start]) % 10 == 0
