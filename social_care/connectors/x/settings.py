"""An X account's table of the configuration, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.context import ConnectorContext
from social_care.connectors.credential import Credential
from social_care.connectors.oauth import RotatingToken
from social_care.connectors.table import Table
from social_care.connectors.x.login import REDIRECT_URI, App, Keys, Login, bearer, signing
from social_care.connectors.x.prices import DOLLAR
from social_care.connectors.x.search import fault
from social_care.net import Door
from social_care.query import Query

SERVICE = "https://api.x.com"
LEAST_OVERLAP_MS = 3 * 60 * 1000
"""X is up to so much late with a post."""
LONGEST_POST = 25_000
_KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class XSettings:
    """One account."""

    name: str
    base_url: str = SERVICE
    bearer_token: str = ""
    """A reference to an app's token, for reading."""
    keys: Keys | None = None
    app: App | None = None
    handle: str = ""
    """Needed only where nothing but the bearer token says who we are."""
    queries: tuple[Query, ...] = ()
    messages: bool = True
    """Whether direct messages are read."""
    reply_gate: bool = True
    """X's plan for us lets us answer only those who addressed us; enterprise plans do not."""
    owns_app: bool = False
    """The account owns the developer app: X then reads its own posts and mentions for less."""
    daily_cap: int = 5 * DOLLAR
    """Micro-dollars a day."""
    max_length: int = 280
    overlap: int = OVERLAP_MS

    @property
    def logs_in(self) -> bool:
        """Whether it can act as the account."""
        return self.keys is not None or self.app is not None


def read(table: Table) -> XSettings:
    """Notes all that is wrong with it in the table."""
    keys, app = _keys(table), _app(table)
    settings = XSettings(
        name=table.name,
        base_url=table.url("base_url", SERVICE),
        bearer_token=table.text("bearer_token", ""),
        keys=keys,
        app=app,
        handle=table.text("handle", "").lstrip("@"),
        queries=_queries(table),
        messages=table.flag("messages", default=True),
        reply_gate=table.flag("reply_gate", default=True),
        owns_app=table.flag("owns_app"),
        daily_cap=round(table.number("daily_cap", 0.5, 100_000, 5.0) * DOLLAR),
        max_length=table.whole("max_length", 280, LONGEST_POST, 280),
        overlap=max(table.minutes("overlap_minutes", OVERLAP_MS), LEAST_OVERLAP_MS),
    )
    if keys and app:
        table.note("client_id", f"cannot be used together with {_KEYS[0]}: keep one of the two")
    if not settings.logs_in and not any(map(table.has, (*_KEYS, "client_id", "bearer_token"))):
        table.note("", "needs a way in: client_id, the four keys of OAuth 1.0a, or bearer_token")
    if settings.bearer_token and not settings.logs_in and not settings.handle:
        table.note("handle", "is needed where there is only a bearer_token")
    return settings


def _keys(table: Table) -> Keys | None:
    if not any(map(table.has, _KEYS)):
        return None
    return Keys(
        consumer_key=table.text("consumer_key"),
        consumer_secret=table.text("consumer_secret"),
        access_token=table.text("access_token"),
        access_token_secret=table.text("access_token_secret"),
    )


def _app(table: Table) -> App | None:
    client_id, secret = table.text("client_id", ""), table.text("client_secret", "")
    redirect_uri = table.text("redirect_uri", REDIRECT_URI)
    return App(id=client_id, secret=secret, redirect_uri=redirect_uri) if client_id else None


def _queries(table: Table) -> tuple[Query, ...]:
    queries = table.queries()
    for query in queries:
        if wrong := fault(query):
            table.note("queries", f"{str(query)!r}: {wrong}")
    return queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The ways in that an account has."""

    user: Login | None
    app: Login | None

    @classmethod
    def of(cls, settings: XSettings, context: ConnectorContext, door: Door) -> "Logins":
        """No secret is resolved before it is needed."""
        token = settings.bearer_token
        app = _credential(lambda: context.secret(token), context, "the bearer token")
        return cls(
            user=_user(settings, context, door),
            app=Login(secret=app, header=bearer) if token else None,
        )


def rotating(app: App, context: ConnectorContext, door: Door) -> RotatingToken:
    """The user's OAuth 2 tokens, kept in the account's vault."""
    return RotatingToken(lambda: app.client(context.secret), door, context.vault, context.clock)


def _user(settings: XSettings, context: ConnectorContext, door: Door) -> Login | None:
    keys, app = settings.keys, settings.app
    if keys is not None:
        four = _credential(lambda: keys.read(context.secret), context, "one of the four keys")
        return Login(secret=four, header=signing(context.clock))
    return Login(secret=rotating(app, context, door), header=bearer) if app else None


def _credential(resolve: Callable[[], str], context: ConnectorContext, what: str) -> Credential:
    return Credential(resolve, context.clock, what)
