"""A network that remembers, and a shop that looks again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from social_care import revisit
from social_care.connectors.base import Looked
from social_care.errors import NetworkError
from social_care.ingest import Tally
from social_care.listen import Poll
from social_care.models import Mention, OwnPost
from tests.network import FakeNetwork
from tests.world import Shop


@dataclass(slots=True, kw_only=True)
class Memory(FakeNetwork):
    """A network that remembers: what is `there` now, and threads by any of their messages."""

    look_up_at_once: int = 3
    thread_every_s: int = 300
    there: dict[str, Mention] = field(default_factory=dict)
    threads: dict[str, Sequence[Mention | OwnPost]] = field(default_factory=dict)
    looked_up: list[list[str]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    broken: dict[str, NetworkError] = field(default_factory=dict)
    """Threads that cannot be read, by the message that is asked for."""
    trouble: NetworkError | None = None
    calls_before_trouble: int = 0

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:
        """What is there as it stands, the rest is gone."""
        if self.trouble is not None and len(self.looked_up) >= self.calls_before_trouble:
            raise self.trouble
        self.looked_up.append(list(external_ids))
        found = [self.there[each] for each in external_ids if each in self.there]
        return Looked(found=found, gone=[each for each in external_ids if each not in self.there])

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The thread this message is part of."""
        if self.trouble is not None:
            raise self.trouble
        if external_id in self.broken:
            raise self.broken[external_id]
        self.read.append(external_id)
        return self.threads.get(external_id, ())


class WithMessages(Memory):
    """Direct messages are posts there."""

    sweeps_messages: ClassVar[bool] = True


class Reader:
    """A shop and a network that remembers what the shop has heard."""

    def __init__(self, shop: Shop, kind: Callable[..., Memory] = Memory) -> None:
        self.shop = shop
        self.network = kind(clock=shop.clock)

    def hear(self, text: str = "angry", by: str = "kim", **about: object) -> Mention:
        """A mention arrives and is there to be looked at."""
        mention = self.shop.mention(text, by, **about)
        self.shop.receive(mention)
        self.network.there[mention.external_id] = mention
        return mention

    def sweep(self, *, believe: bool = False) -> Tally:
        """One sweep."""
        intake = self.shop.intake(stream=revisit.SWEEP)
        return revisit.sweep(
            self.shop.store, self.network, intake, self.shop.clock, believe=believe
        )

    def round(self, name: str) -> Poll:
        """One round of a stream, as the worker makes it."""
        (stream,) = [each for each in revisit.streams(self.network) if each.name == name]
        intake = self.shop.intake(stream="to be named")
        return revisit.revisit(self.shop.store, self.network, stream, intake, self.shop.clock)

    def text(self, mention: Mention) -> str | None:
        """What we keep of its words."""
        rows = self.shop.rows(
            "SELECT text FROM mention_texts t JOIN mentions m ON m.id = t.mention_id"
            " WHERE m.external_id = :id",
            id=mention.external_id,
        )
        return rows[0]["text"] if rows else None
