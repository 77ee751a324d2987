"""A private PostgreSQL on the loopback, made afresh at every start, for the app view."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from tests.servers.machine import LOOPBACK, CannotStart, run
from tests.servers.service import Service

DATABASE = "bsky"
SUPERUSER = "postgres"


def programs() -> Path | None:
    """The newest installed version's folder of programs, or None."""
    there = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in there), key=_version, default=None)


def start(folder: Path, port: int) -> str:
    """Start an empty cluster below `folder` with one empty database; returns its URL."""
    where = programs()
    if where is None:
        raise CannotStart("PostgreSQL is not installed")
    service, cluster = _service(folder), folder / "postgres"
    shutil.rmtree(cluster, ignore_errors=True)
    cluster.mkdir(mode=0o700)
    if service.user:
        shutil.chown(cluster, service.user)
    make = ["-D", cluster, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    log = folder / "initdb.log"
    run([where / "initdb", *make, "--no-sync"], log=log, seconds=60, user=service.user)
    settings = {"listen_addresses": LOOPBACK, "port": port, "unix_socket_directories": ""}
    settings |= {"fsync": "off", "max_connections": 200}
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    login = ["-h", LOOPBACK, "-p", str(port), "-U", SUPERUSER]
    check = [str(where / "pg_isready"), "-q", *login]
    service.start(
        [where / "postgres", "-D", cluster, *options],
        ready=lambda: subprocess.run(check, timeout=10, check=False).returncode == 0,
        seconds=30,
    )
    create = [where / "createdb", *login, DATABASE]
    run(create, log=folder / "createdb.log", seconds=30)
    return f"postgres://{SUPERUSER}@{LOOPBACK}:{port}/{DATABASE}"


def stop(folder: Path) -> None:
    """End it at once, whoever is still connected."""
    _service(folder).stop()


def _service(folder: Path) -> Service:
    # PostgreSQL refuses to run as root; Debian brings a user for it
    user = "postgres" if os.geteuid() == 0 else None
    return Service(name="database", folder=folder, user=user, farewell=signal.SIGINT)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]
