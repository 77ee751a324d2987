"""`social-care worker --once` as a process of its own, at a time and, if need be, to a death of our
choosing.

The processes are forked from a server that has everything loaded: hundreds of them cost seconds.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from social_care import wiring
from social_care.cli import main
from social_care.config import Config
from social_care.storage import connection
from social_care.storage.connection import Connections, Tx
from social_care.triage.remember import RememberingTriage

PATIENCE_S = 60
"""How long a worker may take before the test fails."""


class Moment(StrEnum):
    """Where a worker dies."""

    BEFORE_MARK = "before the mark is committed"
    AFTER_MARK = "after the mark is committed"
    BEFORE_ARRIVAL = "in the call, before the network has it"
    AFTER_ARRIVAL = "in the call, after the network has it"
    BEFORE_RECORD = "after the call, before its outcome is committed"
    AFTER_RECORD = "after the outcome is committed"

    @property
    def has_arrived(self) -> bool:
        """Whether the network has the reply by then."""
        return self in {Moment.AFTER_ARRIVAL, Moment.BEFORE_RECORD, Moment.AFTER_RECORD}

    @property
    def is_in_call(self) -> bool:
        """Whether it is the network that sees it die."""
        return self in {Moment.BEFORE_ARRIVAL, Moment.AFTER_ARRIVAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a worker is told."""

    config: Path
    now: int
    """The time it believes it is; milliseconds since 1970 UTC."""
    log: Path
    """Where its words go."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Its environment, beyond the usual."""
    dies: Moment | None = None
    """At which commit it kills itself; moments in the call are its network's to choose."""
    nth: int = 1
    """The how-many-th such commit it is."""


def started(orders: Orders) -> ForkServerProcess:
    """A worker of one round, at work."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.warm_worker"])
    process = context.Process(target=work, args=(orders,))
    process.start()
    return process


def ended(process: ForkServerProcess) -> int:
    """Wait for its end: the exit code, or the signal that ended it as a negative number."""
    process.join(PATIENCE_S)
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
    process.close()
    assert code is not None, "the worker has not ended"
    return code


def work(orders: Orders) -> None:
    """In the process itself: the command line, with another clock."""
    _speak_into(orders.log)
    os.environ.update(orders.secrets)
    wiring.now_ms = lambda: orders.now
    wiring.make_triage = lambda config: triage(config.brand_words)
    if orders.dies is not None and not orders.dies.is_in_call:
        _die_at(orders.dies, orders.nth)
    main(["--config", str(orders.config), "worker", "--once"])


def _speak_into(log: Path) -> None:
    with log.open("a") as words:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(words.fileno(), stream.fileno())


_make_triage = wiring.make_triage


@cache
def triage(brand_words: tuple[str, ...]) -> RememberingTriage:
    config = Config(path=None, store=Path(), brand_words=brand_words)
    return _make_triage(config)


class _Death:
    """Watches what is said to SQLite, and kills its own process around a commit."""

    def __init__(self, moment: Moment, nth: int) -> None:
        marks = moment in {Moment.BEFORE_MARK, Moment.AFTER_MARK}
        state = "'sending'" if marks else "'(sent|uncertain|refused|delayed)'"
        self._step = re.compile(rf"UPDATE outbox SET state = {state}")
        self._before = moment in {Moment.BEFORE_MARK, Moment.BEFORE_RECORD}
        self._left = nth
        self._is_near = False

    def heard(self, statement: str) -> None:
        """SQLite is about to do this."""
        if self._step.match(statement):
            self._left -= 1
            self._is_near = self._left == 0
        elif statement == "COMMIT" and self._is_near and self._before:
            self._strike()

    def committed(self) -> None:
        """A transaction is over."""
        if self._is_near and not self._before:
            self._strike()

    def _strike(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _die_at(moment: Moment, nth: int) -> None:
    death, opened, write = _Death(moment, nth), connection.open_connection, Connections.write

    def watched(path: Path) -> Connection:
        made = opened(path)
        made.set_trace_callback(death.heard)
        return made

    @contextmanager
    def deadly(self: Connections, **how: Any) -> Iterator[Tx]:
        with write(self, **how) as tx:
            yield tx
        death.committed()

    connection.open_connection = watched
    Connections.write = deadly  # type: ignore[method-assign]
