"""What a figure is made of: the longest waits, who was blind when, who was at work."""

from social_care.models.assessment import Band, Category
from social_care.models.conversation import Outcome, WaitKind
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LongWait:
    """One of the longest waits of a period. Times in ms; the customer's name is as stored."""

    conversation_id: int
    account: str
    channel: str
    customer: str
    kind: WaitKind
    band: Band
    category: Category
    outcome: Outcome | None
    """None: they waited still when the period ended."""
    waiting_since: int
    waited_ms: int
    """Until the answer, the end without one, or the end of the period."""
    parts: tuple[tuple[str, int], ...]
    """The four parts of the way to an answer, by name; empty without one."""
    url: str
    """Empty where the message is private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stream that was blind. Moments in ms since 1970 UTC."""

    account: str
    stream: str
    since: int | None
    """None: it has never been read."""
    until: int | None
    """None: it is blind still."""
    mentions: int | None
    """How many came late because of it; None while it is blind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long an agent was on, or on a break, without pause, by their own word; ms UTC."""

    agent: str
    state: str
    """on, break."""
    since: int
    until: int
