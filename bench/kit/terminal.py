"""Programs in terminals: how long until something is seen, what a key press costs.

Pilot adds a tenth of a second of its own to every key, so speed is measured where agents meet it:
in a pseudo-terminal, and inside tmux.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

Size = tuple[int, int]
"""Columns and lines."""
SIZE: Size = (120, 40)
PATIENCE_S = 120.0
QUIET_S = 0.25
"""Nothing more is drawn after so long without a byte."""


class Screen:
    """A program in a pseudo-terminal."""

    def __init__(self, words: Sequence[str], folder: Path, size: Size = SIZE) -> None:
        self.master, slave = pty.openpty()
        columns, lines = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.began = monotonic()
        self.process = subprocess.Popen(
            words,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(slave)

    def until(self, mark: bytes) -> float:
        """Seconds from now until the program has drawn `mark`."""
        began, seen = monotonic(), b""
        while mark not in seen:
            got = self._read(PATIENCE_S)
            if not got:
                raise SystemExit(f"never drawn: {mark!r}; at last {seen[-500:]!r}")
            seen = seen[-200:] + got
        return monotonic() - began

    def settle(self) -> int:
        """Wait until nothing more is drawn; the number of bytes that came."""
        count = 0
        while got := self._read(QUIET_S):
            count += len(got)
        return count

    def press(self, keys: bytes) -> tuple[float, int]:
        """Seconds from the key to the first byte, and how many bytes came in all."""
        began = monotonic()
        os.write(self.master, keys)
        first = self._read(PATIENCE_S)
        return monotonic() - began, len(first) + self.settle()

    def press_whole(self, keys: bytes) -> float:
        """Seconds from the key to the last byte of what it brings."""
        began = last = monotonic()
        os.write(self.master, keys)
        patience = PATIENCE_S
        while self._read(patience):
            last, patience = monotonic(), QUIET_S
        return last - began

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self.master], [], [], patience)
        if not ready:
            return b""
        try:
            return os.read(self.master, 65536)
        except OSError:
            return b""

    def memory_mib(self) -> float:
        """What the program keeps in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(
            int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")
        )

    def cpu_s(self) -> float:
        """Seconds of computing so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


@contextmanager
def screen(words: Sequence[str], folder: Path, size: Size = SIZE) -> Iterator[Screen]:
    """A program in a pseudo-terminal, ended afterwards."""
    opened = Screen(words, folder, size)
    try:
        yield opened
    finally:
        opened.close()


def start_s(words: Sequence[str], folder: Path, mark: bytes, times: int) -> float:
    """The median of so many starts, each until `mark` is drawn."""
    took = []
    for _ in range(times):
        with screen(words, folder) as opened:
            opened.until(mark)
            took.append(monotonic() - opened.began)
    return median(took)


class Tmux:
    """A tmux server of our own with one program in it."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._socket = str(folder / "tmux.sock")
        size = ("-x", str(SIZE[0]), "-y", str(SIZE[1]))
        subprocess.run(
            ["tmux", "-S", self._socket, "-f", "/dev/null", "new", "-d", *size, *words],
            cwd=folder,
            check=True,
        )

    def shows(self) -> str:
        """The screen."""
        return self._tmux("capture-pane", "-p")

    def until(self, mark: str) -> None:
        """Wait for it."""
        end = monotonic() + PATIENCE_S
        while mark not in self.shows():
            if monotonic() > end:
                raise SystemExit(f"never shown: {mark!r}\n{self.shows()}")

    def press_s(self, key: str) -> float:
        """Seconds from the key press to a changed screen."""
        before, began = self.shows(), monotonic()
        self._tmux("send-keys", key)
        while self.shows() == before:
            if monotonic() - began > PATIENCE_S:
                raise SystemExit(f"{key} changed nothing:\n{before}")
        return monotonic() - began

    def close(self) -> None:
        """End it."""
        self._tmux("kill-server")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *words], capture_output=True, text=True, check=False
        )
        return done.stdout


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1]
