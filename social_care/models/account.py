"""Accounts, their streams and their health, and what their network can carry."""

from dataclasses import dataclass
from enum import StrEnum


class StreamState(StrEnum):
    """Whether a stream is being listened to."""

    OK = "ok"
    DELAYED = "delayed"
    NEEDS_LOGIN = "needs login"
    OUT_OF_BUDGET = "out of budget"
    OFF = "off"


class Counting(StrEnum):
    """How a network counts the length of a text (`text.length`)."""

    CHARACTERS = "characters"
    X = "x"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a network accepts from us. The worker stores it beside the account for the composer."""

    counting: Counting = Counting.CHARACTERS
    max_length: int = 10_000
    max_bytes: int | None = None
    can_private: bool = False
    """A public mention can be answered privately (`R`)."""
    mentions_author: bool = False
    """A reply must begin with the customer's @handle; it is added once, and counted."""
    url_length: int | None = None
    """What a link counts, where the network says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One thing an account listens to: mentions, a search, direct messages, its own posts."""

    name: str
    every_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHealth:
    """How a stream is doing, as shown in the status line and by doctor."""

    account: str
    channel: str
    stream: str
    state: StreamState
    blind_since: int | None
    """Last success (ms UTC) while the state is not ok; None when it is, or it never worked."""
    next_at: int
    problem: str
    remedy: str
