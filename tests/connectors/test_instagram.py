"""An Instagram account: comments with replies inside, tags, and answers to both."""

from typing import Any

import pytest

from social_care.connectors.base import Deletes, Guided, Hides, Likes, LogsIn, Sweeps
from social_care.connectors.meta import Instagram
from social_care.connectors.meta.instagram_parse import to_comment, to_tagged
from social_care.connectors.meta.parse import Brand
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.models import Media, Mention, OwnPost, Prepared, Visibility
from tests.connectors.fake_instagram import IG, FakeInstagram
from tests.connectors.fake_meta import BASE, PAGE, graph_time, refusal
from tests.connectors.world import DAY, MINUTE, NOW, Polled, poll, reply_to, through_the_store

US = Brand(ids=frozenset({IG, PAGE}), handle="acme")
HOUR = 60 * MINUTE


@pytest.fixture
def server() -> FakeInstagram:
    """An account with one post."""
    return FakeInstagram()


def comment(**more: Any) -> dict[str, Any]:
    """A comment as documented."""
    return {
        "id": "17900",
        "text": "My boots leak",
        "timestamp": graph_time(NOW),
        "from": {"id": "990001", "username": "kim"},
        "username": "kim",
        **more,
    }


def polled_at(server: FakeInstagram, before: Polled | None = None) -> Polled:
    """A poll one minute later, by a new process."""
    server.now += MINUTE
    return poll(server.connect(), server.now, before.cursors if before else None)


def heard(server: FakeInstagram, external_id: str) -> Mention:
    """The mention, as a poll brings it."""
    return poll(server.connect(), server.now).mention(external_id)


def prepared(server: FakeInstagram, mention: Mention, text: str, **more: Any) -> Prepared:
    """A reply to it, as the outbox hands it back."""
    reply = reply_to(mention, text, **more)
    return through_the_store(server.connect().prepare(reply, server.now))


# One comment


def test_a_comment_becomes_a_mention() -> None:
    """With all that Instagram says of it."""
    found = to_comment(comment(like_count=2), "https://x.example/p/1/", US)
    assert isinstance(found, Mention)
    assert (found.author.id, found.author.handle) == ("990001", "kim")
    assert found.author.url == "https://www.instagram.com/kim/"
    assert (found.posted_at, found.likes, found.url) == (NOW, 2, "https://x.example/p/1/")
    assert found.private_until == NOW + 7 * DAY
    assert (found.thread_key, found.in_reply_to) == ("17900", None)
    assert found.canonical_id == "instagram:17900"


def test_a_reply_belongs_to_the_top_comment() -> None:
    """Whether it says so itself or hangs below it."""
    said = to_comment(comment(parent_id="17800"), "", US)
    hung = to_comment(comment(), "", US, "17800")
    assert said.thread_key == hung.thread_key == "17800"
    assert said.in_reply_to == hung.in_reply_to == "17800"


@pytest.mark.parametrize(
    "ours",
    [
        {"from": {"id": IG, "username": "acme"}},
        {"from": {"id": "other id", "username": "Acme"}, "username": "Acme"},
        {"from": None, "username": "acme"},
    ],
)
def test_our_own_comment_is_known_by_id_or_name(ours: dict[str, Any]) -> None:
    """Instagram does not always say who wrote it."""
    assert isinstance(to_comment(comment(**ours), "", US), OwnPost)


def test_an_author_without_id_is_no_other_author() -> None:
    """A name is no identity: it can be given away."""
    found = to_comment(comment(**{"from": None}), "", US)
    assert isinstance(found, Mention)
    assert (found.author.id, found.author.handle) == ("unknown:17900", "kim")


def test_a_hidden_comment_cannot_be_answered() -> None:
    """It says why."""
    found = to_comment(comment(hidden=True), "", US)
    assert isinstance(found, Mention)
    assert not found.can_reply
    assert "hidden" in found.can_reply_reason


def test_a_tag_can_be_answered_where_the_text_names_us() -> None:
    """Elsewhere Instagram gives apps no way."""
    media = {
        "id": "18000",
        "caption": "Love my @ACME boots",
        "timestamp": graph_time(NOW),
        "username": "kim",
        "media_type": "IMAGE",
        "media_url": "https://cdn.example/1.jpg",
        "permalink": "https://x.example/p/1/",
    }
    named, tagged = to_tagged(media, US), to_tagged(media | {"caption": "Love them"}, US)
    assert isinstance(named, Mention)
    assert isinstance(tagged, Mention)
    assert named.can_reply
    assert not tagged.can_reply
    assert "@acme" in tagged.can_reply_reason
    assert named.media == (Media(kind="image", url="https://cdn.example/1.jpg"),)


# Reading


def test_a_new_reply_far_down_the_list_is_found(server: FakeInstagram) -> None:
    """Comments are ordered by their own time; what hangs below them is not."""
    server.page_size = 3
    first_comment = server.post("First!")
    for number in range(12):
        server.now += HOUR
        server.post(f"Comment {number}", f"p{number}")
    before = polled_at(server)
    server.now += DAY
    late = server.post("Me too", "lee", reply_to=first_comment)
    assert polled_at(server, before).mention(late).thread_key == first_comment


def test_reading_stops_when_all_that_is_new_is_found(server: FakeInstagram) -> None:
    """The number of comments says how many that are."""
    server.page_size = 3
    for number in range(12):
        server.now += HOUR
        server.post(f"Comment {number}", f"p{number}")
    before = polled_at(server)
    server.requests.clear()
    server.now += DAY
    new = server.post("New", "lee")
    assert polled_at(server, before).mention(new)
    assert len(server.asked("/comments?")) == 2


def test_a_post_without_new_comments_is_not_read_again(server: FakeInstagram) -> None:
    """Until some hours have passed: as many may have been deleted as written."""
    goes = server.post("My boots leak")
    before = polled_at(server)
    server.delete(goes)
    comes = server.post("Mine as well", "lee")
    server.requests.clear()
    quiet = polled_at(server, before)
    assert not server.asked("/comments?")
    assert not quiet.mentions
    server.now += 7 * HOUR
    assert polled_at(server, quiet).mention(comes)


def test_many_replies_below_one_comment_are_all_read(server: FakeInstagram) -> None:
    """Fifty come with it, the rest is a list of its own."""
    top = server.post("First!")
    wanted = {server.post(f"Reply {number}", f"p{number}", reply_to=top) for number in range(120)}
    found = {each.external_id: each for each in polled_at(server).mentions}
    assert wanted <= set(found)
    assert {found[each].thread_key for each in wanted} == {top}


def test_what_is_kept_of_a_comment_does_not_hold_the_replies(server: FakeInstagram) -> None:
    """Those are other people's, who may have them erased."""
    top = server.post("First!")
    server.post("My address is ...", "lee", reply_to=top)
    assert "My address" not in polled_at(server).mention(top).raw


def test_a_place_that_is_forgotten_is_begun_again(server: FakeInstagram) -> None:
    """Once; nothing is lost by it."""
    server.page_size = 3
    wanted = {server.post(f"Comment {number}", f"p{number}") for number in range(9)}
    server.once("after=3", refusal(100))
    assert wanted <= {each.external_id for each in polled_at(server).mentions}


def test_a_place_that_is_never_known_is_given_up(server: FakeInstagram) -> None:
    """What can be read is read, and the log says the rest."""
    server.page_size = 3
    for number in range(9):
        server.post(f"Comment {number}", f"p{number}")
    server.once("after=3", refusal(100), refusal(100))
    found = {each.external_id for each in polled_at(server).mentions}
    assert len(found) == 3


def test_posts_that_tag_us_are_mentions(server: FakeInstagram) -> None:
    """Found by the tag, not by the name."""
    media_id = server.media("@acme what is this?", "kim")
    found = polled_at(server).mention(media_id)
    assert (found.author.handle, found.thread_key) == ("kim", media_id)


def test_a_deleted_post_does_not_stop_the_stream(server: FakeInstagram) -> None:
    """It goes between the look at the posts and the reading of its comments."""
    server.post("On the one that goes")
    other = server.media("Another")
    stays = server.post("On the one that stays", below=other)
    server.once(f"/{server.post_id}/comments", refusal(100, 33))
    assert [each.external_id for each in polled_at(server).mentions] == [stays]


def test_the_thread_around_a_reply(server: FakeInstagram) -> None:
    """Our post, the comment on top and the other replies, oldest first."""
    server.now += MINUTE
    top = server.post("My boots leak")
    server.now += MINUTE
    ours = server.post_as_us("Which ones?", reply_to=top)
    server.now += MINUTE
    answer = server.post("The red ones", reply_to=top)
    around = server.connect().thread(answer)
    assert [each.external_id for each in around] == [server.post_id, top, ours]


def test_the_thread_around_somebodys_post_is_not_shown(server: FakeInstagram) -> None:
    """Instagram shows us only what is below our own."""
    media_id = server.media("@acme what is this?", "kim")
    assert list(server.connect().thread(media_id)) == []


def test_a_post_that_tags_us_is_gone_only_when_it_is_not_listed(server: FakeInstagram) -> None:
    """By its id Instagram shows us none but our own."""
    stays, goes = (server.media("@acme what is this?", name) for name in ("kim", "lee"))
    server.delete(goes)
    server.once("ids=", *[refusal(100, 33)] * 3)
    looked = server.connect().look_up([stays, goes], server.now)
    assert list(looked.gone) == [goes]


# Answering


def test_the_same_words_to_somebody_else_below_the_comment_are_not_the_reply(
    server: FakeInstagram,
) -> None:
    """Or who was never answered would count as answered."""
    top = server.post("My boots leak")
    lee, ann = (server.post("Mine too", name, reply_to=top) for name in ("lee", "ann"))
    server.connect().send(prepared(server, heard(server, lee), "Sorry, on it"))
    replies = [prepared(server, heard(server, each), "Sorry, on it") for each in (ann, top)]
    assert [server.connect().find_sent(reply) for reply in replies] == [None, None]
    for reply in replies:
        sent = server.connect().send(reply)
        found = server.connect().find_sent(reply)
        assert found is not None
        assert found.external_id == sent.external_id


def test_a_reply_whose_name_was_left_out_is_recognised(server: FakeInstagram) -> None:
    """Networks do that with names they take for theirs."""
    top = server.post("My boots leak")
    mention = heard(server, server.post("Mine too", "lee", reply_to=top))
    reply = prepared(server, mention, "Sorry, on it")
    sent = server.connect().send(reply)
    server.objects[sent.external_id]["text"] = "Sorry, &nbsp;on it"
    assert server.connect().find_sent(reply) is not None


def test_a_reply_to_a_reply_goes_to_the_top_with_a_name(server: FakeInstagram) -> None:
    """Instagram hangs it there in any case."""
    top = server.post("My boots leak")
    nested = server.post("Mine too", "lee", reply_to=top)
    mention = heard(server, nested)
    reply = prepared(server, mention, "Sorry, on it")
    sent = server.connect().send(reply)
    (posted,) = server.own_posts()
    assert (posted.parent, posted.text) == (top, "@lee Sorry, on it")
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_name_is_not_written_twice(server: FakeInstagram) -> None:
    """The agent may have written it."""
    top = server.post("My boots leak")
    mention = heard(server, server.post("Mine too", "lee", reply_to=top))
    reply = prepared(server, mention, "@Lee sorry, on it")
    assert reply.payload["form"]["message"] == "@Lee sorry, on it"


def test_a_post_that_names_us_is_answered(server: FakeInstagram) -> None:
    """By the one call there is for it."""
    media_id = server.media("@acme what is this?", "kim")
    reply = prepared(server, heard(server, media_id), "A boot")
    assert server.connect().find_sent(reply) is None
    sent = server.connect().send(reply)
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id
    (posted,) = server.own_posts()
    assert (posted.parent, posted.text) == (media_id, "A boot")
    (request,) = server.asked("/mentions")
    assert request.url.path.endswith(f"/{IG}/mentions")


@pytest.mark.parametrize(
    ("text", "visibility", "why"),
    [
        (" ", Visibility.PUBLIC, "empty"),
        ("x" * 2201, Visibility.PUBLIC, "1 characters too long"),
        ("#a " * 31, Visibility.PUBLIC, "30 hashtags"),
        ("ü" * 501, Visibility.DIRECT, "too long"),
    ],
)
def test_what_instagram_would_not_take(
    server: FakeInstagram, text: str, visibility: Visibility, why: str
) -> None:
    """Is refused before anything is sent; messages are counted in bytes."""
    mention = heard(server, server.post("My boots leak"))
    with pytest.raises(NetworkError, match=why) as caught:
        server.connect().prepare(reply_to(mention, text, visibility), server.now)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_a_private_answer_is_sent_through_the_page(server: FakeInstagram) -> None:
    """And found in the conversation with that person."""
    mention = heard(server, server.post("Where is my parcel?"))
    reply = prepared(server, mention, "Your address?", visibility=Visibility.DIRECT)
    sent = server.connect().send(reply)
    assert server.asked("/messages")[-1].url.path.endswith(f"/{PAGE}/messages")
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_comment_is_hidden(server: FakeInstagram) -> None:
    """From others."""
    comment_id = server.post("Buy my watches")
    server.connect().hide(comment_id)
    assert server.objects[comment_id]["_hide"] == "true"


def test_tags_and_comments_are_looked_at_together(server: FakeInstagram) -> None:
    """They have different fields, which the ids do not tell."""
    ids = [server.post("One"), server.media("@acme?", "kim"), server.post("Two", "lee")]
    goes = server.post("Three", "zoe")
    server.delete(goes)
    looked = server.connect().look_up([*ids, goes], server.now)
    assert {each.external_id for each in looked.found} == set(ids)
    assert list(looked.gone) == [goes]


# Setting up


def test_it_has_the_powers_of_its_network(server: FakeInstagram) -> None:
    """Comments cannot be liked there by an app."""
    connector = server.connect()
    for power in (Sweeps, Deletes, Hides, Guided):
        assert isinstance(connector, power)
    assert not isinstance(connector, Likes)
    assert isinstance(Instagram, LogsIn)


def test_check_says_what_never_comes(server: FakeInstagram) -> None:
    """Nobody must believe that we see every @mention."""
    health = server.connect().check()
    assert (health.own_id, health.own_handle) == (IG, "acme")
    assert any("only by webhook" in each for each in health.warnings)


def test_both_numbers_are_needed(server: FakeInstagram) -> None:
    """Messages go through the Page."""
    with pytest.raises(ConfigError) as caught:
        Instagram.from_settings(
            {"name": "ig", "token": "env:T", "base_url": BASE}, server.context()
        )
    assert {each.partition(":")[0] for each in caught.value.problems} == {"page_id", "ig_id"}
