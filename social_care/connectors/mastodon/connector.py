"""Mastodon and the many servers that speak its API, one account each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx

from social_care.connectors.base import Budget, Guide, Health, Looked, Page, Talk
from social_care.connectors.context import ConnectorContext, Ledger, plain_http_warning
from social_care.connectors.fields import Json, objs, text
from social_care.connectors.mastodon import access, lists, media, sweep
from social_care.connectors.mastodon.api import Api, status_path
from social_care.connectors.mastodon.errors import is_missing, judge_read, judge_write
from social_care.connectors.mastodon.reader import Reader
from social_care.connectors.mastodon.reply import EARLY_MS, body_of, build, is_it, to_sent
from social_care.connectors.mastodon.server import DEFAULT_LIMITS, DEFAULT_MEDIA, policy_warnings
from social_care.connectors.mastodon.settings import MastodonSettings, read_settings
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Attachment,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
    Stream,
)
from social_care.net import NetSettings

SAFE_RESEND_MS = 50 * 60 * 1000
"""Servers remember an Idempotency-Key for an hour; this leaves room for clocks and waiting."""
LOOK_BACK_PAGES = 5
"""How many pages of our own posts are searched for one that may have been accepted."""


class Mastodon:
    """See `connectors.base`: Connector, SweepsMessages, FollowsThreads, TakesMedia, Deletes,
    Likes, LogsIn."""

    channel = "mastodon"
    guide: ClassVar[Guide] = access.GUIDE
    look_up_at_once = sweep.AT_ONCE
    sweeps_messages: ClassVar[bool] = True
    thread_every_s = 300

    def __init__(
        self,
        settings: MastodonSettings,
        clock: Callable[[], int],
        transport: httpx.BaseTransport | None = None,
        *,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._settings = settings
        self._api = Api(settings, clock, transport, net, wait, ledger)
        self._reader = Reader(settings, self._api)
        self._wait = wait or (lambda seconds: Event().wait(seconds))
        self.network = f"mastodon:{urlsplit(settings.base_url).netloc.lower()}"
        self.limits = DEFAULT_LIMITS
        self.media_limits = DEFAULT_MEDIA

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Mastodon":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(
            read_settings(account, context),
            context.clock,
            context.transport,
            net=context.net,
            wait=context.wait,
            ledger=context.ledger,
        )

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """A token, by the code that the server shows. Raises NetworkError or ConfigError."""
        return access.log_in(account, context, talk)

    def check(self) -> Health:
        """Ask the server who we are and what it takes. Raises NetworkError."""
        self._reader.ask_again()
        me = self._reader.me()
        self._learn()
        scopes = access.read_scopes(self._api)
        return Health(
            own_id=me.id,
            own_handle=me.acct,
            limits=self.limits,
            warnings=(
                *plain_http_warning(self._settings.base_url),
                *access.scope_warnings(scopes, searches=bool(self._settings.queries)),
                *policy_warnings(self._api),
            ),
            scopes=scopes,
            server_time=me.server_time,
        )

    # Reading

    def streams(self) -> Sequence[Stream]:
        """Own posts, mentions, every hashtag and every search."""
        return self._reader.streams()

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError; PERMISSION where the server has no such list."""
        return self._reader.page(stream, cursor, budget)

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """What everybody can read around this status, oldest first. Raises NetworkError."""
        return self._reader.thread(external_id)

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """Statuses as they stand now, and which are gone. Raises NetworkError."""
        return self._reader.look_up(external_ids)

    # Writing

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply under an idempotency key of its own. Raises NetworkError(REFUSED)."""
        return build(reply, self.limits, now)

    def upload(self, attachment: Attachment) -> str:
        """Hand a picture over and wait until the server has it. Raises NetworkError."""
        media.check(attachment, self.media_limits)
        return media.upload(self._api, attachment, self._wait)

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these pictures. Raises NetworkError(REFUSED)."""
        return media.attach(prepared, attachments, self.media_limits)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        status = self._api.post("/api/v1/statuses", body_of(prepared), prepared.key)
        return self._sent(status, prepared)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look among our own posts, then under the post it answers: not every server lists
        direct replies in both. Raises NetworkError."""
        own_id = self._reader.me().id
        for look in (self._recent_own_posts, self._posts_under_parent):
            found = [status for status in look(prepared) if is_it(status, prepared, own_id)]
            if found:
                return self._sent(found[-1], prepared)
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """Only where the server is known to honour the key, and as long as it remembers it."""
        age = now - prepared.prepared_at
        return self._settings.idempotency and 0 <= age < SAFE_RESEND_MS

    def delete(self, external_id: str) -> None:
        """Delete one of our posts. Raises NetworkError; PERMISSION where the server cannot."""
        path, now = status_path(external_id), self._api.clock()
        answer = self._api.delete(path)
        if not is_missing(answer):
            error = judge_write(answer, now)
            if error is not None:
                raise error
            return
        there = self._api.answer(path)
        if not is_missing(there):
            # snac2 answers so to every deletion; the post is there all the same.
            raise judge_read(there, now) or NetworkError(
                ErrorClass.PERMISSION,
                "this server does not let an app delete a post",
                remedy="delete it on the server's own pages",
            )

    def like(self, target: ReplyTarget) -> None:
        """Favourite it. Raises NetworkError."""
        self._api.post(status_path(target.external_id, "favourite"), {})

    def close(self) -> None:
        """Give back connections."""
        self._api.close()

    def _learn(self) -> None:
        server = self._reader.server()
        self.limits = server.limits
        self.media_limits = server.media

    # Recognising what we sent

    def _sent(self, status: Json, prepared: Prepared) -> Sent:
        blurs_direct = self._reader.known_server().blurs_direct
        sent = to_sent(status, prepared, blurs_direct, self._api.clock())
        self._reader.threads.remember(sent.external_id, text(dict(prepared.payload), "root"))
        return sent

    def _recent_own_posts(self, prepared: Prepared) -> Iterator[Json]:
        token: str | None = None
        own_id = self._reader.me().id
        for _ in range(LOOK_BACK_PAGES):
            listing = lists.own_statuses(self._api, own_id, token, lists.STATUSES_AT_ONCE)
            yield from (status for _, status in listing.items if status)
            times = [at for at, _ in listing.items]
            token = listing.next
            if token is None or max(times, default=0) < prepared.prepared_at - EARLY_MS:
                return

    def _posts_under_parent(self, prepared: Prepared) -> list[Json]:
        try:
            context = self._reader.context(text(body_of(prepared), "in_reply_to_id"))
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                return []  # the customer has deleted their post; nothing is found under it
            raise
        return objs(context, "descendants")[::-1]
