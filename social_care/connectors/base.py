"""What a connector is: the code for one network, behind one narrow door.

A connector holds no database, no queue and no clock: `now` comes with the call, cursors are
opaque text that the store keeps and hands back, and everything that can fail raises
`NetworkError` with the class that says what it means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from social_care.errors import NetworkError
from social_care.models import (
    Attachment,
    Change,
    Limits,
    MediaLimits,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
    Stream,
)
from social_care.query import Query

if TYPE_CHECKING:
    from social_care.connectors.context import ConnectorContext

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
    faults: tuple[NetworkError, ...] = ()
    """What does not work although the rest does: mail can be read, and none can be sent. `check`
    raises only what leaves nothing: whatever it raises makes every stream blind."""
    warnings: tuple[str, ...] = ()
    """What will go wrong or is missing, in words with their remedy."""
    scopes: tuple[str, ...] = ()
    """What the token may do, as the network names it; empty where it does not say."""
    expires_at: int | None = None
    """When the log-in ends and a person has to renew it; ms since 1970 UTC. None: not known."""
    server_time: int | None = None
    """What time it is over there, where the answer said so: our clock is held against it."""

    def troubles(self, account: str) -> tuple[str, ...]:
        """Faults and warnings in words, with the account's name in remedies."""
        faults = (f"{each.message}; {each.remedy_for(account)}" for each in self.faults)
        return (*faults, *self.warnings)


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


# Powers that not every network has. Whoever wants to use one asks isinstance(connector, ...) ------


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at known messages found. What is in neither list could not be looked at."""

    found: Sequence[Mention] = ()
    """Still there, as they stand now: an edit shows in `version`."""
    gone: Sequence[str] = ()
    """External ids of those that are deleted or hidden from us."""


@runtime_checkable
class Sweeps(Protocol):
    """Can look at messages again by their ids, to notice deletions and edits."""

    look_up_at_once: int
    """How many ids one `look_up` takes."""

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:
        """One call to the network. Raises NetworkError; never calls "gone" what it did not ask."""
        ...


@runtime_checkable
class SweepsMessages(Sweeps, Protocol):
    """Direct messages are posts there, and are looked at by their ids as well."""

    sweeps_messages: ClassVar[bool]


@runtime_checkable
class FollowsThreads(Protocol):
    """People answer there without naming us, so threads we take part in are read again.

    They are read by `thread`.
    """

    thread_every_s: int
    """How often one live thread is read."""


@runtime_checkable
class TakesMedia(Protocol):
    """Pictures can go with a reply."""

    media_limits: MediaLimits

    def upload(self, attachment: Attachment) -> str:
        """Hand a file over; the network's id for it. Nothing is posted yet. Raises NetworkError."""
        ...

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these uploaded files, under the same key. No network call."""
        ...


@runtime_checkable
class Deletes(Protocol):
    """A reply of ours can be taken back from the network."""

    def delete(self, external_id: str) -> None:
        """Delete one of our posts; one that is gone already is a success. Raises NetworkError."""
        ...


@runtime_checkable
class Likes(Protocol):
    """A mention can be liked (favourited, upvoted)."""

    def like(self, target: ReplyTarget) -> None:
        """Like it; liking twice is a success. Raises NetworkError."""
        ...


@runtime_checkable
class Hides(Protocol):
    """A comment under our own post can be hidden from others."""

    def hide(self, external_id: str) -> None:
        """Hide it; hiding twice is a success. Raises NetworkError."""
        ...


@runtime_checkable
class ExplainsQueries(Protocol):
    """Can say in the network's own words what a search of ours becomes there."""

    def searches(self, query: Query) -> Sequence[str]:
        """What the network is asked, one text per call; none where all is sifted here.

        No network call. Raises ConfigError when the network cannot take it.
        """
        ...


# Setting an account up ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing `social-care account add` has to ask."""

    key: str
    """The key of the account's table."""
    ask: str
    """A few words: "Address of the server"."""
    help: str = ""
    """Where to find it, what it looks like."""
    default: str = ""
    """Taken when nothing is typed. With neither, the question must be answered."""
    secret: bool = False
    """Not echoed, and stored by reference."""
    optional: bool = False
    many: bool = False
    """Several, separated by commas: a list in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What a person is told and asked when they set up an account of this network."""

    network: str
    """Its name for people: "Bluesky"."""
    steps: tuple[str, ...]
    """What to do over there first: where to click, which scopes to choose."""
    questions: tuple[Question, ...]
    can: tuple[str, ...]
    """What works then, in a few words each."""
    cannot: tuple[str, ...] = ()
    """What does not, and why."""


class Talk(Protocol):
    """The person at the keyboard, who may sit at the other end of an SSH line."""

    def say(self, text: str) -> None:
        """Show a line."""
        ...

    def ask(self, question: str, *, secret: bool = False) -> str:
        """Their answer, without white space around it."""
        ...


@runtime_checkable
class Guided(Protocol):
    """A connector class that `social-care account add` can set up."""

    guide: ClassVar[Guide]


@runtime_checkable
class LogsIn(Protocol):
    """A connector class with a log-in of its own (OAuth): `account add` and `account login`."""

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: "ConnectorContext", talk: Talk
    ) -> Mapping[str, str]:
        """Log in with the person's help; `account` holds what the guide's questions brought.

        What rotates is saved in `context.vault`. What does not is returned by the key of the
        account's table, to be stored by reference. Raises NetworkError or ConfigError.
        """
        ...
