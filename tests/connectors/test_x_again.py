"""X: edited and deleted posts, known ones looked at again, and the thread around one."""

import pytest

from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import FakeX, problem
from tests.connectors.world import DAY, MINUTE, budget, poll


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


# Edits and deletions


def test_an_edited_post_stays_one_mention(server: FakeX) -> None:
    """X gives every version an id of its own; the first one is the mention's."""
    first_id = server.post("My boots leek")
    connector = server.connect()
    before = poll(connector, server.now)
    server.now += MINUTE
    server.edit(first_id, "@acme My boots leak")
    after = poll(connector, server.now, before.cursors).mention(first_id)
    assert after.text == "@acme My boots leak"
    assert after.version != before.mention(first_id).version
    assert after.posted_at == before.mention(first_id).posted_at
    assert after.canonical_id == before.mention(first_id).canonical_id


def test_an_old_version_is_replaced_by_the_newest(server: FakeX) -> None:
    """Some lists still show the words of before; those are asked for once more."""
    first_id = server.post("My boots leek")
    old = dict(server.posts_by_id[first_id])
    server.edit(first_id, "@acme My boots leak")
    old["edit_history_tweet_ids"] = server.posts_by_id[first_id]["edit_history_tweet_ids"]
    connector = server.connect()
    connector.check()
    server.once("/mentions", answer({"data": [old], "meta": {"result_count": 1}}))
    (mention,) = connector.fetch("mentions", None, budget(server.now)).mentions
    assert (mention.external_id, mention.text) == (first_id, "@acme My boots leak")


def test_an_answer_to_a_later_version_belongs_to_the_first(server: FakeX) -> None:
    """Also where the thread bears the later one's name."""
    first_id = server.post("My boots leek")
    server.edit(first_id, "@acme My boots leak")
    newest = server.newest(first_id)["id"]
    reply = server.post("mine too", "lee", reply_to=newest)
    server.posts_by_id[reply]["conversation_id"] = newest
    connector = server.connect()
    poll(connector, server.now)
    mention = poll(connector, server.now).mention(reply)
    assert mention.in_reply_to == first_id
    assert mention.thread_key == first_id


def test_what_we_may_not_see_any_more_is_gone(server: FakeX) -> None:
    """A protected or blocking author is out of sight like a deleted post."""
    hidden, stays = server.post("one"), server.post("two")
    connector = server.connect()
    server.protected.add(hidden)
    looked = connector.look_up([hidden, stays, "dm:17"], server.now)
    assert list(looked.gone) == [hidden]
    assert [mention.external_id for mention in looked.found] == [stays]


def test_what_x_does_not_speak_of_is_not_called_gone(server: FakeX) -> None:
    """An empty answer says nothing."""
    post = server.post("one")
    connector = server.connect()
    connector.check()
    odd = problem("resource-unavailable", 503, value=post, resource_id=post)
    for body in ({}, {"errors": [odd]}):
        server.once("/2/tweets?", answer(body))
        looked = connector.look_up([post], server.now)
        assert not looked.gone
        assert not looked.found


def test_messages_cannot_be_looked_at_and_nobody_asks(server: FakeX) -> None:
    """No call for nothing."""
    connector = server.connect()
    assert not connector.look_up(["dm:17"], server.now).gone
    assert server.calls() == 0


def test_what_is_there_is_not_gone_whatever_else_is_said(server: FakeX) -> None:
    """X also names posts that others refer to, among the errors of the same answer."""
    post = server.post("one")
    connector = server.connect()
    connector.check()
    body = {
        "data": [dict(server.posts_by_id[post])],
        "errors": [problem("not-authorized-for-resource", 403, value=post, resource_id=post)],
    }
    server.once("/2/tweets?", answer(body))
    looked = connector.look_up([post], server.now)
    assert [mention.external_id for mention in looked.found] == [post]
    assert not looked.gone


# Threads


def test_a_thread_is_what_everybody_can_read(server: FakeX) -> None:
    """Oldest first, without the post itself; what the search does not reach is read by id."""
    root = server.post("My boots leak", mention=False)
    server.now += 8 * DAY
    asked = server.post("and still do", reply_to=root)
    server.now += MINUTE
    ours = server.post_as_us("Oh no", reply_to=asked)
    connector = server.connect()
    real = server.listed
    server.listed = lambda: [one for one in real() if one["id"] != root]  # type: ignore[method-assign]
    found = connector.thread(asked)
    assert [item.external_id for item in found] == [root, ours]
    assert connector.thread("dm:17") == []


def test_the_thread_of_a_deleted_post_is_gone(server: FakeX) -> None:
    """And says so."""
    with pytest.raises(NetworkError) as caught:
        server.connect().thread("1600000000000000000")
    assert caught.value.error_class is ErrorClass.GONE
