"""Whom a reply addresses: the message it stands under, and who may read it. Never wider unasked."""

from social_care.errors import NotAllowed
from social_care.models import Visibility
from social_care.storage import Tx, mentions
from social_care.storage.connection import Row
from social_care.tui.keys import shown


def addressed(tx: Tx, conversation_id: int, seen: int, *, private: bool, public: bool) -> Row:
    """The message a reply stands under. Raises NotAllowed.

    The customer's last one; but who saw a private one last does not answer in public because of
    one that came since. Going public takes its own word, and a message that strangers can read.
    """
    if private and public:
        raise NotAllowed("a reply is private or public, not both")
    newest = mentions.newest(tx, conversation_id)
    if newest is None:
        raise NotAllowed("the customer has deleted every message here: nothing to answer")
    if public:
        return newest if not is_private(newest) else _public(tx, conversation_id)
    if not is_private(newest):
        before = mentions.newest(tx, conversation_id, seen=seen)
        if before is not None and is_private(before):
            return _still_there(before, newest, private=private)
    return newest


def _still_there(seen: Row, newest: Row, *, private: bool) -> Row:
    """The private message that a writer saw last; the newest, privately, if it is deleted."""
    if seen["deleted_at"] is None:
        return seen
    if private:
        return newest
    raise NotAllowed(
        "the customer has deleted what they wrote privately: strangers would read this",
        "look again before you answer in public",
    )


def _public(tx: Tx, conversation_id: int) -> Row:
    row = mentions.newest(tx, conversation_id, public=True)
    if row is None:
        raise NotAllowed(
            "the customer wrote nothing here that strangers can read: there is no public answer",
            f"answer privately ({shown('reply')})",
        )
    return row


def is_private(mention: Row) -> bool:
    """Whether it is not addressed to strangers."""
    return Visibility(mention["visibility"]).is_private


def visibility(mention: Row, private: bool) -> Visibility:
    """Never wider than the message it stands under; private when asked."""
    return Visibility.DIRECT if private else Visibility(mention["visibility"])
