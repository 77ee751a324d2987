"""The password or OAuth token of a mailbox, as both of its servers take it."""

from collections.abc import Callable
from dataclasses import dataclass

from social_care.connectors.context import ConnectorContext
from social_care.connectors.credential import Credential
from social_care.connectors.mail.settings import MailSettings, OAuth
from social_care.connectors.oauth import Client, RotatingToken
from social_care.connectors.pace import Pace
from social_care.net import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """How we log in."""

    user: str
    current: Callable[[], str]
    """The secret. Raises NetworkError(AUTH) when there is none."""
    instead: Callable[[str], str | None]
    """Another secret in place of the one that was refused; None when there is no other."""
    is_token: bool = False

    def xoauth2(self, token: str) -> str:
        """What SASL XOAUTH2 sends."""
        return f"user={self.user}\x01auth=Bearer {token}\x01\x01"


def key_of(settings: MailSettings, context: ConnectorContext) -> tuple[Key, Callable[[], None]]:
    """The key, and how to give back what it holds open."""
    if settings.oauth is None:
        return password_key(settings, lambda: context.secret(settings.password), context), _nothing
    oauth = settings.oauth
    door = token_door(oauth, context)
    token = RotatingToken(lambda: client_of(oauth, context), door, context.vault, context.clock)
    key = Key(user=settings.user, current=token.current, instead=token.renewed, is_token=True)
    return key, door.close


def password_key(
    settings: MailSettings, resolve: Callable[[], str], context: ConnectorContext
) -> Key:
    """A key that is a password."""
    secret = Credential(resolve, context.clock, "the mailbox's password")
    return Key(user=settings.user, current=secret.current, instead=secret.refuse)


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
