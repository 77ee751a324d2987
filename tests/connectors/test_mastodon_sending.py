"""Mastodon: sending, direct messages and finding what was sent, beyond what the contract asks."""

from typing import Any

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, Prepared, Visibility
from tests.connectors.fake_mastodon import FakeMastodon, FakeSnac
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import DAY, MINUTE, poll, reply_to, through_the_store


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


@pytest.fixture
def snac() -> FakeSnac:
    """With its quirks."""
    return FakeSnac()


def prepared(server: FakeMastodon, text: str = "Sorry, on it", **post: Any) -> Prepared:
    """A reply to a new mention."""
    mention_id = server.post("My boots leak", **post)
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    return through_the_store(connector.prepare(reply_to(mention, text), server.now))


# What refusals mean


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"error": "The access token is invalid"}, 401), ErrorClass.AUTH),
        (answer({"error": "outside the authorized scopes"}, 403), ErrorClass.PERMISSION),
        (answer({"error": "Record not found"}, 404), ErrorClass.GONE),
        (httpx.Response(410), ErrorClass.GONE),
        (answer({"error": "Validation failed: Text is too long"}, 422), ErrorClass.REFUSED),
        (httpx.Response(422), ErrorClass.REFUSED),
        (httpx.Response(400, content=b"what?"), ErrorClass.REFUSED),
        (answer({"error": "Too many requests"}, 429), ErrorClass.RATE),
        (httpx.Response(500), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(503), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(200, content=b"<h1>ok</h1>"), ErrorClass.UNKNOWN_OUTCOME),
        (answer({}), ErrorClass.UNKNOWN_OUTCOME),
        (answer(["id"]), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(302, headers={"location": "/"}), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(301, headers={"location": "/"}), ErrorClass.REFUSED),
    ],
)
def test_a_refused_write(server: FakeMastodon, refusal: httpx.Response, expected: str) -> None:
    """Only what certainly was not posted is anything but an unknown outcome."""
    reply = prepared(server)
    connector = server.connect()
    calls = len(server.requests)
    server.once("/api/v1/statuses", refusal)
    with pytest.raises(NetworkError) as caught:
        connector.send(reply)
    assert caught.value.error_class is expected
    assert len(server.requests) == calls + 1


def test_the_servers_words_reach_the_agent(server: FakeMastodon) -> None:
    """What is wrong with a reply, and never a page of HTML."""
    reply = prepared(server)
    server.once("/statuses", answer({"error": "Text character limit exceeded"}, 422))
    with pytest.raises(NetworkError, match="Text character limit exceeded"):
        server.connect().send(reply)
    server.once("/statuses", httpx.Response(422, headers=HTML, content=b"<h1>Oh</h1>"))
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    assert "<h1>" not in str(caught.value)


# Direct messages


def test_a_direct_message_is_answered_directly(server: FakeMastodon) -> None:
    """It has a thread of its own, and so has the answer."""
    mention_id = server.post("My address is ...", visibility="direct")
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    assert mention.kind is MentionKind.DIRECT_MESSAGE
    assert mention.thread_key == f"dm:{mention_id}"
    reply = connector.prepare(reply_to(mention, "Thank you", Visibility.PUBLIC), server.now)
    sent = connector.send(reply)
    assert server.status(sent.external_id)["visibility"] == "direct"
    assert sent.thread_key == mention.thread_key


def test_a_private_answer_to_a_public_mention_opens_a_private_thread(server: FakeMastodon) -> None:
    """What the customer answers there has the same key."""
    mention_id = server.post("Where is my parcel?")
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    asked = reply_to(mention, "Your address?", Visibility.DIRECT)
    sent = connector.send(connector.prepare(asked, server.now))
    answer_id = server.post("Here", visibility="direct", reply_to=sent.external_id)
    assert sent.thread_key == f"dm:{mention_id}"
    assert poll(connector, server.now).mention(answer_id).thread_key == sent.thread_key


def test_where_direct_looks_private_private_is_answered_directly(snac: FakeSnac) -> None:
    """Or a customer's address would be read by all who follow us."""
    mention_id = snac.post("My address is ...", visibility="direct")
    connector = snac.connect()
    mention = poll(connector, snac.now).mention(mention_id)
    assert mention.visibility is Visibility.DIRECT
    reply = connector.prepare(reply_to(mention, "Thank you"), snac.now)
    assert reply.payload["body"]["visibility"] == "direct"


# Finding what was sent


def test_a_direct_reply_is_found_under_its_parent(snac: FakeSnac) -> None:
    """snac2 lists only public posts among our own."""
    reply = prepared(snac, visibility="direct")
    sent = snac.connect().send(reply)
    found = snac.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_reply_is_found_behind_newer_ones(server: FakeMastodon) -> None:
    """On a busy account it is no longer on the first page."""
    reply = prepared(server)
    sent = server.connect().send(reply)
    for number in range(90):
        server.post_as_us(f"other {number}")
    server.once("/context", httpx.Response(404))
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_looking_back_ends_where_the_reply_cannot_be(server: FakeMastodon) -> None:
    """Not one page further than the time it was prepared."""
    for number in range(200):
        server.post_as_us(f"old {number}")
    server.now += DAY
    reply = prepared(server)
    server.requests.clear()
    assert server.connect().find_sent(reply) is None
    assert len(server.asked("/statuses?")) == 1


def test_a_reply_whose_parent_is_gone_is_just_not_there(server: FakeMastodon) -> None:
    """The customer deleted their post meanwhile."""
    reply = prepared(server)
    server.statuses.clear()
    assert server.connect().find_sent(reply) is None


def test_looking_in_vain_is_not_the_same_as_not_being_able_to_look(server: FakeMastodon) -> None:
    """None would allow to send it again."""
    reply = prepared(server)
    server.connect().send(reply)
    connector = server.connect()
    connector.check()
    for part in ("/statuses?", "/context"):
        if part == "/context":
            server.statuses[-1]["content"] = "<p>touched up</p>"
        server.once(part, *[httpx.Response(503)] * 4)
        with pytest.raises(NetworkError) as caught:
            connector.find_sent(reply)
        assert caught.value.error_class is ErrorClass.TRANSIENT


@pytest.mark.parametrize(
    ("idempotency", "age", "expected"),
    [
        (False, 0, False),
        (True, 0, True),
        (True, 49 * MINUTE, True),
        (True, 50 * MINUTE, False),
        (True, -1, False),
    ],
)
def test_sending_again_needs_a_server_that_remembers(
    server: FakeMastodon, idempotency: bool, age: int, expected: bool
) -> None:
    """Known to honour keys, and within the hour; a clock that went back proves nothing."""
    server.idempotency = idempotency
    reply = prepared(server)
    assert server.connect().can_resend(reply, reply.prepared_at + age) is expected


def test_every_try_bears_the_same_key(server: FakeMastodon) -> None:
    """Also where nobody is known to look at it."""
    reply = prepared(server)
    connector = server.connect()
    connector.send(reply)
    connector.send(reply)
    posts = [request for request in server.requests if request.method == "POST"]
    assert [post.headers["Idempotency-Key"] for post in posts] == [reply.key, reply.key]
    assert len(server.own_posts()) == 1
