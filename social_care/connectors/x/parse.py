"""Posts and direct messages of X, turned into mentions or our own posts."""

import json
import re
from dataclasses import dataclass, field

from social_care.connectors.fields import Json, Malformed, count, obj, objs, text
from social_care.connectors.memory import Memory
from social_care.connectors.x.posts import Post, either, time_of, time_of_id
from social_care.connectors.x.words import LANGUAGES, words_of
from social_care.models import Author, Media, Mention, MentionKind, OwnPost, Visibility

MESSAGE = "dm:"
"""Before the id of a direct message, which is none of a post."""
REMEMBERED = 20_000

_NO_LANGUAGE = re.compile(r"und|zxx|art|q[a-z]{2}")
_HANDLE = re.compile(r"\w{1,15}", re.ASCII)

READ_ONLY = "this account only listens: it has an app's bearer token, but nobody has logged in"
GATE = "X lets us answer only who mentions us or quotes us: open it in the browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Our account there."""

    id: str
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a post does not say itself. Lasts as long as its connector."""

    me: Me
    gate: bool = True
    """X's plan for us: answers only to those who addressed us."""
    can_write: bool = True
    first_ids: Memory[str] = field(default_factory=lambda: Memory(REMEMBERED))
    """By the id of a later version, the id of the first one."""

    def first(self, post: Post) -> str:
        """The id under which a post is known, whatever was edited since."""
        versions = post.versions
        for later in versions[1:]:
            self.first_ids.put(later, versions[0])
        return versions[0]

    def known(self, post_id: str) -> str:
        """The first id of a post that we may have seen edited."""
        return self.first_ids.get(post_id) or post_id


def is_ours(post: Post, me: Me) -> bool:
    """Raises Malformed."""
    return post.author_id == me.id


def to_mention(post: Post, place: Place, *, keyword: bool = False) -> Mention:
    """Raises Malformed."""
    first = place.first(post)
    data, author = post.data, _author(post)
    can_reply, reason = _answerable(post, place)
    parent = post.refers_to("replied_to")
    metrics = obj(data, "public_metrics")
    return Mention(
        external_id=first,
        text=words_of(data),
        posted_at=_posted_at(post, first),
        author=author,
        thread_key=_thread(post, place, first),
        canonical_id=link_to(first),
        kind=_kind(post, place.me, keyword=keyword),
        visibility=_visibility(post),
        url=link_to(first, author.handle),
        in_reply_to=place.known(parent) if parent else None,
        lang=_language(data),
        media=tuple(_media(item) for item in post.media),
        reposts=(count(metrics, "retweet_count") or 0) + (count(metrics, "quote_count") or 0),
        likes=count(metrics, "like_count") or 0,
        can_reply=can_reply,
        can_reply_reason=reason,
        version=post.id,
        reply_ref={"id": post.id},
        raw=_raw(post),
    )


def to_own_post(post: Post, place: Place) -> OwnPost:
    """Raises Malformed."""
    first = place.first(post)
    parent = post.refers_to("replied_to")
    return OwnPost(
        external_id=first,
        text=words_of(post.data),
        posted_at=_posted_at(post, first),
        thread_key=_thread(post, place, first),
        in_reply_to=place.known(parent) if parent else None,
        canonical_id=link_to(first),
        visibility=_visibility(post),
        url=link_to(first, place.me.handle),
        raw=_raw(post),
    )


def message_to_mention(post: Post, place: Place) -> Mention:
    """A direct message to us. Raises Malformed."""
    conversation = conversation_of(post, place.me)
    return Mention(
        external_id=MESSAGE + post.id,
        text=words_of(post.data),
        posted_at=_posted_at(post, post.id),
        author=_author(post),
        thread_key=MESSAGE + conversation,
        canonical_id=f"x:{MESSAGE}{post.id}",
        kind=MentionKind.DIRECT_MESSAGE,
        visibility=Visibility.DIRECT,
        url=link_to_messages(conversation),
        media=tuple(_media(item) for item in post.media),
        can_reply=place.can_write,
        can_reply_reason="" if place.can_write else READ_ONLY,
        reply_ref={"conversation": conversation},
        raw=_raw(post),
    )


def message_to_own_post(post: Post, place: Place) -> OwnPost:
    """A direct message of ours. Raises Malformed."""
    conversation = conversation_of(post, place.me)
    return OwnPost(
        external_id=MESSAGE + post.id,
        text=words_of(post.data),
        posted_at=_posted_at(post, post.id),
        thread_key=MESSAGE + conversation,
        canonical_id=f"x:{MESSAGE}{post.id}",
        visibility=Visibility.DIRECT,
        url=link_to_messages(conversation),
        raw=_raw(post),
    )


def conversation_of(post: Post, me: Me) -> str:
    """X's name for a conversation; between two it is made of their ids. Raises Malformed."""
    found = text(post.data, "dm_conversation_id")
    if found:
        return found
    if post.author_id == me.id:
        raise Malformed(f"a message of ours without its conversation: {post.id}")
    return between(me.id, post.author_id)


def between(one: str, other: str) -> str:
    """The conversation of two people: the smaller id comes first."""
    return "-".join(sorted((one, other), key=lambda each: (len(each), each)))


def link_to(post_id: str, handle: str = "") -> str:
    """A post's address; without a handle the one that never changes."""
    return f"https://x.com/{handle or 'i'}/status/{post_id}"


def link_to_messages(conversation: str) -> str:
    """Where a person reads a conversation."""
    return f"https://x.com/messages/{conversation}"


def _posted_at(post: Post, first: str) -> int:
    at = time_of_id(first) if first != post.id else None
    found = at if at is not None else time_of(post.data)
    if found is None:
        raise Malformed(f"a post without a time: {post.id}")
    return found


def _thread(post: Post, place: Place, first: str) -> str:
    root = text(post.data, "conversation_id")
    return place.known(root) if root else first


def _author(post: Post) -> Author:
    user = post.author
    handle = text(user, "username")
    handle = handle if _HANDLE.fullmatch(handle) else ""
    verified_type = text(user, "verified_type")
    return Author(
        id=post.author_id,
        handle=handle,
        name=text(user, "name") or handle,
        url=f"https://x.com/{handle}" if handle else f"https://x.com/i/user/{post.author_id}",
        followers=count(user, "public_metrics", "followers_count"),
        verified=user.get("verified") is True or verified_type not in {"", "none"},
    )


def _visibility(post: Post) -> Visibility:
    protected = post.author.get("protected") is True
    return Visibility.FOLLOWERS if protected else Visibility.PUBLIC


def _kind(post: Post, me: Me, *, keyword: bool) -> MentionKind:
    if text(post.data, "in_reply_to_user_id") == me.id:
        return MentionKind.REPLY
    named = not keyword or _names(post, me)
    return MentionKind.MENTION if named else MentionKind.KEYWORD


def _names(post: Post, me: Me) -> bool:
    named = objs(post.data, "entities", "mentions")
    note = objs({"note": either(post.data, "note_tweet")}, "note", "entities", "mentions")
    return any(
        text(one, "id") == me.id or text(one, "username").lower() == me.handle.lower()
        for one in named + note
    )


def _quotes(post: Post, me: Me) -> bool:
    ours = re.compile(
        rf"https://(?:x|twitter)\.com/{re.escape(me.handle)}/status/\d", re.IGNORECASE
    )
    links = objs(post.data, "entities", "urls")
    return bool(post.refers_to("quoted")) and any(
        ours.match(text(link, "expanded_url")) for link in links
    )


def _answerable(post: Post, place: Place) -> tuple[bool, str]:
    """Whether X takes a reply of ours, and why not. Who mentions us may always be answered."""
    if not place.can_write:
        return False, READ_ONLY
    if _names(post, place.me) or text(post.data, "in_reply_to_user_id") == place.me.id:
        return True, ""
    if place.gate and not _quotes(post, place.me):
        return False, GATE
    setting = text(post.data, "reply_settings")
    if setting in {"", "everyone"}:
        return True, ""
    return False, f"its author takes no replies from us (only: {setting[:30]})"


def _language(data: Json) -> str | None:
    lang = text(data, "lang").lower()
    return None if not lang or _NO_LANGUAGE.fullmatch(lang) else LANGUAGES.get(lang, lang)


def _media(item: Json) -> Media:
    return Media(
        kind=text(item, "type") or "file",
        url=text(item, "url") or text(item, "preview_image_url"),
        alt=text(item, "alt_text"),
    )


def _raw(post: Post) -> str:
    return json.dumps({"data": post.data, "author": post.author, "media": list(post.media)})
