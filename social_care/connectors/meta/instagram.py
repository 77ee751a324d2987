"""An Instagram account of a business: comments below its posts, posts that tag it, messages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from social_care.connectors.base import Guide
from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, obj, text
from social_care.connectors.meta import guides
from social_care.connectors.meta import instagram_lists as lists
from social_care.connectors.meta.api import node
from social_care.connectors.meta.errors import is_wrong
from social_care.connectors.meta.finder import LOOK_BACK_PAGES
from social_care.connectors.meta.graph import (
    COMMENTS,
    MESSAGES,
    TAGGED,
    GraphConnector,
    Message,
)
from social_care.connectors.meta.instagram_parse import (
    COMMENT_FIELDS,
    NETWORK,
    REPLY_FIELDS,
    TAGGED_FIELDS,
    to_comment,
    to_own_media,
    to_tagged,
)
from social_care.connectors.meta.nested import Nested
from social_care.connectors.meta.nested_state import Known
from social_care.connectors.meta.parse import Brand
from social_care.connectors.meta.reply import build_public, checked, refused
from social_care.connectors.meta.settings import MetaSettings, read_settings
from social_care.connectors.meta.token import INSTAGRAM_SCOPES
from social_care.connectors.walk import Listing
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, Stream
from social_care.text import inert_line

LIMITS = Limits(max_length=2200, can_private=True, private_length=1000, private_bytes=1000)
MOST_HASHTAGS = 30
_MEDIA = "media{id,caption,timestamp,permalink,username}"
_STREAMS = (
    Stream(name=COMMENTS, every_s=120),
    Stream(name=MESSAGES, every_s=120),
    Stream(name=TAGGED, every_s=300),
)


class Instagram(GraphConnector):
    """See `connectors.base.Connector`."""

    channel = "instagram"
    network = NETWORK
    brand_name = "Instagram"
    scopes = INSTAGRAM_SCOPES
    guide: ClassVar[Guide] = guides.INSTAGRAM

    def __init__(self, settings: MetaSettings, context: ConnectorContext) -> None:
        super().__init__(settings, context, "instagram")
        self.limits = LIMITS
        self._known_brand: Brand | None = None
        found = lists.CommentLists(self._api, settings)
        self._walk = Nested(found, settings.overlap)

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Instagram":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(read_settings(account, context, instagram=True), context)

    def streams(self) -> Sequence[Stream]:
        """What people write; our own comments and messages are found in the same lists."""
        return _STREAMS

    def hide(self, external_id: str) -> None:
        """Hide a comment below our post; hiding twice is a success. Raises NetworkError."""
        self._api.post(node(external_id), form={"hide": "true"})

    def _me(self) -> tuple[str, str]:
        found = self._api.get(node(self._settings.ig_id), {"fields": "id,username"})
        own_id, handle = text(found, "id"), text(found, "username").lstrip("@")
        if not own_id:
            raise NetworkError(ErrorClass.TRANSIENT, "Instagram does not say who we are")
        ids = frozenset({own_id, self._settings.ig_id, self._settings.page_id})
        self._known_brand = Brand(ids=ids, handle=handle)
        return own_id, handle

    def _brand(self) -> Brand:
        if self._known_brand is None:
            self._me()
        assert self._known_brand is not None
        return self._known_brand

    def _standing_warnings(self) -> tuple[str, ...]:
        return (guides.ONLY_BY_WEBHOOK,)

    # Reading

    def _comments(self) -> Nested[Json]:
        return self._walk

    def _pull(self, stream: str, token: str | None, size: int) -> Listing[Json]:
        if stream != TAGGED:
            raise NetworkError(ErrorClass.PERMISSION, f"instagram has no stream {stream!r}")
        return lists.tagged(self._api, self._settings.ig_id, token, size)

    def _listed(self, item: Json) -> Message:
        return to_tagged(item, self._brand())

    def _commented(self, known: Known, item: Json) -> Message:
        about = known.about
        return to_comment(item, about.get("url", ""), self._brand(), about.get("top", ""))

    def _around(self, external_id: str) -> Iterator[Message]:
        try:
            fields = f"{COMMENT_FIELDS},{_MEDIA}"
            asked = self._api.get(node(external_id), {"fields": fields})
        except NetworkError as error:
            if not is_wrong(error):
                raise
            return  # somebody else's post that tags us: its comments are not shown to us
        media = obj(asked, "media")
        yield from self._made([(media, media)] if media else [], lambda _, it: to_own_media(it))
        url, top = text(media, "permalink"), text(asked, "parent_id")
        above = self._api.get(node(top), {"fields": REPLY_FIELDS}) if top else asked
        page = lists.replies(self._api, top or external_id, None)
        items = [("", above), *((top or external_id, item) for item in page.items)]
        yield from self._made(
            items, lambda below, item: to_comment(item, url, self._brand(), below)
        )

    def _shapes(self) -> Sequence[tuple[str, Callable[[Json], Message]]]:
        brand = self._brand()

        def comment(item: Json) -> Message:
            return to_comment(item, text(item, "media", "permalink"), brand)

        return (
            (f"{REPLY_FIELDS},media{{permalink}}", comment),
            (TAGGED_FIELDS, lambda item: to_tagged(item, brand)),
        )

    # Writing

    def _build_public(self, reply: Reply, now: int) -> Prepared:
        target, words = reply.target, checked(reply.text, self.limits)
        if words.count("#") > MOST_HASHTAGS:
            raise refused(f"Instagram takes no more than {MOST_HASHTAGS} hashtags")
        if target.reply_ref.get("kind") == "media":
            return build_public(
                target,
                words,
                now,
                path=node(self._settings.ig_id, "mentions"),
                form={"media_id": target.external_id, "message": words},
                below=target.external_id,
                edge="comments",
            )
        top = target.reply_ref.get("top") or target.external_id
        if top != target.external_id:
            words = checked(_addressed(words, target.author_handle), self.limits)
        path = node(top, "replies")
        return build_public(target, words, now, path=path, form={"message": words}, below=top)

    def _below(self, find: Json, since: int) -> Iterator[Json]:  # noqa: ARG002
        object_id, edge = text(find, "below"), text(find, "edge")
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            page = lists.replies(self._api, object_id, token, edge or "replies")
            yield from page.items
            token = page.next
            if token is None:
                return

    def _said(self, item: Json) -> str:
        return text(item, "text")


def _addressed(words: str, handle: str) -> str:
    """With the @name of who is meant: a reply to a reply hangs below the top comment."""
    name = inert_line(handle)
    if not name or words.lower().startswith(f"@{name.lower()}"):
        return words
    return f"@{name} {words}"
