"""Invariant 1: every mention once. A fickle network, a real database, crashes between any steps."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care import listen, revisit
from social_care.hours import Calendar
from social_care.ingest import Intake
from social_care.models import Stream
from social_care.sla import Policy, Targets
from social_care.storage import accounts
from tests.fickle import Crash, FickleNetwork, Fuse, FusedStore
from tests.world import DAY, MINUTE, SECOND, START, WordAssessor

pytestmark = pytest.mark.long

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("flood"), st.integers(1, 20)),
        st.tuples(st.just("quiet day"), st.integers(1, 20)),
        st.tuples(st.just("late"), st.integers(1, 29)),
        st.tuples(st.just("go on"), st.integers(0, 50)),
        st.tuples(st.just("edit"), st.integers(0, 50)),
        st.tuples(st.just("vanish"), st.integers(0, 50)),
        st.tuples(st.just("poll"), st.just(0)),
        st.tuples(st.just("crash"), st.integers(0, 40)),
        st.tuples(st.just("pause"), st.integers(1, 200)),
    ),
    min_size=12,
    max_size=25,
)


class Listener:
    """A worker's listening over one account, which can be killed and started again."""

    def __init__(self, folder: Path, seed: int, page_size: int) -> None:
        self.now = START
        self.vanished = 0
        self.fuse = Fuse()
        self.network = FickleNetwork(fuse=self.fuse, mood=Random(seed), page_size=page_size)
        self.path = folder / "care.db"
        self.store = self._opened()
        with self.store.write() as tx:
            self.account_id = accounts.ensure(tx, "acme", "fickle", "fickle", "fickle")

    def _opened(self) -> FusedStore:
        store = FusedStore(self.path)
        store.fuse = self.fuse
        return store

    def clock(self) -> int:
        """The time."""
        return self.now

    def round(self) -> None:
        """Every stream once, whether it is due or not."""
        for stream in [*self.network.streams(), *revisit.streams(self.network)]:
            self._one(stream)

    def _one(self, stream: Stream) -> None:
        intake = Intake(
            account_id=self.account_id,
            network="fickle",
            own_id="us",
            stream=stream.name,
            policy=Policy(Targets(), Calendar.always()),
            triage=WordAssessor(),
        )
        if stream in self.network.streams():
            done = listen.poll(self.store, self.network, stream, intake, self.clock, DAY, 3)
        else:
            done = revisit.revisit(self.store, self.network, stream, intake, self.clock)
        assert done.error is None

    def crash(self, after: int) -> bool:
        """A round that is killed after so many steps, and a new process; False: it was done."""
        self.fuse.left = after
        try:
            self.round()
        except Crash:
            self.store.close()
            self.store = self._opened()
            return True
        self.fuse.left = None
        return False

    def move(self, what: str, amount: int) -> None:
        """One thing happens, a second after the last."""
        self.now += SECOND
        known = list(self.network.posts)
        if what in {"flood", "quiet day"}:
            for number in range(amount):
                self.now += SECOND if what == "flood" else 13 * MINUTE
                self.network.post(self.now, found=number % 3 > 0)
        elif what == "late":
            self.network.post(self.now - amount * MINUTE, found=True)
        elif what == "go on" and known:
            self.network.post(self.now, found=False, parent=known[amount % len(known)])
        elif what == "edit" and known:
            self.network.edit(known[amount % len(known)])
        elif what == "vanish" and known and self.vanished < revisit.SUSPICIOUS_COUNT - 1:
            self.vanished += self.network.vanish(known[amount % len(known)])
        elif what == "poll":
            self.round()
        elif what == "crash":
            self.crash(amount)
        elif what == "pause":
            self.now += amount * MINUTE

    def come_to_rest(self) -> None:
        """The network behaves, and the worker runs for a while."""
        self.network.moody = False
        for _ in range(11):
            self.now += 6 * MINUTE
            self.round()
        self.now += DAY + MINUTE  # all is looked at once more
        self.round()

    def said(self) -> list[tuple[str, str]]:
        """What should be in the queue."""
        posts = self.network.posts.values()
        return sorted((post.external_id, post.text) for post in posts)

    def stored(self) -> list[tuple[str, str]]:
        """What we have: id and words, in order of the ids; what was deleted has no words."""
        rows = self.store.read().all(
            "SELECT m.external_id, t.text FROM mentions m"
            " LEFT JOIN mention_texts t ON t.mention_id = m.id"
            " WHERE deleted_at IS NULL ORDER BY m.external_id"
        )
        return [(row["external_id"], row["text"]) for row in rows]


@settings(max_examples=25)
@given(moves=MOVES, seed=st.integers(0, 2**16), page_size=st.integers(2, 7))
def test_in_the_end_each_is_stored_once_as_it_stands_and_none_is_missing(
    moves: list[tuple[str, int]], seed: int, page_size: int
) -> None:
    """Two lists and the threads bring the same posts, in any order, often; a crash changes
    nothing; what was edited ends as it reads now, and what vanished is gone."""
    with TemporaryDirectory() as folder:
        listener = Listener(Path(folder), seed, page_size)
        try:
            for what, amount in moves:
                listener.move(what, amount)
            listener.come_to_rest()
            assert listener.stored() == listener.said()
        finally:
            listener.store.close()


def test_one_post_in_two_lists_and_a_thread_is_one_row(tmp_path: Path) -> None:
    """Found by the mentions, by a search and in a thread: stored once."""
    listener = Listener(tmp_path, seed=1, page_size=3)
    listener.network.moody = False
    first = listener.network.post(START, found=True)
    second = listener.network.post(START, found=False, parent=first)
    for _ in range(3):
        listener.now += 10 * MINUTE
        listener.round()
    assert [external_id for external_id, _ in listener.stored()] == [first, second]
    streams = listener.store.read().all("SELECT name FROM streams WHERE state = 'ok'")
    assert {row["name"] for row in streams} == {
        "mentions",
        "search: boots",
        "deletions",
        "threads",
    }
    listener.store.close()


def test_a_crash_at_any_single_step_changes_nothing(tmp_path: Path) -> None:
    """After a quiet day and a flood, every step of the round that reads them is the last once."""
    step, crashed = 0, True
    while crashed:
        folder = tmp_path / str(step)
        folder.mkdir()
        listener = Listener(folder, seed=step, page_size=3)
        listener.round()
        for move in (("quiet day", 11), ("flood", 3), ("go on", 3), ("pause", 5)):
            listener.move(*move)
        crashed = listener.crash(after=step)
        listener.come_to_rest()
        assert listener.stored() == listener.said(), f"killed at step {step}"
        listener.store.close()
        step += 1
    assert step > 35
