"""YouTube: replies, which are found by their number, in rounds through the threads."""

import json

import pytest

from social_care.connectors.youtube.parse import top_of
from social_care.connectors.youtube.rounds import TURNS
from social_care.connectors.youtube.threads import LISTS_PER_PAGE, MOST_KEPT, Counts, ReplyReader
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind
from tests.connectors.fake_youtube import HOUR, FakeYouTube, refusal
from tests.connectors.world import DAY, MINUTE, NOW, budget, poll
from tests.connectors.youtube_kit import stream


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


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


def test_one_thread_that_youtube_stumbles_over_blinds_no_other(server: FakeYouTube) -> None:
    """It is read again by the next poll; two of them are an outage, which is told."""
    server.shown_replies = 0
    tops = [server.post(f"number {number}") for number in range(3)]
    replies = [server.post("Me too", "lee", reply_to=top) for top in tops]
    connector = server.connect()
    server.once(f"parentId={tops[1]}", refusal(400, "processingFailure"))
    first = connector.fetch("replies", None, budget(server.now))
    found = {mention.external_id for mention in first.mentions}
    assert found & set(replies) == {replies[0], replies[2]}
    again = connector.fetch("replies", first.cursor, budget(server.now))
    assert replies[1] in {mention.external_id for mention in again.mentions}

    for top in tops[:2]:
        server.once(f"parentId={top}", refusal(400, "processingFailure"))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("replies", None, budget(server.now))
    assert caught.value.error_class is ErrorClass.TRANSIENT


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
