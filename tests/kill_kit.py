"""A brand on a fake network, and workers that are killed at their work."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

from social_care import wiring
from social_care.config import load
from social_care.desk import Desk
from social_care.hours import Calendar
from social_care.storage import Store
from social_care.vault import FileVault
from tests import truth
from tests.cli.kit import Brand
from tests.connectors.world import World
from tests.crash_worker import PATIENCE_S, Moment, Orders, ended, started
from tests.kinds import Account, Kind
from tests.world import Shop

ANSWER = "So sorry. Your money goes back to you today"
KILLED = -signal.SIGKILL
CONFIG = """\
[brand]
name = "Acme Shoes"
words = ["acme"]
[store]
path = "care.db"
[replies]
undo_seconds = 0
[[agents]]
name = "mary"
[[accounts]]
name = "acme"
"""


class Looking(Shop):
    """A shop to look at: what must be true of its database is checked as of any other."""

    def __init__(self, path: Path) -> None:
        self.path, self.now, self.store = path, wiring.now_ms(), Store(path)
        self.calendar = Calendar.always()
        self._desks, self.calendars = {}, {}


class Stage:
    """One agent, one network, and workers that come and go."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self.world: World
        self._secrets: dict[str, str] = {}
        self._nth = 1
        self._armed: Moment | None = None
        self._victim, self._is_known = 0, Event()

    def configure(self, world: World, account: Account) -> None:
        """On this network, from now on."""
        self.world, self._secrets = world, account.secrets
        self.brand.configure(CONFIG, account.table)
        self.brand.now = world.now
        if account.kept is not None:
            FileVault(self.brand.folder / "vault" / "acme").save(account.kept)

    def guest(self, moment: str) -> bool:
        """At the network's door: kills the worker whose call this is, if that is the moment."""
        wanted = {"before": Moment.BEFORE_ARRIVAL, "after": Moment.AFTER_ARRIVAL}[moment]
        if self._armed is not wanted:
            return False
        self._nth -= 1
        if self._nth:
            return False
        assert self._is_known.wait(PATIENCE_S)
        os.kill(self._victim, signal.SIGKILL)
        return True

    def work(self, dies: Moment | None = None, nth: int = 1) -> int:
        """One round of a worker of its own; how it ended."""
        self._armed = dies
        self._nth = nth
        orders = Orders(
            config=self.brand.config,
            now=self.brand.now,
            log=self.brand.folder / "worker.log",
            secrets=self._secrets,
            dies=dies,
            nth=nth,
        )
        process = started(orders)
        assert process.pid is not None
        self._victim = process.pid
        self._is_known.set()
        code = ended(process)
        self._armed = None
        self._is_known.clear()
        return code

    def pass_time(self, seconds: float) -> None:
        """Here and there."""
        self.brand.pass_time(seconds=seconds)
        self.world.now = self.brand.now

    def hear(self, text: str, by: str = "kim") -> int:
        """A stranger writes and a worker reads it; the conversation."""
        self.world.post(text, by)
        self.pass_time(30)
        assert self.work() == 0, self.said()
        sql = "SELECT conversation_id FROM mentions ORDER BY id DESC LIMIT 1"
        return int(self.brand.rows(sql)[0][0])

    def said(self) -> str:
        """What workers have told so far."""
        return (self.brand.folder / "worker.log").read_text()

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Mary's."""
        config = load(self.brand.config)
        store = wiring.open_store(config)
        try:
            yield wiring.make_desk(config, store, config.agent("mary"))
        finally:
            store.close()

    def submit(self, conversation: int, text: str = ANSWER, *, split: bool = False) -> None:
        """Mary answers, as publicly as the customer wrote; in parts, if it must be."""
        with self.desk() as desk:
            seen = desk.conversation(conversation).seen
            desk.submit(conversation, text, private=False, seen=seen, split=split)

    def states(self) -> list[str]:
        """Of all replies, oldest first."""
        return [row["state"] for row in self.brand.rows("SELECT state FROM outbox ORDER BY id")]

    def there(self, text: str = ANSWER) -> int:
        """How many posts with these words the network has of us."""
        return sum(text in post.text for post in self.world.own_posts())

    def uncertain(self) -> list[int]:
        """The replies whose fate a person may decide."""
        with self.desk() as desk:
            return [item.id for item in desk.outbox() if item.state == "uncertain"]

    def check(self) -> None:
        """All that must be true of any shop."""
        shop = Looking(self.brand.db)
        try:
            truth.check(shop)
        finally:
            shop.close()


@contextmanager
def staged(brand: Brand, kind: Kind) -> Iterator[Stage]:
    """The network's doors are open."""
    with ExitStack() as stack:
        stage = Stage(brand)
        stage.configure(*kind.opens(stack, stage.guest))
        yield stage
