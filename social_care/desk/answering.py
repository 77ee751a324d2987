"""Answering: what an agent writes becomes a reply in the outbox, or is held, or not allowed."""

from dataclasses import dataclass
from typing import Any

from social_care import telling
from social_care.desk.addressing import addressed, is_private, visibility
from social_care.desk.reading import prefix
from social_care.desk.replying import (
    Replying,
    claimed_at,
    giveaways,
    held_because,
    unanswered,
)
from social_care.errors import NotAllowed
from social_care.invitations import invites
from social_care.models import Limits, Mark, OutboxState, Visibility
from social_care.models.views import Draft, OutboxItem
from social_care.storage import (
    Tx,
    accounts,
    claims,
    conversations,
    drafts,
    letter,
    news,
    outbox,
)
from social_care.storage import marks as storage_marks
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
    marks: tuple[Mark, ...] = ()
    """What it would tell strangers."""
    invites: bool = False
    """It asks for a direct message."""


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
        public: bool = False,
    ) -> OutboxItem:
        """Queue a reply. `seen` is the `ConversationView.seen` its writer had in front of them.

        It is as public as the customer's last message; `public` answers their last public one.
        When the customer wrote again or somebody answered since, the reply is held and its
        `problem` says so, unless `anyway`. So is a public one that gives private details away, and
        its `marks` say where: `release_held` sends it. Raises ClaimTaken, NotAllowed, NotFound.
        """
        text = storable(text).strip()
        marks = giveaways(text, self._settings)  # loads triage the first time: never under a lock
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            self._take(tx, conversation_id, claims.WRITES)
            seen = max(seen, outbox.last_seen(tx, conversation_id, self.agent))
            mention = addressed(tx, conversation_id, seen, private=private, public=public)
            to_strangers = not (private or is_private(mention))
            wish = _Wish(
                text=text,
                visibility=visibility(mention, private),
                private=not to_strangers,
                holding=holding,
                resolve=resolve,
                marks=marks if to_strangers else (),
                invites=to_strangers and invites(text, self.replies.invitations),
            )
            limits = accounts.limits_of(self._account(tx, conversation))
            _check(wish, mention, limits, prefix(limits, mention["handle"]))
            stale = conversation["news"] > seen
            outbox_id = self._put(tx, conversation, mention, wish, seen)
            held = (stale and not anyway) or wish.marks
            if not held:
                self._make_news(tx, conversation_id, outbox_id)
            self._log_submitted(tx, outbox_id, anyway=anyway, stale=stale, public=public)
            if held:
                self._hold(tx, self._row(tx, outbox_id), stale=stale and not anyway)
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
            "invites": int(wish.invites),
        }
        refused = outbox.refused_in(tx, conversation["id"], self.agent)
        if refused is None:
            outbox_id = outbox.add(
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
            storage_marks.put(tx, outbox_id, wish.marks)
            return outbox_id
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
        storage_marks.put(tx, outbox_id, wish.marks)
        return outbox_id

    def _hold(self, tx: Tx, row: Row, *, stale: bool) -> None:
        """Once, for everything that speaks against it."""
        now = self.now()
        marks = storage_marks.read(row["marks"])
        problem = telling.held(
            news.since(tx, row["conversation_id"], row["seen"]) if stale else (),
            telling.clock_time(now, self.time_zone),
            marks,
            public=not row["private"],
        )
        why = held_because(stale=stale, marks=marks)
        outbox.move(
            tx, row["id"], OutboxState.HELD, now, agent=self.agent, problem=problem, why=why
        )

    def _log_submitted(
        self, tx: Tx, outbox_id: int, *, anyway: bool, stale: bool, public: bool
    ) -> None:
        row = self._row(tx, outbox_id)
        said: dict[str, Any] = {"anyway": True} if anyway else {}
        if anyway and stale:
            said["why"] = held_because(stale=True)
        if public:
            said["public"] = True
        log(
            tx,
            EventKind.SUBMITTED,
            self.now(),
            agent=self.agent,
            account=row["account_id"],
            conversation=row["conversation_id"],
            outbox=outbox_id,
            answers=sorted(outbox.answers(tx, outbox_id)),
            **said,
        )


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
