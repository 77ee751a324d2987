"""An account's feeds: what each is called, what stands in it, and how its table is read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, urlsplit

from social_care.connectors.table import Table
from social_care.query import Query
from social_care.tables import Section

STREAM = "feed: "
USUAL_S = 15 * 60
ALERTS_S = 30 * 60
"""Google Alerts change rarely and do not like to be asked often."""

_GOOGLE = re.compile(r"(www\.)?google\.[a-z]{2,3}(\.[a-z]{2})?")


class Kind(StrEnum):
    """What the entries of a feed are."""

    ARTICLES = "articles"
    COMMENTS = "comments"


_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One feed."""

    url: str
    stream: str
    """The name of its stream."""
    kind: Kind = Kind.ARTICLES
    user: str = ""
    """For Basic authentication; empty: none is needed."""
    password: Callable[[], str] | None = None
    """Resolves the password. Raises SecretError."""

    @property
    def host(self) -> str:
        """The server it was given with: part of its authors' ids, so a later move counts not."""
        return urlsplit(self.url).hostname or ""

    @property
    def server(self) -> str:
        """Its address without the path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def every_s(self) -> int:
        """How often it is asked."""
        alerts = is_google(self.host) and urlsplit(self.url).path.startswith("/alerts/")
        return ALERTS_S if alerts else USUAL_S


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """One account: its feeds and what is wanted of them."""

    name: str
    sources: tuple[Source, ...]
    queries: tuple[Query, ...] = ()
    """Only entries that one of these matches; all of them if there is none."""
    own_names: frozenset[str] = frozenset()
    """Under these names (case folded) the brand itself writes comments."""
    allow_private: bool = False
    """Feeds may lie on our own network."""


def read_settings(table: Table, secret: Callable[[str], str]) -> FeedSettings:
    """The account's feeds. Problems are noted in `table`, which the caller finishes."""
    usual = Source(
        url="",
        stream="",
        kind=table.choice("kind", _KINDS, Kind.ARTICLES.value) or Kind.ARTICLES,
        **_login(table, secret),
    )
    sources = tuple(_sources(table, usual, secret))
    _refuse_doubles(table, sources)
    if usual.user and len({source.host for source in sources}) > 1:
        table.note("user", "would be told to every server: give it to the one feed that needs it")
    return FeedSettings(
        name=table.name,
        sources=sources,
        queries=table.queries(),
        own_names=frozenset(name.strip().casefold() for name in table.texts("own_names")),
        allow_private=table.flag("allow_private"),
    )


def is_google(host: str) -> bool:
    """Whether this server is one of Google's search pages, in whatever country."""
    return bool(_GOOGLE.fullmatch(host))


def _sources(table: Table, usual: Source, secret: Callable[[str], str]) -> Iterator[Source]:
    written = table.get("feeds")
    if written is not None and (not isinstance(written, list | tuple) or not written):
        table.note("feeds", "must be a list of addresses, or tables: write [[accounts.feeds]]")
        return
    for number, item in enumerate(written if isinstance(written, list | tuple) else ()):
        if isinstance(item, str):
            section = Section({"url": item}, f"feeds[{number}]", table.problems)
        else:
            section = Section(item, f"feeds[{number}]", table.problems)
        yield _source(section, usual, secret)
        section.end()


def _source(section: Section, usual: Source, secret: Callable[[str], str]) -> Source:
    url = section.text("url")
    parts = _split(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        section.note("url", "must be an address such as https://blog.example/feed/")
    if parts.username or parts.password:
        section.note("url", "must not hold a password: use the keys `user` and `password`")
    login = _login(section, secret)
    return replace(
        usual,
        url=url,
        stream=STREAM + section.text("name", _label(parts)),
        kind=section.choice("kind", _KINDS, usual.kind.value) or usual.kind,
        **(login if login["user"] else {}),
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return urlsplit("")
    return parts


def _label(parts: SplitResult) -> str:
    """Host and path. What follows may hold a key, so it only makes a mark."""
    mark = f" #{sha256(parts.query.encode()).hexdigest()[:6]}" if parts.query else ""
    return f"{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}{mark}" or "feed"


def _login(section: Section, secret: Callable[[str], str]) -> dict[str, Any]:
    if not section.has("user") and not section.has("password"):
        return {"user": "", "password": None}
    user, reference = section.text("user"), section.text("password")
    if ":" in user:
        section.note("user", "cannot hold a colon")
    return {"user": user, "password": lambda: secret(reference)}


def _refuse_doubles(table: Table, sources: tuple[Source, ...]) -> None:
    for what, values in (
        ("address", [source.url for source in sources if source.url]),
        ("name", [source.stream.removeprefix(STREAM) for source in sources if source.url]),
    ):
        for value in sorted({value for value in values if values.count(value) > 1}):
            table.note("feeds", f"two have the same {what}: {value}")
