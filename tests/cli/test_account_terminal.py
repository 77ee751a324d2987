"""account add in a real terminal: secrets are not echoed, and Ctrl+C leaves nothing behind."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.account_kit import PASSWORD
from tests.cli.kit import CONFIG, Brand
from tests.tui.terminal import PATIENCE_S, Terminal

PROGRAM = """
import fcntl, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # as in a person's own terminal: getpass opens /dev/tty
sys.modules["keyring"] = None
import pytest
from tests.cli.account_kit import install
next(install(pytest.MonkeyPatch()))
from social_care.cli import main
main()
"""


class Watched(Terminal):
    """Remembers all that was ever shown."""

    shown = b""

    def _read(self, patience_s: float = PATIENCE_S) -> bool:
        known = len(self.seen)
        more = super()._read(patience_s)
        self.shown += self.seen[known:]
        return more


@pytest.fixture
def terminal(brand: Brand) -> Iterator[Watched]:
    """`account add plain`, up to the question for the password."""
    master, slave = pty.openpty()
    words = ("--config", str(brand.config), "account", "add", "plain", "--name", "fedi")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    opened = Watched(process, master, brand.folder)
    try:
        opened.read_until("Address of the server (https://plain.example): ")
        opened.type(b"https://plain.example\n")
        opened.read_until("App password (not shown; a reference such as env:NAME will do): ")
        yield opened
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            os.close(master)


def kept(folder: Path) -> list[str]:
    """The secrets that were stored."""
    return [path.read_text() for path in (folder / "secrets").glob("*")]


def test_a_secret_is_not_echoed(terminal: Watched, brand: Brand) -> None:
    terminal.type(f"{PASSWORD}\n".encode())
    terminal.read_until("Searches")
    terminal.type(b"boots\n")
    terminal.read_until("Region (Enter: eu): ")
    terminal.type(b"\n")
    terminal.read_to_end()
    assert b"There we are acme." in terminal.shown
    assert b"https://plain.example\r\n" in terminal.shown, "all else is echoed"
    assert PASSWORD.encode() not in terminal.shown
    assert terminal.process.wait(60) == 0
    assert kept(brand.folder) == [f"{PASSWORD}\n"]
    assert 'queries = ["boots"]' in brand.config.read_text()


@pytest.mark.parametrize("way_out", [b"\x03", b"\x04"])
def test_leaving_at_a_question_leaves_nothing_behind(
    terminal: Watched, brand: Brand, way_out: bytes
) -> None:
    """Ctrl+C and Ctrl+D, at a secret and after it."""
    terminal.type(f"{PASSWORD}\n".encode())
    terminal.read_until("Searches")
    terminal.type(way_out)
    shown = terminal.read_to_end().decode()
    assert "Traceback" not in shown
    assert terminal.process.wait(60) == 1
    assert (kept(brand.folder), brand.config.read_text()) == ([], CONFIG)


@pytest.mark.parametrize("way_out", [b"\x03", b"\x04"])
def test_leaving_at_a_secret_leaves_nothing_behind(
    terminal: Watched, brand: Brand, way_out: bytes
) -> None:
    terminal.type(way_out)
    shown = terminal.read_to_end().decode()
    assert "Traceback" not in shown
    assert terminal.process.wait(60) == 1
    assert (kept(brand.folder), brand.config.read_text()) == ([], CONFIG)
