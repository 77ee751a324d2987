"""A time of the tests' own: it passes at once where there is nothing to do but to wait for it.

The console waits in many places: keys for the end of a burst, words for a moment in which to be
saved, the queue for its next look. Under test none of this waiting is done by the clock on the
wall. Whenever nothing is left to do before the next timer, that moment has come. So a test takes
no longer than its work, and finds the same on a busy machine as on an idle one.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from textual import _time, app, pilot

INSTANT_S = 0.02
"""Pilot waits so long for a key to be taken. Its own way asks how busy the machine is."""

PATIENCE_S = 0.05
"""Time stands still while threads work, unless they take longer: some wait for a key to come."""


class OwnTime:
    """Stands between an event loop and its clock, its selector and its threads."""

    def __init__(self, loop: Any) -> None:
        self._select, self._executor = loop._selector.select, loop.run_in_executor
        self.now: float = loop.time()
        self.threads = 0
        """Calls that are at work in threads, or whose answer has not been taken yet."""

    def time(self) -> float:
        """Seconds, for the loop and for Textual's timers."""
        return self.now

    def select(self, timeout: float | None) -> list[Any]:
        """What the loop asks when nothing is left to do for `timeout` seconds."""
        found: list[Any] = self._select(0)
        if found or timeout == 0:
            return found
        if timeout is None:
            return list(self._select(None))
        if self.threads:
            timeout = min(timeout, PATIENCE_S)
            found = self._select(timeout)
        if not found:
            self.now += timeout
        return found

    def run_in_executor(self, *call: Any) -> asyncio.Future[Any]:
        """As the loop does it; counted until the answer has come."""
        future: asyncio.Future[Any] = self._executor(*call)
        self.threads += 1
        future.add_done_callback(self._answered)
        return future

    def _answered(self, _: asyncio.Future[Any]) -> None:
        self.threads -= 1


async def _instant(*_: float) -> None:
    await asyncio.sleep(INSTANT_S)


async def _at_once(_: object) -> bool:
    """Pilot asks every widget whether it has done its work. Time waits for that by itself."""
    return True


@contextmanager
def own_time() -> Iterator[None]:
    """The running loop has a time of its own while this lasts; once more changes nothing."""
    loop: Any = asyncio.get_running_loop()
    if "time" in vars(loop):
        yield
        return
    made = OwnTime(loop)
    with ExitStack() as stack:
        for where, name, ours in (
            (loop, "time", made.time),
            (loop, "run_in_executor", made.run_in_executor),
            (loop._selector, "select", made.select),
            (_time, "get_time", made.time),
            (app, "wait_for_idle", _instant),
            (pilot, "wait_for_idle", _instant),
            (pilot.Pilot, "_wait_for_screen", _at_once),
        ):
            stack.enter_context(patch.object(where, name, ours))
        yield
