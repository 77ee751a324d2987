"""Deciding: what becomes of a reply once it is out of its writer's hands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from social_care import telling
from social_care.desk.replying import (
    CAN_BE_HAD,
    TAKES_BACK,
    Replying,
    claimed_at,
    held_because,
    unanswered,
)
from social_care.errors import Conflict, NotAllowed, StillHeld
from social_care.models import OutboxState, Sent, Visibility
from social_care.models.views import OutboxItem
from social_care.storage import (
    Tx,
    accounts,
    attachments,
    claims,
    knowing,
    letter,
    marks,
    native,
    news,
    outbox,
    parts,
    sending,
)
from social_care.storage.connection import Row
from social_care.tui.keys import shown

_SETTLED = (OutboxState.UNCERTAIN, OutboxState.REFUSED, OutboxState.HELD)
"""Where only a person knows what becomes of it."""


class Deciding(Replying):
    """Taking back, releasing what is held, and the decisions only a person can make."""

    def take_back(self, item_id: int | None = None) -> OutboxItem | None:
        """The newest unsent reply of ours goes back into its draft; None when there is none.

        Or the one with this id: ours, or of somebody who is not listed any more. Of a long answer
        all parts that are not out yet, as one text; the item's `problem` says which are. Raises
        Conflict when it is just being sent or decided already, NotAllowed, NotFound.
        """
        with self._store.write(durable=True) as tx:
            row = self._to_take_back(tx, item_id)
            if row is None:
                return None
            taken = parts.of(tx, row, *CAN_BE_HAD)
            if not taken:
                raise Conflict("this reply is being sent: it cannot be taken back any more")
            self._give_up(tx, taken)
            item = self._item(tx, taken[0]["id"])
            return replace(item, text=parts.together(taken), problem=_already_out(tx, row))

    def _to_take_back(self, tx: Tx, item_id: int | None) -> Row | None:
        if item_id is None:
            return outbox.newest_of(tx, self.agent, TAKES_BACK)
        row = self._row(tx, item_id)
        if self._keeper(row) != self.agent:
            raise NotAllowed(f"{row['agent']} wrote this reply", "discard it: they have its words")
        if row["state"] not in TAKES_BACK:
            raise _decided(row)
        return row

    def release_held(self, item_id: int) -> OutboxItem:
        """Send our held reply anyway: submitted anew, knowing why, answering all there is.

        Of a long answer every part that is held. A lead releases anybody's, and anybody those of
        whoever is not listed any more: it stays their answer.

        Raises NotFound, Conflict, ClaimTaken, NotAllowed for somebody else's, and StillHeld when
        more has happened since it was told why: it is told now, and the next time sends it.
        """
        with self._store.write(durable=True) as tx:
            more = self._told_more(tx, self._row(tx, item_id))
            if not more:
                return self._release(tx, item_id)
        raise StillHeld(f"still held: {more}", "read it; the same again sends it")

    def _told_more(self, tx: Tx, row: Row) -> str:
        """What whoever releases it does not know yet, in words; they know it from now on."""
        if row["state"] != OutboxState.HELD:
            return ""
        self._check_decides(row)
        conversation_id, now = row["conversation_id"], self.now()
        seen = outbox.last_seen(tx, conversation_id, self.agent)
        since = knowing.told_at(tx, row)
        found = news.unknown_since(tx, conversation_id, since, seen=seen, agent=self.agent)
        if not found:
            return ""
        when, given_away = telling.clock_time(now, self.time_zone), marks.read(row["marks"])
        readers = Visibility(row["visibility"])
        more = telling.held(found, when, given_away, readers=readers)
        knowing.tell(tx, row["id"], more, now)
        return more

    def _release(self, tx: Tx, item_id: int) -> OutboxItem:
        row = self._row(tx, item_id)
        if row["state"] != OutboxState.HELD:
            raise Conflict("this reply is not held any more")
        self._check_decides(row)
        self._check_configured(accounts.get(tx, row["account_id"]))
        self._take(tx, row["conversation_id"], claims.WRITES)
        held = parts.of(tx, row, OutboxState.HELD)
        _check_nothing_refused(tx, row)
        given_away = [mark for each in held for mark in marks.read(each["marks"])]
        why = held_because(stale=outbox.is_stale(tx, row), marks=given_away)
        for each in held:
            marks.put(tx, each["id"], ())
            outbox.answer(tx, each["id"], unanswered(tx, row["conversation_id"]))
        self._queue_again(
            tx,
            held[0],
            anyway=True,
            why=why,
            submitted_at=self.now(),
            claimed_at=claimed_at(tx, row["conversation_id"]),
        )
        return self._item(tx, item_id)

    def _queue_again(
        self, tx: Tx, row: Row, *, anyway: bool = False, why: Sequence[str] = (), **stamps: Any
    ) -> None:
        """To the others it is news once more. The parts that were held for it follow.

        What its writer has not seen, no decision makes seen: it is held once more. Told are they
        who release it (`anyway`), and the writer of a refused one, which says why.
        """
        was_told = anyway or (row["state"] == OutboxState.REFUSED and row["agent"] == self.agent)
        unseen = not was_told and outbox.is_stale(tx, row)
        made = None if unseen else self._make_news(tx, row["conversation_id"], row["id"])
        seen = row["seen"] if made is None else made
        for outbox_id in (row["id"], *parts.held_after(tx, row)):
            outbox.move(
                tx,
                outbox_id,
                OutboxState.QUEUED,
                self.now(),
                agent=self.agent,
                anyway=anyway,
                why=why,
                seen=seen,
                due_at=self.now() + self.undo_s * 1000,
                looks=0,
                looked_at=None,
                asked=0,
                **stamps,
            )

    def settle(self, item_id: int, decision: Literal["there", "again", "discard"]) -> OutboxItem:
        """Decide about a reply whose fate only a person can know, or give up a held one.

        Raises Conflict, NotAllowed, NotFound.
        """
        with self._store.write(durable=True) as tx:
            row = self._row(tx, item_id)
            if row["state"] not in _SETTLED:
                raise _decided(row)
            if row["state"] != OutboxState.UNCERTAIN and decision == "there":
                raise NotAllowed(
                    f"a {row['state']} reply was never sent",
                    "edit it and send it again, or discard it",
                )
            if row["state"] != OutboxState.HELD:
                self._decide(tx, row, decision)
                return self._item(tx, item_id)
            if decision == "discard":
                self._check_decides(row)
                self._give_up(tx, parts.of(tx, row, OutboxState.HELD))
                return self._item(tx, item_id)
        return self.release_held(item_id)

    def _decide(self, tx: Tx, row: Row, decision: str) -> None:
        now, calendar = self.now(), self._settings.calendar(row["account"])
        if decision == "there":
            found = native.found(tx, row) or Sent(
                external_id=f"seen-by-{self.agent}:{row['id']}",
                accepted_at=knowing.tried_at(tx, row),
            )
            sending.record(tx, row["id"], found, calendar, now, agent=self.agent)
            return
        if decision == "again":
            self._check_configured(accounts.get(tx, row["account_id"]))
            self._take(tx, row["conversation_id"], claims.WRITES)
            if row["state"] == OutboxState.REFUSED and attachments.of_reply(tx, row["id"]):
                attachments.forget_uploads(tx, row["id"])  # they may be what is not there any more
                letter.thaw(tx, row["id"])
            self._queue_again(tx, row)
        else:
            self._give_up(tx, [row])
        native.settle(tx, row["conversation_id"], calendar, now)


def _decided(row: Row) -> Conflict:
    """Why nothing is left to be said about it."""
    match row["state"]:
        case OutboxState.SENT:
            return Conflict("this reply is sent: it is decided already")
        case OutboxState.DISCARDED:
            return Conflict("this reply is given up: it is decided already")
    return Conflict(
        "this reply is on its way", f"its writer can take it back ({shown('take_back')})"
    )


def _check_nothing_refused(tx: Tx, row: Row) -> None:
    """A part that was refused goes first. Raises NotAllowed."""
    refused = [part for part in parts.of(tx, row, OutboxState.REFUSED) if part["id"] != row["id"]]
    if refused:
        raise NotAllowed(
            f"part {refused[0]['part']} of {row['parts']} was refused: it goes before this one",
            "mend it and the rest follows, or discard it",
        )


def _already_out(tx: Tx, row: Row) -> str:
    """Which parts of a long answer cannot be had any more, in words."""
    if not parts.is_part(row):
        return ""
    out = parts.of(tx, row, OutboxState.SENT, OutboxState.SENDING, OutboxState.UNCERTAIN)
    if not out:
        return ""
    numbers = ", ".join(str(part["part"]) for part in out)
    many, sure = len(out) > 1, all(part["state"] == OutboxState.SENT for part in out)
    verb = ("are" if many else "is") if sure else "may be"
    return f"part{'s' if many else ''} {numbers} of {row['parts']} {verb} out already"
