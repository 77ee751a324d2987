"""What Facebook's and Instagram's messages have in common when they become ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.meta.settings import DAY_MS
from social_care.models import Author, Media
from social_care.net import parse_time

UNKNOWN = "unknown:"
"""Begins the id of an author whom Meta does not name: each such message has one of its own."""
WEEK_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who we are there."""

    ids: frozenset[str]
    handle: str = ""
    """Instagram's username."""

    def wrote(self, item: Json) -> bool:
        """Whether a message is ours."""
        if text(item, "from", "id") in self.ids:
            return True
        names = {text(item, "from", "username"), text(item, "username")}
        return bool(self.handle) and self.handle.lower() in {name.lower() for name in names}


def id_of(item: Json) -> str:
    """Raises Malformed."""
    found = text(item, "id")
    if not found:
        raise Malformed("a message without an id")
    return found


def time_of(item: Json) -> int | None:
    """When it was written; ms since 1970 UTC."""
    created = parse_time(item.get("created_time"))
    return created if created is not None else parse_time(item.get("timestamp"))


def posted_at(item: Json) -> int:
    """Raises Malformed."""
    at = time_of(item)
    if at is None:
        raise Malformed(f"a message without a time: {text(item, 'id')}")
    return at


def author_of(item: Json) -> Author:
    """Who wrote it. Meta leaves out people who have not let our app see them."""
    sender = obj(item, "from")
    username = (text(sender, "username") or text(item, "username")).lstrip("@")
    name = text(sender, "name") or username
    author_id = text(sender, "id") or text(item, "owner", "id")
    return Author(
        id=author_id or UNKNOWN + id_of(item),
        handle=username or name.lstrip("@"),
        name=name,
        url=f"https://www.instagram.com/{username}/" if username else "",
    )


def fingerprint(words: str) -> str:
    """Meta does not say when something was edited: what it says tells."""
    return sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def attachments(item: Json) -> tuple[Media, ...]:
    """Of a Facebook post or comment, or of a message on either network."""
    found = [*objs(item, "attachments", "data"), obj(item, "attachment")]
    return tuple(_media(each) for each in found if each)


def _media(item: Json) -> Media:
    image = text(item, "media", "image", "src") or text(item, "image_data", "url")
    other = text(item, "video_data", "url") or text(item, "file_url")
    return Media(
        kind=text(item, "media_type") or text(item, "type") or _kind(text(item, "mime_type")),
        url=text(item, "url") or image or other,
        alt=text(item, "description") or text(item, "title") or text(item, "name"),
    )


def _kind(mime: str) -> str:
    return mime.partition("/")[0] or "file"


def reference(**facts: str) -> Mapping[str, str]:
    """What an answer needs to know later; what is empty is left out."""
    return {key: value for key, value in facts.items() if value}


def raw_of(item: Json) -> str:
    """As received, without the places in lists inside it: their addresses hold our access token."""
    return json.dumps(_without_places(item))


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_places(each) for key, each in value.items() if key != "paging"}
    return [_without_places(each) for each in value] if isinstance(value, list) else value
