"""What the server scripts share: where data and ports are, commands with a time limit, one exit."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Place = dict[str, object]
"""What `start` prints: where a server listens, and `started`, false when it was running already."""

LOOPBACK = "127.0.0.1"
FOLDER_VARIABLE = "SOCIAL_CARE_SERVERS_DIR"
STOP_SECONDS = 90
ERROR = re.compile(r"\berror\b|^E: ", re.IGNORECASE)


class CannotStart(Exception):
    """A server cannot be had on this machine now; the message is one line that says why."""


class GaveUp(Exception):
    """The whole script is to end: no CannotStart, which would only be a reason to try again."""


def base_folder() -> Path:
    """Where all servers keep their data, made when missing; it must belong to us alone."""
    default = Path(tempfile.gettempdir()) / "social-care-servers"
    base = Path(os.environ.get(FOLDER_VARIABLE) or default).absolute()
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    if base.is_symlink() or base.stat().st_uid != os.geteuid():
        raise CannotStart(f"{base} belongs to someone else; set {FOLDER_VARIABLE}")
    return base


def data_folder(name: str) -> Path:
    """One server's folder, made when missing."""
    folder = base_folder() / name
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def port(variable: str, default: int) -> int:
    """The port the environment `variable` names, or `default`."""
    text = os.environ.get(variable) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"{variable} must be a port number, not {text!r}")
    return int(text)


def need_free(ports: Mapping[str, int]) -> None:
    """Refuse a port that another program holds; `ports` are by environment variable."""
    for variable, number in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, number))
            except OSError as error:
                raise CannotStart(
                    f"port {number} cannot be had ({error.strerror}); set {variable} to another"
                ) from error


def answers(number: int) -> bool:
    """Whether someone accepts connections on this port of the loopback."""
    try:
        socket.create_connection((LOOPBACK, number), timeout=2).close()
    except OSError:
        return False
    return True


def found(program: str) -> str:
    """The program's path, or CannotStart."""
    path = shutil.which(program)
    if path is None:
        raise CannotStart(f"the program {program} is not on the PATH")
    return path


def telling_line(log: Path) -> str:
    """The first line of a log that speaks of an error, or its last one."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = (line for line in lines if ERROR.search(line))
    return next(errors, lines[-1] if lines else "it said nothing")


def run(
    command: Sequence[object],
    *,
    log: Path,
    seconds: float,
    typed: str = "",
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = Path("/"),
) -> str:
    """Run a command to its end and return what it said; `typed` is its standard input.

    Its output goes to the file `log`, never to a pipe that a child left behind could hold open.
    Raises CannotStart when it fails or is not done within `seconds`; then its whole process
    group is killed.
    """
    words = [str(part) for part in command]
    name = Path(words[0]).name
    with log.open("w") as output:
        child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            text=True,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        try:
            child.communicate(typed, timeout=seconds)
        except BaseException as error:
            kill_group(child.pid, signal.SIGKILL)
            child.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                why = f"{name} was not done within {seconds:g} s; see {log}"
                raise CannotStart(why) from error
            raise
    if child.returncode:
        raise CannotStart(f"{name} failed: {telling_line(log)} (see {log})")
    return log.read_text(errors="replace")


def kill_group(leader: int, number: signal.Signals) -> None:
    """Signal a process group that may be gone already."""
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return


def command_line(start: Callable[[], Place], stop: Callable[[], None], *, seconds: int) -> None:
    """`start` or `stop`, under a lock and within `seconds`; the exit code and output of a script.

    `start` prints one line of JSON, or leaves nothing running and says why on stderr (exit 1).
    """
    if sys.argv[1:] not in (["start"], ["stop"]):
        print("usage: start | stop", file=sys.stderr)
        sys.exit(2)
    signal.signal(signal.SIGALRM, _give_up)
    signal.signal(signal.SIGTERM, _give_up)
    signal.alarm(seconds)
    try:
        with (base_folder() / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if sys.argv[1] == "stop":
                stop()
            else:
                print(json.dumps(_started(start, stop)))
    except (CannotStart, GaveUp, OSError) as error:
        sys.exit(" ".join(str(error).split()))


def _started(start: Callable[[], Place], stop: Callable[[], None]) -> Place:
    try:
        return start()
    except BaseException:
        signal.alarm(STOP_SECONDS)
        stop()
        raise


def _give_up(number: int, frame: object) -> None:
    raise GaveUp(
        "gave up: it took too long" if number == signal.SIGALRM else "gave up: told to end"
    )
