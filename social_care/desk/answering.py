"""Answering: submit, take back, and the decisions only a person can make about a reply."""

from dataclasses import dataclass
from typing import Literal

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
    mentions,
    outbox,
    sending,
    waits,
)
from social_care.storage.connection import Row
from social_care.text import over_limit, storable

TAKES_BACK = (OutboxState.QUEUED, OutboxState.HELD, OutboxState.DELAYED)


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
            stale = conversation["news"] > seen and not anyway
            outbox_id = self._put(tx, conversation, mention, wish, stale=stale, anyway=anyway)
            if draft is not None:
                drafts.discard(tx, draft)
            conversations.mark_read(tx, conversation_id)
            return self._item(tx, outbox_id)

    def _put(
        self, tx: Tx, conversation: Row, mention: Row, wish: _Wish, *, stale: bool, anyway: bool
    ) -> int:
        now = self.now()
        due_at = now + self.undo_s * 1000
        seen = conversation["news"] if stale else conversations.touch(tx, conversation["id"])
        if not stale:
            outbox.seen_by(tx, conversation["id"], self.agent, seen)
        refused = outbox.refused_in(tx, conversation["id"], self.agent)
        if refused is not None:
            outbox_id = int(refused["id"])
            outbox.rewrite(tx, outbox_id, wish.text, wish.private, wish.visibility)
            outbox.move(
                tx,
                outbox_id,
                OutboxState.QUEUED,
                now,
                agent=self.agent,
                seen=seen,
                submitted_at=now,
                due_at=due_at,
                resolve=int(wish.resolve),
                holding=int(wish.holding),
            )
        else:
            outbox_id = outbox.add(
                tx,
                conversation=conversation,
                agent=self.agent,
                text=wish.text,
                mention_id=mention["id"],
                visibility=wish.visibility,
                private=wish.private,
                holding=wish.holding,
                resolve=wish.resolve,
                seen=seen,
                now=now,
                due_at=due_at,
                answers=_unanswered(tx, conversation["id"]),
                anyway=anyway,
            )
        if stale:
            outbox.move(
                tx, outbox_id, OutboxState.HELD, now, agent=self.agent, problem=sending.NEWS
            )
        return outbox_id

    def take_back(self) -> OutboxItem | None:
        """The newest unsent reply of ours goes back into its draft; None when there is none.

        Raises Conflict when it is just being sent. A refused one is copied: edit and send again.
        """
        with self._store.write(durable=True) as tx:
            row = outbox.newest_of(tx, self.agent, (*TAKES_BACK, OutboxState.REFUSED))
            if row is None:
                return None
            moved = row["state"] == OutboxState.REFUSED or outbox.move(
                tx, row["id"], OutboxState.DISCARDED, self.now(), agent=self.agent
            )
            if not moved:
                raise Conflict("this reply is being sent: it cannot be taken back any more")
            drafts.branch(
                tx,
                row["conversation_id"],
                self.agent,
                row["text"],
                bool(row["private"]),
                self.now(),
            )
            return self._item(tx, row["id"])

    def release_held(self, item_id: int) -> OutboxItem:
        """Send a held reply anyway, knowing the news. Raises NotFound, Conflict."""
        with self._store.write(durable=True) as tx:
            row = self._row(tx, item_id)
            conversation = conversations.get(tx, row["conversation_id"])
            moved = row["state"] == OutboxState.HELD and outbox.move(
                tx,
                item_id,
                OutboxState.QUEUED,
                self.now(),
                agent=self.agent,
                anyway=True,
                seen=conversation["news"],
                due_at=self.now() + self.undo_s * 1000,
            )
            if not moved:
                raise Conflict("this reply is not held any more")
            return self._item(tx, item_id)

    def settle(self, item_id: int, decision: Literal["there", "again", "discard"]) -> OutboxItem:
        """Decide about a reply whose fate only a person can know. Raises Conflict, NotAllowed."""
        with self._store.write(durable=True) as tx:
            row = self._row(tx, item_id)
            if row["state"] == OutboxState.REFUSED and decision != "again":
                raise NotAllowed(
                    "a refused reply was never sent",
                    "edit it and send it again, or resolve the conversation",
                )
            if row["state"] not in {OutboxState.UNCERTAIN, OutboxState.REFUSED}:
                raise Conflict("this reply is decided already")
            self._decide(tx, row, decision)
            return self._item(tx, item_id)

    def _decide(self, tx: Tx, row: Row, decision: str) -> None:
        now = self.now()
        if decision == "there":
            found = Sent(
                external_id=f"seen-by-{self.agent}:{row['id']}", accepted_at=row["prepared_at"]
            )
            calendar = self._settings.calendar(row["account"])
            sending.record(tx, row["id"], found, calendar, now, agent=self.agent)
        elif decision == "again":
            due_at = now + self.undo_s * 1000
            outbox.move(
                tx, row["id"], OutboxState.QUEUED, now, agent=self.agent, due_at=due_at,
                looks=0, looked_at=None, asked=0,
            )  # fmt: skip
        else:
            outbox.move(tx, row["id"], OutboxState.DISCARDED, now, agent=self.agent)
            private = bool(row["private"])
            drafts.branch(tx, row["conversation_id"], row["agent"], row["text"], private, now)

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
    over = over_limit(before + wish.text, limits)
    if over:
        raise NotAllowed(f"too long by {over}: the limit is {limits.max_length}", "shorten it")
