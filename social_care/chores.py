"""What a worker does beside its accounts: each a job of its own, so that none holds up another."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from social_care.errors import SocialCareError

logger = logging.getLogger("social_care.chores")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of every day, as the clocks of a zone show it."""

    hour: int
    minute: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One of them."""

    name: str
    every_s: float
    run: Callable[[], Sequence[str]]
    """Do what is due; what failed, in words."""
    at: tuple[ClockTime, ...] = ()
    """Moments of the day at which it is due for sure, on a wall clock."""


def in_turn(chores: Sequence[Chore]) -> list[str]:
    """Each once, in their order, whatever becomes of the others; what failed, in words."""
    failed: list[str] = []
    for chore in chores:
        try:
            failed += chore.run()
        except SocialCareError as error:
            failed.append(f"{chore.name}: {error.message}")
        except Exception as error:
            logger.error("%s: a bug", chore.name, exc_info=error)  # its words might hold a secret
            failed.append(f"{chore.name}: {type(error).__name__} in the program")
    return failed
