"""X: reading, beyond what the contract asks."""

import json
from typing import Any

import httpx
import pytest

from social_care.connectors.base import Deletes, Hides, Likes, LogsIn, Sweeps, TakesMedia
from social_care.connectors.x import X
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, Visibility
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import FakeX, problem
from tests.connectors.world import DAY, MINUTE, NOW, budget, poll, reply_to


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


def error_of(connector: X, stream: str = "mentions") -> NetworkError:
    """How a poll of this stream fails."""
    with pytest.raises(NetworkError) as caught:
        connector.fetch(stream, None, budget(NOW))
    return caught.value


# Who we are


def test_it_has_the_powers_x_has(server: FakeX) -> None:
    """The worker asks for them by name."""
    connector = server.connect()
    for power in (Sweeps, Deletes, Likes, Hides, TakesMedia, LogsIn):
        assert isinstance(connector, power)


def test_check_says_what_the_log_in_may_do(server: FakeX) -> None:
    """Its scopes, and X's clock, against which ours is held."""
    health = server.connect().check()
    assert (health.own_id, health.own_handle) == ("42", "acme")
    assert "dm.write" in health.scopes
    assert health.server_time == NOW
    assert health.warnings == ()


def test_missing_scopes_are_a_warning(server: FakeX) -> None:
    """Before somebody wants to answer and cannot."""
    saved = json.loads(server.vault.session or "")
    server.vault.session = json.dumps(saved | {"scopes": ["tweet.read", "users.read"]})
    (warning,) = server.connect().check().warnings
    assert "tweet.write" in warning
    assert "dm.read" in warning
    (without,) = server.connect(messages=False).check().warnings
    assert "dm.read" not in without


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer(problem("about:blank", 401), 401), ErrorClass.AUTH),
        (answer({"title": "CreditsDepleted"}, 402), ErrorClass.QUOTA),
        (answer(problem("client-forbidden", 403), 403), ErrorClass.PERMISSION),
        (answer(problem("about:blank", 403, "Your account is suspended"), 403), ErrorClass.AUTH),
        (answer(problem("not-authorized-for-resource", 403), 403), ErrorClass.BLOCKED),
        (answer(problem("about:blank", 403), 403), ErrorClass.PERMISSION),
        (answer(problem("invalid-request", 400), 400), ErrorClass.PERMISSION),
        (answer(problem("resource-not-found", 404), 404), ErrorClass.GONE),
        (answer(problem("usage-capped", 429), 429), ErrorClass.QUOTA),
        (answer(problem("about:blank", 429), 429), ErrorClass.RATE),
        (httpx.Response(429, content=b"<h1>slow</h1>"), ErrorClass.RATE),
        (httpx.Response(422), ErrorClass.PERMISSION),
        (answer(["no", "object"], 403), ErrorClass.PERMISSION),
    ],
)
def test_a_refused_read(server: FakeX, refusal: httpx.Response, expected: str) -> None:
    """By status, and by what the problem says it is."""
    connector = server.connect()
    connector.check()
    server.once("/mentions", *[refusal] * 2)
    error = error_of(connector)
    assert error.error_class is expected
    if expected in {ErrorClass.RATE, ErrorClass.QUOTA}:
        assert error.retry_at is not None
        assert error.retry_at > NOW


NO_ENTRY = problem("not-authorized-for-resource", 403, "Sorry, you may not see them.")


@pytest.mark.parametrize("stream", ["mentions", "own posts", "messages"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], ""),
        ({}, ""),
        ({"data": "x", "includes": 3, "meta": []}, ""),
        ({"errors": [NO_ENTRY]}, "you may not see them"),
    ],
)
def test_an_answer_without_a_list_is_no_silence(
    server: FakeX, stream: str, body: Any, said: str
) -> None:
    """X says so when there is nothing; whatever says less would leave us blind and calm."""
    connector = server.connect()
    connector.check()
    server.once("", answer(body))
    error = error_of(connector, stream)
    assert error.error_class is ErrorClass.TRANSIENT
    assert said in error.message


def test_parts_of_the_wrong_kind_are_left_out(
    server: FakeX, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says so."""
    connector = server.connect()
    connector.check()
    server.once("/mentions", answer({"data": [1, None, {"id": []}, {"id": "0"}], "meta": []}))
    assert connector.fetch("mentions", None, budget(NOW)).mentions == []
    assert caplog.text.count("left out: a post without a time") == 2


def test_looking_for_what_was_sent_takes_no_riddle_for_an_answer(server: FakeX) -> None:
    """A message that was not looked for must not count as not there."""
    message_id = server.message("My address is ...")
    connector = server.connect()
    mention = poll(connector, server.now).mention(f"dm:{message_id}")
    prepared = connector.prepare(reply_to(mention, "Thank you"), server.now)
    server.once("/dm_conversations/", answer({}))
    with pytest.raises(NetworkError) as caught:
        connector.find_sent(prepared)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_one_broken_post_does_not_take_the_page_with_it(
    server: FakeX, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out, and the log says so."""
    broken, whole = server.post("broken"), server.post("whole")
    server.posts_by_id[broken]["author_id"] = ""
    polled = poll(server.connect(), server.now)
    assert {mention.external_id for mention in polled.mentions} == {whole}
    assert "left out: a post without an author" in caplog.text


# Lists


def test_since_id_is_never_used(server: FakeX) -> None:
    """With it X leaves mentions out; a time well before the newest is asked for instead."""
    server.post("first")
    connector = server.connect()
    first = poll(connector, server.now)
    server.now += 5 * MINUTE
    server.requests.clear()
    poll(connector, server.now, first.cursors)
    assert not server.asked("since_id")
    (asked,) = server.asked("/mentions")
    assert asked.url.params["start_time"] == "2026-11-01T08:00:00Z"


def test_a_mention_that_x_shows_late_is_found(server: FakeX) -> None:
    """Although a newer one has been read before it."""
    late = server.post("late")
    server.late.add(late)
    server.now += MINUTE
    server.post("in time")
    connector = server.connect()
    first = poll(connector, server.now)
    server.late.clear()
    server.now += 30 * MINUTE
    assert poll(connector, server.now, first.cursors).mention(late)


def test_a_flood_is_read_page_by_page(server: FakeX) -> None:
    """X gives fewer than asked, and names the next page."""
    server.page_size = 3
    ids = {server.post(f"number {number}") for number in range(20)}
    polled = poll(server.connect(), server.now)
    assert {mention.external_id for mention in polled.mentions} == ids
    starts = {request.url.params["start_time"] for request in server.asked("/mentions")}
    assert len(starts) == 1


def test_a_page_token_that_x_has_forgotten_begins_again(server: FakeX) -> None:
    """400 on a page that is not the first."""
    server.page_size = 3
    ids = {server.post(f"number {number}") for number in range(8)}
    connector = server.connect()
    first = connector.fetch("mentions", None, budget(server.now))
    assert first.more
    server.once("pagination_token", answer(problem("invalid-request", 400), 400))
    found = {mention.external_id for mention in first.mentions}
    cursor, more = first.cursor, True
    while more:
        page = connector.fetch("mentions", cursor, budget(server.now))
        found |= {mention.external_id for mention in page.mentions}
        cursor, more = page.cursor, page.more
    assert found == ids


def test_reposts_are_no_mentions(server: FakeX) -> None:
    """They are in the numbers of what they repeat."""
    original = server.post("boots!")
    repost = server.post("RT boots!", "lee")
    server.posts_by_id[repost]["referenced_tweets"] = [{"type": "retweeted", "id": original}]
    polled = poll(server.connect(), server.now)
    assert {mention.external_id for mention in polled.mentions} == {original}
    assert polled.mention(original).reposts == 1
    assert polled.mention(original).likes == 2


# Searches


def test_a_search_finds_who_does_not_name_us(server: FakeX) -> None:
    """In X's own language, without reposts and without ourselves."""
    server.account["queries"] = ['parcel "acme boots"', "#acme -giveaway lang:en", "zebra OR okapi"]
    found = server.post("a parcel of acme boots", "lee", mention=False)
    kept_out = server.post("#acme giveaway", "sam", mention=False)
    ours = server.post_as_us("parcel")
    connector = server.connect()
    polled = poll(connector, server.now)
    mention = polled.mention(found)
    assert mention.kind is MentionKind.KEYWORD
    assert not mention.can_reply
    assert "mentions us" in mention.can_reply_reason
    assert kept_out not in {one.external_id for one in polled.mentions}
    assert ours not in {one.external_id for one in polled.mentions}
    queries = {request.url.params["query"] for request in server.asked("/search/recent")}
    assert queries == {
        'parcel "acme boots" -is:retweet -from:acme',
        "#acme lang:en -giveaway -is:retweet -from:acme",
        "((zebra) OR (okapi)) -is:retweet -from:acme",
    }


def test_a_search_does_not_reach_behind_seven_days(server: FakeX) -> None:
    """X would refuse it."""
    server.account["queries"] = ["parcel"]
    connector = server.connect()
    connector.check()
    page = connector.fetch("search: parcel", None, budget(server.now, backfill_ms=30 * DAY))
    assert page.mentions == []
    (asked,) = server.asked("/search/recent")
    assert asked.url.params["start_time"] == "2026-10-25T09:01:00Z"


# Direct messages


def test_a_direct_message_keeps_to_itself(server: FakeX) -> None:
    """Its thread is X's conversation, and our own messages are own posts there."""
    theirs = server.message("my address is &amp; so on")
    server.now += MINUTE
    ours = server.message("Thank you", "acme", to="kim")
    polled = poll(server.connect(), server.now)
    mention = polled.mention(f"dm:{theirs}")
    assert mention.kind is MentionKind.DIRECT_MESSAGE
    assert mention.visibility is Visibility.DIRECT
    assert mention.text == "my address is & so on"
    assert mention.thread_key == "dm:42-1001"
    assert mention.author.handle == "kim"
    (own,) = polled.own_posts
    assert (own.external_id, own.thread_key) == (f"dm:{ours}", "dm:42-1001")
    assert own.visibility is Visibility.DIRECT


def test_old_messages_are_not_read_again_and_again(server: FakeX) -> None:
    """They cost by the page, so a poll stops at the first page that is old."""
    for number in range(60):
        server.message(f"number {number}")
        server.now += MINUTE
    connector = server.connect()
    first = poll(connector, server.now)
    assert len([one for one in first.mentions if one.visibility is Visibility.DIRECT]) == 60
    server.requests.clear()
    server.now += 10 * MINUTE
    poll(connector, server.now, first.cursors)
    (asked,) = server.asked("/dm_events")
    assert asked.url.params["max_results"] == "25"


def test_messages_can_be_left_alone(server: FakeX) -> None:
    """Where the team does not answer them here."""
    names = [stream.name for stream in server.connect(messages=False).streams()]
    assert names == ["own posts", "mentions"]


# Pace


def test_reads_are_spaced_by_what_x_says_is_left(server: FakeX) -> None:
    """One in ten calls is kept, and the next is not made before its time."""
    connector = server.connect()
    connector.check()
    server.headers = {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "5",
        "x-rate-limit-reset": str((server.now + 10 * MINUTE) // 1000),
    }
    connector.fetch("mentions", None, budget(server.now))
    calls = server.calls()
    error = error_of(connector)
    assert error.error_class is ErrorClass.RATE
    assert error.retry_at == server.now + 10 * MINUTE
    assert server.calls() == calls
    connector.fetch("own posts", None, budget(server.now))
