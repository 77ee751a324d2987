"""A worker of one round that stops in the middle of a call, so that its parent can kill it there.

Usage: python -m tests.crash_worker DATABASE POSTS MOMENT NOW
MOMENT is "before" or "after" the network has the post. It says "here" and then reads its stdin.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from social_care.deliver import Delivery, send_ready
from social_care.hours import Calendar
from social_care.models import Prepared, Sent
from social_care.storage import Store, accounts
from tests.network import FakeNetwork, Posted


class FileNetwork(FakeNetwork):
    """A network that outlives its callers: what it has accepted is in a file."""

    def __init__(self, path: Path, clock: Callable[[], int], *, honours_keys: bool = False) -> None:
        super().__init__(clock=clock, honours_keys=honours_keys)
        self.path = path
        self.read()

    def read(self) -> None:
        """What it has accepted so far."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        self.posts = [Posted(**json.loads(line)) for line in lines]

    def send(self, prepared: Prepared) -> Sent:
        """Accept it for good."""
        sent = super().send(prepared)
        self.path.write_text("".join(json.dumps(asdict(post)) + "\n" for post in self.posts))
        return sent


class Stopping(FileNetwork):
    """It halts before or after accepting a post."""

    moment = ""

    def send(self, prepared: Prepared) -> Sent:
        """Never returns: the parent ends it."""
        if self.moment == "after":
            super().send(prepared)
        print("here", flush=True)
        sys.stdin.read()
        raise AssertionError("the parent should have killed us")


def main() -> None:
    """Send what is ready."""
    database, posts, moment, now = sys.argv[1:]
    store = Store(Path(database))
    network = Stopping(Path(posts), lambda: int(now))
    network.moment = moment
    row = accounts.by_name(store.read(), "acme")
    assert row is not None
    send_ready(
        Delivery(
            store=store,
            account_id=row["id"],
            connector=network,
            calendar=Calendar.always(),
            clock=network.clock,
        )
    )


if __name__ == "__main__":
    main()
