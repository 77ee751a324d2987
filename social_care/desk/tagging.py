"""Marks by hand: tags, wrap-up codes, and conversations that shall not come back for little."""

from collections.abc import Mapping
from typing import Any

from social_care.desk.undoing import Undoing
from social_care.errors import NotAllowed
from social_care.storage import Tx, conversations, tags
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import clean_line

LONGEST_TAG = 40
TAGS_OFFERED = 200


class Tagging(Undoing):
    """Each returns a short sentence for the status line; u takes it back."""

    def known_tags(self) -> tuple[str, ...]:
        """The team's tags, those most in use first."""
        return tags.known(self._store.read(), TAGS_OFFERED)

    def tag(self, conversation_id: int, tag: str) -> str:
        """Give it a tag. Raises NotFound, and NotAllowed for what can be none."""
        name = tag_of(tag)
        with self._store.write(durable=True) as tx:
            conversations.get(tx, conversation_id)
            if name in tags.of(tx, conversation_id):
                return f"{self._person(tx, conversation_id)} is tagged {name} already"
            tags.tag(tx, conversation_id, [name], self.now(), self.agent)
            self._mark(tx, EventKind.TAGGED, conversation_id, tag=tags.number(tx, name))
            return f"Tagged {self._person(tx, conversation_id)}: {name}"

    def untag(self, conversation_id: int, tag: str) -> str:
        """Take a tag away, whoever gave it. Raises NotFound; NotAllowed when it is not there."""
        with self._store.write(durable=True) as tx:
            conversations.get(tx, conversation_id)
            given = tags.untag(tx, conversation_id, tag)
            if given is None:
                raise NotAllowed(f"there is no tag {clean_line(tag, limit=LONGEST_TAG)!r} here")
            number = tags.number(tx, tag)
            before = {"given_at": given["at"], "given_by": given["agent"]}
            self._mark(tx, EventKind.UNTAGGED, conversation_id, tag=number, **before)
            return f"{self._person(tx, conversation_id)} is no more tagged {clean_line(tag)}"

    def mute(self, conversation_id: int) -> str:
        """From now on only what presses brings it back. Whoever waits there goes on waiting."""
        return self._set_muted(conversation_id, True)

    def unmute(self, conversation_id: int) -> str:
        """Everything the customer writes there counts again."""
        return self._set_muted(conversation_id, False)

    def _set_muted(self, conversation_id: int, muted: bool) -> str:
        with self._store.write(durable=True) as tx:
            before = conversations.get(tx, conversation_id)["version"]
            if conversations.mute(tx, conversation_id, muted):
                kind = EventKind.MUTED if muted else EventKind.UNMUTED
                version = conversations.get(tx, conversation_id)["version"]
                self._mark(tx, kind, conversation_id, version_before=before, version=version)
            name = self._person(tx, conversation_id)
            if muted:
                return f"Muted {name}: only what presses brings this back"
            return f"{name} is heard again"

    def wrap_up(self, conversation_id: int, code: str) -> str:
        """Say what it was about, without closing it. Raises NotFound, NotAllowed."""
        self._check_wrap_up(code)
        with self._store.write(durable=True) as tx:
            before = conversations.get(tx, conversation_id)
            conversations.set_wrap_up(tx, conversation_id, code)
            self._log(tx, EventKind.WRAPPED_UP, before, None)
            return f"{self._person(tx, conversation_id)}: {code}"

    def _mark(self, tx: Tx, kind: EventKind, conversation_id: int, **data: Any) -> None:
        log(tx, kind, self.now(), agent=self.agent, conversation=conversation_id, **data)

    def _take_off(self, tx: Tx, event: Row, data: Mapping[str, Any]) -> None:
        conversation_id = event["conversation_id"]
        match event["kind"]:
            case EventKind.TAGGED:
                tags.untag(tx, conversation_id, tags.named(tx, data["tag"]))
            case EventKind.UNTAGGED:
                name = tags.named(tx, data["tag"])
                tags.tag(tx, conversation_id, [name], data["given_at"], data["given_by"])
            case EventKind.MUTED | EventKind.UNMUTED:
                muted = event["kind"] == EventKind.UNMUTED
                conversations.mute(tx, conversation_id, muted)
            case _:
                super()._take_off(tx, event, data)


def tag_of(said: str) -> str:
    """A tag as it is kept. Raises NotAllowed for what can be none."""
    name = clean_line(said, limit=LONGEST_TAG + 1)
    if not name:
        raise NotAllowed("a tag needs a word")
    if len(name) > LONGEST_TAG or "," in name:
        raise NotAllowed(f"a tag has at most {LONGEST_TAG} characters, and no comma")
    return name
