"""What a terminal is told of colours, in as few bytes as can be: for slow lines.

Textual begins every piece of text with all of its colours and ends it with none of them. Here only
what differs from the piece before is told. Every cell looks the same; a third to half is saved.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[([\d;]*)m")
_DETOUR = re.compile(r"(?:\x1b\[\d+;\d+H|[\r\n])+(?=\x1b\[\d+;\d+H)")
"""Moves before a move to a place: they lead nowhere."""
_MOVES = re.compile(r"(?:\x1b\[\d+;\d+H|\x1b\[\?2026[hl])*")
"""Where the next text stands, and that a frame begins or ends: no colour matters for it."""

_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 53: 55}
"""What is switched on by one number, and off by another."""


class Look(NamedTuple):
    """How text looks: the numbers of its two colours ("" for the terminal's own), what is on."""

    front: str = ""
    back: str = ""
    on: frozenset[int] = frozenset()


PLAIN = Look()


class Unknown(Exception):
    """A number that we know nothing about."""


def thrifty(words: str) -> str:
    """The same picture in fewer bytes. It begins and ends as a terminal without any colour."""
    try:
        return "".join(_told(words))
    except Unknown:
        return words


def _told(words: str) -> Iterable[str]:
    has = wanted = PLAIN
    for number, piece in enumerate(_STYLE.split(words)):
        if number % 2:  # text and looks by turns
            wanted = _changed(wanted, piece)
            continue
        told = _DETOUR.sub("", piece)
        if not _MOVES.fullmatch(told):
            yield _way(has, wanted)
            has = wanted
        yield told
    yield _way(has, wanted)


@lru_cache(maxsize=4096)
def _changed(look: Look, numbers: str) -> Look:
    """The look after these numbers. Raises Unknown."""
    front, back, on = look
    left = [int(number or 0) for number in numbers.split(";")]
    while left:
        number = left.pop(0)
        if number == 0:
            front, back, on = PLAIN
        elif number in _OFF:
            on |= {number}
        elif number in {38, 48}:
            colour = ";".join(str(one) for one in (number, *_colour(left)))
            front, back = (colour, back) if number == 38 else (front, colour)
        elif 30 <= number <= 37 or 90 <= number <= 97:
            front = str(number)
        elif 40 <= number <= 47 or 100 <= number <= 107:
            back = str(number)
        elif number in {39, 49}:
            front, back = ("", back) if number == 39 else (front, "")
        else:
            raise Unknown(number)
    return Look(front, back, on)


def _colour(left: list[int]) -> list[int]:
    """Takes the numbers of an indexed or a true colour away from what is left."""
    size = {5: 2, 2: 4}.get(left[0]) if left else None
    if size is None or len(left) < size:
        raise Unknown(left)
    taken, left[:] = left[:size], left[size:]
    return taken


@lru_cache(maxsize=4096)
def _way(has: Look, wanted: Look) -> str:
    """The shortest sequence from one look to the other; none between equals."""
    if has == wanted:
        return ""
    if wanted == PLAIN:
        return "\x1b[m"
    afresh = ["0", *_numbers(PLAIN, wanted)]
    off = sorted({_OFF[one] for one in has.on - wanted.on})
    kept = frozenset(one for one in has.on if _OFF[one] not in off)
    onward = [*map(str, off), *_numbers(has._replace(on=kept), wanted)]
    return min((f"\x1b[{';'.join(way)}m" for way in (onward, afresh)), key=len)


def _numbers(has: Look, wanted: Look) -> list[str]:
    """What is to be switched on, and which colours differ."""
    numbers = [str(one) for one in sorted(wanted.on - has.on)]
    if has.front != wanted.front:
        numbers.append(wanted.front or "39")
    if has.back != wanted.back:
        numbers.append(wanted.back or "49")
    return numbers
