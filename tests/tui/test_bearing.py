"""What the terminal bears: GNU screen no mouse, for which it keeps Esc back; links; a clipboard."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

from social_care.tui.bearing import WRAPPED, takes_links, takes_mouse, to_clipboard
from tests.tui.console import console
from tests.tui.terminal import terminal

MOUSE, ALTERNATE = b"\x1b[?1000h", "\x1b[?1049h"
SCREEN = {"TERM": "screen", "STY": "1.x"}


@pytest.mark.parametrize(
    ("environment", "takes"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/x"}, True),
        ({"TERM": "screen"}, False),
        ({"TERM": "xterm", "STY": "1.x"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_links_go_only_to_terminals_that_bear_them(
    environment: dict[str, str], takes: bool
) -> None:
    assert takes_links(environment) is takes


@pytest.mark.parametrize(
    ("environment", "takes"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen", "TMUX": "/tmp/x"}, True),
        ({"TERM": "screen.xterm-256color", "STY": "1.x"}, False),
        ({"TERM": "screen-256color"}, False),
    ],
)
def test_gnu_screen_is_asked_for_no_mouse(environment: dict[str, str], takes: bool) -> None:
    assert takes_mouse(environment) is takes


@pytest.mark.parametrize(("inside", "asks"), [({}, True), ({"STY": "1.x"}, False)])
def test_the_console_asks_for_a_mouse_only_where_esc_comes_through(
    tmp_path: Path, inside: dict[str, str], asks: bool
) -> None:
    with terminal(tmp_path, ready=ALTERNATE, **inside) as opened:
        opened.type(b"Q")
        assert (MOUSE in opened.read_to_end()) is asks


def test_what_is_copied_is_one_sequence() -> None:
    assert to_clipboard("hello", {"TERM": "xterm"}) == "\x1b]52;c;aGVsbG8=\a"


@pytest.mark.parametrize("term", ["", "dumb", "linux"])
def test_a_terminal_without_a_clipboard_is_told_nothing(term: str) -> None:
    assert to_clipboard("hello", {"TERM": term}) == ""


@pytest.mark.parametrize("length", [1, 140, 150, 2000])
def test_gnu_screen_hands_it_on_in_pieces_that_it_bears(length: int) -> None:
    words = "é" * length
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", to_clipboard(words, SCREEN), re.DOTALL)
    assert all(len(piece) <= WRAPPED for piece in pieces)
    sequence = "".join(pieces)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\a")
    assert b64decode(sequence[7:-1]).decode() == words


async def test_where_there_is_no_clipboard_the_link_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with console() as agent:
        await agent.press("y")
        assert agent.said == "No clipboard here: https://social.example/@kim@social.example/1"
        assert agent.app.clipboard == ""
