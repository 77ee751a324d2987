"""YouTube: comments, held ones, and the thread around a message."""

import json
import logging
from typing import Any

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, OwnPost, Visibility
from tests.connectors.fake_server import answer
from tests.connectors.fake_youtube import HOUR, OUR_CHANNEL, FakeYouTube, refusal
from tests.connectors.world import MINUTE, NOW, budget, poll
from tests.connectors.youtube_kit import stream


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


# Comments


def test_a_comment_comes_with_all_that_youtube_tells(server: FakeYouTube) -> None:
    """Author, address, likes, picture; no language and no followers."""
    picture = {"imageUrl": "https://yt3.example/boot.jpg"}
    comment_id = server.post("My boots leak", more=picture)
    mention = poll(server.connect(), server.now).mention(comment_id)
    assert mention.kind is MentionKind.COMMENT
    assert mention.url == f"https://www.youtube.com/watch?v=vid-acme&lc={comment_id}"
    assert mention.thread_key == comment_id
    assert mention.in_reply_to is None
    assert (mention.author.id, mention.author.handle) == ("UC-kim", "kim")
    assert mention.author.url == "https://www.youtube.com/channel/UC-kim"
    assert (mention.author.followers, mention.lang) == (None, None)
    assert mention.likes == 3
    assert [media.url for media in mention.media] == [picture["imageUrl"]]
    assert mention.canonical_id == f"youtube:{comment_id}"
    assert mention.can_reply
    assert mention.visibility is Visibility.PUBLIC


def test_comments_are_asked_for_as_plain_text_newest_first(server: FakeYouTube) -> None:
    """HTML is the default, and relevance another order."""
    server.connect().fetch("comments", None, budget(NOW))
    (request,) = server.asked("/commentThreads")
    asked = request.url.params
    assert asked["textFormat"] == "plainText"
    assert asked["order"] == "time"
    assert asked["allThreadsRelatedToChannelId"] == OUR_CHANNEL
    assert asked["maxResults"] == "100"
    assert "moderationStatus" not in asked


def test_many_comments_take_many_pages(server: FakeYouTube) -> None:
    """Oldest pages last, none left out."""
    server.page_size = 3
    posted = [server.post(f"number {number}") for number in range(8)]
    polled, pages = stream(server.connect(), "comments", None, server.now)
    assert pages == 3
    assert {mention.external_id for mention in polled.mentions} == set(posted)


def test_a_page_token_that_was_forgotten_begins_at_the_top(server: FakeYouTube) -> None:
    """What is missing is read again."""
    server.page_size = 2
    posted = [server.post(f"number {number}") for number in range(4)]
    connector = server.connect()
    page = connector.fetch("comments", None, budget(server.now))
    assert page.more
    server.stale = {f"after-{posted[2]}"}
    again = connector.fetch("comments", page.cursor, budget(server.now))
    assert {item.external_id for item in again.mentions} == set(posted[2:])


def test_a_thread_that_takes_no_replies_says_so(server: FakeYouTube) -> None:
    """In words for the agent, for its replies as well."""
    top = server.post("Closed", can_reply=False)
    reply = server.post("Me too", "lee", reply_to=top)
    polled = poll(server.connect(), server.now)
    for external_id in (top, reply):
        mention = polled.mention(external_id)
        assert not mention.can_reply
        assert "no replies" in mention.can_reply_reason


def test_held_comments_are_a_stream_of_their_own(server: FakeYouTube) -> None:
    """They cannot be answered until they are published, and then they can."""
    server.table = {"spam": True}
    held = server.post("Shame on you", status="heldForReview")
    spam = server.post("Call me", "lee", status="likelySpam")
    connector = server.connect()
    polled = poll(connector, server.now)
    for external_id in (held, spam):
        assert "review" in polled.mention(external_id).can_reply_reason
    assert not polled.mention(held).can_reply
    assert polled.mention(held).visibility is Visibility.PUBLIC
    asked = [request.url.params.get("moderationStatus") for request in server.asked("/commentT")]
    assert asked.count("heldForReview") == asked.count("likelySpam") == 1
    server.comment(held).status = "published"
    server.now += MINUTE
    assert poll(connector, server.now, polled.cursors).mention(held).can_reply


def test_a_comment_on_a_private_video_is_private(server: FakeYouTube) -> None:
    """Strangers cannot read it."""
    comment_id = server.post("Between us")
    thread = server.thread(server.comment(comment_id))
    thread["snippet"]["isPublic"] = False
    connector = server.connect()
    connector.check()
    server.once("/commentThreads", _items([thread]))
    (mention,) = connector.fetch("comments", None, budget(server.now)).mentions
    assert mention.visibility is Visibility.FOLLOWERS


def _items(items: list[Any]) -> httpx.Response:
    return answer({"items": items, "pageInfo": {"resultsPerPage": len(items)}})


def test_a_malformed_thread_costs_no_other(
    server: FakeYouTube, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out, and the log says so."""
    good = server.thread(server.comment(server.post("good")))
    broken: list[Any] = [7, None, {}, {"id": "x", "snippet": {"topLevelComment": []}}]
    for key, value in (("publishedAt", "yesterday"), ("authorChannelId", {}), ("publishedAt", 1)):
        bad = json.loads(json.dumps(good))
        bad["snippet"]["topLevelComment"]["snippet"][key] = value
        broken.append(bad)
    nameless = json.loads(json.dumps(good))
    nameless["snippet"]["topLevelComment"]["id"] = None
    connector = server.connect()
    connector.check()
    for name in ("comments", "replies"):
        server.once("/commentThreads", _items([*broken, nameless, good]))
        with caplog.at_level(logging.WARNING):
            page = connector.fetch(name, None, budget(server.now))
        assert [mention.text for mention in page.mentions] == ["good"]
        assert "left out" in caplog.text
        caplog.clear()


def test_how_many_follow_somebody_is_asked_on_demand(server: FakeYouTube) -> None:
    """Fifty for a unit, once a day; some hide it, and no failure costs what they wrote."""
    server.table = {"reach": True}
    for number in range(60):
        server.post("Hello", f"fan{number}")
    shy, private = server.post("Hush", "shy"), server.post("Psst", "private")
    connector = server.connect()
    polled = poll(connector, server.now)
    assert {mention.author.followers for mention in polled.mentions} == {42, None}
    assert polled.mention(shy).author.followers is None
    assert polled.mention(private).author.followers is None
    assert len(server.asked("part=statistics")) == 2
    poll(connector, server.now + HOUR, polled.cursors)
    assert len(server.asked("part=statistics")) == 2
    new = server.post("New here", "newcomer")
    server.once("part=statistics", refusal(403, "forbidden"))
    page = connector.fetch("comments", polled.cursors["comments"], budget(server.now))
    assert {item.external_id: item for item in page.mentions}[new].author.followers is None


# The thread around a message


def test_the_thread_around_a_message(server: FakeYouTube) -> None:
    """Ours and theirs, oldest first, without the message; known or not to this process."""
    top = server.post("Boots leak")
    server.now += MINUTE
    ours = server.post_as_us("Sorry!", reply_to=top)
    server.now += MINUTE
    middle = server.post("Well?", reply_to=top)
    server.now += MINUTE
    last = server.post("Me too", "lee", reply_to=top)
    for connector in (server.connect(), server.connect()):
        around = connector.thread(middle)
        assert [item.external_id for item in around] == [top, ours, last]
        assert [type(item) for item in around] == [Mention, OwnPost, Mention]
        assert {item.thread_key for item in around} == {top}
        poll(connector, server.now)
        assert connector.thread(middle) == around


def test_the_thread_of_a_message_that_is_gone(server: FakeYouTube) -> None:
    """There is none."""
    connector = server.connect()
    top = server.post("Boots leak")
    poll(connector, server.now)
    server.delete(top)
    for external_id in ("Ug404", top):
        with pytest.raises(NetworkError) as caught:
            connector.thread(external_id)
        assert caught.value.error_class is ErrorClass.GONE
