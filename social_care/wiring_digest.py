"""Composes the brand's digests."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from social_care.config import Config
from social_care.digest import Team
from social_care.digest_mail import as_text
from social_care.digest_making import DigestMaker
from social_care.shifts import so_far
from social_care.similar import Measure
from social_care.storage import Store

CONSOLE_WIDTH = 70
"""Cells for text in what the console shows to be read, on a terminal of 80."""


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


def text_so_far(config: Config, store: Store, measure: Callable[[], Measure], now: int) -> str:
    """What a mail would say now, as plain text for the console."""
    wanted = so_far(config.shifts, now, ZoneInfo(config.time_zone))
    made = maker(config, store, measure).page(wanted.start, wanted.end, wanted.name, now)
    return as_text(made, CONSOLE_WIDTH)
