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
from hashlib import sha256

from social_care import telling, uploading
from social_care.connectors.base import Connector
from social_care.errors import ErrorClass, NetworkError, StoreError
from social_care.hours import Calendar
from social_care.models import OutboxState, Prepared, Sent, State, Visibility
from social_care.storage import (
    Store,
    Tx,
    conversations,
    letter,
    native,
    news,
    outbox,
    replies,
    sending,
)
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
    time_zone: str = "UTC"
    """The brand's, by its IANA name: agents are told when something happened."""


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
    """Look on the network for every reply whose fate is uncertain.

    One that is still `sending` here was left so by a round that broke off.
    """
    if outbox.interrupted(delivery.store.read(), delivery.account_id):
        recover(delivery)
    for row in outbox.uncertain(delivery.store.read(), delivery.account_id, delivery.clock()):
        _look(delivery, row)


def send_ready(delivery: Delivery) -> None:
    """Send everything past its undo window or delay, in order; each at most once in a round."""
    tried: set[int] = set()
    while ready := [row for row in _ready(delivery) if row["id"] not in tried]:
        for row in ready:
            tried.add(row["id"])
            if not _send(delivery, row):
                return


def _ready(delivery: Delivery) -> list[Row]:
    return outbox.ready(delivery.store.read(), delivery.account_id, delivery.clock())


def _send(delivery: Delivery, row: Row) -> bool:
    """False: the network wants no more calls now."""
    try:
        uploading.hand_over(delivery.store, delivery.connector, row, delivery.clock)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - one whose pictures cannot go stops no other
        return _not_handed_over(delivery, row, error)
    marked = _mark(delivery, row["id"])
    return marked is None or _call(delivery, *marked)


def _not_handed_over(delivery: Delivery, row: Row, error: Exception) -> bool:
    """Nothing was posted: it is tried again, or cannot go as it is. Not if it was changed since."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        ready = outbox.ready(tx, delivery.account_id, now, only=row["id"])
        if not ready or ready[0]["version"] != row["version"]:
            return True
        if isinstance(error, NetworkError) and not error.error_class.is_final:
            outbox.move(tx, row["id"], OutboxState.SENDING, now, attempts=row["attempts"] + 1)
            _delay(tx, row, error, now)
        else:
            _refuse(tx, row["id"], now, _unpreparable(error))
    return not (isinstance(error, NetworkError) and error.error_class.is_of_all)


def _mark(delivery: Delivery, outbox_id: int) -> tuple[Row, Prepared] | None:
    """Freeze and mark it in a committed transaction; None when it must not be sent now.

    It is read once more: while others were sent it may have been stopped, changed or taken back.
    """
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        ready = outbox.ready(tx, delivery.account_id, now, only=outbox_id)
        if not ready:
            return None
        row = ready[0]
        if why := _objection(delivery, tx, row, now):
            _give_back(tx, row, now, why)
            return None
        prepared = letter.frozen(row)
        if prepared is None:
            if not uploading.are_there(tx, row, now):
                return None
            try:
                prepared = _prepared(tx, delivery.connector, row, now)
            except Exception as error:  # noqa: BLE001 - one that cannot be prepared stops no other
                _refuse(tx, outbox_id, now, _unpreparable(error))
                return None
            letter.freeze(tx, outbox_id, prepared)
        outbox.move(tx, outbox_id, OutboxState.SENDING, now, attempts=row["attempts"] + 1)
        return row, prepared


def _prepared(tx: Tx, connector: Connector, row: Row, now: int) -> Prepared:
    reply = letter.reply_of(tx, row, chains=connector.limits.chains)
    return uploading.with_pictures(tx, connector, row, connector.prepare(reply, now))


def _unpreparable(error: Exception) -> str:
    if isinstance(error, NetworkError):
        return str(error)
    return f"it cannot be made into a post here ({type(error).__name__}): edit it and send it again"


def _objection(delivery: Delivery, tx: Tx, row: Row, now: int) -> str:
    """Why its writer must look at it again, in words; empty: it can leave."""
    when = telling.clock_time(now, delivery.time_zone)
    if outbox.is_stale(tx, row):
        found = news.since(tx, row["conversation_id"], row["seen"])
        return telling.held(found, when, readers=Visibility(row["visibility"]))
    conversation = conversations.get(tx, row["conversation_id"])
    closed_since = (
        conversation["state"] in _CLOSED and conversation["state_at"] > row["submitted_at"]
    )
    if row["holding"] and closed_since:
        return telling.not_with_them(conversation["state"], conversation["state_at"], when)
    return ""


def _give_back(tx: Tx, row: Row, now: int, why: str) -> None:
    """Its writer must look at it; a delayed one can only be refused."""
    if row["state"] == OutboxState.QUEUED:
        outbox.move(tx, row["id"], OutboxState.HELD, now, problem=why)
    else:
        _refuse(tx, row["id"], now, why)


def _refuse(tx: Tx, outbox_id: int, now: int, why: str) -> None:
    """`refused` is reached from `sending` only: nothing was called, both steps are one."""
    outbox.move(tx, outbox_id, OutboxState.SENDING, now)
    outbox.move(tx, outbox_id, OutboxState.REFUSED, now, problem=why)


def _call(delivery: Delivery, row: Row, prepared: Prepared) -> bool:
    """Post it and write down what came of it. False: the network wants no more calls now."""
    try:
        sent = delivery.connector.send(prepared)
        _check_is_ours(delivery, row, sent)
    except NetworkError as error:
        _failed(delivery, row, error)
        return not error.error_class.is_of_all
    _record(delivery, row["id"], prepared, sent)
    return True


def _check_is_ours(delivery: Delivery, row: Row, sent: Sent) -> None:
    """A network that takes no words twice may show us the post that has them. Raises REFUSED."""
    if replies.is_anothers(delivery.store.read(), row, sent.external_id):
        raise NetworkError(
            ErrorClass.REFUSED,
            "another reply of ours stands there in these very words: nothing was posted",
            remedy="say it in other words, or discard it",
        )


def _record(delivery: Delivery, outbox_id: int, prepared: Prepared, sent: Sent) -> None:
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        _overrule(tx, outbox_id, prepared, now)
        sending.record(tx, outbox_id, sent, delivery.calendar, now)


def _overrule(tx: Tx, outbox_id: int, prepared: Prepared, now: int) -> None:
    """A call may outlast its worker's lease: whoever has queued it again since did not know yet
    that it is there. Not if it was given up, or became another text."""
    row = outbox.get(tx, outbox_id)
    if row is None or row["key"] != prepared.key or row["state"] not in _KNOWS_LESS:
        return
    for state in (OutboxState.QUEUED, OutboxState.SENDING):  # the step that is not permitted: none
        outbox.move(tx, outbox_id, state, now)


_CLOSED = {State.RESOLVED, State.DISMISSED}

_KNOWS_LESS = {
    OutboxState.QUEUED,
    OutboxState.DELAYED,
    OutboxState.HELD,
    OutboxState.REFUSED,
}


def _failed(delivery: Delivery, row: Row, error: NetworkError) -> None:
    """One failed call: refused for good, uncertain, or to be tried again."""
    now = delivery.clock()
    with delivery.store.write(durable=True) as tx:
        if error.error_class is ErrorClass.UNKNOWN_OUTCOME:
            outbox.move(tx, row["id"], OutboxState.UNCERTAIN, now, problem=str(error))
        elif error.error_class.is_final:
            outbox.move(tx, row["id"], OutboxState.REFUSED, now, problem=str(error))
        else:
            _delay(tx, row, error, now)
        native.settle(tx, row["conversation_id"], delivery.calendar, now)


def _delay(tx: Tx, row: Row, error: NetworkError, now: int) -> None:
    again = max(error.retry_at or 0, now + pause(row["id"], row["attempts"]))
    outbox.move(tx, row["id"], OutboxState.DELAYED, now, problem=str(error), due_at=again)


def pause(outbox_id: int, attempts: int) -> int:
    """How long to wait after a failed try that `attempts` went before; in ms.

    Twice as long each time, up to half an hour, less up to a quarter of it: what failed together
    does not come back together. The dice are thrown from the row, so that a test can tell.
    """
    usual = min(FIRST_PAUSE_MS << min(attempts, 10), LONGEST_PAUSE_MS)
    dice = int.from_bytes(sha256(f"{outbox_id}:{attempts}".encode()).digest()[:4])
    return usual - (usual * dice >> 34)


def _look(delivery: Delivery, row: Row) -> None:
    prepared = letter.frozen(row)
    assert prepared is not None  # frozen in the transaction that marked it sending
    try:
        sent = delivery.connector.find_sent(prepared)
    except NetworkError as error:
        with delivery.store.write() as tx:
            why = f"could not look on the network: {error.message}"
            outbox.looked(tx, row["id"], delivery.clock(), empty=False, problem=why)
        return
    # Where a post is told by its words only, the same words may be those of another reply.
    if sent and not replies.is_anothers(delivery.store.read(), row, sent.external_id):
        _record(delivery, row["id"], prepared, sent)
        return
    now = delivery.clock()
    enough = row["looks"] + 1 >= LOOKS
    safe = enough and delivery.connector.can_resend(prepared, now)
    with delivery.store.write(durable=True) as tx:
        if safe:
            outbox.move(tx, row["id"], OutboxState.QUEUED, now, due_at=now, looks=0, looked_at=None)
            native.settle(tx, row["conversation_id"], delivery.calendar, now)
        else:
            outbox.looked(tx, row["id"], now, asked=enough, problem=_verdict(enough))


def _verdict(asked: bool) -> str:
    if asked:
        return "not found on the network: is it there, shall it go again, or be discarded?"
    return "not found on the network yet: looking once more"
