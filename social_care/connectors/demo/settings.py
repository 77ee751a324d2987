"""What a demo account's table may say, and how its network looks to a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_care.connectors.demo.world import Facts
from social_care.connectors.table import Table
from social_care.models import Counting, Limits

_LIMITS = {
    "bluesky": Limits(
        counting=Counting.BLUESKY, max_length=300, max_bytes=3000, can_private=True, chains=True
    ),
    "x": Limits(counting=Counting.X, max_length=280, can_private=True, url_length=23, chains=True),
    "email": Limits(counting=Counting.CHARACTERS, max_length=10_000),
}
_USUAL_LIMITS = Limits(
    counting=Counting.MASTODON, max_length=500, can_private=True, url_length=23, chains=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSettings:
    """One simulated account."""

    account: str
    """Its name."""
    folder: Path
    """Where its world is kept; one folder per account."""
    facts: Facts = field(default_factory=lambda: Facts(start=0))
    """What the world is made of if it does not exist yet."""
    fixed: frozenset[str] = frozenset()
    """Names of the facts that the table really gives; a start that is not given is now."""
    channel: str = "demo"
    idempotent: bool = False
    """Whether this network honours the key of a post."""
    every_s: int = 5

    @property
    def limits(self) -> Limits:
        """What the network behind `channel` would accept; Mastodon's 500 unless it is known."""
        return _LIMITS.get(self.channel, _USUAL_LIMITS)


def read_settings(account: Mapping[str, Any], clock: Callable[[], int]) -> DemoSettings:
    """Read a demo account's table. Raises ConfigError with every fault in it."""
    table = Table(account)
    usual = Facts(start=clock())
    settings = DemoSettings(
        account=table.name,
        folder=table.path("folder"),
        facts=_facts(table, usual),
        fixed=frozenset(account) & _FACTS,
        channel=table.text("channel", "demo").lower(),
        idempotent=table.flag("idempotent", default=False),
        every_s=table.whole("every_s", 1, 86_400, 5),
    )
    table.finish()
    return settings


_FACTS = frozenset(Facts.__dataclass_fields__)


def _facts(table: Table, usual: Facts) -> Facts:
    return Facts(
        start=table.whole("start", 0, 10**14, usual.start),
        seed=table.whole("seed", -(2**31), 2**31, usual.seed),
        speed=table.number("speed", 0.01, 1e6, usual.speed),
        brand=table.text("brand", usual.brand),
        story=table.flag("story", default=usual.story),
        opening=table.whole("opening", 0, 10_000, usual.opening),
        arrivals_per_hour=table.number("arrivals_per_hour", 0, 1e6, usual.arrivals_per_hour),
        agents=table.texts("agents") or usual.agents,
    )
