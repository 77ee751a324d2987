"""The lists Bluesky offers, page by page: notifications, searches and our own records."""

import logging
from collections.abc import Mapping
from typing import Any

from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.errors import judge
from social_care.connectors.bluesky.parse import POST, listed_at
from social_care.connectors.fields import Json, iso, obj, objs, text
from social_care.connectors.walk import Listing, StaleToken
from social_care.errors import ErrorClass
from social_care.net import parse_time

REASONS = ("mention", "reply", "quote")
AT_ONCE = 100
_LOG = logging.getLogger(__name__)


def notifications(api: Api, token: str | None, size: int) -> Listing[Json | None]:
    """Who addressed us. The server filters after paging, so pages may be short or empty."""
    found = _page(
        api, "app.bsky.notification.listNotifications", {"reasons": list(REASONS)}, token, size
    )
    items = [
        (listed_at(item), item if text(item, "reason") in REASONS else None)
        for item in objs(found, "notifications")
    ]
    return _listing(items, found)


def found_posts(
    api: Api, search: Mapping[str, Any], since: int, token: str | None, size: int
) -> Listing[Json | None]:
    """Who wrote of us, not before `since` (ms UTC)."""
    asked = {**search, "sort": "latest", "since": iso(since)}
    found = _page(api, "app.bsky.feed.searchPosts", asked, token, size)
    return _listing([(listed_at(item), item) for item in objs(found, "posts")], found)


def own_records(api: Api, token: str | None, size: int) -> Listing[Json | None]:
    """What we wrote, from our own repository, which lags behind nothing."""
    asked = {"repo": api.session.did, "collection": POST}
    found = _page(api, "com.atproto.repo.listRecords", asked, token, size)
    return _listing(
        [
            (parse_time(obj(item, "value").get("createdAt")), item)
            for item in objs(found, "records")
        ],
        found,
    )


def _page(api: Api, method: str, asked: Mapping[str, Any], token: str | None, size: int) -> Json:
    cursor = {} if token is None else {"cursor": token}
    answer = api.answer(method, {**asked, "limit": min(size, AT_ONCE), **cursor})
    error = judge(answer, api.clock())
    if error is None:
        return obj(answer.json())
    if token is not None and answer.status == 400 and error.error_class is ErrorClass.PERMISSION:
        raise StaleToken from error
    raise error


def _listing(items: list[tuple[int | None, Json | None]], page: Json) -> Listing[Json | None]:
    """A page for the walk; what has no time cannot be placed and is left out."""
    placed = [(at, item) for at, item in items if at is not None]
    if len(placed) < len(items):
        _LOG.warning("%d posts without a time are left out", len(items) - len(placed))
    return Listing(
        items=placed,
        next=text(page, "cursor") or None,
    )
