"""F2, Ctrl+R and F9 through a real terminal, as xterm, tmux and the Linux console send them."""

from pathlib import Path

import pytest

from tests.tui.terminal import Terminal, terminal

MACROS_F2 = [b"\x1bOQ", b"\x1b[12~", b"\x1b[[B"]
F9, CTRL_R = b"\x1b[20~", b"\x12"


def write(opened: Terminal) -> None:
    opened.type(b"\r")
    opened.read_until("burned")
    opened.type(b"r")
    opened.read_until("Reply in public")


@pytest.mark.parametrize("f2", MACROS_F2)
def test_f2_arrives_however_the_terminal_sends_it(tmp_path: Path, f2: bytes) -> None:
    with terminal(tmp_path) as opened:
        write(opened)
        opened.type(f2)
        opened.read_until("Macros")


def test_ctrl_r_arrives(tmp_path: Path) -> None:
    with terminal(tmp_path) as opened:
        write(opened)
        opened.type(CTRL_R)
        opened.read_until("Answers sent before")
        opened.type(b"label")
        opened.read_until("No answer holds these words")


def test_f9_sends(tmp_path: Path) -> None:
    with terminal(tmp_path) as opened:
        write(opened)
        opened.type(b"Hello")
        opened.until(lambda: opened.draft() == "Hello", "saved")
        opened.type(F9)
        opened.until(lambda: "submit" in opened.calls(), "submitted")
