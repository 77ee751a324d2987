"""YouTube: comments, held ones, replies and the thread around a message."""

import json
import logging
from typing import Any

import httpx
import pytest

from social_care.connectors.base import Page
from social_care.connectors.youtube import YouTube
from social_care.connectors.youtube.parse import top_of
from social_care.connectors.youtube.rounds import TURNS
from social_care.connectors.youtube.threads import LISTS_PER_PAGE, MOST_KEPT, Counts, ReplyReader
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, OwnPost, Visibility
from tests.connectors.fake_server import answer
from tests.connectors.fake_youtube import HOUR, OUR_CHANNEL, FakeYouTube, refusal
from tests.connectors.world import DAY, MINUTE, NOW, Polled, budget, poll


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


def stream(connector: YouTube, name: str, cursor: str | None, now: int) -> tuple[Polled, int]:
    """One poll of one stream, and how many pages it took."""
    polled, allowed = Polled(), budget(now)
    pages, more = 0, True
    while more and pages < allowed.pages:
        page: Page = connector.fetch(name, cursor, allowed)
        polled.add(name, page)
        cursor, more, pages = page.cursor, page.more, pages + 1
    return polled, pages


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


def test_a_held_comment_that_is_not_shown_by_its_id_is_not_deleted(server: FakeYouTube) -> None:
    """Nobody knows whether YouTube shows those; a customer's words are not erased for it."""
    held = server.post("Shame on you", status="heldForReview")
    plain = server.post("Hello", "lee")
    connector = server.connect()
    poll(connector, server.now)
    server.delete(held)
    server.delete(plain)
    assert list(connector.look_up([held, plain], server.now).gone) == [plain]


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


# Replies


def test_replies_are_found_by_their_number(server: FakeYouTube) -> None:
    """Their thread does not move up; where the number differs it is read, and else it is not."""
    server.shown_replies = 1
    top = server.post("My boots leak")
    for number in range(3):
        server.post(f"Mine too {number}", "lee", reply_to=top)
    connector = server.connect()
    first = poll(connector, server.now)
    assert sum("Mine too" in mention.text for mention in first.mentions) == 3
    assert len(server.asked("parentId=")) == 1
    second = poll(connector, server.now + MINUTE, first.cursors)
    assert len(server.asked("parentId=")) == 1
    server.now += HOUR
    new = server.post("And mine", "max", reply_to=top)
    third = poll(connector, server.now + MINUTE, second.cursors).mention(new)
    assert len(server.asked("parentId=")) == 2
    assert (third.thread_key, third.in_reply_to) == (top, top)
    assert third.kind is MentionKind.COMMENT
    assert third.url.endswith(f"watch?v=vid-acme&lc={new}")


def test_replies_shown_with_their_thread_cost_nothing(server: FakeYouTube) -> None:
    """Most threads have few."""
    top = server.post("My boots leak")
    replies = [server.post(f"Me too {number}", "lee", reply_to=top) for number in range(5)]
    polled = poll(server.connect(), server.now)
    assert {top, *replies} == {mention.external_id for mention in polled.mentions}
    assert not server.asked("parentId=")


def test_one_gone_and_another_come_is_noticed(server: FakeYouTube) -> None:
    """The number is the same, but the newest are shown anyway."""
    top = server.post("My boots leak")
    old = server.post("Mine too", "lee", reply_to=top)
    connector = server.connect()
    first = poll(connector, server.now)
    server.delete(old)
    server.now += MINUTE
    new = server.post("Mine as well", "max", reply_to=top)
    assert poll(connector, server.now, first.cursors).mention(new)


def test_a_long_thread_is_read_page_by_page(server: FakeYouTube) -> None:
    """Nothing of it is lost."""
    top = server.post("My boots leak")
    for number in range(25):
        server.post(f"Mine too {number}", f"fan{number}", reply_to=top)
    server.page_size = 10
    polled, _ = stream(server.connect(), "replies", None, server.now)
    assert len({mention.external_id for mention in polled.mentions}) == 26
    assert len(server.asked("parentId=")) == 3


def test_what_answers_an_old_thread_is_new(server: FakeYouTube) -> None:
    """The thread itself is older than the backfill and stays out."""
    top = server.post("Three weeks ago")
    server.now += 21 * DAY
    reply = server.post("Still waiting", reply_to=top)
    polled = poll(server.connect(), server.now)
    assert [mention.external_id for mention in polled.mentions] == [reply]


def test_threads_of_more_than_thirty_days_are_left_in_peace(server: FakeYouTube) -> None:
    """And so is everything older in the list."""
    server.page_size = 1
    old = server.post("Last month")
    server.now += 31 * DAY
    server.post("Very late", reply_to=old)
    new = server.post("Today", "lee")
    polled, pages = stream(server.connect(), "replies", None, server.now)
    assert [mention.external_id for mention in polled.mentions] == [new]
    assert pages == 2


def test_every_poll_goes_on_where_the_last_one_stopped(server: FakeYouTube) -> None:
    """The newest page each time, and the rest in turn, in a new process as well."""
    server.page_size = 2
    tops = [server.post(f"number {number}") for number in range(20)]
    server.now += MINUTE
    cursor, seen = None, list[set[str]]()
    for _ in range(4):
        connector = server.connect()
        server.now += 5 * MINUTE
        polled, pages = stream(connector, "replies", cursor, server.now)
        assert pages <= TURNS
        cursor = polled.cursors["replies"]
        seen.append({mention.external_id for mention in polled.mentions})
    assert all(set(tops[-2:]) <= page for page in seen)
    assert seen[0] | seen[1] | seen[2] == set(tops)
    assert seen[3] == set(tops[-8:])


def test_a_comment_published_late_turns_up_deep_in_the_list(server: FakeYouTube) -> None:
    """No walk from the top would look there again."""
    server.page_size = 2
    late = server.post("Held for hours", status="underReview")
    for number in range(6):
        server.post(f"number {number}", "lee")
    connector = server.connect()
    cursors = poll(connector, server.now).cursors
    server.now += 3 * HOUR
    for number in range(4):
        server.post(f"later {number}", "lee")
    for _ in range(2):
        cursors = poll(connector, server.now, cursors).cursors
        server.now += HOUR
    server.comment(late).status = "published"
    comments, _ = stream(connector, "comments", cursors["comments"], server.now)
    assert late not in {mention.external_id for mention in comments.mentions}
    seen: set[str] = set()
    for _ in range(3):
        server.now += 5 * MINUTE
        replies, _ = stream(connector, "replies", cursors["replies"], server.now)
        cursors |= replies.cursors
        seen |= {mention.external_id for mention in replies.mentions}
    assert late in seen


def test_a_round_whose_place_was_forgotten_begins_anew(server: FakeYouTube) -> None:
    """Page tokens do not last for ever."""
    server.page_size = 1
    tops = [server.post(f"number {number}") for number in range(12)]
    connector = server.connect()
    first, _ = stream(connector, "replies", None, server.now)
    server.stale = {f"after-{top}" for top in tops[:9]}
    server.now += 5 * MINUTE
    second, pages = stream(connector, "replies", first.cursors["replies"], server.now)
    assert [mention.external_id for mention in second.mentions] == [tops[-1]]
    assert pages == 2
    server.stale = set()
    third, _ = stream(connector, "replies", second.cursors["replies"], server.now + MINUTE)
    assert [item.external_id for item in third.mentions] == tops[: 12 - TURNS - 1 : -1]


def test_many_busy_threads_are_read_a_few_at_a_time(server: FakeYouTube) -> None:
    """What was read is kept with its page, so an interruption costs little."""
    server.shown_replies = 0
    tops = [server.post(f"number {number}") for number in range(LISTS_PER_PAGE + 5)]
    replies = {server.post("Me too", "lee", reply_to=top) for top in tops}
    connector = server.connect()
    first = connector.fetch("replies", None, budget(server.now))
    assert first.more
    assert len(server.asked("parentId=")) == LISTS_PER_PAGE
    second = connector.fetch("replies", first.cursor, budget(server.now))
    assert not second.more
    assert len(server.asked("parentId=")) == LISTS_PER_PAGE + 5
    found = {mention.external_id for mention in (*first.mentions, *second.mentions)}
    assert replies <= found


def test_what_was_read_before_a_limit_is_kept(server: FakeYouTube) -> None:
    """The next call is refused just the same, and that one is told."""
    server.shown_replies = 0
    tops = [server.post(f"number {number}") for number in range(3)]
    for top in tops:
        server.post("Me too", "lee", reply_to=top)
    connector = server.connect()
    connector.check()
    server.once(f"parentId={tops[1]}", refusal(403, "rateLimitExceeded"))
    page = connector.fetch("replies", None, budget(server.now))
    assert page.more
    assert sum(mention.text == "Me too" for mention in page.mentions) == 1
    again = connector.fetch("replies", page.cursor, budget(server.now))
    assert sum(mention.text == "Me too" for mention in again.mentions) == 2


def test_a_thread_that_cannot_be_read_blinds_no_other(server: FakeYouTube) -> None:
    """Deleted in between, or with its comments switched off."""
    server.shown_replies = 0
    tops = [server.post(f"number {number}") for number in range(3)]
    for top in tops:
        server.post("Me too", "lee", reply_to=top)
    connector = server.connect()
    server.once(f"parentId={tops[0]}", refusal(403, "commentsDisabled"))
    server.once(f"parentId={tops[1]}", refusal(404, "commentNotFound"))
    page = connector.fetch("replies", None, budget(server.now))
    assert sum(mention.text == "Me too" for mention in page.mentions) == 1


@pytest.mark.parametrize("cursor", ["", "{half", "[]", '{"v": 2}', '{"v": 1, "counts": {"of": 7}}'])
def test_a_cursor_that_cannot_be_read_begins_again(server: FakeYouTube, cursor: str) -> None:
    """Too much is read, and nothing is lost."""
    top = server.post("My boots leak")
    page = server.connect().fetch("replies", cursor, budget(server.now))
    assert [mention.external_id for mention in page.mentions] == [top]


def test_threads_too_many_to_keep_are_not_read_for_ever(server: FakeYouTube) -> None:
    """Their replies would be asked for with every poll."""
    server.shown_replies = 1
    top = server.post("My boots leak")
    for number in range(3):
        server.post(f"Mine too {number}", "lee", reply_to=top)
    thread = server.thread(server.comment(top))
    api = server.connect()._api
    beyond = ReplyReader(api, Counts(horizon=server.now + 1))
    assert [item.comment["id"] for item in beyond.read(thread, top_of(thread))] == [f"{top}.r3"]
    assert server.calls() == 0
    assert len(ReplyReader(api, Counts(horizon=server.now)).read(thread, top_of(thread))) == 3


def test_only_so_many_threads_are_kept() -> None:
    """The oldest make room, and what began before them is no longer looked at."""
    counts = Counts()
    for number in range(MOST_KEPT + 10):
        counts.learn(f"t{number}", 1, NOW + number)
    assert len(counts.of) == MOST_KEPT
    assert counts.horizon == NOW + 10
    assert counts.replies("t9") == 0
    assert counts.replies("t10") == 1
    counts.learn("t11", 0, NOW + 11)
    assert "t11" not in counts.of
    counts.learn("t3", 4, NOW + 3)
    assert "t3" not in counts.of
    counts.forget(NOW + 20)
    assert min(at for _, at in counts.of.values()) == NOW + 20
    assert Counts.load(json.loads(json.dumps(counts.dump()))) == counts


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
