"""From a test to a running server: run its script, say where it is, stop what was started."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LAST_RESORT_SECONDS = 860
"""Longer than any script allows itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyNetwork:
    """Addresses without a trailing slash; `pds` is the one clients talk to."""

    pds: str
    plc: str
    appview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonServer:
    """An address without a trailing slash, and the passwords of the users `brand` and `alice`."""

    base_url: str
    users: Mapping[str, str]


@contextmanager
def launched(name: str) -> Iterator[dict[str, Any]]:
    """What the script `name` prints at its start; a server that already ran is left running.

    Where it cannot start the test is skipped with the script's own words, or fails when
    SOCIAL_CARE_SERVERS=require.
    """
    done = _script(name, "start")
    if done.returncode:
        why = f"{name} server: {done.stderr.strip()}"
        if os.environ.get("SOCIAL_CARE_SERVERS") == "require":
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    place = json.loads(done.stdout)
    try:
        yield place
    finally:
        if place["started"]:
            _script(name, "stop").check_returncode()


def _script(name: str, action: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"tests.servers.{name}", action],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LAST_RESORT_SECONDS,
        check=False,
    )
