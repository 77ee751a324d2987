"""Start or stop a real local AT Protocol network: `-m tests.servers.bluesky start|stop`.

It listens on the loopback only and is a new, empty network at every start. Ports:
SOCIAL_CARE_{INTROSPECT,PLC,PDS,APPVIEW,OZONE,POSTGRES,REDIS}_PORT.
"""

import json
import os
import shutil
from pathlib import Path

from tests.servers import debian, postgres
from tests.servers.machine import (
    LOOPBACK,
    Place,
    answers,
    command_line,
    data_folder,
    found,
    need_free,
    port,
)
from tests.servers.node import install_npm, node_home
from tests.servers.service import Service

NETWORK_PACKAGE = "@atproto/dev-env@0.6.7"
NETWORK_SCRIPT = Path(__file__).with_name("bluesky_network.mjs")
PORTS = {
    "introspect": 24581,
    "plc": 24582,
    "pds": 24583,
    "appview": 24584,
    "ozone": 24587,
    "postgres": 24432,
    "redis": 24379,
}
LIMIT_SECONDS = 780


def start() -> Place:
    """The addresses of `pds`, `plc` and `appview`; a running network is left as it is."""
    folder = data_folder("bluesky")
    network, ready = Service(name="network", folder=folder), folder / "place.json"
    if network.alive() and ready.exists():
        return _place(ready) | {"started": False}
    stop()
    ports = {name: port(_variable(name), default) for name, default in PORTS.items()}
    need_free({_variable(name): number for name, number in ports.items()})
    node = _installed(folder)
    database = postgres.start(folder, ports["postgres"])
    _start_redis(folder, ports["redis"])
    script = shutil.copy(NETWORK_SCRIPT, folder)  # so that it finds the node_modules beside it
    told = json.dumps({"ports": ports, "ready": str(ready)})
    network.start(
        [node / "bin/node", script, told],
        ready=ready.exists,
        seconds=120,
        env=os.environ
        | {
            "NODE_ENV": "development",
            "LOG_ENABLED": "false",
            "REDIS_HOST": f"{LOOPBACK}:{ports['redis']}",
            "DB_POSTGRES_URL": database,
            "DB_POSTGRES_SCHEMA": "bsky",
        },
    )
    return _place(ready) | {"started": True}


def stop() -> None:
    folder = data_folder("bluesky")
    Service(name="network", folder=folder).stop()
    Service(name="redis", folder=folder).stop()
    postgres.stop(folder)
    (folder / "place.json").unlink(missing_ok=True)


def _place(ready: Path) -> Place:
    place: Place = json.loads(ready.read_text())
    return place


def _variable(name: str) -> str:
    return f"SOCIAL_CARE_{name.upper()}_PORT"


def _installed(folder: Path) -> Path:
    """Install what is missing and return Node's folder."""
    wanted = {
        "postgresql": postgres.programs(),
        "redis-server": shutil.which("redis-server"),
        "g++": shutil.which("g++"),
        "make": shutil.which("make"),
    }
    if missing := [package for package, there in wanted.items() if not there]:
        debian.install(missing, folder=folder)
    node = node_home(folder)
    install_npm(NETWORK_PACKAGE, node=node, folder=folder)
    return node


def _start_redis(folder: Path, number: int) -> None:
    command = [found("redis-server"), "--bind", LOOPBACK, "--port", str(number), "--save", ""]
    redis = Service(name="redis", folder=folder)
    redis.start(command, ready=lambda: answers(number), seconds=20)


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
