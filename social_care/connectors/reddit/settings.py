"""One Reddit account's table of the configuration."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from social_care import __version__
from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.context import ConnectorContext
from social_care.connectors.reddit.search import fault
from social_care.connectors.table import Table
from social_care.query import Query

API_URL = "https://oauth.reddit.com"
AUTH_URL = "https://www.reddit.com"
TOKEN_PATH = "/api/v1/access_token"  # noqa: S105 - an address
SUBJECT = "About your post on Reddit"
LONGEST_SUBJECT = 100
REDIRECT_URI = "http://localhost"

_NAME = re.compile(r"(?:/?u/|@)?([A-Za-z0-9_-]{2,24})/?", re.ASCII)
_COMMUNITY = re.compile(r"(?:/?r/)?([A-Za-z0-9_]{2,24})/?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedditSettings:
    """One account. Secrets are resolved when they are needed; resolving raises SecretError."""

    name: str
    enabled: bool = False
    """Reddit's API needs approval, so nobody calls it by accident."""
    username: str = ""
    """The brand's account, without u/."""
    client_id: str = ""
    client_secret: Callable[[], str] | None = None
    """None for an installed app, which has none."""
    refresh_token: Callable[[], str] | None = None
    """A permanent log-in made elsewhere; without it `account login` makes one."""
    password: Callable[[], str] | None = None
    """Of the brand's account: a script app logs in with it."""
    user_agent: str = ""
    base_url: str = API_URL
    auth_url: str = AUTH_URL
    redirect_uri: str = REDIRECT_URI
    """As registered with the app, to the letter."""
    queries: tuple[Query, ...] = ()
    subreddits: tuple[str, ...] = ()
    """Communities whose comments are held against the queries; search finds only posts."""
    subject: str = SUBJECT
    """Of a private message that answers something public."""
    overlap: int = OVERLAP_MS


def read_settings(account: Mapping[str, Any], context: ConnectorContext) -> RedditSettings:
    """From an account's table. Raises ConfigError naming all that is wrong with it."""
    table = Table(account)
    enabled = table.flag("enabled")
    needed = None if enabled else ""
    username = _only(table, "username", _NAME, table.text("username", needed))
    app_id = table.text("app_id", "social-care")
    settings = RedditSettings(
        name=table.name,
        enabled=enabled,
        username=username,
        client_id=table.text("client_id", needed),
        client_secret=_secret(table, "client_secret", context),
        refresh_token=_secret(table, "refresh_token", context),
        password=_secret(table, "password", context),
        user_agent=_user_agent(table, app_id, username),
        base_url=table.url("base_url", API_URL),
        auth_url=table.url("auth_url", AUTH_URL).removesuffix(TOKEN_PATH),
        redirect_uri=table.text("redirect_uri", REDIRECT_URI),
        queries=_queries(table),
        subreddits=_subreddits(table),
        subject=_subject(table),
        overlap=table.minutes("overlap_minutes", OVERLAP_MS),
    )
    table.finish()
    return settings


def _secret(table: Table, key: str, context: ConnectorContext) -> Callable[[], str] | None:
    reference = table.text(key, "")
    return (lambda: context.secret(reference)) if reference else None


def _only(table: Table, key: str, shape: re.Pattern[str], written: str) -> str:
    """What stands in `written`, without u/ or r/."""
    found = shape.fullmatch(written)
    if found is None and written:
        table.note(key, f"{written!r} cannot be a name on Reddit")
    return found[1] if found else ""


def _subreddits(table: Table) -> tuple[str, ...]:
    names = (_only(table, "subreddits", _COMMUNITY, name) for name in table.texts("subreddits"))
    return tuple(dict.fromkeys(name for name in names if name))


def _queries(table: Table) -> tuple[Query, ...]:
    queries = table.queries()
    for query in queries:
        if wrong := fault(query):
            table.note("queries", wrong)
    return queries


def _subject(table: Table) -> str:
    subject = " ".join(table.text("subject", SUBJECT).split())
    if len(subject) > LONGEST_SUBJECT:
        table.note("subject", f"must not have more than {LONGEST_SUBJECT} characters")
    return subject


def _user_agent(table: Table, app_id: str, username: str) -> str:
    """Reddit asks every app to name itself and whose it is, and slows down those that do not."""
    usual = f"python:{app_id}:{__version__} (by /u/{username})"
    user_agent = table.text("user_agent", usual)
    if not (user_agent.isascii() and user_agent.isprintable()):
        table.note("user_agent" if table.has("user_agent") else "app_id", "must be plain ASCII")
    return user_agent
