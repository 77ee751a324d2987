"""YouTube: answering, finding what was sent, taking back and hiding."""

from typing import Any

import httpx
import pytest

from social_care.connectors.fields import iso
from social_care.connectors.youtube.reply import (
    LONGEST,
    addressed,
    build,
    is_it,
    limits_of,
    same_words,
)
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared, Reply, ReplyTarget, Visibility
from tests.connectors.fake_server import HTML, answer
from tests.connectors.fake_youtube import OUR_CHANNEL, FakeYouTube, refusal
from tests.connectors.world import DAY, MINUTE, NOW, poll, reply_to, through_the_store

LIMITS = limits_of(LONGEST)


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


def prepared(server: FakeYouTube, text: str = "Sorry, on it", **post: Any) -> Prepared:
    """A reply to a new comment."""
    comment_id = server.post("My boots leak", **post)
    connector = server.connect()
    mention = poll(connector, server.now).mention(comment_id)
    return through_the_store(connector.prepare(reply_to(mention, text), server.now))


def target(**more: Any) -> ReplyTarget:
    """Kim's reply in somebody's thread."""
    values: dict[str, Any] = {
        "external_id": "Ug1.r2",
        "thread_key": "Ug1",
        "author_id": "UC-kim",
        "author_handle": "kim.w-1",
        "visibility": Visibility.PUBLIC,
    }
    return ReplyTarget(**(values | more))


# Addressing


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sorry", "@kim.w-1 Sorry"),
        ("@kim.w-1 Sorry", "@kim.w-1 Sorry"),
        ("@Kim.W-1, sorry", "@Kim.W-1, sorry"),
        ("Sorry @kim.w-1.", "Sorry @kim.w-1."),
        ("@kim.w-12 sorry", "@kim.w-1 @kim.w-12 sorry"),
        ("mail x@kim.w-1", "@kim.w-1 mail x@kim.w-1"),
    ],
)
def test_who_wrote_a_reply_is_named(words: str, expected: str) -> None:
    """All replies hang under the first comment, and only a name says whom they answer."""
    assert addressed(words, target()) == expected
    assert addressed(expected, target()) == expected


def test_who_began_the_thread_is_told_anyway() -> None:
    """No name is put before the answer, nor where none is known."""
    assert addressed("Sorry", target(external_id="Ug1")) == "Sorry"
    assert addressed("Sorry", target(author_handle="")) == "Sorry"


def test_an_answer_to_a_reply_goes_to_its_thread(server: FakeYouTube) -> None:
    """YouTube has one level of nesting."""
    top = server.post("My boots leak")
    reply = server.post("Mine too", "lee", reply_to=top)
    connector = server.connect()
    mention = poll(connector, server.now).mention(reply)
    sent = connector.send(connector.prepare(reply_to(mention, "Sorry"), server.now))
    (posted,) = server.own_posts()
    assert (posted.parent, posted.text) == (top, "@lee Sorry")
    assert sent.thread_key == top
    assert sent.canonical_id == f"youtube:{sent.external_id}"


@pytest.mark.parametrize(
    "wrong",
    [
        Reply(text=" \n", visibility=Visibility.PUBLIC, target=target()),
        Reply(text="x" * 9_992, visibility=Visibility.PUBLIC, target=target()),
        Reply(text="psst", visibility=Visibility.DIRECT, target=target()),
        Reply(text="Hi", visibility=Visibility.PUBLIC, target=target(thread_key="video:v")),
    ],
)
def test_what_cannot_be_accepted_is_refused_before_it_is_sent(wrong: Reply) -> None:
    """Empty, too long with the name, private, or to a video."""
    with pytest.raises(NetworkError) as caught:
        build(wrong, LIMITS, NOW)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_the_name_is_counted() -> None:
    """Ten thousand with it, and not one more."""
    fits = Reply(text="x" * 9_991, visibility=Visibility.PUBLIC, target=target())
    assert len(build(fits, LIMITS, NOW).payload["body"]["snippet"]["textOriginal"]) == 10_000


# What refusals mean


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (refusal(400, "commentTextTooLong"), ErrorClass.REFUSED),
        (refusal(400, "commentTextRequired"), ErrorClass.REFUSED),
        (refusal(400, "invalidCustomEmoji"), ErrorClass.REFUSED),
        (refusal(400, "somethingNew"), ErrorClass.REFUSED),
        (refusal(400, "parentCommentIsPrivate"), ErrorClass.BLOCKED),
        (refusal(400, "operationNotSupported"), ErrorClass.BLOCKED),
        (refusal(403, "ineligibleAccount"), ErrorClass.PERMISSION),
        (refusal(403, "commentsDisabled"), ErrorClass.PERMISSION),
        (refusal(403, "forbidden"), ErrorClass.PERMISSION),
        (refusal(403, "authenticatedUserAccountClosed"), ErrorClass.AUTH),
        (refusal(403, "quotaExceeded"), ErrorClass.QUOTA),
        (refusal(404, "commentNotFound"), ErrorClass.GONE),
        (refusal(429, "rateLimitExceeded"), ErrorClass.RATE),
        (refusal(400, "processingFailure"), ErrorClass.UNKNOWN_OUTCOME),
        (refusal(503, "backendError"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(500, headers=HTML, content=b"<h1>500</h1>"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(302, headers={"location": "/"}), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(200, content=b"{half"), ErrorClass.UNKNOWN_OUTCOME),
        (answer({}), ErrorClass.UNKNOWN_OUTCOME),
        (answer(["id"]), ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_refused_write(
    server: FakeYouTube, refused: httpx.Response, expected: ErrorClass
) -> None:
    """Only what certainly was not posted is anything but an unknown outcome; it is asked once."""
    reply = prepared(server)
    connector = server.connect()
    calls = server.calls()
    server.once("/comments?part=snippet", refused)
    with pytest.raises(NetworkError) as caught:
        connector.send(reply)
    assert caught.value.error_class is expected
    assert server.calls() == calls + 1


def test_a_token_that_ran_out_is_renewed_for_a_write(server: FakeYouTube) -> None:
    """A refused write was not done, so it is done once with the new token."""
    reply = prepared(server)
    connector = server.connect()
    connector.check()
    server.access = "ya29.second"
    connector.send(reply)
    assert len(server.own_posts()) == 1


# Finding what was sent


def test_what_was_sent_is_found_among_many(server: FakeYouTube) -> None:
    """On whichever page, in whatever order."""
    reply = prepared(server)
    connector = server.connect()
    top = server.comments[0].id
    server.post_as_us("Something else", reply_to=top)
    sent = connector.send(reply)
    for number in range(5):
        server.post(f"Me too {number}", f"fan{number}", reply_to=top)
    server.page_size = 2
    found = connector.find_sent(reply)
    assert found is not None
    assert found == sent


def test_of_two_the_first_is_ours(server: FakeYouTube) -> None:
    """The other one was written later, by hand."""
    reply = prepared(server)
    connector = server.connect()
    sent = connector.send(reply)
    server.now += MINUTE
    server.post_as_us("Sorry, on it", reply_to=server.comments[0].id)
    found = connector.find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_an_answer_of_a_name_alone_is_not_found_in_an_empty_one() -> None:
    """Fields may be missing, and nothing is not what we said."""
    reply = Reply(text="@kim.w-1", visibility=Visibility.PUBLIC, target=target())
    other = posted(textDisplay="Sorry")
    assert not is_it(other, build(reply, LIMITS, NOW), OUR_CHANNEL)


def test_nothing_is_found_in_a_thread_that_is_gone(server: FakeYouTube) -> None:
    """All that was said in it went with it."""
    reply = prepared(server)
    server.delete(server.comments[0].id)
    assert server.connect().find_sent(reply) is None


def test_not_being_able_to_look_is_no_answer(server: FakeYouTube) -> None:
    """A person must not be told that it is not there."""
    reply = prepared(server)
    server.once("parentId=", refusal(403, "forbidden"))
    with pytest.raises(NetworkError) as caught:
        server.connect().find_sent(reply)
    assert caught.value.error_class is ErrorClass.PERMISSION


def test_half_a_thread_is_no_answer(server: FakeYouTube) -> None:
    """Our reply may be in the other half."""
    reply = prepared(server)
    top = server.comments[0].id
    others = [server.post(f"Me too {number}", "lee", reply_to=top) for number in range(3)]
    server.page_size, server.stale = 2, {f"after-{others[1]}"}
    with pytest.raises(NetworkError) as caught:
        server.connect().find_sent(reply)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_nothing_is_ever_sent_again_by_itself(server: FakeYouTube) -> None:
    """YouTube would post it twice."""
    reply = prepared(server)
    assert not server.connect().can_resend(reply, server.now)


def posted(**more: Any) -> dict[str, Any]:
    """What our reply became."""
    snippet = {
        "authorChannelId": {"value": OUR_CHANNEL},
        "publishedAt": iso(NOW),
        "textDisplay": "@kim.w-1 Sorry, on it",
    }
    return {"id": "Ug1.r9", "snippet": snippet | more}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"publishedAt": iso(NOW - 2 * MINUTE)}, True),
        ({"publishedAt": iso(NOW + DAY)}, True),
        ({"publishedAt": iso(NOW - 2 * MINUTE - 1)}, False),
        ({"publishedAt": None}, False),
        ({"authorChannelId": {"value": "UC-kim"}}, False),
        ({"authorChannelId": None}, False),
        ({"textDisplay": "Sorry, on it"}, True),
        ({"textDisplay": "@lee Sorry, on it"}, False),
        ({"textDisplay": "@kim.w-1 Sorry"}, False),
        ({"textDisplay": "Sorry, <b>on it</b>", "textOriginal": "@kim.w-1 Sorry, on it"}, True),
        ({"textDisplay": "", "textOriginal": ""}, False),
    ],
)
def test_what_we_sent_is_recognised(more: dict[str, Any], expected: bool) -> None:
    """Ours, in the same words to the same person, not from before."""
    reply = Reply(text="Sorry, on it", visibility=Visibility.PUBLIC, target=target())
    assert is_it(posted(**more), build(reply, LIMITS, NOW), OUR_CHANNEL) is expected
    nameless = posted(**more) | {"id": None}
    assert not is_it(nameless, build(reply, LIMITS, NOW), OUR_CHANNEL)


@pytest.mark.parametrize(
    ("sent", "seen", "same"),
    [
        ("a  b\n\nc", "a b c", True),
        ("Cafe\u0301", "Caf\u00e9", True),
        ("R&D", "R&amp;D", True),
        ("@Kim Sorry", "@kim\u200b Sorry", True),
        ("Sorry", "Sorry!", False),
        ("Sorry", "@kim Sorry", False),
        ("ask @kim", "ask @lee", False),
    ],
)
def test_words_are_recognised_after_youtube_had_them(sent: str, seen: str, same: bool) -> None:
    """White space, accents and entities may differ; what is said may not."""
    assert same_words(sent, seen) is same


# Taking back and hiding


def test_a_hidden_comment_waits_for_review(server: FakeYouTube) -> None:
    """It can be let through again, and is not taken for deleted."""
    comment_id = server.post("Buy my crypto")
    connector = server.connect()
    poll(connector, server.now)
    for _ in range(2):
        connector.hide(comment_id)
    assert server.comment(comment_id).status == "heldForReview"
    (request, _) = server.asked("setModerationStatus")
    assert request.url.params["moderationStatus"] == "heldForReview"
    assert "banAuthor" not in request.url.params
    server.delete(comment_id)
    assert list(connector.look_up([comment_id], server.now).gone) == []


@pytest.mark.parametrize("act", ["delete", "hide"])
@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (refusal(403, "forbidden"), ErrorClass.PERMISSION),
        (refusal(403, "quotaExceeded"), ErrorClass.QUOTA),
        (refusal(503, "backendError"), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("timed out"), ErrorClass.TRANSIENT),
    ],
)
def test_what_may_be_repeated_is_never_uncertain(
    server: FakeYouTube, act: str, refused: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """Deleting or hiding twice does no harm, so a lost answer is no riddle."""
    comment_id = server.post("Hello")
    connector = server.connect()
    server.once("/comments", refused)
    with pytest.raises(NetworkError) as caught:
        getattr(connector, act)(comment_id)
    assert caught.value.error_class is expected


def test_what_is_gone_cannot_be_hidden(server: FakeYouTube) -> None:
    """And the agent is told."""
    server.once("setModerationStatus", refusal(404, "commentNotFound"))
    with pytest.raises(NetworkError) as caught:
        server.connect().hide("Ug404")
    assert caught.value.error_class is ErrorClass.GONE
