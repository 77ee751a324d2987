"""The person behind a conversation, as the customer pane shows them."""

from social_care.models.conversation import State
from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One author on one network."""

    id: int
    network: str
    handle: str
    name: str
    url: str
    followers: int | None
    verified: bool
    first_seen_at: int
    vip: bool = False
    """On the team's customer list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastConversation:
    """An earlier conversation of the same customer."""

    id: int
    channel: str
    state: State
    opened_at: int
    wrap_up: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNote:
    """What a colleague has noted about a customer, or did for them, in whichever conversation."""

    conversation_id: int
    channel: str
    at: int
    agent: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """The person behind a conversation."""

    id: int
    name: str
    identities: tuple[Identity, ...]
    moods: tuple[tuple[int, float], ...]
    """(posted at in ms UTC, sentiment -1..1) of scored mentions, oldest first."""
    conversations: tuple[PastConversation, ...]
    """Newest first, without the one in view."""
    notes: tuple[CustomerNote, ...] = ()
    """Of all conversations, newest first."""
    wows: tuple[CustomerNote, ...] = ()
    """What we did for them beyond the expected, newest first."""
