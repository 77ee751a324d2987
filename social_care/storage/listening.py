"""Whether anybody listens: how every stream does, and what nobody reads though a worker runs."""

from collections.abc import Collection

from social_care.models import StreamHealth, StreamState
from social_care.storage.accounts import WORKER_SILENT_MS
from social_care.storage.connection import Row, Tx

SILENT_INTERVALS = 3
SILENT_MS = 3 * 60 * 1000
"""The least: a poll of many pages is no silence."""
EVERYTHING = "all streams"
"""What stands for the streams of an account that no worker has looked at yet."""


def silent_ms(every_s: int) -> int:
    """A stream without a poll that succeeded for longer is blind, though nothing failed."""
    return max(SILENT_MS, SILENT_INTERVALS * every_s * 1000)


def health(
    tx: Tx, now: int, configured: Collection[str] = (), *, all_streams: bool = False
) -> tuple[StreamHealth, ...]:
    """Streams that are not ok; with `all_streams` every one.

    Of the `configured` accounts only, as nobody looks after others, so that they can never get
    well; of all when none is named. A running worker that does not read a stream, or does not know
    an account, makes it blind as well.
    """
    rows = tx.all(
        "SELECT a.name AS account, a.channel, s.* FROM streams s"
        " JOIN accounts a ON a.id = s.account_id ORDER BY a.name, s.name"
    )
    works_since = _works_since(tx, now)
    found = [
        _health(row, now, works_since)
        for row in rows
        if not configured or row["account"] in configured
    ]
    if works_since is not None and now - works_since > SILENT_MS:
        found += [_unknown(name) for name in sorted(_unheard(tx, configured))]
    return tuple(each for each in found if all_streams or each.state is not StreamState.OK)


def _works_since(tx: Tx, now: int) -> int | None:
    """When the newest of the workers that run was started."""
    since = tx.value(
        "SELECT max(started_at) FROM workers"
        " WHERE seen_at BETWEEN :now - :silent AND :now + :silent",
        now=now,
        silent=WORKER_SILENT_MS,
    )
    return None if since is None else int(since)


def _health(row: Row, now: int, works_since: int | None) -> StreamHealth:
    state, ok_at = StreamState(row["state"]), row["ok_at"]
    overdue = works_since is not None and now - max(ok_at or 0, works_since) > silent_ms(
        row["every_s"]
    )
    if state is StreamState.OK and overdue:
        return StreamHealth(
            account=row["account"],
            channel=row["channel"],
            stream=row["name"],
            state=StreamState.DELAYED,
            blind_since=ok_at,
            ok_at=ok_at,
            next_at=0,
            problem="the worker runs and does not read it",
            remedy="see the worker's log, and start it again",
            every_s=row["every_s"],
        )
    return StreamHealth(
        account=row["account"],
        channel=row["channel"],
        stream=row["name"],
        state=state,
        blind_since=None if state is StreamState.OK else ok_at,
        ok_at=ok_at,
        next_at=row["next_at"],
        problem=row["problem"],
        remedy=row["remedy"],
        every_s=row["every_s"],
        failures=row["failures"],
    )


def _unheard(tx: Tx, configured: Collection[str]) -> set[str]:
    """Those of the configured accounts that no worker has tried yet."""
    rows = tx.all(
        "SELECT name FROM accounts a WHERE checked_at IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM streams s WHERE s.account_id = a.id)"
    )
    return set(configured) - {row["name"] for row in rows}


def _unknown(account: str) -> StreamHealth:
    return StreamHealth(
        account=account,
        channel="",
        stream=EVERYTHING,
        state=StreamState.OFF,
        blind_since=None,
        next_at=0,
        problem="the worker that runs does not know this account",
        remedy="start the worker again",
    )
