"""In a real terminal: hang-ups, what one packet may hold, and that the terminal is left clean."""

import signal
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal, terminal

SENT = "Sending in"


def begin_reply(console: Terminal, words: bytes) -> None:
    console.type(b"\r")
    console.read_until("Insole")
    console.type(b"r")
    console.read_until("Reply in public")
    console.type(words)
    console.read_until(f"{500 - len('@kim ') - len(words)} left of 500")


def test_a_terminal_that_is_closed_loses_no_words(tmp_path: Path) -> None:
    with terminal(tmp_path) as console:
        begin_reply(console, b"Dear Kim")
        console.hang_up()
        console.process.wait(timeout=60)
    assert console.draft() == "Dear Kim"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_to_end_saves_and_leaves_the_terminal_clean(
    tmp_path: Path, number: signal.Signals
) -> None:
    with terminal(tmp_path) as console:
        begin_reply(console, b"Dear Kim")
        console.process.send_signal(number)
        rest = console.read_to_end()
        console.process.wait(timeout=60)
    assert console.draft() == "Dear Kim"
    assert (tmp_path / "left").exists()
    assert b"\x1b[?1049l" in rest  # back to the screen before


def test_esc_and_a_letter_in_one_packet_are_the_two(tmp_path: Path) -> None:
    with terminal(tmp_path) as console:
        begin_reply(console, b"Dear Kim")
        console.type(b"\x1bS")
        console.read_until(SENT)
    assert "submit" in console.calls()


def test_ctrl_s_reaches_us(tmp_path: Path) -> None:
    with terminal(tmp_path) as console:
        begin_reply(console, b"Dear Kim")
        console.type(b"\x13")
        console.read_until(SENT)
    assert "submit" in console.calls()


@pytest.mark.parametrize("pasted", [b"resolve them all\r", b"\x1b[200~dddd eeee\x1b[201~"])
def test_a_paste_on_the_list_does_nothing(tmp_path: Path, pasted: bytes) -> None:
    with terminal(tmp_path) as console:
        console.type(pasted)
        console.read_until("looked like a paste")
        console.type(b"Q")
        console.read_to_end()
    assert not {"resolve", "dismiss", "submit", "claim"} & set(console.calls())


def test_ctrl_q_and_ctrl_c_do_not_quit_but_q_does(tmp_path: Path) -> None:
    with terminal(tmp_path) as console:
        console.type(b"\x11")
        console.type(b"\x03")
        console.read_until("Q leaves the console")
        assert console.process.poll() is None
        console.type(b"Q")
        assert b"\x1b[23;0t" in console.read_to_end()  # the title from before
        assert console.process.wait(timeout=60) == 0
    assert (tmp_path / "left").exists()


def test_the_title_of_the_terminal_holds_the_figures(tmp_path: Path) -> None:
    with terminal(tmp_path) as console:
        console.seen = b""
        console.type(b"jjjd")
        console.read_until("\x1b]0;6 · 1 late · social-care\x07")


def test_without_colour_there_is_still_a_pointer_and_every_word(tmp_path: Path) -> None:
    with terminal(tmp_path, NO_COLOR="1") as console:
        console.type(b"G")
        console.read_until("Lena")
