"""How quick the console is, in real terminals, each figure beside a floor measured in the same run.

    python bench/console.py [--quick]     about ten minutes; --quick: a tenth of the conversations

Needs tmux. Run it on a quiet machine: what counts are the ratios.
"""

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.kit.crowd import build
from bench.kit.terminal import Tmux, p95, screen, start_s

TIMES = 7
PRESSES = 40
TRIVIAL = """
from textual.app import App
from textual.widgets import Static
class Trivial(App):
    def compose(self):
        yield Static("ready to go")
Trivial().run()
"""
CONFIG = '[brand]\nname = "Acme"\n[[agents]]\nname = "mary"\n'
WRITER = Path(__file__).parent / "kit" / "writer.py"


@dataclass
class Table:
    """What was measured, line by line."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, value: float, goal: float, pass_mark: float | None = None) -> None:
        """A ratio beside its goal."""
        met = "met" if value <= goal else "passes" if value <= (pass_mark or goal) else "MISSED"
        wanted = f"{goal:g}" if pass_mark is None else f"{goal:g} ({pass_mark:g})"
        self.rows.append((what, f"{value:.2f}", f"{wanted} {met}"))
        print(f"{what:<62} {value:8.2f}   goal {wanted} {met}", flush=True)

    def note(self, what: str, value: str) -> None:
        """A figure without a goal."""
        self.rows.append((what, value, ""))
        print(f"{what:<62} {value:>8}", flush=True)


@dataclass(frozen=True)
class Shop:
    """A database and the words that open the console on it."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, conversations: int, still_open: int) -> "Shop":
        """A fresh one."""
        folder.mkdir()
        (folder / "social-care.toml").write_text(CONFIG)
        build(folder / "social-care.db", conversations, still_open)
        return cls(folder)

    @property
    def words(self) -> list[str]:
        """The console's command line."""
        return [sys.executable, "-m", "social_care", "--agent", "mary"]


@contextmanager
def tmux(words: list[str], folder: Path) -> Iterator[Tmux]:
    """A program in tmux."""
    opened = Tmux(words, folder)
    try:
        yield opened
    finally:
        opened.close()


def presses(opened: Tmux, keys: tuple[str, ...]) -> list[float]:
    """Each key in turn; the first few are not counted."""
    took = [opened.press_s(keys[number % len(keys)]) for number in range(PRESSES + 5)]
    return took[5:]


def measure_starts(table: Table, many: Shop, few: Shop, folder: Path) -> None:
    """Until the first row is on the screen."""
    trivial = start_s([sys.executable, "-c", TRIVIAL], folder, b"ready to go", TIMES)
    large = start_s(many.words, many.folder, b"URGENT", TIMES)
    small = start_s(few.words, few.folder, b"URGENT", TIMES)
    table.note("trivial Textual app, to its paint (ms)", f"{trivial * 1000:.0f}")
    table.add("console's first useful paint / trivial app", large / trivial, 1.5, 2.0)
    table.add("the same / with 1,000 conversations", large / small, 1.1, 1.3)


def measure_memory(table: Table, many: Shop, few: Shop, folder: Path) -> None:
    """Once everything is drawn; and what an idle console computes."""
    with screen([sys.executable, "-c", TRIVIAL], folder) as opened:
        opened.until(b"ready to go")
        opened.settle()
        trivial = opened.memory_mib()
    with screen(many.words, many.folder) as opened:
        opened.until(b"URGENT")
        opened.settle()
        large = opened.memory_mib()
        before, began = opened.cpu_s(), monotonic()
        sleep(10)
        idle = (opened.cpu_s() - before) / (monotonic() - began)
    with screen(few.words, few.folder) as opened:
        opened.until(b"URGENT")
        opened.settle()
        small = opened.memory_mib()
    table.add("memory / trivial app", large / trivial, 1.6)
    table.note("memory: all, few conversations (MiB)", f"{large:.0f}, {small:.0f}")
    table.add("idle: share of a core, in percent", idle * 100, 1.0)


def measure_keys(table: Table, many: Shop, few: Shop, folder: Path) -> None:
    """Cursor down and up, in tmux and in bytes."""
    with tmux(["cat"], folder) as opened:
        cat = median(presses(opened, ("a", "b")))
    with tmux(many.words, many.folder) as opened:
        opened.until("URGENT")
        large = presses(opened, ("j",))
    with tmux(few.words, few.folder) as opened:
        opened.until("URGENT")
        small = presses(opened, ("j",))
    table.note("cat: key to changed screen in tmux (ms)", f"{cat * 1000:.1f}")
    table.add("console: the same / cat", median(large) / cat, 3.0, 5.0)
    table.add("with all conversations / with few", median(large) / median(small), 1.2, 1.3)
    with screen(many.words, many.folder) as opened:
        opened.until(b"URGENT")
        opened.settle()
        bytes_drawn = [opened.press(b"j")[1] for _ in range(10)]
    table.note("bytes drawn for one cursor step", f"{median(bytes_drawn):.0f}")
    with tmux(many.words, many.folder) as opened:
        opened.until("URGENT")
        with writing(many, per_second=50):
            busy = presses(opened, ("j",))
    table.add("p95 while 50 mentions a second arrive / idle p95", p95(busy) / p95(large), 1.5)


@contextmanager
def writing(shop: Shop, per_second: int) -> Iterator[subprocess.Popen[bytes]]:
    """Another process takes in mentions."""
    words = [sys.executable, str(WRITER), str(shop.folder / "social-care.db"), str(per_second)]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        yield writer
    finally:
        writer.kill()
        writer.wait()


def measure_changes(table: Table, many: Shop) -> None:
    """What ten changes a second from another process cost an open console."""
    with screen(many.words, many.folder) as opened:
        opened.until(b"URGENT")
        opened.settle()
        with writing(many, per_second=10):
            before, began = opened.cpu_s(), monotonic()
            while monotonic() - began < 10:
                opened.settle()
            share = (opened.cpu_s() - before) / (monotonic() - began)
    table.add("10 changes a second: share of a core, in percent", share * 100, 25.0)


def main() -> None:
    """Build, measure, print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    scale = 10 if parser.parse_args().quick else 1
    table = Table()
    with TemporaryDirectory(prefix="bench-console-") as name:
        folder = Path(name)
        many = Shop.made(folder / "many", 1_000_000 // scale, 100_000 // scale)
        few = Shop.made(folder / "few", 1_000, 200)
        measure_starts(table, many, few, folder)
        measure_memory(table, many, few, folder)
        measure_keys(table, many, few, folder)
        measure_changes(table, many)


if __name__ == "__main__":
    main()
