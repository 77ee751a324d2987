"""The worker does acts beside replies, tells the consoles what can be done, and measures clocks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from social_care.connectors.base import Health, Page
from social_care.desk import Desk, DeskSettings
from social_care.models import Author, Limits, Mention, Replies
from social_care.models.views import View
from social_care.storage import accounts
from tests import crew
from tests.acting_kit import PowerfulNetwork
from tests.network import FakeNetwork
from tests.world import HOUR, SECOND


@dataclass(slots=True, kw_only=True)
class Powerful(PowerfulNetwork):
    """With every power, and a clock of its own."""

    ahead_ms: int | None = None

    def check(self) -> Health:
        """Who we are, and what time it is there."""
        health = FakeNetwork.check(self)
        return replace(
            health,
            server_time=None if self.ahead_ms is None else self.clock() + self.ahead_ms,
        )

    def will_say(self, text: str) -> None:
        """The next poll of the mentions brings this."""
        mention = Mention(
            external_id="m1",
            text=text,
            posted_at=self.clock(),
            thread_key="thread of kim",
            author=Author(id="kim", handle="kim"),
        )
        self.pages["mentions"] = [Page(cursor="next", mentions=[mention])]


@pytest.fixture
def brand(tmp_path: Path) -> Iterator[crew.Brand]:
    """Two accounts: one can do everything, one can only be answered on."""
    made = crew.Brand(tmp_path / "care.db", "acme", "plain")
    networks: dict[str, Any] = made.networks
    networks["acme"] = Powerful(clock=made.clock, network="acme")
    yield made
    made.store.close()


def powerful(brand: crew.Brand) -> Powerful:
    """The network that can do everything."""
    networks: dict[str, Any] = brand.networks
    network = networks["acme"]
    assert isinstance(network, Powerful)
    return network


def desk_of(brand: crew.Brand) -> Desk:
    """Somebody's desk, with no undo window."""
    settings = DeskSettings(agent="mary", clock=brand.clock, replies=Replies(undo_s=0))
    return Desk(brand.store, settings)


def limits(brand: crew.Brand, name: str) -> Limits:
    """What the consoles know of an account."""
    row = accounts.by_name(brand.store.read(), name)
    assert row is not None
    return accounts.limits_of(row)


def skew(brand: crew.Brand) -> int | None:
    """What was measured on the account."""
    row = accounts.by_name(brand.store.read(), "acme")
    assert row is not None
    return accounts.skew_of(brand.store.read(), row["id"])


def test_the_consoles_know_what_each_network_can_do(brand: crew.Brand) -> None:
    brand.worker().once()
    known = limits(brand, "acme")
    assert (known.can_delete, known.can_like, known.can_hide) == (True, True, True)
    assert limits(brand, "plain") == FakeNetwork(clock=brand.clock).limits


@pytest.mark.parametrize(
    ("ahead_ms", "skew_ms"), [(None, None), (1_500, 0), (-HOUR, HOUR), (HOUR, -HOUR)]
)
def test_every_worker_measures_how_far_the_clocks_are_apart(
    brand: crew.Brand, ahead_ms: int | None, skew_ms: int | None
) -> None:
    powerful(brand).ahead_ms = ahead_ms
    brand.worker().once()
    assert skew(brand) == skew_ms


def test_the_clocks_are_held_against_each_other_again_every_day(brand: crew.Brand) -> None:
    worker = brand.worker()
    worker.once()
    powerful(brand).ahead_ms = -30 * SECOND
    worker.once()
    assert skew(brand) is None
    brand.pass_time(minutes=25 * 60)
    worker.once()
    assert skew(brand) == 30 * SECOND


def test_a_round_does_acts_and_then_what_comes_after_them(brand: crew.Brand) -> None:
    network = powerful(brand)
    network.will_say("angry")
    worker = brand.worker()
    worker.once()
    brand.reply("wrong")
    worker.once()
    desk = desk_of(brand)
    conversation = desk.queue_ids(View.ANSWERED)[0]
    desk.delete_reply(desk.sent_replies()[0].id)
    desk.submit(conversation, "right", private=False, seen=desk.conversation(conversation).seen)
    brand.pass_time(seconds=10)
    worker.once()
    assert network.calls == [("delete", "post-1")]
    assert [post.text for post in network.posts] == ["wrong", "right"]
    assert brand.outbox() == ["sent", "sent", "sent"]


def test_a_worker_that_died_in_the_middle_of_an_act_is_followed_by_one_that_does_it_again(
    brand: crew.Brand,
) -> None:
    network = powerful(brand)
    network.will_say("lovely")
    worker = brand.worker()
    worker.once()
    desk = desk_of(brand)
    desk.like(desk.queue_ids(View.TODO)[0])
    network.crash = crew.Crash()
    with pytest.raises(crew.Crash):
        worker.once()
    assert brand.outbox() == ["sending"]
    brand.pass_time(seconds=crew.LEASE_S)
    brand.worker().once()
    assert (brand.outbox(), len(network.calls)) == (["sent"], 2)


def test_a_bug_in_an_act_stops_no_reply(brand: crew.Brand) -> None:
    network = powerful(brand)
    network.will_say("angry")
    worker = brand.worker()
    worker.once()
    desk = desk_of(brand)
    desk.like(desk.queue_ids(View.TODO)[0])
    network.crash = ZeroDivisionError()
    (done, _) = worker.once()
    assert "ZeroDivisionError" in done.problems[0]
    brand.reply("sorry")
    worker.once()
    assert brand.outbox() == ["sent", "sent"]
