"""A shift with real processes: agents who answer whatever `n` hands them, and workers that send."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

from social_care import wiring
from social_care.config import load
from social_care.connectors.demo import DemoControl, DemoWorld
from social_care.desk import Desk
from social_care.storage.connection import Row
from tests.crash_worker import PATIENCE_S, Orders, ended, started

CONFIG = """\
[brand]
name = "Acme Shoes"
words = ["acme"]
[store]
path = "care.db"
[replies]
undo_seconds = 0
[[accounts]]
name = "acme"
connector = "demo"
folder = "network"
story = false
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A brand on a simulated network in a folder, which every process sees alike."""

    folder: Path
    agents: Sequence[str]

    @property
    def config(self) -> Path:
        """Its configuration file."""
        return self.folder / "social-care.toml"

    @property
    def world(self) -> DemoWorld:
        """The network's own record."""
        return DemoWorld(self.folder / "network")

    def open(self) -> None:
        """Write the configuration."""
        listed = (f'[[agents]]\nname = "{name}"\nlanguages = ["en"]\n' for name in self.agents)
        self.config.write_text(CONFIG + "".join(listed))

    def say(self, mentions: Sequence[tuple[str, str, str]]) -> None:
        """Customers write: each who, in which thread, what."""
        now = wiring.now_ms()
        DemoControl(self.folder / "network").inject(
            {
                "external_id": f"{who} {thread}",
                "text": text,
                "posted_at": now,
                "thread_key": thread,
                "author": {"id": who, "handle": who, "name": who.title()},
            }
            for who, thread, text in mentions
        )

    def work_once(self) -> None:
        """A worker's round."""
        log = self.folder / "worker.log"
        orders = Orders(config=self.config, now=wiring.now_ms(), log=log)
        assert ended(started(orders)) == 0, log.read_text()

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A worker that goes on until it is stopped."""
        with (self.folder / "worker.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "social_care", "--config", self.config, "worker"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def crew(self) -> Iterator[Callable[[], "list[Share]"]]:
        """The agents, at work, each in a process of its own; they all begin at once.

        What comes with them waits until they are done.
        """
        context = get_context("forkserver")
        begin, results = context.Barrier(len(self.agents)), context.Queue()
        crew = [
            context.Process(target=answer_all, args=(self.config, name, begin, results))
            for name in self.agents
        ]
        for agent in crew:
            agent.start()
        try:
            yield lambda: [results.get(timeout=PATIENCE_S) for _ in crew]
        finally:
            for agent in crew:
                agent.join(PATIENCE_S)
                agent.close()
            results.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One agent's part of the shift."""

    agent: str
    handed: list[int]
    """The conversations that `n` opened."""
    said: dict[int, str]
    """By conversation."""


def answer_all(config_path: Path, name: str, begin: Any, results: Any) -> None:
    """Press `n`, answer all that the customer asks, give them back, until nobody is left."""
    config = load(config_path)
    store = wiring.open_store(config)
    desk = wiring.make_desk(config, store, config.agent(name))
    begin.wait()
    handed: list[int] = []
    said: dict[int, str] = {}
    while (conversation := desk.next()) is not None:
        handed.append(conversation)
        for each in (conversation, *_siblings(desk, conversation)):
            said[each] = f"{name} is sorry about number {each}"
            seen = desk.conversation(each).seen
            desk.submit(each, said[each], private=False, seen=seen)
        desk.release(conversation)
    store.close()
    results.put(Share(agent=name, handed=handed, said=said))


def _siblings(desk: Desk, conversation: int) -> list[int]:
    return [row.id for row in desk.conversation(conversation).siblings]


def until(check: Callable[[], object]) -> None:
    """Wait for other processes; the clock on the wall decides only when to give up."""
    for _ in range(PATIENCE_S * 50):
        if check():
            return
        Event().wait(0.02)
    raise AssertionError("nothing came of it")


def overlaps(events: Sequence[Row]) -> list[str]:
    """Where two agents held one customer at a time, told by nothing but who claimed and released.

    `events` bear `kind`, `agent` and `customer_id`, in the order in which they were written.
    """
    holder: dict[int, str] = {}
    found = []
    for event in events:
        customer, agent = event["customer_id"], event["agent"]
        if event["kind"] == "released":
            if holder.pop(customer, None) != agent:
                found.append(f"{agent} gave {customer} back without having them")
        elif customer in holder:
            found.append(f"{agent} took {customer} from {holder[customer]}")
        else:
            holder[customer] = agent
    return found
