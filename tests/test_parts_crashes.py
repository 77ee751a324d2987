"""Whatever dies around the parts of a long answer: on the network each is once, and in order."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models import OutboxState, Prepared, Reply, Sent
from tests import truth
from tests.network import FakeNetwork, Fault
from tests.parts_kit import LONG_TEXT, PARTS, SHORT, limit, posted, states
from tests.world import Shop


class Died(BaseException):
    """The worker is gone; nothing that it has not committed is there."""


class Death(StrEnum):
    """Where."""

    UNMARKED = "before it is marked"
    BEFORE = "before the network has the part"
    AFTER = "after the network has it"


@dataclass(slots=True, kw_only=True)
class DeadlyNetwork(FakeNetwork):
    """Its callers die in the n-th call, counted from 0."""

    deaths: dict[int, Death] = field(default_factory=dict)

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze it, if they live."""
        if self.deaths.get(len(self.sends)) is Death.UNMARKED:
            del self.deaths[len(self.sends)]
            raise Died
        return FakeNetwork.prepare(self, reply, now)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, if they live."""
        death = self.deaths.get(len(self.sends))
        if death is Death.BEFORE:
            self.sends.append(prepared.key)
            raise Died
        sent = FakeNetwork.send(self, prepared)
        if death is Death.AFTER:
            raise Died
        return sent


@pytest.fixture(params=[True, False], ids=["keys are honoured", "no keys"])
def network(shop: Shop, request: pytest.FixtureRequest) -> DeadlyNetwork:
    """The shop's network."""
    made = DeadlyNetwork(clock=shop.clock, honours_keys=request.param)
    shop.network = made
    limit(shop, SHORT)
    return made


def work(shop: Shop) -> None:
    """One round of a worker; another takes over when it dies."""
    try:
        shop.deliver()
    except Died:
        shop.restart_worker()
    shop.pass_time(minutes=31)


def ask_the_network(shop: Shop) -> None:
    """A person decides what only a person can know, by looking."""
    for item in shop.desk().outbox():
        row = shop.row("SELECT asked FROM outbox WHERE id = :id", id=item.id)
        if item.state is OutboxState.UNCERTAIN and row["asked"]:
            there = item.text in posted(shop)
            shop.desk().settle(item.id, "there" if there else "again")


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("death", list(Death))
def test_a_worker_that_dies_around_a_part_repeats_and_forgets_none(
    shop: Shop, network: DeadlyNetwork, number: int, death: Death
) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, LONG_TEXT, split=True)
    network.deaths = {number: death}
    shop.pass_time(seconds=10)
    work(shop)
    left = OutboxState.QUEUED if death is Death.UNMARKED else OutboxState.UNCERTAIN
    assert states(shop)[number] == left
    assert posted(shop) == list(PARTS[: number + (death is Death.AFTER)])
    for _ in range(4):
        work(shop)
    if death is Death.BEFORE and not network.honours_keys:
        assert posted(shop) == list(PARTS[:number]), "a person is asked before anything else"
        ask_the_network(shop)
        shop.pass_time(seconds=10)
        work(shop)
    assert posted(shop) == list(PARTS)
    assert [post.parent for post in network.posts] == ["m1", "post-1", "post-2"]
    assert not shop.is_waiting(conversation)
    assert shop.value("SELECT count(*) FROM responses") == 1
    truth.check(shop)
    truth.replies_are_posts(shop, network)


@given(
    deaths=st.dictionaries(st.integers(0, 8), st.sampled_from(list(Death)), max_size=4),
    faults=st.lists(
        st.sampled_from([each for each in Fault if each is not Fault.REFUSED]), max_size=5
    ),
    honours_keys=st.booleans(),
    chains=st.booleans(),
)
@settings(max_examples=25)
def test_whatever_goes_wrong_in_whatever_order(
    *, deaths: dict[int, Death], faults: list[Fault], honours_keys: bool, chains: bool
) -> None:
    """Faults, deaths and a person's decisions: in the end every part is there once, in order."""
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder) / "shop.db")
        network = DeadlyNetwork(
            clock=shop.clock, honours_keys=honours_keys, deaths=dict(deaths), faults=list(faults)
        )
        shop.network = network
        limit(shop, replace(SHORT, chains=chains))
        conversation = shop.hear("angry")
        shop.submit(conversation, LONG_TEXT, split=True)
        shop.pass_time(seconds=10)
        for _ in range(40):
            work(shop)
            ask_the_network(shop)
            assert posted(shop) == list(PARTS[: len(network.posts)])
            assert shop.is_waiting(conversation) == (states(shop)[-1] != OutboxState.SENT)
            if states(shop) == [OutboxState.SENT] * 3:
                break
        assert posted(shop) == list(PARTS)
        above = ["post-1", "post-2"] if chains else ["m1", "m1"]
        assert [post.parent for post in network.posts] == ["m1", *above]
        assert shop.value("SELECT count(*) FROM responses") == 1
        truth.check(shop)
        truth.replies_are_posts(shop, network)
        shop.close()
