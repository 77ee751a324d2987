"""Who is at work, what was promised, who was silent; standard library only."""

from enum import StrEnum

from social_care.records import dataclass

MINUTE_MS = 60_000


class PresenceState(StrEnum):
    """What agents say of themselves."""

    ON = "on"
    BREAK = "break"
    """Back in a while: the customer they write to stays theirs."""
    OFF = "off"
    """Gone: everything is handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPresence:
    """One agent. Moments are ms since 1970 UTC."""

    agent: str
    state: PresenceState | None = None
    """None: nobody has seen them yet."""
    since: int | None = None
    """Of the state."""
    seen_until: int | None = None
    """When they were last known to be there, or will be known to have been."""
    is_here: bool = False
    """A console of theirs is open, or a script of theirs has just worked."""
    holds: int = 0
    """Customers they hold."""

    @property
    def is_at_work(self) -> bool:
        """On, and seen."""
        return self.state is PresenceState.ON and self.is_here


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """A backlog is worked off: every third pull is the oldest late."""

    since: int
    """Ms since 1970 UTC."""
    by: str
    """The lead who switched it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Why a conversation was put aside. The text is as stored: clean it before display."""

    agent: str
    text: str
    """Empty once it is erased."""
    until: int
    """When it is to be kept; ms since 1970 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Who lost a conversation to the queue because they showed no sign."""

    agent: str
    at: int
    """When it came back; ms since 1970 UTC."""
    silent_ms: int
    """How long they had been silent, in opening hours."""

    @property
    def length(self) -> str:
        """silent for 10 min."""
        return f"silent for {self.silent_ms // MINUTE_MS} min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A conversation that came back so, for a list. The name is as stored."""

    conversation_id: int
    customer: str
    silence: Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What a console tells its agent of the floor, read with every change."""

    me: AgentPresence
    catch_up: CatchUp | None
    """None: no backlog is worked off."""
    handed: int
    """Conversations that colleagues have handed to this agent, in handovers not read yet."""
    returned: tuple[Returned, ...]
    """What came back lately from agents who were silent, the newest first: a lead's all, else
    one's own."""
