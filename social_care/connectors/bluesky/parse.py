"""A Bluesky post, from a notification, a search, a thread or our own records, as our values."""

import json
from dataclasses import dataclass

from social_care.connectors.fields import Json, Malformed, count, obj, objs, text
from social_care.models import Author, Media, Mention, MentionKind, OwnPost
from social_care.net import parse_time

POST = "app.bsky.feed.post"
_MENTION = "app.bsky.richtext.facet#mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a post does not say of its author."""

    followers: int | None = None
    verified: bool = False
    handle: str = ""
    name: str = ""


def listed_at(post: Json) -> int | None:
    """The time by which Bluesky orders its lists: the earlier of the author's and its own."""
    return parse_time(post.get("indexedAt")) or parse_time(obj(post, "record").get("createdAt"))


def to_mention(post: Json, own_id: str, profile: Profile | None) -> Mention:
    """Raises Malformed."""
    record, author = obj(post, "record"), obj(post, "author")
    uri, cid, did = text(post, "uri"), text(post, "cid"), text(author, "did")
    at = listed_at(post)
    if not uri or not did or at is None:
        raise Malformed(f"a post without an address, an author or a time: {uri}")
    claimed = parse_time(record.get("createdAt"))
    root = obj(record, "reply", "root")
    reason = _cannot_reply(post)
    return Mention(
        external_id=uri,
        text=text(record, "text"),
        posted_at=at,
        author=_author(author, profile),
        thread_key=text(root, "uri") or uri,
        canonical_id=uri,
        kind=_kind(record, own_id),
        url=web_address(uri),
        in_reply_to=text(record, "reply", "parent", "uri") or None,
        lang=_language(record),
        media=_media(post, uri),
        reposts=count(post, "repostCount"),  # notifications do not tell
        likes=count(post, "likeCount"),
        can_reply=not reason,
        can_reply_reason=reason,
        version=cid,
        authored_at=claimed if claimed != at else None,
        reply_ref={
            "cid": cid,
            "root_uri": text(root, "uri") or uri,
            "root_cid": text(root, "cid") or cid,
        },
        raw=json.dumps(post),
    )


def to_own_post(post: Json) -> OwnPost:
    """From a view, or from one of our own records (`value`). Raises Malformed."""
    record = obj(post, "record") or obj(post, "value")
    uri = text(post, "uri")
    at = parse_time(record.get("createdAt"))
    if not uri or at is None:
        raise Malformed(f"a post of ours without an address or a time: {uri}")
    return OwnPost(
        external_id=uri,
        text=text(record, "text"),
        posted_at=at,
        thread_key=text(record, "reply", "root", "uri") or uri,
        in_reply_to=text(record, "reply", "parent", "uri") or None,
        canonical_id=uri,
        url=web_address(uri),
        raw=json.dumps(post),
    )


def web_address(uri: str) -> str:
    """Where a browser finds a post: at://DID/app.bsky.feed.post/KEY."""
    did, _, rest = uri.removeprefix("at://").partition("/")
    return f"https://bsky.app/profile/{did}/post/{rest.rpartition('/')[2]}"


def _author(author: Json, profile: Profile | None) -> Author:
    did, handle = text(author, "did"), text(author, "handle")
    return Author(
        id=did,
        handle=handle,
        name=text(author, "displayName") or handle,
        url=f"https://bsky.app/profile/{did}",
        followers=profile.followers if profile else None,
        verified=profile.verified if profile else False,
    )


def _kind(record: Json, own_id: str) -> MentionKind:
    if text(record, "reply", "parent", "uri").startswith(f"at://{own_id}/"):
        return MentionKind.REPLY
    features = [item for facet in objs(record, "facets") for item in objs(facet, "features")]
    if any(text(item, "$type") == _MENTION and text(item, "did") == own_id for item in features):
        return MentionKind.MENTION
    quoted = text(record, "embed", "record", "uri") or text(
        record, "embed", "record", "record", "uri"
    )
    return MentionKind.MENTION if quoted.startswith(f"at://{own_id}/") else MentionKind.KEYWORD


def _cannot_reply(post: Json) -> str:
    if obj(post, "viewer").get("replyDisabled") is True:
        return "the author has limited who can reply"
    if obj(post, "author", "viewer").get("blockedBy") is True:
        return "the author blocks us"
    return ""


def _language(record: Json) -> str | None:
    languages = record.get("langs")
    first = languages[0] if isinstance(languages, list) and languages else None
    return first if isinstance(first, str) and first else None


def _media(post: Json, uri: str) -> tuple[Media, ...]:
    """Attachments; without a view of them (in notifications) the post's own page leads there."""
    embed = obj(post, "embed") or obj(post, "record", "embed")
    parts = [embed, obj(embed, "media")]
    page = web_address(uri)
    found = [
        Media(kind="image", url=text(image, "fullsize") or page, alt=text(image, "alt"))
        for part in parts
        for image in objs(part, "images")
    ]
    for part in parts:
        if text(part, "$type").startswith("app.bsky.embed.video"):
            found.append(
                Media(kind="video", url=text(part, "playlist") or page, alt=text(part, "alt"))
            )
        external = obj(part, "external")
        if external:
            found.append(Media(kind="link", url=text(external, "uri"), alt=text(external, "title")))
    quoted = text(embed, "record", "uri") or text(embed, "record", "record", "uri")
    if f"/{POST}/" in quoted:
        found.append(Media(kind="quote", url=web_address(quoted)))
    return tuple(found)
