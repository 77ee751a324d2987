"""What the tests of figures share: waits of any fate."""

from typing import Any

from social_care.figures import (
    WaitRow,
)
from social_care.models import NEVER_DUE, Band, Category, Outcome, WaitKind

MINUTE = 60_000
NOW = 1_790_000_000_000
TARGET = 30 * MINUTE
RISK = 24 * MINUTE


def waiting(minutes: int, **changes: Any) -> WaitRow:
    """A complaint that has waited `minutes`, with half an hour to answer."""
    since = NOW - minutes * MINUTE
    values: dict[str, Any] = {
        "wait_id": 1,
        "account": "acme",
        "channel": "mastodon",
        "kind": WaitKind.FIRST,
        "outcome": None,
        "category": Category.COMPLAINT,
        "band": Band.HIGH,
        "waiting_since": since,
        "responded_at": None,
        "ended_at": None,
        "at_risk_at": since + RISK,
        "due_at": since + TARGET,
        "target_s": TARGET // 1000,
        "elapsed_ms": None,
        "business_ms": None,
        "detection_ms": None,
        "queue_ms": None,
        "handling_ms": None,
        "delivery_ms": None,
        "agent_closed": False,
    }
    return WaitRow(**{**values, **changes})


def answered(minutes: int, **changes: Any) -> WaitRow:
    """A complaint answered after `minutes`, half of them business time."""
    since = NOW - 600 * MINUTE
    at = since + minutes * MINUTE
    values: dict[str, Any] = {
        "outcome": Outcome.ANSWERED,
        "responded_at": at,
        "ended_at": at,
        "elapsed_ms": minutes * MINUTE,
        "business_ms": minutes * MINUTE // 2,
        "agent_closed": True,
    }
    return waiting(600, **{**values, **changes})


def closed(minutes: int, outcome: Outcome, **changes: Any) -> WaitRow:
    """A complaint an agent ended without an answer after `minutes`."""
    at = NOW - (600 - minutes) * MINUTE
    values: dict[str, Any] = {"outcome": outcome, "ended_at": at, "agent_closed": True}
    return waiting(600, **{**values, **changes})


NO_TARGET: dict[str, Any] = {"due_at": NEVER_DUE, "at_risk_at": NEVER_DUE, "target_s": None}
