"""What we are about to say: replies, their states, and what a connector makes of them."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from social_care.models.mention import Visibility
from social_care.records import dataclass


class OutboxKind(StrEnum):
    """What an outbox row asks the network to do."""

    REPLY = "reply"
    LIKE = "like"
    HIDE = "hide"
    DELETE = "delete"

    @property
    def words(self) -> str:
        """What it does, for people; empty for a reply, which has words of its own."""
        return _DOES.get(self, "")


_DOES = {
    OutboxKind.LIKE: "like the customer's message",
    OutboxKind.HIDE: "hide the customer's message from strangers",
    OutboxKind.DELETE: "delete our reply from the network",
}


class OutboxState(StrEnum):
    """Where an outbox row is on its way. `TRANSITIONS` lists every step there is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    DELAYED = "delayed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    DISCARDED = "discarded"


TRANSITIONS: Mapping[OutboxState, frozenset[OutboxState]] = {
    OutboxState.QUEUED: frozenset({OutboxState.SENDING, OutboxState.HELD, OutboxState.DISCARDED}),
    OutboxState.HELD: frozenset({OutboxState.QUEUED, OutboxState.DISCARDED}),
    OutboxState.SENDING: frozenset(
        {OutboxState.SENT, OutboxState.DELAYED, OutboxState.REFUSED, OutboxState.UNCERTAIN}
    ),
    OutboxState.DELAYED: frozenset({OutboxState.SENDING, OutboxState.DISCARDED}),
    OutboxState.UNCERTAIN: frozenset({OutboxState.SENT, OutboxState.QUEUED, OutboxState.DISCARDED}),
    OutboxState.REFUSED: frozenset({OutboxState.QUEUED}),
    OutboxState.SENT: frozenset(),
    OutboxState.DISCARDED: frozenset(),
}
"""Every permitted step. Uncertain → queued: only after two empty looks, or by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTarget:
    """The mention a reply answers, as far as a connector needs it."""

    external_id: str
    thread_key: str
    author_id: str
    author_handle: str
    visibility: Visibility
    url: str = ""
    content_warning: str = ""
    lang: str | None = None
    reply_ref: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture to go with a reply."""

    name: str
    """File name without its folder."""
    mime: str
    content: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """What a network takes with a reply."""

    most: int
    """How many at once."""
    mimes: tuple[str, ...]
    max_bytes: int
    alt_length: int
    private: bool = True
    """A private answer can carry them too."""
    alone: tuple[str, ...] = ()
    """Those of `mimes` of which one goes by itself, with no other picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer as the agent wrote it."""

    text: str
    visibility: Visibility
    target: ReplyTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A reply frozen before the first try: everything needed to repeat or to recognise it.

    Kept in the outbox in a committed transaction before the network is called, and handed to
    `send` and `find_sent` unchanged, however often and by whichever process.
    """

    key: str
    """Idempotency key, record key or Message-ID: unique for this reply."""
    prepared_at: int
    """Milliseconds since 1970 UTC; the earliest time the post can bear."""
    payload: Mapping[str, Any]
    """JSON-able; only its connector reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The network has accepted it."""

    external_id: str
    accepted_at: int
    """The network's time of acceptance where it gives one; ms since 1970 UTC."""
    canonical_id: str = ""
    url: str = ""
    thread_key: str = ""
    reply_ref: Mapping[str, str] = field(default_factory=dict)
    """What the connector needs to answer this post of ours. Empty: it cannot be answered."""
