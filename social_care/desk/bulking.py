"""Many at once: each is done by itself, what cannot be keeps no other from it, one u undoes all."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from social_care.desk.claiming import Claiming
from social_care.desk.deciding import Deciding
from social_care.desk.replying import CAN_BE_HAD
from social_care.desk.undoing import TOO_LATE
from social_care.desk.weighing import Weighing
from social_care.errors import NotAllowed, SocialCareError
from social_care.models.bulk import BulkDeed, BulkDone, BulkKind, BulkRefusal
from social_care.storage import Tx, claims, conversations, outbox, parts
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, grouped

Progress = Callable[[int, int], None]
"""How many have been gone through, of how many."""


def _silent(done: int, of: int) -> None:
    """Nobody wants to know."""


class Bulking(Claiming, Weighing, Deciding):
    """The deed after the count."""

    def bulk(
        self,
        ids: Iterable[int],
        deed: BulkDeed,
        *,
        seen: Mapping[int, int] | None = None,
        progress: Progress = _silent,
    ) -> BulkDone:
        """Do it with every one of them with which it can be done; say with which it could not.

        Every conversation is a transaction of its own. `seen` is the preview's: nobody is answered
        who has written again since. Answers leave one after the other on each account. Raises
        NotAllowed for a deed that can be done with none.
        """
        self._check_deed(deed)
        wanted, refused, count = list(dict.fromkeys(ids)), [], 0
        with grouped(self._begin(deed.kind, len(wanted))):
            for turn, each in enumerate(wanted):
                refusal = self._do(each, deed, turn, seen)
                if refusal is None:
                    count += 1
                else:
                    refused.append(refusal)
                progress(turn + 1, len(wanted))
        return BulkDone(kind=deed.kind, count=count, refused=tuple(refused))

    def _do(
        self, each: int, deed: BulkDeed, turn: int, seen: Mapping[int, int] | None
    ) -> BulkRefusal | None:
        tx = self._store.read()
        refusal = self._refusal(tx, each, deed, turn)
        if refusal is not None:
            return refusal
        try:
            self._do_one(tx, each, deed, turn, seen)
        except SocialCareError as error:  # somebody was faster
            return BulkRefusal(
                conversation_id=each, customer=self._person(tx, each), why=error.message
            )
        return None

    def _do_one(
        self, tx: Tx, each: int, deed: BulkDeed, turn: int, seen: Mapping[int, int] | None
    ) -> None:
        match deed.kind:
            case BulkKind.RESOLVE:
                self.resolve(each, wrap_up=deed.wrap_up, anyway=deed.anyway)
            case BulkKind.DISMISS:
                self.dismiss(each)
            case BulkKind.SNOOZE:
                self.snooze(each, deed.until)
            case BulkKind.ASSIGN:
                self.assign(each, deed.agent)
            case BulkKind.TAG:
                self.tag(each, deed.tag)
            case BulkKind.ANSWER:
                self._answer(tx, each, deed, turn, seen)

    def _answer(
        self, tx: Tx, each: int, deed: BulkDeed, turn: int, seen: Mapping[int, int] | None
    ) -> None:
        conversation = conversations.get(tx, each)
        news = conversation["news"] if seen is None else seen.get(each, conversation["news"])
        if conversation["news"] > news:
            raise NotAllowed("they wrote again, or were answered, since you looked")
        customer_id = self._customer(tx, each)
        held = claims.holder(tx, customer_id, self.now()) is not None
        self.submit(
            each,
            self._personal(tx, each, deed, turn),
            private=deed.private,
            seen=news,
            resolve=deed.resolve,
            pictures=(),
            later_ms=self._pause(tx, conversation["account_id"]),
        )
        if not held:
            self.release(each)

    def _pause(self, tx: Tx, account_id: int) -> int:
        """Beyond the undo window: until the pace allows the next one on this account."""
        soonest = self.now() + self.undo_s * 1000
        last = outbox.last_due(tx, account_id)
        return 0 if last is None else max(0, last + self.replies.pace_s * 1000 - soonest)

    def _take_off(self, tx: Tx, event: Row, data: Mapping[str, Any]) -> None:
        """An answer to many is taken back with the others, unless it has left."""
        if event["kind"] != EventKind.SUBMITTED:
            super()._take_off(tx, event, data)
            return
        taken = parts.of(tx, self._row(tx, event["outbox_id"]), *CAN_BE_HAD)
        if not taken:
            raise NotAllowed(TOO_LATE + "the answer has left")
        self._give_up(tx, taken)
