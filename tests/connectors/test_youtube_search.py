"""YouTube: searches for videos about the brand, and what is said under them."""

from typing import Any

import pytest

from social_care.connectors.youtube import YouTube
from social_care.connectors.youtube.quota import SEARCHES, pacific_day
from social_care.connectors.youtube.search import VIDEOS_A_PAGE, asked_of
from social_care.connectors.youtube.search_state import MOST_VIDEOS
from social_care.connectors.youtube.threads import LISTS_PER_PAGE
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, OwnPost, Usage
from social_care.query import parse
from tests.connectors.fake_server import answer
from tests.connectors.fake_youtube import HOUR, OUR_CHANNEL, FakeYouTube, refusal
from tests.connectors.world import DAY, MINUTE, NOW, Polled, budget, reply_to

ACME = "search: acme"


@pytest.fixture
def server() -> FakeYouTube:
    """As documented, with one search."""
    fake = FakeYouTube()
    fake.table = {"queries": ["acme"]}
    return fake


def search(
    server: FakeYouTube, cursor: str | None = None, connector: YouTube | None = None
) -> Polled:
    """One poll of the (only) search, in a new process unless told otherwise."""
    connector = connector or server.connect()
    name = connector.streams()[-1].name
    polled, allowed, more = Polled(cursors={name: cursor or ""}), budget(server.now), True
    for _ in range(allowed.pages):
        page = connector.fetch(name, cursor, allowed)
        polled.add(name, page)
        cursor, more = page.cursor, page.more
        if not more:
            break
    return polled


def ids(polled: Polled) -> set[str]:
    """Of all mentions."""
    return {mention.external_id for mention in polled.mentions}


@pytest.mark.parametrize(
    ("query", "q", "language"),
    [
        ("acme", "acme", None),
        ('"acme shoes" -giveaway lang:de', '"acme shoes" -giveaway', "de"),
        ('#acme -from:acme lang:de -"big sale"', '#acme -"big sale"', "de"),
        ("acme lang:de lang:fr", "acme", None),
        ("acme|boots", '"acme|boots"', None),
        ("re-acme", '"re-acme"', None),
        ("\u30a2\u30af\u30e1", "\u30a2\u30af\u30e1", None),
    ],
)
def test_an_alternative_in_youtubes_own_grammar(query: str, q: str, language: str | None) -> None:
    """Signs that mean something there are quoted; authors are sifted afterwards."""
    asked = asked_of(parse(query).alternatives[0], NOW)
    assert asked["q"] == q
    assert asked.get("relevanceLanguage") == language
    assert (asked["type"], asked["order"]) == ("video", "date")
    assert asked["publishedAfter"] == "2026-11-01T09:00:00.000Z"


def test_a_video_about_us_is_a_mention(server: FakeYouTube) -> None:
    """With its title, as people write and not as web pages do; it is answered on its page."""
    video = server.publish("Why I returned my Acme&#39;s &amp; bought theirs")
    (mention,) = search(server).mentions
    assert mention.external_id == f"video:{video}"
    assert mention.text == "Why I returned my Acme's & bought theirs"
    assert mention.kind is MentionKind.KEYWORD
    assert (mention.author.id, mention.author.name) == ("UC-vlog", "Vlog")
    assert mention.url == f"https://www.youtube.com/watch?v={video}"
    assert not mention.can_reply
    assert "in the browser" in mention.can_reply_reason
    connector = server.connect()
    with pytest.raises(NetworkError) as caught:
        connector.prepare(reply_to(mention, "Sorry"), NOW)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert connector.look_up([mention.external_id], NOW).gone == ()
    assert connector.thread(mention.external_id) == []


def test_what_is_said_under_it_is_read_as_well(server: FakeYouTube) -> None:
    """Comments and replies, ours among them, in the poll that found the video."""
    video = server.publish("Acme boots")
    top = server.post("Mine leak", video=video)
    reply = server.post("Mine too", "lee", reply_to=top)
    connector = server.connect()
    polled = search(server, connector=connector)
    assert ids(polled) == {f"video:{video}", top, reply}
    assert polled.mention(top).kind is MentionKind.KEYWORD
    assert polled.mention(reply).thread_key == top
    sent = connector.send(connector.prepare(reply_to(polled.mention(top), "On it"), NOW))
    assert sent.url == f"https://www.youtube.com/watch?v={video}&lc={sent.external_id}"
    again = search(server, polled.cursors[ACME])
    assert [post.external_id for post in again.own_posts] == []
    server.now += 30 * MINUTE
    again = search(server, polled.cursors[ACME])
    assert [post.external_id for post in again.own_posts] == [sent.external_id]
    assert isinstance(again.own_posts[0], OwnPost)


def test_a_video_is_read_for_thirty_days(server: FakeYouTube) -> None:
    """What is said under it later is found without another hit."""
    video = server.publish("Acme boots")
    cursor = search(server).cursors[ACME]
    server.now += 29 * DAY
    late = server.post("Still leak", video=video)
    polled = search(server, cursor)
    assert late in ids(polled)
    server.now += 2 * DAY
    later = server.post("Still", video=video)
    server.now += MINUTE
    gone = search(server, search(server, polled.cursors[ACME]).cursors[ACME])
    assert later not in ids(gone)


def test_our_own_videos_are_no_hits(server: FakeYouTube) -> None:
    """What is said under them comes by the channel's own streams."""
    server.publish("Acme boots, new in store", channel=OUR_CHANNEL)
    assert not search(server).mentions
    assert not server.asked("videoId=")


def test_a_video_without_comments_blinds_nothing(server: FakeYouTube) -> None:
    """It is asked once a day; the others are read."""
    off = server.publish("Acme, comments off", comments_off=True)
    on = server.publish("Acme, comments on")
    top = server.post("Nice", video=on)
    polled = search(server)
    assert ids(polled) == {f"video:{off}", f"video:{on}", top}
    server.now += HOUR
    polled = search(server, polled.cursors[ACME])
    assert len(server.asked(f"videoId={off}")) == 1
    server.videos[0].comments_off = False
    late = server.post("Open at last", video=off)
    server.now += DAY
    assert late in ids(search(server, polled.cursors[ACME]))


def test_another_trouble_with_a_video_is_told(server: FakeYouTube) -> None:
    """An outage is not a video without comments: it is read by the next poll."""
    video = server.publish("Acme boots")
    top = server.post("Mine leak", video=video)
    connector = server.connect()
    found = connector.fetch(ACME, None, budget(server.now))
    server.once("videoId=", *[refusal(503, "backendError") for _ in range(4)])
    with pytest.raises(NetworkError) as caught:
        connector.fetch(ACME, found.cursor, budget(server.now))
    assert caught.value.error_class is ErrorClass.TRANSIENT
    server.now += 5 * MINUTE
    assert top in ids(search(server, found.cursor))


def test_one_video_that_youtube_stumbles_over_blinds_no_other(server: FakeYouTube) -> None:
    """Neither the other videos nor the search; it has its turn again in the next poll."""
    odd, fine = server.publish("Acme 1"), server.publish("Acme 2")
    here, there = server.post("Here", video=odd), server.post("There", video=fine)
    connector = server.connect()
    found = connector.fetch(ACME, None, budget(server.now))
    server.once(f"videoId={odd}", refusal(400, "processingFailure"))
    polled = search(server, found.cursor)
    assert there in ids(polled)
    assert here not in ids(polled)
    server.now += HOUR
    new = server.publish("Acme 3")
    assert {here, f"video:{new}"} <= ids(search(server, polled.cursors[ACME]))


def test_busy_threads_far_down_a_video_are_not_missed(server: FakeYouTube) -> None:
    """More of them than a page reads anew, over more pages and hours than an overlap reaches."""
    server.shown_replies, server.page_size = 0, 8
    server.now -= 12 * HOUR
    video = server.publish("Acme boots")
    replies = set()
    for number in range(2 * LISTS_PER_PAGE + 2):
        top = server.post(f"number {number}", video=video)
        replies.add(server.post("Me too", "lee", reply_to=top))
        server.now += HOUR // 2
    seen: set[str] = set()
    polled = search(server)
    for _ in range(3):
        seen |= ids(polled)
        server.now += HOUR // 2
        polled = search(server, polled.cursors[ACME])
    assert replies <= seen | ids(polled)


def test_what_was_read_before_a_limit_is_kept(server: FakeYouTube) -> None:
    """The next call is refused just the same, and that one is told."""
    second = server.publish("Acme 1")
    server.now += MINUTE
    first = server.publish("Acme 2")
    here, there = server.post("Here", video=first), server.post("There", video=second)
    connector = server.connect()
    found = connector.fetch(ACME, None, budget(server.now))
    limit = refusal(403, "userRateLimitExceeded")
    server.once(f"videoId={second}", limit)
    page = connector.fetch(ACME, found.cursor, budget(server.now))
    assert [item.external_id for item in page.mentions] == [here]
    assert page.more
    server.once("videoId=", limit)
    with pytest.raises(NetworkError) as caught:
        connector.fetch(ACME, page.cursor, budget(server.now))
    assert caught.value.error_class is ErrorClass.RATE
    page = connector.fetch(ACME, page.cursor, budget(server.now))
    assert [item.external_id for item in page.mentions] == [there]


def test_a_busy_video_is_read_page_by_page(server: FakeYouTube) -> None:
    """As far as a poll goes; the rest by the polls after it."""
    server.page_size = 2
    video = server.publish("Acme boots")
    posted = set()
    for number in range(12):
        server.now += MINUTE
        posted.add(server.post(f"number {number}", video=video))
    polled, seen = search(server), set[str]()
    for _ in range(4):
        seen |= ids(polled)
        server.now += HOUR
        polled = search(server, polled.cursors[ACME])
    assert posted <= seen


def test_many_busy_threads_under_one_video(server: FakeYouTube) -> None:
    """Their replies take several pages of one poll, and come all the same."""
    server.shown_replies = 0
    video = server.publish("Acme boots")
    tops = [server.post(f"number {number}", video=video) for number in range(LISTS_PER_PAGE + 2)]
    replies = {server.post("Me too", "lee", reply_to=top) for top in tops}
    assert replies <= ids(search(server))


def test_videos_leave_room_for_the_search(server: FakeYouTube) -> None:
    """With few pages a poll each video has its turn, the longest unread first."""
    videos = []
    for number in range(3 * VIDEOS_A_PAGE):
        server.now += MINUTE
        videos.append(server.publish(f"Acme {number}"))
    connector, cursor = server.connect(), search(server).cursors[ACME]
    for _ in range(3):
        server.now += HOUR
        before = len(server.asked("/search"))
        for _ in range(2):
            page = connector.fetch(ACME, cursor, budget(server.now, pages=2))
            cursor = page.cursor
        assert not page.more
        assert len(server.asked("/search")) == before + 1
    read = [request.url.params["videoId"] for request in server.asked("videoId=")]
    assert sorted(read[-len(videos) :]) == sorted(videos)


def test_every_alternative_is_searched_once_a_poll(server: FakeYouTube) -> None:
    """And each has a walk of its own."""
    server.table = {"queries": ["acme -giveaway OR boots OR sandals"]}
    kept = server.publish("My boots")
    server.publish("Acme giveaway")
    polled = search(server)
    assert [request.url.params["q"] for request in server.asked("/search")] == [
        "acme -giveaway",
        "boots",
        "sandals",
    ]
    assert ids(polled) == {f"video:{kept}"}
    usage = server.ledger.usage(SEARCHES, server.now)
    assert usage is not None
    assert usage.used == 3


def test_what_a_filter_keeps_out_stays_out(server: FakeYouTube) -> None:
    """Authors and words, of videos and of what is said under them."""
    server.table = {"queries": ["acme -from:troll -spoiler"]}
    video = server.publish("Acme boots")
    good = server.post("Nice", video=video)
    server.post("Nice", "troll", video=video)
    server.post("SPOILER: they leak", video=video)
    # The fake takes the -word for a word; what it would find is handed out here.
    hit = {
        "id": {"videoId": video},
        "snippet": {
            "title": "Acme boots",
            "channelId": "UC-vlog",
            "publishedAt": "2026-11-01T09:00:00Z",
        },
    }
    server.once("/search", answer({"items": [hit]}))
    assert ids(search(server)) == {f"video:{video}", good}


def test_only_what_names_the_brand_on_demand(server: FakeYouTube) -> None:
    """Under a popular video most people speak of other things."""
    server.table |= {"video_comments": "matching"}
    video = server.publish("Shoes of the year")
    server.videos[-1].title = "Shoes of the year: Acme"
    named = server.post("My acme boots leak", video=video)
    server.post("First!", video=video)
    assert ids(search(server)) == {f"video:{video}", named}


def test_many_videos_are_read_in_turns(server: FakeYouTube) -> None:
    """A few a page; of too many the newest, and each of those once a poll."""
    videos = []
    for number in range(MOST_VIDEOS + 3):
        server.now += MINUTE
        videos.append(server.publish(f"Acme {number}"))
    connector = server.connect()
    first = connector.fetch(ACME, None, budget(server.now))
    assert first.more
    before = server.calls()
    second = connector.fetch(ACME, first.cursor, budget(server.now))
    assert server.calls() - before == VIDEOS_A_PAGE
    search(server, second.cursor)
    read = [request.url.params["videoId"] for request in server.asked("videoId=")]
    assert sorted(read) == sorted(videos[3:])


def test_a_day_without_searches_left_reads_the_videos_it_knows(server: FakeYouTube) -> None:
    """And says that it is blind for new ones."""
    video = server.publish("Acme boots")
    connector = server.connect()
    cursor = search(server, connector=connector).cursors[ACME]
    _, until = pacific_day(server.now)
    server.ledger.note(SEARCHES, Usage(used=100, allowed=100, until=until))
    for _ in range(2):
        server.now += HOUR
        top = server.post("Mine leak", video=video)
        page = connector.fetch(ACME, cursor, budget(server.now))
        assert top in {mention.external_id for mention in page.mentions}
        assert page.more
        cursor = page.cursor
        with pytest.raises(NetworkError) as caught:
            connector.fetch(ACME, cursor, budget(server.now))
        assert caught.value.error_class is ErrorClass.QUOTA
        assert caught.value.retry_at is not None
        assert server.now < caught.value.retry_at <= server.now + HOUR


def test_a_broken_result_costs_no_other(server: FakeYouTube) -> None:
    """Without a channel, a time or an id."""
    video = server.publish("Acme boots")
    snippet = {"title": "x", "channelId": "UC-x", "publishedAt": "2026-11-01T09:00:00Z"}
    broken: list[Any] = [
        7,
        {"id": "not an object", "snippet": snippet},
        {"id": {"videoId": "a"}, "snippet": {**snippet, "channelId": None}},
        {"id": {"videoId": "b"}, "snippet": {**snippet, "publishedAt": 5}},
        {"id": {"videoId": video}, "snippet": snippet},
    ]
    server.once("/search", answer({"items": broken}))
    assert ids(search(server)) == {f"video:{video}"}


@pytest.mark.parametrize("cursor", ["{half", "[]", '{"v": 1, "walks": []}', '{"v": 9}'])
def test_a_cursor_that_cannot_be_read_begins_again(server: FakeYouTube, cursor: str) -> None:
    """Too much is read, and nothing is lost."""
    video = server.publish("Acme boots")
    assert ids(search(server, cursor)) == {f"video:{video}"}
