"""What an export takes, format by format: rows, seconds and peak memory, beside a floor.

    python bench/export.py [--responses 100000]     about a minute

The floor is what Python cannot do faster: the view's rows, as they come from SQLite, into
csv.writer, without zones, inert words or a guard. Each figure is a process of its own; the last
column is the peak with a tenth of the rows: memory must not grow with them.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).parent.parent
FORMATS = ("csv", "jsonl", "parquet", "xlsx")
BUILD = """
import sys
from pathlib import Path
from bench.kit.answered import build_answered
build_answered(Path(sys.argv[1]), int(sys.argv[2]))
"""
FLOOR = """
import csv, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT * FROM v_responses")
with open(sys.argv[2], "w", newline="", encoding="utf-8") as out:
    writer = csv.writer(out)
    writer.writerow(column[0] for column in rows.description)
    writer.writerows(rows)
"""


@dataclass(frozen=True)
class Run:
    """One process."""

    seconds: float
    mebibytes: float
    """Its peak."""
    size: int
    """Of the file it wrote, in bytes."""


def run(words: list[str], out: Path) -> Run:
    """Run it to its end."""
    began = perf_counter()
    child = subprocess.Popen(words, stderr=subprocess.PIPE, cwd=ROOT)
    assert child.stderr is not None
    told = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, told
    return Run(perf_counter() - began, used.ru_maxrss / 1024, out.stat().st_size)


def build(db: Path, rows: int) -> None:
    """In a process of its own too: a child's peak is no lower than its parent was."""
    run([sys.executable, "-c", BUILD, str(db), str(rows)], db)


def floor(db: Path, out: Path) -> Run:
    """A plain dump."""
    return run([sys.executable, "-c", FLOOR, str(db), str(out)], out)


def exported(db: Path, out: Path, table: str, form: str) -> Run:
    """What the command does."""
    words = ["export", table, "--db", str(db), "--format", form, "-o", str(out)]
    return run([sys.executable, "-m", "social_care", *words], out)


def line(what: str, rows: int, ran: Run, base: Run, few: Run) -> None:
    """One line of the table."""
    cells = (
        what,
        f"{rows:,}",
        f"{ran.seconds:.1f}",
        f"{rows / ran.seconds:,.0f}",
        f"{ran.seconds / base.seconds:.1f}",
        f"{ran.size / 1e6:.1f}",
        f"{ran.mebibytes:.0f}",
        f"{few.mebibytes:.0f}",
    )
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Build both, measure, print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    rows = parser.parse_args().responses
    with TemporaryDirectory(prefix="bench-export-") as name:
        folder = Path(name)
        many, few, out = folder / "many.db", folder / "few.db", folder / "out"
        build(many, rows)
        build(few, rows // 10)
        base, small = floor(many, out), floor(few, out)
        print("| what | rows | s | rows/s | × floor | MB | peak MiB | with a tenth |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        line("floor: csv.writer", rows, base, base, small)
        for form in FORMATS:
            ran = exported(many, out, "responses", form)
            line(f"responses, {form}", rows, ran, base, exported(few, out, "responses", form))
        for table in ("conversations", "mentions", "events"):
            ran = exported(many, out, table, "csv")
            line(f"{table}, csv", rows, ran, base, exported(few, out, table, "csv"))


if __name__ == "__main__":
    main()
