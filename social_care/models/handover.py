"""Handovers: what somebody who goes off leaves, and to whom."""

from enum import StrEnum

from social_care.models.views import QueueRow
from social_care.records import dataclass


class Held(StrEnum):
    """How a conversation is somebody's."""

    CLAIM = "claim"
    """They are with the customer."""
    ASSIGNED = "assigned"
    DRAFT = "draft"
    """Begun and not sent; it stays its writer's."""
    REPLY = "reply"
    """Held, refused or uncertain: it waits for a decision."""
    SNOOZE = "snooze"
    """They have put it aside."""
    PROMISE = "promise"
    """They have promised something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem:
    """One conversation of a handover."""

    row: QueueRow
    """As it stands now."""
    held: tuple[Held, ...]
    heir: str | None = None
    """Who gets it; None: the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What one agent has left. The note is as stored: clean it before display."""

    id: int
    agent: str
    at: int
    """Ms since 1970 UTC."""
    note: str
    """Empty: none, or erased."""
    items: tuple[HandoverItem, ...]
    is_read: bool
    """By the agent who asks."""
