"""Start or stop snac2, a real server that speaks the Mastodon API: `-m tests.servers.mastodon`.

It listens on the loopback only and is a new, empty server at every start. Port:
SOCIAL_CARE_SNAC_PORT.
"""

import json
import re
import shutil
from pathlib import Path

from tests.servers.debian import backports, codename, install
from tests.servers.machine import (
    LOOPBACK,
    CannotStart,
    Place,
    answers,
    command_line,
    data_folder,
    found,
    need_free,
    port,
    run,
)
from tests.servers.service import Service

PORT_VARIABLE, PORT = "SOCIAL_CARE_SNAC_PORT", 24801
USERS = ("brand", "alice")
LIMIT_SECONDS = 500


def start() -> Place:
    """The server's `base_url` and `users` (name to password); a running one is left as it is."""
    folder = data_folder("mastodon")
    server, place_file = Service(name="snac", folder=folder), folder / "place.json"
    if server.alive() and place_file.exists():
        running: Place = json.loads(place_file.read_text())
        return running | {"started": False}
    stop()
    number = port(PORT_VARIABLE, PORT)
    need_free({PORT_VARIABLE: number})
    snac = _program(folder)
    users = _new_server(snac, folder, number)
    command = [snac, "httpd", folder / "data"]
    server.start(command, ready=lambda: answers(number), seconds=30)
    place: Place = {"base_url": f"http://localhost:{number}", "users": users}
    place_file.touch(mode=0o600)
    place_file.write_text(json.dumps(place))
    return place | {"started": True}


def stop() -> None:
    folder = data_folder("mastodon")
    Service(name="snac", folder=folder).stop()
    (folder / "place.json").unlink(missing_ok=True)


def _program(folder: Path) -> str:
    """snac2's program; Debian 12 has it in its backports, later ones in the ordinary archive."""
    if (there := shutil.which("snac")) is not None:
        return there
    if codename() == "bookworm":
        install(["snac2/bookworm-backports"], folder=folder, options=backports(folder))
    else:
        install(["snac2"], folder=folder)
    return found("snac")


def _new_server(snac: str, folder: Path, number: int) -> dict[str, str]:
    """Make the data folder afresh and return the users' passwords, which snac2 makes up."""
    data, log = folder / "data", folder / "init.log"
    shutil.rmtree(data, ignore_errors=True)
    # it asks for: address, port, host name, path prefix, administrator
    answered = f"{LOOPBACK}\n{number}\nlocalhost:{number}\n\nadmin@example.test\n"
    run([snac, "init", data], log=log, seconds=30, typed=answered)
    settings = data / "server.json"
    # before the first user is added: every address of a user is built with it
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"protocol": "http"}))
    return {name: _new_user(snac, data, name, log) for name in USERS}


def _new_user(snac: str, data: Path, name: str, log: Path) -> str:
    said = run([snac, "adduser", data, name], log=log, seconds=30, typed=f"{name}\n")
    log.unlink()  # it holds the password
    password = re.search(r"password is (\S+)", said)
    if password is None:
        raise CannotStart(f"snac adduser gave no password for {name}")
    return password[1]


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
