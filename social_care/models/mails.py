"""Mails of our own on their way."""

from enum import StrEnum

from social_care.records import dataclass


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    """Not sent yet; after a failure it is tried again."""
    SENT = "sent"
    """The server has taken it."""
    FAILED = "failed"
    """Given up: refused for good, or tried for too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailItem:
    """One mail to one recipient. Moments are ms since 1970 UTC."""

    id: int
    key: str
    recipient: str
    subject: str
    state: MailState
    queued_at: int
    tries: int
    """Those that failed."""
    next_at: int
    problem: str
    """Why the last try failed; empty when none has."""
    remedy: str
    settled_at: int | None
    """When it was sent or given up."""
