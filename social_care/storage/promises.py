"""Promises: conversations that were put aside with a reason, which an answer does not bring back.

The one that stands is named by its conversation. It ends when the conversation is closed, or
answered once its time has come; another takes its place.
"""

from social_care.models import State
from social_care.models.presence import Promise
from social_care.storage import conversations
from social_care.storage.connection import Row, Tx


def make(tx: Tx, conversation_id: int, agent: str, text: str, now: int, until: int) -> int:
    """What the agent will do until then; the promise's id. `text` is any words, one line."""
    promise_id = tx.insert(
        "promises", conversation_id=conversation_id, agent=agent, at=now, until=until
    )
    tx.insert("promise_texts", promise_id=promise_id, text=text)
    stand(tx, conversation_id, promise_id)
    return promise_id


def stand(tx: Tx, conversation_id: int, promise_id: int | None) -> None:
    """This one stands, or none."""
    tx.run(
        "UPDATE conversations SET promise_id = :promise, version = version + 1 WHERE id = :id",
        id=conversation_id,
        promise=promise_id,
    )


def after_answer(tx: Tx, conversation_id: int, now: int, *, resolve: bool = False) -> None:
    """Somebody answered: it is the customer's turn, or over, or put aside until what was promised.

    What was promised for Friday is not kept by a word on Thursday.
    """
    over = State.RESOLVED if resolve else State.ANSWERED
    until = None if resolve else _coming(tx, conversation_id, now)
    state = over if until is None else State.SNOOZED
    conversations.set_state(tx, conversation_id, state, now, snooze_until=until)


def _coming(tx: Tx, conversation_id: int, now: int) -> int | None:
    until = tx.value(
        "SELECT p.until FROM conversations c JOIN promises p ON p.id = c.promise_id"
        " WHERE c.id = :id AND p.until > :now",
        id=conversation_id,
        now=now,
    )
    return None if until is None else int(until)


def of_row(row: Row) -> Promise | None:
    """The promise of a queue's row; None without one."""
    if row["promise_id"] is None:
        return None
    return Promise(
        agent=row["promise_agent"], text=row["promise_text"] or "", until=row["promise_until"]
    )
