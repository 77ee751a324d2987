"""How quick the console is, in real terminals, each figure beside a floor measured in the same run.

    python bench/console.py [--quick] [--only start,idle] [--keep FOLDER]

About fifteen minutes; --quick takes a tenth of the conversations, --only some of the parts, and
--keep leaves the databases in a folder and finds them there again. Needs tmux, and takes neomutt
for a floor where it is installed. Run it on a quiet machine: what counts are the ratios.
"""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.kit.crowd import build, lengthen
from bench.kit.insert import handler_ms
from bench.kit.maildir import fill, neomutt_words
from bench.kit.terminal import Screen, Tmux, p95, screen, start_s

TIMES, PRESSES = 9, 40
IDLE_S = 20
LONG = 200
"""Messages of a long conversation."""
FRAMES_MS = 2 * 1000 / 60
TRIVIAL = """
from textual.app import App
from textual.widgets import Static
class Trivial(App):
    def compose(self):
        yield Static("ready to go")
Trivial().run()
"""
TRIVIAL_WORDS = [sys.executable, "-c", TRIVIAL]
CONFIG = '[brand]\nname = "Acme"\n[[agents]]\nname = "mary"\n'
WRITER = Path(__file__).parent / "kit" / "writer.py"
NARROW, BROAD = (80, 24), (120, 40)
ROW = b"mastodon"
"""Stands in every row of the queue, and nowhere else."""


class Table:
    """What was measured, line by line."""

    def add(self, what: str, value: float, goal: float, pass_mark: float | None = None) -> None:
        """A figure beside its goal; in brackets what still passes."""
        met = "met" if value <= goal else "passes" if value <= (pass_mark or goal) else "MISSED"
        wanted = f"{goal:g}" if pass_mark is None else f"{goal:g} ({pass_mark:g})"
        print(f"{what:<62} {value:8.2f}   goal {wanted} {met}", flush=True)

    def note(self, what: str, value: str) -> None:
        """A figure without a goal."""
        print(f"{what:<62} {value:>8}", flush=True)


@dataclass(frozen=True)
class Shop:
    """A database and the words that open the console on it."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, conversations: int, still_open: int) -> "Shop":
        """A fresh one, or the one that was kept."""
        shop = cls(folder)
        if not folder.exists():
            folder.mkdir()
            (folder / "social-care.toml").write_text(CONFIG)
            build(shop.database, conversations, still_open)
        return shop

    @property
    def database(self) -> Path:
        """Its file."""
        return self.folder / "social-care.db"

    @property
    def words(self) -> list[str]:
        """The console's command line."""
        return [sys.executable, "-m", "social_care", "--agent", "mary"]


@dataclass
class Bench:
    """The databases, made when a part needs them, and the table."""

    folder: Path
    scale: int = 1
    table: Table = field(default_factory=Table)

    @cached_property
    def many(self) -> Shop:
        """Everything."""
        return Shop.made(self.folder / "many", 1_000_000 // self.scale, 100_000 // self.scale)

    @cached_property
    def few(self) -> Shop:
        """A small shop."""
        return Shop.made(self.folder / "few", 1_000, 200)

    @cached_property
    def chatty(self) -> Shop:
        """A small shop whose most pressing customer has written very often."""
        is_new = not (self.folder / "chatty").exists()
        shop = Shop.made(self.folder / "chatty", 1_000, 200)
        if is_new:
            lengthen(shop.database, LONG)
        return shop


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


def measure_start(bench: Bench) -> None:
    """Until the first row is on the screen."""
    many, few, table = bench.many, bench.few, bench.table
    trivial = start_s(TRIVIAL_WORDS, bench.folder, b"ready to go", TIMES)
    large = start_s(many.words, many.folder, ROW, TIMES)
    small = start_s(few.words, few.folder, ROW, TIMES)
    ready = start_s(many.words, many.folder, b" resolve", TIMES)
    table.note("trivial Textual app, to its paint (ms)", f"{trivial * 1000:.0f}")
    table.add("console's first useful paint / trivial app", large / trivial, 1.5, 2.0)
    table.add("the same / with 1,000 conversations", large / small, 1.1, 1.3)
    table.note("console with its keys / trivial app", f"{ready / trivial:.2f}")


def measure_neomutt(bench: Bench) -> None:
    """The same against a mail reader on as many messages as there are open conversations."""
    if shutil.which("neomutt") is None:
        bench.table.note("neomutt is not installed: not measured", "")
        return
    maildir = bench.folder / "maildir"
    fill(maildir, 100_000 // bench.scale)
    words = neomutt_words(maildir, bench.folder)
    start_s(words, bench.folder, b"[Msgs:", 1)  # fills its header cache
    mutt = start_s(words, bench.folder, b"[Msgs:", 3)
    large = start_s(bench.many.words, bench.many.folder, ROW, 3)
    bench.table.note("neomutt, warm header cache (ms)", f"{mutt * 1000:.0f}")
    bench.table.add("console's first useful paint / neomutt", large / mutt, 0.2)


def measure_memory(bench: Bench) -> None:
    """Once everything is drawn and read."""
    with screen(TRIVIAL_WORDS, bench.folder) as opened:
        opened.until(b"ready to go")
        opened.settle()
        trivial = opened.memory_mib()
    found = []
    for shop in (bench.many, bench.few):
        with screen(shop.words, shop.folder) as opened:
            opened.until(ROW)
            sleep(3)
            opened.settle()
            found.append(opened.memory_mib())
    large, small = found
    bench.table.note("memory: trivial, few, all (MiB)", f"{trivial:.0f}, {small:.0f}, {large:.0f}")
    bench.table.add("memory with all / trivial app", large / trivial, 1.6)
    bench.table.add("memory with all / with few", large / small, 1.1)


def measure_idle(bench: Bench) -> None:
    """What an idle console computes and draws."""
    with screen(bench.many.words, bench.many.folder) as opened:
        opened.until(ROW)
        sleep(5)
        opened.settle()
        share, drawn = watched(opened)
    bench.table.add("idle: share of a core, in percent", share * 100, 1.0)
    bench.table.note("idle: bytes drawn a second", f"{drawn:.0f}")


def watched(opened: Screen) -> tuple[float, float]:
    """The share of a core that a program takes by itself, and the bytes that it draws a second."""
    before, began, drawn = opened.cpu_s(), monotonic(), 0
    while monotonic() - began < IDLE_S:
        drawn += opened.settle()
    took = monotonic() - began
    return (opened.cpu_s() - before) / took, drawn / took


def measure_keys(bench: Bench) -> None:
    """Cursor down and up in tmux."""
    many, few, table = bench.many, bench.few, bench.table
    with tmux(["cat"], bench.folder) as opened:
        cat = median(presses(opened, ("a", "b")))
    with tmux(many.words, many.folder) as opened:
        large = rested(opened)
    with tmux(few.words, few.folder) as opened:
        small = rested(opened)
    table.note("cat: key to changed screen in tmux (ms)", f"{cat * 1000:.1f}")
    table.add("console: the same / cat", median(large) / cat, 3.0, 5.0)
    table.add("with all conversations / with few", median(large) / median(small), 1.2, 1.3)


def rested(opened: Tmux) -> list[float]:
    """Presses of a cursor key in a console that has read everything."""
    opened.until(ROW.decode())
    sleep(3)
    opened.press_s("G")  # it began where the cursor stood last
    opened.press_s("g")
    return presses(opened, ("j",))


def measure_bytes(bench: Bench) -> None:
    """What a slow line has to carry for one cursor step, in one pane, and beside a conversation."""
    for size, goal in ((NARROW, 4096), (BROAD, 12288)):
        with screen(bench.few.words, bench.few.folder, size) as opened:
            opened.until(ROW)
            sleep(2)
            opened.settle()
            opened.press(b"g")
            drawn = median(opened.press(b"j")[1] for _ in range(20))
        at = f"{size[0]}x{size[1]}"
        bench.table.add(f"bytes drawn for one cursor step at {at}", drawn, goal)


def measure_busy(bench: Bench) -> None:
    """Cursor keys while another process takes in fifty mentions a second."""
    with tmux(bench.many.words, bench.many.folder) as opened:
        idle = rested(opened)
        with writing(bench.many, per_second=50):
            busy = presses(opened, ("j",))
    bench.table.add("p95 while 50 mentions a second arrive / idle", p95(busy) / p95(idle), 1.5)


@contextmanager
def writing(shop: Shop, per_second: int) -> Iterator[subprocess.Popen[bytes]]:
    """Another process takes in mentions."""
    words = [sys.executable, str(WRITER), str(shop.database), str(per_second)]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        yield writer
    finally:
        writer.kill()
        writer.wait()


def measure_changes(bench: Bench) -> None:
    """What ten changes a second from another process cost an open console."""
    with screen(bench.many.words, bench.many.folder) as opened:
        opened.until(ROW)
        sleep(5)
        opened.settle()
        with writing(bench.many, per_second=10):
            share, drawn = watched(opened)
    bench.table.add("10 changes a second: share of a core, in percent", share * 100, 25.0)
    bench.table.note("10 changes a second: bytes drawn a second", f"{drawn:.0f}")


def measure_insert(bench: Bench) -> None:
    """What one arrival costs the event loop."""
    took = handler_ms(bench.many.folder, TIMES * 3)
    bench.table.add("an arrival: on the event loop (ms)", median(took), 2.0)


def measure_opening(bench: Bench) -> None:
    """Enter on a long conversation, and on a short one."""
    took: dict[str, list[float]] = {"long": [], "short": []}
    with screen(bench.chatty.words, bench.chatty.folder, NARROW) as opened:
        opened.until(ROW)
        sleep(2)
        opened.settle()
        opened.press(b"g")
        for number in range(2 * TIMES):
            took["short" if number % 2 else "long"].append(opened.press_whole(b"\r"))
            opened.settle()
            opened.press(b"q")
            opened.press(b"k" if number % 2 else b"j")
    long, short = (median(times[1:]) * 1000 for times in took.values())
    bench.table.note("opening: a short and a long conversation (ms)", f"{short:.0f}, {long:.0f}")
    bench.table.add(f"opening {LONG} messages: ms more than one", long - short, FRAMES_MS)


PARTS: dict[str, Callable[[Bench], None]] = {
    "start": measure_start,
    "neomutt": measure_neomutt,
    "memory": measure_memory,
    "idle": measure_idle,
    "keys": measure_keys,
    "bytes": measure_bytes,
    "opening": measure_opening,
    "insert": measure_insert,
    "busy": measure_busy,
    "changes": measure_changes,
}
"""In this order: what takes mentions in comes last."""


def wanted() -> Namespace:
    """The command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the conversations")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--keep", type=Path, help="leave the databases in this folder")
    given = parser.parse_args()
    if unknown := set(given.only.split(",")) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    return given


def as_installed(folder: Path) -> None:
    """Programs that are installed have been compiled; a checkout may be told not to."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)


def main() -> None:
    """Build, measure, print."""
    given = wanted()
    with TemporaryDirectory(prefix="bench-console-") as name:
        folder = (given.keep or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        as_installed(folder)
        bench = Bench(folder, scale=10 if given.quick else 1)
        start_s(TRIVIAL_WORDS, folder, b"ready to go", 1)  # both are compiled
        start_s(bench.few.words, bench.few.folder, b" resolve", 1)
        for part in given.only.split(","):
            PARTS[part](bench)


if __name__ == "__main__":
    main()
