"""What a connector is: the code for one network, behind one narrow door.

A connector holds no database, no queue and no clock: `now` comes with the call, cursors are
opaque text that the store keeps and hands back, and everything that can fail raises
`NetworkError` with the class that says what it means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from social_care.models import (
    Change,
    Limits,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    Sent,
    Stream,
)

OVERLAP_MS = 60 * 60 * 1000
"""How far every poll re-reads behind the newest known item, where a network names no other."""

PAGES_PER_POLL = 10
"""How many pages one poll may take before it leaves the rest for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one fetch may use."""

    now: int
    """Milliseconds since 1970 UTC."""
    backfill_from: int
    """On the first poll of a stream nothing older than this is wanted; ms since 1970 UTC."""
    page_size: int = 80
    pages: int = PAGES_PER_POLL
    """How many calls of `fetch` this poll will make at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a stream. It is stored in one transaction with `cursor`."""

    cursor: str
    """Where to go on: opaque, kept by the store, handed to the next `fetch`."""
    mentions: Sequence[Mention] = ()
    own_posts: Sequence[OwnPost] = ()
    changes: Sequence[Change] = ()
    more: bool = False
    """True when the poll is not finished and `fetch` should be called again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What `check` found: who we are there, and what we can and cannot do."""

    own_id: str
    own_handle: str
    limits: Limits
    warnings: tuple[str, ...] = ()


@runtime_checkable
class Connector(Protocol):
    """One network's account. Everything beyond this is a further protocol in this file."""

    channel: str
    """The network's name shown to people: mastodon, bluesky ..."""
    network: str
    """Namespace of its author ids: two accounts with the same value see the same people."""
    limits: Limits
    """Best known so far; `check` may learn better ones."""

    def check(self) -> Health:
        """Log in if need be and find out who we are. Raises NetworkError."""
        ...

    def streams(self) -> Sequence[Stream]:
        """What this account listens to, in the order it should be polled; own posts come first."""
        ...

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """The next page of `stream`; `cursor` is None on the first poll. Raises NetworkError."""
        ...

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply: choose its key and build its payload. No network call.

        Raises NetworkError(REFUSED) when the reply can be known to be unacceptable.
        """
        ...

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError; UNKNOWN_OUTCOME when it may have been accepted."""
        ...

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look on the network for what `send` may have posted. None: it is not there (yet)."""
        ...

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """True when sending again cannot make a second post (own record key, honoured key)."""
        ...

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The public thread around a message, oldest first, without the message itself."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...
