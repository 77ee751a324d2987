"""X, one account: mentions, searches and direct messages, for money that is counted."""

from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any, ClassVar

from social_care.connectors import oauth
from social_care.connectors.base import Budget, Guide, Health, Looked, Page, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.pace import Pace
from social_care.connectors.table import Table
from social_care.connectors.x import media
from social_care.connectors.x.api import Api
from social_care.connectors.x.guide import GUIDE
from social_care.connectors.x.limits import tightest
from social_care.connectors.x.listening import Listener
from social_care.connectors.x.purse import Purse
from social_care.connectors.x.reading import AT_ONCE, Reader
from social_care.connectors.x.reply import build, is_message, limits_of, with_media
from social_care.connectors.x.search import explained
from social_care.connectors.x.sending import Sender
from social_care.connectors.x.settings import Logins, XSettings, read, rotating
from social_care.connectors.x.whoami import Whoami
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.models import (
    Attachment,
    MediaLimits,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
    Stream,
)
from social_care.net import Door
from social_care.query import Query


class X:
    """See `connectors.base.Connector`; it also sweeps, deletes, likes, hides and takes media."""

    channel = "x"
    network = "x"
    guide: ClassVar[Guide] = GUIDE
    look_up_at_once = AT_ONCE

    def __init__(self, settings: XSettings, context: ConnectorContext) -> None:
        pace = Pace(context.ledger, context.clock, tightest)
        door = _door(settings.base_url, context, pace)
        logins = Logins.of(settings, context, door)
        purse = Purse(context.ledger, context.clock, settings.daily_cap)
        self._settings = settings
        self._wait = context.wait or Event().wait
        self._api = Api(
            door, settings.base_url, pace, context.clock, user=logins.user, app=logins.app
        )
        self._whoami = Whoami(settings, self._api, purse, context.vault)
        reader = Reader(self._api, purse, owns_app=settings.owns_app)
        self._listener = Listener(settings, reader, self._whoami)
        self._sender = Sender(self._api, purse, reader, self._whoami)
        self.media_limits: MediaLimits = media.LIMITS if settings.app else media.NO_PICTURES
        self.limits = limits_of(settings.max_length, can_write=settings.logs_in)

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "X":
        """From an account's table. Raises ConfigError naming all that is wrong with it."""
        table = Table(account)
        settings = read(table)
        table.finish()
        return cls(settings, context)

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """OAuth 2 with PKCE, kept in the vault. Raises NetworkError or ConfigError."""
        table = Table(account)
        settings = read(table)
        table.finish()
        if settings.app is None:
            raise ConfigError(
                f"account {settings.name!r} has no log-in of its own",
                ["client_id is missing"],
                "the four keys and the bearer token are used as they are",
            )
        door = _door(settings.base_url, context, None)
        try:
            talk.say("What the browser brings back is good for half a minute: paste it at once.")
            client = settings.app.client(context.secret)
            tokens = oauth.log_in(client, door, talk, context.clock)
            rotating(settings.app, context, door).save(tokens)
        finally:
            door.close()
        return {}

    def check(self) -> Health:
        """Ask X who we are. Raises NetworkError."""
        me = self._whoami.ask().me
        return Health(
            own_id=me.id,
            own_handle=me.handle,
            limits=self.limits,
            warnings=self._whoami.warnings(),
            scopes=self._whoami.scopes(),
            server_time=self._whoami.server_time,
        )

    def streams(self) -> Sequence[Stream]:
        """Own posts, mentions, direct messages and every search."""
        return self._listener.streams()

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError; QUOTA when the day's money is spent."""
        return self._listener.fetch(stream, cursor, budget)

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply. Raises NetworkError(REFUSED)."""
        return build(reply, self.limits, now, gate=self._settings.reply_gate)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        return self._sender.send(prepared)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look among our own posts, or in the conversation. Raises NetworkError."""
        return self._sender.find(prepared)

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Never: X has no key for it, and refuses the same words only for a while."""
        return False

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The public thread of the last seven days, oldest first. Raises NetworkError."""
        return self._listener.thread(external_id)

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """What became of these posts; one more call where some were edited."""
        return self._listener.look_up(external_ids)

    def upload(self, attachment: Attachment) -> str:
        """Hand a picture over. Raises NetworkError; needs the OAuth 2 log-in."""
        if self._settings.app is None:
            raise NetworkError(
                ErrorClass.PERMISSION,
                "X takes pictures only from an OAuth 2 log-in",
                remedy="give the account a client_id and log it in: social-care account login NAME",
            )
        return media.upload(self._api, attachment, self._wait)

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these pictures. Raises NetworkError(REFUSED)."""
        if is_message(prepared):
            raise NetworkError(ErrorClass.REFUSED, "pictures cannot go with a direct message here")
        media.refuse_unsuited_set([attachment for _, attachment in attachments])
        return with_media(prepared, [media_id for media_id, _ in attachments])

    def delete(self, external_id: str) -> None:
        """Take a post or a message of ours back. Raises NetworkError."""
        self._sender.delete(external_id)

    def like(self, target: ReplyTarget) -> None:
        """Like a post. Raises NetworkError."""
        self._sender.like(target)

    def hide(self, external_id: str) -> None:
        """Hide a reply in a thread that we began. Raises NetworkError."""
        self._sender.hide(external_id)

    def searches(self, query: Query) -> Sequence[str]:
        """See `connectors.base.ExplainsQueries`; our own posts are left out where our handle is
        known without asking."""
        return explained(query, self._whoami.handle)

    def close(self) -> None:
        """Give back connections."""
        self._api.close()


def _door(base_url: str, context: ConnectorContext, pace: Pace | None) -> Door:
    return Door(base_url, context.net, transport=context.transport, wait=context.wait, pace=pace)
