"""What else is done over there: likes, hiding, and replies of ours taken back from the network.

queued ──undo window over──▶ mark sending (committed) ──▶ network ┬▶ sent → what it means is written
                                                                  ├▶ delayed → again
                                                                  ├▶ refused → a person decides
                                                                  └▶ uncertain → queued: again
Repeating does no harm here, so nothing is looked for: whoever does not know does it once more.
"""

from collections.abc import Callable
from dataclasses import replace

from social_care.connectors.base import Connector, Deletes, Hides, Likes, TakesMedia
from social_care.deliver import Delivery, pause
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, OutboxKind, OutboxState
from social_care.storage import Tx, acts, deletions, outbox
from social_care.storage.connection import Row

AGAIN = "it may have happened over there: it is done once more, which does no harm"

_INSTEAD = {
    OutboxKind.DELETE: ("deletes posts", "open it in the browser and delete it there"),
    OutboxKind.LIKE: ("likes messages", "open it in the browser and like it there"),
    OutboxKind.HIDE: ("hides messages", "open it in the browser and hide it there"),
}


def with_powers(connector: Connector, limits: Limits) -> Limits:
    """The limits of its network with what its connector can do besides replying."""
    return replace(
        limits,
        can_delete=isinstance(connector, Deletes),
        can_like=isinstance(connector, Likes),
        can_hide=isinstance(connector, Hides),
        media=connector.media_limits if isinstance(connector, TakesMedia) else None,
    )


def act_again(delivery: Delivery) -> None:
    """What may or may not have happened goes again: at once, then after growing pauses."""
    for row in acts.uncertain(delivery.store.read(), delivery.account_id):
        with delivery.store.write(durable=True) as tx:
            _again(tx, row["id"], row["attempts"], delivery.clock())


def act_ready(delivery: Delivery) -> None:
    """Do everything past its undo window or delay, in order."""
    for row in acts.ready(delivery.store.read(), delivery.account_id, delivery.clock()):
        call = _mark(delivery, row["id"])
        if call is not None and not _call(delivery, row, call):
            return


def _mark(delivery: Delivery, outbox_id: int) -> Callable[[], None] | None:
    """Mark it in a committed transaction; what is to be called, None when nothing must be now."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        ready = acts.ready(tx, delivery.account_id, now, only=outbox_id)
        if not ready:
            return None
        row = ready[0]
        outbox.move(tx, outbox_id, OutboxState.SENDING, now, attempts=row["attempts"] + 1)
        call = _power(tx, delivery.connector, row)
        if call is None:
            what, instead = _INSTEAD[OutboxKind(row["kind"])]
            why = f"nothing {what} from here on {row['channel']}\n{instead}"
            _refuse(tx, row, now, why)
        return call


def _power(tx: Tx, connector: Connector, row: Row) -> Callable[[], None] | None:
    target = acts.target(tx, row)
    match OutboxKind(row["kind"]):
        case OutboxKind.DELETE if isinstance(connector, Deletes):
            return lambda: connector.delete(row["reply_external_id"])
        case OutboxKind.LIKE if isinstance(connector, Likes):
            return lambda: connector.like(target)
        case OutboxKind.HIDE if isinstance(connector, Hides):
            return lambda: connector.hide(target.external_id)
    return None


def _call(delivery: Delivery, row: Row, call: Callable[[], None]) -> bool:
    """Do it and write down what came of it. False: the network wants no more calls now."""
    try:
        call()
    except NetworkError as error:
        _failed(delivery, row, error)
        return not error.error_class.is_of_all
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        if outbox.move(tx, row["id"], OutboxState.SENT, now) and row["deletes"] is not None:
            deletions.record(tx, row["deletes"], delivery.calendar, now, agent=row["agent"])
    return True


def _failed(delivery: Delivery, row: Row, error: NetworkError) -> None:
    now, attempts = delivery.clock(), row["attempts"] + 1
    with delivery.store.write(durable=True) as tx:
        if error.error_class is ErrorClass.UNKNOWN_OUTCOME:
            outbox.move(tx, row["id"], OutboxState.UNCERTAIN, now, problem=str(error))
            _again(tx, row["id"], attempts, now)
        elif error.error_class.is_final:
            _refuse(tx, row, now, str(error))
        else:
            again = max(error.retry_at or 0, now + pause(row["id"], row["attempts"]))
            outbox.move(tx, row["id"], OutboxState.DELAYED, now, problem=str(error), due_at=again)


def _again(tx: Tx, outbox_id: int, attempts: int, now: int) -> None:
    """The first repetition comes at once; `looks` remembers that it may have happened."""
    due_at = now if attempts <= 1 else now + pause(outbox_id, attempts - 2)
    outbox.move(
        tx, outbox_id, OutboxState.QUEUED, now, problem=AGAIN, due_at=due_at, looks=attempts
    )


def _refuse(tx: Tx, row: Row, now: int, why: str) -> None:
    """It will not happen; a correction of what then still stands there must not go out."""
    outbox.move(tx, row["id"], OutboxState.REFUSED, now, problem=why)
    if row["deletes"] is not None:
        acts.hold_replies_after(tx, row, now)
