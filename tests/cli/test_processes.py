"""Real processes: pipes that close, terminals, signals, and a worker that is killed."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from social_care import config as configuration
from social_care.connectors.demo import DemoControl
from social_care.storage import Store
from tests.cli.kit import Brand, record

PATIENCE_S = 30
"""How long a process may take before the test fails."""
PROGRAM = [sys.executable, "-W", "error", "-m", "social_care"]


def call(brand: Brand, *words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    line = [*PROGRAM, *words, "--config", str(brand.config)]
    return subprocess.run(line, capture_output=True, timeout=PATIENCE_S, **options)  # type: ignore[call-overload, no-any-return]


def shell(brand: Brand, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a pipeline; `$S` is our command, and the statuses of all its parts are printed last."""
    env = {**os.environ, "S": " ".join([*PROGRAM, "--config", str(brand.config)])}
    script = f'{script}; echo "${{PIPESTATUS[@]}}"'
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, timeout=PATIENCE_S, env=env, check=False
    )


@pytest.fixture
def full(brand: Brand) -> Brand:
    """A queue that is longer than a pipe is deep."""
    brand.imported(*(record(n, f"hello {n} " + "x" * 400) for n in range(250)))
    return brand


@pytest.mark.parametrize(
    ("words", "reader"),
    [
        ("queue", "head -1"),
        ("queue --json", "head -1"),
        ("export responses --include-waiting", "head -1"),
        ("export responses --include-waiting --format jsonl", "true"),
    ],
)
def test_a_reader_that_has_seen_enough_ends_it_quietly(
    full: Brand, words: str, reader: str
) -> None:
    done = shell(full, f"$S {words} | {reader}")
    assert done.stdout.splitlines()[-1] == b"0 0"
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert b"Broken" not in done.stderr


def test_a_short_answer_nobody_reads_is_quiet_too(brand: Brand) -> None:
    brand.imported(record(1))
    done = shell(brand, "(sleep 0; $S stats --json) | true; $S export responses | true")
    assert (done.stdout, b"Traceback" in done.stderr) == (b"0 0\n", False)


def test_next_in_a_pipe_still_tells_its_exit_code(brand: Brand) -> None:
    done = shell(brand, "$S next --agent mary | cat")
    assert (done.stdout, done.stderr) == (b"1 0\n", b"")


@pytest.mark.parametrize(
    "words", ["queue --json", "export responses", "export responses -o /dev/full"]
)
def test_a_disk_that_is_full_is_told_in_words(brand: Brand, words: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    brand.imported(record(1))
    done = shell(brand, f"$S {words} >/dev/full")
    assert done.stdout == b"1\n"
    assert done.stderr.startswith(b"social-care: ")
    assert b"No space left on device\nmake room" in done.stderr


@pytest.mark.parametrize("words", ["reply 1 --agent mary", "import -"])
def test_a_stdin_that_is_closed_is_a_usage_error(brand: Brand, words: str) -> None:
    brand.imported(record(1))
    done = shell(brand, f"$S {words} <&-")
    assert done.stdout == b"2\n"
    assert done.stderr.startswith(b"social-care: stdin is closed")


@pytest.mark.parametrize(("words", "code"), [("queue", 0), ("export responses", 2)])
def test_a_stdout_that_is_closed_makes_no_traceback(brand: Brand, words: str, code: int) -> None:
    done = shell(brand, f"$S {words} >&-")
    assert done.stdout == f"{code}\n".encode()
    assert b"Traceback" not in done.stderr


def test_a_terminal_that_lacks_characters_stops_nothing(brand: Brand) -> None:
    brand.imported(record(1, "café ☂ кофе", author={"handle": "zoë"}))
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    people, scripts = call(brand, "queue", env=env), call(brand, "queue", "--json", env=env)
    assert (people.returncode, people.stderr) == (0, b"")
    assert json.loads(scripts.stdout.decode("utf-8"))["text"] == "café ☂ кофе"
    assert json.loads(scripts.stdout.decode("utf-8"))["customer"] == "zoë"


def test_progress_is_told_to_a_person_at_a_terminal_only(brand: Brand) -> None:
    lines = "".join(json.dumps(record(n, "hello")) + "\n" for n in range(201)).encode()
    screen, end = pty.openpty()
    with ExitStack() as stack:
        stack.callback(os.close, screen)
        line = [*PROGRAM, "import", "-", "--config", str(brand.config)]
        done = subprocess.run(
            line, input=lines, stdout=subprocess.PIPE, stderr=end, timeout=PATIENCE_S, check=True
        )
        os.close(end)
        shown = os.read(screen, 4096)
    assert done.stdout == b""
    assert b"\r200 read" in shown
    assert b"\r201 read" in shown
    assert shown.endswith(b"201 new, 0 known already, 0 changed, 0 bad line(s)\r\n")
    assert b"\r" not in call(brand, "import", "-", input=lines).stderr


# The worker -------------------------------------------------------------------------------------


@contextmanager
def at_work(brand: Brand) -> Iterator[subprocess.Popen[bytes]]:
    """A detached worker; `holds_its_lease` waits until it is at work."""
    DemoControl(brand.folder / "network").fault("check", "down", words="down for \x1b[2J a moment")
    process = subprocess.Popen(
        [*PROGRAM, "worker", "--config", str(brand.config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def holds_its_lease(process: subprocess.Popen[bytes]) -> bool:
    """Wait until it tells of the trouble on its network: by then the account is its own."""
    assert process.stderr is not None
    told = iter(process.stderr.readline, b"")
    line = next((line for line in told if b"down for" in line), b"")
    return bool(line) and b"\x1b" not in line


def leases(brand: Brand) -> list[int]:
    """Until when the accounts are held; 0 is free."""
    return [row["lease_until"] for row in brand.rows("SELECT lease_until FROM accounts")]


def test_a_signal_stops_a_detached_worker_cleanly(brand: Brand, tmp_path: Path) -> None:
    other = Brand(tmp_path / "other")
    other.folder.mkdir()
    other.configure()
    with at_work(brand) as first, at_work(other) as second:
        for process, owned in ((first, brand), (second, other)):
            assert holds_its_lease(process)
            assert leases(owned) > [0]
        first.send_signal(signal.SIGTERM)
        second.send_signal(signal.SIGINT)
        for process in (first, second):
            rest, said = process.communicate(timeout=PATIENCE_S)
            assert (process.returncode, rest) == (0, b"")
            assert b"Traceback" not in said
    for stopped in (brand, other):
        assert leases(stopped) == [0]
        assert stopped.rows("SELECT 1 FROM workers") == []


def test_a_command_ends_the_worker_that_runs_for_this_database(
    brand: Brand, tmp_path: Path
) -> None:
    other = Brand(tmp_path / "other")
    other.folder.mkdir()
    other.configure()
    with at_work(brand) as process:
        assert holds_its_lease(process)
        none = f"no worker runs here for {other.db}\n"
        assert other.does("worker", "--stop").stderr.endswith(none)
        assert brand.does("worker", "--stop").stderr == f"the worker of {brand.db} has ended\n"
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
    assert leases(brand) == [0]
    assert brand.does("worker", "--stop").stderr == f"no worker runs here for {brand.db}\n"
    assert "give one of them" in brand.fails("worker", "--stop", "--once", code=2)


def test_a_worker_that_was_killed_is_no_worker_to_wait_for(brand: Brand) -> None:
    with at_work(brand) as process:
        assert holds_its_lease(process)
        process.kill()
        process.wait()
        assert brand.does("worker", "--stop").exit_code == 0


def test_what_a_killed_worker_held_is_taken_over_at_once(brand: Brand) -> None:
    with at_work(brand) as process:
        assert holds_its_lease(process)
        assert "another worker looks after it" in brand.does("worker", "--once").stderr
        process.kill()
        process.wait()
    brand.say("My shoes fell apart, a disgrace!")
    assert "another worker" not in brand.does("worker", "--once").stderr
    assert len(brand.queue()) == 1


def test_the_worker_started_by_a_console_finds_the_same_database(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from social_care.cli import console

    monkeypatch.chdir(tmp_path)
    brand.db.unlink()
    brand.pass_time(hours=50 * 365 * 24)  # the worker has the real clock: it must not lie ahead
    config = configuration.load(brand.config, db=tmp_path / "named.db")
    store, log = Store(config.store), tmp_path / "worker.log"
    process = console._spawn(config, log, detached=True)
    try:
        console._until_it_works(process, store, log)
    finally:
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
        store.close()
    assert not brand.db.exists()
    assert log.stat().st_mode & 0o077 == 0
    assert "Traceback" not in log.read_text()
