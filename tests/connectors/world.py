"""What the contract needs to drive a connector: the world on the other side, and small verbs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from social_care.connectors.base import Budget, Connector, Page
from social_care.models import (
    Mention,
    OwnPost,
    Prepared,
    Reply,
    ReplyTarget,
    Visibility,
)

NOW = 1_793_523_600_000
"""2026-11-01T09:00:00Z, the time at which every world starts."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE

HOSTILE = [
    "[@click=app.quit]press[/] [bold",
    "\x1b[2J\x1b]0;owned\x07 wiped",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "=HYPERLINK(1) <script>alert(1)</script> &amp; &lt;b&gt;",
    "a\u200bb \U0001f469\u200d\U0001f469\u200d\U0001f467 \u0645\u0631\u062d\u0628\u0627",
    "half \ud800 a pair",
]


class Fault(StrEnum):
    """What a network does to us next."""

    UNAUTHORISED = "every call is answered 401"
    RATE_LIMITED = "every call is answered 429"
    DOWN = "every call is answered 503"
    BAD_JSON = "every read is answered 200 with half a document"
    ANSWER_LOST = "a write is accepted, then the answer never comes"
    UNREACHABLE = "nobody answers the door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post of ours as the network holds it."""

    external_id: str
    text: str
    parent: str | None


class World(Protocol):
    """The other side: a network with strangers on it, and ourselves."""

    now: int
    """The time there; posts bear it. Tests move it forward by assigning."""

    @property
    def own_id(self) -> str:
        """Our author id."""
        ...

    def connect(self) -> Connector:
        """A new connector on this world, as a new process would make it."""
        ...

    def post(self, text: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        """A stranger addresses us at `now`; the external id of the mention."""
        ...

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        """We post from the network's own app; the external id."""
        ...

    def own_posts(self) -> Sequence[Posted]:
        """All our posts on the network, oldest first."""
        ...

    def calls(self) -> int:
        """How many requests have reached the network so far."""
        ...

    def fail(self, fault: Fault | None) -> None:
        """From now on misbehave like this; None: behave again."""
        ...


@runtime_checkable
class ChangingWorld(World, Protocol):
    """A world whose people delete and edit; for connectors that can look again (Sweeps)."""

    def delete(self, external_id: str) -> None:
        """Its author deletes a post."""
        ...

    def edit(self, external_id: str, text: str) -> None:
        """Its author changes what a post says; nothing is done where the network has no edits."""
        ...


@dataclass(slots=True)
class Polled:
    """What one or several polls brought."""

    mentions: list[Mention] = field(default_factory=list)
    own_posts: list[OwnPost] = field(default_factory=list)
    cursors: dict[str, str] = field(default_factory=dict)

    def add(self, stream: str, page: Page) -> None:
        """Keep a page as the store would."""
        self.mentions.extend(page.mentions)
        self.own_posts.extend(page.own_posts)
        self.cursors[stream] = page.cursor

    def mention(self, external_id: str) -> Mention:
        """The newest version of the mention with this id."""
        found = [mention for mention in self.mentions if mention.external_id == external_id]
        assert found, f"{external_id} was not found among {len(self.mentions)} mentions"
        return found[-1]


def budget(now: int, *, pages: int = 10, backfill_ms: int = DAY) -> Budget:
    """What a poll at `now` may use."""
    return Budget(now=now, backfill_from=now - backfill_ms, pages=pages)


def poll(connector: Connector, now: int, cursors: dict[str, str] | None = None) -> Polled:
    """One poll of every stream, to its end."""
    polled = Polled()
    for stream in connector.streams():
        cursor = (cursors or {}).get(stream.name)
        allowed = budget(now)
        for _ in range(allowed.pages):
            page = connector.fetch(stream.name, cursor, allowed)
            polled.add(stream.name, page)
            cursor = page.cursor
            if not page.more:
                break
    return polled


def reply_to(mention: Mention, text: str, visibility: Visibility | None = None) -> Reply:
    """An agent's answer to this mention."""
    return Reply(
        text=text,
        visibility=visibility or mention.visibility,
        target=ReplyTarget(
            external_id=mention.external_id,
            thread_key=mention.thread_key,
            author_id=mention.author.id,
            author_handle=mention.author.handle,
            visibility=mention.visibility,
            url=mention.url,
            content_warning=mention.content_warning,
            lang=mention.lang,
            reply_ref=mention.reply_ref,
        ),
    )


def through_the_store(prepared: Prepared) -> Prepared:
    """What the outbox hands back: the same, after a journey as JSON text."""
    return Prepared(
        key=prepared.key,
        prepared_at=prepared.prepared_at,
        payload=json.loads(json.dumps(dict(prepared.payload))),
    )
