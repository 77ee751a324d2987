"""Files of records for the tests of those who read them, and how far a file can be a network."""

import json
from collections.abc import Sequence
from typing import Any

from social_care.connectors.base import Page
from social_care.connectors.fields import iso
from tests.connectors.contract import ConnectorContract
from tests.connectors.world import DAY, NOW, Fault, Posted, World, poll


def line(external_id: str, at: int = NOW, **fields: Any) -> str:
    """One good line of JSON."""
    record = {"external_id": external_id, "text": f"I am {external_id}", "created_at": iso(at)}
    return json.dumps({**record, "author": {"handle": "kim"}, **fields}) + "\n"


def ids(page: Page) -> list[str]:
    """External ids, in order."""
    return [mention.external_id for mention in page.mentions]


class FileOnTrial:
    """A file as the contract's other side."""

    now = NOW
    written = 0

    def add(self, record: str) -> None:
        """Write one more line."""
        raise NotImplementedError

    def post(self, text: str, author: str = "kim", *, reply_to: str | None = None) -> str:
        self.written += 1
        name = f"x{self.written}"
        about = {"text": text, "author": {"handle": author}, "in_reply_to": reply_to}
        self.add(line(name, self.now, **about))
        return name

    def post_as_us(self, text: str, *, reply_to: str | None = None) -> str:
        raise NotImplementedError

    def own_posts(self) -> Sequence[Posted]:
        return []

    def calls(self) -> int:
        return 0

    def fail(self, fault: Fault | None) -> None:
        raise NotImplementedError


class FileContract(ConnectorContract):
    """As far as a file can be a network."""

    without_faults = "a file answers or is not there"
    without_own_posts = "nobody writes into a file as us"
    without_sending = "a file takes no answers"

    def test_what_is_older_than_the_backfill_stays_out(self, world: World, connector: Any) -> None:
        """Not here: whoever hands over an old record wants it."""
        old = world.post("Last year's news")
        world.now += 365 * DAY
        assert poll(connector, world.now).mention(old)

    def test_polling_again_overlaps_and_brings_the_new(self, world: World, connector: Any) -> None:
        """Here it brings the new only: a file leaves nothing out and reorders nothing."""
        world.post("First")
        first = poll(connector, world.now)
        new = world.post("Second")
        second = poll(connector, world.now, first.cursors)
        assert [mention.external_id for mention in second.mentions] == [new]
