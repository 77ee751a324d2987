"""A simulated account with a clock that the test turns, and the verbs the tests of it share."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_care.connectors.base import Budget, Page
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.demo import Demo, DemoControl, DemoWorld
from social_care.models import Mention, OwnPost, Prepared, Sent, Visibility
from tests.connectors.world import DAY, MINUTE, NOW, reply_to

SECOND = 1000


@dataclass(slots=True)
class Account:
    """One simulated account in `folder`, as one process after another would use it."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    now: int = NOW

    @property
    def control(self) -> DemoControl:
        """How tests make it misbehave."""
        return DemoControl(self.folder)

    @property
    def world(self) -> DemoWorld:
        """What the network really holds."""
        return DemoWorld(self.folder)

    def connect(self) -> Demo:
        """The connector as a new process would make it."""
        context = ConnectorContext(clock=lambda: self.now, secret=str, vault=MemoryVault())
        return Demo.from_settings({"folder": str(self.folder), **self.settings}, context)

    def pages(
        self, stream: str = "mentions", cursor: str | None = None, size: int = 80
    ) -> list[Page]:
        """All pages of one poll now."""
        demo, found = self.connect(), list[Page]()
        budget = Budget(now=self.now, backfill_from=self.now - DAY, page_size=size)
        while not found or found[-1].more:
            found.append(demo.fetch(stream, cursor, budget))
            cursor = found[-1].cursor
        return found

    def mentions(self) -> dict[str, Mention]:
        """Every mention that a first poll finds now, by its external id."""
        return {each.external_id: each for page in self.pages() for each in page.mentions}

    def own_posts(self) -> dict[str, OwnPost]:
        """Every post of ours that a first poll finds now, by its external id."""
        return {
            post.external_id: post for page in self.pages("own posts") for post in page.own_posts
        }

    def write(self, external_id: str, text: str = "My boots leak", **fields: Any) -> Mention:
        """Inject a customer's message now, and read it."""
        fields = {"posted_at": self.now, "author": {"id": "kim"}, **fields}
        self.control.say(external_id, text, **fields)
        return self.mentions()[external_id]

    def prepared(
        self, mention: Mention, text: str = "Sorry, on it", visibility: Visibility | None = None
    ) -> Prepared:
        """A reply to it, frozen now."""
        return self.connect().prepare(reply_to(mention, text, visibility), self.now)

    def answer(
        self, mention: Mention, text: str = "Sorry, on it", visibility: Visibility | None = None
    ) -> Sent:
        """Reply to it now."""
        return self.connect().send(self.prepared(mention, text, visibility))

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.now += round(minutes * MINUTE)


def quiet(folder: Path, **settings: Any) -> Account:
    """An account to which nobody writes but the test."""
    return Account(folder, {"story": False, **settings})


@contextmanager
def running(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A Python program beside us, with its output on a pipe; killed with -9 at the end."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
