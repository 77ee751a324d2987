"""Bluesky's chat service: whether we may use it, and the calls it has."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.errors import CHAT_REMEDY, judge_chat
from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.walk import StaleToken
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, parse_time

CONVERSATIONS_AT_ONCE = 50
MESSAGES_AT_ONCE = 100
DEEPEST_PAGES = 10
"""How many pages of one conversation are read at a time."""
LOOK_AGAIN_MS = 15 * 60 * 1000
LOOK_TRIES = 2
"""A look at the door is repeated soon enough; whoever checks an account shall not wait for it."""

_NO_SERVICE = frozenset({500, 501})
"""What an account's server says when there is no chat service behind it. When there is one that is
down it says 502 to 504."""
_LOG = logging.getLogger(__name__)


class Chat:
    """Direct messages of one account. Everything that is not a success is a NetworkError."""

    def __init__(self, api: Api, *, wanted: bool | None) -> None:
        self._api = api
        self._wanted = wanted
        self._is_shut = False
        self._looked_at = 0

    @property
    def is_open(self) -> bool:
        """Whether to listen: not when nobody wants it, nor, unless somebody insists, where the
        last look found no way in."""
        return self._wanted is True or (self._wanted is None and not self._is_shut)

    @property
    def is_shut(self) -> bool:
        """Whether the last look found that there is no way in for us."""
        return self._is_shut

    def look(self) -> str:
        """Try the door; what is wrong with it, in words, or nothing. Raises NetworkError(AUTH)."""
        if self._wanted is False:
            return ""
        self._looked_at = self._api.clock()
        try:
            answer = self._api.chat("chat.bsky.convo.listConvos", {"limit": 1}, LOOK_TRIES)
            error = judge_chat(answer, self._api.clock())
            self._is_shut = answer.status in _NO_SERVICE or _is_refusal(error)
        except NetworkError as lost:
            error = lost
        if error is None:
            return ""
        if error.error_class is ErrorClass.AUTH:
            raise error
        remedy = CHAT_REMEDY if self._is_shut else error.remedy
        return f"direct messages cannot be read: {error.message}; {remedy}"

    def look_again(self) -> None:
        """Now and then see whether a shut door has opened."""
        due = self._api.clock() - self._looked_at >= LOOK_AGAIN_MS
        if self._wanted is None and self._is_shut and due and not self.look():
            _LOG.info("direct messages can be read now")

    # Calls

    def position(self) -> str:
        """Where the log of everything that happens ends now; empty where it does not say."""
        return text(self._get("chat.bsky.convo.getLog", {}), "cursor")

    def log(self, position: str) -> Json:
        """What happened since that position. Raises StaleToken where that is forgotten."""
        return self._page("chat.bsky.convo.getLog", {}, position)

    def conversations(self, token: str | None) -> Json:
        """A page of them, the one last written in first, those of strangers included."""
        return self._page("chat.bsky.convo.listConvos", {"limit": CONVERSATIONS_AT_ONCE}, token)

    def messages(self, conversation: str, since: int) -> Iterator[Json]:
        """The messages of one conversation, newest first, as far back as `since` (ms UTC)."""
        asked = {"convoId": conversation, "limit": MESSAGES_AT_ONCE}
        token: str | None = None
        for _ in range(DEEPEST_PAGES):
            page = self._page("chat.bsky.convo.getMessages", asked, token)
            found = objs(page, "messages")
            yield from (item for item in found if _is_since(item, since))
            token = text(page, "cursor") or None
            if token is None or not all(_is_since(item, since) for item in found):
                return
        _LOG.warning("a conversation has more messages than are read at a time")

    def with_member(self, did: str) -> str:
        """Our conversation with this person; it is opened if there was none. BLOCKED where they
        take no messages from us."""
        found = self._get("chat.bsky.convo.getConvoForMembers", {"members": [did]})
        conversation = text(obj(found, "convo"), "id")
        if not conversation:
            raise NetworkError(ErrorClass.TRANSIENT, "the chat service names no conversation")
        return conversation

    def send(self, conversation: str, message: Json) -> Json:
        """Write a message. UNKNOWN_OUTCOME when it may have been accepted."""
        answer = self._api.chat_post(
            "chat.bsky.convo.sendMessage", {"convoId": conversation, "message": message}
        )
        found = self._object(answer)
        if not text(found, "id"):
            raise answer.unreadable("but without the message")
        return found

    def _get(self, method: str, asked: Mapping[str, Any]) -> Json:
        return self._object(self._api.chat(method, asked))

    def _page(self, method: str, asked: Mapping[str, Any], token: str | None) -> Json:
        cursor = {"cursor": token} if token else {}
        answer = self._api.chat(method, {**asked, **cursor})
        if token and answer.status == 400 and _is_about_the_request(answer, self._api.clock()):
            raise StaleToken
        return self._object(answer)

    def _object(self, answer: Answer) -> Json:
        error = judge_chat(answer, self._api.clock())
        if error is not None:
            raise error
        found = answer.json()
        if not isinstance(found, dict):
            raise answer.unreadable("but not with an object")
        return found


def _is_since(message: Json, since: int) -> bool:
    at = parse_time(message.get("sentAt"))
    return at is None or at >= since


def _is_refusal(error: NetworkError | None) -> bool:
    return error is not None and error.error_class is ErrorClass.PERMISSION


def _is_about_the_request(answer: Answer, now: int) -> bool:
    error = judge_chat(answer, now)
    return error is not None and _is_refusal(error) and error.remedy != CHAT_REMEDY
