"""Facebook's posts and comments, turned into mentions or our own posts."""

from social_care.connectors.fields import Json, count, obj, text
from social_care.connectors.meta.parse import (
    WEEK_MS,
    Brand,
    attachments,
    author_of,
    fingerprint,
    id_of,
    posted_at,
    raw_of,
    reference,
)
from social_care.models import Mention, MentionKind, OwnPost

NETWORK = "facebook"
POST_FIELDS = "id,from,message,created_time,permalink_url,attachments,shares"
COMMENT_FIELDS = (
    "id,from{id,name},message,created_time,parent{id},permalink_url,attachment,"
    "is_hidden,can_comment,can_reply_privately,comment_count,like_count"
)
_NO_COMMENT = "Facebook lets nobody answer this comment any more"


def to_post(item: Json, brand: Brand) -> Mention | OwnPost:
    """Somebody's post on our Page or about it, or one of ours. Raises Malformed."""
    words, post_id = text(item, "message"), id_of(item)
    if brand.wrote(item):
        return OwnPost(
            external_id=post_id,
            text=words,
            posted_at=posted_at(item),
            thread_key=post_id,
            canonical_id=f"{NETWORK}:{post_id}",
            url=text(item, "permalink_url"),
            raw=raw_of(item),
        )
    return Mention(
        external_id=post_id,
        text=words,
        posted_at=posted_at(item),
        author=author_of(item),
        thread_key=post_id,
        canonical_id=f"{NETWORK}:{post_id}",
        url=text(item, "permalink_url"),
        media=attachments(item),
        reposts=count(obj(item, "shares"), "count") or 0,
        version=fingerprint(words),
        reply_ref=reference(kind="post"),
        raw=raw_of(item),
    )


def to_comment(item: Json, post_id: str, brand: Brand, *, our_post: bool) -> Mention | OwnPost:
    """A comment below a post. Raises Malformed.

    Below our own post everybody has a conversation of their own, which the top comment names; on
    somebody's post to us all belongs to that post. `post_id` is empty when it is not known.
    """
    comment_id, words = id_of(item), text(item, "message")
    parent = text(item, "parent", "id")
    thread = (parent or comment_id) if our_post or not post_id else post_id
    answers = parent or post_id or None
    if brand.wrote(item):
        return OwnPost(
            external_id=comment_id,
            text=words,
            posted_at=posted_at(item),
            thread_key=thread,
            in_reply_to=answers,
            canonical_id=f"{NETWORK}:{comment_id}",
            url=text(item, "permalink_url"),
            raw=raw_of(item),
        )
    closed = item.get("can_comment") is False and not parent
    no_private = item.get("can_reply_privately") is False
    return Mention(
        external_id=comment_id,
        text=words,
        posted_at=posted_at(item),
        author=author_of(item),
        thread_key=thread,
        canonical_id=f"{NETWORK}:{comment_id}",
        kind=MentionKind.COMMENT,
        url=text(item, "permalink_url"),
        in_reply_to=answers,
        media=attachments(item),
        likes=count(item, "like_count") or 0,
        can_reply=not closed,
        can_reply_reason=_NO_COMMENT if closed else "",
        private_until=None if no_private else posted_at(item) + WEEK_MS,
        version=fingerprint(words),
        reply_ref=reference(
            kind="comment",
            top=parent,
            at=str(posted_at(item)),
            private="no" if no_private else "",
        ),
        raw=raw_of(item),
    )
