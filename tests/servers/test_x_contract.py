"""Every call of the X connector, and every answer of our fake X, held to X's own description.

Prism stands between the two: it refuses calls that X does not describe, and answers in which the
fake strays from what X describes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from social_care.connectors.context import ConnectorContext
from social_care.connectors.x import X
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Visibility
from tests.connectors.fake_x import KEYS, FakeX
from tests.connectors.world import MINUTE, Polled, poll, reply_to
from tests.servers.launch import launched

HOPS = {"host", "connection", "content-length", "transfer-encoding", "content-encoding", "date"}


@contextmanager
def listening(fake: FakeX, base_url: str, port: int) -> Iterator[None]:
    """The fake on a port of the loopback; it believes to be at `base_url`, as signatures do."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            super().handle_one_request()
            self.close_connection = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            request = httpx.Request(
                self.command, base_url + self.path, headers=list(self.headers.items()), content=body
            )
            response = fake.transport.handle_request(request)
            content = response.read()
            self.send_response(response.status_code)
            for name, value in response.headers.items():
                if name.lower() not in HOPS:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - names of http.server's

        def log_message(self, *words: object) -> None:
            """Not into the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def prism() -> Iterator[dict[str, Any]]:
    with launched("x_contract") as place:
        yield place


@pytest.fixture(params=["OAuth 2", "four keys", "an app beside"])
def fake(prism: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[FakeX]:
    """Behind Prism, with each way of being logged in."""
    fake = FakeX()
    fake.account |= {"base_url": prism["base_url"], "queries": ['parcel -"give away" lang:en']}
    if request.param == "four keys":
        del fake.account["client_id"]
        fake.account |= KEYS
    elif request.param == "an app beside":
        fake.account["bearer_token"] = "env:BEARER"
    with listening(fake, prism["base_url"], prism["fake_port"]):
        yield fake


def connected(fake: FakeX) -> X:
    """Over real connections."""
    context = ConnectorContext(
        clock=fake.clock,
        secret=fake.secrets.__getitem__,
        vault=fake.vault,
        ledger=fake.ledger,
        wait=fake.waits.append,
    )
    return X.from_settings({"name": "acme-x", **fake.account}, context)


def polled(fake: FakeX, connector: X) -> Polled:
    """A minute later."""
    fake.now += MINUTE
    return poll(connector, fake.now)


def test_reading_keeps_to_the_contract(fake: FakeX) -> None:
    fake.user("kim", verified=True, verified_type="blue")
    asked = fake.post("where is my <parcel> & why? https://acme.example/orders?id=1")
    ours = fake.post_as_us("Which one?", reply_to=asked)
    found = fake.post("a parcel of boots", "lee", mention=False)
    messages = [fake.message("my address is ..."), fake.message("Thank you", "acme", to="kim")]
    for number in range(12):
        fake.post(f"and another {number}", "sam")
    fake.page_size = 5
    connector = connected(fake)
    health = connector.check()
    assert (health.own_id, health.own_handle) == ("42", "acme")
    everything = polled(fake, connector)
    assert everything.mention(asked).text.startswith("@acme where is my <parcel> & why?")
    assert not everything.mention(found).can_reply
    assert ours in {post.external_id for post in everything.own_posts}
    assert everything.mention(f"dm:{messages[0]}").visibility is Visibility.DIRECT
    assert {item.external_id for item in connector.thread(asked)} == {ours}
    connector.close()


def test_looking_again_keeps_to_the_contract(fake: FakeX) -> None:
    edited, stays, goes = (fake.post(text) for text in ("one", "two", "three"))
    connector = connected(fake)
    polled(fake, connector)
    fake.edit(edited, "@acme one and a half")
    fake.delete(goes)
    looked = connector.look_up([edited, stays, goes], fake.now)
    assert list(looked.gone) == [goes]
    assert {item.external_id: item.text for item in looked.found} == {
        edited: "@acme one and a half",
        stays: "@acme two",
    }
    connector.close()


def test_writing_keeps_to_the_contract(fake: FakeX) -> None:
    asked, sent_us = fake.post("where is my parcel?"), fake.message("my address is ...")
    connector = connected(fake)
    seen = polled(fake, connector)
    mention, message = seen.mention(asked), seen.mention(f"dm:{sent_us}")
    public = connector.prepare(reply_to(mention, "On its way"), fake.now)
    private = connector.prepare(reply_to(message, "Thank you"), fake.now)
    for prepared in (public, private):
        assert connector.find_sent(prepared) is None
        sent = connector.send(prepared)
        found = connector.find_sent(prepared)
        assert found is not None
        assert found.external_id == sent.external_id
        connector.delete(sent.external_id)
    connector.like(reply_to(mention, "").target)
    connector.hide(mention.external_id)
    assert fake.liked == fake.hidden == {asked}
    connector.close()


def test_pictures_keep_to_the_contract(fake: FakeX) -> None:
    asked = fake.post("where is my parcel?")
    connector = connected(fake)
    mention = polled(fake, connector).mention(asked)
    picture = Attachment(name="map.png", mime="image/png", content=b"\x89PNG" * 9, alt="a map")
    if "client_id" not in fake.account:
        with pytest.raises(NetworkError, match="OAuth 2"):
            connector.upload(picture)
        connector.close()
        return
    media_id = connector.upload(picture)
    prepared = connector.prepare(reply_to(mention, "Here it is"), fake.now)
    sent = connector.send(connector.attach(prepared, [(media_id, picture)]))
    assert fake.posts_by_id[sent.external_id]["_media_ids"] == [media_id]
    assert fake.uploads.alts == {media_id: "a map"}
    connector.close()


def test_an_answer_off_the_contract_is_noticed(fake: FakeX) -> None:
    """Or none of the tests above would prove anything."""
    fake.user("kim", username="a name much too long for X")
    fake.post("where is my parcel?")
    connector = connected(fake)
    connector.check()
    with pytest.raises(NetworkError) as caught:
        polled(fake, connector)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    connector.close()


def test_a_call_off_the_contract_is_noticed(fake: FakeX) -> None:
    connector = connected(fake)
    calls = fake.calls()
    with pytest.raises(NetworkError, match="422"):
        connector._api.tweepy.get_users_mentions("42", max_results=3)
    assert fake.calls() == calls
    connector.close()
