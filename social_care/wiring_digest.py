"""Composes the brand's digests: whose they are, and which shift is meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from social_care.config import Config
from social_care.digest import Team
from social_care.digest_mail import as_text
from social_care.digest_making import DigestMaker
from social_care.shifts import Shift
from social_care.similar import Measure
from social_care.storage import Store

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a digest is about, [start, end) in ms since 1970 UTC."""

    start: int
    end: int
    shift: Shift | None = None

    @property
    def name(self) -> str:
        """Of the shift; empty for a period that is none."""
        return self.shift.name if self.shift else ""


def maker(config: Config, store: Store, measure: Callable[[], Measure]) -> DigestMaker:
    """The brand's digests; `measure` says what makes two words one."""
    team = Team(
        brand=config.brand,
        zone=ZoneInfo(config.time_zone),
        agents=tuple(agent.name for agent in config.agents),
        accounts=tuple(account.name for account in config.accounts),
        brand_words=config.brand_words,
        measure=measure,
    )
    return DigestMaker(store=store, team=team)


def so_far(shifts: Sequence[Shift], now: int) -> Wanted:
    """The running shift as far as it has come, else the one that ended last, else the last day."""
    for shift in shifts:
        running = shift.at(now)
        if running is not None and running.start < now:
            return Wanted(start=running.start, end=now, shift=shift)
    ended = [stint for shift in shifts if (stint := shift.last_ended(now)) is not None]
    last = max(ended, key=lambda stint: stint.end, default=None)
    if last is None:
        return Wanted(start=now - DAY_MS, end=now)
    return Wanted(start=last.start, end=last.end, shift=last.shift)


def text_so_far(config: Config, store: Store, measure: Callable[[], Measure], now: int) -> str:
    """What a mail would say now, as plain text."""
    wanted = so_far(config.shifts, now)
    made = maker(config, store, measure).page(wanted.start, wanted.end, wanted.name, now)
    return as_text(made)
