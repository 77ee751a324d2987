"""The stream of direct messages: first the conversations there are, then the log of what is new.

The chat service keeps a log of everything that happens, which is read forward from a position. The
first poll takes the position, then goes through the conversations for what is not older than the
backfill; whatever is written meanwhile comes by the log again. The same is done after a long pause,
or where the position is forgotten or never told: read again rather than lost.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from social_care.connectors.base import OVERLAP_MS, Budget, Page
from social_care.connectors.bluesky.chat import Chat
from social_care.connectors.bluesky.direct import sender, to_message
from social_care.connectors.bluesky.profiles import Profiles
from social_care.connectors.cursor import restored
from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.walk import StaleToken
from social_care.models import Mention, OwnPost
from social_care.net import parse_time

_CREATED = "chat.bsky.convo.defs#logCreateMessage"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    position: str
    """In the log; empty where the service does not tell it."""
    floor: int
    """Nothing older is wanted at all: the first poll's backfill."""
    read_at: int
    """When the last poll came to its end, or the first began."""
    since: int | None
    """Conversations are gone through for what is not older; None: only the log is read."""
    token: str | None = None
    """Where the next page of conversations begins."""


class Inbox:
    """Direct messages of one account."""

    def __init__(self, chat: Chat, profiles: Profiles, name: str) -> None:
        self._chat = chat
        self._profiles = profiles
        self._name = name

    def page(self, cursor: str | None, budget: Budget, own_id: str) -> Page:
        """One page. Raises NetworkError."""
        state = restored(cursor, _saved) or self._begin(budget)
        if state.since is None and budget.now - state.read_at > OVERLAP_MS:
            state = _through_conversations(state)
        if state.since is not None:
            found, state, more = self._from_conversations(state, state.since, budget.now)
        else:
            found, state, more = self._from_log(state, budget.now)
        messages = list(self._messages(found, own_id, state.floor))
        return Page(
            cursor=json.dumps(asdict(state)),
            mentions=[item for item in messages if isinstance(item, Mention)],
            own_posts=[item for item in messages if isinstance(item, OwnPost)],
            more=more,
        )

    def _begin(self, budget: Budget) -> _State:
        floor = budget.backfill_from
        return _State(position=self._chat.position(), floor=floor, read_at=budget.now, since=floor)

    def _from_conversations(
        self, state: _State, since: int, now: int
    ) -> tuple[list[tuple[str, Json]], _State, bool]:
        try:
            page = self._chat.conversations(state.token)
        except StaleToken:
            return [], replace(state, token=None), True
        conversations = objs(page, "convos")
        recent = [item for item in conversations if _is_live(item, since)]
        found = [
            (text(item, "id"), message)
            for item in recent
            for message in self._chat.messages(text(item, "id"), since)
        ]
        token = text(page, "cursor") or None
        if token is not None and token != state.token and len(recent) == len(conversations):
            return found, replace(state, token=token), True
        return found, replace(state, token=None, since=None, read_at=now), False

    def _from_log(self, state: _State, now: int) -> tuple[list[tuple[str, Json]], _State, bool]:
        if not state.position:
            # Where there is no log to follow, the conversations are all there is.
            state = replace(_through_conversations(state), position=self._chat.position())
            return [], state, True
        try:
            page = self._chat.log(state.position)
        except StaleToken:
            state = replace(_through_conversations(state), position=self._chat.position())
            return [], state, True
        events = objs(page, "logs")
        found = [
            (text(event, "convoId"), obj(event, "message"))
            for event in events
            if text(event, "$type") == _CREATED
        ]
        position = text(page, "cursor") or state.position
        more = bool(events) and position != state.position
        return found, replace(state, position=position, read_at=now), more

    def _messages(
        self, found: list[tuple[str, Json]], own_id: str, floor: int
    ) -> Iterator[Mention | OwnPost]:
        strangers = {sender(message) for _, message in found} - {"", own_id}
        profiles = self._profiles.of(sorted(strangers))
        for conversation, message in found:
            try:
                item = to_message(message, conversation, own_id, profiles.get(sender(message)))
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._name, error)
                continue
            if item is not None and item.posted_at >= floor:
                yield item


def _through_conversations(state: _State) -> _State:
    since = max(state.read_at - OVERLAP_MS, state.floor)
    return replace(state, since=since, token=None)


def _is_live(conversation: Json, since: int) -> bool:
    """Whether somebody has written in it since; one that does not say when may be."""
    last = obj(conversation, "lastMessage")
    at = parse_time(last.get("sentAt"))
    return bool(last) and (at is None or at >= since)


def _saved(saved: Json) -> _State:
    return _State(
        position=str(saved["position"]),
        floor=int(saved["floor"]),
        read_at=int(saved["read_at"]),
        since=None if saved["since"] is None else int(saved["since"]),
        token=None if saved["token"] is None else str(saved["token"]),
    )
