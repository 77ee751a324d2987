"""The shape of the code: who may import whom, what loads when, how long a file may be."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "social_care"
SOURCES = sorted(PACKAGE.rglob("*.py"))
HEAVY = (
    "httpx",
    "tweepy",
    "apscheduler",
    "sqlite_utils",
    "vaderSentiment",
    "matplotlib",
    "keyring",
    "spellchecker",
    "pyarrow",
    "xlsxwriter",
)
CLOCK = re.compile(
    r"\btime\.(time|time_ns|sleep|monotonic)\(|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\("
)
CLOCK_READERS = {"wiring.py"}
"""Everybody else is handed the time."""
MACHINE_PATHS = re.compile("|".join(re.escape(f"{place}/") for place in (ROOT, Path.home())))
"""Where this checkout and its owner's files lie: true on one machine only."""
TEXTS = {
    ".py",
    ".toml",
    ".md",
    ".yml",
    ".yaml",
    ".sql",
    ".tcss",
    ".service",
    ".cfg",
    ".txt",
    ".lock",
}


def python(program: str) -> str:
    """What a clean interpreter prints for it."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(*modules: str, then: str = "") -> set[str]:
    """The packages a clean interpreter has loaded after importing these."""
    shown = python(f"import sys, {', '.join(modules)}\n{then}\nprint(*sys.modules, sep='\\n')")
    return {name.partition(".")[0] for name in shown.split()}


def tracked() -> list[Path]:
    """The files of the project that are text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no checkout")
    names = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in names if path.suffix in TEXTS and path.is_file()]


def test_imports_run_downward() -> None:
    told = python("""
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure
configure()
assert lint_imports(cache_dir=None), "a contract is broken: see lint-imports"
""")
    assert "broken" in told.splitlines()[-1] or " 0 broken" in told


def test_the_command_line_and_the_desk_start_without_anything_heavy() -> None:
    found = loaded("social_care.cli", "social_care.wiring", "social_care.desk")
    assert not found & {*HEAVY, "textual", "rich"}


def test_the_console_starts_with_textual_and_nothing_else_heavy() -> None:
    found = loaded("social_care.tui.app")
    assert "textual" in found
    assert not found & set(HEAVY)


def test_the_first_screen_is_drawn_before_what_can_be_done_is_loaded() -> None:
    """Its agent sees the queue in the time that the desk and the main screen take to load."""
    rooms = "social_care.cli.console, social_care.first_glance, social_care.tui.app"
    found = python(f"import sys, {rooms}\nprint(*sys.modules, sep='\\n')").split()
    later = ("desk", "find", "triage", "connectors", "tui.widgets.composer")
    screens = [name for name in found if name.startswith("social_care.tui.screens.")]
    assert screens == ["social_care.tui.screens.first"]
    assert not [
        name for name in found if name.startswith(tuple(f"social_care.{room}" for room in later))
    ]


def test_rules_are_read_without_anything_that_only_scoring_needs() -> None:
    """Every command reads the configuration, and thus the team's rules."""
    found = loaded("social_care.triage.rules_reader", "social_care.triage.judge")
    assert not found & {*HEAVY, "textual", "regex", "eld", "pycld2"}


@pytest.mark.parametrize("words", [["queue"], ["queue", "--json"], ["outbox"], ["--help"]])
def test_reading_the_queue_loads_nothing_heavy_once_the_database_is_there(
    tmp_path: Path, words: list[str]
) -> None:
    call = (
        f"sys.argv = ['social-care', '--db', {str(tmp_path / 'care.db')!r}, *{words!r}]\n"
        "try: social_care.cli.main()\nexcept SystemExit as done: assert not done.code"
    )
    loaded("social_care.cli", then=call)
    assert not loaded("social_care.cli", then=call) & {*HEAVY, "textual"}


def test_no_source_file_is_longer_than_four_hundred_lines() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert too_long == {}


def test_every_source_file_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if (text := path.read_text(encoding="utf-8").strip()) and not text.startswith('"""')
    ]
    assert silent == []


def test_only_the_composition_root_reads_the_clock() -> None:
    readers = {
        path.name
        for path in SOURCES
        if any(CLOCK.search(line) for line in path.read_text(encoding="utf-8").splitlines())
    }
    assert readers <= CLOCK_READERS
    assert "wiring.py" in readers


def test_nothing_in_the_project_names_a_place_of_one_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]
    assert named == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line.replace("View.TODO", "").replace("    TODO = ", ""))
    ]
    assert left == []
