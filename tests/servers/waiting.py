"""Bounded waiting for things outside this program: the one place under tests/ that sleeps."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.2


def eventually(check: Callable[[], T], seconds: float) -> T:
    """Ask `check` again and again until its answer is truthy, and return that answer.

    Raises TimeoutError, with the last answer, after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not (answer := check()):
        if time.monotonic() >= deadline:
            raise TimeoutError(f"not within {seconds:g} s; the last answer was {answer!r}")
        _pause(POLL_SECONDS)
    return answer


def retried(attempt: Callable[[], T], *, times: int, on: type[Exception], pause: float) -> T:
    """Call `attempt` up to `times` times while it raises `on`, `pause` seconds apart."""
    for _ in range(times - 1):
        try:
            return attempt()
        except on:
            _pause(pause)
    return attempt()


def _pause(seconds: float) -> None:
    time.sleep(seconds)  # noqa: TID251 - a real server answers when it wants, not when we say so
