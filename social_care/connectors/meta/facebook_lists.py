"""Facebook's lists, page by page: posts on the Page and about it, and the comments below them."""

import logging

from social_care.connectors.fields import Json, count, obj, text
from social_care.connectors.meta.api import AT_ONCE, Api, node
from social_care.connectors.meta.facebook_parse import COMMENT_FIELDS, POST_FIELDS
from social_care.connectors.meta.nested import Parent, Parents, Read, Unreadable, Wish
from social_care.connectors.meta.parse import Brand, time_of
from social_care.connectors.meta.reading import newest_first
from social_care.connectors.meta.settings import MetaSettings
from social_care.connectors.walk import Listing
from social_care.errors import ErrorClass, NetworkError

_COUNT = "id,from,created_time,updated_time,comments.filter(stream).limit(0).summary(true)"
_SOURCES = ("feed", "tagged")
"""Where posts are whose comments we read, in this order."""
_LOG = logging.getLogger(__name__)


def posts(api: Api, page_id: str, edge: str, token: str | None, size: int) -> Listing[Json]:
    """The Page's feed, posts of visitors, or posts that tag us; newest first."""
    asked = {"fields": POST_FIELDS, "limit": min(size, AT_ONCE)}
    page = api.page(node(page_id, edge), asked, token)
    return timed(page.items, page.next)


def comments(api: Api, object_id: str, token: str | None, since: int, size: int) -> Listing[Json]:
    """All below a post or a comment, replies to comments too; newest first.

    `since` is ms since 1970 UTC. Facebook orders some threads by rank whatever it is asked.
    """
    asked = {
        "fields": COMMENT_FIELDS,
        "filter": "stream",
        "order": "reverse_chronological",
        "since": since // 1000,
        "limit": min(size, AT_ONCE),
    }
    page = api.page(node(object_id, "comments"), asked, token)
    return timed(page.items, page.next)


def timed(items: object, onward: str | None) -> Listing[Json]:
    """A page for the walk; what has no time cannot be placed and is left out."""
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    placed = [(at, item) for item in found if (at := time_of(item)) is not None]
    if len(placed) < len(found):
        _LOG.warning("%d messages without a time are left out", len(found) - len(placed))
    return Listing(items=placed, next=onward)


class CommentLists:
    """Posts and their comments, for `Nested`."""

    recheck_ms = 6 * 60 * 60 * 1000
    """As many deleted as written in between looks like nothing at all."""

    def __init__(self, api: Api, settings: MetaSettings, brand: Brand) -> None:
        self._api = api
        self._settings = settings
        self._brand = brand

    def horizon(self, floor: int, scanned: int, now: int) -> int:  # noqa: ARG002
        """Posts as old as the settings say are still looked at."""
        return now - self._settings.watch_ms

    def first_floor(self, floor: int, scanned: int) -> int:  # noqa: ARG002
        """All below a new post, as far as the backfill goes."""
        return floor

    def scan(self, token: str | None, since: int) -> Parents[Json]:
        """Posts with how many comments they have: our Page's, then those that tag us."""
        source, _, place = (token or f"{_SOURCES[0]}:").partition(":")
        asked = {"fields": _COUNT, "since": since // 1000, "limit": AT_ONCE}
        try:
            page = self._api.page(node(self._settings.page_id, source), asked, place or None)
        except NetworkError as error:
            if source == _SOURCES[0] or error.error_class is not ErrorClass.PERMISSION:
                raise
            _LOG.warning("comments on posts that tag us are not read: %s", error.message)
            return Parents(found=(), next=None)
        dated = [(item, time_of(item)) for item in page.items if text(item, "id")]
        found = [self._parent(item, at) for item, at in dated if at is not None and at >= since]
        onward = None if dated and not found else page.next
        if onward is None:
            return Parents(found=found, next=None if source == _SOURCES[-1] else "tagged:")
        return Parents(found=found, next=f"{source}:{onward}")

    def read(self, wish: Wish, first: Listing[Json] | None) -> Read[Json]:  # noqa: ARG002
        """The comments below a post, newest first."""
        size = wish.budget.page_size

        def pull(token: str | None) -> Listing[Json]:
            return comments(self._api, wish.known.id, token, wish.since, size)

        try:
            return newest_first(wish, pull)
        except NetworkError as error:
            theirs = not wish.known.about.get("ours")
            barred = theirs and error.error_class is ErrorClass.PERMISSION
            if barred or error.error_class is ErrorClass.GONE:
                raise Unreadable(error.message) from error
            raise

    def _parent(self, item: Json, at: int) -> Parent[Json]:
        number = count(obj(item, "comments", "summary"), "total_count")
        return Parent(
            id=text(item, "id"),
            at=at,
            mark=f"{number} {text(item, 'updated_time')}",
            count=1 if number is None else number,
            about={"ours": "yes"} if self._brand.wrote(item) else {},
        )
