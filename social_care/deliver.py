"""What goes out: replies leave the outbox, each exactly once, or a person decides.

queued ──undo window over──▶ mark sending (frozen, committed) ──▶ network ┬▶ sent → response
   │ somebody wrote meanwhile                                             ├▶ delayed → again
   ▼                                                                      ├▶ refused → the agent
 held → the agent decides                                                 └▶ uncertain ─┐
                look on the network, at once and again after a minute ◀─────────────────┘
                found → sent · not found and resending is safe → queued · else → a person
"""

from collections.abc import Callable
from dataclasses import dataclass

from social_care.connectors.base import Connector
from social_care.errors import ErrorClass, NetworkError
from social_care.hours import Calendar
from social_care.models import OutboxState, Prepared, Sent
from social_care.storage import Store, outbox, sending
from social_care.storage.connection import Row

LOOKS = 2
"""How many empty looks before a reply counts as not there."""

FIRST_PAUSE_MS = 30_000
LONGEST_PAUSE_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One account's way out."""

    store: Store
    account_id: int
    connector: Connector
    calendar: Calendar
    clock: Callable[[], int]


def recover(delivery: Delivery) -> int:
    """After a crash: what was left in `sending` may have arrived. The number of such replies."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        left = outbox.interrupted(tx, delivery.account_id)
        for outbox_id in left:
            outbox.move(
                tx,
                outbox_id,
                OutboxState.UNCERTAIN,
                now,
                problem="the worker stopped while sending: looking on the network",
            )
    return len(left)


def reconcile(delivery: Delivery) -> None:
    """Look on the network for every reply whose fate is uncertain."""
    for row in outbox.uncertain(delivery.store.read(), delivery.account_id, delivery.clock()):
        _look(delivery, row)


def send_ready(delivery: Delivery) -> None:
    """Send everything past its undo window or delay, in order."""
    for row in outbox.ready(delivery.store.read(), delivery.account_id, delivery.clock()):
        prepared = _mark(delivery, row)
        if prepared is not None:
            _call(delivery, row, prepared)


def _mark(delivery: Delivery, row: Row) -> Prepared | None:
    """Freeze and mark it in a committed transaction; None when it must not be sent now."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        if row["state"] == OutboxState.QUEUED and outbox.is_stale(tx, row):
            outbox.move(tx, row["id"], OutboxState.HELD, now, problem=sending.NEWS)
            return None
        prepared = outbox.frozen(row)
        if prepared is None:
            try:
                prepared = delivery.connector.prepare(outbox.reply_of(tx, row), now)
            except NetworkError as error:
                # `refused` is reached from `sending` only: nothing was called, both steps are one
                outbox.move(tx, row["id"], OutboxState.SENDING, now)
                outbox.move(tx, row["id"], OutboxState.REFUSED, now, problem=str(error))
                return None
            outbox.freeze(tx, row["id"], prepared)
        marked = outbox.move(tx, row["id"], OutboxState.SENDING, now, attempts=row["attempts"] + 1)
        return prepared if marked else None


def _call(delivery: Delivery, row: Row, prepared: Prepared) -> None:
    try:
        sent = delivery.connector.send(prepared)
    except NetworkError as error:
        _failed(delivery, row, error)
    else:
        _record(delivery, row["id"], sent)


def _record(delivery: Delivery, outbox_id: int, sent: Sent) -> None:
    with delivery.store.write(durable=True) as tx:
        sending.record(tx, outbox_id, sent, delivery.calendar, delivery.clock())


_FINAL = {
    ErrorClass.REFUSED,
    ErrorClass.GONE,
    ErrorClass.BLOCKED,
    ErrorClass.PERMISSION,
}


def _failed(delivery: Delivery, row: Row, error: NetworkError) -> None:
    """One failed call: refused for good, uncertain, or to be tried again."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        if error.error_class is ErrorClass.UNKNOWN_OUTCOME:
            outbox.move(tx, row["id"], OutboxState.UNCERTAIN, now, problem=str(error))
        elif error.error_class in _FINAL:
            outbox.move(tx, row["id"], OutboxState.REFUSED, now, problem=str(error))
        else:
            pause = min(FIRST_PAUSE_MS * 2 ** min(row["attempts"], 10), LONGEST_PAUSE_MS)
            again = max(error.retry_at or 0, now + pause)
            outbox.move(tx, row["id"], OutboxState.DELAYED, now, problem=str(error), due_at=again)


def _look(delivery: Delivery, row: Row) -> None:
    prepared = outbox.frozen(row)
    assert prepared is not None  # frozen in the transaction that marked it sending
    try:
        sent = delivery.connector.find_sent(prepared)
    except NetworkError as error:
        with delivery.store.write() as tx:
            why = f"could not look on the network: {error.message}"
            outbox.looked(tx, row["id"], delivery.clock(), empty=False, problem=why)
        return
    if sent is not None:
        _record(delivery, row["id"], sent)
        return
    now = delivery.clock()
    enough = row["looks"] + 1 >= LOOKS
    safe = enough and delivery.connector.can_resend(prepared, now)
    with delivery.store.write(durable=True) as tx:
        if safe:
            outbox.move(tx, row["id"], OutboxState.QUEUED, now, due_at=now, looks=0, looked_at=None)
        else:
            outbox.looked(tx, row["id"], now, asked=enough, problem=_verdict(enough))


def _verdict(asked: bool) -> str:
    if asked:
        return "not found on the network: is it there, shall it go again, or be discarded?"
    return "not found on the network yet: looking once more"
