"""The one door: what is counted and looked at before a call leaves, and where it may lead."""

from collections.abc import Mapping

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.net import READ_TRIES, Door, NetSettings
from tests.test_net import BASE, Network, class_of, redirect

LOGGED_IN = {"Authorization": "Bearer tok-en-42", "Cookie": "id=1", "If-None-Match": '"v1"'}


class Notes:
    """A pace that writes down what it is told, and lets so many calls through."""

    def __init__(self, allowed: int = 99) -> None:
        self.allowed = allowed
        self.told: list[tuple[object, ...]] = []

    def before(self, bucket: str, *, wrote: bool) -> None:
        """One call fewer."""
        if not self.allowed:
            raise NetworkError(ErrorClass.RATE, "enough", retry_at=7)
        self.allowed -= 1
        self.told.append(("before", bucket, wrote))

    def after(self, bucket: str, status: int, headers: Mapping[str, str]) -> None:
        """An answer."""
        self.told.append(("after", bucket, status, headers.get("x-left")))


def door(network: Network, **options: object) -> Door:
    """A door to it that waits for nothing."""
    transport = httpx.MockTransport(network)
    return Door(BASE, transport=transport, wait=network.waits.append, **options)  # type: ignore[arg-type]


# The pace


def test_every_call_is_counted_before_it_leaves_and_learnt_from_after() -> None:
    """In the bucket it belongs to; a log-in writes nothing."""
    pace, network = Notes(), Network(httpx.Response(200, headers={"x-left": "3"}))
    made = door(network, pace=pace)
    made.get("/list")
    made.get("/search", bucket="searches")
    made.post("/statuses", json={})
    made.post("/token", data={}, harmless=True, bucket="log-in")
    assert pace.told == [
        ("before", "reads", False),
        ("after", "reads", 200, "3"),
        ("before", "searches", False),
        ("after", "searches", 200, "3"),
        ("before", "writes", True),
        ("after", "writes", 200, "3"),
        ("before", "log-in", False),
        ("after", "log-in", 200, "3"),
    ]


def test_tries_and_redirects_are_calls_too() -> None:
    """The network counts each of them."""
    pace = Notes()
    door(Network(httpx.Response(503)), pace=pace).get("/list")
    assert len(pace.told) == 2 * READ_TRIES
    pace = Notes()
    door(Network(redirect("/there"), httpx.Response(200)), pace=pace).get("/here")
    assert [told[0] for told in pace.told] == ["before", "after"] * 2


def test_what_the_pace_forbids_never_leaves() -> None:
    """Nor is it tried again; nobody may take a reply for posted."""
    network = Network(httpx.Response(200))
    for call in (door(network, pace=Notes(0)).get, door(network, pace=Notes(0)).post):
        with pytest.raises(NetworkError) as caught:
            call("/x")
        assert (caught.value.error_class, caught.value.retry_at) == (ErrorClass.RATE, 7)
    assert (network.requests, network.waits) == ([], [])


def test_a_call_that_was_lost_taught_nothing() -> None:
    """It counts all the same."""
    pace = Notes()
    made = door(Network(httpx.ReadTimeout("slow")), pace=pace)
    assert class_of(lambda: made.post("/x")) is ErrorClass.UNKNOWN_OUTCOME
    assert pace.told == [("before", "writes", True)]


# Every address is looked at


def test_every_address_is_looked_at_before_it_is_asked() -> None:
    """Those that redirects lead to, and those of writes."""
    seen: list[str] = []
    network = Network(redirect("/there?x=1"), httpx.Response(200))
    made = door(network, vet=seen.append)
    made.get("/here", {"q": "boots"})
    made.post("/post")
    assert seen == [f"{BASE}/here?q=boots", f"{BASE}/there?x=1", f"{BASE}/post"]


def test_a_forbidden_address_is_not_asked() -> None:
    """However we were led to it; and trying again would not make it better."""

    def vet(address: str) -> None:
        if "10.0.0.1" in address:
            raise NetworkError(ErrorClass.PERMISSION, "that is inside")

    network = Network(redirect("http://10.0.0.1/admin"), httpx.Response(200))
    made = door(network, vet=vet, roams=True)
    assert class_of(lambda: made.get("/feed")) is ErrorClass.PERMISSION
    assert [request.url.host for request in network.requests] == ["social.example"]
    assert class_of(lambda: made.post("http://10.0.0.1/x")) is ErrorClass.PERMISSION
    assert len(network.requests) == 1


# Roaming


def test_a_door_that_roams_follows_to_strangers_without_what_logs_us_in() -> None:
    """For good, even when the stranger sends us home again."""
    network = Network(
        redirect("/feed.xml", 301),
        redirect("https://other.example/feed", 301),
        redirect("https://other.example/feed/", 301),
        redirect(f"{BASE}/back", 301),
        httpx.Response(200, content=b"<rss/>"),
    )
    answer = door(network, roams=True).get("/feed", headers=LOGGED_IN)
    assert (answer.content, answer.url, answer.moved) == (b"<rss/>", f"{BASE}/back", True)
    sent = [
        ("authorization" in request.headers, "cookie" in request.headers)
        for request in network.requests
    ]
    assert sent == [(True, True)] * 2 + [(False, False)] * 3
    assert all(request.headers["if-none-match"] == '"v1"' for request in network.requests)


@pytest.mark.parametrize("elsewhere", ["http://social.example/x", "https://evil.example/x"])
def test_what_logs_us_in_goes_no_less_safe_way(elsewhere: str) -> None:
    """Not to strangers, and not unencrypted."""
    network = Network(redirect(elsewhere), httpx.Response(200))
    door(network, roams=True, headers=LOGGED_IN).get("/feed")
    assert "authorization" in network.requests[0].headers
    assert not {"authorization", "cookie"} & set(network.requests[1].headers)


def test_an_address_of_its_own_has_a_home_of_its_own() -> None:
    """A read of another server may be led around there, and nowhere else."""
    network = Network(redirect("https://media.example/b"), httpx.Response(200))
    assert door(network).get("https://media.example/a").status == 200
    network = Network(redirect(f"{BASE}/b"), httpx.Response(200))
    assert class_of(lambda: door(network).get("https://media.example/a")) is ErrorClass.TRANSIENT


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([], False),
        ([301], True),
        ([308, 301], True),
        ([302], False),
        ([301, 307], False),
        ([302, 301], False),
    ],
)
def test_only_permanent_redirects_all_the_way_are_a_move(statuses: list[int], moved: bool) -> None:
    """A feed's new address is remembered only then."""
    hops = [redirect(f"/{number}", status) for number, status in enumerate(statuses)]
    answer = door(Network(*hops, httpx.Response(200))).get("/start")
    assert answer.moved is moved
    assert answer.url == f"{BASE}/{len(statuses) - 1 if statuses else 'start'}"


# Other writes


def test_put_and_delete_are_writes_like_any_other() -> None:
    """Once, and unknown when lost."""
    network = Network(httpx.Response(200))
    made = door(network)
    made.post("/statuses/1", method="PUT", json={"a": 1}, params={"v": "2"})
    made.post("/statuses/1", method="DELETE")
    assert [(request.method, str(request.url)) for request in network.requests] == [
        ("PUT", f"{BASE}/statuses/1?v=2"),
        ("DELETE", f"{BASE}/statuses/1"),
    ]
    lost = Network(httpx.ReadTimeout("slow"))
    with pytest.raises(NetworkError, match=r"DELETE social\.example/statuses/1") as caught:
        door(lost).post("/statuses/1", method="DELETE")
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
    assert len(lost.requests) == 1


def test_files_are_sent_with_more_patience() -> None:
    """A picture takes longer than a text; the reader's own patience may be longer still."""
    network = Network(httpx.Response(200))
    made = door(network)
    made.post("/media", files={"file": ("cat.png", b"PNG", "image/png")}, data={"alt": "A cat"})
    made.post("/blob", content=b"PNG", headers={"Content-Type": "image/png"})
    made.post("/statuses", json={})
    first, second, third = network.requests
    assert first.headers["content-type"].startswith("multipart/form-data")
    assert b'filename="cat.png"' in first.content
    assert b"A cat" in first.content
    assert (second.content, second.headers["content-type"]) == (b"PNG", "image/png")
    patience = [request.extensions["timeout"]["read"] for request in network.requests]
    assert patience == [120, 120, 20]
    slow = Door(BASE, NetSettings(read_s=300), transport=httpx.MockTransport(network))
    slow.post("/media", files={"file": b"x"})
    assert network.requests[-1].extensions["timeout"]["read"] == 300
    assert third.headers["content-type"] == "application/json"


def test_the_query_of_an_address_of_its_own_is_not_told() -> None:
    """Signed addresses carry their key there."""
    network = Network(httpx.ConnectError("refused"))
    with pytest.raises(NetworkError) as caught:
        door(network).get("https://media.example/a?X-Amz-Credential=HUSH")
    assert "GET https://media.example/a: " in caught.value.message
    assert "HUSH" not in caught.value.message
