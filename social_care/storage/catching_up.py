"""Working off a backlog: one row says since when and by whom, and counts the pulls."""

from social_care.models.presence import CatchUp
from social_care.storage.connection import Tx
from social_care.storage.events import EventKind, log


def state(tx: Tx) -> CatchUp | None:
    """Since when a backlog is worked off, and by whose word; None: it is not."""
    row = tx.one("SELECT since, agent FROM catching_up WHERE since IS NOT NULL")
    return None if row is None else CatchUp(since=row["since"], by=row["agent"])


def start(tx: Tx, agent: str, now: int) -> bool:
    """From now on every third pull is the oldest late. False when it was so already."""
    changed = tx.run(
        "UPDATE catching_up SET since = :now, agent = :agent, pulls = 0"
        " WHERE id = 1 AND since IS NULL",
        agent=agent,
        now=now,
    )
    if changed:
        log(tx, EventKind.CATCH_UP, now, agent=agent, on=True)
    return bool(changed)


def stop(tx: Tx, agent: str, now: int) -> bool:
    """The queue's own order again. False when it was so already."""
    row = tx.one(
        "UPDATE catching_up SET since = NULL WHERE id = 1 AND since IS NOT NULL RETURNING pulls"
    )
    if row is not None:
        log(tx, EventKind.CATCH_UP, now, agent=agent, on=False, pulls=row["pulls"])
    return row is not None


def count(tx: Tx) -> int | None:
    """One more pull; which one it is, from 1 on. None where no backlog is worked off."""
    pull = tx.value(
        "UPDATE catching_up SET pulls = pulls + 1 WHERE id = 1 AND since IS NOT NULL"
        " RETURNING pulls"
    )
    return None if pull is None else int(pull)
