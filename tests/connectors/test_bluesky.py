"""Bluesky: who we are, what refusals mean, and reading, beyond what the contract asks."""

import httpx
import pytest

from social_care.connectors.bluesky import Bluesky
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, OwnPost
from tests.connectors.fake_bluesky import OUR_DID, PDS, FakeBluesky, error
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import MINUTE, NOW, budget, poll

HOUR = 60 * MINUTE


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def error_of(connector: Bluesky, stream: str = "mentions") -> NetworkError:
    """How a poll of this stream fails."""
    with pytest.raises(NetworkError) as caught:
        connector.fetch(stream, None, budget(NOW))
    return caught.value


# Who we are


def test_check_warns_of_an_account_that_is_not_active(sky: FakeBluesky) -> None:
    """Nobody can read us then, though nothing fails."""
    session = {"did": OUR_DID, "handle": "acme.example", "active": False, "status": "deactivated"}
    sky.once("getSession", answer(session))
    assert "deactivated" in sky.connect().check().warnings[0]
    assert sky.connect().check().warnings == ()


def test_the_servers_clock_is_told(sky: FakeBluesky) -> None:
    """Response times are differences between it and ours."""
    session = {"did": OUR_DID, "handle": "acme.example", "active": True}
    dated = answer(session, 200, {"Date": "Sun, 01 Nov 2026 09:03:00 GMT"})
    sky.once("getSession", dated, answer(session))
    assert sky.connect().check().server_time == NOW + 3 * MINUTE
    assert sky.connect().check().server_time is None


def test_the_limits_are_two(sky: FakeBluesky) -> None:
    """What a person sees, and what the network stores."""
    limits = sky.connect().check().limits
    assert (limits.max_length, limits.max_bytes) == (300, 3000)


# What refusals mean


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("AuthMissing", 401), ErrorClass.AUTH),
        (error("AccountTakedown", 401), ErrorClass.AUTH),
        (error("AccountDeactivated", 400), ErrorClass.AUTH),
        (error("AccountNotFound", 403), ErrorClass.AUTH),
        (error("SomethingElse", 401), ErrorClass.AUTH),
        (error("Forbidden", 403), ErrorClass.PERMISSION),
        (error("InvalidRequest", 400), ErrorClass.PERMISSION),
        (error("MethodNotImplemented", 501), ErrorClass.PERMISSION),
        (error("UpstreamFailure", 502), ErrorClass.TRANSIENT),
        (error("InternalServerError", 500), ErrorClass.TRANSIENT),
        (httpx.Response(504, headers=HTML, content=b"<h1>Oh</h1>"), ErrorClass.TRANSIENT),
        (httpx.Response(200, headers=HTML, content=b"<h1>Oh</h1>"), ErrorClass.TRANSIENT),
        (answer(["not", "an", "object"]), None),
        (answer({"notifications": "none"}), None),
    ],
)
def test_a_refused_read(
    sky: FakeBluesky, refusal: httpx.Response, expected: ErrorClass | None
) -> None:
    """Told apart by name, since most are a plain 400."""
    connector = sky.connect()
    sky.once("listNotifications", *[refusal] * 4)
    if expected is None:
        assert connector.fetch("mentions", None, budget(NOW)).mentions == []
    else:
        assert error_of(connector).error_class is expected


def test_a_rate_limit_is_read_from_either_header(sky: FakeBluesky) -> None:
    """Unix seconds, as the data server sends them."""
    connector = sky.connect()
    connector.check()
    reset = str(NOW // 1000 + 120)
    limited = error("RateLimitExceeded", 429, "", **{"ratelimit-reset": reset})
    sky.once("listNotifications", limited)
    assert error_of(connector).retry_at == NOW + 2 * MINUTE


def test_a_stream_nobody_knows_is_refused(sky: FakeBluesky) -> None:
    """A search taken out of the configuration, say."""
    assert error_of(sky.connect(), "home").error_class is ErrorClass.PERMISSION


# Reading


def test_calls_go_to_the_accounts_own_server(sky: FakeBluesky) -> None:
    """Which the service names at log-in."""
    poll(sky.connect(), NOW)
    assert {request.url.host for request in sky.asked("listNotifications")} == {PDS[8:]}
    assert {request.url.host for request in sky.asked("createSession")} == {"sky.example"}


def test_mentions_are_asked_for_with_their_reasons(sky: FakeBluesky) -> None:
    """And never with seenAt, which the network refuses."""
    poll(sky.connect(), NOW)
    (request,) = sky.asked("listNotifications")
    assert request.url.params.get_list("reasons") == ["mention", "reply", "quote"]
    assert "seenAt" not in request.url.params


def test_likes_and_follows_are_no_mentions(sky: FakeBluesky) -> None:
    """Should a server ignore the filter."""
    sky.post("Hello")
    (item,) = sky._notifications(httpx.QueryParams("reasons=mention"))
    page = {"notifications": [{**item, "reason": "like"}, {"reason": "mention"}, item, "odd"]}
    sky.once("listNotifications", answer(page))
    assert len(sky.connect().fetch("mentions", None, budget(NOW)).mentions) == 1


def test_a_mention_that_is_back_dated_by_hours_is_found(sky: FakeBluesky) -> None:
    """Bluesky orders by the time the author claims, if that is the earlier."""
    sky.post("Now")
    first = poll(sky.connect(), sky.now)
    sky.now += MINUTE
    late = sky.post("Written on the train", indexed_at=sky.now - 20 * HOUR)
    polled = poll(sky.connect(), sky.now, first.cursors)
    mention = polled.mention(late)
    assert mention.posted_at == sky.now - 20 * HOUR
    assert mention.authored_at == sky.now


def test_a_short_page_with_a_cursor_is_not_the_end(sky: FakeBluesky) -> None:
    """The network filters after paging."""
    wanted = sky.post("Hello")
    sky.once("listNotifications", answer({"notifications": [], "cursor": "0"}))
    assert poll(sky.connect(), sky.now).mention(wanted)


def test_a_cursor_the_network_has_forgotten_does_not_blind_the_stream(sky: FakeBluesky) -> None:
    """The stretch is read again from the top."""
    for number in range(250):
        sky.post(f"number {number}", author=f"a{number}")
    connector = sky.connect()
    first = connector.fetch("mentions", None, budget(sky.now))
    assert first.more
    sky.once("cursor=", error("InvalidRequest", 400, "Malformed cursor"))
    second = connector.fetch("mentions", first.cursor, budget(sky.now))
    assert len(second.mentions) == len(first.mentions) == 80
    assert second.more


def test_a_search_finds_strangers_and_tells_ourselves_apart(sky: FakeBluesky) -> None:
    """A post that only names us in words notifies nobody; search alone finds it."""
    sky.queries = ("boots",)
    hit = sky.post("Acme boots are fine", mention=False)
    ours = sky.post_as_us("New boots in stock")
    polled = poll(sky.connect(), sky.now)
    assert polled.mention(hit).kind is MentionKind.KEYWORD
    assert [mention.external_id for mention in polled.mentions] == [hit]
    assert {post.external_id for post in polled.own_posts} == {ours}
    assert sky.asked("searchPosts")[0].url.params["sort"] == "latest"


def test_a_mention_is_the_same_in_every_stream(sky: FakeBluesky) -> None:
    """Else each poll would take the other's version for an edit."""
    sky.queries = ("boots",)
    sky.post("My boots leak")
    one, two = poll(sky.connect(), sky.now).mentions
    assert (one.external_id, one.version, one.thread_key, one.kind, one.posted_at) == (
        (two.external_id, two.version, two.thread_key, two.kind, two.posted_at)
    )


def test_broken_entries_are_left_out_and_the_rest_stays(
    sky: FakeBluesky, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad record of ours must not cost the page; the log tells of it."""
    ours = sky.post_as_us("New boots in stock")
    sky.records[f"at://{OUR_DID}/app.bsky.feed.post/3zzzzzzzzzzzz"] = {"text": "no time"}
    page = sky.connect().fetch("own posts", None, budget(sky.now))
    assert [post.external_id for post in page.own_posts] == [ours]
    assert "1 posts without a time are left out" in caplog.text


# Follower counts


def test_followers_are_asked_for_in_batches_and_remembered(sky: FakeBluesky) -> None:
    """25 at a time, and not again at the next poll."""
    for number in range(30):
        sky.post("Hello", author=f"a{number}")
    connector = sky.connect()
    first = poll(connector, sky.now)
    assert {mention.author.followers for mention in first.mentions} == {42}
    sizes = [len(request.url.params.get_list("actors")) for request in sky.asked("getProfiles")]
    assert sizes == [25, 5]
    poll(connector, sky.now + MINUTE, first.cursors)
    assert len(sky.asked("getProfiles")) == 2
    sky.now += 7 * HOUR
    poll(connector, sky.now, first.cursors)
    assert len(sky.asked("getProfiles")) == 4


def test_without_them_the_page_is_not_lost(
    sky: FakeBluesky, caplog: pytest.LogCaptureFixture
) -> None:
    """The mention comes without the number, and the log says so."""
    sky.once("getProfiles", *[error("UpstreamFailure", 502)] * 4)
    mention_id = sky.post("Hello")
    assert poll(sky.connect(), sky.now).mention(mention_id).author.followers is None
    assert "follower counts are missing" in caplog.text


# The thread around a message


def test_the_thread_around_a_message(sky: FakeBluesky) -> None:
    """Ours and theirs, oldest first, without the message and what is no longer there."""
    gone = sky.post("Deleted later")
    root = sky.post("Boots leak", reply_to=gone)
    sky.now += MINUTE
    ours = sky.post_as_us("Sorry!", reply_to=root)
    sky.now += MINUTE
    last = sky.post("Me too", "lee", reply_to=ours)
    del sky.records[gone]
    around = sky.connect().thread(ours)
    assert [item.external_id for item in around] == [root, last]
    assert [type(item) for item in sky.connect().thread(root)] == [OwnPost]
    assert isinstance(around[0], Mention)


def test_the_thread_of_a_message_that_is_gone(sky: FakeBluesky) -> None:
    """There is none."""
    with pytest.raises(NetworkError) as caught:
        sky.connect().thread(f"at://{OUR_DID}/app.bsky.feed.post/404")
    assert caught.value.error_class is ErrorClass.GONE
