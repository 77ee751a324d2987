"""A Facebook Page: posts that tag it, visitors' posts, comments and Messenger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from social_care.connectors.base import Guide
from social_care.connectors.context import ConnectorContext
from social_care.connectors.fields import Json, text
from social_care.connectors.meta import facebook_lists as lists
from social_care.connectors.meta import guides
from social_care.connectors.meta.api import AT_ONCE, node
from social_care.connectors.meta.errors import is_wrong
from social_care.connectors.meta.facebook_parse import (
    COMMENT_FIELDS,
    NETWORK,
    POST_FIELDS,
    to_comment,
    to_post,
)
from social_care.connectors.meta.finder import LOOK_BACK_PAGES
from social_care.connectors.meta.graph import (
    COMMENTS,
    MESSAGES,
    TAGGED,
    GraphConnector,
    Message,
)
from social_care.connectors.meta.nested import Nested
from social_care.connectors.meta.nested_state import Known
from social_care.connectors.meta.parse import Brand
from social_care.connectors.meta.reply import build_public, checked, is_known, refused
from social_care.connectors.meta.settings import MetaSettings, read_settings
from social_care.connectors.meta.token import FACEBOOK_SCOPES
from social_care.connectors.walk import Listing
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Prepared, Reply, ReplyTarget, Stream, Visibility

OWN_POSTS = "own posts"
VISITOR_POSTS = "visitor posts"
LIMITS = Limits(max_length=8000, can_private=True, private_length=2000)

_EDGES = {OWN_POSTS: "feed", VISITOR_POSTS: "visitor_posts", TAGGED: "tagged"}
_STREAMS = (
    Stream(name=OWN_POSTS, every_s=300),
    Stream(name=COMMENTS, every_s=120),
    Stream(name=MESSAGES, every_s=120),
    Stream(name=VISITOR_POSTS, every_s=180),
    Stream(name=TAGGED, every_s=300),
)


class Facebook(GraphConnector):
    """See `connectors.base.Connector`."""

    channel = "facebook"
    network = NETWORK
    brand_name = "Facebook"
    scopes = FACEBOOK_SCOPES
    guide: ClassVar[Guide] = guides.FACEBOOK

    def __init__(self, settings: MetaSettings, context: ConnectorContext) -> None:
        super().__init__(settings, context, "messenger")
        self.limits = LIMITS
        self._known_brand: Brand | None = None
        self._walk: Nested[Json] | None = None

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Facebook":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(read_settings(account, context, instagram=False), context)

    def streams(self) -> Sequence[Stream]:
        """Own posts, then what people write."""
        return _STREAMS

    def like(self, target: ReplyTarget) -> None:
        """Like a post or comment; liking twice is a success. Raises NetworkError."""
        if target.visibility is Visibility.DIRECT:
            raise refused("Facebook lets no app like a message")
        self._api.post(node(target.external_id, "likes"))

    def hide(self, external_id: str) -> None:
        """Hide a comment below our post; hiding twice is a success. Raises NetworkError."""
        self._api.post(node(external_id), form={"is_hidden": "true"})

    def _me(self) -> tuple[str, str]:
        found = self._api.get(node(self._settings.page_id), {"fields": "id,name,username"})
        own_id = text(found, "id")
        if not own_id:
            raise NetworkError(ErrorClass.TRANSIENT, "Facebook does not say who we are")
        self._known_brand = Brand(ids=frozenset({own_id, self._settings.page_id}))
        return own_id, text(found, "username") or text(found, "name")

    def _brand(self) -> Brand:
        return self._known_brand or Brand(ids=frozenset({self._settings.page_id}))

    # Reading

    def _comments(self) -> Nested[Json]:
        if self._walk is None:
            found = lists.CommentLists(self._api, self._settings, self._brand())
            self._walk = Nested(found, self._settings.overlap)
        return self._walk

    def _pull(self, stream: str, token: str | None, size: int) -> Listing[Json]:
        if stream not in _EDGES:
            raise NetworkError(ErrorClass.PERMISSION, f"facebook has no stream {stream!r}")
        return lists.posts(self._api, self._settings.page_id, _EDGES[stream], token, size)

    def _belongs(self, stream: str, item: Json) -> bool:
        """Visitors' posts stand in the feed as well; their stream is another one."""
        return stream != OWN_POSTS or self._brand().wrote(item)

    def _listed(self, item: Json) -> Message:
        return to_post(item, self._brand())

    def _commented(self, known: Known, item: Json) -> Message:
        ours = bool(known.about.get("ours"))
        return to_comment(item, known.id, self._brand(), our_post=ours)

    def _around(self, external_id: str) -> Iterator[Message]:
        try:
            comment = self._api.get(node(external_id), {"fields": COMMENT_FIELDS})
        except NetworkError as error:
            if not is_wrong(error):
                raise
            yield from self._around_post(external_id)  # posts have other fields
            return
        top = text(comment, "parent", "id")
        if top:
            comment = self._api.get(node(top), {"fields": COMMENT_FIELDS})
        below = lists.comments(self._api, top or external_id, None, 0, AT_ONCE)
        items = [comment, *(item for _, item in below.items)]
        yield from self._comments_of("", items, our_post=True)

    def _around_post(self, post_id: str) -> Iterator[Message]:
        post = self._api.get(node(post_id), {"fields": POST_FIELDS})
        yield from self._made([(post, post)], lambda _, item: to_post(item, self._brand()))
        below = lists.comments(self._api, post_id, None, 0, AT_ONCE)
        items, ours = [item for _, item in below.items], self._brand().wrote(post)
        yield from self._comments_of(post_id, items, our_post=ours)

    def _comments_of(
        self, post_id: str, items: Sequence[Json], *, our_post: bool
    ) -> Iterator[Message]:
        def made(place: str, item: Json) -> Message:
            return to_comment(item, place, self._brand(), our_post=our_post)

        return self._made([(post_id, item) for item in items], made)

    def _shapes(self) -> Sequence[tuple[str, Callable[[Json], Message]]]:
        brand = self._brand()
        return (
            (COMMENT_FIELDS, lambda item: to_comment(item, "", brand, our_post=True)),
            (POST_FIELDS, lambda item: to_post(item, brand)),
        )

    # Writing

    def _build_public(self, reply: Reply, now: int) -> Prepared:
        target = reply.target
        words = checked(reply.text, self.limits)
        below = target.reply_ref.get("top") or target.external_id
        message, tagged = words, False
        if below != target.external_id and is_known(target.author_id):
            # There are two levels only: among all below the top comment a name says who is meant.
            message, tagged = checked(f"@[{target.author_id}] {words}", self.limits), True
        form = {"message": message}
        path = node(below, "comments")
        return build_public(target, words, now, path=path, form=form, below=below, tagged=tagged)

    def _below(self, find: Json, since: int) -> Iterator[Json]:
        object_id = text(find, "below")
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            page = lists.comments(self._api, object_id, token, since, AT_ONCE)
            yield from (item for _, item in page.items)
            token = page.next
            if token is None:
                return

    def _said(self, item: Json) -> str:
        return text(item, "message")
