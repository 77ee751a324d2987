"""Deciding: what becomes of a reply once it is out of its writer's hands."""

from collections.abc import Sequence
from typing import Any, Literal

from social_care.desk.replying import Replying, claimed_at, held_because, unanswered
from social_care.errors import Conflict, NotAllowed
from social_care.models import OutboxState, Sent
from social_care.models.views import OutboxItem
from social_care.storage import Tx, claims, drafts, marks, native, outbox, sending
from social_care.storage.connection import Row

TAKES_BACK = (
    OutboxState.QUEUED,
    OutboxState.HELD,
    OutboxState.DELAYED,
    OutboxState.REFUSED,
    OutboxState.SENDING,
)
"""Where the newest unsent reply can be; one that is being sent is named, and cannot be had."""


class Deciding(Replying):
    """Taking back, releasing what is held, and the decisions only a person can make."""

    def take_back(self) -> OutboxItem | None:
        """The newest unsent reply of ours goes back into its draft; None when there is none.

        Raises Conflict when it is just being sent.
        """
        with self._store.write(durable=True) as tx:
            row = outbox.newest_of(tx, self.agent, TAKES_BACK)
            if row is None:
                return None
            if not self._discard(tx, row):
                raise Conflict("this reply is being sent: it cannot be taken back any more")
            return self._item(tx, row["id"])

    def _discard(self, tx: Tx, row: Row) -> bool:
        """It will not be sent; its text is kept as a draft of its writer's."""
        now = self.now()
        if row["state"] == OutboxState.REFUSED:  # a refused one is discarded by way of the queue
            outbox.move(tx, row["id"], OutboxState.QUEUED, now, agent=self.agent)
        if not outbox.move(tx, row["id"], OutboxState.DISCARDED, now, agent=self.agent):
            return False
        private = bool(row["private"])
        drafts.branch(tx, row["conversation_id"], row["agent"], row["text"], private, now)
        return True

    def release_held(self, item_id: int) -> OutboxItem:
        """Send our held reply anyway: submitted anew, knowing why, answering all there is.

        Raises NotFound, Conflict, ClaimTaken, and NotAllowed for somebody else's.
        """
        with self._store.write(durable=True) as tx:
            row = self._row(tx, item_id)
            if row["state"] != OutboxState.HELD:
                raise Conflict("this reply is not held any more")
            if row["agent"] != self.agent:
                raise NotAllowed(
                    f"this reply is held for {row['agent']}, who wrote it", "write one of your own"
                )
            self._take(tx, row["conversation_id"], claims.WRITES)
            why = held_because(stale=outbox.is_stale(tx, row), marks=marks.read(row["marks"]))
            marks.put(tx, item_id, ())
            outbox.answer(tx, item_id, unanswered(tx, row["conversation_id"]))
            self._queue_again(
                tx,
                row,
                anyway=True,
                why=why,
                submitted_at=self.now(),
                claimed_at=claimed_at(tx, row["conversation_id"]),
            )
            return self._item(tx, item_id)

    def _queue_again(
        self, tx: Tx, row: Row, *, anyway: bool = False, why: Sequence[str] = (), **stamps: Any
    ) -> None:
        """By a person who knows the news; to the others it is news once more."""
        outbox.move(
            tx,
            row["id"],
            OutboxState.QUEUED,
            self.now(),
            agent=self.agent,
            anyway=anyway,
            why=why,
            seen=self._make_news(tx, row["conversation_id"], row["id"]),
            due_at=self.now() + self.undo_s * 1000,
            looks=0,
            looked_at=None,
            asked=0,
            **stamps,
        )

    def settle(self, item_id: int, decision: Literal["there", "again", "discard"]) -> OutboxItem:
        """Decide about a reply whose fate only a person can know. Raises Conflict, NotAllowed."""
        with self._store.write(durable=True) as tx:
            row = self._row(tx, item_id)
            if row["state"] == OutboxState.REFUSED and decision == "there":
                raise NotAllowed(
                    "a refused reply was never sent", "edit it and send it again, or discard it"
                )
            if row["state"] not in {OutboxState.UNCERTAIN, OutboxState.REFUSED}:
                raise Conflict("this reply is decided already")
            self._decide(tx, row, decision)
            return self._item(tx, item_id)

    def _decide(self, tx: Tx, row: Row, decision: str) -> None:
        now, calendar = self.now(), self._settings.calendar(row["account"])
        if decision == "there":
            found = native.found(tx, row) or Sent(
                external_id=f"seen-by-{self.agent}:{row['id']}", accepted_at=row["prepared_at"]
            )
            sending.record(tx, row["id"], found, calendar, now, agent=self.agent)
            return
        if decision == "again":
            self._take(tx, row["conversation_id"], claims.WRITES)
            self._queue_again(tx, row)
        else:
            self._discard(tx, row)
        native.settle(tx, row["conversation_id"], calendar, now)
