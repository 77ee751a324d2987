"""One poll of one stream: fetch its pages, take each in, and say how the stream is doing.

A failure stays with its stream: it is recorded with its remedy and shown until a poll succeeds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from social_care.connectors.base import PAGES_PER_POLL, Budget, Connector
from social_care.errors import ErrorClass, NetworkError
from social_care.ingest import Intake, Tally, take_in
from social_care.models import Stream, StreamState
from social_care.storage import Store, Tx, accounts, mentions
from social_care.storage.events import EventKind, log
from social_care.text import span

LONGEST_PAUSE_MS = 15 * 60 * 1000
"""Failing streams are tried again after ever longer pauses, never longer than this."""
LOGIN_PAUSE_MS = 2 * 60 * 1000
"""A mended token is noticed this soon; the network itself is not asked so often (`Credential`)."""
SHORT_MS, SHORT_INTERVALS = 15 * 60 * 1000, 5
"""Nothing was missed to speak of where nobody listened for no longer."""

logger = logging.getLogger("social_care.listen")

_STATES = {
    ErrorClass.AUTH: StreamState.NEEDS_LOGIN,
    ErrorClass.PERMISSION: StreamState.OFF,
    ErrorClass.QUOTA: StreamState.OUT_OF_BUDGET,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a poll went."""

    tally: Tally
    error: NetworkError | None = None


def poll(
    store: Store,
    connector: Connector,
    stream: Stream,
    intake: Intake,
    clock: Callable[[], int],
    backfill_ms: int,
    page_size: int = 80,
) -> Poll:
    """Poll one stream to its end, or to `PAGES_PER_POLL` pages; the rest stays in its cursor.

    Each page is committed with its cursor, so a crash anywhere repeats at most one page.
    """
    started = clock()
    with store.write(bump=False) as tx:
        row = accounts.ensure_stream(tx, intake.account_id, stream)
    backfill_from = started - backfill_ms
    first = row["ok_at"] is None  # until a poll has come to its end, whatever broke off before
    intake = replace(
        intake,
        stream=stream.name,
        mute_passed=first,
        history_before=backfill_from if first else 0,
    )
    budget = Budget(now=started, backfill_from=backfill_from, page_size=page_size)
    tally = Tally()
    cursor: str | None = row["cursor"]
    finished = False
    try:
        for _ in range(PAGES_PER_POLL):
            page = connector.fetch(stream.name, cursor, replace(budget, now=clock()))
            with store.write(bump=False) as tx:
                taken = take_in(tx, intake, page, clock())
                accounts.advance(tx, intake.account_id, stream.name, page.cursor)
                tx.bump = taken.is_news
            tally.add(taken)
            cursor = page.cursor
            finished = not page.more
            if finished:
                break
    except NetworkError as error:
        failed(store, intake.account_id, stream, error, clock())
        return Poll(tally=tally, error=error)
    succeeded(store, intake.account_id, stream, clock(), finished=finished)
    return Poll(tally=tally)


def succeeded(store: Store, account_id: int, stream: Stream, now: int, *, finished: bool) -> None:
    """Record that a stream listens; one that was blind has a gap, which is written down once.

    A short wait that the network asked for, or our own spacing of calls, is no gap.
    """
    before = accounts.stream(store.read(), account_id, stream.name)
    recovered = before is not None and before["state"] != StreamState.OK
    with store.write(bump=recovered) as tx:
        if before is not None and before["ok_at"] is not None:
            blind_ms = now - before["ok_at"]
            broke = recovered and before["limited_until"] <= before["ok_at"]
            if broke or blind_ms > max(SHORT_MS, SHORT_INTERVALS * stream.every_s * 1000):
                _report_gap(tx, account_id, stream, before["ok_at"], now)
        next_at = now + stream.every_s * 1000
        accounts.stream_ok(tx, account_id, stream.name, now, next_at, finished=finished)


def _report_gap(tx: Tx, account_id: int, stream: Stream, blind_since: int, now: int) -> None:
    """With all that was missed, polls that broke off half-way included."""
    missed = mentions.count_since(tx, account_id, stream.name, blind_since)
    logger.info(
        "%s %s: listens again after %s, %d mentions were missed until now",
        accounts.get(tx, account_id)["name"],
        stream.name,
        span(now - blind_since),
        missed,
    )
    log(
        tx,
        EventKind.GAP,
        now,
        account=account_id,
        stream=stream.name,
        blind_ms=now - blind_since,
        mentions=missed,
    )
    tx.bump = True


def failed(store: Store, account_id: int, stream: Stream, error: NetworkError, now: int) -> None:
    """Record why a stream is blind, how to mend it and when it is tried again."""
    with store.write() as tx:
        row = accounts.ensure_stream(tx, account_id, stream)
        longest = LOGIN_PAUSE_MS if error.error_class is ErrorClass.AUTH else LONGEST_PAUSE_MS
        pause = min(stream.every_s * 1000 * 2 ** min(row["failures"], 10), longest)
        told = error.retry_at or 0
        accounts.stream_failed(
            tx,
            account_id,
            stream.name,
            _STATES.get(error.error_class, StreamState.DELAYED),
            next_at=max(told, now + pause),
            limited_until=told,
            problem=error.message,
            remedy=error.remedy_for(accounts.get(tx, account_id)["name"]),
        )


def is_due(store: Store, account_id: int, stream: Stream, now: int, *, at_once: bool) -> bool:
    """Whether to poll now. `at_once` ignores intervals, never a wait the network asked for.

    No pause of ours is longer than `LONGEST_PAUSE_MS`, or the interval: where the next poll lies
    further ahead the clock was set back.
    """
    row = accounts.stream(store.read(), account_id, stream.name)
    if row is None:
        return True
    ahead = row["next_at"] - now
    longest = max(stream.every_s * 1000, LONGEST_PAUSE_MS)
    return bool(row["limited_until"] <= now and (at_once or not 0 < ahead <= longest))
