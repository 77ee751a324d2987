"""YouTube's comments and videos, turned into mentions or posts of our own."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from urllib.parse import quote

from social_care.connectors.fields import Json, Malformed, count, obj, text
from social_care.models import Author, Media, Mention, MentionKind, OwnPost, Visibility
from social_care.net import parse_time

VIDEO = "video:"
"""Begins the ids and thread keys of videos, which are mentions too when a search finds them."""

HELD = "YouTube holds it for review: publish it in YouTube Studio, then it can be answered"
CLOSED = "YouTube takes no replies to this comment"
ON_ITS_PAGE = "a video is answered by a comment on its own page: open it in the browser"

UNPUBLISHED = ("heldForReview", "likelySpam")
"""How YouTube calls the ways of holding a comment back."""

_HANDLE = re.compile(r"(?:\A|/)@([^/?#\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a comment does not say itself."""

    thread: str
    """Id of the top-level comment."""
    video: str = ""
    cannot_reply: str = ""
    """Why it cannot be answered; empty when it can."""
    is_public: bool = True
    keyword: bool = False
    """It stands under somebody else's video, which a search found."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment and where it stands."""

    comment: Json
    place: Place


def top_of(thread: Json, *, held: bool = False, keyword: bool = False) -> Placed:
    """The comment that a thread begins with, and the place that all its replies share."""
    snippet = obj(thread, "snippet")
    comment = obj(snippet, "topLevelComment")
    held = held or text(comment, "snippet", "moderationStatus") in UNPUBLISHED
    closed = CLOSED if snippet.get("canReply") is False else ""
    place = Place(
        thread=text(thread, "id") or text(comment, "id"),
        video=text(snippet, "videoId") or text(comment, "snippet", "videoId"),
        cannot_reply=HELD if held else closed,
        # A held comment is hidden for the time being; it is not meant to be private.
        is_public=held or snippet.get("isPublic") is not False,
        keyword=keyword,
    )
    return Placed(comment, place)


def posted_at(comment: Json) -> int | None:
    """When it was written; ms since 1970 UTC."""
    return parse_time(obj(comment, "snippet").get("publishedAt"))


def words_of(comment: Json) -> str:
    """What it says; all lists are asked for plain text."""
    return text(comment, "snippet", "textDisplay") or text(comment, "snippet", "textOriginal")


def author_id_of(comment: Json) -> str:
    """The channel that wrote it."""
    return text(comment, "snippet", "authorChannelId", "value")


def canonical(external_id: str) -> str:
    """The name under which two accounts recognise one comment or video."""
    return f"youtube:{external_id}"


def link(video: str, comment_id: str = "") -> str:
    """Where a person sees it; empty when the video is not known."""
    if not video:
        return ""
    lead = f"&lc={quote(comment_id, safe='')}" if comment_id else ""
    return f"https://www.youtube.com/watch?v={quote(video, safe='')}{lead}"


def to_mention(placed: Placed, followers: int | None) -> Mention:
    """Raises Malformed."""
    comment, place = placed.comment, placed.place
    comment_id, at = _must_haves(comment)
    words = words_of(comment)
    snippet = obj(comment, "snippet")
    video = place.video or text(snippet, "videoId")
    return Mention(
        external_id=comment_id,
        text=words,
        posted_at=at,
        author=_author(comment, followers),
        thread_key=place.thread or comment_id,
        canonical_id=canonical(comment_id),
        kind=MentionKind.KEYWORD if place.keyword else MentionKind.COMMENT,
        visibility=Visibility.PUBLIC if place.is_public else Visibility.FOLLOWERS,
        url=link(video, comment_id),
        in_reply_to=_parent(comment, place),
        media=_media(snippet),
        likes=count(snippet, "likeCount") or 0,
        can_reply=not place.cannot_reply,
        can_reply_reason=place.cannot_reply,
        version=text(snippet, "updatedAt") or _fingerprint(words),
        reply_ref={"video": video},
        raw=json.dumps(comment),
    )


def to_own_post(placed: Placed) -> OwnPost:
    """Raises Malformed."""
    comment, place = placed.comment, placed.place
    comment_id, at = _must_haves(comment)
    return OwnPost(
        external_id=comment_id,
        text=words_of(comment),
        posted_at=at,
        thread_key=place.thread or comment_id,
        in_reply_to=_parent(comment, place),
        canonical_id=canonical(comment_id),
        visibility=Visibility.PUBLIC if place.is_public else Visibility.FOLLOWERS,
        url=link(place.video, comment_id),
        raw=json.dumps(comment),
    )


def video_id_of(found: Json) -> str:
    """The video that a search result names."""
    return text(found, "id", "videoId")


def to_video_mention(found: Json, followers: int | None) -> Mention:
    """A search result. Raises Malformed."""
    video, snippet = video_id_of(found), obj(found, "snippet")
    channel, at = text(snippet, "channelId"), parse_time(snippet.get("publishedAt"))
    if not video or not channel or at is None:
        raise Malformed(f"a video without an id, a channel or a time: {video}")
    # Search results are written for web pages, unlike all other answers.
    title, about = (unescape(text(snippet, key)).strip() for key in ("title", "description"))
    return Mention(
        external_id=VIDEO + video,
        text="\n\n".join(filter(None, (title, about))),
        posted_at=at,
        author=Author(
            id=channel,
            name=unescape(text(snippet, "channelTitle")),
            url=_channel_url(channel),
            followers=followers,
        ),
        thread_key=VIDEO + video,
        canonical_id=canonical(VIDEO + video),
        kind=MentionKind.KEYWORD,
        url=link(video),
        can_reply=False,
        can_reply_reason=ON_ITS_PAGE,
        raw=json.dumps(found),
    )


def _must_haves(comment: Json) -> tuple[str, int]:
    comment_id, at = text(comment, "id"), posted_at(comment)
    if not comment_id or at is None:
        raise Malformed(f"a comment without an id or a time: {comment_id}")
    return comment_id, at


def _parent(comment: Json, place: Place) -> str | None:
    comment_id = text(comment, "id")
    parent = text(comment, "snippet", "parentId") or place.thread
    return parent if parent and parent != comment_id else None


def _author(comment: Json, followers: int | None) -> Author:
    snippet, author_id = obj(comment, "snippet"), author_id_of(comment)
    if not author_id:
        raise Malformed(f"a comment without an author: {text(comment, 'id')}")
    name = text(snippet, "authorDisplayName")
    handle = _HANDLE.search(name) or _HANDLE.search(text(snippet, "authorChannelUrl"))
    return Author(
        id=author_id,
        handle=handle[1] if handle else "",
        name=name,
        url=_channel_url(author_id),
        followers=followers,
    )


def _channel_url(channel: str) -> str:
    return f"https://www.youtube.com/channel/{quote(channel, safe='')}"


def _media(snippet: Json) -> tuple[Media, ...]:
    picture = text(snippet, "imageUrl")
    return (Media(kind="image", url=picture),) if picture else ()


def _fingerprint(words: str) -> str:
    """Should the time of the last edit be missing."""
    return sha256(words.encode()).hexdigest()[:16]
