"""Which flags are told to whom, and when: routes, quiet hours, cool-downs. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from social_care.hours import Calendar
from social_care.mail_server import MailSettings
from social_care.models import AlertStage, Band
from social_care.models.flags import Flag

USUAL_STAGES = frozenset(set(AlertStage) - {AlertStage.AT_RISK})
"""What a route tells of that names no stages."""
TOLD_BANDS = (Band.URGENT, Band.HIGH, Band.NORMAL)
"""Others are marked in the console, and never sent."""
USUAL_COOL_DOWN_MS = 5 * 60 * 1000
PRESSING_COOL_DOWN_MS = 60 * 1000
"""The longest that what no quiet hours mute waits for a cool-down."""
_WORST_FIRST = (
    AlertStage.ACCOUNT,
    AlertStage.SPIKE,
    AlertStage.ESCALATED,
    AlertStage.LATE,
    AlertStage.AT_RISK,
)


class Form(StrEnum):
    """What is posted to an address."""

    SLACK = "slack"
    """{"text": ...}, as Slack's incoming webhooks and those that imitate them want it."""
    JSON = "json"
    """Every flag with its facts; see docs/alerts.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One [[alerts]] table: what it tells of, and when."""

    stages: frozenset[AlertStage] = USUAL_STAGES
    bands: frozenset[Band] = frozenset(TOLD_BANDS)
    """Of waits."""
    accounts: frozenset[str] = frozenset()
    """Empty: all."""
    quiet: Calendar | None = None
    """Open while it is quiet."""
    cool_down_ms: int = USUAL_COOL_DOWN_MS
    """The least time between two messages to one target."""

    def wants(self, flag: Flag) -> bool:
        """Whether it tells of this flag at all."""
        if flag.stage not in self.stages:
            return False
        if flag.account and self.accounts and flag.account not in self.accounts:
            return False
        return flag.wait is None or flag.wait.band in self.bands & frozenset(TOLD_BANDS)

    def lets_through(self, flag: Flag, now: int) -> bool:
        """Whether it tells of this flag now, quiet or not."""
        return self.wants(flag) and (flag.is_pressing or not self.is_quiet(now))

    def is_quiet(self, now: int) -> bool:
        """Whether its quiet hours are on."""
        return self.quiet is not None and self.quiet.business_ms(now, now + 1) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One mail address or one address to post to, with every route that leads there."""

    key: str
    """What its notices and its health are kept under: "mail:lead@acme.example"."""
    address: str
    """Where mails go; of what is posted to: the address, or a reference to it."""
    form: Form | None
    """None: it gets mails."""
    routes: tuple[Route, ...]

    def wants(self, flag: Flag) -> bool:
        """Whether any route leads this flag there."""
        return any(route.wants(flag) for route in self.routes)

    def is_quiet(self, now: int) -> bool:
        """Whether only what is pressing is told."""
        return all(route.is_quiet(now) for route in self.routes)

    def due(self, flags: Iterable[Flag], now: int, told_at: int | None) -> list[Flag]:
        """Which of the flags that wait for it are told now, all in one message; none: not yet.

        What is held in quiet hours comes with the first message after them; `told_at` is when
        the last message was taken, unless the clock was set back since.
        """
        ready = [flag for flag in flags if any(r.lets_through(flag, now) for r in self.routes)]
        pause = min(route.cool_down_ms for route in self.routes)
        if any(flag.is_pressing for flag in ready):
            pause = min(pause, PRESSING_COOL_DOWN_MS)
        return [] if told_at is not None and told_at <= now < told_at + pause else ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """[mail], [[alerts]] and [worker] heartbeat_url."""

    mail: MailSettings | None = None
    targets: tuple[Target, ...] = ()
    """Where flags go, each with every table that leads there."""
    heartbeat_url: str = ""
    """Called each minute; an address or a reference to one. Empty: nobody is told."""


def worst_first(flags: Sequence[Flag]) -> list[Flag]:
    """One flag for each wait, by how bad it is by now; then by band, then by what is due first."""
    latest = {flag.wait.wait_id if flag.wait else -flag.id: flag for flag in flags}
    return sorted(latest.values(), key=_badness)


def _badness(flag: Flag) -> tuple[int, int, int, int]:
    band, due = (flag.wait.band, flag.wait.due_at) if flag.wait else (Band.URGENT, 0)
    return _WORST_FIRST.index(flag.reached), int(band), due, flag.id
