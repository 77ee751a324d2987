"""Debian packages, installed by name through apt-get without starting what they bring."""

import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.machine import CannotStart, run
from tests.servers.waiting import retried

SOURCES = Path("/etc/apt")
POLICY = Path("/usr/sbin/policy-rc.d")
ATTEMPTS, PAUSE_SECONDS = 3, 5.0


def codename() -> str:
    """This Debian's name ("bookworm"), or "" on a system that has none."""
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


def install(names: Sequence[str], *, folder: Path, options: Sequence[str] = ()) -> None:
    """Install packages; `options` go to every apt-get, `folder` takes its log."""
    wanted = ", ".join(names)
    apt = shutil.which("apt-get")
    if apt is None:
        raise CannotStart(f"missing packages: {wanted}; there is no apt-get to install them with")
    if os.geteuid() != 0:
        raise CannotStart(f"missing packages: {wanted}; only root can install them")
    base = [apt, "-q", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=30", *options]
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def attempt() -> None:
        # an archive we do not need may be down: only the installation decides
        trouble = _update([*base, "update"], folder / "apt-update.log", env)
        command = [*base, "install", "-y", "--no-install-recommends", *names]
        try:
            run(command, log=folder / "apt-install.log", seconds=300, env=env)
        except CannotStart as error:
            raise CannotStart(f"{error}{trouble}") from error

    with _services_kept_off():
        retried(attempt, times=ATTEMPTS, on=CannotStart, pause=PAUSE_SECONDS)


def _update(command: Sequence[str], log: Path, env: Mapping[str, str]) -> str:
    """Fetch the package lists; what went wrong, as the end of a sentence, or ""."""
    try:
        said = run(command, log=log, seconds=120, env=env)
    except CannotStart as error:
        return f"; before that, {error}"
    lost = re.search(r"Failed to fetch .*", said)  # apt-get calls that a success
    return f"; before that, {lost[0]}" if lost else ""


@contextmanager
def _services_kept_off() -> Iterator[None]:
    """Debian's own switch against starting a service as soon as it is installed."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def backports(folder: Path) -> list[str]:
    """Options for `install` that add this Debian's backports, from the machine's own mirror.

    Sources and package lists are kept in `folder`: the machine's settings stay as they are.
    """
    parts, lists = folder / "apt-sources", folder / "apt-lists"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    lists.mkdir(exist_ok=True)
    for source in [SOURCES / "sources.list", *(SOURCES / "sources.list.d").glob("*")]:
        if source.is_file() and source.suffix in (".list", ".sources"):
            text = source.read_text()
            (parts / source.name).write_text(text)
            (parts / f"backports-{source.name}").write_text(on_backports(text, codename()))
    places = {"etc::sourcelist": "/dev/null", "etc::sourceparts": parts, "state::lists": lists}
    return [word for key, value in places.items() for word in ("-o", f"Dir::{key}={value}")]


def on_backports(text: str, suite: str) -> str:
    """The entries for `suite` in a sources file, one-line or deb822, turned to its backports."""
    moved = []
    for stanza in re.split(r"\n\s*\n", text):
        if re.search(rf"^Suites:(.*\s)?{suite}(\s|$)", stanza, re.MULTILINE):
            moved.append(re.sub(r"(?m)^Suites:.*$", f"Suites: {suite}-backports", stanza) + "\n")
        moved += re.findall(rf"^deb (?:\[.*?\] )?\S+ {suite} .*\n?", stanza, re.MULTILINE)
    return "\n".join(entry.replace(f" {suite} ", f" {suite}-backports ") for entry in moved)
