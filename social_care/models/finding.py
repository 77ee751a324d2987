"""What a search finds, and what agents keep of their searches."""

from dataclasses import field

from social_care.models.views import MessageKind
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the next page of a search begins; only storage reads it."""

    places: tuple[tuple[str, tuple[int, int] | None], ...]
    """How far each source has been read; None: to its end."""
    seen: frozenset[int] = field(default=frozenset(), repr=False)
    """Conversations that were shown already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A message that a search found, as stored."""

    conversation_id: int
    kind: MessageKind
    message_id: int
    at: int
    """Milliseconds since 1970 UTC."""
    by_name: bool = False
    """The words are in the customer's name, not in this message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A conversation that a search found, with the newest message that fits."""

    conversation_id: int
    message_kind: MessageKind
    """Whose words: the customer's, our reply, a note."""
    snippet: str
    """One line, safe for every screen."""
    marks: tuple[tuple[int, int], ...]
    """Where in it the words are: start and end."""
    at: int
    """When that message was written, ms since 1970 UTC."""
    by_name: bool = False
    """The words are in the customer's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search, newest first."""

    hits: tuple[Hit, ...]
    more: Cursor | None
    """Hand it in for the next page, which may be empty and still have more behind it: a page looks
    through so much of the archive and no more. None: that was all."""
    hints: tuple[str, ...]
    """What could not be meant, and what may be typed, in words."""
    is_meant: bool = True
    """False when something cannot be meant: then there are no hits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A search kept under a name."""

    name: str
    text: str
    agent: str
    """Whose it is."""
    shared: bool
    """Everybody sees it."""
    count: int | None = None
    """How many open conversations it holds, where that was asked for."""
