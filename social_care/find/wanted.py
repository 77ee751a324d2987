"""What a search asks for, once it is read."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from social_care.models import Band, Category, State

FILTERS: Mapping[str, tuple[str, ...]] = {
    "channel": (),
    "account": (),
    "from": (),
    "band": tuple(band.label for band in Band),
    "category": tuple(category.value for category in Category),
    "state": tuple(state.value for state in State),
    "agent": (),
    "tag": (),
    "before": (),
    "after": (),
    "has": ("draft", "note", "wow", "link", "picture", "alert", "private", "detail"),
    "is": ("late", "waiting", "unread", "mine"),
    "lang": (),
}
"""Every filter with its values; where they are empty they are the shop's own, or free."""

ALL_OF = frozenset({"has", "is", "tag"})
"""A conversation can be several of these at once, so each repetition asks for more."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: no spaces tell where a word begins."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several in this order."""

    text: str
    is_open: bool = False
    """The last word may go on: it is still being typed, or ends in a *."""

    @property
    def begins_words(self) -> bool:
        """Longer words that begin with its last one fit, too; Korean hangs its particles on."""
        return self.is_open or "\uac00" <= self.text[-1] <= "\ud7a3"

    @property
    def is_literal(self) -> bool:
        """It must be looked for letter by letter: a full-text index knows no such words."""
        return not any(map(str.isalnum, self.text)) or bool(_UNSPACED.search(self.text))


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: any of its values, or none of them."""

    name: str
    values: tuple[str, ...]
    without: bool = False
    is_open: bool = False
    """The last value may go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the shop knows, and how it tells the time."""

    channels: Collection[str] = ()
    accounts: Collection[str] = ()
    agents: Collection[str] = ()
    tags: Collection[str] = ()
    me: str = ""
    """Who `agent:me` is."""
    zone: tzinfo = UTC

    def values(self, name: str) -> tuple[str, ...]:
        """What may stand after this filter; empty where anything may."""
        own = {
            "channel": self.channels,
            "account": self.accounts,
            "agent": self.agents,
            "tag": self.tags,
        }
        return FILTERS[name] or tuple(sorted(own.get(name, ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search as it is understood. Moments are ms since 1970 UTC."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    since: int | None = None
    until: int | None = None
    """Before this moment."""
    faults: tuple[str, ...] = field(default=())
    """What cannot be meant, in words with what may be: with one of these nothing is found."""
    remarks: tuple[str, ...] = ()
    """What else is worth knowing."""

    @property
    def hints(self) -> tuple[str, ...]:
        """All there is to say about it."""
        return self.faults + self.remarks

    @property
    def is_empty(self) -> bool:
        """It asks for nothing."""
        moments = self.since is not None or self.until is not None
        return not (self.terms or self.without or self.filters or moments)

    @property
    def finds_nothing(self) -> bool:
        """There is no need to look."""
        return bool(self.faults) or self.is_empty
