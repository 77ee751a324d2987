"""Start or stop Isso, a comment server with Atom feeds: `-m tests.servers.isso`.

It listens on the loopback only and is a new, empty server at every start. Port:
SOCIAL_CARE_ISSO_PORT.
"""

import shutil
import sys
from pathlib import Path

from tests.servers.machine import (
    LOOPBACK,
    CannotStart,
    Place,
    answers,
    command_line,
    data_folder,
    need_free,
    port,
    run,
)
from tests.servers.service import Service
from tests.servers.waiting import retried

ISSO = "isso==0.13.0"
SITE = "http://blog.example.test"
PORT_VARIABLE, PORT = "SOCIAL_CARE_ISSO_PORT", 24823
LIMIT_SECONDS = 500
ATTEMPTS, PAUSE_SECONDS = 3, 5.0

_CONFIG = """[general]
dbpath = {folder}/comments.db
host = {site}
[server]
listen = http://{host}:{port}
[rss]
base = {site}
limit = 100
[guard]
enabled = false
"""


def start() -> Place:
    """The server's `base_url`, and the `site` whose pages it keeps comments for."""
    folder = data_folder("isso")
    server = Service(name="isso", folder=folder)
    number = port(PORT_VARIABLE, PORT)
    place: Place = {"base_url": f"http://{LOOPBACK}:{number}", "site": SITE}
    if server.alive():
        return place | {"started": False}
    need_free({PORT_VARIABLE: number})
    program = _program(folder)
    (folder / "comments.db").unlink(missing_ok=True)
    config = folder / "isso.cfg"
    config.write_text(_CONFIG.format(folder=folder, host=LOOPBACK, port=number, site=SITE))
    server.start([program, "-c", config, "run"], ready=lambda: answers(number), seconds=30)
    return place | {"started": True}


def stop() -> None:
    Service(name="isso", folder=data_folder("isso")).stop()


def _program(folder: Path) -> Path:
    """Isso in an environment of its own."""
    venv, done = folder / "venv", folder / f"{ISSO}.installed"
    if not done.exists():
        log = folder / "pip.log"
        shutil.rmtree(venv, ignore_errors=True)
        run([sys.executable, "-m", "venv", venv], log=log, seconds=120)
        pip = [venv / "bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
        command = [*pip, "install", "--quiet", "--timeout=30", ISSO, "setuptools<81"]

        def attempt() -> str:
            return run(command, log=log, seconds=240)

        try:
            retried(attempt, times=ATTEMPTS, on=CannotStart, pause=PAUSE_SECONDS)
        except CannotStart as error:
            raise CannotStart(f"cannot install {ISSO} from its registry: {error}") from error
        done.touch()
    return venv / "bin/isso"


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
