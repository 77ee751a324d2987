"""Reddit: listening, beyond what the contract asks."""

from typing import Any

import httpx
import pytest

from social_care.connectors.reddit import Reddit
from social_care.errors import ErrorClass, NetworkError
from social_care.models import ChangeKind, Mention, MentionKind, Visibility
from tests.connectors.fake_reddit import FakeReddit, listing
from tests.connectors.fake_server import answer
from tests.connectors.world import DAY, NOW, budget, poll, reply_to


@pytest.fixture
def server() -> FakeReddit:
    """Somebody has logged in."""
    return FakeReddit().logged_in()


def error_of(connector: Reddit, stream: str = "mentions") -> NetworkError:
    """How a poll of this stream fails."""
    with pytest.raises(NetworkError) as caught:
        connector.fetch(stream, None, budget(NOW))
    return caught.value


# What refusals of reads mean


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"message": "Forbidden", "reason": "private"}, 403), ErrorClass.PERMISSION),
        (httpx.Response(403, content=b"<h1>whoa there, pardner!</h1>"), ErrorClass.PERMISSION),
        (answer({"message": "Not Found", "error": 404}, 404), ErrorClass.PERMISSION),
        (answer({"message": "Bad Request"}, 400), ErrorClass.PERMISSION),
        (answer({"kind": "Listing", "data": {}}), ErrorClass.TRANSIENT),
        (answer(["what?"]), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_read(server: FakeReddit, refusal: httpx.Response, expected: ErrorClass) -> None:
    """Each status, and what is no listing."""
    connector = server.connect()
    connector.check()
    server.once("/message/mentions", refusal)
    error = error_of(connector)
    assert error.error_class is expected
    assert "<h1>" not in error.message
    assert ("banned us" in error.remedy) == (refusal.status_code == 403)


def test_a_community_that_does_not_exist_is_no_calm_silence(server: FakeReddit) -> None:
    """Reddit sends us to its search for communities, whose answer is a listing as well."""
    server.table |= {"queries": ["boots"], "subreddits": ["nowhere"]}
    connector = server.connect()
    connector.check()
    away = httpx.Response(302, headers={"location": "/subreddits/search?q=nowhere"})
    server.once("/r/nowhere/comments", away)
    server.once("/subreddits/search", answer(listing([])))
    error = error_of(connector, "comments: r/nowhere")
    assert error.error_class is ErrorClass.PERMISSION
    assert "no such community" in error.message


def test_a_stream_nobody_knows_is_refused(server: FakeReddit) -> None:
    """A search taken out of the configuration, say."""
    assert error_of(server.connect(), "search: gone").error_class is ErrorClass.PERMISSION


def test_reads_slow_down_before_reddit_says_so(server: FakeReddit) -> None:
    """Its headers speak of what is left, with a fraction; a tenth is kept for replies."""
    mention_id = server.post("Hello")
    mention = poll(server.connect(), NOW).mention(mention_id)
    server.headers = {
        "x-ratelimit-remaining": "40.0",
        "x-ratelimit-used": "960",
        "x-ratelimit-reset": "300",
    }
    connector = server.connect()
    connector.check()
    calls = server.calls()
    error = error_of(connector)
    assert error.error_class is ErrorClass.RATE
    assert error.retry_at == NOW + 300_000
    assert server.calls() == calls
    connector.send(connector.prepare(reply_to(mention, "Hi"), NOW))
    assert set(server.ledger.usages) == {"calls"}


# Reading


def test_every_way_to_reach_us(server: FakeReddit) -> None:
    """Each list brings its kind; a private message is private."""
    ours = server.post_as_us("We make boots")
    seen = {
        server.comment("u/acme look", inbox="mentions"): MentionKind.MENTION,
        server.comment("I like them", reply_to=ours, inbox="comments"): MentionKind.REPLY,
        server.comment("Nice", inbox="selfreply"): MentionKind.REPLY,
        server.message("My address is ..."): MentionKind.DIRECT_MESSAGE,
    }
    polled = poll(server.connect(), NOW)
    assert {item.external_id: item.kind for item in polled.mentions} == seen
    private = [item for item in polled.mentions if item.visibility is Visibility.DIRECT]
    assert [item.kind for item in private] == [MentionKind.DIRECT_MESSAGE]


def test_pages_go_back_by_after_alone(server: FakeReddit) -> None:
    """`before` something that was removed there is nothing; texts are asked for raw."""
    for number in range(250):
        server.now += 1000
        server.post(f"number {number}")
    connector, cursor = server.connect(), None
    found: list[Mention] = []
    for _ in range(10):
        page = connector.fetch("mentions", cursor, budget(server.now))
        cursor = page.cursor
        found += page.mentions
        if not page.more:
            break
    assert len(found) == 250
    asked = [request.url.params for request in server.asked("/message/mentions")]
    assert [int(params["limit"]) for params in asked] == [80] * 4
    assert asked[0].get("after") is None
    assert all(params["after"].startswith("t1_") for params in asked[1:])
    assert all(params["raw_json"] == "1" and "before" not in params for params in asked)


def test_a_page_that_begins_after_what_was_removed_is_begun_again(server: FakeReddit) -> None:
    """Reddit answers with an empty page, which is not the end of the list."""
    posted = []
    for number in range(100):
        server.now += 1000
        posted.append(server.post(f"number {number}"))
    connector = server.connect()
    first = connector.fetch("mentions", None, budget(server.now))
    after = first.mentions[0].external_id
    server.things = [thing for thing in server.things if thing["name"] != after]
    found = {item.external_id for item in first.mentions}
    cursor, more = first.cursor, first.more
    while more:
        page = connector.fetch("mentions", cursor, budget(server.now))
        cursor, more = page.cursor, page.more
        found |= {item.external_id for item in page.mentions}
    assert found == set(posted)


def test_a_search_finds_posts_and_tells_ourselves_apart(server: FakeReddit) -> None:
    """What the filters keep out stays out; a post of ours is an own post wherever it shows."""
    server.table["queries"] = ['"acme boots" -giveaway']
    hit = server.submit("My acme boots leak")
    server.submit("acme boots GIVEAWAY")
    ours = server.submit("New acme boots", "acme")
    polled = poll(server.connect(), NOW)
    assert [item.external_id for item in polled.mentions] == [hit]
    assert polled.mention(hit).kind is MentionKind.KEYWORD
    assert ours in {post.external_id for post in polled.own_posts}
    (asked,) = (request.url.params for request in server.asked("/search"))
    assert asked["q"] == '"acme boots" NOT "giveaway"'
    assert (asked["sort"], asked["type"], asked["t"]) == ("new", "link", "month")


def test_comments_of_a_watched_community_are_matched_here(server: FakeReddit) -> None:
    """Reddit's search finds no comments."""
    server.table |= {"queries": ["acme -giveaway"], "subreddits": ["boots"]}
    hit = server.comment("My ACME soles came off")
    server.comment("I like acmeshoes")
    server.comment("Acme giveaway")
    server.comment("acme elsewhere", sub="hats")
    server.comment("acme here", "acme")
    polled = poll(server.connect(), NOW)
    assert [item.external_id for item in polled.mentions] == [hit]
    assert polled.mention(hit).thread_key == server.thing(hit)["link_id"]


def test_a_private_conversation_is_read_with_all_its_answers(server: FakeReddit) -> None:
    """Reddit hands it over as a tree under its first message, however old that is."""
    first = server.message("Hello?")
    ours = server.message("Hi!", "acme", reply_to=first)
    server.message("Ancient", "old")
    connector = server.connect()
    before = poll(connector, NOW)
    server.now += 2 * DAY
    last = server.message("Still broken", reply_to=ours)
    polled = poll(connector, server.now, before.cursors)
    mention = polled.mention(last)
    assert mention.thread_key == f"dm:{first}" == before.mention(first).thread_key
    assert mention.in_reply_to == ours
    assert "Order 1234" in before.mention(first).text
    assert mention.text == "Still broken"
    sent = {post.external_id: post for post in before.own_posts}
    assert sent[ours].thread_key == f"dm:{first}"
    assert sent[ours].visibility is Visibility.DIRECT


def test_our_first_private_message_is_an_own_post(server: FakeReddit) -> None:
    """Written in Reddit's own app; the customer has not answered it."""
    ours = server.message("Is it fixed?", "acme")
    polled = poll(server.connect(), NOW)
    assert ours in {post.external_id for post in polled.own_posts}
    assert not polled.mentions


@pytest.mark.parametrize("stream", ["mentions", "comments: r/boots"])
def test_what_was_deleted_is_told_and_is_no_mention(server: FakeReddit, stream: str) -> None:
    """It stays in the list without its words."""
    server.table |= {"queries": ["leak"], "subreddits": ["boots"]}
    gone, stays = server.post("My boots leak"), server.post("Mine leak too", "lee")
    connector = server.connect()
    first = poll(connector, NOW)
    server.delete(gone)
    page = connector.fetch(stream, first.cursors[stream], budget(NOW))
    assert [(change.external_id, change.kind) for change in page.changes] == [
        (gone, ChangeKind.DELETED)
    ]
    assert [item.external_id for item in page.mentions] == [stays]


def test_an_edit_shows_in_the_inbox_as_it_does_elsewhere(server: FakeReddit) -> None:
    """The inbox does not say when; both ways give the same version all the same."""
    mention_id = server.post("I hate it")
    connector = server.connect()
    first = poll(connector, NOW)
    server.edit(mention_id, "I love it")
    second = poll(connector, NOW, first.cursors).mention(mention_id)
    (looked,) = connector.look_up([mention_id], NOW).found
    assert second.text == looked.text == "I love it"
    assert second.version == looked.version != first.mention(mention_id).version


def test_broken_things_are_left_out_and_the_rest_stays(
    server: FakeReddit, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad comment must not cost the page, and somebody can find out."""
    good = server.post("good")
    for broken in (
        {"created_utc": None},
        {"created_utc": "soon"},
        {"created_utc": float("inf")},
        {"created_utc": True},
        {"name": "t1_UPPER"},
        {"permalink": "/r/boots/about", "parent_id": None},
    ):
        server.post("broken", **broken)
    connector = server.connect()
    page = connector.fetch("mentions", None, budget(NOW))
    assert [item.external_id for item in page.mentions] == [good]
    assert caplog.text.count("left out") == 6


def test_children_that_are_no_things_are_passed_over(server: FakeReddit) -> None:
    """Kinds of tomorrow, and nonsense."""
    connector = server.connect()
    connector.check()
    young = {"created_utc": NOW // 1000}
    children: list[Any] = [1, None, {"kind": "t9", "data": {"name": "t9_a", **young}}]
    children += [{"kind": "more", "data": {"name": "t1_b", **young}}, {"kind": "t1"}]
    odd = {"kind": "Listing", "data": {"children": children, "after": 7}}
    server.once("/message/mentions", answer(odd))
    page = connector.fetch("mentions", None, budget(NOW))
    assert (page.mentions, page.own_posts, page.changes) == ([], [], [])


def test_lists_of_what_we_wrote_bring_no_mentions(server: FakeReddit) -> None:
    """Whoever else may turn up there does not speak to us."""
    stranger = server.thing(server.comment("Hello"))
    connector = server.connect()
    connector.check()
    server.once("/overview", answer(listing([stranger])))
    assert connector.fetch("own posts", None, budget(NOW)).mentions == []
