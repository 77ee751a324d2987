"""The demo connector: a simulated brand's network, kept in one folder and run by nobody.

Customers, their patience and what they make of our answers are computed anew at every call, from
what was fixed when the world began, the posts it accepted, the control file, and the time. So
every process sees the same world, and killing one loses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from json import JSONDecodeError
from typing import Any, Self
from uuid import uuid4

from social_care.connectors.base import Budget, Health, Page
from social_care.connectors.context import ConnectorContext
from social_care.connectors.demo import pictures
from social_care.connectors.demo.control import DemoControl
from social_care.connectors.demo.extra import injected
from social_care.connectors.demo.faults import after_accepting, before_accepting, before_reading
from social_care.connectors.demo.feed import Cursor, read
from social_care.connectors.demo.network import Snapshot
from social_care.connectors.demo.script import Script
from social_care.connectors.demo.settings import DemoSettings, read_settings
from social_care.connectors.demo.story import Scene
from social_care.connectors.demo.world import DemoWorld, Facts, PostedRecord
from social_care.errors import ErrorClass, NetworkError
from social_care.models import (
    Attachment,
    Mention,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
    Stream,
)
from social_care.text import length

__all__ = ["Demo", "DemoControl", "DemoWorld", "PostedRecord"]

OWN_POSTS = "own posts"
MENTIONS = "mentions"


class Demo:
    """One account of the simulated brand: a Connector that TakesMedia, Deletes, Likes and Hides."""

    network = "demo"

    def __init__(self, settings: DemoSettings, context: ConnectorContext) -> None:
        self.channel = settings.channel
        self.limits = settings.limits
        self.media_limits = pictures.limits_of(settings.channel)
        self._settings = settings
        self._clock = context.clock
        self._world = DemoWorld(settings.folder)
        self._control = DemoControl(settings.folder)

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> Self:
        """Make one of an account's table. Raises ConfigError."""
        return cls(read_settings(account, context.clock), context)

    def check(self) -> Health:
        """Begin the world if need be, and say who we are in it."""
        with _readable():
            before_reading(self._control.take("check"), self._clock())
            facts = self._script.scene.facts
        return Health(
            own_id=facts.handle,
            own_handle=facts.handle,
            limits=self.limits,
            warnings=self._warnings(facts),
        )

    def streams(self) -> Sequence[Stream]:
        """Our own posts, then what customers say."""
        every_s = self._settings.every_s
        return [Stream(name=OWN_POSTS, every_s=every_s), Stream(name=MENTIONS, every_s=every_s)]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """What can be seen at `budget.now` beyond the cursor, and a little of what went before."""
        with _readable():
            fault = self._control.take("fetch", stream)
            before_reading(fault, budget.now)
            shown = self._snapshot(budget.now)
            begun = Cursor.load(cursor, budget).begin(shown.overlaps())
            since = shown.stories_since(begun)
            sources = shown.own_posts(since) if stream == OWN_POSTS else shown.mentions(since)
            return read(sources, begun, budget, fault)

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply under a key of its own."""
        units = length(reply.text, self.limits)
        if not reply.text.strip():
            raise NetworkError(ErrorClass.REFUSED, "a reply without a word in it is not accepted")
        if units > self.limits.max_length:
            problem = f"{units} units are too long: {self.limits.max_length} fit"
            raise NetworkError(ErrorClass.REFUSED, problem)
        return Prepared(key=uuid4().hex, prepared_at=now, payload=self._payload(reply))

    def upload(self, attachment: Attachment) -> str:
        """Hand a picture over."""
        with _readable():
            before_reading(self._control.take("upload"), self._clock())
            return pictures.keep(self._settings.folder, attachment)

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these pictures."""
        shown = [f"{name}: {attachment.alt}" for name, attachment in attachments]
        return replace(prepared, payload={**prepared.payload, "pictures": shown})

    def send(self, prepared: Prepared) -> Sent:
        """Post it; what goes wrong is told by the control file."""
        with _written():
            fault = self._control.take("send")
            now = self._clock()
            before_accepting(fault, now, self._control)
            if self._snapshot(now).is_gone(prepared.payload["in_reply_to"]):
                raise NetworkError(ErrorClass.GONE, "the message was deleted by its author")
            once = self._settings.idempotent
            record = self._world.accept(prepared.key, prepared.payload, now, once=once)
            after_accepting(fault, self._control)
            return self._sent(record)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look for it: by its key where the network honours keys, else by parent, text and time."""
        with _readable():
            fault = self._control.take("look")
            now = self._clock()
            before_reading(fault, now)
            if fault is not None:
                return None
            shown = self._snapshot(now)
            same = _same_key if self._settings.idempotent else _same_words
            found = (post for post in shown.posts if same(post, prepared))
            record = next((post for post in found if shown.shows(post.accepted_at)), None)
            return self._sent(record) if record else None

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """True where the network honours keys."""
        return self._settings.idempotent

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """What is said around a message, oldest first. Raises NetworkError(GONE)."""
        with _readable():
            around = self._snapshot(self._clock()).thread(external_id)
        if around is None:
            raise NetworkError(ErrorClass.GONE, "there is no such message any more")
        return around

    def delete(self, external_id: str) -> None:
        """Take one of our posts back; gone already is a success."""
        self._act("delete", external_id)

    def like(self, target: ReplyTarget) -> None:
        """Like it."""
        self._act("like", target.external_id)

    def hide(self, external_id: str) -> None:
        """Hide it from strangers."""
        self._act("hide", external_id)

    def _act(self, act: str, external_id: str) -> None:
        with _written():
            fault = self._control.take("act")
            now = self._clock()
            before_accepting(fault, now, self._control)
            self._world.act(act, external_id, now)
            after_accepting(fault, self._control)

    def close(self) -> None:
        """Nothing is kept open."""

    def _payload(self, reply: Reply) -> dict[str, str]:
        target = reply.target
        if target.visibility.is_private and not reply.visibility.is_private:
            raise NetworkError(
                ErrorClass.REFUSED, "a private message is not answered where all can read it"
            )
        invited = reply.visibility.is_private and not target.visibility.is_private
        return {
            "text": reply.text,
            "in_reply_to": target.external_id,
            "thread_key": f"dm:{target.author_id}" if invited else target.thread_key,
            "visibility": reply.visibility,
        }

    def _sent(self, record: PostedRecord) -> Sent:
        post = self._script.scene.posted(record)
        return Sent(
            external_id=post.external_id,
            accepted_at=post.posted_at,
            canonical_id=post.canonical_id,
            url=post.url,
            thread_key=post.thread_key,
            reply_ref={"id": post.external_id} if self.limits.chains else {},
        )

    def _snapshot(self, now: int) -> Snapshot:
        orders = self._control.orders()
        script = self._script
        return Snapshot(
            script=script,
            posts=self._world.posts(),
            extra=injected(orders.extra, script.scene.canonical_id),
            now=now,
            delay_ms=round(orders.delay_s * 1000),
        )

    @cached_property
    def _script(self) -> Script:
        facts = self._world.facts(self._settings.facts)
        account = self._settings.account
        return Script(Scene(facts=facts, channel=self.channel, account=account))

    def _warnings(self, facts: Facts) -> tuple[str, ...]:
        wanted = self._settings.facts
        differ = [
            f"{name} is {getattr(facts, name)!r} in this world, not {getattr(wanted, name)!r}:"
            f" delete {self._world.folder} to begin another"
            for name in sorted(self._settings.fixed)
            if getattr(facts, name) != getattr(wanted, name)
        ]
        return tuple(differ)


def _same_key(post: PostedRecord, prepared: Prepared) -> bool:
    return post.key == prepared.key


def _same_words(post: PostedRecord, prepared: Prepared) -> bool:
    return (
        post.in_reply_to == prepared.payload["in_reply_to"]
        and post.text == prepared.payload["text"]
        and post.accepted_at >= prepared.prepared_at
    )


@contextmanager
def _readable() -> Iterator[None]:
    """What the disk refuses looks like a network that is down."""
    try:
        yield
    except (OSError, JSONDecodeError) as problem:
        raise _out_of_order(ErrorClass.TRANSIENT, problem) from problem


@contextmanager
def _written() -> Iterator[None]:
    """As `_readable`, but a post may have been made before the disk refused."""
    try:
        yield
    except (OSError, JSONDecodeError) as problem:
        raise _out_of_order(ErrorClass.UNKNOWN_OUTCOME, problem) from problem


def _out_of_order(error_class: ErrorClass, problem: Exception) -> NetworkError:
    return NetworkError(error_class, f"the simulated network is out of order: {problem}")
