"""What an account of a Mastodon server is configured with."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from social_care.connectors.base import OVERLAP_MS
from social_care.connectors.context import ConnectorContext
from social_care.connectors.table import Table
from social_care.query import Query

_TAG = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonSettings:
    """One account on one server."""

    name: str
    base_url: str
    token: Callable[[], str]
    """Resolves the access token; asked again after the server refused it. Raises SecretError."""
    queries: tuple[Query, ...] = ()
    """Searches; each of their alternatives is a stream of its own."""
    tags: tuple[str, ...] = ()
    """Hashtags without the #, each a stream of its own."""
    idempotency: bool = False
    """The server is known to honour Idempotency-Key; several that speak this API do not."""
    overlap: int = OVERLAP_MS


def read_settings(account: Mapping[str, Any], context: ConnectorContext) -> MastodonSettings:
    """From an account's table. Raises ConfigError naming all that is wrong with it."""
    table = Table(account)
    reference = table.text("token")
    settings = MastodonSettings(
        name=table.name,
        base_url=table.url("base_url"),
        token=lambda: context.secret(reference),
        queries=table.queries(),
        tags=_tags(table),
        idempotency=table.flag("idempotency"),
        overlap=table.minutes("overlap_minutes", OVERLAP_MS),
    )
    table.finish()
    return settings


def _tags(table: Table) -> tuple[str, ...]:
    tags = [written.strip().removeprefix("#") for written in table.texts("tags")]
    for tag in tags:
        if not _TAG.fullmatch(tag):
            table.note("tags", f"{tag!r} is no hashtag: it is one word of letters and digits")
    return tuple(dict.fromkeys(tags))
