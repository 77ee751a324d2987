"""YouTube: known comments looked at again, by this process and by a new one."""

from typing import Any

import pytest

from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_server import answer
from tests.connectors.fake_youtube import FakeYouTube, refusal
from tests.connectors.world import poll


@pytest.fixture
def server() -> FakeYouTube:
    """As documented."""
    return FakeYouTube()


def test_a_held_comment_that_is_not_shown_by_its_id_is_not_deleted(server: FakeYouTube) -> None:
    """Nobody knows whether YouTube shows those; a customer's words are not erased for it."""
    held = server.post("Shame on you", status="heldForReview")
    plain = server.post("Hello", "lee")
    connector = server.connect()
    poll(connector, server.now)
    server.delete(held)
    server.delete(plain)
    assert list(connector.look_up([held, plain], server.now).gone) == [plain]


def test_replies_keep_their_place_when_they_are_looked_at_again(server: FakeYouTube) -> None:
    """By their ids YouTube gives no video; what was known of it stays, and ours are left out."""
    top = server.post("My boots leak")
    reply = server.post("Mine too", "lee", reply_to=top)
    ours = server.post_as_us("Sorry", reply_to=top)
    connector = server.connect()
    before = poll(connector, server.now)
    looked = connector.look_up([top, reply, ours], server.now)
    assert [(item.external_id, item.url) for item in looked.found] == [
        (each, before.mention(each).url) for each in (top, reply)
    ]
    assert not looked.gone
    fresh = server.connect().look_up([reply], server.now).found[0]
    assert (fresh.thread_key, fresh.in_reply_to) == (top, top)
    assert fresh.url == before.mention(reply).url


def test_a_new_process_does_not_take_a_closed_thread_for_open(server: FakeYouTube) -> None:
    """What a comment does not say itself is asked for; what cannot be known stays as it was."""
    closed = server.post("My boots leak", can_reply=False)
    reply = server.post("Mine too", "lee", reply_to=closed)
    held = server.post("Shame on you", status="heldForReview")
    looked = server.connect().look_up([closed, reply, held], server.now)
    assert {item.external_id: item.can_reply for item in looked.found} == {
        closed: False,
        reply: False,
    }
    assert not looked.gone


def test_a_new_process_does_not_take_a_held_comment_for_deleted(server: FakeYouTube) -> None:
    """Not even where YouTube does not show it by its id: a customer's words are not erased."""
    server.shown_by_id = {"published"}
    held = server.post("Shame on you", status="heldForReview")
    spam = server.post("Call me", "lee", status="likelySpam")
    hidden, deleted = server.post("Buy my crypto"), server.post("Hello", "ann")
    server.connect().hide(hidden)
    server.delete(deleted)
    looked = server.connect().look_up([held, spam, hidden, deleted], server.now)
    assert list(looked.gone) == [deleted]
    assert not looked.found


def test_a_held_comment_is_looked_for_behind_newer_ones(server: FakeYouTube) -> None:
    """As far as a few units go; a list that is refused calls nothing gone."""
    server.shown_by_id = {"published"}
    held = server.post("Shame on you", status="heldForReview")
    for number in range(4):
        server.post(f"number {number}", status="heldForReview")
    server.page_size = 2
    assert not server.connect().look_up([held], server.now).gone
    server.once("heldForReview", refusal(403, "forbidden"))
    with pytest.raises(NetworkError):
        server.connect().look_up([held], server.now)


def test_fifty_are_looked_up_for_one_unit(server: FakeYouTube) -> None:
    """In one call; and one more where this process has not read them itself."""
    connector = server.connect()
    wanted = [server.post(f"number {number}") for number in range(connector.look_up_at_once)]
    connector.check()
    for calls in (2, 1):
        before = server.calls()
        assert len(connector.look_up(wanted, server.now).found) == 50
        assert server.calls() == before + calls


def test_one_alone_that_google_does_not_find_is_gone(server: FakeYouTube) -> None:
    """Of several, that answer would tell nothing."""
    connector = server.connect()
    connector.check()
    server.once("/comments", refusal(404, "commentNotFound"), refusal(404, "commentNotFound"))
    assert list(connector.look_up(["Ug1"], server.now).gone) == ["Ug1"]
    with pytest.raises(NetworkError):
        connector.look_up(["Ug1", "Ug2"], server.now)


def test_a_list_without_items_deletes_nothing(server: FakeYouTube) -> None:
    """An odd answer is no empty list."""
    connector = server.connect()
    comment_id = server.post("Hello")
    poll(connector, server.now)
    answers: list[Any] = [{}, {"items": None}, {"pageInfo": {"totalResults": 1}}, {"items": {}}]
    for odd in answers:
        server.once("/comments", answer(odd))
        with pytest.raises(NetworkError) as caught:
            connector.look_up([comment_id], server.now)
        assert caught.value.error_class is ErrorClass.TRANSIENT
