"""Bluesky: looking at posts again, likes, and taking a reply back."""

import logging

import httpx
import pytest

from social_care.connectors.bluesky.records import like_key
from social_care.errors import ErrorClass, NetworkError
from social_care.models import ReplyTarget, Visibility
from tests.connectors.fake_bluesky import OUR_DID, FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import poll, reply_to


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def target(sky: FakeBluesky, uri: str) -> ReplyTarget:
    """The mention as the desk knows it."""
    return reply_to(poll(sky.connect(), sky.now).mention(uri), "x").target


# Looking again


def test_twenty_five_are_looked_at_in_one_call(sky: FakeBluesky) -> None:
    """Follower counts come on top, from memory where they are known."""
    uris = [sky.post(f"number {number}") for number in range(25)]
    connector = sky.connect()
    assert connector.look_up_at_once == 25
    looked = connector.look_up(uris, sky.now)
    assert {mention.external_id for mention in looked.found} == set(uris)
    assert len(sky.asked("getPosts")) == 1


def test_our_own_and_broken_posts_are_neither_found_nor_gone(
    sky: FakeBluesky, caplog: pytest.LogCaptureFixture
) -> None:
    """They are there; there is just nothing to say of them."""
    ours, broken = sky.post_as_us("Hello"), sky.post("Oh")
    sky.closed[broken] = {"author": {}}
    with caplog.at_level(logging.WARNING):
        looked = sky.connect().look_up([ours, broken], sky.now)
    assert (list(looked.found), list(looked.gone)) == ([], [])
    assert "left out" in caplog.text


@pytest.mark.parametrize("body", [{}, {"posts": None}, {"posts": [None]}, {"posts": [{}]}, []])
def test_half_an_answer_is_no_deletion(sky: FakeBluesky, body: object) -> None:
    """Only a complete list can tell what is not in it."""
    uri = sky.post("Hello")
    connector = sky.connect()
    sky.once("getPosts", answer(body))
    with pytest.raises(NetworkError) as caught:
        connector.look_up([uri], sky.now)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_direct_messages_cannot_be_looked_at(sky: FakeBluesky) -> None:
    """They are not called gone for that."""
    uri = sky.post("Hello")
    connector = sky.connect()
    looked = connector.look_up(["convo-kim/m1", uri], sky.now)
    assert [mention.external_id for mention in looked.found] == [uri]
    assert not looked.gone
    before = sky.calls()
    nothing = connector.look_up(["convo-kim/m1"], sky.now)
    assert (list(nothing.found), list(nothing.gone)) == ([], [])
    assert sky.calls() == before


def test_a_post_that_may_not_be_answered_any_more_says_so(sky: FakeBluesky) -> None:
    """The author has closed the thread since."""
    uri = sky.post("Hello")
    sky.closed[uri] = {"viewer": {"replyDisabled": True}}
    (found,) = sky.connect().look_up([uri], sky.now).found
    assert not found.can_reply
    assert "limited" in found.can_reply_reason


# Taking a reply back


@pytest.mark.parametrize(
    "external_id",
    ["at://did:plc:kim/app.bsky.feed.post/3aaaaaaaaaaaa", "convo-kim/m1", f"at://{OUR_DID}/x/y"],
)
def test_only_our_own_posts_can_be_taken_back(sky: FakeBluesky, external_id: str) -> None:
    """Nobody's else, and a direct message stays with whoever got it."""
    with pytest.raises(NetworkError) as caught:
        sky.connect().delete(external_id)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert not sky.asked("deleteRecord")


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("RateLimitExceeded", 429), ErrorClass.RATE),
        (error("InternalServerError", 500), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ReadTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ConnectError("refused"), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_deletion(
    sky: FakeBluesky, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """Each kind by its class."""
    uri = sky.post_as_us("Sorry!")
    sky.once("deleteRecord", refusal)
    with pytest.raises(NetworkError) as caught:
        sky.connect().delete(uri)
    assert caught.value.error_class is expected


# Likes


def test_liking_twice_is_one_like(sky: FakeBluesky) -> None:
    """Also where the views do not show the first yet."""
    uri = sky.post("Thank you!")
    liked = target(sky, uri)
    sky.connect().like(liked)
    sky.now += 1000
    stale = {"uri": uri, "cid": "bafyA", "viewer": {}}
    sky.once("getPosts", answer({"posts": [stale]}))
    sky.connect().like(liked)
    sky.connect().like(liked)
    assert sky.likes() == [uri]
    assert len(sky.asked("putRecord")) == 2


def test_a_like_given_in_the_app_is_enough(sky: FakeBluesky) -> None:
    """It has another key there."""
    uri = sky.post("Thank you!")
    liked = target(sky, uri)
    sky.closed[uri] = {"viewer": {"like": "at://x"}}
    sky.connect().like(liked)
    assert not sky.asked("putRecord")


def test_what_is_gone_or_no_post_cannot_be_liked(sky: FakeBluesky) -> None:
    """The agent is told which."""
    uri = sky.post("Thank you!")
    liked = target(sky, uri)
    sky.delete(uri)
    message = ReplyTarget(
        external_id="convo-kim/m1",
        thread_key="dm:convo-kim",
        author_id="did:plc:kim",
        author_handle="kim.example",
        visibility=Visibility.DIRECT,
    )
    for wanted, expected in ((liked, ErrorClass.GONE), (message, ErrorClass.PERMISSION)):
        with pytest.raises(NetworkError) as caught:
            sky.connect().like(wanted)
        assert caught.value.error_class is expected


def test_the_key_of_a_like_is_the_posts_own() -> None:
    """Every post another one, always the same, of the form the network wants."""
    uris = [f"at://did:plc:kim/app.bsky.feed.post/{number}" for number in range(200)]
    keys = [like_key(uri) for uri in uris]
    assert len(set(keys)) == 200
    assert keys == [like_key(uri) for uri in uris]
    for key in keys:
        assert len(key) == 13
        assert key[0] in "234567abcdefghij"
        assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
