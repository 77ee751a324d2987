"""Answering: what an agent writes becomes a reply in the outbox, or is held, or not allowed."""

from collections.abc import Sequence
from typing import Any

from social_care import telling
from social_care.desk.addressing import addressed, is_private, visibility
from social_care.desk.queueing import Queueing, Wish
from social_care.desk.replying import giveaways, held_because
from social_care.desk.splitting import pieces
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
    knowing,
    news,
    outbox,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import inert, storable
from social_care.tui.keys import shown


class Answering(Queueing):
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
        split: bool = False,
        mends: int | None = None,
        pictures: Sequence[int] | None = None,
        later_ms: int = 0,
        sign: bool = True,
    ) -> OutboxItem:
        """Queue a reply. `seen` is the `ConversationView.seen` its writer had in front of them.

        It is as public as the customer's last message; `public` answers their last public one.
        When the customer wrote again or somebody answered since, the reply is held and its
        `problem` says so, unless `anyway`. So is a public one that gives private details away, and
        its `marks` say where: `release_held` sends it. One that is too long goes in parts if
        `split` says so: the first is returned. With it go the `pictures` with these ids, or all
        that are attached. It is signed once, unless `sign` is false, and leaves `later_ms` after
        its undo window. In the place of a refused one it keeps that one's words as a draft, unless
        its writer had them in front of them: `mends`. Raises ClaimTaken, NotAllowed, NotFound.
        """
        text = storable(text).strip()
        self._check_filled(text)
        marks = giveaways(text, self._settings)  # loads triage the first time: never under a lock
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            self._take(tx, conversation_id, claims.WRITES)
            seen = max(seen, outbox.last_seen(tx, conversation_id, self.agent))
            mention = addressed(tx, conversation_id, seen, private=private, public=public)
            to_strangers = not (private or is_private(mention))
            account = self._account(tx, conversation)
            limits = accounts.limits_of(account)
            _check(text, mention, limits, private=not to_strangers)
            _check_window(mention, self.now(), private=not to_strangers)
            self._check_configured(account)
            room = self._room(tx, conversation, mention, private=private)
            readers = visibility(mention, private)
            refused = outbox.mended_by(
                tx, conversation_id, self.agent, visibility=readers, holding=holding
            )
            text = self._worded(tx, conversation, text, refused, sign=sign)
            wish = Wish(
                text=text,
                pieces=pieces(text, room, refused, split=split),
                visibility=readers,
                private=not to_strangers,
                holding=holding,
                resolve=resolve,
                marks=marks if readers.others_read else (),
                later_ms=later_ms,
                mends=mends,
                invites=to_strangers and invites(text, self.replies.invitations),
            )
            stale = conversation["news"] > seen
            anyway = anyway and not self._was_told_less(tx, conversation_id, seen)
            outbox_id = self._put(tx, conversation, mention, wish, seen, refused)
            self._add_pictures(tx, outbox_id, wish, limits, pictures)
            told = self._mark_descriptions(tx, outbox_id, wish)
            held = (stale and not anyway) or told
            if not held:
                self._make_news(tx, conversation_id, outbox_id)
            self._log_submitted(tx, outbox_id, anyway=anyway, stale=stale, public=public)
            if held:
                self._hold(tx, outbox_id, told, stale=stale and not anyway)
            if draft is not None:
                drafts.discard(tx, draft)
            conversations.mark_read(tx, conversation_id)
            return self._item(tx, outbox_id)

    def _was_told_less(self, tx: Tx, conversation_id: int, seen: int) -> bool:
        """Whether more has happened since a reply in the place of which this one goes was held."""
        told_at = knowing.last_told_at(tx, conversation_id, self.agent)
        if told_at is None:
            return False
        return bool(news.unknown_since(tx, conversation_id, told_at, seen=seen, agent=self.agent))

    def _hold(self, tx: Tx, outbox_id: int, marks: Sequence[Mark], *, stale: bool) -> None:
        """Once, for everything that speaks against it."""
        now, row = self.now(), self._row(tx, outbox_id)
        problem = telling.held(
            news.since(tx, row["conversation_id"], row["seen"]) if stale else (),
            telling.clock_time(now, self.time_zone),
            marks,
            readers=Visibility(row["visibility"]),
        )
        why = held_because(stale=stale, marks=marks)
        outbox.move(
            tx, outbox_id, OutboxState.HELD, now, agent=self.agent, problem=problem, why=why
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


def _check_window(mention: Row, now: int, *, private: bool) -> None:
    """The network would refuse it, once its writer has turned to somebody else."""
    until = mention["private_until"]
    if private and until is not None and until <= now:
        raise NotAllowed(
            "the network takes no private answer to this any more",
            f"answer in public ({shown('reply')})",
        )


def _check(text: str, mention: Row, limits: Limits, *, private: bool) -> None:
    if not mention["can_reply"]:
        raise NotAllowed(
            f"this cannot be answered here: {mention['can_reply_reason'] or 'the network says no'}",
            f"open it in the browser ({shown('open_link')}); once answered there,"
            f" mark it answered elsewhere ({shown('elsewhere')})",
        )
    if not inert(text).strip("\u2800 \n"):  # nobody is answered by what nobody sees
        raise NotAllowed("there is nothing to send yet")
    if private and not is_private(mention) and not limits.can_private:
        raise NotAllowed("this network has no private answer to a public post")
