"""Bluesky: pictures that go with a reply."""

from dataclasses import replace

import httpx
import pytest

from social_care.connectors.bluesky import Bluesky
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Prepared, Visibility
from tests.connectors.fake_bluesky import FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import poll, reply_to, through_the_store

PICTURE = Attachment(name="boot.png", mime="image/png", content=b"\x89PNG...", alt="A new boot")


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def prepared(
    sky: FakeBluesky, connector: Bluesky, visibility: Visibility = Visibility.PUBLIC
) -> Prepared:
    """A reply to a new mention."""
    uri = sky.post("My boots leak")
    mention = poll(connector, sky.now).mention(uri)
    return connector.prepare(reply_to(mention, "Here is a new one", visibility), sky.now)


def test_pictures_go_with_a_reply(sky: FakeBluesky) -> None:
    """Handed over as they are, named in the record, each with its description."""
    connector = sky.connect()
    reply = prepared(sky, connector)
    blob = connector.upload(PICTURE)
    assert list(sky.blobs.values()) == [PICTURE.content]
    whole = through_the_store(connector.attach(reply, [(blob, PICTURE)]))
    assert (whole.key, whole.prepared_at) == (reply.key, reply.prepared_at)
    sent = connector.send(whole)
    assert connector.send(whole).external_id == sent.external_id
    embed = sky.records[sent.external_id]["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    (image,) = embed["images"]
    assert image["alt"] == "A new boot"
    assert image["image"]["ref"] == {"$link": next(iter(sky.blobs))}
    assert image["image"]["mimeType"] == "image/png"


@pytest.mark.parametrize(
    ("picture", "problem"),
    [
        (replace(PICTURE, mime="video/mp4"), "takes jpeg"),
        (replace(PICTURE, content=b"x" * 2_000_001), "2000000 are allowed"),
        (replace(PICTURE, alt="x" * 2001), "longer than 2000"),
    ],
)
def test_what_bluesky_will_not_take_is_not_sent(
    sky: FakeBluesky, picture: Attachment, problem: str
) -> None:
    """The agent reads why, with the file's name."""
    with pytest.raises(NetworkError, match=problem) as caught:
        sky.connect().upload(picture)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert "boot.png" in caught.value.message
    assert not sky.blobs


def test_more_than_four_are_refused(sky: FakeBluesky) -> None:
    """Before anything is posted."""
    connector = sky.connect()
    reply = prepared(sky, connector)
    with pytest.raises(NetworkError) as caught:
        connector.attach(reply, [("{}", PICTURE)] * 5)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_a_direct_message_carries_none(sky: FakeBluesky) -> None:
    """It is said instead of leaving the picture out."""
    connector = sky.connect()
    reply = prepared(sky, connector, Visibility.DIRECT)
    with pytest.raises(NetworkError, match="no pictures") as caught:
        connector.attach(reply, [("{}", PICTURE)])
    assert caught.value.error_class is ErrorClass.REFUSED


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("BlobTooLarge", 400), ErrorClass.REFUSED),
        (error("InvalidMimeType", 400), ErrorClass.REFUSED),
        (error("RateLimitExceeded", 429), ErrorClass.RATE),
        (error("InternalServerError", 500), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("slow"), ErrorClass.TRANSIENT),
        (answer({}), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_picture(
    sky: FakeBluesky, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """An upload posts nothing, so it is never an unknown outcome."""
    connector = sky.connect()
    sky.once("uploadBlob", refusal)
    with pytest.raises(NetworkError) as caught:
        connector.upload(PICTURE)
    assert caught.value.error_class is expected
