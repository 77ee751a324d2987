"""What happened in a conversation while somebody was writing in it."""

from enum import StrEnum

from social_care.models.outbox import OutboxState
from social_care.records import dataclass


class NewsKind(StrEnum):
    """What a reply that is being written must not overlook."""

    WROTE = "wrote"
    EDITED = "edited"
    DELETED = "deleted"
    ANSWERED = "answered"
    """From a console."""
    NATIVE = "native"
    """From the network's own app."""
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One such thing. The text is as stored: clean it before display."""

    kind: NewsKind
    at: int
    """When it happened over there; ms since 1970 UTC."""
    agent: str = ""
    """Who answered; empty for the customer, and for nobody known."""
    text: str = ""
    """What the customer wrote; empty once it is gone."""
    private: bool = False
    """Strangers cannot read what the customer wrote."""
    state: OutboxState | None = None
    """Where a console's answer is on its way."""
    how: str = ""
    """Answered elsewhere: phone, app, other."""
    holding: bool = False
    """A console's "still with you", which answers nobody."""
