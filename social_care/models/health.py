"""How everything does that listens and sends, in one picture."""

from social_care.models.account import StreamHealth, Usage
from social_care.models.spike import Spike
from social_care.models.views import Status
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A target of [[alerts]] that takes nothing. Moments are ms since 1970 UTC."""

    target: str
    """"mail:lead@acme.example"."""
    since: int
    next_at: int
    """When it is tried again."""
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """For one look at everything. Moments are ms since 1970 UTC."""

    status: Status
    streams: tuple[StreamHealth, ...]
    """All of them, the healthy ones, too; by account."""
    usages: tuple[tuple[str, str, Usage], ...]
    """Account, allowance, and how much of it is used up."""
    logins: tuple[tuple[str, int], ...]
    """Every account whose log-in ends, and when; the soonest first."""
    spikes: tuple[Spike, ...] = ()
    """What was happening in the last 24 hours, or is; the newest first."""
    unreached: tuple[Unreached, ...] = ()
    """Whom flags do not reach just now."""
