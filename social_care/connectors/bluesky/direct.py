"""Direct messages: what arrives in a conversation, and what we write in one."""

import json
import unicodedata
from typing import Any

from social_care.connectors.bluesky.chat import Chat
from social_care.connectors.bluesky.errors import CHAT_REMEDY
from social_care.connectors.bluesky.parse import POST, Profile, web_address
from social_care.connectors.bluesky.reply import LIMITS, fitting, new_key
from social_care.connectors.bluesky.text import facets
from social_care.connectors.fields import Json, Malformed, obj, text
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Author,
    Media,
    Mention,
    MentionKind,
    OwnPost,
    Prepared,
    Reply,
    Sent,
    Visibility,
)
from social_care.net import parse_time

EARLY_MS = 2 * 60 * 1000
"""How much earlier than our own clock says a message of ours may bear its time."""
KEY = "dm:"

_DELETED = "chat.bsky.convo.defs#deletedMessageView"


def sender(message: Json) -> str:
    """Who wrote it."""
    return text(message, "sender", "did")


def to_message(
    message: Json, conversation: str, own_id: str, profile: Profile | None
) -> Mention | OwnPost | None:
    """None for one that we have removed from our own view. Raises Malformed."""
    if text(message, "$type") == _DELETED:
        return None
    did, message_id = sender(message), text(message, "id")
    at = parse_time(message.get("sentAt"))
    if not (conversation and message_id and did) or at is None:
        raise Malformed(f"a direct message without an id, a sender or a time: {message_id}")
    external_id = f"{conversation}/{message_id}"
    if did == own_id:
        return OwnPost(
            external_id=external_id,
            text=text(message, "text"),
            posted_at=at,
            thread_key=KEY + conversation,
            canonical_id=external_id,
            visibility=Visibility.DIRECT,
            url=_address(conversation),
            raw=json.dumps(message),
        )
    return Mention(
        external_id=external_id,
        text=text(message, "text"),
        posted_at=at,
        author=_author(did, profile or Profile()),
        thread_key=KEY + conversation,
        canonical_id=external_id,
        kind=MentionKind.DIRECT_MESSAGE,
        visibility=Visibility.DIRECT,
        url=_address(conversation),
        media=_media(message),
        reply_ref={"conversation": conversation},
        raw=json.dumps(message),
    )


def build(reply: Reply, now: int) -> Prepared:
    """Freeze a direct message, also to somebody who wrote in public. Raises NetworkError(REFUSED).

    Its key tells it apart here; the network has none, so what was sent is recognised by its words.
    """
    target, words = reply.target, fitting(reply.text, LIMITS.for_private())
    message: dict[str, Any] = {"text": words}
    found = facets(words, target.author_handle, target.author_id)
    if found:
        message["facets"] = found
    is_ours = target.thread_key.startswith(KEY)
    conversation = target.thread_key.removeprefix(KEY) if is_ours else ""
    direct = {"conversation": conversation, "member": target.author_id, "message": message}
    return Prepared(key=new_key(now), prepared_at=now, payload={"direct": direct})


def is_direct(prepared: Prepared) -> bool:
    """Whether the reply is a direct message."""
    return bool(obj(dict(prepared.payload), "direct"))


def send(chat: Chat, prepared: Prepared) -> Sent:
    """Write it. Raises NetworkError."""
    conversation = _conversation(chat, prepared)
    sent = chat.send(conversation, obj(_frozen(prepared), "message"))
    return _to_sent(sent, conversation, prepared)


def find(chat: Chat, prepared: Prepared, own_id: str) -> Sent | None:
    """Look for it among what we wrote there since. Raises NetworkError."""
    conversation = _conversation(chat, prepared)
    wanted = _same_words(text(_frozen(prepared), "message", "text"))
    for message in chat.messages(conversation, prepared.prepared_at - EARLY_MS):
        if sender(message) == own_id and _same_words(text(message, "text")) == wanted:
            return _to_sent(message, conversation, prepared)
    return None


def _frozen(prepared: Prepared) -> Json:
    return obj(dict(prepared.payload), "direct")


def _conversation(chat: Chat, prepared: Prepared) -> str:
    frozen = _frozen(prepared)
    known = text(frozen, "conversation")
    if known:
        return known
    try:
        return chat.with_member(text(frozen, "member"))
    except NetworkError as error:
        if error.error_class is ErrorClass.PERMISSION and error.remedy != CHAT_REMEDY:
            # We may write to people, but not to this one.
            raise NetworkError(ErrorClass.BLOCKED, error.message) from error
        raise


def _to_sent(message: Json, conversation: str, prepared: Prepared) -> Sent:
    external_id = f"{conversation}/{text(message, 'id')}"
    return Sent(
        external_id=external_id,
        accepted_at=parse_time(message.get("sentAt")) or prepared.prepared_at,
        canonical_id=external_id,
        url=_address(conversation),
        thread_key=KEY + conversation,
    )


def _author(did: str, profile: Profile) -> Author:
    return Author(
        id=did,
        handle=profile.handle,
        name=profile.name or profile.handle,
        url=f"https://bsky.app/profile/{did}",
        followers=profile.followers,
        verified=profile.verified,
    )


def _media(message: Json) -> tuple[Media, ...]:
    shared = text(message, "embed", "record", "uri")
    return (Media(kind="quote", url=web_address(shared)),) if f"/{POST}/" in shared else ()


def _address(conversation: str) -> str:
    return f"https://bsky.app/messages/{conversation}"


def _same_words(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())
