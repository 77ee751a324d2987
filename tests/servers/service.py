"""A server process left running after the script has ended, known again by its pid file."""

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.machine import CannotStart, kill_group, telling_line
from tests.servers.waiting import eventually

GRACE_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One process and its children, with a pid file and a log in `folder`."""

    name: str
    folder: Path
    user: str | None = None
    farewell: signal.Signals = signal.SIGTERM

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(
        self,
        command: Sequence[object],
        *,
        ready: Callable[[], bool],
        seconds: float,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it in a session of its own, with no stream of ours, and wait until `ready`."""
        with self.log.open("w") as output:
            child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=env,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        child.returncode = 0  # it is to outlive this program: nobody waits for it
        self._pid_file.write_text(f"{child.pid} {_birth(child.pid)}")
        try:
            eventually(lambda: ready() or not self.alive(), seconds)
        except TimeoutError as error:
            message = f"{self.name} was not up within {seconds:g} s; see {self.log}"
            raise CannotStart(message) from error
        if not self.alive():
            why = f"{telling_line(self.log)} (see {self.log})"
            raise CannotStart(f"{self.name} ended at once: {why}")

    def alive(self) -> bool:
        return self._pid() is not None

    def stop(self) -> None:
        """End it and its children, politely first; nothing happens when it does not run."""
        if (pid := self._pid()) is not None:
            kill_group(pid, self.farewell)
            try:
                eventually(lambda: not self.alive(), GRACE_SECONDS)
            except TimeoutError:
                kill_group(pid, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)

    def _pid(self) -> int | None:
        try:
            pid, birth = self._pid_file.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _birth(int(pid)) == birth else None


def _birth(pid: int) -> str:
    """When the process began, in clock ticks since boot: a reused pid has another; "" when dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    state, *fields = stat[stat.rindex(")") + 1 :].split()
    return "" if state in "ZX" else fields[18]
