"""What answering and deciding share: a reply's row, and what it would answer."""

from collections.abc import Sequence

from social_care.desk.settings import DeskSettings
from social_care.desk.standing_in import StandingIn
from social_care.errors import NotFound
from social_care.models import Mark, NewsKind, OutboxKind, OutboxState
from social_care.models.views import OutboxItem
from social_care.storage import Tx, attachments, conversations, outbox, parts, waits
from social_care.storage.connection import Row

TAKES_BACK = (
    OutboxState.QUEUED,
    OutboxState.HELD,
    OutboxState.DELAYED,
    OutboxState.REFUSED,
    OutboxState.SENDING,
)
"""Where the newest unsent reply can be; one that is being sent is named, and cannot be had."""

CAN_BE_HAD = tuple(state for state in TAKES_BACK if state is not OutboxState.SENDING)


class Replying(StandingIn):
    """The ground of everything that is done with replies."""

    def _make_news(self, tx: Tx, conversation_id: int, outbox_id: int) -> int:
        """Our answer is news to everybody else's replies here, not to our own."""
        kind, now = NewsKind.ANSWERED, self.now()
        news = conversations.touch(tx, conversation_id, kind, now, outbox_id, self.agent)
        outbox.seen_by(tx, conversation_id, self.agent, news)
        return news

    def _give_up(self, tx: Tx, rows: Sequence[Row]) -> None:
        """They will not be sent; text and pictures of a reply go back to its writer's drafts.

        To ours, if its writer is not listed any more.
        """
        for row in reversed(rows):  # the last first: nothing is left to be held for it
            self._discard(tx, row)
            attachments.come_back(tx, row["id"], self._keeper(row))
        if rows and rows[0]["kind"] == OutboxKind.REPLY:
            self._keep_words(tx, rows[0], parts.together(rows))

    def _discard(self, tx: Tx, row: Row) -> None:
        now = self.now()
        if row["state"] == OutboxState.REFUSED:  # a refused one is discarded by way of the queue
            outbox.move(tx, row["id"], OutboxState.QUEUED, now, agent=self.agent)
        outbox.move(tx, row["id"], OutboxState.DISCARDED, now, agent=self.agent)

    def _row(self, tx: Tx, item_id: int) -> Row:
        row = outbox.get(tx, item_id)
        if row is None:
            raise NotFound(f"no reply {item_id} in the outbox", "see: social-care outbox list")
        return row

    def _item(self, tx: Tx, item_id: int) -> OutboxItem:
        return outbox.item(self._row(tx, item_id))


def unanswered(tx: Tx, conversation_id: int) -> list[int]:
    """The mentions that a reply would answer if it were submitted now."""
    wait = waits.of(tx, conversation_id)
    return [] if wait is None else [row["id"] for row in waits.unanswered(tx, wait["id"])]


def claimed_at(tx: Tx, conversation_id: int) -> int | None:
    """The submit holds the customer; once it is sent they may be long released."""
    wait = waits.of(tx, conversation_id)
    return None if wait is None else wait["claimed_at"]


def giveaways(text: str, settings: DeskSettings) -> tuple[Mark, ...]:
    """What `text` would tell strangers, but for what the brand publishes itself."""
    from social_care.triage.private import private_marks  # a console starts without triage

    return private_marks(text, settings.brand_words, settings.replies.public_details)


def held_because(*, stale: bool, marks: Sequence[Mark] = ()) -> list[str]:
    """For the log, which holds no words: news, and the kinds of private details."""
    details = dict.fromkeys(str(mark.detail) for mark in marks)
    return [*(["news"] if stale else []), *details]
