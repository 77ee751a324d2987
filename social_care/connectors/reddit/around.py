"""The public thread around a comment or post."""

from collections.abc import Sequence
from urllib.parse import quote

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.reddit import lists
from social_care.connectors.reddit.api import Api
from social_care.connectors.reddit.parse import COMMENT, MESSAGE, POST
from social_care.errors import ErrorClass, NetworkError

MOST = 200
PARENTS = 8
"""How many comments above it are shown; Reddit gives no more."""


def look_up(api: Api, names: Sequence[str]) -> dict[str, Json]:
    """What Reddit still knows of these things, by name. Raises NetworkError."""
    found = api.get("/api/info", {"id": ",".join(names)})
    things = lists.flat(lists.checked(found, "/api/info"))
    return {text(thing, "name"): thing for thing in things}


def read_around(api: Api, name: str) -> list[Json]:
    """The post, what stands above this comment and below it. Raises NetworkError.

    GONE when it does not exist any more. A private message has no public thread.
    """
    if name.startswith(MESSAGE):
        return []
    post, asked = name, {"limit": MOST, "sort": "new"}
    if name.startswith(COMMENT):
        post = text(look_up(api, [name]), name, "link_id")
        asked |= {"comment": name.removeprefix(COMMENT), "context": PARENTS}
    if not post.startswith(POST):
        raise NetworkError(ErrorClass.GONE, "the comment is deleted or hidden")
    path = f"/comments/{quote(post.removeprefix(POST), safe='')}"
    found = api.get(path, asked, missing=ErrorClass.GONE)
    both = objs(obj({"it": found}), "it")
    if not both:
        raise NetworkError(ErrorClass.TRANSIENT, f"GET {path}: not the thread that was asked for")
    return [thing for listing in both for thing in lists.flat(lists.checked(listing, path))]
