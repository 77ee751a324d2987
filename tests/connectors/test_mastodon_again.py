"""Mastodon: looking at statuses again, favourites, and taking a reply back."""

import logging

import httpx
import pytest

from social_care.connectors.base import SweepsMessages
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, Prepared
from tests.connectors.fake_mastodon import FakeMastodon, FakeSnac
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import MINUTE, poll, reply_to


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


@pytest.fixture
def snac() -> FakeSnac:
    """With its quirks."""
    return FakeSnac()


def reply(server: FakeMastodon) -> Prepared:
    """A reply to a new mention."""
    mention_id = server.post("My boots leak")
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    return connector.prepare(reply_to(mention, "Sorry, on it"), server.now)


# Looking again


def test_twenty_are_looked_at_in_one_call(server: FakeMastodon) -> None:
    """Threads are not asked for: whoever looks again knows them."""
    root = server.post("Boots leak")
    ids = [server.post(f"number {number}", reply_to=root) for number in range(20)]
    connector = server.connect()
    connector.check()
    assert connector.look_up_at_once == 20
    before = server.calls()
    looked = connector.look_up(ids, server.now)
    assert server.calls() == before + 1
    assert {mention.external_id for mention in looked.found} == set(ids)
    assert {mention.thread_key for mention in looked.found} == {root}


def test_our_own_and_broken_statuses_are_neither_found_nor_gone(
    server: FakeMastodon, caplog: pytest.LogCaptureFixture
) -> None:
    """They are there; there is just nothing to say of them."""
    ours = server.post_as_us("Hello")
    broken = server.post("no time", created_at=None)
    with caplog.at_level(logging.WARNING):
        looked = server.connect().look_up([ours, broken], server.now)
    assert (list(looked.found), list(looked.gone)) == ([], [])
    assert "left out" in caplog.text


@pytest.mark.parametrize("body", [{}, None, "gone", [None], [{"no": "id"}], ["1"]])
def test_half_an_answer_is_no_deletion(server: FakeMastodon, body: object) -> None:
    """Only a complete list can tell what is not in it."""
    mention_id = server.post("Hello")
    server.once("/api/v1/statuses?", answer(body))
    with pytest.raises(NetworkError) as caught:
        server.connect().look_up([mention_id], server.now)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_a_server_without_the_call_is_asked_one_by_one_and_remembered(snac: FakeSnac) -> None:
    """It is not asked in vain each time."""
    stays, goes = snac.post("I stay"), snac.post("I go")
    snac.delete(goes)
    connector = snac.connect()
    for _ in range(2):
        looked = connector.look_up([stays, goes], snac.now)
        assert [mention.external_id for mention in looked.found] == [stays]
        assert list(looked.gone) == [goes]
    assert len(snac.asked("/api/v1/statuses?")) == 1


def test_an_edit_that_changes_the_id_is_found_under_the_old_one(snac: FakeSnac) -> None:
    """Also by a process that never saw the status before."""
    mention_id = snac.post("I hate it")
    before = poll(snac.connect(), snac.now).mention(mention_id)
    snac.now += MINUTE
    snac.edit(mention_id, "I love it")
    looked = snac.connect().look_up([mention_id], snac.now)
    (found,) = looked.found
    assert (found.external_id, found.text) == (mention_id, "I love it")
    assert found.version != before.version
    assert not looked.gone


def test_another_status_than_the_one_asked_for_proves_nothing(snac: FakeSnac) -> None:
    """A cache or a proxy may answer for the server."""
    mention_id, other = snac.post("Hello"), snac.post("World")
    connector = snac.connect()
    connector.look_up([other], snac.now)
    snac.once(f"/statuses/{mention_id}", answer(snac.status(other)))
    with pytest.raises(NetworkError) as caught:
        connector.look_up([mention_id], snac.now)
    assert caught.value.error_class is ErrorClass.TRANSIENT


@pytest.mark.parametrize("fake", [FakeMastodon, FakeSnac])
def test_direct_messages_are_looked_at_as_well(fake: type[FakeMastodon]) -> None:
    """They are posts like the others."""
    server = fake()
    edited = server.post("My address is ...", visibility="direct")
    deleted = server.post("Sorry, wrong window", visibility="direct")
    connector = server.connect()
    before = poll(connector, server.now).mention(edited)
    server.now += MINUTE
    server.edit(edited, "My new address is ...")
    server.delete(deleted)
    assert isinstance(connector, SweepsMessages)
    looked = connector.look_up([edited, deleted], server.now)
    (found,) = looked.found
    assert (found.external_id, found.kind) == (edited, MentionKind.DIRECT_MESSAGE)
    assert found.thread_key == before.thread_key
    assert found.version != before.version
    assert list(looked.gone) == [deleted]


# Taking a reply back


def test_a_deletion_is_one_call(server: FakeMastodon) -> None:
    """By the method that means it."""
    connector = server.connect()
    sent = connector.send(reply(server))
    connector.delete(sent.external_id)
    assert [request.method for request in server.asked(f"/statuses/{sent.external_id}")] == [
        "DELETE"
    ]


def test_a_server_that_cannot_delete_says_so(snac: FakeSnac) -> None:
    """404 there does not mean that it is gone: it would be reported as taken back."""
    connector = snac.connect()
    sent = connector.send(reply(snac))
    with pytest.raises(NetworkError) as caught:
        connector.delete(sent.external_id)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert snac.own_posts()


def test_not_being_able_to_look_is_no_word_on_what_the_server_can(snac: FakeSnac) -> None:
    """The deletion is tried again later."""
    connector = snac.connect()
    sent = connector.send(reply(snac))
    path = f"/statuses/{sent.external_id}"
    snac.once(path, httpx.Response(404), *[httpx.Response(503)] * 4)
    with pytest.raises(NetworkError) as caught:
        connector.delete(sent.external_id)
    assert caught.value.error_class is ErrorClass.TRANSIENT


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"error": "outside the authorized scopes"}, 403), ErrorClass.PERMISSION),
        (answer({"error": "Too many requests"}, 429), ErrorClass.RATE),
        (httpx.Response(503), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ReadTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_refused_deletion(
    server: FakeMastodon, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """Each kind by its class."""
    connector = server.connect()
    sent = connector.send(reply(server))
    server.once(f"/statuses/{sent.external_id}", refusal)
    with pytest.raises(NetworkError) as caught:
        connector.delete(sent.external_id)
    assert caught.value.error_class is expected


# Favourites


def test_liking_is_favouriting_and_may_be_done_twice(server: FakeMastodon) -> None:
    """The server keeps one."""
    mention_id = server.post("Thank you!")
    connector = server.connect()
    target = reply_to(poll(connector, server.now).mention(mention_id), "x").target
    connector.like(target)
    connector.like(target)
    assert set(server.favourited) == {mention_id}


def test_what_is_gone_cannot_be_liked(server: FakeMastodon) -> None:
    """The agent is told so."""
    mention_id = server.post("Thank you!")
    connector = server.connect()
    target = reply_to(poll(connector, server.now).mention(mention_id), "x").target
    server.delete(mention_id)
    with pytest.raises(NetworkError) as caught:
        connector.like(target)
    assert caught.value.error_class is ErrorClass.GONE


def test_a_page_of_html_is_never_shown(server: FakeMastodon) -> None:
    """Whatever call it answers."""
    server.once("/statuses/1", httpx.Response(400, headers=HTML, content=b"<h1>Oh</h1>"))
    with pytest.raises(NetworkError) as caught:
        server.connect().delete("1")
    assert "<h1>" not in str(caught.value)
