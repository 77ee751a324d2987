"""Answers on a bad day: workers that take turns and die anywhere, long answers in parts, customers
taken over, agents with several windows, and a network that does all it can do to us.

In the end everything is settled: what the network has is what the outbox says, once; every text
anybody typed is sent or still there; every response time can be told again from raw rows.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from social_care import leases
from social_care.lines import Line
from social_care.models import Limits
from social_care.models.views import Draft
from social_care.sla import Policy
from social_care.storage import accounts
from social_care.worker import Worker
from tests import retold, truth
from tests.acting_kit import PowerfulNetwork
from tests.fickle import Crash, Fuse, FusedStore
from tests.network import Fault
from tests.test_log_is_true import OFFICE, Care, agents, coins, numbers
from tests.world import HOUR

DRIVEN: Counter[str] = Counter()
"""What was driven in all runs together."""

SENTENCES = "We are sorry to hear that. Your money comes back today. We call you this evening. "
SHORT = 60
"""What a post holds on this network."""

windows = st.sampled_from([1, 2])
deeds = st.lists(
    st.tuples(windows, st.sampled_from(["look", "type", "type", "send", "discard"])),
    min_size=2,
    max_size=8,
)
seats = st.sampled_from([0, 1])
some_fault = st.sampled_from(list(Fault))
faults = st.lists(st.sampled_from(list(Fault)), max_size=3)

Window = tuple[str, int, int]
"""An agent, which of their windows, and the conversation open in it."""


class Answers(Care):
    """A team with two workers, of which one may die at any commit."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = count(1)
        self.open_drafts: dict[Window, Draft] = {}
        self.alive: set[tuple[int, str, str]] = set()
        """Texts that must be there: conversation, agent, words."""
        self.dead: set[str] = set()
        """Workers that have died."""
        self.fuse = Fuse()
        self.store = FusedStore(self.shop.path)
        self.store.fuse = self.fuse
        self.crew: list[Worker] = []
        self.has_died = leases.has_died
        leases.has_died = lambda owner: owner in self.dead

    def teardown(self) -> None:
        """Settle everything; then there is nothing that is not known."""
        try:
            self.settle_everything()
            self.everything_is_once()
            office = self.shop.calendar is OFFICE
            DRIVEN["responses"] += retold.response_times(self.shop, self.network, office=office)
            self.count()
        finally:
            leases.has_died = self.has_died
            self.store.close()
            super().teardown()

    @property
    def network(self) -> PowerfulNetwork:
        """The network behind all workers."""
        assert isinstance(self.shop.network, PowerfulNetwork)
        return self.shop.network

    @initialize(honours_keys=coins, office=coins, chains=coins, by_words=coins)
    def open(self, *, honours_keys: bool, office: bool, chains: bool, by_words: bool) -> None:
        """Also: a post holds little, and parts stand under one another or not."""
        super().open(honours_keys=honours_keys, office=office)
        limits = Limits(
            max_length=SHORT, can_delete=True, can_like=True, can_hide=True, chains=chains
        )
        self.network.limits = limits
        self.network.tells_by_words = by_words and not honours_keys
        with self.shop.store.write() as tx:
            accounts.introduce(tx, self.shop.account_id, "us", "acme", limits)
        self.crew = [self.hired(), self.hired()]
        for author, text in (("kim", "angry"), ("lee", "how?"), ("kim", "burned")):
            self.write(author=author, text=text, age=1, dm=text == "burned")

    def hired(self) -> Worker:
        """A new worker."""
        line = Line(
            name="acme",
            connector=self.network,
            policy=Policy(self.shop.targets, self.shop.calendar),
            backfill_ms=HOUR,
        )
        return Worker(self.store, [line], self.shop.assessor, self.shop.clock)

    def round(self, seat: int) -> None:
        """A worker's round; if it dies, another takes its seat."""
        try:
            self.crew[seat].once()
        except Crash:
            DRIVEN["crashes"] += 1
            self.dead.add(self.crew[seat]._id)
            self.crew[seat] = self.hired()
        finally:
            self.fuse.left = None

    # Workers --------------------------------------------------------------------------------

    @rule(
        seat=seats,
        wait=st.sampled_from([0, 10, 61]),
        faults=faults,
        dies=st.none() | st.integers(0, 40),
        retry=coins,
        hides=coins,
    )
    def work(
        self, seat: int, wait: int, faults: list[Fault], dies: int | None, **how: bool
    ) -> None:
        """A round, in which anything may go wrong, and at any commit all may end."""
        self.shop.pass_time(seconds=wait)
        self.network.faults = list(faults)
        self.network.retry_at = self.shop.now + HOUR if how["retry"] else None
        self.network.shows_posts = self.network.honours_keys or not how["hides"]
        self.fuse.left = dies
        before, stopped = len(self.network.sends), self.is_stopped()
        self.round(seat)
        assert not stopped or len(self.network.sends) == before
        self.network.faults, self.network.retry_at = [], None

    @rule(seat=seats, agent=agents, number=numbers, dies=st.integers(0, 45), fault=some_fault)
    def die_answering(self, seat: int, agent: str, number: int, dies: int, fault: Fault) -> None:
        """An agent answers, and the worker dies somewhere; the other goes on, at once and later."""
        conversation = self.conversation(number)
        if conversation is None:
            return
        self.attempt(self.shop.submit, conversation, f"dying {number}", agent)
        self.shop.pass_time(seconds=10)
        self.network.faults, self.fuse.left = [fault], dies
        self.round(seat)
        self.network.faults = []
        self.round(1 - seat)

    @rule(seat=seats, agent=agents, number=numbers, minutes=st.integers(1, 5), rounds=seats)
    def answer_slowly(self, seat: int, agent: str, number: int, minutes: int, rounds: int) -> None:
        """The network takes its time; the lease runs out, and the other worker takes over."""
        conversation = self.conversation(number)
        if conversation is None:
            return
        self.attempt(self.shop.submit, conversation, f"slowly {number}", agent)
        self.shop.pass_time(seconds=10)

        def meanwhile(_: object) -> None:
            self.network.on_send = None
            for _round in range(rounds + 1):
                self.shop.pass_time(minutes=minutes)
                self.round(1 - seat)

        self.network.on_send = meanwhile
        self.round(seat)
        self.network.on_send = None

    @rule(seat=seats, agent=agents, number=numbers, go_on=coins)
    def stop(self, seat: int, agent: str, number: int, *, go_on: bool) -> None:
        """A lead pulls the brake when a reply is about to leave, and perhaps lets it go."""
        conversation, desk = self.conversation(number), self.shop.desk("lee")
        if conversation is not None:
            self.attempt(self.shop.submit, conversation, f"stopped {number}", agent)
        desk.stop_sending(emergency=True)
        self.shop.pass_time(seconds=10)
        before = len(self.network.sends)
        self.round(seat)
        assert len(self.network.sends) == before
        if go_on:
            desk.go_on_sending(emergency=True)

    def is_stopped(self) -> bool:
        return bool(self.shop.value("SELECT outbox_stopped FROM accounts"))

    # Agents ---------------------------------------------------------------------------------

    @rule(agent=agents, number=numbers, parts=st.integers(2, 4), behind=seats, anyway=coins)
    def answer_at_length(
        self, agent: str, number: int, parts: int, behind: int, *, anyway: bool
    ) -> None:
        """An answer in parts."""
        conversation = self.conversation(number)
        if conversation is not None:
            text = f"{next(self.typed)}. {SENTENCES}{SENTENCES}"[: parts * (SHORT - 8)]
            seen = self.shop.desk(agent).conversation(conversation).seen - behind
            how = {"seen": seen, "anyway": anyway, "split": True}
            self.attempt(self.shop.submit, conversation, text, agent, **how)

    @rule(agent=agents, number=numbers)
    def take_over(self, agent: str, number: int) -> None:
        """An agent takes a customer from whoever has them."""
        conversation = self.conversation(number)
        if conversation is not None:
            self.attempt(self.shop.desk(agent).take_over, conversation)

    @rule(agent=agents, number=numbers, deeds=deeds)
    def type(self, agent: str, number: int, deeds: list[tuple[int, str]]) -> None:
        """An agent types in two windows, each of which may show what the other has not seen."""
        conversation = self.conversation(number)
        if conversation is not None:
            for window, deed in deeds:
                getattr(self, f"_{deed}")((agent, window, conversation))

    def _look(self, place: Window) -> None:
        agent, _, conversation = place
        draft = self.shop.desk(agent).conversation(conversation).draft
        if draft is not None:
            self.open_drafts[place] = draft

    def _type(self, place: Window) -> None:
        agent, _, conversation = place
        shown, text = self.open_drafts.get(place), f"typed {next(self.typed)}"
        desk = self.shop.desk(agent)
        saved = desk.save_draft(conversation, text, private=False, draft=shown)
        if shown is not None and saved.id == shown.id:
            self.alive.discard((conversation, agent, shown.text))
        self.alive.add((conversation, agent, text))
        self.open_drafts[place] = saved

    def _send(self, place: Window) -> None:
        agent, shown = place[0], self.open_drafts.pop(place, None)
        if shown is not None:
            self._forget(place, shown, self.attempt(self._submitted, agent, shown))

    def _submitted(self, agent: str, shown: Draft) -> bool:
        return bool(self.shop.submit(shown.conversation_id, shown.text, agent, draft=shown))

    def _discard(self, place: Window) -> None:
        agent, shown = place[0], self.open_drafts.pop(place, None)
        if shown is not None:
            there = self._is_there(place, shown)
            self.shop.desk(agent).discard_draft(shown)
            self._forget(place, shown, there)

    def _is_there(self, place: Window, shown: Draft) -> bool:
        """Whether the window shows it as it stands."""
        agent, _, conversation = place
        found = self.shop.desk(agent).draft_versions(conversation)
        return (shown.id, shown.revision) in {(draft.id, draft.revision) for draft in found}

    def _forget(self, place: Window, shown: Draft, done: bool | None) -> None:
        """Sent or thrown away: it need not be there any more, unless the other window has it."""
        if done:
            self.alive.discard((place[2], place[0], shown.text))

    @rule(agent=agents)
    def take_back(self, agent: str) -> None:
        """What is taken back is typed text again."""
        taken = self.attempt(self.shop.desk(agent).take_back)
        if taken is not None and taken.kind == "reply":
            self.alive.add((taken.conversation_id, agent, taken.text))

    # What must be true ----------------------------------------------------------------------

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        """Everything that was neither sent nor thrown away can be read back by its writer."""
        DRIVEN["steps"] += 1
        for conversation, agent in {(each[0], each[1]) for each in self.alive}:
            found = self.shop.desk(agent).draft_versions(conversation)
            there = {draft.text for draft in found}
            assert {each[2] for each in self.alive if each[:2] == (conversation, agent)} <= there

    @invariant()
    def parts_go_out_in_order(self) -> None:
        """No part is on the network, or on its way there, before all that come before it."""
        rows = self.shop.rows(
            "SELECT e.state AS before, o.state AS after FROM outbox o JOIN outbox e"
            " ON e.thread_of = o.thread_of AND e.part < o.part"
            " WHERE o.state IN ('sending', 'sent', 'uncertain')"
        )
        assert all(row["before"] in {"sent", "discarded"} for row in rows)

    # The end --------------------------------------------------------------------------------

    def settle_everything(self) -> None:
        """The network is well again, and everybody decides what is theirs to decide."""
        if not self.crew:
            return
        self.network.faults, self.network.trouble, self.network.shows_posts = [], [], True
        self.shop.desk("lee").go_on_sending(emergency=True)
        for _ in range(4):
            for seat in (0, 1):
                self.shop.pass_time(hours=1)
                self.round(seat)
            self.decide_all()
        for agent in ("mary", "joe"):
            while self.attempt(self.shop.desk(agent).take_back) is not None:
                pass
        for _ in range(4):
            self.decide_all()
            self.shop.pass_time(hours=1)
            self.round(0)

    def decide_all(self) -> None:
        """Whoever wrote it takes the customer and decides."""
        for row in self.shop.rows("SELECT * FROM outbox WHERE state IN ('uncertain', 'refused')"):
            there = any(post.key == row["key"] for post in self.network.posts)
            decision = "there" if there and row["state"] == "uncertain" else "again"
            desk = self.shop.desk(row["agent"])
            self.attempt(desk.take_over, row["conversation_id"])
            DRIVEN[f"decided: {decision}"] += 1
            self.attempt(desk.settle, row["id"], decision)

    def everything_is_once(self) -> None:
        """What was submitted is over there or given up; what is over there was submitted."""
        rows = self.shop.rows("SELECT * FROM outbox")
        assert {row["state"] for row in rows} <= {"sent", "discarded"}
        sent = [row["key"] for row in rows if row["state"] == "sent" and row["kind"] == "reply"]
        assert sorted(sent) == sorted(post.key for post in self.network.posts)
        truth.replies_are_posts(self.shop, self.network)

    def count(self) -> None:
        """For the closing line."""
        DRIVEN["runs"] += 1
        DRIVEN["posts"] += len(self.network.posts)
        for row in self.shop.rows("SELECT kind, part, state FROM outbox"):
            DRIVEN[row["kind"] if row["part"] == 0 else "part"] += 1
            DRIVEN[f"ended {row['state']}"] += 1
        for row in self.shop.rows(
            "SELECT json_extract(data, '$.after') AS after, count(*) AS n FROM events"
            " WHERE kind = 'outbox' GROUP BY 1"
        ):
            DRIVEN[f"to {row['after']}"] += row["n"]


TestAnswers = pytest.mark.long(Answers.TestCase)
TestAnswers.settings = settings(
    max_examples=int(os.environ.get("SOCIAL_CARE_EXAMPLES", "40")),
    stateful_step_count=60,
    derandomize="SOCIAL_CARE_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True, scope="module")
def _told() -> Iterator[None]:
    """How much was driven: shown by pytest -s."""
    yield
    print("\n" + ", ".join(f"{what} {number}" for what, number in sorted(DRIVEN.items())))
