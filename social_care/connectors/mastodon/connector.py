"""Mastodon and the many servers that speak its API, one account each."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from social_care.connectors.base import OVERLAP_MS, Budget, Health, Page
from social_care.connectors.context import ConnectorContext, plain_http_warning
from social_care.connectors.fields import Json, Malformed, obj, objs, text
from social_care.connectors.mastodon.api import Api, MastodonSettings
from social_care.connectors.mastodon.parse import Place, to_mention, to_own_post
from social_care.connectors.mastodon.reply import EARLY_MS, body_of, build, is_it, to_sent
from social_care.connectors.mastodon.server import (
    DEFAULT_LIMITS,
    Me,
    Server,
    policy_warnings,
    read_me,
    read_server,
)
from social_care.connectors.mastodon.threads import Threads
from social_care.connectors.table import Table
from social_care.connectors.walk import Listing, Pull, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, OwnPost, Prepared, Reply, Sent, Stream
from social_care.net import NetSettings, parse_time

OWN_POSTS = "own posts"
MENTIONS = "mentions"
SEARCH = "search: "

SAFE_RESEND_MS = 50 * 60 * 1000
"""Servers remember an Idempotency-Key for an hour; this leaves room for clocks and waiting."""
LOOK_BACK_PAGES = 5
"""How many pages of our own posts are searched for one that may have been accepted."""
THREAD_LIMIT = 200

_NOTIFICATIONS_AT_ONCE = 80
_STATUSES_AT_ONCE = 40
_LOG = logging.getLogger(__name__)


class Mastodon:
    """See `connectors.base.Connector`."""

    channel = "mastodon"

    def __init__(
        self,
        settings: MastodonSettings,
        clock: Callable[[], int],
        transport: httpx.BaseTransport | None = None,
        *,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._settings = settings
        self._api = Api(settings, clock, transport, net, wait)
        self._threads = Threads(self._api)
        self._me: Me | None = None
        self._server: Server | None = None
        self.network = f"mastodon:{urlsplit(settings.base_url).netloc.lower()}"
        self.limits = DEFAULT_LIMITS

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Mastodon":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        table = Table(account)
        reference = table.text("token")
        settings = MastodonSettings(
            name=table.name,
            base_url=table.url("base_url"),
            token=lambda: context.secret(reference),
            queries=table.texts("queries"),
            idempotency=table.flag("idempotency"),
            overlap=table.minutes("overlap_minutes", OVERLAP_MS),
        )
        table.finish()
        return cls(settings, context.clock, context.transport, net=context.net, wait=context.wait)

    def check(self) -> Health:
        """Ask the server who we are and what it takes. Raises NetworkError."""
        self._me, self._server = read_me(self._api), None
        server = self._known_server()
        warnings = plain_http_warning(self._settings.base_url) + policy_warnings(self._api)
        return Health(
            own_id=self._me.id, own_handle=self._me.acct, limits=server.limits, warnings=warnings
        )

    def streams(self) -> Sequence[Stream]:
        """Own posts, mentions and every search."""
        searches = [Stream(name=SEARCH + query, every_s=120) for query in self._settings.queries]
        own, mentions = Stream(name=OWN_POSTS, every_s=60), Stream(name=MENTIONS, every_s=60)
        return [own, mentions, *searches]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError; PERMISSION where the server has no such list."""
        pull = self._pull(stream, budget)
        walked = step(cursor, budget, self._settings.overlap, pull)
        found = list(self._messages(walked.items, keyword=stream.startswith(SEARCH)))
        return Page(
            cursor=walked.cursor,
            mentions=[item for item in found if isinstance(item, Mention)],
            own_posts=[item for item in found if isinstance(item, OwnPost)],
            more=walked.more,
        )

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply under an idempotency key of its own. Raises NetworkError(REFUSED)."""
        return build(reply, self.limits, now)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        status = self._api.post("/api/v1/statuses", body_of(prepared), prepared.key)
        return self._sent(status, prepared)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look among our own posts, then under the post it answers: not every server lists
        direct replies in both. Raises NetworkError."""
        own_id = self._known_me().id
        for look in (self._recent_own_posts, self._posts_under_parent):
            found = [status for status in look(prepared) if is_it(status, prepared, own_id)]
            if found:
                return self._sent(found[-1], prepared)
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """Only where the server is known to honour the key, and as long as it remembers it."""
        age = now - prepared.prepared_at
        return self._settings.idempotency and 0 <= age < SAFE_RESEND_MS

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """What everybody can read around this status, oldest first. Raises NetworkError."""
        context = self._context(external_id)
        around = objs(context, "ancestors") + objs(context, "descendants")
        ancestor = next((text(item, "id") for item in objs(context, "ancestors")), external_id)
        for status in around:
            self._threads.remember(text(status, "id"), self._threads.first_id(ancestor))
        messages = [item for item in self._messages(around) if not item.visibility.is_private]
        return sorted(messages, key=lambda item: item.posted_at)[:THREAD_LIMIT]

    def close(self) -> None:
        """Give back connections."""
        self._api.close()

    # Reading

    def _pull(self, stream: str, budget: Budget) -> Pull[Json | None]:
        if stream == MENTIONS:
            return lambda token: self._notifications(token, budget.page_size)
        if stream == OWN_POSTS:
            return lambda token: self._own_posts(token, budget.page_size)
        if stream.startswith(SEARCH):
            query = stream.removeprefix(SEARCH)
            return lambda token: self._found(query, token, budget.page_size)
        raise NetworkError(ErrorClass.PERMISSION, f"mastodon has no stream {stream!r}")

    def _notifications(self, token: str | None, size: int) -> Listing[Json | None]:
        params = {"types[]": ["mention"], "include_filtered": "true"}
        limits = _paging(token, min(size, _NOTIFICATIONS_AT_ONCE))
        found = objs(self._api.get_list("/api/v1/notifications", params | limits))
        items = [
            (item, obj(item, "status") if text(item, "type") == "mention" else None)
            for item in found
        ]
        return _listing(items, token)

    def _own_posts(self, token: str | None, size: int) -> Listing[Json | None]:
        path = f"/api/v1/accounts/{quote(self._known_me().id, safe='')}/statuses"
        limits = _paging(token, min(size, _STATUSES_AT_ONCE))
        found = objs(self._api.get_list(path, {"exclude_reblogs": "true"} | limits))
        return _listing([(item, item) for item in found], token)

    def _found(self, query: str, token: str | None, size: int) -> Listing[Json | None]:
        params = {"q": query, "type": "statuses"}
        limits = _paging(token, min(size, _STATUSES_AT_ONCE))
        found = objs(self._api.get("/api/v2/search", params | limits), "statuses")
        return _listing([(item, item) for item in found], token)

    def _messages(
        self, statuses: Sequence[Json | None], keyword: bool = False
    ) -> Iterator[Mention | OwnPost]:
        own_id = self._known_me().id
        for status in statuses:
            if not status or obj(status, "reblog"):
                continue
            try:
                place = self._place(status, own_id, keyword)
                ours = text(status, "account", "id") == own_id
                yield to_own_post(status, place) if ours else to_mention(status, place)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _place(self, status: Json, own_id: str, keyword: bool) -> Place:
        status_id, parent = text(status, "id"), text(status, "in_reply_to_id")
        if not status_id:
            raise Malformed("a status without an id")
        return Place(
            external_id=self._threads.first_id(status_id),
            root=self._threads.root(status),
            parent=self._threads.first_id(parent) if parent else None,
            own_id=own_id,
            blurs_direct=self._known_server().blurs_direct,
            keyword=keyword,
        )

    def _known_me(self) -> Me:
        if self._me is None:
            self._me = read_me(self._api)
        return self._me

    def _known_server(self) -> Server:
        if self._server is None:
            self._server = read_server(self._api)
            self.limits = self._server.limits
        return self._server

    # Recognising what we sent

    def _sent(self, status: Json, prepared: Prepared) -> Sent:
        sent = to_sent(status, prepared, self._blurs_direct(), self._api.clock())
        root = text(dict(prepared.payload), "root")
        self._threads.remember(self._threads.first_id(sent.external_id), root)
        return sent

    def _blurs_direct(self) -> bool:
        """What is known so far: a post that was accepted must not fail for want of this."""
        return self._server is not None and self._server.blurs_direct

    def _recent_own_posts(self, prepared: Prepared) -> Iterator[Json]:
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            listing = self._own_posts(token, _STATUSES_AT_ONCE)
            yield from (status for _, status in listing.items if status)
            times = [at for at, _ in listing.items]
            token = listing.next
            if token is None or max(times, default=0) < prepared.prepared_at - EARLY_MS:
                return

    def _posts_under_parent(self, prepared: Prepared) -> list[Json]:
        try:
            context = self._context(text(body_of(prepared), "in_reply_to_id"))
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                return []  # the customer has deleted their post; nothing is found under it
            raise
        return objs(context, "descendants")[::-1]

    def _context(self, status_id: str) -> Json:
        path = f"/api/v1/statuses/{quote(status_id, safe='')}/context"
        return obj(self._api.get(path, missing=ErrorClass.GONE))


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
