"""Acts and deeds of the desk in memory."""

from dataclasses import replace
from typing import Any

from social_care.errors import NotAllowed
from social_care.models import State
from social_care.models.views import (
    StoppedOutbox,
)
from tests.tui.fake_brand import FakeBrand


class FakeDeeds(FakeBrand):
    """What is done to one conversation; each says in a sentence what it did."""

    def like(self, conversation_id: int) -> str:
        return self._act("like", conversation_id)

    def hide(self, conversation_id: int) -> str:
        return self._act("hide", conversation_id)

    def delete_reply(self, reply_id: int, *, corrected: bool = False) -> str:
        self._write("delete_reply")
        self.deeds.append(("delete", reply_id, corrected))
        return "Deletes the reply to Kim in 10 s (U takes it back)"

    def stopped(self) -> tuple[StoppedOutbox, ...]:
        return self.state.stopped

    def stop_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        return self._brake(True)

    def go_on_sending(self, account: str | None = None, *, emergency: bool = False) -> str:
        return self._brake(False)

    def _brake(self, stop: bool) -> str:
        self._write("stop" if stop else "go on")
        if self.role != "lead":
            raise NotAllowed("only a lead stops everything, or lets it go on")
        by = StoppedOutbox(account="acme-fedi", by=self.agent, since=self.clock, waiting=3)
        self.state = replace(self.state, stopped=(by,) if stop else ())
        return "acme-fedi: nothing is sent until you release it" if stop else "sending again"

    def _act(self, name: str, conversation_id: int) -> str:
        self._write(name)
        self.deeds.append((name, conversation_id))
        return f"{name.capitalize()}s it in 10 s (U takes it back)"

    # -- deeds -------------------------------------------------------------------------------

    def resolve(self, conversation_id: int, *, wrap_up: str = "", anyway: bool = False) -> str:
        self._write("resolve")
        row = self.views[conversation_id].row
        if row.category == "complaint" and not anyway:
            raise NotAllowed("an unanswered complaint", "press e once more to resolve it anyway")
        self.deeds.append(("resolve", conversation_id, wrap_up))
        self.change(conversation_id, state=State.RESOLVED, waiting_since=None)
        return f"Resolved {row.customer_name}"

    def dismiss(self, conversation_id: int) -> str:
        return self._deed("dismiss", conversation_id, State.DISMISSED)

    def snooze(self, conversation_id: int, until: int, *, reason: str = "") -> str:
        promised = (reason,) if reason else ()
        return self._deed("snooze", conversation_id, State.SNOOZED, until, *promised)

    def answered(self, conversation_id: int, how: str, *, at: int | None = None) -> str:
        return self._deed("answered", conversation_id, State.ANSWERED, how)

    def note(self, conversation_id: int, text: str) -> str:
        self._write("note")
        self.deeds.append(("note", conversation_id, text))
        return "Noted"

    def wow(self, conversation_id: int, words: str) -> str:
        self._write("wow")
        self.deeds.append(("wow", conversation_id, words))
        return f"WOW for {self.views[conversation_id].row.customer_name}: {words}"

    def assign(self, conversation_id: int, agent: str | None) -> str:
        self.change(conversation_id, assignee=agent)
        return "Assigned"

    def known_tags(self) -> tuple[str, ...]:
        return self.tags

    def tag(self, conversation_id: int, tag: str) -> str:
        self._write("tag")
        self.deeds.append(("tag", conversation_id, tag))
        row = self.views[conversation_id].row
        self.change(conversation_id, tags=(*row.tags, tag))
        return f"Tagged {row.customer_name}: {tag}"

    def untag(self, conversation_id: int, tag: str) -> str:
        self._write("untag")
        row = self.views[conversation_id].row
        self.change(conversation_id, tags=tuple(one for one in row.tags if one != tag))
        return f"{row.customer_name} is no more tagged {tag}"

    def mute(self, conversation_id: int) -> str:
        self._write("mute")
        self.change(conversation_id, muted=True)
        return f"Muted {self.views[conversation_id].row.customer_name}"

    def unmute(self, conversation_id: int) -> str:
        self._write("unmute")
        self.change(conversation_id, muted=False)
        return f"{self.views[conversation_id].row.customer_name} is heard again"

    def can_undo(self) -> bool:
        return any(deed != ("undo",) for deed in self.deeds)

    def undo(self) -> str | None:
        self._write("undo")
        self.deeds.append(("undo",))
        return "Undone: resolved Sam" if len(self.deeds) > 1 else None

    def _deed(self, name: str, conversation_id: int, state: State, *more: Any) -> str:
        self._write(name)
        self.deeds.append((name, conversation_id, *more))
        self.change(conversation_id, state=state, waiting_since=None)
        return f"{name.capitalize()} {self.views[conversation_id].row.customer_name}"
