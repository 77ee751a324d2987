"""A console whose terminal has been closed goes on long enough to save and to leave."""

import io

import pytest

from social_care.tui.terminal import Terminal


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
