"""Fewer bytes, the same picture: every cell looks as it did."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from social_care.tui.thrift import thrifty

COLOURS = st.sampled_from([None, "default", "red", "bright_blue", "color(203)", "#224466"])
STYLES = st.builds(
    Style,
    color=COLOURS,
    bgcolor=COLOURS,
    bold=st.booleans(),
    dim=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    strike=st.booleans(),
    link=st.sampled_from([None, "https://shop.example"]),
)
TEXTS = st.text("abc é字", min_size=1, max_size=4)
MOVES = st.sampled_from(
    [
        "\x1b[3;7H",
        "\x1b[12;1H",
        "\x1b[3;7H\r\n\x1b[4;1H",
        "\x1b[?2026h",
        "\x1b[K",
        "\x1b[2J",
        "\n",
        "\x1b[?25l",
    ]
)


def drawn(segments: list[Any]) -> str:
    """As Rich writes it."""
    console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
    parts = []
    for one in segments:
        if isinstance(one, str):
            parts.append(one)
            continue
        with console.capture() as capture:
            console.print(Segments([one]), end="")
        parts.append(capture.get())
    return "".join(parts)


Cell = tuple[tuple[str, ...], str, str]
"""How one came to its place, what stands there, and how it looks."""


def cells(words: str) -> list[Cell]:
    """Everything that is written, where, and with the look that a terminal has when it comes."""
    found: list[Cell] = []
    on: dict[str, str] = {}
    place: tuple[str, ...] = ()
    for token in re.findall(r"\x1b\[[\d;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\|.", words, re.DOTALL):
        if re.fullmatch(r"\x1b\[\d+;\d+H", token):
            place = (token,)
            continue
        if token in "\r\n":
            place = (*place, token)
            continue
        if not token.endswith("m") or not token.startswith("\x1b["):
            found.append((place, token, "" if "2026" in token else str(sorted(on.items()))))
            place = (*place, "then")
            continue
        left = [int(one or 0) for one in token[2:-1].split(";")]
        while left:
            number = left.pop(0)
            if number == 0:
                on = {}
            elif number in (38, 48):
                size = 2 if left[0] == 5 else 4
                on["front" if number == 38 else "back"] = str(left[:size])
                left = left[size:]
            elif number in (39, 49):
                on.pop("front" if number == 39 else "back", None)
            elif number in (22, 23, 24, 25, 27, 28, 29):
                for each in {22: "12", 25: "56"}.get(number, str(number - 20)):
                    on.pop(each, None)
            elif 30 <= number <= 37 or 90 <= number <= 97:
                on["front"] = str(number)
            elif 40 <= number <= 47 or 100 <= number <= 107:
                on["back"] = str(number)
            else:
                on[str(number)] = "on"
    return [*found, ((), "end", str(sorted(on.items())))]


@given(st.lists(st.one_of(st.builds(Segment, TEXTS, STYLES), MOVES), max_size=12))
def test_every_cell_looks_the_same_and_nothing_is_longer(segments: list[Any]) -> None:
    words = drawn(segments)
    told = thrifty(words)
    assert cells(told) == cells(words)
    assert len(told) <= len(words)


def test_what_stays_is_told_once() -> None:
    base, dim = "38;2;224;224;224;48;2;18;18;18", "38;2;120;120;120;48;2;18;18;18"
    words = f"\x1b[{base}mone\x1b[0m\x1b[{dim}mtwo\x1b[0m\x1b[1;{base}mthree\x1b[0m"
    assert thrifty(words) == (
        f"\x1b[{base}mone\x1b[38;2;120;120;120mtwo\x1b[1;38;2;224;224;224mthree\x1b[m"
    )


@pytest.mark.parametrize("words", ["", "plain", "\x1b[77mstrange\x1b[0m", "\x1b[38;9mbroken"])
def test_what_is_not_known_is_left_alone(words: str) -> None:
    assert thrifty(words) == words


def test_a_link_keeps_its_text_and_its_look() -> None:
    words = "\x1b]8;id=1;https://shop.example\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\"
    assert cells(thrifty(words)) == cells(words)
