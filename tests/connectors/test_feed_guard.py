"""No feed leads us into our own network: not by its address, its name, or a redirect."""

from collections.abc import Sequence

import httpx
import pytest

from social_care.connectors.feed import Feed
from social_care.connectors.feed.guard import Guard, Pinned, direct, is_proxied, is_public
from social_care.errors import ErrorClass, NetworkError
from social_care.net import NetSettings
from tests.connectors.fake_feed import URL, FakeFeed
from tests.connectors.feed_kit import article, stream_of
from tests.connectors.world import NOW, budget

PUBLIC = "93.184.216.34"
PROXIES = [f"{name}_proxy" for name in ("http", "https", "all")]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on how this machine reaches the internet."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def refused(fake: FakeFeed, feed: Feed) -> NetworkError:
    """The error of a poll that must not reach a private address."""
    with pytest.raises(NetworkError) as caught:
        feed.fetch(stream_of(feed), None, budget(fake.now))
    return caught.value


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "no number",
    ],
)
def test_what_is_not_the_open_internet_is_private(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_the_open_internet_is_not(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254"])
def test_a_private_address_is_never_asked(host: str) -> None:
    fake = FakeFeed(feeds=[f"http://{host}/feed"])
    error = refused(fake, fake.connect())
    assert error.error_class is ErrorClass.PERMISSION
    assert "allow_private = true" in error.remedy
    assert not fake.requests


@pytest.mark.parametrize("numbers", [["10.0.0.5"], [PUBLIC, "10.0.0.5"]])
def test_a_name_that_stands_for_a_private_address_is_never_asked(numbers: Sequence[str]) -> None:
    fake = FakeFeed()
    error = refused(fake, fake.connect(resolve=lambda _: numbers))
    assert error.error_class is ErrorClass.PERMISSION
    assert "blog.example (10.0.0.5)" in error.message
    assert not fake.requests


@pytest.mark.parametrize("to", ["http://127.0.0.1:8080/admin", "file:///etc/passwd"])
def test_a_redirect_into_our_own_network_is_not_followed(to: str) -> None:
    fake = FakeFeed()
    fake.once(URL, httpx.Response(301, headers={"location": to}))
    assert refused(fake, fake.connect()).error_class in {
        ErrorClass.PERMISSION,
        ErrorClass.TRANSIENT,
    }
    assert [str(request.url) for request in fake.requests][:1] == [URL]
    assert {request.url.host for request in fake.requests} == {"blog.example"}


def test_whoever_wants_private_feeds_can_have_them() -> None:
    url = "http://10.0.0.5/feed"
    fake = FakeFeed(feeds=[url], allow_private=True)
    fake.put(article(1, NOW), url=url)
    feed = fake.connect()
    assert feed.fetch(stream_of(feed), None, budget(NOW)).mentions


@pytest.mark.parametrize("fault", [OSError("no such name"), UnicodeError("too long")])
def test_a_name_that_stands_for_nothing_is_tried_later(fault: Exception) -> None:
    def unknown(host: str) -> Sequence[str]:
        raise fault

    fake = FakeFeed()
    error = refused(fake, fake.connect(resolve=unknown))
    assert error.error_class is ErrorClass.TRANSIENT
    assert "blog.example cannot be found" in error.message


def test_the_connection_goes_to_the_number_that_was_looked_at() -> None:
    """Under the host's name, for the server and for TLS."""
    seen: list[httpx.Request] = []

    def inner(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    guard = Guard(allow_private=False, resolve=lambda _: [PUBLIC])
    client = httpx.Client(transport=Pinned(httpx.MockTransport(inner), guard))
    answer = client.get("https://blog.example:8443/feed?a=1")
    assert str(seen[0].url) == f"https://{PUBLIC}:8443/feed?a=1"
    assert seen[0].headers["host"] == "blog.example:8443"
    assert seen[0].extensions["sni_hostname"] == "blog.example"
    assert str(answer.request.url) == "https://blog.example:8443/feed?a=1"
    client.close()


def test_a_name_that_changes_its_meaning_on_the_way_is_caught() -> None:
    """It is public when the address is looked at and private when the connection is made."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    guard = Guard(allow_private=False, resolve=lambda _: next(answers))
    guard.vet("http://blog.example/feed")
    transport = direct(NetSettings(), guard)
    with pytest.raises(NetworkError) as caught:
        transport.handle_request(httpx.Request("GET", "http://blog.example/feed"))
    assert caught.value.error_class is ErrorClass.PERMISSION
    transport.close()


def test_behind_a_proxy_names_are_the_proxy_s_business() -> None:
    """Our own resolver may know none of them; what is plainly private is refused all the same."""

    def resolve(host: str) -> Sequence[str]:
        raise AssertionError(host)

    guard = Guard(allow_private=False, resolves=False, resolve=resolve)
    guard.vet("https://blog.example/feed")
    for url in ("http://127.0.0.1/", "http://localhost/", "http://a.localhost:8080/"):
        with pytest.raises(NetworkError):
            guard.vet(url)


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_of_the_environment_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_proxied(NetSettings())
    assert is_proxied(NetSettings(proxy="http://proxy.example:3128"))
    monkeypatch.setenv(name, "http://proxy.example:3128")
    assert is_proxied(NetSettings())
