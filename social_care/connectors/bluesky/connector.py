"""Bluesky: mentions, replies, quotes, searches and direct messages of one account."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import httpx

from social_care.connectors.base import Budget, Guide, Health, Looked, Page
from social_care.connectors.bluesky import direct, media, reader, records
from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.chat import Chat
from social_care.connectors.bluesky.errors import error_name, judge
from social_care.connectors.bluesky.parse import POST
from social_care.connectors.bluesky.reply import (
    LIMITS,
    build,
    record_of,
    refuse_if_closed,
    to_sent,
)
from social_care.connectors.bluesky.search import searches
from social_care.connectors.bluesky.session import BlueskySettings
from social_care.connectors.bluesky.settings import GUIDE, read_settings
from social_care.connectors.context import (
    ConnectorContext,
    Ledger,
    MemoryVault,
    SessionVault,
    plain_http_warning,
)
from social_care.connectors.fields import obj, text
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
    Visibility,
)
from social_care.net import NetSettings
from social_care.query import Query


class Bluesky:
    """See `connectors.base`: Connector, Sweeps, FollowsThreads, TakesMedia, Deletes, Likes,
    ExplainsQueries.

    A public reply can be sent twice and is posted once; a direct message has no such key.
    """

    channel = "bluesky"
    network = "bluesky"
    guide: ClassVar[Guide] = GUIDE
    look_up_at_once = reader.AT_ONCE
    thread_every_s = 300

    def __init__(
        self,
        settings: BlueskySettings,
        clock: Callable[[], int],
        vault: SessionVault | None = None,
        transport: httpx.BaseTransport | None = None,
        *,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._settings = settings
        self._api = Api(settings, clock, vault or MemoryVault(), transport, net, wait, ledger)
        self._chat = Chat(self._api, wanted=settings.messages)
        self._reader = reader.Reader(settings, self._api, self._chat)
        self.limits = LIMITS
        self.media_limits = media.LIMITS

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Bluesky":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        return cls(
            read_settings(account, context),
            context.clock,
            context.vault,
            context.transport,
            net=context.net,
            wait=context.wait,
            ledger=context.ledger,
        )

    def check(self) -> Health:
        """Log in if need be, ask the server who we are and try the chat. Raises NetworkError."""
        answer = self._api.answer("com.atproto.server.getSession")
        error = judge(answer, self._api.clock())
        if error is not None:
            raise error
        found = obj(answer.json())
        warnings = plain_http_warning(self._settings.base_url)
        if found.get("active") is False:
            warnings += (f"the account is not active: {text(found, 'status') or 'unknown why'}",)
        trouble = self._chat.look()
        may_write = self._settings.messages is not False and not self._chat.is_shut
        self.limits = replace(LIMITS, can_private=may_write)
        return Health(
            own_id=text(found, "did") or self._api.session.did,
            own_handle=text(found, "handle") or self._api.session.handle,
            limits=self.limits,
            warnings=(*warnings, trouble) if trouble else warnings,
            server_time=answer.sent_at,
        )

    # Reading

    def streams(self) -> Sequence[Stream]:
        """Own posts, mentions, direct messages where we may read them, and every search."""
        return self._reader.streams()

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError; PERMISSION where the app password does not reach."""
        return self._reader.page(stream, cursor, budget)

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The posts around this one, oldest first. Raises NetworkError."""
        return self._reader.thread(external_id)

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """Posts as they stand now, and which are gone. Raises NetworkError."""
        return self._reader.look_up(external_ids)

    def searches(self, query: Query) -> Sequence[str]:
        """See `connectors.base.ExplainsQueries`. Each is a stream of its own."""
        return [search.asked() for search in searches((query,)).values()]

    # Writing

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply under a key of its own; a private one as a direct message.

        Raises NetworkError(REFUSED).
        """
        private = Visibility.DIRECT in {reply.visibility, reply.target.visibility}
        return direct.build(reply, now) if private else build(reply, now)

    def upload(self, attachment: Attachment) -> str:
        """Hand a picture over. Raises NetworkError."""
        return media.upload(self._api, attachment)

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these pictures. Raises NetworkError(REFUSED)."""
        return media.attach(prepared, attachments)

    def send(self, prepared: Prepared) -> Sent:
        """Create the record, once however often it is called; or write a direct message.

        Raises NetworkError.
        """
        if direct.is_direct(prepared):
            return direct.send(self._chat, prepared)
        record = record_of(prepared)
        parent = text(record, "reply", "parent", "uri")
        posts = self._api.get("app.bsky.feed.getPosts", {"uris": [parent]})
        refuse_if_closed(posts, parent, self._api.session.did)
        try:
            uri, cid = records.create_once(self._api, POST, prepared.key, record)
        except records.SomethingElse as error:
            raise NetworkError(
                ErrorClass.REFUSED,
                "something else is posted already under the key of this reply",
                remedy="look at the conversation in the browser before writing again",
            ) from error
        return to_sent(uri, cid, prepared, self._api.clock())

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Ask our own repository for the record, or the conversation for the message.

        Raises NetworkError.
        """
        own_id = self._api.session.did
        if direct.is_direct(prepared):
            return direct.find(self._chat, prepared, own_id)
        asked = {"repo": own_id, "collection": POST, "rkey": prepared.key}
        answer = self._api.answer("com.atproto.repo.getRecord", asked)
        if error_name(answer) == "RecordNotFound":
            return None
        error = judge(answer, self._api.clock())
        if error is not None:
            raise error
        uri = text(answer.json(), "uri") or f"at://{own_id}/{POST}/{prepared.key}"
        # Nothing says when it was accepted; it cannot have been before it was frozen.
        return to_sent(uri, text(answer.json(), "cid"), prepared, prepared.prepared_at)

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """A public reply always: a second record under its key is refused. A message never."""
        return not direct.is_direct(prepared)

    def delete(self, external_id: str) -> None:
        """Delete a public post of ours. Raises NetworkError; PERMISSION for anything else."""
        records.delete(self._api, external_id)

    def like(self, target: ReplyTarget) -> None:
        """Like a post. Raises NetworkError."""
        records.like(self._api, target)

    def close(self) -> None:
        """Give back connections."""
        self._api.close()
