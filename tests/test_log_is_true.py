"""Customers, agents, a network and time, in any order: after each step the log is true."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from social_care.deliver import reconcile, recover, send_ready
from social_care.errors import Conflict, ErrorClass, NotAllowed
from social_care.hours import Calendar
from social_care.models import Mention, Prepared, Sent, Visibility
from social_care.storage.connection import Row
from tests import truth
from tests.acting_kit import PowerfulNetwork, act, empower
from tests.network import FakeNetwork, Fault
from tests.world import MINUTE, Shop

AUTHORS = ("kim", "lee")
TEXTS = ("angry", "burned", "how?", "pressing?", "lovely", "spam", "thanks", "hello")
OFFICE = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})

TROUBLES = [
    (error_class, happens)
    for error_class in (ErrorClass.UNKNOWN_OUTCOME, ErrorClass.TRANSIENT, ErrorClass.PERMISSION)
    for happens in (False, True)
    if happens is False or error_class is ErrorClass.UNKNOWN_OUTCOME
]
"""What goes wrong with an act, and whether it has happened all the same."""

agents = st.sampled_from(["mary", "joe"])
authors = st.sampled_from(AUTHORS)
texts = st.sampled_from(TEXTS)
numbers = st.integers(0, 1_000)
coins = st.booleans()
ages = st.sampled_from([0, 0, 1, 20, 90])
"""Minutes a mention needed to reach us."""


class PowerCutError(BaseException):
    """The worker is gone."""


class Care(RuleBasedStateMachine):
    """A small team on a bad day."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.shop = Shop(Path(self.folder) / "shop.db")
        self.known: list[Mention] = []
        self.version = 1

    def teardown(self) -> None:
        """The whole of the truth, once more, with SQLite's own checks."""
        try:
            truth.check(self.shop)
        finally:
            self.shop.close()
            shutil.rmtree(self.folder)

    def attempt(self, deed: Callable[..., Any], *args: Any, **how: Any) -> Any:
        """Do it, if the desk lets us."""
        try:
            return deed(*args, **how)
        except (NotAllowed, Conflict):
            return None

    def conversation(self, number: int) -> int | None:
        """One of the conversations there are."""
        ids = [row["id"] for row in self.shop.rows("SELECT id FROM conversations ORDER BY id")]
        return ids[number % len(ids)] if ids else None

    def outbox(self, number: int, state: str) -> Row | None:
        """One of the replies in that state."""
        rows = self.shop.rows("SELECT * FROM outbox WHERE state = :state ORDER BY id", state=state)
        return rows[number % len(rows)] if rows else None

    @initialize(honours_keys=coins, office=coins)
    def open(self, *, honours_keys: bool, office: bool) -> None:
        """What kind of network and team it is."""
        empower(self.shop).honours_keys = honours_keys
        self.shop.calendar = OFFICE if office else Calendar.always()

    # The customers --------------------------------------------------------------------------

    @rule(author=authors, text=texts, age=ages, dm=coins)
    def write(self, author: str, text: str, age: int, *, dm: bool) -> None:
        """A mention reaches us, some time after it was posted."""
        mention = self.shop.mention(
            text,
            author,
            posted_at=self.shop.now - age * MINUTE,
            thread_key=f"{author} {dm}",
            visibility=Visibility.DIRECT if dm else Visibility.PUBLIC,
            version="1",
        )
        self.known.append(mention)
        self.shop.receive(mention)

    @precondition(lambda self: self.known)
    @rule(number=numbers, text=texts)
    def edit(self, number: int, text: str) -> None:
        """A customer changes what they wrote."""
        self.version += 1
        self.shop.edit(self.known[number % len(self.known)], text, f"{self.version}")

    @precondition(lambda self: self.known)
    @rule(number=numbers, again=coins)
    def delete(self, number: int, *, again: bool) -> None:
        """A customer deletes what they wrote; a slow server still shows it."""
        mention = self.known[number % len(self.known)]
        self.shop.delete(mention)
        if again:
            self.shop.receive(mention)

    @precondition(lambda self: self.known)
    @rule(number=numbers, ago=st.integers(0, 30))
    def answer_natively(self, number: int, ago: int) -> None:
        """Somebody of ours answers in the network's own app."""
        mention = self.known[number % len(self.known)]
        post = self.shop.own_post(
            in_reply_to=mention.external_id,
            thread_key=mention.thread_key,
            visibility=mention.visibility,
            posted_at=self.shop.now - ago * MINUTE,
        )
        self.shop.receive(own=[post])

    @rule()
    def read_own_posts(self) -> None:
        """A poll of our own posts finds what the console has sent."""
        posts = [
            self.shop.own_post(
                post.text, external_id=post.external_id, posted_at=post.at, in_reply_to=post.parent
            )
            for post in self.shop.network.posts
        ]
        self.shop.receive(own=posts)

    # The agents -----------------------------------------------------------------------------

    @rule(agent=agents)
    def next(self, agent: str) -> None:
        """An agent asks for work."""
        held = {row["customer_id"] for row in self.shop.rows(HELD, now=self.shop.now)}
        found = self.shop.desk(agent).next()
        if found is not None:
            row = self.shop.desk(agent).queue_rows([found])[found]
            assert row.customer_id not in held
            assert row.claimed_by == agent

    @rule(agent=agents, number=numbers, deed=st.sampled_from(["claim", "release", "heartbeat"]))
    def hold(self, agent: str, number: int, deed: str) -> None:
        """An agent takes, keeps or gives back a customer."""
        conversation, desk = self.conversation(number), self.shop.desk(agent)
        if conversation is None:
            return
        if deed == "heartbeat":
            desk.heartbeat(conversation, writing=True)
        else:
            self.attempt(getattr(desk, deed), conversation)

    @rule(
        agent=agents,
        number=numbers,
        behind=st.integers(0, 2),
        resolve=coins,
        holding=coins,
        anyway=coins,
    )
    def submit(self, agent: str, number: int, behind: int, **how: bool) -> None:
        """An agent answers, perhaps without having seen the latest."""
        conversation = self.conversation(number)
        if conversation is None:
            return
        seen = self.shop.desk(agent).conversation(conversation).seen - behind
        self.attempt(self.shop.submit, conversation, f"reply {number}", agent, seen=seen, **how)

    @rule(
        agent=agents,
        number=numbers,
        author=authors,
        text=texts,
        age=ages,
        fault=st.sampled_from(list(Fault)),
        interrupted=coins,
    )
    def answer(
        self, agent: str, number: int, author: str, text: str, age: int, fault: Fault, **how: bool
    ) -> None:
        """An agent answers, and while the worker sends it, the customer may write again."""
        conversation = self.conversation(number)
        if conversation is None:
            return
        self.attempt(self.shop.submit, conversation, f"answer {number}", agent)
        self.shop.pass_time(seconds=10)
        self.shop.network.faults = [fault]
        if how["interrupted"]:
            self.shop.network.on_send = lambda _: self.write_once(author, text, age)
        self.shop.deliver()
        self.shop.network.on_send = None

    def write_once(self, author: str, text: str, age: int) -> None:
        """In the middle of a call."""
        self.shop.network.on_send = None
        self.write(author=author, text=text, age=age, dm=False)

    @rule(agent=agents, number=numbers, deed=st.sampled_from(["resolve", "dismiss", "answered"]))
    def close(self, agent: str, number: int, deed: str) -> None:
        """An agent ends a wait without a reply."""
        conversation, desk = self.conversation(number), self.shop.desk(agent)
        if conversation is None:
            return
        if deed == "answered":
            self.attempt(desk.answered, conversation, "phone", at=self.shop.now - MINUTE)
        elif deed == "resolve":
            self.attempt(desk.resolve, conversation, anyway=True)
        else:
            self.attempt(desk.dismiss, conversation)

    @rule(agent=agents, number=numbers, minutes=st.integers(0, 600))
    def snooze(self, agent: str, number: int, minutes: int) -> None:
        """An agent puts a customer off."""
        conversation = self.conversation(number)
        if conversation is not None:
            until = self.shop.now + minutes * MINUTE
            self.attempt(self.shop.desk(agent).snooze, conversation, until)

    @rule(agent=agents, number=numbers, corrected=coins, later=coins)
    def delete_reply(self, agent: str, number: int, *, corrected: bool, later: bool) -> None:
        """An agent takes back what is out, ours or from the network's own app."""
        known = self.shop.rows(
            "SELECT id FROM replies WHERE conversation_id IS NOT NULL AND deleted_at IS NULL"
        )
        if not known:
            return
        reply = known[number % len(known)]["id"]
        self.attempt(self.shop.desk(agent).delete_reply, reply, corrected=corrected)
        if not later:
            self.shop.pass_time(seconds=10)
            act(self.shop)

    @rule(agent=agents, number=numbers, kind=st.sampled_from(["like", "hide"]))
    def act(self, agent: str, number: int, kind: str) -> None:
        """An agent does what is no answer."""
        conversation = self.conversation(number)
        if conversation is not None:
            self.attempt(getattr(self.shop.desk(agent), kind), conversation)

    @rule(troubles=st.lists(st.sampled_from(TROUBLES), max_size=2))
    def do_acts(self, troubles: list[tuple[ErrorClass, bool]]) -> None:
        """A round of the worker's acts, of which some go wrong."""
        assert isinstance(self.shop.network, PowerfulNetwork)
        self.shop.network.trouble = troubles
        act(self.shop)
        self.shop.network.trouble = []

    @rule(agent=agents)
    def undo(self, agent: str) -> None:
        """An agent thinks again."""
        self.attempt(self.shop.desk(agent).undo)

    @rule(agent=agents)
    def take_back(self, agent: str) -> None:
        """An agent takes a reply back."""
        self.attempt(self.shop.desk(agent).take_back)

    @rule(agent=agents, number=numbers)
    def release_held(self, agent: str, number: int) -> None:
        """An agent sends a held reply anyway."""
        row = self.outbox(number, "held")
        if row is not None:
            self.attempt(lambda: self.shop.desk(agent).release_held(row["id"]))

    @rule(agent=agents, number=numbers, discard=coins)
    def decide(self, agent: str, number: int, *, discard: bool) -> None:
        """An agent looks on the network, and settles what nobody knew."""
        row = self.outbox(number, "uncertain") or self.outbox(number, "refused")
        if row is None:
            return
        decision: Literal["there", "again", "discard"] = "discard" if discard else "again"
        if any(post.key == row["key"] for post in self.shop.network.posts):
            decision = "there"
        self.attempt(lambda: self.shop.desk(agent).settle(row["id"], decision))

    # The worker and time --------------------------------------------------------------------

    @rule(faults=st.lists(st.sampled_from(list(Fault)), max_size=2), hides=coins)
    def deliver(self, faults: list[Fault], *, hides: bool) -> None:
        """A round of sending; a network that honours keys hides nothing."""
        network = self.shop.network
        network.faults = faults
        network.shows_posts = network.honours_keys or not hides
        self.shop.deliver()

    @rule(accepted=coins)
    def crash(self, *, accepted: bool) -> None:
        """The worker dies in the middle of a call, and another takes over."""
        network = self.shop.network
        dying = Dying(clock=self.shop.clock, behind=network if accepted else None)
        delivery = self.shop.delivery(dying)
        try:
            send_ready(delivery)
        except PowerCutError:
            assert recover(delivery) == 1
            reconcile(self.shop.delivery())

    @rule(seconds=st.sampled_from([1, 10, 30, 61, 125, 600, 3_600, 90_000, 700_000]))
    def pass_time(self, seconds: int) -> None:
        """Time goes by, and is watched."""
        self.shop.pass_time(seconds=seconds)
        flagged = [(alert.wait_id, alert.stage) for alert in self.shop.watch().alerts]
        assert len(flagged) == len(set(flagged))
        assert self.shop.watch().alerts == ()

    @rule(seconds=st.sampled_from([2, 45, 120, 3_600, 90_000]))
    def set_back(self, seconds: int) -> None:
        """The clock was wrong: what had run out may run again, and its holders are still there."""
        self.shop.pass_time(seconds=-seconds)
        for claim in self.shop.rows("SELECT * FROM claims WHERE until > :now", now=self.shop.now):
            self.shop.desk(claim["agent"]).heartbeat(claim["conversation_id"], writing=True)
        self.shop.watch()

    # What must be true ----------------------------------------------------------------------

    @invariant()
    def everything_is_true(self) -> None:
        """After every step."""
        truth.conversations_show_their_wait(self.shop)
        truth.waits_follow_from_their_mentions(self.shop)
        truth.nobody_waiting_is_out_of_sight(self.shop)
        truth.responses_add_up(self.shop)
        truth.claims_are_stamped(self.shop)
        truth.steps_were_permitted(self.shop)
        truth.replies_are_posts(self.shop, self.shop.network)
        self.what_was_deleted_answers_nobody()

    def what_was_deleted_answers_nobody(self) -> None:
        """No response that stands rests on a reply that is gone, and gone is gone over there."""
        assert isinstance(self.shop.network, PowerfulNetwork)
        gone = self.shop.rows("SELECT id, external_id FROM replies WHERE deleted_at IS NOT NULL")
        assert {("delete", row["external_id"]) for row in gone} <= self.shop.network.done
        standing = self.shop.rows(
            "SELECT reply_id FROM responses r WHERE void = 0 AND NOT EXISTS"
            " (SELECT 1 FROM responses n WHERE n.supersedes = r.id)"
        )
        assert {row["id"] for row in gone}.isdisjoint(row["reply_id"] for row in standing)


HELD = "SELECT customer_id FROM claims WHERE until > :now"


class Dying(FakeNetwork):
    """A network whose caller dies before or after the post is there."""

    def __init__(self, *, clock: Callable[[], int], behind: FakeNetwork | None) -> None:
        super().__init__(clock=clock)
        self.behind = behind

    def send(self, prepared: Prepared) -> Sent:
        """The last call of its caller."""
        if self.behind is not None:
            self.behind.faults = []
            self.behind.send(prepared)
        raise PowerCutError


TestCare = pytest.mark.long(Care.TestCase)
TestCare.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
