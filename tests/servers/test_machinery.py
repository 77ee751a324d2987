"""The scripts that start real servers keep their promises: limits, clean ends, clear words."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import machine
from tests.servers.debian import on_backports
from tests.servers.launch import ROOT
from tests.servers.machine import CannotStart, need_free, port, run
from tests.servers.service import Service
from tests.servers.waiting import eventually, retried

PATIENT = "import time; print('up', flush=True); time.sleep(60)"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (
            (
                "deb http://mirror.test/debian bookworm main\n"
                "deb http://mirror.test/debian bookworm-updates main\n"
                "deb-src http://mirror.test/debian bookworm main\n"
            ),
            "deb http://mirror.test/debian bookworm-backports main\n",
        ),
        (
            "deb [signed-by=/a/key.gpg arch=amd64] http://mirror.test/debian bookworm main",
            (
                "deb [signed-by=/a/key.gpg arch=amd64] http://mirror.test/debian"
                " bookworm-backports main"
            ),
        ),
        (
            (
                "Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm bookworm-updates\n"
                "Components: main\n\n"
                "Types: deb\nURIs: http://mirror.test/security\nSuites: bookworm-security\n"
            ),
            (
                "Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm-backports\n"
                "Components: main\n"
            ),
        ),
        ("Types: deb\nURIs: http://mirror.test/tools\nSuites: nodistro\n", ""),
    ],
)
def test_backports_come_from_the_mirror_of_the_release_itself(sources: str, expected: str) -> None:
    assert on_backports(sources, "bookworm") == expected


def test_a_command_past_its_limit_is_ended_with_all_its_children(tmp_path: Path) -> None:
    """The child inherits the output: an end that waited for it would take a minute."""
    parent = (
        "import os, subprocess, sys; print(os.getpid(), flush=True);"
        f"subprocess.run([sys.executable, '-c', {PATIENT!r}])"
    )
    command, log = [sys.executable, "-c", parent], tmp_path / "log"
    with pytest.raises(CannotStart, match="not done within 2 s"):
        run(command, log=log, seconds=2)
    group, word = log.read_text().split()
    assert word == "up"
    eventually(lambda: not _has_members(int(group)), 5)


def _has_members(group: int) -> bool:
    return any(_group(path) == group for path in Path("/proc").glob("[1-9]*/stat"))


def _group(stat: Path) -> int | None:
    """The process group, None for a process that has ended."""
    try:
        state, _parent, group = stat.read_text().rpartition(") ")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state in "ZX" else int(group)


def test_a_command_that_fails_is_reported_by_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"failed: no such shelf \(see"):
        run([sys.executable, "-c", "exit('no such shelf')"], log=tmp_path / "log", seconds=20)


def test_a_service_outlives_its_starter_and_stops_once(tmp_path: Path) -> None:
    service = _patient(tmp_path)
    assert service.alive()
    again = Service(name="patient", folder=tmp_path)
    again.stop()
    assert not service.alive()
    again.stop()


def test_a_pid_used_again_by_another_process_is_left_alone(tmp_path: Path) -> None:
    """Only a process born at the noted tick is ours."""
    (tmp_path / "other.pid").write_text(f"{os.getpid()} 1")
    other = Service(name="other", folder=tmp_path)
    assert not other.alive()
    other.stop()


def test_a_service_that_ignores_the_polite_signal_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.servers.service.GRACE_SECONDS", 0.5)
    service = _patient(tmp_path, farewell=signal.SIGWINCH)
    service.stop()
    eventually(lambda: not service.alive(), 5)


def _patient(folder: Path, farewell: signal.Signals = signal.SIGTERM) -> Service:
    service = Service(name="patient", folder=folder, farewell=farewell)
    service.start(
        [sys.executable, "-c", PATIENT], ready=lambda: "up" in service.log.read_text(), seconds=20
    )
    return service


def test_a_service_that_ends_at_once_is_reported_by_its_last_words(tmp_path: Path) -> None:
    service = Service(name="hasty", folder=tmp_path)
    with pytest.raises(CannotStart, match="hasty ended at once: no such shelf"):
        service.start(
            [sys.executable, "-c", "exit('no such shelf')"], ready=lambda: False, seconds=20
        )


def test_a_port_in_use_is_refused_with_the_variable_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind((machine.LOOPBACK, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"port {number} .* set SOME_PORT"):
            need_free({"SOME_PORT": number})
    need_free({"SOME_PORT": number})


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", "²"])
def test_a_port_must_be_a_port(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PORT", text)
    with pytest.raises(CannotStart, match="SOME_PORT must be a port number"):
        port("SOME_PORT", 1)


def test_trying_again_ends_with_the_last_error() -> None:
    said = iter(["first", "second", "third"])

    def attempt() -> str:
        raise CannotStart(next(said))

    with pytest.raises(CannotStart, match="third"):
        retried(attempt, times=3, on=CannotStart, pause=0)


@pytest.mark.parametrize(("limit", "reason"), [(2, "it took too long"), (60, "told to end")])
def test_a_script_that_must_end_tidies_up_and_does_not_try_again(
    limit: int, reason: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    command = (
        f"lambda: run([sys.executable, '-c', {PATIENT!r}], log=Path({str(log)!r}), seconds=60)"
    )
    script = f"""
import sys
from pathlib import Path
from tests.servers.machine import CannotStart, command_line, run
from tests.servers.waiting import retried
def start():
    retried({command}, times=3, on=CannotStart, pause=0)
command_line(start, lambda: print("stopped"), seconds={limit})
"""
    child = subprocess.Popen(
        [sys.executable, "-c", script, "start"],
        cwd=ROOT,
        env=os.environ | {machine.FOLDER_VARIABLE: str(tmp_path / "servers")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if limit == 60:
        eventually(lambda: log.exists() and "up" in log.read_text(), 20)
        child.terminate()
    assert child.communicate(timeout=20) == ("stopped\n", f"gave up: {reason}\n")
    assert child.returncode == 1


@pytest.mark.parametrize("name", ["bluesky", "mastodon"])
def test_a_script_that_cannot_start_says_why_in_one_line(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "servers"
    folder.symlink_to(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.servers.{name}", "start"],
        cwd=ROOT,
        env=os.environ | {machine.FOLDER_VARIABLE: str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"{folder} belongs to someone else; set {machine.FOLDER_VARIABLE}"
    ]
