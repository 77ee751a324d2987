"""Accounts, their streams and their health, and what their network can carry."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from social_care.models.outbox import MediaLimits
from social_care.records import dataclass


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
    private_length: int | None = None
    """What a private answer may hold, where that is not `max_length`."""
    private_bytes: int | None = None
    can_delete: bool = False
    """A reply of ours can be taken back over there."""
    can_like: bool = False
    can_hide: bool = False
    """A customer's comment can be hidden from strangers."""
    chains: bool = False
    """A part of a long answer stands under the part before it; else all under the mention."""
    media: MediaLimits | None = None
    """What pictures can go with a reply; None: none."""

    def for_private(self) -> "Limits":
        """The limits of a private answer."""
        if self.private_length is None and self.private_bytes is None:
            return self
        return replace(
            self,
            max_length=self.private_length or self.max_length,
            max_bytes=self.private_bytes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of an allowance is used up: calls in a window, units or money in a day."""

    used: int
    allowed: int
    until: int
    """When it begins anew; ms since 1970 UTC. Past that moment it says nothing."""

    @property
    def left(self) -> int:
        """What may still be used; never below 0."""
        return max(self.allowed - self.used, 0)


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
    ok_at: int | None = None
    """Last success (ms UTC), whatever the state."""
    next_at: int
    problem: str
    remedy: str
    every_s: int = 0
    """Its interval; 0 where none is known."""
    failures: int = 0
    """Polls that failed, in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A stream listens again: how long it was blind, and what came late because of it."""

    event_id: int
    account: str
    stream: str
    blind_ms: int
    mentions: int


def alike(streams: Iterable[StreamHealth]) -> list[StreamHealth]:
    """One for all streams of an account that are in the same trouble, with all their names.

    Blind since the first of them was, and tried again when the next of them is.
    """
    found: dict[tuple[str, ...], StreamHealth] = {}
    for stream in streams:
        trouble = (stream.account, stream.state, stream.problem, stream.remedy)
        known = found.get(trouble)
        found[trouble] = stream if known is None else _both(known, stream)
    return list(found.values())


def _both(one: StreamHealth, other: StreamHealth) -> StreamHealth:
    worked = [item.ok_at for item in (one, other) if item.ok_at is not None]
    blind = [item.blind_since for item in (one, other) if item.blind_since is not None]
    return replace(
        one,
        stream=f"{one.stream}, {other.stream}",
        ok_at=min(worked, default=None),
        blind_since=min(blind, default=None),
        next_at=min(one.next_at, other.next_at),
    )
