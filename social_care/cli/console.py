"""The console, and the demo: the same console on a simulated brand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, NoReturn

import click
from platformdirs import user_state_path

from social_care import config as configuration
from social_care import wiring
from social_care.cli.common import Context, command, plain_option, say
from social_care.cli.root import main
from social_care.config import Agent, Config
from social_care.errors import StoreError, UsageError
from social_care.loading import loading
from social_care.storage import Store, accounts

if TYPE_CHECKING:
    from social_care.desk import Desk
    from social_care.tui.screens.first import Beginning

PATIENCE_S = 10


def open_console(context: Context, *, plain: bool = False) -> None:
    """The console; starts a worker first where the configuration says so and none runs."""
    _needs_terminal()
    config, store, agent = context.config, context.store, context.acting_agent()
    wanted = config.worker_start == "with-console" and config.accounts
    started_at = _start_worker(config, store) if wanted else None
    scratch = scratch_folder(config.store, agent.name)
    if plain or config.console.plain:  # every screen is read aloud: there is but one
        desk = wiring.make_desk(config, store, agent, worker_started_at=started_at)
        run(desk, config, scratch, plain=True)
    else:
        run(None, config, scratch, beginning=_beginning(config, store, agent, started_at))


def _beginning(
    config: Config, store: Store, agent: Agent, worker_started_at: int | None
) -> "Beginning":
    with loading():
        from social_care.first_glance import first_glance
        from social_care.tui.screens.first import Beginning

        return Beginning(
            glance=first_glance(config, store, agent, wiring.now_ms()),
            open_desk=partial(
                wiring.make_desk, config, store, agent, worker_started_at=worker_started_at
            ),
        )


def scratch_folder(store: Path, agent: str) -> Path:
    """Where an agent's words lie while an editor has them: found again after a crash."""
    whose = sha256(f"{store.resolve()}\0{agent}".encode()).hexdigest()[:16]
    return user_state_path("social-care") / "editor" / whose


def run(
    desk: "Desk | None",
    config: Config,
    scratch: Path | None = None,
    *,
    teaches: bool = False,
    plain: bool = False,
    beginning: "Beginning | None" = None,
) -> None:
    """Show the console until it is left; what breaks is told in a sentence and ends with 1."""
    with loading():
        from social_care.tui.app import ConsoleApp
        from social_care.tui.terminal import Terminal

    kind = ConsoleApp
    if plain or config.console.plain:
        from social_care.tui.plain import PlainConsole

        kind = PlainConsole

    if sys.__stderr__ is not None:  # Textual draws on it; it may be closed under us
        sys.__stderr__ = Terminal(sys.__stderr__)  # type: ignore[assignment,misc]
    wanted = config.console
    app = kind(
        desk,
        scratch=scratch,
        table=wanted.keys,
        links=wanted.links,
        teaches=teaches,
        beginning=beginning,
    )
    try:
        app.show()
    except Exception as error:  # noqa: BLE001 - its traceback could show a customer's words
        _tell_crash(config, error, kept=False)
    if app.crashed is not None:
        _tell_crash(config, app.crashed, kept=app.kept)
    if app.return_code:
        sys.exit(app.return_code)


def _tell_crash(config: Config, error: BaseException, *, kept: bool) -> NoReturn:
    crash = wiring.crash_report(config, error, allow_text=config.console.crash_texts)
    say(crash.sentence)
    if kept:
        say("What you typed is kept: the console offers it when you start it again.")
    sys.exit(1)


def _needs_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the console needs a terminal",
            "for scripts: social-care queue --json, next, reply ...",
        )


def _start_worker(config: Config, store: Store) -> int | None:
    """A detached worker for this database, if none runs; it outlives the console.

    When it was started, in ms since 1970 UTC.
    """
    now = wiring.now_ms()
    if accounts.lives(accounts.worker_seen(store.read(), now), now):
        return None
    log = config.store.with_suffix(".worker.log")
    _spawn(config, log, detached=True)
    say(f"started a worker; its log is {log}")
    return now


def _spawn(config: Config, log: Path, *, detached: bool) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "social_care", "worker", "--db", str(config.store)]
    words += ["--config", str(config.path)] if config.path else []
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as out:
        return subprocess.Popen(  # noqa: S603 - ourselves
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=detached,
        )


def _until_it_works(process: subprocess.Popen[bytes], store: Store, log: Path) -> None:
    """Wait for the worker's first sign of life, so that nothing begins with a false alarm."""
    while accounts.worker_seen(store.read(), wiring.now_ms()) is None:
        if process.poll() is not None:
            raise StoreError("the worker stopped at once", log.read_text(errors="replace"))
        Event().wait(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it finish what is under way, but not for ever."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


DEMO_CONFIG = """\
[brand]
name = "Acme Shoes"
words = ["acme", "acme shoes"]
time_zone = "Europe/London"

[replies]
undo_seconds = 10

[[agents]]
name = "mary"
initials = "MC"
languages = ["en"]

[[agents]]
name = "joe"
initials = "JD"
languages = ["en"]

[[agents]]
name = "lee"
initials = "LW"
role = "lead"
languages = ["en"]

[[shifts]]
name = "day"
days = "mon-sun"
start = "06:00"
end = "22:00"

[[accounts]]
name = "acme-demo"
connector = "demo"
folder = "network"
channel = "mastodon"
seed = {seed}
speed = {speed}
agents = ["mary", "joe", "lena"]
"""


@command(main, "demo")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Another shift."
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0.01),
    default=1.0,
    show_default=True,
    help="How many times faster the customers live.",
)
@plain_option
def demo(context: Context, seed: int, speed: float, plain: bool) -> None:
    """The console on a fresh temporary database with a simulated brand."""
    _needs_terminal()
    agent = context.settings.agent or "mary"
    say("a moment: a brand and its customers are being invented ...")
    with demo_brand(seed, speed, agent=agent, tutored=True) as desk:
        run(desk, Config(path=None, store=Path("demo")), teaches=True, plain=plain)


@contextmanager
def demo_brand(seed: int, speed: float, *, agent: str, tutored: bool = False) -> "Iterator[Desk]":
    """A simulated brand with its worker, gone without a trace afterwards.

    `tutored`: somebody who teaches ten keys writes to it first of all.
    """
    with TemporaryDirectory(prefix="social-care-demo-") as folder:
        path = Path(folder) / "social-care.toml"
        written = DEMO_CONFIG.format(seed=seed, speed=speed)
        if tutored:
            written += _bring_tutor(Path(folder) / "network")
        path.write_text(written, encoding="utf-8")
        config = configuration.load(path, db=Path(folder) / "social-care.db")
        store = wiring.open_store(config)
        first = wiring.make_worker(config, store)
        first.once()  # the queue is there at the first glance
        first.close()
        log = Path(folder) / "worker.log"
        process = _spawn(config, log, detached=False)  # a hang-up ends it with us
        try:
            _until_it_works(process, store, log)
            yield wiring.make_desk(config, store, wiring.who(config, agent))
        finally:
            _end(process)
            store.close()


def _bring_tutor(network: Path) -> str:
    """Let the tutor write; what the configuration must say about it."""
    from social_care.connectors.demo import tutor  # only the demo needs a network

    tutor.speak(network, wiring.now_ms())
    return tutor.RULE
