"""A Facebook Page: what is read, and what it costs, beyond what the contract asks."""

import json
from typing import Any

import pytest

from social_care.connectors.meta.facebook_parse import to_comment, to_post
from social_care.connectors.meta.parse import Brand
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Media, Mention, MentionKind, OwnPost, Visibility
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_meta import PAGE, graph_time, refusal
from tests.connectors.world import DAY, MINUTE, NOW, Polled, budget, poll

US = Brand(ids=frozenset({PAGE}))


@pytest.fixture
def server() -> FakeFacebook:
    """A Page with one post."""
    return FakeFacebook()


def comment(**more: Any) -> dict[str, Any]:
    """A comment as documented."""
    return {
        "id": "5000_7",
        "from": {"id": "240001", "name": "Kim Doe"},
        "message": "My boots leak",
        "created_time": graph_time(NOW),
        "permalink_url": "https://www.facebook.example/5000_7",
        "can_comment": True,
        **more,
    }


def mention(**more: Any) -> Mention:
    """What we make of it, below a post of ours."""
    found = to_comment(comment(**more), "1000_5000", US, our_post=True)
    assert isinstance(found, Mention)
    return found


# One comment


def test_a_comment_becomes_a_mention() -> None:
    """With all that Facebook says of it."""
    found = mention(like_count=3)
    assert found.external_id == "5000_7"
    assert (found.author.id, found.author.name) == ("240001", "Kim Doe")
    assert (found.posted_at, found.likes) == (NOW, 3)
    assert found.kind is MentionKind.COMMENT
    assert found.in_reply_to == "1000_5000"
    assert found.thread_key == "5000_7"
    assert found.canonical_id == "facebook:5000_7"
    assert found.visibility is Visibility.PUBLIC
    assert found.can_reply
    assert json.loads(found.raw)["id"] == "5000_7"


def test_a_reply_to_a_comment_is_in_its_thread() -> None:
    """The top comment names the thread."""
    found = mention(parent={"id": "5000_3"})
    assert (found.thread_key, found.in_reply_to) == ("5000_3", "5000_3")


def test_below_somebodys_post_all_belongs_to_that_post() -> None:
    """Whoever wrote to us goes on below their own words."""
    found = to_comment(comment(parent={"id": "5000_3"}), "1000_6000", US, our_post=False)
    assert found.thread_key == "1000_6000"


def test_an_author_whom_facebook_does_not_name() -> None:
    """Has an id of that comment's own, the same each time, and can be answered."""
    raw = comment()
    del raw["from"]
    found = to_comment(raw, "1000_5000", US, our_post=True)
    assert isinstance(found, Mention)
    assert found.author.id == "unknown:5000_7"
    assert found.can_reply


def test_a_comment_nobody_may_answer_says_so() -> None:
    """But a reply to a comment is answered below the top comment anyway."""
    found = mention(can_comment=False)
    assert not found.can_reply
    assert found.can_reply_reason
    assert mention(can_comment=False, parent={"id": "5000_3"}).can_reply


def test_only_words_make_a_new_version() -> None:
    """Graph has no mark for edits; likes are none."""
    assert mention().version == mention(like_count=9).version
    assert mention().version != mention(message="My boots are fine").version


def test_what_is_kept_of_a_post_holds_no_token() -> None:
    """Its attachments are a list, which says where it goes on."""
    onward = "https://graph.example/1000_6000/attachments?access_token=EAAsecret&after=z"
    inside = {"data": [{"url": "https://x.example/1"}], "paging": {"next": onward}}
    for author in ("240001", PAGE):
        found = to_post(comment(**{"from": {"id": author}, "attachments": inside}), US)
        assert "https://x.example/1" in found.raw
        assert "EAAsecret" not in found.raw


def test_pictures_come_with_their_words() -> None:
    """The address is shown, never fetched."""
    picture = {
        "type": "photo",
        "url": "https://www.facebook.example/photo/1",
        "description": "A wet boot",
        "media": {"image": {"src": "https://cdn.example/1.jpg"}},
    }
    assert mention(attachment=picture).media == (
        Media(kind="photo", url="https://www.facebook.example/photo/1", alt="A wet boot"),
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None},
        {"id": {}},
        {"created_time": None},
        {"created_time": "yesterday"},
        {"created_time": "2026-11-01T09:00:00"},
        {"created_time": 17},
    ],
)
def test_a_comment_without_id_or_time_is_left_out(
    server: FakeFacebook, broken: dict[str, Any]
) -> None:
    """The others are not."""
    server.post("broken", **broken)
    good = server.post("good", "lee")
    polled = poll(server.connect(), server.now + MINUTE)
    assert [found.external_id for found in polled.mentions] == [good]


@pytest.mark.parametrize(
    "odd",
    [
        {"from": []},
        {"from": {"id": 5}},
        {"message": 17},
        {"message": None},
        {"parent": "x"},
        {"attachment": [1]},
        {"like_count": -1},
        {"permalink_url": {}},
        {"message": "x" * 200_000},
    ],
)
def test_odd_fields_do_no_harm(odd: dict[str, Any]) -> None:
    """What is of the wrong kind is as good as missing."""
    assert mention(**odd).external_id == "5000_7"


def test_a_post_of_somebody() -> None:
    """Is a thread of its own."""
    raw = {
        "id": "1000_6000",
        "from": {"id": "240001", "name": "Kim Doe"},
        "message": "Never again",
        "created_time": graph_time(NOW),
        "shares": {"count": 12},
        "attachments": {"data": [{"media_type": "photo", "url": "https://x.example/1"}]},
    }
    found = to_post(raw, US)
    assert isinstance(found, Mention)
    assert (found.kind, found.thread_key) == (MentionKind.MENTION, "1000_6000")
    assert found.reposts == 12
    assert found.media == (Media(kind="photo", url="https://x.example/1"),)


# Streams


def polled_at(server: FakeFacebook, before: Polled | None = None) -> Polled:
    """A poll one minute later, by a new process."""
    server.now += MINUTE
    return poll(server.connect(), server.now, before.cursors if before else None)


def test_posts_of_visitors_and_posts_that_tag_us_are_mentions(server: FakeFacebook) -> None:
    """Ours are own posts, in whichever list."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    tagging = server.page_post("@Acme what is this", "lee", edge="tagged")
    found = polled_at(server)
    assert {each.external_id for each in found.mentions} == {visitor, tagging}
    assert server.post_id in {each.external_id for each in found.own_posts}


def test_the_feed_is_not_walked_to_its_end_for_own_posts(server: FakeFacebook) -> None:
    """Though all that is young in it was written by visitors."""
    server.page_size = 2
    for number in range(10):
        server.now += DAY
        server.page_post(f"Visitor {number}", "kim", edge="visitor_posts")
    server.now += MINUTE
    connector = server.connect()
    page = connector.fetch("own posts", None, budget(server.now))
    while page.more:
        page = connector.fetch("own posts", page.cursor, budget(server.now))
    assert len(server.asked("/feed")) == 2
    assert not page.mentions


def test_our_answer_in_facebooks_own_app_is_recognised(server: FakeFacebook) -> None:
    """Below a comment, and below somebody's post."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    ours = server.post_as_us("We are", reply_to=visitor)
    own = {each.external_id: each for each in polled_at(server).own_posts}
    assert own[ours].in_reply_to == visitor
    assert own[ours].thread_key == visitor


def test_the_customers_answer_below_their_own_post_is_in_its_thread(server: FakeFacebook) -> None:
    """Also when it is a reply to our comment there."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    ours = server.post_as_us("We are", reply_to=visitor)
    answer = server.post("At last", "kim", reply_to=ours)
    found = polled_at(server).mention(answer)
    assert (found.thread_key, found.in_reply_to) == (visitor, ours)


def test_comments_on_posts_that_tag_us_are_read(server: FakeFacebook) -> None:
    """People answer us there."""
    tagging = server.page_post("@Acme what is this", "lee", edge="tagged")
    answer = server.post("I wonder too", "kim", below=tagging)
    assert polled_at(server).mention(answer).thread_key == tagging


def test_without_a_look_at_tagging_posts_the_rest_is_read(server: FakeFacebook) -> None:
    """It needs a permission of its own; its own stream says so."""
    wanted = server.post("My boots leak")
    server.once("/tagged", refusal(10))
    connector = server.connect()
    page = connector.fetch("comments", None, budget(server.now))
    found = list(page.mentions)
    while page.more:
        page = connector.fetch("comments", page.cursor, budget(server.now))
        found += page.mentions
    assert [each.external_id for each in found] == [wanted]
    server.once("/tagged", refusal(10))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("tagged", None, budget(server.now))
    assert caught.value.error_class is ErrorClass.PERMISSION


def test_a_post_without_new_comments_is_not_read_again(server: FakeFacebook) -> None:
    """Its number of comments is enough."""
    server.post("My boots leak")
    first = polled_at(server)
    server.requests.clear()
    polled_at(server, first)
    assert not server.asked("/comments?")


def test_a_late_comment_on_an_old_post_is_found(server: FakeFacebook) -> None:
    """Thirteen days later, and below another comment."""
    top = server.post("First!")
    first = polled_at(server)
    server.now += 13 * DAY
    late = server.post("Still leaking", "lee", reply_to=top)
    assert polled_at(server, first).mention(late).thread_key == top


def test_comments_in_any_order_are_all_found(server: FakeFacebook) -> None:
    """Some threads are ranked whatever they are asked; only what is old is not asked for."""
    server.page_size = 2
    first = polled_at(server)
    server.now += DAY
    wanted = set()
    for number in range(7):
        server.now += MINUTE
        wanted.add(server.post(f"Comment {number}", f"p{number}"))
    for number, comment_id in enumerate(sorted(wanted)):
        server.objects[comment_id]["_at"] = NOW + DAY + (number % 3) * MINUTE
    found = polled_at(server, first)
    assert wanted <= {each.external_id for each in found.mentions}


def test_a_deleted_post_does_not_stop_the_stream(server: FakeFacebook) -> None:
    """It goes between the look at the posts and the reading of its comments."""
    server.post("On the one that goes")
    other = server.page_post("Another")
    stays = server.post("On the one that stays", below=other)
    server.once(f"/{server.post_id}/comments", refusal(100, 33))
    assert [each.external_id for each in polled_at(server).mentions] == [stays]


def test_the_cursor_holds_no_token(server: FakeFacebook) -> None:
    """The address of the next page does."""
    server.page_size = 1
    for number in range(5):
        server.post(f"Comment {number}", f"p{number}")
    connector = server.connect()
    first = connector.fetch("comments", None, budget(server.now))
    second = connector.fetch("comments", first.cursor, budget(server.now))
    assert second.more
    assert "after" in second.cursor
    assert server.token not in first.cursor + second.cursor


def test_no_such_stream(server: FakeFacebook) -> None:
    """A stream of another network is refused."""
    with pytest.raises(NetworkError, match="no stream"):
        server.connect().fetch("search: acme", None, budget(server.now))


# Threads


def test_the_thread_around_a_comment(server: FakeFacebook) -> None:
    """The comment on top and all replies, oldest first, without the one asked for."""
    top = server.post("My boots leak")
    server.now += MINUTE
    ours = server.post_as_us("Which ones?", reply_to=top)
    server.now += MINUTE
    answer = server.post("The red ones", reply_to=top)
    connector = server.connect()
    assert [each.external_id for each in connector.thread(answer)] == [top, ours]
    around_top = connector.thread(top)
    assert [each.external_id for each in around_top] == [ours, answer]
    assert isinstance(around_top[0], OwnPost)


def test_the_thread_around_a_post(server: FakeFacebook) -> None:
    """All comments below it."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    ours = server.post_as_us("We are", reply_to=visitor)
    assert [each.external_id for each in server.connect().thread(visitor)] == [ours]


def test_there_is_nothing_public_around_a_message(server: FakeFacebook) -> None:
    """And nobody is asked."""
    message_id = server.message("Hello")
    calls = server.calls()
    assert server.connect().thread(message_id) == ()
    assert server.calls() == calls
