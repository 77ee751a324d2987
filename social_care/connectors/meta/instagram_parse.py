"""Instagram's comments and tagged posts, turned into mentions or our own posts."""

from social_care.connectors.fields import Json, count, text
from social_care.connectors.meta.parse import (
    WEEK_MS,
    Brand,
    author_of,
    fingerprint,
    id_of,
    posted_at,
    raw_of,
    reference,
)
from social_care.models import Media, Mention, MentionKind, OwnPost

NETWORK = "instagram"
REPLY_FIELDS = "id,text,timestamp,from,username,parent_id,hidden,like_count"
REPLIES_AT_ONCE = 50
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit({REPLIES_AT_ONCE}){{{REPLY_FIELDS}}}"
TAGGED_FIELDS = "id,caption,timestamp,username,permalink,media_type,media_url,like_count"
_HIDDEN = "it is hidden: Instagram takes no answer to it"
_NOT_NAMED = "Instagram lets us answer a tag only where the text says @{}: open it in the browser"


def to_comment(item: Json, url: str, brand: Brand, top: str = "") -> Mention | OwnPost:
    """A comment below one of our posts, or a reply below the comment `top`. Raises Malformed."""
    comment_id, words = id_of(item), text(item, "text")
    top = text(item, "parent_id") or top
    if brand.wrote(item):
        return OwnPost(
            external_id=comment_id,
            text=words,
            posted_at=posted_at(item),
            thread_key=top or comment_id,
            in_reply_to=top or None,
            canonical_id=f"{NETWORK}:{comment_id}",
            url=url,
            raw=raw_of(item),
        )
    hidden = item.get("hidden") is True
    return Mention(
        external_id=comment_id,
        text=words,
        posted_at=posted_at(item),
        author=author_of(item),
        thread_key=top or comment_id,
        canonical_id=f"{NETWORK}:{comment_id}",
        kind=MentionKind.COMMENT,
        url=url,
        in_reply_to=top or None,
        likes=count(item, "like_count") or 0,
        can_reply=not hidden,
        can_reply_reason=_HIDDEN if hidden else "",
        private_until=posted_at(item) + WEEK_MS,
        version=fingerprint(words),
        reply_ref=reference(kind="comment", top=top, at=str(posted_at(item))),
        raw=raw_of(item),
    )


def to_tagged(item: Json, brand: Brand) -> Mention | OwnPost:
    """Somebody's post in which we are tagged. Raises Malformed."""
    media_id, words = id_of(item), text(item, "caption")
    if brand.wrote(item):
        return to_own_media(item)
    named = bool(brand.handle) and f"@{brand.handle.lower()}" in words.lower()
    url = text(item, "media_url") or text(item, "permalink")
    kind = text(item, "media_type").lower() or "file"
    return Mention(
        external_id=media_id,
        text=words,
        posted_at=posted_at(item),
        author=author_of(item),
        thread_key=media_id,
        canonical_id=f"{NETWORK}:{media_id}",
        url=text(item, "permalink"),
        media=(Media(kind=kind, url=url),) if url else (),
        likes=count(item, "like_count") or 0,
        can_reply=named,
        can_reply_reason="" if named else _NOT_NAMED.format(brand.handle),
        version=fingerprint(words),
        reply_ref=reference(kind="media"),
        raw=raw_of(item),
    )


def to_own_media(item: Json) -> OwnPost:
    """A post of ours. Raises Malformed."""
    media_id = id_of(item)
    return OwnPost(
        external_id=media_id,
        text=text(item, "caption"),
        posted_at=posted_at(item),
        thread_key=media_id,
        canonical_id=f"{NETWORK}:{media_id}",
        url=text(item, "permalink"),
        raw=raw_of(item),
    )
