"""Start or stop Prism, which holds calls of X's API to X's own description of it.

    connector ──▶ Prism (422: no such call) ──▶ our fake X (500: no such answer) ──▶ back

`-m tests.servers.x_contract start|stop`. The description is not ours to pass on: its place is
SOCIAL_CARE_X_OPENAPI, or ../shared/data/x-openapi.json beside the checkout. Ports:
SOCIAL_CARE_PRISM_PORT, and SOCIAL_CARE_FAKE_X_PORT for the fake, which the test itself starts.
"""

import json
import os
from pathlib import Path

from tests.servers.launch import ROOT
from tests.servers.machine import (
    LOOPBACK,
    CannotStart,
    Place,
    answers,
    command_line,
    data_folder,
    need_free,
    port,
)
from tests.servers.node import install_npm, node_home
from tests.servers.service import Service

OPENAPI_VARIABLE = "SOCIAL_CARE_X_OPENAPI"
BESIDE = ROOT.parent / "shared" / "data" / "x-openapi.json"
PRISM_PACKAGE = "@stoplight/prism-cli@5"
PRISM_PORT = ("SOCIAL_CARE_PRISM_PORT", 24910)
FAKE_PORT = ("SOCIAL_CARE_FAKE_X_PORT", 24911)
LIMIT_SECONDS = 500


def start() -> Place:
    """Prism's `base_url`, and the `fake_port` behind it; one that runs is left as it is."""
    folder, number, fake = data_folder("x"), port(*PRISM_PORT), port(*FAKE_PORT)
    place: Place = {"base_url": f"http://{LOOPBACK}:{number}", "fake_port": fake}
    prism = Service(name="prism", folder=folder)
    if prism.alive():
        return place | {"started": False}
    need_free({PRISM_PORT[0]: number})
    description = _described(folder)
    node = node_home(folder)
    install_npm(PRISM_PACKAGE, node=node, folder=folder)
    prism.start(
        [
            node / "bin/node",
            folder / "node_modules/@stoplight/prism-cli/dist/index.js",
            "proxy",
            *("-h", LOOPBACK, "-p", number, "--errors"),
            *(description, f"http://{LOOPBACK}:{fake}"),
        ],
        ready=lambda: answers(number),
        seconds=60,
    )
    return place | {"started": True}


def stop() -> None:
    Service(name="prism", folder=data_folder("x")).stop()


def _described(folder: Path) -> Path:
    """A copy of X's description in which OAuth 1.0a is something that Prism knows."""
    source = Path(os.environ.get(OPENAPI_VARIABLE) or BESIDE)
    if not source.is_file():
        raise CannotStart(f"X's description of its API is not there: set {OPENAPI_VARIABLE}")
    description = json.loads(source.read_text(encoding="utf-8"))
    schemes = description["components"]["securitySchemes"]
    schemes["UserToken"] = {"type": "apiKey", "in": "header", "name": "Authorization"}
    copy = folder / "x-openapi.json"
    copy.write_text(json.dumps(description), encoding="utf-8")
    return copy


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
