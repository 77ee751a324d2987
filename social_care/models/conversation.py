"""Conversations, waits and the answers that end them."""

from enum import StrEnum

from social_care.models.assessment import Band
from social_care.records import dataclass

NEVER_DUE = 253_402_300_799_999
"""Stored as `due_at` when there is no target (the last millisecond of the year 9999)."""

NO_WAIT_RANK = int(Band.NONE)
"""Queue rank of an open conversation in which nobody waits: the last."""


class State(StrEnum):
    """State of a conversation."""

    OPEN = "open"
    """The customer waits."""
    ANSWERED = "answered"
    """The customer's turn."""
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    """Needs no answer."""


class WaitKind(StrEnum):
    """Whether a wait is a conversation's first or a later one."""

    FIRST = "first"
    NEXT = "next"


class Outcome(StrEnum):
    """How a wait ended."""

    ANSWERED = "answered"
    ELSEWHERE = "elsewhere"
    RESOLVED_UNANSWERED = "resolved_unanswered"
    DISMISSED = "dismissed"
    DELETED = "deleted"
    MERGED = "merged"


class Source(StrEnum):
    """Where an answer was given."""

    CONSOLE = "console"
    NATIVE = "native"
    ELSEWHERE = "elsewhere"


class Stage(StrEnum):
    """How much of a wait's target is used."""

    HALF = "half"
    """50 %: a mark in the row, no more."""
    AT_RISK = "at_risk"
    """80 %, or under three minutes left."""
    LATE = "late"
    """Past due."""
    ESCALATED = "escalated"
    """150 %: complaints and urgent ones go to the lead."""


class AlertStage(StrEnum):
    """What a flag says: the stages of a wait that are flagged, and what belongs to no wait."""

    AT_RISK = "at_risk"
    LATE = "late"
    ESCALATED = "escalated"
    SPIKE = "spike"
    """Much more comes in than usual, or much angrier."""
    ACCOUNT = "account"
    """An account cannot be heard, or soon cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """When a response went through our hands; ms since 1970 UTC.

    `waiting_since` and `responded_at` never move; the three between are clamped and made monotone.
    """

    waiting_since: int
    detected_at: int
    claimed_at: int
    submitted_at: int
    responded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTimes:
    """Both clocks and the four parts of one response; milliseconds.

    detection + queue + handling + delivery == elapsed, always.
    """

    stamps: Stamps
    elapsed_ms: int
    business_ms: int
    detection_ms: int
    queue_ms: int
    handling_ms: int
    delivery_ms: int
    within_target: bool | None
    """By the business clock (responded at or before due); None without a target."""
