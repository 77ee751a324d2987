"""Instagram's lists, page by page: our posts, the comments below them, and posts that tag us."""

from collections.abc import Iterator

from social_care.connectors.fields import Json, count, obj, objs, text
from social_care.connectors.meta.api import Api, Found, node, page_of
from social_care.connectors.meta.facebook_lists import timed
from social_care.connectors.meta.instagram_parse import (
    COMMENT_FIELDS,
    REPLIES_AT_ONCE,
    REPLY_FIELDS,
    TAGGED_FIELDS,
)
from social_care.connectors.meta.nested import Parent, Parents, Read, Unreadable, Wish
from social_care.connectors.meta.nested_state import Known
from social_care.connectors.meta.parse import time_of
from social_care.connectors.meta.reading import Heap, whole
from social_care.connectors.meta.settings import MetaSettings
from social_care.connectors.walk import Listing
from social_care.errors import ErrorClass, NetworkError

MEDIA_AT_ONCE = 100
COMMENTS_AT_ONCE = 50

_COUNT = "id,timestamp,comments_count,permalink"


def tagged(api: Api, ig_id: str, token: str | None, size: int) -> Listing[Json]:
    """Posts that tag us, newest first."""
    asked = {"fields": TAGGED_FIELDS, "limit": min(size, COMMENTS_AT_ONCE)}
    page = api.page(node(ig_id, "tags"), asked, token)
    return timed(page.items, page.next)


def replies(api: Api, object_id: str, token: str | None, edge: str = "replies") -> Found:
    """What is below one comment; with the edge "comments", directly below a post."""
    asked = {"fields": REPLY_FIELDS, "limit": REPLIES_AT_ONCE}
    return api.page(node(object_id, edge), asked, token)


class CommentLists:
    """Our posts and their comments, for `Nested`.

    Comments come with their replies inside, and are ordered without regard to those: a new reply
    may hang below a comment far down the list. So lists are read whole (`reading.whole`).
    """

    recheck_ms = 6 * 60 * 60 * 1000
    """As many deleted as written in between looks like nothing at all."""

    def __init__(self, api: Api, settings: MetaSettings) -> None:
        self._api = api
        self._settings = settings

    def horizon(self, floor: int, scanned: int, now: int) -> int:  # noqa: ARG002
        """Posts as old as the settings say are still looked at."""
        return now - self._settings.watch_ms

    def first_floor(self, floor: int, scanned: int) -> int:  # noqa: ARG002
        """All below a new post, as far as the backfill goes."""
        return floor

    def scan(self, token: str | None, since: int) -> Parents[Json]:
        """Our posts with how many comments they have."""
        asked = {"fields": _COUNT, "limit": MEDIA_AT_ONCE}
        page = self._api.page(node(self._settings.ig_id, "media"), asked, token)
        dated = [(item, time_of(item)) for item in page.items if text(item, "id")]
        found = [_parent(item, at) for item, at in dated if at is not None and at >= since]
        return Parents(found=found, next=None if dated and not found else page.next)

    def read(self, wish: Wish, first: Listing[Json] | None) -> Read[Json]:  # noqa: ARG002
        """The comments below a post, or the many replies below one comment."""
        further: list[Known] = []

        def pull(token: str | None) -> Heap[Json]:
            if wish.known.once:
                return _heap(replies(self._api, wish.known.id, token))
            asked = {"fields": COMMENT_FIELDS, "limit": COMMENTS_AT_ONCE}
            page = self._api.page(node(wish.known.id, "comments"), asked, token)
            further.extend(_with_more_replies(page, wish.known))
            return _heap(page)

        try:
            read = whole(wish, pull)
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                raise Unreadable(error.message) from error
            raise
        return Read(items=read.items, cursor=read.cursor, more=read.more, further=further)


def _parent(item: Json, at: int) -> Parent[Json]:
    number = count(item, "comments_count")
    return Parent(
        id=text(item, "id"),
        at=at,
        mark="unknown" if number is None else str(number),
        count=1 if number is None else number,
        about={"url": text(item, "permalink")},
    )


def _heap(page: Found) -> Heap[Json]:
    tops = [at for item in page.items if (at := time_of(item)) is not None]
    found = [(at, item) for item in _flat(page.items) if (at := time_of(item)) is not None]
    return Heap(items=found, youngest=max(tops, default=0) if page.items else 0, next=page.next)


def _flat(items: object) -> Iterator[Json]:
    """Every comment with its replies, which learn whose they are."""
    for item in objs({"items": items}, "items"):
        # What is kept of a comment must not hold what others said below it, who may want it erased.
        yield {key: value for key, value in item.items() if key != "replies"}
        for reply in objs(item, "replies", "data"):
            yield {"parent_id": text(item, "id"), **reply}


def _with_more_replies(page: Found, media: Known) -> Iterator[Known]:
    """Comments with more replies than came with them."""
    for item in page.items:
        place = page_of(obj(item, "replies")).next
        if place is not None and text(item, "id"):
            yield Known(
                id=text(item, "id"),
                at=media.at,
                mark="more",
                count=1,
                about={**media.about, "top": text(item, "id")},
                turn=media.turn + 1,
                once=True,
            )
