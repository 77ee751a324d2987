"""What an account's table says of a Facebook Page or an Instagram account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.context import ConnectorContext
from social_care.connectors.table import Table

SERVICE = "https://graph.facebook.com"
VERSION = "v26.0"
"""Of the Graph API; each lives about two years."""
DAYS = 14
DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaSettings:
    """One Page, or one Instagram account and the Page it belongs to."""

    name: str
    page_id: str
    token: Callable[[], str] = field(repr=False)
    """Resolves the Page's access token. Raises SecretError."""
    ig_id: str = ""
    app_secret: Callable[[], str] | None = field(default=None, repr=False)
    """Resolves the app's secret, which proves that the token is used by its own app."""
    base_url: str = SERVICE
    version: str = VERSION
    human_agent: bool = False
    """The app may use the HUMAN_AGENT tag: messages can be answered for seven days."""
    watch_ms: int = DAYS * DAY_MS
    """How old a post may be for its comments to be read."""
    overlap: int = OVERLAP_MS


def read_settings(
    account: Mapping[str, Any], context: ConnectorContext, *, instagram: bool
) -> MetaSettings:
    """Raises ConfigError naming all that is wrong with the table."""
    table = Table(account)
    token = table.text("token")
    secret = table.text("app_secret", "")
    settings = MetaSettings(
        name=table.name,
        page_id=table.text("page_id"),
        ig_id=table.text("ig_id") if instagram else "",
        token=lambda: context.secret(token),
        app_secret=(lambda: context.secret(secret)) if secret else None,
        base_url=table.url("base_url", SERVICE),
        version=table.text("version", VERSION),
        human_agent=table.flag("human_agent"),
        watch_ms=table.whole("comment_days", 1, 90, DAYS) * DAY_MS,
        overlap=table.minutes("overlap_minutes", OVERLAP_MS),
    )
    for key in ("page_id", "ig_id") if instagram else ("page_id",):
        if table.has(key) and not getattr(settings, key).isdecimal():
            table.note(key, "must be the number, not the name")
    table.finish()
    return settings
