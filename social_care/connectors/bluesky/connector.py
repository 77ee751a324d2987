"""Bluesky: mentions, replies, quotes and searches; a reply can be sent twice and is posted once."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import httpx

from social_care.connectors.base import OVERLAP_MS, Budget, Health, Page
from social_care.connectors.bluesky import lists
from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.errors import error_name, judge
from social_care.connectors.bluesky.parse import POST, to_mention, to_own_post
from social_care.connectors.bluesky.profiles import Profiles
from social_care.connectors.bluesky.reply import (
    LIMITS,
    build,
    record_of,
    refuse_if_closed,
    to_sent,
)
from social_care.connectors.bluesky.session import MENTION_OVERLAP_MS, SERVICE, BlueskySettings
from social_care.connectors.context import (
    ConnectorContext,
    MemoryVault,
    SessionVault,
    plain_http_warning,
)
from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.table import Table
from social_care.connectors.walk import Pull, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Prepared, Reply, Sent, Stream
from social_care.net import NetSettings

OWN_POSTS = "own posts"
MENTIONS = "mentions"
SEARCH = "search: "

SEARCH_OVERLAP_MS = 30 * 60 * 1000
THREAD_LIMIT = 200

_LOG = logging.getLogger(__name__)


class Bluesky:
    """See `connectors.base.Connector`."""

    channel = "bluesky"
    network = "bluesky"

    def __init__(
        self,
        settings: BlueskySettings,
        clock: Callable[[], int],
        vault: SessionVault | None = None,
        transport: httpx.BaseTransport | None = None,
        *,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._settings = settings
        self._api = Api(settings, clock, vault or MemoryVault(), transport, net, wait)
        self._profiles = Profiles(self._api)
        self.limits = LIMITS

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Bluesky":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        table = Table(account)
        reference = table.text("password")
        settings = BlueskySettings(
            name=table.name,
            base_url=table.url("base_url", SERVICE),
            handle=table.text("handle").lstrip("@"),
            password=lambda: context.secret(reference),
            queries=table.texts("queries"),
            overlap=table.minutes("overlap_minutes", MENTION_OVERLAP_MS),
        )
        table.finish()
        return cls(
            settings,
            context.clock,
            context.vault,
            context.transport,
            net=context.net,
            wait=context.wait,
        )

    def check(self) -> Health:
        """Log in if need be, and ask the server who we are. Raises NetworkError."""
        found = self._api.get("com.atproto.server.getSession")
        warnings = plain_http_warning(self._settings.base_url)
        if found.get("active") is False:
            warnings += (f"the account is not active: {text(found, 'status') or 'unknown why'}",)
        return Health(
            own_id=text(found, "did") or self._api.session.did,
            own_handle=text(found, "handle") or self._api.session.handle,
            limits=self.limits,
            warnings=warnings,
        )

    def streams(self) -> Sequence[Stream]:
        """Own posts, mentions and every search."""
        searches = [Stream(name=SEARCH + query, every_s=120) for query in self._settings.queries]
        own, mentions = Stream(name=OWN_POSTS, every_s=60), Stream(name=MENTIONS, every_s=60)
        return [own, mentions, *searches]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        overlap, pull = self._pull(stream, budget.page_size)
        walked = step(cursor, budget, overlap, pull)
        posts = [post for post in walked.items if post]
        return Page(
            cursor=walked.cursor,
            mentions=list(self._mentions(posts)),
            own_posts=list(self._own_posts(posts)),
            more=walked.more,
        )

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply under a record key of its own. Raises NetworkError(REFUSED)."""
        return build(reply, now)

    def send(self, prepared: Prepared) -> Sent:
        """Create the record, once however often it is called. Raises NetworkError."""
        record = record_of(prepared)
        parent = text(record, "reply", "parent", "uri")
        refuse_if_closed(self._api.get("app.bsky.feed.getPosts", {"uris": [parent]}), parent)
        body = {
            "repo": self._api.session.did,
            "collection": POST,
            "rkey": prepared.key,
            "record": record,
            # null means "only if nothing is there yet"; the same record again is a success
            "swapRecord": None,
        }
        try:
            found = self._api.post("com.atproto.repo.putRecord", body)
        except NetworkError as error:
            if error.error_class is ErrorClass.REFUSED and "InvalidSwap" in error.message:
                raise NetworkError(
                    ErrorClass.REFUSED,
                    "something else is posted already under the key of this reply",
                    remedy="look at the conversation in the browser (o) before writing again",
                ) from error
            raise
        uri = text(found, "uri") or self._uri(prepared)
        return to_sent(uri, prepared, self._api.clock())

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Ask our own repository for the record. Raises NetworkError."""
        answer = self._api.answer(
            "com.atproto.repo.getRecord",
            {"repo": self._api.session.did, "collection": POST, "rkey": prepared.key},
        )
        if error_name(answer) == "RecordNotFound":
            return None
        error = judge(answer, self._api.clock())
        if error is not None:
            raise error
        uri = text(answer.json(), "uri") or self._uri(prepared)
        # Nothing says when it was accepted; it cannot have been before it was frozen.
        return to_sent(uri, prepared, prepared.prepared_at)

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Always: the record's key is ours, and a second record under it is refused."""
        return True

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The posts around this one, oldest first. Raises NetworkError."""
        asked = {"uri": external_id, "depth": 6, "parentHeight": 80}
        found = self._api.get("app.bsky.feed.getPostThread", asked)
        posts = [post for post in _flat(obj(found, "thread")) if text(post, "uri") != external_id]
        messages: list[Mention | OwnPost] = [*self._mentions(posts), *self._own_posts(posts)]
        return sorted(messages, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def close(self) -> None:
        """Give back connections."""
        self._api.close()

    def _pull(self, stream: str, size: int) -> tuple[int, Pull[Json | None]]:
        if stream == MENTIONS:
            return self._settings.overlap, lambda token: lists.notifications(self._api, token, size)
        if stream == OWN_POSTS:
            return OVERLAP_MS, lambda token: lists.own_records(self._api, token, size)
        if stream.startswith(SEARCH):
            query = stream.removeprefix(SEARCH)
            return SEARCH_OVERLAP_MS, lambda token: lists.found_posts(self._api, query, token, size)
        raise NetworkError(ErrorClass.PERMISSION, f"bluesky has no stream {stream!r}")

    def _is_ours(self, post: Json) -> bool:
        return "value" in post or text(post, "author", "did") == self._api.session.did

    def _mentions(self, posts: Sequence[Json]) -> Iterator[Mention]:
        others = [post for post in posts if not self._is_ours(post)]
        dids = [text(post, "author", "did") for post in others]
        profiles = self._profiles.of(filter(None, dids))
        for post, did in zip(others, dids, strict=True):
            try:
                yield to_mention(post, self._api.session.did, profiles.get(did))
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _own_posts(self, posts: Sequence[Json]) -> Iterator[OwnPost]:
        for post in filter(self._is_ours, posts):
            try:
                yield to_own_post(post)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _uri(self, prepared: Prepared) -> str:
        return f"at://{self._api.session.did}/{POST}/{prepared.key}"


def _flat(node: Json) -> Iterator[Json]:
    """Every post of a tree that strangers grew, without recursion; missing ones are left out."""
    rest = [node]
    while rest:
        node = rest.pop()
        if obj(node, "post"):
            yield obj(node, "post")
        rest.extend([obj(node, "parent")] if obj(node, "parent") else [])
        rest.extend(objs(node, "replies"))
