"""X: pictures, likes, hiding and taking back."""

from collections.abc import Callable

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Visibility
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import KEYS, FakeX
from tests.connectors.test_x_sending import frozen, mentioned, messaged
from tests.connectors.world import reply_to, through_the_store


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


# Pictures

PNG = Attachment(name="map.png", mime="image/png", content=b"\x89PNG" * 10, alt="a map of Leeds")


def test_a_picture_goes_in_pieces_with_its_description(server: FakeX) -> None:
    """And with the reply, under the same key."""
    connector, mention = mentioned(server)
    big = Attachment(name="b.jpg", mime="image/jpeg", content=bytes(range(256)) * 10_000)
    ids = [connector.upload(PNG), connector.upload(big)]
    assert [server.uploads.files[media_id] for media_id in ids] == [PNG.content, big.content]
    assert server.uploads.alts == {ids[0]: "a map of Leeds"}
    assert server.uploads.begun[ids[0]] == {
        "media_type": "image/png",
        "total_bytes": 40,
        "media_category": "tweet_image",
    }
    prepared = connector.prepare(reply_to(mention, "Here"), server.now)
    with_both = connector.attach(prepared, [(ids[0], PNG), (ids[1], big)])
    assert with_both.key == prepared.key
    sent = connector.send(through_the_store(with_both))
    assert server.posts_by_id[sent.external_id]["_media_ids"] == ids
    assert server.connect().find_sent(with_both) == sent  # X has put a link behind the words


def test_a_picture_that_takes_time_is_waited_for(server: FakeX) -> None:
    """As long as X says, and not for ever."""
    gif = Attachment(name="a.gif", mime="image/gif", content=b"GIF89a")
    server.uploads.states = ["pending", "in_progress", "succeeded"]
    connector = server.connect()
    media_id = connector.upload(gif)
    assert server.uploads.begun[media_id]["media_category"] == "tweet_gif"
    assert server.waits == [3, 3]
    server.uploads.states = ["pending"] * 20
    with pytest.raises(NetworkError, match="busy") as caught:
        connector.upload(gif)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    server.uploads.states = ["failed"]
    with pytest.raises(NetworkError) as refused:
        connector.upload(gif)
    assert refused.value.error_class is ErrorClass.REFUSED


@pytest.mark.parametrize(
    "attachment",
    [
        Attachment(name="a.pdf", mime="application/pdf", content=b"%PDF"),
        Attachment(name="a.png", mime="image/png", content=b""),
        Attachment(name="a.png", mime="image/png", content=b"x" * (5 * 1024 * 1024 + 1)),
        Attachment(name="a.png", mime="image/png", content=b"x", alt="a" * 1001),
    ],
)
def test_what_x_does_not_take_is_not_sent(server: FakeX, attachment: Attachment) -> None:
    """Not one byte of it."""
    with pytest.raises(NetworkError) as caught:
        server.connect().upload(attachment)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == 0


def test_too_many_pictures_are_refused(server: FakeX) -> None:
    """Four, or one GIF; none in a direct message."""
    connector, mention = mentioned(server)
    prepared = connector.prepare(reply_to(mention, "Here"), server.now)
    gif = Attachment(name="a.gif", mime="image/gif", content=b"GIF89a")
    for several in ([PNG] * 5, [PNG, gif]):
        with pytest.raises(NetworkError, match="takes"):
            connector.attach(prepared, [("1", one) for one in several])
    private = connector.prepare(reply_to(mention, "Here", Visibility.DIRECT), server.now)
    with pytest.raises(NetworkError, match="direct message"):
        connector.attach(private, [("1", PNG)])


def test_pictures_need_the_newer_log_in(server: FakeX) -> None:
    """Said with its remedy, and without a call."""
    server.account = dict(KEYS)
    with pytest.raises(NetworkError, match="OAuth 2") as caught:
        server.connect().upload(PNG)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert server.calls() == 0


# Small acts


def test_likes_and_hiding(server: FakeX) -> None:
    """Both can be done twice."""
    connector, mention = mentioned(server)
    for _ in range(2):
        connector.like(reply_to(mention, "").target)
        connector.hide(mention.external_id)
    assert server.liked == server.hidden == {mention.external_id}


def test_a_message_cannot_be_liked_or_hidden(server: FakeX) -> None:
    """There is nothing to call for that."""
    connector, mention = messaged(server)
    calls = server.calls()
    target = reply_to(mention, "").target
    acts: list[Callable[[], None]] = [
        lambda: connector.like(target),
        lambda: connector.hide(mention.external_id),
        lambda: connector.delete("../tweets"),
    ]
    for act in acts:
        with pytest.raises(NetworkError) as caught:
            act()
        assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == calls


def test_a_message_of_ours_can_be_taken_back(server: FakeX) -> None:
    """By the same name under which it was sent."""
    connector, mention = messaged(server)
    sent = connector.send(frozen(connector, reply_to(mention, "Thank you"), server.now))
    connector.delete(sent.external_id)
    assert [event["text"] for event in server.events] == ["My address is ..."]


def test_what_x_does_not_delete_is_not_called_deleted(server: FakeX) -> None:
    """It says so with a 200."""
    connector = server.connect()
    server.once("/2/tweets", answer({"data": {"deleted": False}}))
    with pytest.raises(NetworkError) as caught:
        connector.delete("1900000000000000001")
    assert caught.value.error_class is ErrorClass.REFUSED
