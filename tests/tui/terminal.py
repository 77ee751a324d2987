"""The console in a real pseudo-terminal: what Pilot skips, terminals do."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

PATIENCE_S = 20
"""The longest that nothing may come from the terminal before we give up."""

PROGRAM = """
import pathlib, sys
from tests.tui.fake_desk import FakeDesk
from social_care.tui.app import ConsoleApp
from social_care.tui.terminal import Terminal

sys.__stderr__ = Terminal(sys.__stderr__)
out = pathlib.Path(sys.argv[1])

class Filed(FakeDesk):
    def save_draft(self, number, text, **named):
        (out / "draft").write_text(text)
        return super().save_draft(number, text, **named)

    def _write(self, name):
        super()._write(name)
        with (out / "calls").open("a") as file:
            file.write(name + "\\n")

ConsoleApp(Filed().as_desk(), on_exit=(out / "left").touch).show()
"""


class Terminal:
    """One end of a pseudo-terminal, with the console at the other."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, folder: Path) -> None:
        self.process, self.master, self.folder = process, master, folder
        self.seen = b""

    def type(self, keys: bytes) -> None:
        """In one packet, as a hand or a paste does."""
        os.write(self.master, keys)

    def read_until(self, words: str) -> None:
        """Until the words have come out of the terminal since the last time."""
        ends = monotonic() + PATIENCE_S
        while words.encode() not in self.seen:
            if monotonic() > ends or not self._read():
                raise AssertionError(f"{words!r} never came: {self.seen[-2000:]!r}")
        self.seen = self.seen.partition(words.encode())[2]

    def until(self, come_true: Callable[[], bool], what: str) -> None:
        """Look again and again, reading what comes: a full terminal stops whoever writes to it."""
        ends = monotonic() + PATIENCE_S
        while not come_true():
            assert monotonic() < ends, f"{what}: {self.seen[-2000:]!r}"
            self._read(0.02)

    def read_to_end(self) -> bytes:
        """Everything until the console has gone."""
        while self._read():
            pass
        return self.seen

    def _read(self, patience_s: float = PATIENCE_S) -> bool:
        ready, _, _ = select.select([self.master], [], [], patience_s)
        if not ready:
            return False
        try:
            got = os.read(self.master, 65536)
        except OSError:
            return False
        self.seen += got
        return bool(got)

    def hang_up(self) -> None:
        """The terminal is gone."""
        os.close(self.master)
        self.process.send_signal(signal.SIGHUP)

    def draft(self) -> str:
        """What is kept."""
        file = self.folder / "draft"
        return file.read_text() if file.exists() else ""

    def calls(self) -> list[str]:
        """What the desk was asked to do."""
        file = self.folder / "calls"
        return file.read_text().split() if file.exists() else []


@contextmanager
def terminal(
    folder: Path, line: Sequence[str] = (), ready: str = "URGENT", **environment: str
) -> Iterator[Terminal]:
    """The console in a terminal of 80 by 24: over a desk in memory, or what `line` runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [*line] or [sys.executable, "-c", PROGRAM, str(folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env=kept | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"} | environment,
    )
    os.close(slave)
    opened = Terminal(process, master, folder)
    try:
        opened.read_until(ready)
        yield opened
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            os.close(master)
