"""A status as a Mastodon server gives it, turned into a mention or one of our own posts."""

import json
from dataclasses import dataclass
from hashlib import sha256

from social_care.connectors.fields import Json, Malformed, count, obj, objs, text
from social_care.connectors.html import to_text
from social_care.connectors.mastodon.ids import id_of, parent_of
from social_care.models import Author, Media, Mention, MentionKind, OwnPost, Visibility
from social_care.net import parse_time

_VISIBILITY = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "direct": Visibility.DIRECT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a status does not say itself."""

    root: str
    """Id of the first status of its thread."""
    own_id: str
    blurs_direct: bool = False
    """The server calls direct messages private; whatever is private there may be one."""
    keyword: bool = False
    """It was found by its words; whether it names us has to be seen."""


def visibility_of(status: Json, blurs_direct: bool) -> Visibility:
    """Who can read it. Kinds that only some servers know count as followers-only."""
    known = _VISIBILITY.get(text(status, "visibility"))
    return known or (Visibility.DIRECT if blurs_direct else Visibility.FOLLOWERS)


def thread_key(root: str, visibility: Visibility) -> str:
    """The thread's name; direct messages keep to themselves."""
    return f"dm:{root}" if visibility is Visibility.DIRECT else root


def words_of(status: Json) -> str:
    """What the status says, as plain text."""
    return to_text(text(status, "content"), without_quote=bool(obj(status, "quote")))


def to_mention(status: Json, place: Place) -> Mention:
    """Raises Malformed."""
    visibility = visibility_of(status, place.blurs_direct)
    words = _with_choices(words_of(status), status)
    warning = text(status, "spoiler_text")
    uri = text(status, "uri")
    return Mention(
        external_id=id_of(status),
        text=words,
        posted_at=_posted_at(status),
        author=_author(obj(status, "account")),
        thread_key=thread_key(place.root, visibility),
        canonical_id=uri or text(status, "url"),
        kind=_kind(status, place, visibility),
        visibility=visibility,
        url=text(status, "url") or uri,
        in_reply_to=parent_of(status) or None,
        lang=text(status, "language") or None,
        content_warning=warning,
        media=_media(status),
        reposts=count(status, "reblogs_count") or 0,
        likes=count(status, "favourites_count") or 0,
        version=text(status, "edited_at") or _fingerprint(words, warning),
        reply_ref={"acct": text(status, "account", "acct")},
        raw=json.dumps(status),
    )


def to_own_post(status: Json, place: Place) -> OwnPost:
    """Raises Malformed."""
    visibility = visibility_of(status, place.blurs_direct)
    uri = text(status, "uri")
    return OwnPost(
        external_id=id_of(status),
        text=words_of(status),
        posted_at=_posted_at(status),
        thread_key=thread_key(place.root, visibility),
        in_reply_to=parent_of(status) or None,
        canonical_id=uri or text(status, "url"),
        visibility=visibility,
        url=text(status, "url") or uri,
        raw=json.dumps(status),
    )


def _posted_at(status: Json) -> int:
    at = parse_time(status.get("created_at"))
    if at is None:
        raise Malformed(f"a status without a time: {text(status, 'id')}")
    return at


def _author(account: Json) -> Author:
    author_id = text(account, "id")
    if not author_id:
        raise Malformed("a status without an author")
    handle = text(account, "acct") or text(account, "username")
    return Author(
        id=author_id,
        handle=handle.lstrip("@"),
        name=text(account, "display_name") or handle,
        url=text(account, "url"),
        followers=count(account, "followers_count"),
        is_bot=account.get("bot") is True,
    )


def _kind(status: Json, place: Place, visibility: Visibility) -> MentionKind:
    if visibility is Visibility.DIRECT:
        return MentionKind.DIRECT_MESSAGE
    if text(status, "in_reply_to_account_id") == place.own_id:
        return MentionKind.REPLY
    named = {text(item, "id") for item in objs(status, "mentions")}
    searched = place.keyword and place.own_id not in named
    return MentionKind.KEYWORD if searched else MentionKind.MENTION


def _with_choices(words: str, status: Json) -> str:
    """A poll asks with what it lets people choose from."""
    choices = [text(option, "title") for option in objs(status, "poll", "options")]
    return "\n".join([words, "", *(f"- {choice}" for choice in choices)]) if choices else words


def _media(status: Json) -> tuple[Media, ...]:
    found = [
        Media(
            kind=text(item, "type") or "file",
            url=text(item, "url") or text(item, "remote_url"),
            alt=text(item, "description"),
        )
        for item in objs(status, "media_attachments")
    ]
    # The quoted post itself, or one level up where only its state is told besides.
    quoted = obj(status, "quote", "quoted_status") or obj(status, "quote")
    address = text(quoted, "url") or text(quoted, "uri")
    return (*found, Media(kind="quote", url=address)) if address else tuple(found)


def _fingerprint(*parts: str) -> str:
    """For servers that do not say when a post was edited. Of the words, not of the markup, which
    servers touch up on their own."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
