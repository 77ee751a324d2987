"""The password or OAuth token of a mailbox, as both of its servers take it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from social_care.connectors.context import ConnectorContext
from social_care.connectors.credential import Credential, entered
from social_care.connectors.mail.settings import MailSettings, OAuth
from social_care.connectors.oauth import Client, RotatingToken
from social_care.connectors.pace import Pace
from social_care.mail_server import Server
from social_care.net import Door, NetSettings

T = TypeVar("T")


def _unheard(secret: str) -> None:
    """Whoever keeps no count of refusals need not hear what was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """How we log in."""

    user: str
    current: Callable[[], str]
    """The secret. Raises NetworkError(AUTH) when there is none."""
    instead: Callable[[str], str | None]
    """Another secret in place of the one that was refused; None when there is no other."""
    taken: Callable[[str], None] = _unheard
    """Told what the server let in."""
    is_token: bool = False

    def log_in(self, enter: Callable[[str], T]) -> T:
        """Enter with the secret, or with another that has taken its place. Raises NetworkError."""
        return entered(enter, self.current, self.instead, self.taken)

    def xoauth2(self, token: str) -> str:
        """What SASL XOAUTH2 sends."""
        return f"user={self.user}\x01auth=Bearer {token}\x01\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One for each server: what one of them refuses must not lock us out of the other."""

    imap: Key
    smtp: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How one of the servers is reached and entered."""

    server: Server
    key: Key
    net: NetSettings
    clock: Callable[[], int]


def keys_of(settings: MailSettings, context: ConnectorContext) -> tuple[Keys, Callable[[], None]]:
    """The keys, and how to give back what they hold open."""
    if settings.oauth is None:
        return password_keys(settings, lambda: context.secret(settings.password), context), _nothing
    oauth = settings.oauth
    door = token_door(oauth, context)
    token = RotatingToken(lambda: client_of(oauth, context), door, context.vault, context.clock)
    key = Key(user=settings.user, current=token.current, instead=token.renewed, is_token=True)
    return Keys(imap=key, smtp=key), door.close


def password_keys(
    settings: MailSettings, resolve: Callable[[], str], context: ConnectorContext
) -> Keys:
    """The same password for both."""
    return Keys(
        imap=_password(settings.user, resolve, context),
        smtp=_password(settings.user, resolve, context),
    )


def _password(user: str, resolve: Callable[[], str], context: ConnectorContext) -> Key:
    secret = Credential(resolve, context.clock, "the mailbox's password")
    return Key(user=user, current=secret.current, instead=secret.refuse, taken=secret.taken)


def client_of(oauth: OAuth, context: ConnectorContext) -> Client:
    """Our app at the provider. Raises SecretError."""
    provider = oauth.provider
    return Client(
        authorize_url=provider.authorize_url.format(tenant=oauth.tenant),
        token_url=provider.token_url.format(tenant=oauth.tenant),
        id=oauth.client_id,
        secret=context.secret(oauth.secret) if oauth.secret else "",
        scopes=provider.scopes,
        extra=provider.extra,
    )


def token_door(oauth: OAuth, context: ConnectorContext) -> Door:
    """The way to the provider's token endpoint."""
    return Door(
        oauth.provider.token_url.format(tenant=oauth.tenant),
        context.net,
        transport=context.transport,
        wait=context.wait,
        pace=Pace(context.ledger, context.clock),
    )


def _nothing() -> None:
    """A password holds nothing open."""
