"""Long answers and pictures through the real flow: database, delivery, connector and network."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from social_care.acting import with_powers
from social_care.connectors.base import Connector
from social_care.connectors.bluesky.reply import refuse_if_closed
from social_care.deliver import Delivery, reconcile, send_ready
from social_care.errors import ErrorClass, NetworkError, NotAllowed
from social_care.models import OutboxState, Prepared, Sent, Visibility
from tests import truth
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_x import KEYS, FakeX
from tests.connectors.world import Fault, World, poll
from tests.parts_kit import PNG
from tests.world import Shop

_ADDED = re.compile(r"\A@\S+ | https://t\.co/\w+\Z")
SENTENCE = "We have looked at your boots, and the seam is at fault, not you; a new pair is coming. "
LONG_TEXT = (SENTENCE * 9).strip()


@dataclass
class Counter:
    """Our account on one network, from the conversation to the network and back."""

    shop: Shop
    world: Any
    connector: Connector
    account_id: int = 0
    sends: int = 0
    cut_off_at: int | None = None
    """The call whose answer is lost, counted from 1."""
    parts: tuple[str, ...] = field(default=())

    def open(self) -> None:
        """What the worker does first."""
        self.world.now = self.shop.now
        health = self.connector.check()
        limits = with_powers(self.connector, health.limits)
        self.account_id = self.shop.open_account("there", self.connector.network, limits)
        self._send, self.connector.send = self.connector.send, self._counted  # type: ignore[method-assign]

    def _counted(self, prepared: Prepared) -> Sent:
        self.sends += 1
        if self.sends != self.cut_off_at:
            return self._send(prepared)
        self.world.fail(Fault.ANSWER_LOST)
        try:
            return self._send(prepared)
        finally:
            self.world.fail(None)

    def hear(self, text: str = "My boots are burned") -> int:
        """A stranger writes; the conversation."""
        external_id = self.world.post(text)
        return self.take_in(external_id)

    def take_in(self, external_id: str) -> int:
        """What is found there goes through the worker's door."""
        self.pass_time(60)
        mention = poll(self.connector, self.world.now).mention(external_id)
        self.shop.receive(mention, account="there")
        return self.shop.conversation_of(mention, "there")

    def pass_time(self, seconds: int) -> None:
        """Here and there."""
        self.shop.pass_time(seconds=seconds)
        self.world.now = self.shop.now

    def work(self) -> None:
        """One round of sending."""
        delivery = Delivery(
            store=self.shop.store,
            account_id=self.account_id,
            connector=self.connector,
            calendar=self.shop.calendar,
            clock=self.shop.clock,
        )
        reconcile(delivery)
        send_ready(delivery)

    def answer(self, conversation: int, text: str = LONG_TEXT, **how: Any) -> None:
        """Mary answers, and the undo window passes."""
        self.parts = self.shop.desk().parts(conversation, text, private=how.get("private", False))
        self.shop.submit(conversation, text, split=True, **how)
        self.pass_time(10)

    def texts(self) -> list[str]:
        """What stands there from us, without what the network adds, oldest first."""
        return [_ADDED.sub("", post.text) for post in self.world.own_posts()]

    def parents(self) -> list[str | None]:
        """What each stands under."""
        return [post.parent for post in self.world.own_posts()]


def honouring() -> FakeMastodon:
    """A server that is known to honour keys."""
    server = FakeMastodon()
    server.idempotency = True
    return server


WORLDS: dict[str, Callable[[], World]] = {
    "mastodon": FakeMastodon,
    "mastodon with keys": honouring,
    "bluesky": FakeBluesky,
    "x": FakeX,
}


@pytest.fixture(params=WORLDS)
def desk(shop: Shop, request: pytest.FixtureRequest) -> Counter:
    """An account on each network that chains."""
    return opened(shop, WORLDS[request.param]())


def opened(shop: Shop, world: World) -> Counter:
    """An account there."""
    counter = Counter(shop, world, world.connect())
    counter.open()
    return counter


def chained(desk: Counter, mention: str) -> bool:
    """Whether each post stands under the one before."""
    above = [post.external_id for post in desk.world.own_posts()][:-1]
    return desk.parents() == [mention, *above]


def test_parts_stand_one_under_the_other(shop: Shop, desk: Counter) -> None:
    mention = desk.world.post("My boots are burned")
    conversation = desk.take_in(mention)
    desk.answer(conversation)
    desk.work()
    assert len(desk.parts) > 1
    assert desk.texts() == list(desk.parts)
    assert chained(desk, mention)
    assert not shop.is_waiting(conversation)
    assert shop.value("SELECT count(*) FROM responses") == 1
    truth.check(shop)


@pytest.mark.parametrize("call", [1, 2])
def test_an_answer_that_is_lost_repeats_no_part(shop: Shop, desk: Counter, call: int) -> None:
    mention = desk.world.post("My boots are burned")
    conversation = desk.take_in(mention)
    desk.cut_off_at = call
    desk.answer(conversation)
    desk.work()
    assert desk.texts() == list(desk.parts[:call])
    assert OutboxState.UNCERTAIN in [row["state"] for row in shop.rows("SELECT state FROM outbox")]
    desk.work()
    assert desk.texts() == list(desk.parts)
    assert chained(desk, mention)
    assert not shop.is_waiting(conversation)


def test_a_part_that_our_own_timeline_shows_first_is_the_same_part(
    shop: Shop, desk: Counter
) -> None:
    conversation = desk.hear()
    desk.cut_off_at = 2
    desk.answer(conversation)
    desk.work()
    polled = poll(desk.connector, desk.world.now)
    shop.receive(own=polled.own_posts, account="there")
    desk.work()
    assert desk.texts() == list(desk.parts)
    shop.receive(own=poll(desk.connector, desk.world.now).own_posts, account="there")
    ours = shop.rows("SELECT outbox_id FROM replies")
    assert len(ours) == len(desk.parts)
    assert all(row["outbox_id"] for row in ours), "none was taken for one from the network's app"
    assert shop.value("SELECT count(*) FROM responses") == 1
    truth.check(shop)


# Pictures ---------------------------------------------------------------------------------------


def shown_on_mastodon(world: Any) -> list[list[str]]:
    alts = {picture["id"]: picture["alt"] for picture in world.pictures.taken}
    return [
        [alts[media["id"]] for media in world.status(post.external_id)["media_attachments"]]
        for post in world.own_posts()
    ]


def shown_on_bluesky(world: Any) -> list[list[str]]:
    records = [world.records[post.external_id] for post in world.own_posts()]
    assert all(
        world.blobs[image["image"]["ref"]["$link"]] == PNG
        for record in records
        for image in record.get("embed", {}).get("images", [])
    )
    return [
        [image["alt"] for image in record.get("embed", {}).get("images", [])] for record in records
    ]


def shown_on_x(world: Any) -> list[list[str]]:
    posts = [world.posts_by_id[post.external_id] for post in world.own_posts()]
    return [[world.uploads.alts[media] for media in post["_media_ids"]] for post in posts]


SHOWN: dict[str, Callable[[Any], list[list[str]]]] = {
    "mastodon": shown_on_mastodon,
    "bluesky": shown_on_bluesky,
    "x": shown_on_x,
}


@pytest.mark.parametrize("cut_off_at", [None, 1])
@pytest.mark.parametrize("network", SHOWN)
def test_pictures_go_with_the_first_part(shop: Shop, network: str, cut_off_at: int | None) -> None:
    desk = opened(shop, WORLDS[network]())
    conversation = desk.hear()
    for alt in ("A new boot", "Its sole"):
        shop.desk().attach(conversation, "boot.png", PNG, alt)
    desk.cut_off_at = cut_off_at
    desk.answer(conversation)
    desk.work()
    desk.work()
    assert desk.texts() == list(desk.parts)
    first, *later = SHOWN[network](desk.world)
    assert first == ["A new boot", "Its sole"]
    assert not any(later)


@pytest.mark.parametrize("network", ["bluesky", "x"])
def test_a_private_answer_carries_none_there(shop: Shop, network: str) -> None:
    desk = opened(shop, WORLDS[network]())
    conversation = desk.hear()
    shop.desk().attach(conversation, "boot.png", PNG, "A new boot")
    with pytest.raises(NotAllowed, match="no picture can go with a private answer"):
        desk.answer(conversation, private=True)


def test_x_takes_none_from_the_four_keys(shop: Shop) -> None:
    world = FakeX()
    world.account = dict(KEYS)
    desk = opened(shop, world)
    with pytest.raises(NotAllowed, match="no picture can go with a reply on this network"):
        shop.desk().attach(desk.hear(), "boot.png", PNG, "A new boot")


# What only one network has ----------------------------------------------------------------------


def test_a_customers_warning_is_counted_with_every_part(shop: Shop) -> None:
    world = FakeMastodon()
    desk = opened(shop, world)
    conversation = desk.take_in(world.post("My boots are burned"))
    plain = shop.desk().parts(conversation, LONG_TEXT, private=False)
    with shop.store.write() as tx:
        tx.run("UPDATE mention_texts SET content_warning = :cw", cw="feet, " * 50)
    desk.answer(conversation)
    assert len(desk.parts) > len(plain)
    desk.work()
    assert desk.texts() == list(desk.parts)


def test_private_parts_stay_private_one_under_the_other(shop: Shop) -> None:
    world = FakeMastodon()
    desk = opened(shop, world)
    mention = world.post("My boots are burned")
    conversation = desk.take_in(mention)
    desk.answer(conversation, private=True)
    desk.work()
    assert chained(desk, mention)
    ours = [world.status(post.external_id) for post in world.own_posts()]
    assert {status["visibility"] for status in ours} == {"direct"}
    seen = {row["visibility"] for row in shop.rows("SELECT visibility FROM replies")}
    assert seen == {Visibility.DIRECT}


def test_a_post_of_our_own_may_be_too_young_to_be_shown() -> None:
    is_closed = partial(refuse_if_closed, {"posts": []}, own_id="did:plc:us")
    is_closed("at://did:plc:us/app.bsky.feed.post/1")
    with pytest.raises(NetworkError) as caught:
        is_closed("at://did:plc:kim/app.bsky.feed.post/1")
    assert caught.value.error_class is ErrorClass.GONE
