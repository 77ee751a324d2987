"""Direct messages: Messenger's and Instagram's are read and answered through the same calls."""

from collections.abc import Mapping
from typing import Any

from social_care.connectors.fields import Json, objs, text
from social_care.connectors.meta.api import Api, Found, node, page_of
from social_care.connectors.meta.nested import Parent, Parents, Read, Unreadable, Wish
from social_care.connectors.meta.parse import (
    WEEK_MS,
    attachments,
    author_of,
    fingerprint,
    id_of,
    posted_at,
    raw_of,
    reference,
    time_of,
)
from social_care.connectors.meta.reading import newest_first
from social_care.connectors.meta.settings import DAY_MS, MetaSettings
from social_care.connectors.walk import Listing
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, OwnPost, Visibility
from social_care.net import parse_time

FIELDS = "id,from,to,message,created_time,attachments"
AT_ONCE = 20
"""Meta shows the details of a conversation's newest twenty messages only."""
CONVERSATIONS_AT_ONCE = 25
FRESH_MS = 60 * 1000
"""Meta's times have whole seconds: what moved so lately may move again and show the same time."""
_CLOSED = "it is more than {} since the customer's message: Meta takes no answer any more"


class MessageLists:
    """Conversations and their messages, for `Nested`."""

    recheck_ms = 0
    """A conversation's time moves with every message."""

    def __init__(self, api: Api, settings: MetaSettings, platform: str) -> None:
        self._api = api
        self._settings = settings
        self._platform = platform

    def horizon(self, floor: int, scanned: int, now: int) -> int:  # noqa: ARG002
        """What moved since the last scan."""
        return max(floor, scanned - self._settings.overlap)

    def first_floor(self, floor: int, scanned: int) -> int:
        """Whatever an unknown conversation said earlier was read when it was known."""
        return max(floor, scanned - self._settings.overlap)

    def scan(self, token: str | None, since: int) -> Parents[Json]:
        """Conversations, the one that moved last first, each with its newest messages."""
        page = conversations(self._api, self._settings.page_id, self._platform, since, token)
        moved = [(item, parse_time(item.get("updated_time"))) for item in page.items]
        now = self._api.server_time or self._api.clock()
        found = [
            _parent(item, at, fresh=at > now - FRESH_MS)
            for item, at in moved
            if at is not None and at >= since and text(item, "id")
        ]
        is_old = bool(moved) and not found
        return Parents(found=found, next=None if is_old else page.next)

    def read(self, wish: Wish, first: Listing[Json] | None) -> Read[Json]:
        """A conversation's messages, newest first."""

        def pull(token: str | None) -> Listing[Json]:
            if first is not None and token is None:
                return first
            return _listing(messages(self._api, wish.known.id, token))

        try:
            return newest_first(wish, pull)
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                raise Unreadable(error.message) from error
            raise


def conversations(
    api: Api, page_id: str, platform: str, since: int, token: str | None = None
) -> Found:
    """Those that moved since then (ms UTC), with their newest messages."""
    asked = {
        "platform": platform,
        "updated_after_ms": since,
        "fields": f"id,updated_time,participants,messages.limit({AT_ONCE}){{{FIELDS}}}",
        "limit": CONVERSATIONS_AT_ONCE,
    }
    return api.page(node(page_id, "conversations"), asked, token)


def messages(api: Api, conversation_id: str, token: str | None = None) -> Found:
    """A conversation's messages, newest first."""
    asked = {"fields": FIELDS, "limit": AT_ONCE}
    return api.page(node(conversation_id, "messages"), asked, token)


def _parent(item: Json, at: int, *, fresh: bool) -> Parent[Json]:
    """What is `fresh` is read once more when it no longer is; that costs no call of its own."""
    return Parent(
        id=text(item, "id"),
        at=at,
        mark=text(item, "updated_time") + (" fresh" if fresh else ""),
        count=1,
        first=_listing(page_of(_field(item, "messages"))) if "messages" in item else None,
    )


def _field(item: Json, name: str) -> Json:
    found: Any = item.get(name)
    return found if isinstance(found, dict) else {}


def _listing(page: Found) -> Listing[Json]:
    timed = [(time_of(item), item) for item in page.items]
    return Listing(items=[(at, item) for at, item in timed if at is not None], next=page.next)


# One message -------------------------------------------------------------------------------------


def thread_of(conversation_id: str) -> str:
    """The thread's name."""
    return f"dm:{conversation_id}"


def to_mention(
    item: Json, conversation_id: str, network: str, now: int, *, human_agent: bool
) -> Mention:
    """Raises Malformed."""
    at = posted_at(item)
    until = at + (WEEK_MS if human_agent else DAY_MS)
    author = author_of(item)
    named = bool(text(item, "from", "id"))
    reason = _closed(now, until, named, human_agent=human_agent)
    words = text(item, "message")
    return Mention(
        external_id=id_of(item),
        text=words,
        posted_at=at,
        author=author,
        thread_key=thread_of(conversation_id),
        canonical_id=f"{network}:{id_of(item)}",
        kind=MentionKind.DIRECT_MESSAGE,
        visibility=Visibility.DIRECT,
        media=attachments(item),
        can_reply=not reason,
        can_reply_reason=reason,
        reply_until=until,
        version=fingerprint(words),
        reply_ref=reference(kind="message", at=str(at)),
        raw=raw_of(item),
    )


def _closed(now: int, until: int, named: bool, *, human_agent: bool) -> str:
    if not named:
        return "Meta does not say who wrote it"
    if now >= until:
        return _CLOSED.format("seven days" if human_agent else "24 hours")
    return ""


def to_own_post(item: Json, conversation_id: str, network: str) -> OwnPost:
    """Raises Malformed."""
    return OwnPost(
        external_id=id_of(item),
        text=text(item, "message"),
        posted_at=posted_at(item),
        thread_key=thread_of(conversation_id),
        canonical_id=f"{network}:{id_of(item)}",
        visibility=Visibility.DIRECT,
        raw=raw_of(item),
    )


def is_with(conversation: Json, author_id: str, handle: str) -> bool:
    """Whether this person takes part in it."""
    people = objs(conversation, "participants", "data")
    names = {text(person, "username").lower() for person in people} - {""}
    return author_id in {text(person, "id") for person in people} or handle.lower() in names


def envelope(words: str, recipient: Mapping[str, str], extra: Mapping[str, str]) -> Json:
    """The body of a message that is sent."""
    return {"recipient": dict(recipient), "message": {"text": words}, **extra}
