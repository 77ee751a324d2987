"""A direct message that answers our invitation to write one goes to whoever invited."""

from social_care.models import Visibility
from social_care.storage import conversations
from social_care.storage.connection import Row, Tx
from social_care.storage.events import EventKind, log

HOURS = 72
"""How long after an invitation a direct message is taken for an answer to it."""

_INVITATION = """
SELECT o.id, o.agent FROM outbox o
JOIN replies r ON r.id = o.reply_id
JOIN conversations c ON c.id = o.conversation_id
JOIN identities i ON i.id = c.identity_id
WHERE o.invites = 1 AND o.state = 'sent' AND i.customer_id = :customer
  AND r.posted_at <= :at AND r.posted_at >= :at - :window
  AND NOT EXISTS (SELECT 1 FROM identities j JOIN conversations d ON d.identity_id = j.id
    JOIN mentions m ON m.conversation_id = d.id
    WHERE j.customer_id = :customer AND m.id <> :mention AND m.visibility = :direct
      AND m.wait_id IS NOT NULL AND m.posted_at >= r.posted_at)
ORDER BY r.posted_at DESC, o.id DESC LIMIT 1
"""


def give_to_inviter(tx: Tx, conversation_id: int, mention_id: int, now: int) -> bool:
    """Assign the conversation if this direct message answers an invitation; False if not.

    The first one that asks for an answer does, in time, whichever identity of the customer wrote
    it to whichever of our accounts; nobody loses what was given to them already.
    """
    mention = tx.one(
        "SELECT m.*, i.customer_id FROM mentions m JOIN identities i ON i.id = m.identity_id"
        " WHERE m.id = :id",
        id=mention_id,
    )
    assert mention is not None
    if mention["visibility"] != Visibility.DIRECT:
        return False
    invitation = _invitation(tx, mention)
    if invitation is None or conversations.get(tx, conversation_id)["assignee"]:
        return False
    conversations.assign(tx, conversation_id, invitation["agent"], now)
    log(
        tx,
        EventKind.ASSIGNED,
        now,
        conversation=conversation_id,
        mention=mention_id,
        outbox=invitation["id"],
        assignee=invitation["agent"],
        invited=True,
    )
    return True


def _invitation(tx: Tx, mention: Row) -> Row | None:
    return tx.one(
        _INVITATION,
        customer=mention["customer_id"],
        at=mention["posted_at"],
        window=HOURS * 60 * 60 * 1000,
        mention=mention["id"],
        direct=Visibility.DIRECT,
    )


def has_invited(tx: Tx, conversation_id: int) -> bool:
    """Whether its assignee has it because they asked the customer to write privately."""
    return bool(
        tx.value(
            "SELECT json_extract(data, '$.invited') FROM events"
            " WHERE conversation_id = :id AND kind = :assigned ORDER BY id DESC LIMIT 1",
            id=conversation_id,
            assigned=EventKind.ASSIGNED,
        )
    )
