"""Whether the dead man's switch hears us."""

from dataclasses import dataclass

from social_care.storage.connection import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The last word of it. Moments are ms since 1970 UTC."""

    beat_at: int | None
    """When it last heard us."""
    failing_since: int | None
    problem: str
    remedy: str


def last(tx: Tx) -> Heartbeat | None:
    """None before the first try."""
    row = tx.one("SELECT * FROM heartbeat")
    if row is None:
        return None
    return Heartbeat(
        beat_at=row["beat_at"],
        failing_since=row["failing_since"],
        problem=row["problem"],
        remedy=row["remedy"],
    )


def beat(tx: Tx, now: int) -> None:
    """It has heard us."""
    tx.run(
        "INSERT INTO heartbeat (id, beat_at) VALUES (1, :now) ON CONFLICT (id) DO UPDATE SET"
        " beat_at = :now, failing_since = NULL, problem = '', remedy = ''",
        now=now,
    )


def failed(tx: Tx, now: int, *, problem: str, remedy: str) -> None:
    """It could not be reached."""
    tx.run(
        "INSERT INTO heartbeat (id, failing_since, problem, remedy)"
        " VALUES (1, :now, :problem, :remedy) ON CONFLICT (id) DO UPDATE SET"
        " failing_since = coalesce(failing_since, :now), problem = :problem, remedy = :remedy",
        now=now,
        problem=problem,
        remedy=remedy,
    )
