"""What an export says of itself beside its rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How and when an export was made."""

    zone: tzinfo = UTC
    """Of the times in it."""
    made: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    lines: tuple[tuple[str, str], ...] = ()
    """What was asked for, for whoever finds the file: pairs of a name and a value."""
