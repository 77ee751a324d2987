"""What networks say: mentions, our own posts, and changes to either."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from social_care.records import dataclass


class Visibility(StrEnum):
    """Who can read a message. A reply is never wider than what it answers."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"

    @property
    def is_private(self) -> bool:
        """True when it is not addressed to strangers; an answer to it never goes public unasked."""
        return self in {Visibility.FOLLOWERS, Visibility.DIRECT}

    @property
    def others_read(self) -> bool:
        """True when people besides the customer can: our followers are strangers to them."""
        return self is not Visibility.DIRECT


class MentionKind(StrEnum):
    """How a mention reached us."""

    MENTION = "mention"
    REPLY = "reply"
    COMMENT = "comment"
    DIRECT_MESSAGE = "dm"
    KEYWORD = "keyword"
    MAIL = "mail"
    ARTICLE = "article"
    """An entry of a feed: a blog post, a forum's thread, an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote it. `id` is the network's immutable id, never the handle."""

    id: str
    handle: str = ""
    """Without a leading @."""
    name: str = ""
    url: str = ""
    followers: int | None = None
    verified: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An attachment: shown as a link with its alternative text, never fetched."""

    kind: str
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One message from a customer, as the platform said it. Never edited by us."""

    external_id: str
    """The network's id of the post: unique within the account."""
    text: str
    """Plain text as sent, not yet made safe for a screen (`text.clean` does that)."""
    posted_at: int
    """Milliseconds since 1970 UTC, by the network's clock."""
    author: Author
    thread_key: str
    """The connector's name for the thread; with account and identity it finds the conversation."""
    thread_aliases: tuple[str, ...] = ()
    """Further names under which the thread may be known, the surest first: an email has one for
    every message it refers to, and its subject. All of them lead to the conversation afterwards."""
    canonical_id: str = ""
    """Recognises one post seen by two accounts (URI, Message-ID); the external id if empty."""
    kind: MentionKind = MentionKind.MENTION
    visibility: Visibility = Visibility.PUBLIC
    url: str = ""
    in_reply_to: str | None = None
    """External id of the parent, which may be ours."""
    lang: str | None = None
    """The platform's language code, if it gives one."""
    content_warning: str = ""
    media: tuple[Media, ...] = ()
    reposts: int | None = 0
    likes: int | None = 0
    """None where this look at it does not tell: what is known of its reach stays."""
    can_reply: bool = True
    can_reply_reason: str = ""
    """Why not, in words for the agent, when `can_reply` is false."""
    reply_until: int | None = None
    """When the network closes its window for an answer; ms since 1970 UTC. None: it has none."""
    private_until: int | None = None
    """When the network takes no private answer to this public one any more; ms since 1970 UTC."""
    keeps_target: bool = False
    """It has its band's target although `can_reply` is false: imported and replayed ones."""
    version: str = ""
    """Changes when the author edits (edit time, content hash); empty when edits are unknown."""
    authored_at: int | None = None
    """The time the author claims, where it differs from the network's; ms since 1970 UTC."""
    reply_ref: Mapping[str, str] = field(default_factory=dict)
    """What the connector needs to answer this without asking the network again."""
    raw: str = ""
    """The payload as received, JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """One of the brand's own posts found on the network. Never becomes a mention."""

    external_id: str
    text: str
    posted_at: int
    thread_key: str
    in_reply_to: str | None = None
    canonical_id: str = ""
    visibility: Visibility = Visibility.PUBLIC
    url: str = ""
    raw: str = ""


class ChangeKind(StrEnum):
    """What happened to a message we may know."""

    DELETED = "deleted"
    REACH = "reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A deletion, or new reach. An edit comes as the mention again, with a new `version`."""

    external_id: str
    kind: ChangeKind
    at: int
    reposts: int | None = None
    likes: int | None = None
