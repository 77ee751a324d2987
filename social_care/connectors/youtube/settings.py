"""One YouTube account: where Google is, who our app is, and what is listened to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.context import ConnectorContext
from social_care.connectors.oauth import Client
from social_care.connectors.table import Table
from social_care.connectors.youtube.quota import (
    DAILY_SEARCHES,
    DAILY_UNITS,
    RESERVE,
    Allowance,
)
from social_care.connectors.youtube.reply import LONGEST
from social_care.connectors.youtube.words import fault
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.query import Query
from social_care.secrets import is_reference

SERVICE = "https://youtube.googleapis.com/youtube/v3"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
AUTHORIZE_URL = "https://accounts.google.com/o/oauth2/v2/auth"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"

_MOST = 100_000_000
_ALL, _MATCHING = "all", "matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeSettings:
    """What an account's table says."""

    name: str
    client: Callable[[], Client]
    """Our app at Google; its references are resolved anew each time. Raises NetworkError(AUTH)."""
    base_url: str = SERVICE
    token_url: str = TOKEN_URL
    queries: tuple[Query, ...] = ()
    """Searches for videos, each a stream of its own."""
    overlap: int = OVERLAP_MS
    allowance: Allowance = field(default_factory=Allowance)
    testing: bool = False
    """Google's consent screen is in testing: a log-in lasts seven days."""
    reach: bool = False
    """Ask how many subscribers people have; a unit for every 50 of them."""
    spam: bool = False
    """Listen to what YouTube takes for spam, too."""
    max_length: int = LONGEST
    """Of a comment, in characters."""
    only_matching: bool = False
    """Under others' videos only comments that name what was searched are taken in."""


def read(account: Mapping[str, Any], context: ConnectorContext) -> YouTubeSettings:
    """From an account's table. Raises ConfigError naming all that is wrong with it."""
    table = Table(account)
    own_id, secret = table.text("client_id"), table.text("client_secret")
    authorize_url = table.url("authorize_url", AUTHORIZE_URL)
    token_url = table.url("token_url", TOKEN_URL)
    comments = table.choice("video_comments", {_ALL: False, _MATCHING: True}, _ALL)
    units = table.whole("daily_units", 1, _MOST, DAILY_UNITS)
    settings = YouTubeSettings(
        name=table.name,
        client=lambda: _client(own_id, secret, authorize_url, token_url, context.secret),
        base_url=table.url("base_url", SERVICE),
        token_url=token_url,
        queries=_searchable(table),
        overlap=table.minutes("overlap_minutes", OVERLAP_MS),
        allowance=Allowance(
            units=units,
            reserve=table.whole("reserve_units", 0, units - 1, min(RESERVE, units // 2)),
            searches=table.whole("daily_searches", 1, _MOST, DAILY_SEARCHES),
        ),
        testing=_yes(table, "testing"),
        reach=table.flag("reach"),
        spam=table.flag("spam"),
        max_length=table.whole("max_length", 1, _MOST, LONGEST),
        only_matching=bool(comments),
    )
    table.finish()
    return settings


def _searchable(table: Table) -> tuple[Query, ...]:
    queries = table.queries()
    for query in queries:
        if wrong := fault(query):
            table.note("queries", wrong)
    return queries


def _yes(table: Table, key: str) -> bool:
    """True or false; or yes or no, as a person answers the guide's question."""
    if isinstance(table.get(key, False), str):
        return bool(table.choice(key, {"yes": True, "no": False}))
    return table.flag(key)


def _client(
    own_id: str, secret: str, authorize_url: str, token_url: str, resolve: Callable[[str], str]
) -> Client:
    try:
        return Client(
            authorize_url=authorize_url,
            token_url=token_url,
            # An id is no secret and may stand in the configuration as it is.
            id=resolve(own_id) if is_reference(own_id) else own_id,
            secret=resolve(secret),
            scopes=(SCOPE,),
            # Without both Google hands out no refresh token the second time.
            extra={"access_type": "offline", "prompt": "consent"},
        )
    except SecretError as error:
        raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error
