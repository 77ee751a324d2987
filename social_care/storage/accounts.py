"""Accounts, their streams, the worker's lease and sign of life."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from social_care.errors import NotFound
from social_care.models import Counting, Limits, MediaLimits, Stream, StreamState
from social_care.models.account import Recovered
from social_care.models.views import StoppedOutbox
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind

LEASE_MS = 90_000
"""How long an account belongs to a worker that does not renew; then another may take it."""

WORKER_SILENT_MS = 30_000
"""A worker unseen for longer is taken for stopped."""


def ensure(tx: Tx, name: str, connector: str, channel: str, network: str) -> int:
    """The account's id; the row is made, or its connector and channel brought up to date."""
    return int(
        tx.value(
            "INSERT INTO accounts (name, connector, channel, network)"
            " VALUES (:name, :connector, :channel, :network)"
            " ON CONFLICT (name) DO UPDATE SET connector = excluded.connector,"
            " channel = excluded.channel, network = excluded.network RETURNING id",
            name=name,
            connector=connector,
            channel=channel,
            network=network,
        )
    )


def get(tx: Tx, account_id: int) -> Row:
    """The account's row. Raises NotFound."""
    row = tx.one("SELECT * FROM accounts WHERE id = :id", id=account_id)
    if row is None:
        raise NotFound(f"no account {account_id}")
    return row


def by_name(tx: Tx, name: str) -> Row | None:
    """The account of that name."""
    return tx.one("SELECT * FROM accounts WHERE name = :name", name=name)


def introduce(
    tx: Tx,
    account_id: int,
    own_id: str,
    own_handle: str,
    limits: Limits,
    *,
    checked_at: int | None = None,
    warnings: Sequence[str] = (),
    login_ends_at: int | None = None,
    skew_ms: int | None = None,
) -> None:
    """Store who we are there, what the network takes and what it warns of, for the consoles.

    `skew_ms` is our clock minus the network's (`sla.skew`), None when it was not told.
    """
    tx.run(
        "UPDATE accounts SET own_id = :own_id, own_handle = :handle, limits = :limits,"
        " checked_at = :checked, warnings = :warnings, login_ends_at = :ends, skew_ms = :skew"
        " WHERE id = :id",
        id=account_id,
        own_id=own_id,
        handle=own_handle,
        limits=json.dumps(asdict(limits)),
        checked=checked_at,
        warnings=json.dumps(list(warnings)),
        ends=login_ends_at,
        skew=skew_ms,
    )


def skew_of(tx: Tx, account_id: int) -> int | None:
    """Our clock minus the network's, in milliseconds, as last measured; None: not known."""
    skew = tx.value("SELECT skew_ms FROM accounts WHERE id = :id", id=account_id)
    return None if skew is None else int(skew)


def logins_ending(tx: Tx, before: int) -> tuple[tuple[str, int], ...]:
    """Accounts whose log-in ends before that moment, with the moment; the soonest first."""
    rows = tx.all(
        "SELECT name, login_ends_at FROM accounts WHERE login_ends_at < :before"
        " ORDER BY login_ends_at, name",
        before=before,
    )
    return tuple((row["name"], row["login_ends_at"]) for row in rows)


def own_ids(tx: Tx, network: str) -> frozenset[str]:
    """Who we are on a network, by all our accounts there: one may see what another wrote."""
    rows = tx.all(
        "SELECT own_id FROM accounts WHERE network = :network AND own_id <> ''", network=network
    )
    return frozenset(row["own_id"] for row in rows)


def limits_of(row: Row) -> Limits:
    """The limits stored with an account; the defaults before a worker has stored any."""
    stored = json.loads(row["limits"])
    if "counting" in stored:
        stored["counting"] = Counting(stored["counting"])
    if stored.get("media"):
        stored["media"] = _media(stored["media"])
    return Limits(**stored)


def _media(stored: dict[str, Any]) -> MediaLimits:
    lists = {name: tuple(stored[name]) for name in ("mimes", "alone")}
    return MediaLimits(**{**stored, **lists})


def lease(tx: Tx, account_id: int, owner: str, now: int) -> bool:
    """Take or renew the account for one worker, in one conditional UPDATE."""
    return bool(
        tx.run(
            "UPDATE accounts SET lease_owner = :owner, lease_until = :until"
            " WHERE id = :id AND (lease_owner = :owner OR lease_until <= :now)",
            id=account_id,
            owner=owner,
            now=now,
            until=now + LEASE_MS,
        )
    )


def of_other_workers(tx: Tx, mine: Collection[str], now: int) -> list[int]:
    """The accounts that a worker looks after and that are none of these."""
    rows = tx.all(
        "SELECT id FROM accounts WHERE lease_until > :now"
        " AND name NOT IN (SELECT value FROM json_each(:mine))",
        now=now,
        mine=json.dumps(list(mine)),
    )
    return [row["id"] for row in rows]


def give_back(tx: Tx, owner: str) -> None:
    """End every lease of this worker, and its sign of life."""
    tx.run("UPDATE accounts SET lease_until = 0 WHERE lease_owner = :owner", owner=owner)
    tx.run("DELETE FROM workers WHERE id = :owner", owner=owner)


def stop_outbox(
    tx: Tx, stopped: bool, account: str | None = None, *, by: str = "", now: int | None = None
) -> int:
    """`outbox hold` and `release`: the number of accounts it touched.

    One that is stopped already stays stopped by whom and since when it was.
    """
    return tx.run(
        "UPDATE accounts SET outbox_stopped = :stopped,"
        " stopped_by = CASE WHEN outbox_stopped AND :stopped THEN stopped_by ELSE :by END,"
        " stopped_at = CASE WHEN outbox_stopped AND :stopped THEN stopped_at ELSE :now END"
        " WHERE :account IS NULL OR name = :account",
        stopped=int(stopped),
        account=account,
        by=by,
        now=now,
    )


def stopped(tx: Tx) -> tuple[StoppedOutbox, ...]:
    """The accounts whose outbox is stopped, by whom and since when, and what waits there."""
    rows = tx.all(
        "SELECT a.*, (SELECT count(*) FROM outbox o WHERE o.account_id = a.id"
        "   AND o.state IN ('queued', 'delayed')) AS waiting"
        " FROM accounts a WHERE a.outbox_stopped = 1 ORDER BY a.name"
    )
    return tuple(
        StoppedOutbox(
            account=row["name"],
            by=row["stopped_by"],
            since=row["stopped_at"],
            waiting=row["waiting"],
        )
        for row in rows
    )


# Streams ----------------------------------------------------------------------------------------


def ensure_stream(tx: Tx, account_id: int, stream: Stream) -> Row:
    """The stream's row, made when it is new."""
    row = tx.one(
        "INSERT INTO streams (account_id, name, every_s) VALUES (:account, :name, :every)"
        " ON CONFLICT (account_id, name) DO UPDATE SET every_s = excluded.every_s RETURNING *",
        account=account_id,
        name=stream.name,
        every=stream.every_s,
    )
    assert row is not None
    return row


def stream(tx: Tx, account_id: int, name: str) -> Row | None:
    """The stream's row; None before its first poll."""
    return tx.one(
        "SELECT * FROM streams WHERE account_id = :account AND name = :name",
        account=account_id,
        name=name,
    )


def forget_streams(tx: Tx, account_id: int, but: Collection[str]) -> None:
    """Streams that are no longer listened to cannot be blind; one that comes back begins anew."""
    tx.run(
        "DELETE FROM streams WHERE account_id = :account"
        " AND name NOT IN (SELECT value FROM json_each(:names))",
        account=account_id,
        names=json.dumps(list(but)),
    )


def advance(tx: Tx, account_id: int, stream: str, cursor: str) -> None:
    """Move a stream's cursor; called in the transaction that stores its page."""
    tx.run(
        "UPDATE streams SET cursor = :cursor WHERE account_id = :account AND name = :name",
        account=account_id,
        name=stream,
        cursor=cursor,
    )


def stream_ok(
    tx: Tx, account_id: int, stream: str, now: int, next_at: int, *, finished: bool
) -> None:
    """A poll ended well; not `finished`: it left a rest for the next, so the first is still on."""
    tx.run(
        "UPDATE streams SET state = :ok, problem = '', remedy = '', failures = 0,"
        " ok_at = CASE WHEN :finished OR ok_at IS NOT NULL THEN :now END,"
        " next_at = :next_at WHERE account_id = :account AND name = :name",
        account=account_id,
        name=stream,
        ok=StreamState.OK,
        now=now,
        next_at=next_at,
        finished=int(finished),
    )


def stream_failed(
    tx: Tx,
    account_id: int,
    stream: str,
    state: StreamState,
    next_at: int,
    limited_until: int,
    problem: str,
    remedy: str,
) -> None:
    """A poll failed; `problem` and `remedy` are shown until one succeeds.

    Until when the network told us to wait is not shortened by a later failure that says nothing.
    """
    tx.run(
        "UPDATE streams SET state = :state, problem = :problem, remedy = :remedy,"
        " failures = failures + 1, next_at = :next_at,"
        " limited_until = max(limited_until, :limited)"
        " WHERE account_id = :account AND name = :name",
        account=account_id,
        name=stream,
        state=state,
        next_at=next_at,
        limited=limited_until,
        problem=problem,
        remedy=remedy,
    )


def recovered(tx: Tx, since: int) -> Recovered | None:
    """The newest stream that has listened again since that moment, after having been blind."""
    row = tx.one(
        "SELECT e.id, e.data, a.name AS account"
        " FROM events e JOIN accounts a ON a.id = e.account_id"
        " WHERE e.kind = :gap AND e.at >= :since ORDER BY e.id DESC LIMIT 1",
        gap=EventKind.GAP,
        since=since,
    )
    if row is None:
        return None
    data = json.loads(row["data"])
    return Recovered(
        event_id=row["id"],
        account=row["account"],
        stream=data.get("stream", ""),
        blind_ms=data["blind_ms"],
        mentions=data["mentions"],
    )


def due_at_once(tx: Tx, account: str) -> None:
    """Poll every stream of the account as soon as the network lets us: it was logged in again."""
    tx.run(
        "UPDATE streams SET next_at = 0, failures = 0"
        " WHERE account_id = (SELECT id FROM accounts WHERE name = :account)",
        account=account,
    )


# Workers ----------------------------------------------------------------------------------------


def worker_alive(tx: Tx, owner: str, pid: int, host: str, now: int) -> None:
    """The worker's sign of life."""
    tx.run(
        "INSERT INTO workers (id, pid, host, started_at, seen_at)"
        " VALUES (:id, :pid, :host, :now, :now)"
        " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        id=owner,
        pid=pid,
        host=host,
        now=now,
    )


def workers_on(tx: Tx, host: str, since: int) -> list[int]:
    """The processes on this machine that work for the database, by their last sign of life."""
    return [
        row["pid"]
        for row in tx.all(
            "SELECT pid FROM workers WHERE host = :host AND seen_at >= :since ORDER BY started_at",
            host=host,
            since=since,
        )
    ]


def worker_seen(tx: Tx, now: int) -> int | None:
    """The newest sign of life of any worker.

    One that lies ahead is none: that worker has died before the clock was set back.
    """
    seen = tx.value(
        "SELECT max(seen_at) FROM workers WHERE seen_at <= :now + :silent",
        now=now,
        silent=WORKER_SILENT_MS,
    )
    return None if seen is None else int(seen)


def lives(seen_at: int | None, now: int) -> bool:
    """Whether a worker runs that was seen then."""
    return seen_at is not None and now - seen_at <= WORKER_SILENT_MS
