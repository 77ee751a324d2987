"""The lists a Mastodon server offers, page by page: notifications, searches, tags, our own."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.mastodon.api import Api
from social_care.connectors.walk import Listing
from social_care.net import parse_time

NOTIFICATIONS_AT_ONCE = 80
STATUSES_AT_ONCE = 40


def notifications(api: Api, token: str | None, size: int) -> Listing[Json | None]:
    """Who addressed us, those included that the account's settings filter away."""
    asked = {"types[]": ["mention"], "include_filtered": "true"}
    limits = _paging(token, min(size, NOTIFICATIONS_AT_ONCE))
    found = objs(api.get_list("/api/v1/notifications", asked | limits))
    items = [
        (item, obj(item, "status") if text(item, "type") == "mention" else None) for item in found
    ]
    return _listing(items, token)


def own_statuses(api: Api, own_id: str, token: str | None, size: int) -> Listing[Json | None]:
    """What we wrote."""
    path = f"/api/v1/accounts/{quote(own_id, safe='')}/statuses"
    limits = _paging(token, min(size, STATUSES_AT_ONCE))
    return _statuses(objs(api.get_list(path, {"exclude_reblogs": "true"} | limits)), token)


def found_statuses(api: Api, words: str, token: str | None, size: int) -> Listing[Json | None]:
    """Who wrote of us, as far as this server has it and its author lets it be found."""
    limits = _paging(token, min(size, STATUSES_AT_ONCE))
    answer = api.get("/api/v2/search", {"q": words, "type": "statuses"} | limits)
    return _statuses(objs(answer, "statuses"), token)


def tagged_statuses(api: Api, tag: str, token: str | None, size: int) -> Listing[Json | None]:
    """Who used a hashtag."""
    limits = _paging(token, min(size, STATUSES_AT_ONCE))
    path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
    return _statuses(objs(api.get_list(path, limits)), token)


def _statuses(found: list[Json], token: str | None) -> Listing[Json | None]:
    return _listing([(item, item) for item in found], token)


def _paging(token: str | None, limit: int) -> dict[str, Any]:
    """`max_id` alone walks back on every server; `min_id` and `since_id` mean different things."""
    return {"limit": limit} | ({} if token is None else {"max_id": token})


def _listing(
    entries: Sequence[tuple[Json, Json | None]], token: str | None
) -> Listing[Json | None]:
    """Entries with their statuses. A page that holds the token's own entry again comes from a
    server that ignores paging: there is no next one."""
    ids = [text(entry, "id") for entry, _ in entries]
    timed = [(_time_of(entry), status) for entry, status in entries]
    return Listing(
        items=[(at, status) for at, status in timed if at is not None],
        next=None if not ids or not ids[-1] or token in ids else ids[-1],
    )


def _time_of(entry: Json) -> int | None:
    own = parse_time(entry.get("created_at"))
    return own if own is not None else parse_time(obj(entry, "status").get("created_at"))
