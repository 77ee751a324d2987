"""Answers given in the network's own app: they end waits like ours, whenever we come to read them.

While a reply of ours may or may not be on the network, an own post we read may be that very reply:
it is kept unmatched until delivery knows, and counts as somebody's answer only then.
"""

from social_care.hours import Calendar
from social_care.models import NewsKind, Sent, Source
from social_care.storage import conversations, outbox, replies, responses
from social_care.storage.connection import Row, Tx


def settle(tx: Tx, conversation_id: int, calendar: Calendar, now: int) -> None:
    """Take in the own posts that belong here; nothing while a reply of ours is in flight."""
    if outbox.in_flight(tx, conversation_id):
        return
    account_id = conversations.get(tx, conversation_id)["account_id"]
    while found := replies.unmatched(tx, account_id, conversation_id):
        for row in found:  # each may be the parent of more
            replies.match(tx, row["id"], conversation_id)
            conversations.spoke(tx, conversation_id, row["posted_at"])
            if row["automatic"]:  # an acknowledgement: no word of anybody
                continue
            conversations.touch(tx, conversation_id, NewsKind.NATIVE, now, row["id"])
            _answer(tx, conversation_id, row, calendar, now)


def found(tx: Tx, outbox_row: Row) -> Sent | None:
    """The own post with these words read while the reply was in flight; None unless it is one.

    Only for a reply of which a person says that it is there.
    """
    words = _words(outbox_row["text"])
    read = replies.unmatched(tx, outbox_row["account_id"], outbox_row["conversation_id"])
    posts = [row for row in read if words in _words(replies.text_of(tx, row["id"]))]
    if len(posts) != 1:
        return None
    return Sent(external_id=posts[0]["external_id"], accepted_at=posts[0]["posted_at"])


def _words(text: str) -> str:
    return " ".join(text.split())


def answer_late(tx: Tx, conversation_id: int, posted_at: int, calendar: Calendar, now: int) -> None:
    """A mention came after the answer that was posted after it: it waits no longer."""
    row = replies.native_since(tx, conversation_id, posted_at)
    if row is not None:
        _answer(tx, conversation_id, row, calendar, now)


def _answer(tx: Tx, conversation_id: int, row: Row, calendar: Calendar, now: int) -> None:
    answer = responses.Answer(
        conversation_id=conversation_id,
        source=Source.NATIVE,
        agent="",
        responded_at=row["posted_at"],
        submitted_at=row["posted_at"],
        reply_id=row["id"],
    )
    responses.record(tx, answer, calendar, now)
