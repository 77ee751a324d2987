"""Bluesky: sending, and finding what was sent, beyond what the contract asks."""

from typing import Any

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, Prepared
from tests.connectors.fake_bluesky import OUR_DID, FakeBluesky, error
from tests.connectors.fake_server import HTML
from tests.connectors.world import MINUTE, poll, reply_to, through_the_store

HOUR = 60 * MINUTE


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def prepared(sky: FakeBluesky, text: str = "Sorry, on it", **post: Any) -> Prepared:
    """A reply to a new mention."""
    mention_id = sky.post("My boots leak", **post)
    connector = sky.connect()
    mention = poll(connector, sky.now).mention(mention_id)
    return through_the_store(connector.prepare(reply_to(mention, text), sky.now))


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("InvalidRequest", 400, "grapheme too big"), ErrorClass.REFUSED),
        (error("InvalidSwap", 400, "Record was at bafy"), ErrorClass.REFUSED),
        (error("BlobTooLarge", 400), ErrorClass.REFUSED),
        (error("BlockedByActor", 400), ErrorClass.BLOCKED),
        (error("AuthenticationRequired", 401), ErrorClass.AUTH),
        (error("InternalServerError", 500), ErrorClass.UNKNOWN_OUTCOME),
        (error("UpstreamFailure", 502), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(200, headers=HTML, content=b"ok"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ReadTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ConnectError("refused"), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_write(
    sky: FakeBluesky, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """One call, never repeated by itself."""
    reply = prepared(sky)
    sky.once("putRecord", refusal)
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is expected
    assert len(sky.asked("putRecord")) == 1


def test_a_reply_is_created_once_under_its_own_key(sky: FakeBluesky) -> None:
    """ "Only if nothing is there" is said with an explicit null."""
    reply = prepared(sky)
    sent = sky.connect().send(reply)
    body = sky.asked("putRecord")[0].content
    assert b'"swapRecord":null' in body.replace(b": ", b":")
    assert sent.external_id == f"at://{OUR_DID}/app.bsky.feed.post/{reply.key}"
    assert sent.url == f"https://bsky.app/profile/{OUR_DID}/post/{reply.key}"
    assert sent.accepted_at == sky.now
    sky.now += HOUR
    assert sky.connect().send(reply).external_id == sent.external_id
    assert len(sky.own_posts()) == 1
    assert sky.connect().can_resend(reply, sky.now + 1000 * HOUR)


def test_something_else_under_the_key_is_refused_in_clear_words(sky: FakeBluesky) -> None:
    """It is neither sent nor silently overwritten."""
    reply = prepared(sky)
    sky.connect().send(reply)
    sky.records[f"at://{OUR_DID}/app.bsky.feed.post/{reply.key}"]["text"] = "other"
    with pytest.raises(NetworkError, match="something else is posted already") as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert sky.own_posts()[0].text == "other"


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ({"viewer": {"replyDisabled": True}}, ErrorClass.BLOCKED),
        ({"author": {"did": "did:plc:kim", "viewer": {"blockedBy": True}}}, ErrorClass.BLOCKED),
        ({"viewer": {"replyDisabled": False}}, None),
    ],
)
def test_a_reply_nobody_would_see_is_not_sent(
    sky: FakeBluesky, closed: dict[str, Any], expected: ErrorClass | None
) -> None:
    """The data server takes it, and hides it from everybody."""
    reply = prepared(sky)
    parent = reply.payload["record"]["reply"]["parent"]["uri"]
    sky.closed[parent] = closed
    if expected is None:
        assert sky.connect().send(reply)
        return
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is expected
    assert not sky.asked("putRecord")


def test_a_reply_to_what_is_gone_is_not_sent(sky: FakeBluesky) -> None:
    """The customer deleted their post meanwhile."""
    reply = prepared(sky)
    sky.records.clear()
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is ErrorClass.GONE


def test_a_reply_to_a_reply_keeps_the_root(sky: FakeBluesky) -> None:
    """Both references, each with its cid."""
    root = sky.post("Boots leak")
    ours = sky.post_as_us("Sorry!", reply_to=root)
    last = sky.post("Well?", reply_to=ours)
    connector = sky.connect()
    mention = poll(connector, sky.now).mention(last)
    assert mention.kind is MentionKind.REPLY
    assert mention.thread_key == root
    sent = connector.send(connector.prepare(reply_to(mention, "On it"), sky.now))
    reply = sky.records[sent.external_id]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (root, last)
    assert reply["root"]["cid"].startswith("bafy")
    assert sent.thread_key == root


def test_looking_in_vain_is_not_the_same_as_not_being_able_to_look(sky: FakeBluesky) -> None:
    """None would allow to send it again."""
    reply = prepared(sky)
    connector = sky.connect()
    sky.once("getRecord", *[error("InternalServerError", 500)] * 4)
    with pytest.raises(NetworkError) as caught:
        connector.find_sent(reply)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    assert connector.find_sent(reply) is None
