"""How a connector reads its account's table of the configuration, strictly and all at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from social_care.errors import ConfigError
from social_care.query import Query, parse
from social_care.tables import Section

COMMON_KEYS = frozenset(
    {"name", "connector", "targets", "hours", "team", "poll", "backfill_hours", "proxy", "ca_file"}
)
"""Keys of an account's table that others read; no connector complains about them."""

MOST_MINUTES = 31 * 24 * 60


class Table(Section):
    """An account's table; `finish` raises with everything that is wrong with it."""

    def __init__(self, account: Mapping[str, Any]) -> None:
        super().__init__(account, "", [])
        for key in COMMON_KEYS & account.keys():
            self.get(key)
        self.name = self.text("name", "account")

    def url(self, key: str, default: str | None = None) -> str:
        """An address that starts with http:// or https://, without its last slash."""
        value = self.text(key, default).strip()
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            self.note(key, "must be an address such as https://social.example")
        return value.rstrip("/")

    def minutes(self, key: str, default_ms: int) -> int:
        """A span given in minutes, as milliseconds."""
        return round(self.number(key, 0, MOST_MINUTES, default_ms / 60_000) * 60_000)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; what stands there twice counts once."""
        return tuple(dict.fromkeys(super().texts(key, needed=needed)))

    def queries(self) -> tuple[Query, ...]:
        """The searches, as `social_care.query` reads them."""
        found = []
        for written in self.texts("queries"):
            try:
                found.append(parse(written))
            except ConfigError as error:
                self.note("queries", f"{written!r}: {'; '.join(error.problems)}")
        return tuple(found)

    def path(self, key: str) -> Path:
        """A path, made absolute by whoever read the configuration. It must be there."""
        return Path(self.text(key))

    def finish(self) -> None:
        """Complain about all faults found, keys nobody knows included. Raises ConfigError."""
        self.end()
        if self.problems:
            raise ConfigError(f"account {self.name!r} cannot be used", self.problems)
