"""A Facebook Page: answering, liking, hiding, deleting and looking again."""

from typing import Any

import pytest

from social_care.connectors.meta import sweep
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared, ReplyTarget, Visibility
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_meta import refusal
from tests.connectors.fake_server import answer
from tests.connectors.world import DAY, MINUTE, poll, reply_to, through_the_store


@pytest.fixture
def server() -> FakeFacebook:
    """A Page with one post."""
    return FakeFacebook()


def heard(server: FakeFacebook, external_id: str) -> Mention:
    """The mention, as a poll brings it."""
    return poll(server.connect(), server.now).mention(external_id)


def prepared(
    server: FakeFacebook, mention: Mention, text: str = "Sorry, on it", **more: Any
) -> Prepared:
    """A reply to it, as the outbox hands it back."""
    reply = reply_to(mention, text, **more)
    return through_the_store(server.connect().prepare(reply, server.now))


def refused(server: FakeFacebook, mention: Mention, text: str, **more: Any) -> str:
    """Why it is refused, without a call."""
    connector, calls = server.connect(), server.calls()
    with pytest.raises(NetworkError) as caught:
        connector.prepare(reply_to(mention, text, **more), server.now)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == calls
    return caught.value.message


# Public answers


def test_a_reply_to_a_reply_names_the_customer_below_the_top_comment(
    server: FakeFacebook,
) -> None:
    """There are two levels only."""
    top = server.post("My boots leak")
    nested = server.post("Mine too", "lee", reply_to=top)
    reply = prepared(server, heard(server, nested))
    sent = server.connect().send(reply)
    (posted,) = server.own_posts()
    assert posted.parent == top
    assert posted.text == f"@[{server.person('lee')['id']}] Sorry, on it"
    assert sent.thread_key == top


def test_a_tag_that_became_a_name_is_recognised(server: FakeFacebook) -> None:
    """Facebook shows who is meant by name."""
    top = server.post("My boots leak")
    nested = server.post("Mine too", "lee", reply_to=top)
    reply = prepared(server, heard(server, nested))
    sent = server.connect().send(reply)
    assert server.objects[sent.external_id]["message"] == "Lee Sorry, on it"
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


@pytest.mark.parametrize("shown", ["{} Sorry, on it", "@[{id}] Sorry, on it", "Sorry, on it"])
def test_the_same_words_to_somebody_else_below_the_comment_are_not_the_reply(
    server: FakeFacebook, shown: str
) -> None:
    """Or who was never answered would count as answered; however Facebook shows a tag."""
    top = server.post("My boots leak")
    lee, ann = (server.post("Mine too", name, reply_to=top) for name in ("lee mae", "ann"))
    to_lee = server.connect().send(prepared(server, heard(server, lee)))
    reply = prepared(server, heard(server, ann))
    known_as = {"id": server.person("lee mae")["id"]}
    said = shown.format("Lee Mae", **known_as)
    server.objects[to_lee.external_id]["message"] = said
    is_told_apart = shown != "Sorry, on it"
    assert (server.connect().find_sent(reply) is None) == is_told_apart
    if is_told_apart:
        own = shown.format("Ann", id=server.person("ann")["id"])
        sent = server.connect().send(reply)
        server.objects[sent.external_id]["message"] = own
        found = server.connect().find_sent(reply)
        assert found is not None
        assert found.external_id == sent.external_id


def test_other_words_of_ours_are_not_the_reply(server: FakeFacebook) -> None:
    """Nor are the same words of somebody else, or of long ago, or elsewhere."""
    mention = heard(server, server.post("My boots leak"))
    server.post_as_us("Sorry, on it", reply_to=mention.external_id)
    server.now += 10 * MINUTE
    reply = prepared(server, mention)
    server.post_as_us("Sorry, on it!", reply_to=mention.external_id)
    server.post("Sorry, on it", "lee", reply_to=mention.external_id)
    server.post_as_us("Sorry, on it", reply_to=server.post("Mine too", "lee"))
    assert server.connect().find_sent(reply) is None


def test_a_reply_is_found_on_a_later_page(server: FakeFacebook) -> None:
    """Others have written since."""
    mention = heard(server, server.post("My boots leak"))
    reply = prepared(server, mention)
    sent = server.connect().send(reply)
    server.page_size = 2
    for number in range(5):
        server.now += 1000
        server.post("Me too", f"p{number}", reply_to=mention.external_id)
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_list_that_forgets_its_place_says_nothing_of_the_reply(server: FakeFacebook) -> None:
    """It is looked for again later; it is not called missing."""
    mention = heard(server, server.post("My boots leak"))
    reply = prepared(server, mention)
    server.page_size = 1
    for number in range(3):
        server.post("Me too", f"p{number}", reply_to=mention.external_id)
    server.once("after=1", refusal(100))
    with pytest.raises(NetworkError) as caught:
        server.connect().find_sent(reply)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_with_the_comment_the_reply_is_gone(server: FakeFacebook) -> None:
    """Nothing is found, which is no error."""
    mention = heard(server, server.post("My boots leak"))
    reply = prepared(server, mention)
    server.delete(mention.external_id)
    assert server.connect().find_sent(reply) is None


def test_a_post_of_a_visitor_is_answered_below_it(server: FakeFacebook) -> None:
    """In its thread."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    sent = server.connect().send(prepared(server, heard(server, visitor)))
    (posted,) = server.own_posts()
    assert (posted.parent, sent.thread_key) == (visitor, visitor)


def test_a_duplicate_is_looked_for(server: FakeFacebook) -> None:
    """It is most likely our own first try."""
    reply = prepared(server, heard(server, server.post("My boots leak")))
    server.once("/comments", refusal(506))
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME


@pytest.mark.parametrize("body", [{}, {"success": True}, {"id": 0.5}, []])
def test_an_answer_that_does_not_say_what_was_posted(server: FakeFacebook, body: Any) -> None:
    """May be anything."""
    reply = prepared(server, heard(server, server.post("My boots leak")))
    server.once("/comments", answer(body))
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME


@pytest.mark.parametrize(("text", "why"), [("  ", "empty"), ("x" * 8001, "1 characters too long")])
def test_what_facebook_would_not_take(server: FakeFacebook, text: str, why: str) -> None:
    """Is refused before anything is sent."""
    assert why in refused(server, heard(server, server.post("My boots leak")), text)


# Private answers to comments


def test_a_private_answer_goes_to_the_comments_author(server: FakeFacebook) -> None:
    """By the comment, since that is all we know of them."""
    mention = heard(server, server.post("Where is my parcel?"))
    reply = prepared(server, mention, "Your address?", visibility=Visibility.DIRECT)
    sent = server.connect().send(reply)
    (said,) = server.conversations[f"t_{mention.author.id}"]["_messages"]
    assert said["_sent"]["recipient"] == {"comment_id": mention.external_id}
    assert sent.external_id == said["id"]
    assert not server.own_posts()


def test_a_private_answer_is_found_in_the_customers_conversation(server: FakeFacebook) -> None:
    """The same words to somebody else are another message."""
    mention = heard(server, server.post("Where is my parcel?"))
    reply = prepared(server, mention, "Your address?", visibility=Visibility.DIRECT)
    server.message("Your address?", "lee", ours=True)
    assert server.connect().find_sent(reply) is None
    sent = server.connect().send(reply)
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_second_private_answer_is_refused_by_facebook(server: FakeFacebook) -> None:
    """One for each comment; the agent reads why."""
    mention = heard(server, server.post("Where is my parcel?"))
    reply = prepared(server, mention, "Your address?", visibility=Visibility.DIRECT)
    server.connect().send(reply)
    with pytest.raises(NetworkError, match="already replied") as caught:
        server.connect().send(reply)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_private_answers_have_limits_of_their_own(server: FakeFacebook) -> None:
    """In length and in time, and not to everything."""
    private = {"visibility": Visibility.DIRECT}
    comment = heard(server, server.post("Where is my parcel?"))
    assert comment.private_until == comment.posted_at + 7 * DAY
    assert "1 characters too long" in refused(server, comment, "x" * 2001, **private)
    closed = heard(server, server.post("And mine?", "lee", can_reply_privately=False))
    assert closed.private_until is None
    assert "no private answer" in refused(server, closed, "Hello", **private)
    visitor = heard(server, server.page_post("Hello?", "kim", edge="visitor_posts"))
    assert "comment only" in refused(server, visitor, "Hello", **private)
    server.now += 7 * DAY + MINUTE
    assert "older than seven days" in refused(server, comment, "Hello", **private)


# Other deeds


def target_of(mention: Mention) -> ReplyTarget:
    """As the outbox keeps it."""
    return reply_to(mention, "x").target


def test_a_comment_is_liked(server: FakeFacebook) -> None:
    """Twice is no error."""
    mention = heard(server, server.post("Lovely boots"))
    connector = server.connect()
    connector.like(target_of(mention))
    connector.like(target_of(mention))
    assert server.objects[mention.external_id]["_liked"]


def test_a_message_cannot_be_liked(server: FakeFacebook) -> None:
    """Nobody is asked."""
    mention = heard(server, server.message("Lovely boots"))
    calls = server.calls()
    with pytest.raises(NetworkError) as caught:
        server.connect().like(target_of(mention))
    assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == calls


def test_a_comment_is_hidden(server: FakeFacebook) -> None:
    """From others; it stays there for its author and for us."""
    comment_id = server.post("Buy my watches")
    server.connect().hide(comment_id)
    assert server.objects[comment_id]["_is_hidden"] == "true"


def test_what_cannot_be_deleted_is_not_called_deleted(server: FakeFacebook) -> None:
    """Meta says the same of what is gone and of what it does not delete."""
    comment_id = server.post_as_us("Oops")
    connector = server.connect()
    server.once(f"/{comment_id}", refusal(100, 33))
    with pytest.raises(NetworkError) as caught:
        connector.delete(comment_id)
    assert caught.value.error_class is ErrorClass.REFUSED
    with pytest.raises(NetworkError, match="does not let it be deleted"):
        connector.delete(server.message("Oops", ours=True))


# Looking again


def test_looking_at_many_finds_each_that_is_gone(server: FakeFacebook) -> None:
    """One that is missing spoils the answer for all, so the question is halved."""
    kept = [server.post(f"Comment {number}", f"p{number}") for number in range(20)]
    lost = [server.post(f"Lost {number}", f"q{number}") for number in range(3)]
    asked = kept[:7] + lost[:1] + kept[7:15] + lost[1:] + kept[15:]
    for comment_id in lost:
        server.delete(comment_id)
    looked = server.connect().look_up(asked, server.now)
    assert sorted(looked.gone) == sorted(lost)
    assert {each.external_id for each in looked.found} == set(kept)


def test_posts_and_comments_are_looked_at_together(server: FakeFacebook) -> None:
    """They have different fields, which the ids do not tell."""
    visitor = server.page_post("Is anybody there?", "kim", edge="visitor_posts")
    ids = [server.post("One"), visitor, server.post("Two", "lee")]
    looked = server.connect().look_up(ids, server.now)
    assert {each.external_id for each in looked.found} == set(ids)
    assert not looked.gone


def test_one_we_may_not_look_at_does_not_spoil_the_rest(server: FakeFacebook) -> None:
    """It is neither found nor gone; were it all of them, that would be said."""
    ids = [server.post("One"), server.post("Two", "lee")]
    server.once("ids=", refusal(10), refusal(10))
    looked = server.connect().look_up(ids, server.now)
    assert ([each.external_id for each in looked.found], list(looked.gone)) == (ids[1:], [])
    server.once("ids=", refusal(10), refusal(10), refusal(10))
    with pytest.raises(NetworkError) as caught:
        server.connect().look_up(ids, server.now)
    assert caught.value.error_class is ErrorClass.PERMISSION


def test_a_post_that_tags_us_is_gone_only_when_it_is_not_listed(server: FakeFacebook) -> None:
    """It is somebody else's: by its id it may not be shown, and then it is called gone."""
    server.page_size = 2
    tagging = [server.page_post("@Acme what is this", "lee", edge="tagged") for _ in range(5)]
    comment_id = server.post("Nice boots")
    server.delete(tagging[4])
    server.delete(comment_id)
    server.once("ids=", *[refusal(100, 33)] * 9)
    looked = server.connect().look_up([tagging[0], comment_id, tagging[4]], server.now)
    assert sorted(looked.gone) == sorted([comment_id, tagging[4]])


def test_where_posts_that_tag_us_are_never_shown_what_is_gone_is_gone(
    server: FakeFacebook,
) -> None:
    """Other trouble with the list says nothing of any message."""
    comment_id = server.post("Nice boots")
    server.delete(comment_id)
    server.once("/tagged", refusal(10))
    assert list(server.connect().look_up([comment_id], server.now).gone) == [comment_id]
    server.once("/tagged", refusal(32))
    with pytest.raises(NetworkError) as caught:
        server.connect().look_up([comment_id], server.now)
    assert caught.value.error_class is ErrorClass.RATE


def test_one_that_is_left_out_of_the_answer_is_gone(server: FakeFacebook) -> None:
    """Meta may also leave it out."""
    stays, goes = server.post("One"), server.post("Two", "lee")
    server.once("ids=", answer({stays: server.shown(server.objects[stays])}))
    looked = server.connect().look_up([stays, goes], server.now)
    assert list(looked.gone) == [goes]


def test_messages_are_not_looked_at(server: FakeFacebook) -> None:
    """Meta says of the older ones that they are deleted, which is not so."""
    message_id = server.message("Hello")
    calls = server.calls()
    looked = server.connect().look_up([message_id], server.now)
    assert (list(looked.found), list(looked.gone)) == ([], [])
    assert server.calls() == calls


def test_what_cannot_be_finished_is_left_for_the_next_time(
    server: FakeFacebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is neither found nor gone."""
    monkeypatch.setattr(sweep, "MOST_CALLS", 3)
    ids = [server.post(f"Comment {number}", f"p{number}") for number in range(8)]
    for comment_id in ids:
        server.delete(comment_id)
    looked = server.connect().look_up(ids, server.now)
    assert len(looked.gone) + len(looked.found) < len(ids)


def test_an_object_of_a_strange_kind_is_neither_found_nor_gone(server: FakeFacebook) -> None:
    """With neither kind of fields."""
    comment_id = server.post("One")
    server.once("ids=", refusal(100), refusal(100))
    looked = server.connect().look_up([comment_id], server.now)
    assert (list(looked.found), list(looked.gone)) == ([], [])
