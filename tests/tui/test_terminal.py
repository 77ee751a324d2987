"""A console whose terminal has been closed goes on long enough to save and to leave."""

import io
import os
from pathlib import Path

import pytest

from social_care.tui.terminal import Terminal
from tests.tui.terminal import PATIENCE_S, terminal


class Gone(io.StringIO):
    """A terminal whose other end is closed."""

    def write(self, words: str) -> int:
        raise OSError(5, "Input/output error", words)

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_what_is_written_reaches_the_terminal() -> None:
    stream = io.StringIO()
    terminal = Terminal(stream)
    assert terminal.write("hello") == 5
    terminal.flush()
    assert stream.getvalue() == "hello"
    assert terminal.writable()


def test_a_closed_terminal_takes_everything_and_raises_nothing() -> None:
    gone = Gone()
    with pytest.raises(OSError, match="error"):
        gone.write("hello")
    terminal = Terminal(gone)
    assert terminal.write("hello") == 5
    terminal.flush()


def test_a_console_whose_terminal_is_gone_leaves_though_nobody_tells_it(tmp_path: Path) -> None:
    with terminal(tmp_path) as opened:
        opened.type(b"r")
        opened.read_until("Reply")
        opened.type(b"kept all the same")
        opened.read_until("same")
        os.close(opened.master)
        opened.process.wait(PATIENCE_S)
    assert opened.draft() == "kept all the same"
    assert (tmp_path / "left").exists()
