"""X's JSON taken apart: posts with what came beside them, whichever of its two spellings is used.

X is renaming tweets to posts in its answers (`edit_history_tweet_ids`, `edit_history_post_ids`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.net import parse_time

EPOCH_MS = 1_288_834_974_657
"""When X's ids began to bear their time."""
OLDEST_SNOWFLAKE = 1 << 40

TWEET_FIELDS = [
    "created_at",
    "author_id",
    "conversation_id",
    "in_reply_to_user_id",
    "referenced_tweets",
    "entities",
    "lang",
    "public_metrics",
    "note_tweet",
    "reply_settings",
    "edit_history_tweet_ids",
    "attachments",
]
USER_FIELDS = ["username", "name", "verified", "verified_type", "public_metrics", "protected"]
MEDIA_FIELDS = ["type", "url", "preview_image_url", "alt_text"]
EXPANSIONS = ["author_id", "attachments.media_keys"]
"""Nothing more: X charges for every user and post it adds."""
EVENT_FIELDS = [
    "created_at",
    "sender_id",
    "dm_conversation_id",
    "event_type",
    "text",
    "attachments",
    "entities",
]
EVENT_EXPANSIONS = ["sender_id", "attachments.media_keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or a direct message, with its author and its media as far as X gave them."""

    data: Json
    author: Json = field(default_factory=dict)
    media: tuple[Json, ...] = ()

    @property
    def id(self) -> str:
        """Of this version of it. Raises Malformed."""
        found = text(self.data, "id")
        if not is_id(found):
            raise Malformed(f"a post without an id: {found[:30]!r}")
        return found

    @property
    def author_id(self) -> str:
        """Raises Malformed."""
        found = text(self.data, "author_id") or text(self.data, "sender_id")
        if not found:
            raise Malformed(f"a post without an author: {text(self.data, 'id')[:30]}")
        return found

    @property
    def versions(self) -> list[str]:
        """Ids of all its versions, the oldest first; an edit makes a new one."""
        listed = either(self.data, "edit_history_tweet_ids")
        found = [one for one in listed if is_id(one)] if isinstance(listed, list) else []
        return sorted({*found, self.id}, key=int)

    def refers_to(self, kind: str) -> str:
        """Id of the post it answers ("replied_to"), quotes ("quoted") or repeats ("retweeted")."""
        listed = either(self.data, "referenced_tweets")
        for one in objs({"them": listed}, "them"):
            if text(one, "type") == kind and is_id(text(one, "id")):
                return text(one, "id")
        return ""


def either(value: Json, name: str) -> Any:
    """What stands under this name, or under the one X is giving it."""
    found = value.get(name)
    return value.get(name.replace("tweet", "post")) if found is None else found


def posts_in(page: Json) -> list[Post]:
    """The posts or events of an answer."""
    users = {text(user, "id"): user for user in objs(page, "includes", "users")}
    media = {text(item, "media_key"): item for item in objs(page, "includes", "media")}
    data = page.get("data")
    listed = objs(page, "data") if isinstance(data, list) else [obj(page, "data")]
    return [
        Post(
            data=item,
            author=users.get(text(item, "author_id") or text(item, "sender_id"), {}),
            media=tuple(media[key] for key in _media_keys(item) if key in media),
        )
        for item in listed
        if item
    ]


def time_of(data: Json) -> int | None:
    """When it was posted, ms UTC: as X says, or as its id does."""
    said = parse_time(data.get("created_at"))
    return said if said is not None else time_of_id(text(data, "id"))


def time_of_id(post_id: str) -> int | None:
    """The time an id bears; None for those from before November 2010, and for what is no id."""
    number = int(post_id) if is_id(post_id) else 0
    return (number >> 22) + EPOCH_MS if number >= OLDEST_SNOWFLAKE else None


def missing_in(page: Json, kinds: Iterable[str]) -> list[str]:
    """Ids of posts that an answer names as being one of these kinds of problem."""
    wanted = tuple(kinds)
    return [
        text(problem, "resource_id") or text(problem, "value")
        for problem in objs(page, "errors")
        if text(problem, "type").rstrip("/").endswith(wanted)
    ]


def is_id(value: object) -> bool:
    """Whether it looks like an id of X: up to 19 digits."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20


def _media_keys(item: Json) -> list[str]:
    keys = obj(item, "attachments").get("media_keys")
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
