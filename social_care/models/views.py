"""What a screen or a script is shown: read models, made by `storage`, handed out by `desk`."""

from collections.abc import Mapping
from enum import StrEnum

from social_care.models.account import Limits, Recovered, StreamHealth
from social_care.models.assessment import Band, Category, Mark, PrivateDetail
from social_care.models.composing import NOTHING_ALONG, MacroActions
from social_care.models.conversation import Stage, State
from social_care.models.customer import CustomerNote as CustomerNote
from social_care.models.customer import CustomerView as CustomerView
from social_care.models.customer import Identity as Identity
from social_care.models.customer import PastConversation as PastConversation
from social_care.models.mention import Media, Visibility
from social_care.models.outbox import OutboxKind, OutboxState
from social_care.models.presence import Promise, Silence
from social_care.models.spike import Spike
from social_care.records import dataclass


class View(StrEnum):
    """The queue's views, in the order of their keys 1 to 9."""

    TODO = "todo"
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    COMPLAINTS = "complaints"
    RISK = "risk"
    ANSWERED = "answered"
    SNOOZED = "snoozed"
    DRAFTS = "drafts"
    ALL = "all"

    @property
    def label(self) -> str:
        """The words on its tab."""
        return VIEW_LABELS[self]


VIEW_LABELS = {
    View.TODO: "Needs answer",
    View.MINE: "Mine",
    View.UNCLAIMED: "Unclaimed",
    View.COMPLAINTS: "Complaints",
    View.RISK: "At risk, late",
    View.ANSWERED: "Answered",
    View.SNOOZED: "Snoozed",
    View.DRAFTS: "Drafts",
    View.ALL: "All",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One conversation as the queue shows it. Texts are as stored: clean them before display."""

    id: int
    account: str
    channel: str
    customer_id: int
    customer_name: str
    customer_handle: str
    followers: int | None
    text: str
    """Newest unanswered mention, else the newest message of the customer."""
    unanswered: int
    """How many mentions wait for an answer."""
    category: Category
    band: Band
    score: int
    sentiment: float | None
    language: str
    reasons: tuple[str, ...]
    state: State
    waiting_since: int | None
    """Milliseconds since 1970 UTC; None when nobody waits."""
    due_at: int | None
    """None when there is no target."""
    stage: Stage | None
    claimed_by: str | None
    claim_doing: str
    """What the holder does, "reads" or "writes"; empty when free."""
    assignee: str | None
    unread: bool
    drafts: tuple[str, ...]
    """Agents with a draft here."""
    sending: OutboxState | None
    """State of the newest reply that is not yet sent."""
    visibility: Visibility
    can_reply: bool
    can_reply_reason: str
    version: int
    tags: tuple[str, ...] = ()
    """The team's words for it, in the order of the alphabet."""
    plain_sentiment: float | None = None
    """What VADER as it is published would say; None when not scored."""
    severity: float | None = None
    """1 to 4; None when not scored."""
    uncertain: bool = False
    """Scored as English although something said that it is not."""
    private: tuple[PrivateDetail, ...] = ()
    """Private details in it that strangers can read."""
    muted: bool = False
    """Only what presses brings it back."""
    claimed_since: int | None = None
    """When the holder took the customer; ms since 1970 UTC."""
    promise: Promise | None = None
    """What was promised, and is not kept yet."""
    silence: Silence | None = None
    """Who lost it to the queue, showing no sign; while nobody has it again."""
    vip: bool = False
    """The customer is on the team's list."""
    reply_until: int | None = None
    """When the network takes no answer any more; ms since 1970 UTC. None: it has no such window."""
    private_until: int | None = None
    """When it takes no private answer to the newest message any more, which is public."""
    arrived_late: bool = False
    """We learned of it when half of the target it is due by was used up, or more."""


class MessageKind(StrEnum):
    """Whose line it is in a conversation."""

    MENTION = "mention"
    REPLY = "reply"
    OUTBOX = "outbox"
    NOTE = "note"
    WOW = "wow"
    """What we did for the customer beyond the expected."""
    OTHER = "other"
    """Somebody else in the same public thread."""
    OUR_OTHER = "our other"
    """A post of ours there that is no answer to this customer."""
    EVENT = "event"
    """What was done: its author is the agent, its text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line of a conversation: the customer's, ours, one on its way, or an internal note."""

    kind: MessageKind
    id: int
    at: int
    author: str
    """Customer's name; the agent for a reply or note; empty for a native reply of nobody known."""
    text: str
    visibility: Visibility
    url: str = ""
    media: tuple[Media, ...] = ()
    content_warning: str = ""
    edited: bool = False
    deleted: bool = False
    state: OutboxState | None = None
    """Of an outbox line, or SENT for one of our replies."""
    problem: str = ""
    """What went wrong on the way, in words, with the remedy."""
    tried_at: int | None = None
    """When the network was first called for it; ms since 1970 UTC."""
    looks: int = 0
    """How often we have looked for it on the network since, without finding it."""
    looked_at: int | None = None
    """When we did so last; ms since 1970 UTC."""
    due_at: int | None = None
    """When a queued reply leaves (its undo window ends), or a delayed one is tried again."""
    private: tuple[PrivateDetail, ...] = ()
    """Private details that a customer wrote where strangers can read them."""
    act: OutboxKind = OutboxKind.REPLY
    """What an outbox line does over there; `text` says it in words where it is no reply."""
    liked: bool = False
    """We have liked this mention, from the console."""
    hidden: bool = False
    """We have hidden this mention from strangers, from the console."""
    part: int = 0
    """Of a long answer in parts, which one this is: 1 is the first. 0: it is no part."""
    parts: int = 1
    """How many parts the answer has."""
    holding: bool = False
    """Of a line of ours: "still with you", which answers nobody."""
    automatic: bool = False
    """Of one of our replies: a program's acknowledgement, which answers nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an agent has typed and not sent. `revision` guards against a stale second session."""

    id: int
    conversation_id: int
    agent: str
    text: str
    private: bool
    revision: int
    updated_at: int
    along: MacroActions = NOTHING_ALONG
    """What is done besides once it is sent, as its macros say."""
    answered_since: str = ""
    """Who has answered the customer since it was saved, in words; empty: nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """One of the agent's drafts, as a list shows it. Texts are as stored."""

    draft: Draft
    """The newest version."""
    conversation_id: int
    customer_name: str
    channel: str
    updated_at: int
    answered_since: str
    """As in `draft`."""
    versions: int
    """How many there are: a second one was made by another session of the same agent; none is a
    picture without words."""
    pictures: int = 0
    """How many go with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture that goes with an agent's next answer."""

    id: int
    name: str
    """File name without its folder."""
    mime: str
    size: int
    """In bytes."""
    alt: str
    """Its description, for those who cannot see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """Everything the conversation pane shows."""

    row: QueueRow
    messages: tuple[Message, ...]
    """Oldest first."""
    siblings: tuple[QueueRow, ...]
    """Other open conversations of the same customer."""
    customer: CustomerView
    limits: Limits
    prefix: str
    """What delivery puts before a reply ("@kim@social.example "); it counts towards the length."""
    draft: Draft | None
    """The caller's newest draft here."""
    seen: int
    """What the reader has seen, for `submit`: grows when the customer writes or anyone answers."""
    url: str
    """Permalink of the newest mention."""
    around: tuple[Message, ...] = ()
    """What stands around it, oldest first: others in the same thread, and what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict on one message that an agent may correct."""

    category: Category
    band: Band
    usual: Mapping[Category, Band]
    """How pressing it would be if it were of that category."""
    waits: bool
    """Whether somebody waits for an answer in its conversation."""
    seen: int
    """Changes with another message or another verdict; a correction says what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The status line's numbers, and one count per view."""

    waiting: int
    at_risk: int
    late: int
    oldest_waiting_since: int | None
    by_view: dict[View, int]
    uncertain: int
    refused: int
    held: int
    on_the_way: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedOutbox:
    """An account that sends nothing until somebody lets it go on."""

    account: str
    by: str
    """Who stopped it; empty when that is not known."""
    since: int | None
    """Milliseconds since 1970 UTC; None when that is not known."""
    waiting: int
    """Replies and acts that would be on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether somebody listens and sends."""

    worker_seen_at: int | None
    """Last sign of life of the worker, ms UTC; None when there never was one."""
    worker_alive: bool
    worker_starting: bool = False
    """It was started a moment ago and has not been seen yet: no alarm."""
    has_accounts: bool = True
    """Something is configured to be listened to."""
    streams: tuple[StreamHealth, ...]
    """Those that are not ok."""
    held_accounts: tuple[str, ...]
    """Accounts whose outbox is stopped; `stopped` tells more of them."""
    stopped: tuple[StoppedOutbox, ...] = ()
    logins_ending: tuple[tuple[str, int], ...] = ()
    """Accounts whose log-in ends within a week, with the moment (ms UTC)."""
    recovered: Recovered | None = None
    """The newest stream that listens again after having been blind."""
    in_target: float | None
    """Service level of the last 24 hours, 0..1; None without data."""
    always_open: bool
    """No business hours are configured."""
    spike: Spike | None = None
    """Something is happening just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReply:
    """One of our replies as it stands on the network, or stood."""

    id: int
    conversation_id: int
    account: str
    agent: str
    """Empty for a native reply of nobody known."""
    text: str
    visibility: Visibility
    at: int
    """The network's acceptance; ms since 1970 UTC."""
    url: str
    deleted_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A reply on its way, as lists and the status line show it."""

    id: int
    conversation_id: int
    account: str
    agent: str
    state: OutboxState
    text: str
    private: bool
    submitted_at: int
    due_at: int | None
    problem: str
    version: int
    kind: OutboxKind = OutboxKind.REPLY
    """What it does; `text` says it in words where it is no reply."""
    marks: tuple[Mark, ...] = ()
    """Why it is held: what it would tell strangers, and where; first in `text`, from left to right,
    then in the descriptions of its pictures."""
    part: int = 0
    """Of a long answer in parts, which one this is: 1 is the first. 0: it is no part."""
    parts: int = 1
    """How many parts the answer has."""
