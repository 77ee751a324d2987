"""Answering: what an agent writes becomes a reply in the outbox, or is held, or not allowed."""

from dataclasses import dataclass
from typing import Any

from social_care.desk.reading import prefix
from social_care.desk.replying import Replying, claimed_at, unanswered
from social_care.errors import NotAllowed
from social_care.models import Limits, OutboxState, Visibility
from social_care.models.views import Draft, OutboxItem
from social_care.storage import (
    Tx,
    accounts,
    claims,
    conversations,
    drafts,
    letter,
    mentions,
    outbox,
    sending,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import over_limit, storable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A reply as its writer wants it."""

    text: str
    visibility: Visibility
    private: bool
    holding: bool
    resolve: bool


class Answering(Replying):
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
            outbox_id = self._put(tx, conversation, mention, wish, seen)
            if not stale:
                self._make_news(tx, conversation_id, outbox_id)
            self._log_submitted(tx, outbox_id, anyway=anyway)
            if stale:
                self._hold(tx, outbox_id)
            if draft is not None:
                drafts.discard(tx, draft)
            conversations.mark_read(tx, conversation_id)
            return self._item(tx, outbox_id)

    def _put(self, tx: Tx, conversation: Row, mention: Row, wish: _Wish, seen: int) -> int:
        """Queue it: as a new row, or in the place of a refused one that it mends."""
        now, answers = self.now(), unanswered(tx, conversation["id"])
        stamps: dict[str, Any] = {
            "seen": seen,
            "claimed_at": claimed_at(tx, conversation["id"]),
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

    def _newest(self, tx: Tx, conversation_id: int) -> Row:
        row = mentions.newest(tx, conversation_id)
        if row is None:
            raise NotAllowed("the customer has deleted every message here: nothing to answer")
        return row


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
