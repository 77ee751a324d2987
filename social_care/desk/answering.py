"""Answering: submit, take back, and the decisions only a person can make about a reply."""

from dataclasses import dataclass
from typing import Any, Literal

from social_care.desk.base import DeskBase
from social_care.desk.reading import prefix
from social_care.errors import Conflict, NotAllowed, NotFound
from social_care.models import Limits, OutboxState, Sent, Visibility
from social_care.models.views import Draft, OutboxItem
from social_care.storage import (
    Tx,
    accounts,
    claims,
    conversations,
    drafts,
    letter,
    mentions,
    native,
    outbox,
    sending,
    waits,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import over_limit, storable

TAKES_BACK = (
    OutboxState.QUEUED,
    OutboxState.HELD,
    OutboxState.DELAYED,
    OutboxState.REFUSED,
    OutboxState.SENDING,
)
"""Where the newest unsent reply can be; one that is being sent is named, and cannot be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A reply as its writer wants it."""

    text: str
    visibility: Visibility
    private: bool
    holding: bool
    resolve: bool


class Answering(DeskBase):
    """Replies go to the outbox; the worker sends them when their undo window is over."""

    def submit(
        self,
        conversation_id: int,
        text: str,
        *,
        private: bool,
        seen: int,
        draft: Draft | None = None,
        resolve: bool = False,
        holding: bool = False,
        anyway: bool = False,
    ) -> OutboxItem:
        """Queue a reply. `seen` is the `ConversationView.seen` its writer had in front of them.

        When the customer wrote again or somebody answered since, the reply is held and its
        `problem` says so, unless `anyway`. Raises ClaimTaken, NotAllowed, NotFound.
        """
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            self._take(tx, conversation_id, claims.WRITES)
            mention = self._newest(tx, conversation_id)
            account = self._account(tx, conversation)
            limits = accounts.limits_of(account)
            wish = _Wish(
                text=storable(text).strip(),
                visibility=_visibility(mention, private),
                private=private or Visibility(mention["visibility"]).is_private,
                holding=holding,
                resolve=resolve,
            )
            _check(wish, mention, limits, prefix(limits, mention["handle"]))
            seen = max(seen, outbox.last_seen(tx, conversation_id, self.agent))
            stale = conversation["news"] > seen and not anyway
            if not stale:
                seen = self._make_news(tx, conversation_id)
            outbox_id = self._put(tx, conversation, mention, wish, seen)
            self._log_submitted(tx, outbox_id, anyway=anyway)
            if stale:
                self._hold(tx, outbox_id)
            if draft is not None:
                drafts.discard(tx, draft)
            conversations.mark_read(tx, conversation_id)
            return self._item(tx, outbox_id)

    def _put(self, tx: Tx, conversation: Row, mention: Row, wish: _Wish, seen: int) -> int:
        """Queue it: as a new row, or in the place of a refused one that it mends."""
        now, answers = self.now(), _unanswered(tx, conversation["id"])
        stamps: dict[str, Any] = {
            "seen": seen,
            "claimed_at": _claimed_at(tx, conversation["id"]),
            "submitted_at": now,
            "due_at": now + self.undo_s * 1000,
            "resolve": int(wish.resolve),
            "holding": int(wish.holding),
        }
        refused = outbox.refused_in(tx, conversation["id"], self.agent)
        if refused is None:
            return outbox.add(
                tx,
                conversation=conversation,
                agent=self.agent,
                text=wish.text,
                mention_id=mention["id"],
                visibility=wish.visibility,
                private=wish.private,
                answers=answers,
                **stamps,
            )
        outbox_id = int(refused["id"])
        letter.rewrite(
            tx,
            outbox_id,
            wish.text,
            mention_id=mention["id"],
            private=wish.private,
            visibility=wish.visibility,
            answers=answers,
        )
        outbox.move(tx, outbox_id, OutboxState.QUEUED, now, agent=self.agent, **stamps)
        return outbox_id

    def _hold(self, tx: Tx, outbox_id: int) -> None:
        held, now = OutboxState.HELD, self.now()
        outbox.move(tx, outbox_id, held, now, agent=self.agent, problem=sending.NEWS)

    def _make_news(self, tx: Tx, conversation_id: int) -> int:
        """Our answer is news to everybody else's replies here, not to our own."""
        news = conversations.touch(tx, conversation_id)
        outbox.seen_by(tx, conversation_id, self.agent, news)
        return news

    def _log_submitted(self, tx: Tx, outbox_id: int, *, anyway: bool) -> None:
        row = self._row(tx, outbox_id)
        log(
            tx,
            EventKind.SUBMITTED,
            self.now(),
            agent=self.agent,
            account=row["account_id"],
            conversation=row["conversation_id"],
            outbox=outbox_id,
            answers=sorted(outbox.answers(tx, outbox_id)),
            **({"anyway": True} if anyway else {}),
        )

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
        """Send our held reply anyway: submitted anew, knowing the news, answering all there is.

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
            outbox.answer(tx, item_id, _unanswered(tx, row["conversation_id"]))
            self._queue_again(
                tx,
                row,
                anyway=True,
                submitted_at=self.now(),
                claimed_at=_claimed_at(tx, row["conversation_id"]),
            )
            return self._item(tx, item_id)

    def _queue_again(self, tx: Tx, row: Row, *, anyway: bool = False, **stamps: Any) -> None:
        """By a person who knows the news; to the others it is news once more."""
        outbox.move(
            tx,
            row["id"],
            OutboxState.QUEUED,
            self.now(),
            agent=self.agent,
            anyway=anyway,
            seen=self._make_news(tx, row["conversation_id"]),
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

    def _newest(self, tx: Tx, conversation_id: int) -> Row:
        row = mentions.newest(tx, conversation_id)
        if row is None:
            raise NotAllowed("the customer has deleted every message here: nothing to answer")
        return row

    def _row(self, tx: Tx, item_id: int) -> Row:
        row = outbox.get(tx, item_id)
        if row is None:
            raise NotFound(f"no reply {item_id} in the outbox", "see: social-care outbox list")
        return row

    def _item(self, tx: Tx, item_id: int) -> OutboxItem:
        return outbox.item(self._row(tx, item_id))


def _unanswered(tx: Tx, conversation_id: int) -> list[int]:
    wait = waits.of(tx, conversation_id)
    return [] if wait is None else [row["id"] for row in waits.unanswered(tx, wait["id"])]


def _claimed_at(tx: Tx, conversation_id: int) -> int | None:
    """The submit holds the customer; once it is sent they may be long released."""
    wait = waits.of(tx, conversation_id)
    return None if wait is None else wait["claimed_at"]


def _visibility(mention: Row, private: bool) -> Visibility:
    """Never wider than the customer's last message; private when asked."""
    return Visibility.DIRECT if private else Visibility(mention["visibility"])


def _check(wish: _Wish, mention: Row, limits: Limits, before: str) -> None:
    if not mention["can_reply"]:
        raise NotAllowed(
            f"this cannot be answered here: {mention['can_reply_reason'] or 'the network says no'}",
            "open it in the browser (o); once answered there, mark it answered elsewhere (E)",
        )
    if not wish.text:
        raise NotAllowed("there is nothing to send yet")
    was_private = Visibility(mention["visibility"]).is_private
    if wish.private and not was_private and not limits.can_private:
        raise NotAllowed("this network has no private answer to a public post")
    limits = limits.for_private() if wish.private or was_private else limits
    over = over_limit(before + wish.text, limits)
    if over:
        raise NotAllowed(f"too long by {over}: the limit is {limits.max_length}", "shorten it")
