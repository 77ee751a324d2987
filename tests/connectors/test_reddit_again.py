"""Reddit: known messages looked at again, and the thread around one."""

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_server import answer
from tests.connectors.world import MINUTE, NOW


@pytest.fixture
def server() -> FakeReddit:
    """Somebody has logged in."""
    return FakeReddit().logged_in()


# Looking again


def test_what_reddit_no_longer_shows_is_gone(server: FakeReddit) -> None:
    """Removed by moderators, of an author who left, or not in the answer at all."""
    removed = server.post("one", body="[removed]")
    left = server.post("two", author="[deleted]")
    vanished = server.post("three")
    post = server.submit("four", removed_by_category="moderator")
    message = server.message("five")
    stays = server.post("six")
    server.things = [thing for thing in server.things if thing["name"] != vanished]
    asked = [removed, left, vanished, post, message, stays]
    looked = server.connect().look_up(asked, NOW)
    assert list(looked.gone) == [removed, left, vanished, post]
    assert [item.external_id for item in looked.found] == [stays]
    (request,) = server.asked("/api/info")
    assert message not in request.url.params["id"]


def test_private_messages_alone_cost_no_look(server: FakeReddit) -> None:
    """They are neither found nor gone."""
    looked = server.connect().look_up([server.message("psst")], NOW)
    assert (looked.found, looked.gone) == ((), ())
    assert server.calls() == 0


def test_no_more_is_asked_than_one_call_takes(server: FakeReddit) -> None:
    """The rest is neither found nor gone."""
    asked = [f"t1_{number}" for number in range(150)]
    looked = server.connect().look_up(asked, NOW)
    (request,) = server.asked("/api/info")
    assert request.url.params["id"].split(",") == asked[:100] == list(looked.gone)


def test_an_answer_that_is_no_listing_is_no_deletion(server: FakeReddit) -> None:
    """Or everybody would be erased."""
    mention_id = server.post("Hello")
    connector = server.connect()
    server.once("/api/info", answer({}))
    with pytest.raises(NetworkError) as caught:
        connector.look_up([mention_id], NOW)
    assert caught.value.error_class is ErrorClass.TRANSIENT


# The thread around a message


def test_the_thread_around_a_comment(server: FakeReddit) -> None:
    """The post, those above and those below; neither the rest of the page nor what is gone."""
    post = server.submit("Which boots?", "host")
    steps = [("top", "lee", None), ("we help", "acme", 0), ("the one", "kim", 1)]
    line: list[str] = []
    for text, author, above in steps:
        server.now += MINUTE
        parent = post if above is None else line[above]
        line.append(server.comment(text, author, reply_to=parent))
    server.comment("elsewhere", "zoe", reply_to=post)
    server.comment("beside", "zoe", reply_to=line[1])
    server.comment("[removed]", "zoe", reply_to=line[2])
    for text, author, above in [("so sorry", "acme", 2), ("me too", "ann", 3), ("hm", "zoe", 4)]:
        server.now += MINUTE
        line.append(server.comment(text, author, reply_to=line[above]))
    around = server.connect().thread(line[2])
    assert [item.external_id for item in around] == [post, *line[:2], *line[3:]]
    assert {item.thread_key for item in around} == {post}
    (asked,) = (request.url.params for request in server.asked("/comments/"))
    assert (asked["comment"], asked["context"]) == (line[2][3:], "8")
    kinds = [item.kind for item in around if isinstance(item, Mention)]
    talk = MentionKind.COMMENT
    assert kinds == [talk, talk, MentionKind.REPLY, talk]


def test_the_thread_of_a_post_is_what_is_below(server: FakeReddit) -> None:
    """Without the post itself."""
    comment = server.comment("Hello")
    post = str(server.thing(comment)["link_id"])
    assert [item.external_id for item in server.connect().thread(post)] == [comment]


def test_a_private_message_has_no_public_thread(server: FakeReddit) -> None:
    """Nobody is asked about it but who we are."""
    assert list(server.connect().thread(server.message("psst"))) == []
    assert not server.asked("/comments/")


@pytest.mark.parametrize("name", ["t1_404", "t3_404"])
def test_the_thread_of_what_is_gone(server: FakeReddit, name: str) -> None:
    """There is none."""
    with pytest.raises(NetworkError) as caught:
        server.connect().thread(name)
    assert caught.value.error_class is ErrorClass.GONE
