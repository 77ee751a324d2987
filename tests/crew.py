"""Workers on one database, and networks that obey: what the worker's tests are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread

from social_care.connectors.base import Budget, Health, Page
from social_care.desk import Desk, DeskSettings
from social_care.errors import ErrorClass, NetworkError
from social_care.hours import Calendar
from social_care.lines import Line
from social_care.models import Author, Mention, Replies, StreamHealth
from social_care.models.views import View
from social_care.sla import Policy, Targets
from social_care.storage import Store, accounts, listening
from social_care.storage.connection import Row
from social_care.worker import Round, Worker
from tests.network import FakeNetwork
from tests.world import DAY, MINUTE, SECOND, START, WordAssessor

PATIENCE_S = 20
"""How long a test waits for what must happen before it fails; nothing waits for it to pass."""

LEASE_S = accounts.LEASE_MS / 1000

_NUMBERS = count(1)


class Crash(BaseException):
    """A process dies in the middle of a call: nobody catches this."""


@dataclass(slots=True, kw_only=True)
class Network(FakeNetwork):
    """A network that can also refuse to say who we are, and tells when it is asked."""

    checks: list[Exception] = field(default_factory=list)
    """What `check` raises, one by one; then all is well."""
    during_fetch: Callable[[str], None] | None = None
    """Called with the stream's name in the middle of every fetch."""
    checked: int = 0
    closed: int = 0

    def check(self) -> Health:
        """Who we are, or what the script says."""
        self.checked += 1
        if self.checks:
            raise self.checks.pop(0)
        return FakeNetwork.check(self)

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """The next scripted page."""
        if self.during_fetch is not None:
            self.during_fetch(stream)
        return FakeNetwork.fetch(self, stream, cursor, budget)

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    def will_say(self, text: str, by: str = "kim") -> None:
        """The next poll of the mentions brings this."""
        mention = Mention(
            external_id=f"m{next(_NUMBERS)}",
            text=text,
            posted_at=self.clock(),
            thread_key=f"thread of {by}",
            author=Author(id=by, handle=by),
        )
        self.pages.setdefault("mentions", []).append(Page(cursor="next", mentions=[mention]))

    def will_fail(self, error: BaseException, stream: str = "mentions") -> None:
        """The next poll of a stream fails."""
        self.pages.setdefault(stream, []).append(error)

    @property
    def asked(self) -> list[str]:
        """The streams that were fetched, in order."""
        return [stream for stream, _ in self.fetched]


class Brand:
    """One database with a clock, networks by account name, and any number of workers."""

    def __init__(self, path: Path, *names: str) -> None:
        self.now = START
        self.store = Store(path)
        self.networks = {name: Network(clock=self.clock, network=name) for name in names}

    def clock(self) -> int:
        """The time here."""
        return self.now

    def pass_time(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self.now += round(minutes * MINUTE + seconds * SECOND)

    def worker(self) -> Worker:
        """A worker as a new process would make it."""
        lines = [
            Line(
                name=name,
                connector=network,
                policy=Policy(Targets(), Calendar.always()),
                backfill_ms=DAY,
            )
            for name, network in self.networks.items()
        ]
        return Worker(self.store, lines, WordAssessor(), self.clock)

    # Looking ------------------------------------------------------------------------------------

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Any query."""
        return self.store.read().all(sql, **values)

    def mentions(self) -> list[str]:
        """The texts that came in, in order."""
        rows = self.rows("SELECT text FROM mention_texts ORDER BY mention_id")
        return [row["text"] for row in rows]

    def owners(self) -> set[str]:
        """Who holds a lease now."""
        held = "SELECT lease_owner FROM accounts WHERE lease_until > :now"
        return {row["lease_owner"] for row in self.rows(held, now=self.now)}

    def health(self) -> dict[str, StreamHealth]:
        """Every stream's state, by account and name."""
        found = listening.health(self.store.read(), self.now, all_streams=True)
        return {f"{item.account} {item.stream}": item for item in found}

    def events(self, kind: str) -> list[Row]:
        """What was logged of this kind."""
        return self.rows("SELECT * FROM events WHERE kind = :kind ORDER BY id", kind=kind)

    # Acting -------------------------------------------------------------------------------------

    def reply(self, text: str = "sorry") -> None:
        """Somebody answers the first in the queue, with no undo window left."""
        settings = DeskSettings(agent="mary", clock=self.clock, replies=Replies(undo_s=0))
        desk = Desk(self.store, settings)
        wanted = desk.queue_ids(View.TODO)[0]
        desk.submit(wanted, text, private=False, seen=desk.conversation(wanted).seen)

    def outbox(self) -> list[str]:
        """The states of all replies."""
        return [row["state"] for row in self.rows("SELECT state FROM outbox ORDER BY id")]


class Running:
    """A worker at work in a thread of its own, until it is told to stop."""

    def __init__(self, worker: Worker) -> None:
        self.stop = Event()
        self._worker = worker
        self._thread = Thread(target=worker.run, args=[self.stop])

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        assert self.ends(), "the worker did not stop"
        self._worker.close()

    @property
    def is_at_work(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread.is_alive()

    def ends(self) -> bool:
        """Wait for its end; False when it does not come."""
        self._thread.join(PATIENCE_S)
        return not self._thread.is_alive()


def happens(event: Event) -> bool:
    """Wait for it; False when it does not come."""
    return event.wait(PATIENCE_S)


def failure(error_class: ErrorClass, *, retry_at: int | None = None) -> NetworkError:
    """A network's no."""
    return NetworkError(error_class, f"the network says {error_class}", retry_at=retry_at)


def problems(rounds: Sequence[Round]) -> dict[str, tuple[str, ...]]:
    """What went wrong, by account."""
    return {done.account: done.problems for done in rounds}
