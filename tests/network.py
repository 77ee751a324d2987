"""A network in memory that obeys a script: it keeps its own record of what it accepted."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from social_care.connectors.base import Budget, Health, Page
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Prepared, Reply, Sent, Stream


class Fault(StrEnum):
    """What the network does to the next call of `send`."""

    NONE = "accepts it and says so"
    ANSWER_LOST = "accepts it, but the answer is lost"
    ERROR_AFTER = "accepts it, and answers 500"
    DROPPED = "never gets it, and nobody knows"
    REFUSED = "says no for good"
    RATE = "says: later, and when"
    TRANSIENT = "certainly did not get it"
    AUTH = "does not believe who we are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One post of ours, as the network holds it."""

    external_id: str
    key: str
    text: str
    parent: str
    at: int


@dataclass(slots=True, kw_only=True)
class FakeNetwork:
    """A connector and its network in one. `faults` are used up one per `send`, then all is well."""

    clock: Callable[[], int]
    limits: Limits = field(default_factory=Limits)
    honours_keys: bool = False
    shows_posts: bool = True
    """False: `find_sent` finds nothing (yet), whatever was accepted."""
    tells_by_words: bool = False
    """`find_sent` knows a post by its words and what it answers, as most networks make us."""
    posts_no_words_twice: bool = False
    """`send` shows where they stand instead, as X does."""
    look_fails: bool = False
    faults: list[Fault] = field(default_factory=list)
    retry_at: int | None = None
    refuses_words: str = ""
    """`prepare` refuses a text that contains this."""
    posts: list[Posted] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    """The key of every call of `send`, in order."""
    looks: list[int] = field(default_factory=list)
    """When `find_sent` was called."""
    prepared: int = 0
    """How many replies."""
    pages: dict[str, list[Page | BaseException]] = field(default_factory=dict)
    """What `fetch` answers or raises, by stream, one after the other; then empty pages."""
    fetched: list[tuple[str, str | None]] = field(default_factory=list)
    on_send: Callable[[Prepared], object] | None = None
    """Called in the middle of every send: what others do at that moment."""
    channel: str = "fake"
    network: str = "fake"

    def check(self) -> Health:
        """Always well."""
        return Health(own_id="us", own_handle="acme", limits=self.limits)

    def streams(self) -> Sequence[Stream]:
        """Own posts first."""
        return (Stream(name="own", every_s=60), Stream(name="mentions", every_s=60))

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """The next scripted page."""
        self.fetched.append((stream, cursor))
        script = self.pages.get(stream, [])
        page = script.pop(0) if script else Page(cursor=cursor or "start")
        if isinstance(page, BaseException):
            raise page
        return page

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """A key no other reply has, not even one of the same words at the same time."""
        if self.refuses_words and self.refuses_words in reply.text:
            raise NetworkError(ErrorClass.REFUSED, f"{self.refuses_words!r} is not allowed here")
        payload = {"text": reply.text, "parent": reply.target.external_id}
        digest = sha256(json.dumps(payload).encode()).hexdigest()[:16]
        self.prepared += 1
        key = f"{now}-{digest}-{self.prepared}"
        return Prepared(key=key, prepared_at=now, payload=payload)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, or do what the script says."""
        self.sends.append(prepared.key)
        if self.on_send is not None:
            self.on_send(prepared)
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        if self.posts_no_words_twice and (there := self._with_words_of(prepared)):
            return _sent(there[0])
        if fault in {Fault.NONE, Fault.ANSWER_LOST, Fault.ERROR_AFTER}:
            sent = self._accept(prepared)
            if fault is Fault.NONE:
                return sent
        raise self._error(fault)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """By its key or its words, once the network shows it."""
        self.looks.append(self.clock())
        if self.look_fails:
            raise NetworkError(ErrorClass.TRANSIENT, "the network is down")
        alike = self._with_words_of(prepared) if self.tells_by_words else []
        found = [post for post in self.posts if post.key == prepared.key or post in alike]
        return _sent(found[0]) if found and self.shows_posts else None

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """Only where the key is honoured."""
        return self.honours_keys

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """Nothing is known around it."""
        return ()

    def close(self) -> None:
        """Nothing to give back."""

    def _accept(self, prepared: Prepared) -> Sent:
        known = [post for post in self.posts if post.key == prepared.key]
        if known and self.honours_keys:
            return _sent(known[0])
        post = Posted(
            external_id=f"post-{len(self.posts) + 1}",
            key=prepared.key,
            text=prepared.payload["text"],
            parent=prepared.payload["parent"],
            at=self.clock(),
        )
        self.posts.append(post)
        return _sent(post)

    def _with_words_of(self, prepared: Prepared) -> list[Posted]:
        said = (prepared.payload["text"], prepared.payload["parent"])
        return [post for post in self.posts if (post.text, post.parent) == said]

    def _error(self, fault: Fault) -> NetworkError:
        error_class = {
            Fault.REFUSED: ErrorClass.REFUSED,
            Fault.RATE: ErrorClass.RATE,
            Fault.TRANSIENT: ErrorClass.TRANSIENT,
            Fault.AUTH: ErrorClass.AUTH,
        }.get(fault, ErrorClass.UNKNOWN_OUTCOME)
        return NetworkError(error_class, f"the network {fault}", retry_at=self.retry_at)


def _sent(post: Posted) -> Sent:
    return Sent(
        external_id=post.external_id,
        accepted_at=post.at,
        canonical_id=f"https://fake.example/{post.external_id}",
        url=f"https://fake.example/{post.external_id}",
        reply_ref={"id": post.external_id},
    )
