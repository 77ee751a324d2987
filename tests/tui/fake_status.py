"""How the worker fares, as the desk in memory tells it."""

from typing import Any

from social_care.models.views import (
    Status,
)
from tests.tui.people import NOW


def status(**about: Any) -> Status:
    """All is well."""
    values: dict[str, Any] = {
        "worker_seen_at": NOW,
        "worker_alive": True,
        "streams": (),
        "held_accounts": (),
        "in_target": 0.86,
        "always_open": False,
    }
    return Status(**(values | about))
