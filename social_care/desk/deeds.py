"""What ends or moves a conversation without a reply: resolve, dismiss, snooze, note ..."""

from typing import Any

from social_care.desk.replying import CAN_BE_HAD, Replying
from social_care.errors import NotAllowed
from social_care.models import NEVER_DUE, Category, NewsKind, Outcome, Source, State
from social_care.storage import (
    Tx,
    claims,
    conversations,
    fulltext,
    outbox,
    parts,
    promises,
    responses,
    waits,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import clean_line, storable
from social_care.tui.keys import shown

HOW = ("phone", "app", "other")
"""Where else an answer can be given."""

LONGEST_REASON = 200
"""Characters of what is promised."""


class Deeds(Replying):
    """Each returns a short sentence for the status line."""

    def resolve(self, conversation_id: int, *, wrap_up: str = "", anyway: bool = False) -> str:
        """Close it. A reply on its way closes it once sent; else an open wait ends unanswered.

        A holding reply of ours that has not left yet becomes a draft again: nobody is with them
        any more. A colleague's is held for them when it is about to leave (`deliver`).

        Raises NotAllowed for an unanswered complaint unless `anyway`, and for a wrap-up code that
        is not one of the team's: it goes into the log, which holds no words.
        """
        self._check_wrap_up(wrap_up)
        with self._store.write(durable=True) as tx:
            if self._resolve_when_sent(tx, conversation_id):
                self._set_wrap_up(tx, conversation_id, wrap_up)
                return f"{self._person(tx, conversation_id)} is resolved once the reply is sent"
            wait = waits.of(tx, conversation_id)
            if wait is not None and wait["category"] == Category.COMPLAINT and not anyway:
                raise NotAllowed(
                    "an unanswered complaint",
                    f"press {shown('resolve')} once more to resolve it",
                )
            self._close(
                tx, conversation_id, State.RESOLVED, Outcome.RESOLVED_UNANSWERED, EventKind.RESOLVED
            )
            self._set_wrap_up(tx, conversation_id, wrap_up)
            name = self._person(tx, conversation_id)
            if self._stop_holding(tx, conversation_id):
                return f"Resolved {name}; the holding reply is not sent: a draft again"
            return f"Resolved {name}"

    def _stop_holding(self, tx: Tx, conversation_id: int) -> bool:
        """Whether there was a holding reply of ours that could still be had."""
        found = False
        for row in outbox.on_its_way(tx, conversation_id):
            if row["holding"] and self._keeper(row) == self.agent:
                taken = parts.of(tx, self._row(tx, row["id"]), *CAN_BE_HAD)
                self._give_up(tx, taken)
                found = found or bool(taken)
        return found

    def _resolve_when_sent(self, tx: Tx, conversation_id: int) -> bool:
        leaving = [row for row in outbox.on_its_way(tx, conversation_id) if not row["holding"]]
        if not leaving:
            return False
        asked = [row["id"] for row in leaving if not row["resolve"]]
        outbox.resolve_when_sent(tx, asked, True)
        before = conversations.get(tx, conversation_id)
        self._log(tx, EventKind.RESOLVED, before, None, when_sent=asked)
        return True

    def dismiss(self, conversation_id: int) -> str:
        """It needs no answer. A complaint or question dismissed counts as missed.

        Raises NotAllowed while an answer is on its way.
        """
        with self._store.write(durable=True) as tx:
            if outbox.on_its_way(tx, conversation_id):
                raise NotAllowed(
                    "an answer is on its way", f"take it back first ({shown('take_back')})"
                )
            self._close(
                tx, conversation_id, State.DISMISSED, Outcome.DISMISSED, EventKind.DISMISSED
            )
            return f"Dismissed {self._person(tx, conversation_id)}"

    def snooze(self, conversation_id: int, until: int, *, reason: str = "") -> str:
        """Put it away until then; a waiting customer never beyond 80 % of their target.

        With a `reason` it is a promise, which stands until it is kept: whoever answers earlier does
        not bring it back, and while an answer is on its way it waits for that. Raises NotAllowed
        when the target's moment has passed already.
        """
        with self._store.write(durable=True) as tx:
            now, reason = self.now(), clean_line(storable(reason), limit=LONGEST_REASON)
            before, wait = conversations.get(tx, conversation_id), waits.of(tx, conversation_id)
            name = self._person(tx, conversation_id)
            answered = bool(reason and wait) and self._is_being_answered(tx, conversation_id)
            latest = NEVER_DUE if wait is None or answered else wait["at_risk_at"]
            if latest <= now:
                raise NotAllowed("the customer has waited too long to be put off", "answer first")
            if until <= now:
                raise NotAllowed("a snooze must end in the future")
            then, promise = min(until, latest), None
            if reason:
                promise = promises.make(tx, conversation_id, self.agent, reason, now, until)
            if not answered:
                conversations.set_state(tx, conversation_id, State.SNOOZED, now, snooze_until=then)
            self._log(tx, EventKind.SNOOZED, before, wait, until=then, promise=promise)
            if answered:
                return f"{name} is put aside once the reply is sent"
            cut = " (until the target is at risk: a snooze cannot hide a waiting customer)"
            return f"Snoozed {name}" + (cut if then < until else "")

    def _is_being_answered(self, tx: Tx, conversation_id: int) -> bool:
        """Raises NotAllowed when what is on its way closes the conversation."""
        leaving = [row for row in outbox.on_its_way(tx, conversation_id) if not row["holding"]]
        if any(row["resolve"] for row in leaving):
            raise NotAllowed(
                "it is to be resolved once the reply is sent", f"undo that first ({shown('undo')})"
            )
        return bool(leaving)

    def answered(self, conversation_id: int, how: str, *, at: int | None = None) -> str:
        """Answered elsewhere: ends the wait, with its own source. Raises NotAllowed."""
        if how not in HOW:
            raise NotAllowed(f"answered how? {how!r} is not one of {', '.join(HOW)}")
        with self._store.write(durable=True) as tx:
            now = self.now()
            moment = now if at is None else at
            if moment > now:
                raise NotAllowed("an answer cannot have been given in the future")
            conversation = conversations.get(tx, conversation_id)
            answer = responses.Answer(
                conversation_id=conversation_id,
                source=Source.ELSEWHERE,
                agent=self.agent,
                responded_at=moment,
                submitted_at=moment,
                how=how,
            )
            calendar = self._settings.calendar(self._account(tx, conversation)["name"])
            wait = waits.of(tx, conversation_id)
            _stays_late(wait, moment, now)
            response_id = responses.record(tx, answer, calendar, now)
            if response_id is None:
                raise NotAllowed("nobody was waiting here at that time: nothing to mark answered")
            touch = conversations.touch
            touch(tx, conversation_id, NewsKind.ELSEWHERE, now, response_id, self.agent)
            if waits.of(tx, conversation_id) is None:  # else what came later waits on already
                self._log(tx, EventKind.ELSEWHERE, conversation, wait, response=response_id)
            self._let_go(tx, conversation_id)
            return f"Answered {self._person(tx, conversation_id)} elsewhere ({how})"

    def note(self, conversation_id: int, text: str) -> str:
        """An internal note: never sent, never ends a wait."""
        if not text.strip():
            raise NotAllowed("an empty note says nothing")
        with self._store.write(durable=True) as tx:
            conversations.get(tx, conversation_id)
            conversations.note(tx, conversation_id, self.agent, storable(text), self.now())
            fulltext.catch_up(tx)
            log(tx, EventKind.NOTED, self.now(), agent=self.agent, conversation=conversation_id)
            return "Noted"

    def assign(self, conversation_id: int, agent: str | None) -> str:
        """Give it durably to one agent, or back to everybody."""
        self._check_agent(agent)
        with self._store.write(durable=True) as tx:
            before = conversations.get(tx, conversation_id)
            conversations.assign(tx, conversation_id, agent, self.now())
            self._log(tx, EventKind.ASSIGNED, before, None, assignee=agent)
            name = self._person(tx, conversation_id)
            return f"Assigned {name} to {agent}" if agent else f"{name} is everybody's again"

    def _close(
        self, tx: Tx, conversation_id: int, state: State, outcome: Outcome, kind: EventKind
    ) -> None:
        before = conversations.get(tx, conversation_id)
        wait = waits.of(tx, conversation_id)
        if wait is not None:
            waits.end(tx, wait["id"], outcome, self.now(), by=self.agent)
        conversations.set_state(tx, conversation_id, state, self.now(), snooze_until=None)
        self._log(tx, kind, before, wait)
        self._let_go(tx, conversation_id)

    def _let_go(self, tx: Tx, conversation_id: int) -> None:
        """Give the customer back when nothing else of theirs is open."""
        if not claims.siblings(tx, conversation_id):
            customer_id = self._customer(tx, conversation_id)
            claims.release(tx, customer_id, self.agent, self.now())

    def _check_wrap_up(self, code: str) -> None:
        """Raises NotAllowed for what is no code of the team's; none at all is fine."""
        if code and code not in self.wrap_ups:
            raise NotAllowed(
                f"no wrap-up code {clean_line(code)!r}", f"codes: {', '.join(self.wrap_ups)}"
            )

    def _check_agent(self, agent: str | None) -> None:
        """Raises NotAllowed for somebody who is not listed."""
        if agent is not None and agent not in self.agents:
            raise NotAllowed(f"no agent {agent!r}", f"agents: {', '.join(self.agents)}")

    def _set_wrap_up(self, tx: Tx, conversation_id: int, wrap_up: str) -> None:
        if wrap_up:
            conversations.set_wrap_up(tx, conversation_id, wrap_up)

    def _log(self, tx: Tx, kind: EventKind, before: Row, wait: Row | None, **data: Any) -> None:
        log(
            tx,
            kind,
            self.now(),
            agent=self.agent,
            conversation=before["id"],
            wait=wait["id"] if wait is not None else None,
            before=before["state"],
            state_at_before=before["state_at"],
            assigned_at_before=before["assigned_at"],
            assignee_before=before["assignee"],
            snooze_until=before["snooze_until"],
            wrap_up_before=before["wrap_up"],
            promise_before=before["promise_id"],
            version_before=before["version"],
            version=conversations.get(tx, before["id"])["version"],
            **data,
        )


def _stays_late(wait: Row | None, told_at: int, now: int) -> None:
    """Nobody's word makes an answer timely once it is late: the log could be talked into anything.

    Raises NotAllowed.
    """
    if wait is not None and told_at <= wait["due_at"] < now:
        raise NotAllowed(
            "this is late already: an answer told of now cannot have been in time",
            "give a time after it was due, or none: then it counts from now",
        )
