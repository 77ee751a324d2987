"""Undo: the last deed is taken back exactly, or not at all; of many in one, whatever can be."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from social_care.desk.deeds import Deeds
from social_care.errors import NotAllowed, SocialCareError
from social_care.models import State
from social_care.storage import Tx, conversations, outbox, responses, waits
from social_care.storage.connection import Row
from social_care.storage.events import (
    EventKind,
    group_of,
    last_deed,
    log,
    members,
    newest_undone,
    stands,
)

STATES = (
    EventKind.RESOLVED,
    EventKind.DISMISSED,
    EventKind.SNOOZED,
    EventKind.ASSIGNED,
    EventKind.ELSEWHERE,
    EventKind.CORRECTED,
    EventKind.WRAPPED_UP,
)
"""Deeds that left a state, an assignee or a wrap-up code behind, and say what was there before."""

TOO_LATE = "too late to undo: "

MARKS = (
    EventKind.TAGGED,
    EventKind.UNTAGGED,
    EventKind.MUTED,
    EventKind.UNMUTED,
    EventKind.WOW,
)
"""Deeds that are taken back by themselves, whatever else has happened since."""

IN_GROUPS = (*STATES, *MARKS, EventKind.SUBMITTED)
"""What can be part of one deed of many. A single reply is taken back by itself (U)."""


UNDOABLE = (*STATES, *MARKS, EventKind.BULK)
"""Deeds that u looks for."""


class Undoing(Deeds):
    """What u does."""

    def can_undo(self) -> bool:
        """Whether there is a deed of ours to undo; that it is not too late shows when it is."""
        return last_deed(self._store.read(), self.agent, UNDOABLE) is not None

    def undo(self) -> str | None:
        """Undo our last deed, if nothing changed since; None when there is none.

        Of a deed of many as much is undone as can be, in small transactions, and the rest is
        counted. Raises NotAllowed when nothing can be: the conversation has moved on.
        """
        with self._store.write(durable=True) as tx:
            event = last_deed(tx, self.agent, UNDOABLE)
            if event is None:
                return None
            group = group_of(event)
            if group is None:
                self._undo_one(tx, event)
                return f"Undone: {event['kind']} {self._person(tx, event['conversation_id'])}"
            events = members(tx, self.agent, group, IN_GROUPS)
            if not events:  # nothing came of it
                log(tx, EventKind.UNDONE, self.now(), agent=self.agent, event=group)
        return self._undo_all(group, events) if events else self.undo()

    def _undo_all(self, group: int, events: list[Row]) -> str:
        undone: Counter[str] = Counter()
        problems: list[str] = []
        for event in events:
            try:
                with self._store.write(durable=True) as tx:
                    if stands(tx, event):
                        self._undo_one(tx, event)
                        undone[event["kind"]] += 1
            except SocialCareError as error:
                problems.append(error.message.removeprefix(TOO_LATE))
        with self._store.write(durable=True) as tx:
            log(tx, EventKind.UNDONE, self.now(), agent=self.agent, event=group)
        if problems and not undone:
            raise NotAllowed(TOO_LATE + problems[-1])
        said = ", ".join(f"{count} × {kind}" for kind, count in undone.items()) or "nothing"
        left = f"; too late for {len(problems)}: {problems[-1]}" if problems else ""
        return f"Undone: {said}{left}"

    def _undo_one(self, tx: Tx, event: Row) -> None:
        data = json.loads(event["data"])
        before = conversations.get(tx, event["conversation_id"])
        as_left = _is_as_left(tx, before, data)
        if event["kind"] not in STATES:
            self._take_off(tx, event, data)
        elif as_left:
            self._restore(tx, event, before, data)
        else:
            raise NotAllowed(TOO_LATE + "the conversation has moved on since")
        after = conversations.get(tx, before["id"])["version"]
        put_back = {"version": after, "restored": data.get("version_before", -1)}
        log(
            tx,
            EventKind.UNDONE,
            self.now(),
            agent=self.agent,
            conversation=before["id"],
            event=event["id"],
            **(put_back if as_left and after != before["version"] else {}),
        )

    def _restore(self, tx: Tx, event: Row, conversation: Row, data: Mapping[str, Any]) -> None:
        """Back to what it was."""
        conversations.set_state(
            tx,
            conversation["id"],
            State(data["before"]),
            data["state_at_before"],
            snooze_until=data["snooze_until"],
            assignee=data["assignee_before"],
            assigned_at=data["assigned_at_before"],
            wrap_up=data["wrap_up_before"],
            promise_id=data.get("promise_before"),
        )
        outbox.resolve_when_sent(tx, data.get("when_sent", ()), False)
        if "response" in data:
            responses.void(tx, data["response"], self.now())
        if event["wait_id"] is not None and event["kind"] != EventKind.SNOOZED:
            waits.resume(tx, event["wait_id"], self.now())
        self._undo_more(tx, conversation["id"], data)

    def _undo_more(self, tx: Tx, conversation_id: int, data: Mapping[str, Any]) -> None:
        """What a deed of another file left besides a state and a wait."""

    def _take_off(self, tx: Tx, event: Row, data: Mapping[str, Any]) -> None:
        """A deed of another file that left no state: a tag, a reply."""


def _is_as_left(tx: Tx, conversation: Row, data: Mapping[str, Any]) -> bool:
    """Nothing has changed since the deed, or only what undoing later ones has put back.

    An UNDONE event that changed the conversation tells the version it led to, and the one whose
    content that is.
    """
    if conversation["version"] == data.get("version"):
        return True
    put_back = newest_undone(tx, conversation["id"])
    return put_back == (conversation["version"], data.get("version"))
