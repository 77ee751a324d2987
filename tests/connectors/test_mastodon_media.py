"""Mastodon: pictures that go with a reply."""

from dataclasses import replace

import httpx
import pytest

from social_care.connectors.mastodon import Mastodon
from social_care.connectors.mastodon.media import LOOKS
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Prepared
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import poll, reply_to, through_the_store

PICTURE = Attachment(name="boot.png", mime="image/png", content=b"\x89PNG...", alt="A new boot")


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


def connected(server: FakeMastodon) -> Mastodon:
    """A connector that knows what the server takes."""
    connector = server.connect()
    connector.check()
    return connector


def prepared(server: FakeMastodon, connector: Mastodon) -> Prepared:
    """A reply to a new mention."""
    mention_id = server.post("My boots leak")
    mention = poll(connector, server.now).mention(mention_id)
    return connector.prepare(reply_to(mention, "Here is a new one"), server.now)


def test_a_picture_goes_with_a_reply(server: FakeMastodon) -> None:
    """With its description, under the key the reply had."""
    connector = connected(server)
    reply = prepared(server, connector)
    media_id = connector.upload(PICTURE)
    assert server.pictures.taken == [
        {"id": media_id, "name": "boot.png", "mime": "image/png", "alt": "A new boot"}
    ]
    whole = through_the_store(connector.attach(reply, [(media_id, PICTURE)]))
    assert (whole.key, whole.prepared_at) == (reply.key, reply.prepared_at)
    sent = connector.send(whole)
    assert server.status(sent.external_id)["media_attachments"] == [{"id": media_id}]
    found = server.connect().find_sent(whole)
    assert found is not None
    assert found.external_id == sent.external_id


def test_what_the_server_takes_is_learnt_from_it(server: FakeMastodon) -> None:
    """Pictures only: films are no answer to a customer."""
    limits = connected(server).media_limits
    assert limits.mimes == ("image/jpeg", "image/png")
    assert (limits.most, limits.max_bytes, limits.alt_length) == (2, 1000, 100)


@pytest.mark.parametrize(
    ("picture", "problem"),
    [
        (replace(PICTURE, mime="video/mp4"), "takes jpeg, png"),
        (replace(PICTURE, content=b"x" * 1001), "1000 are allowed"),
        (replace(PICTURE, alt="x" * 101), "longer than 100"),
    ],
)
def test_what_it_will_not_take_is_not_sent(
    server: FakeMastodon, picture: Attachment, problem: str
) -> None:
    """The agent reads why, with the file's name."""
    connector = connected(server)
    with pytest.raises(NetworkError, match=problem) as caught:
        connector.upload(picture)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert "boot.png" in caught.value.message
    assert not server.pictures.taken


def test_more_pictures_than_it_takes_are_refused(server: FakeMastodon) -> None:
    """Before anything is posted."""
    connector = connected(server)
    reply = prepared(server, connector)
    with pytest.raises(NetworkError) as caught:
        connector.attach(reply, [(str(number), PICTURE) for number in range(3)])
    assert caught.value.error_class is ErrorClass.REFUSED


def test_a_picture_the_server_works_on_is_waited_for(server: FakeMastodon) -> None:
    """A reply that names it too early would be refused."""
    connector = connected(server)
    server.pictures.processing = 3
    media_id = connector.upload(PICTURE)
    assert len(server.asked(f"/api/v1/media/{media_id}")) == 4
    assert server.waits == sorted(server.waits)


def test_it_is_not_waited_for_for_ever(server: FakeMastodon) -> None:
    """The reply is tried again later; nothing was posted."""
    connector = connected(server)
    server.pictures.processing = 1000
    with pytest.raises(NetworkError) as caught:
        connector.upload(PICTURE)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    assert len(server.asked("/api/v1/media/")) == LOOKS
    assert sum(server.waits) < 60


def test_a_file_that_is_no_picture_after_all_is_refused(server: FakeMastodon) -> None:
    """The server finds out while it works on it."""
    connector = connected(server)
    server.pictures.processing = 5
    server.once("/api/v1/media/", answer({"error": "Error processing thumbnail"}, 422))
    with pytest.raises(NetworkError, match="thumbnail") as caught:
        connector.upload(PICTURE)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_an_older_server_is_handed_it_the_older_way(server: FakeMastodon) -> None:
    """It knows only the first call."""
    connector = connected(server)
    server.once("/v2/media", httpx.Response(404, headers=HTML))
    server.once("/v1/media", answer({"id": "77"}))
    assert connector.upload(PICTURE) == "77"


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"error": "outside the authorized scopes"}, 403), ErrorClass.PERMISSION),
        (answer({"error": "File type is not supported"}, 422), ErrorClass.REFUSED),
        (answer({"error": "Too many requests"}, 429), ErrorClass.RATE),
        (httpx.Response(500), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("slow"), ErrorClass.TRANSIENT),
        (answer({}), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_picture(
    server: FakeMastodon, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """An upload posts nothing, so it is never an unknown outcome."""
    connector = connected(server)
    server.once("/v2/media", refusal)
    with pytest.raises(NetworkError) as caught:
        connector.upload(PICTURE)
    assert caught.value.error_class is expected
