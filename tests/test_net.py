"""The one door: what is tried again, what is never, and what an error may say."""

import gzip
import json
import logging
from collections.abc import Callable

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.net import NOBODY_THERE, READ_TRIES, Answer, Door, NetSettings

BASE = "https://social.example"
Handler = Callable[[httpx.Request], httpx.Response]


class Network:
    """Reacts to requests in turn, the last reaction for ever, and remembers them."""

    def __init__(self, *reactions: httpx.Response | Exception) -> None:
        self.reactions = list(reactions)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reaction = self.reactions[min(len(self.requests), len(self.reactions)) - 1]
        if isinstance(reaction, Exception):
            raise reaction
        return reaction

    def door(self, settings: NetSettings | None = None, base: str = BASE) -> Door:
        """A door to it that waits for nothing."""
        transport = httpx.MockTransport(self)
        return Door(base, settings, transport=transport, wait=self.waits.append)


def redirect(to: str, status: int = 302) -> httpx.Response:
    """Sends us elsewhere."""
    return httpx.Response(status, headers={"location": to})


def class_of(call: Callable[[], object]) -> ErrorClass:
    """The class of the error this call ends with."""
    with pytest.raises(NetworkError) as caught:
        call()
    return caught.value.error_class


# Reads


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("closed without an answer"),
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
    ],
)
def test_a_passing_fault_of_a_read_is_tried_again(fault: httpx.Response | Exception) -> None:
    """Three times in vain, the fourth time well."""
    network = Network(fault, fault, fault, httpx.Response(200, json=[1]))
    assert network.door().get("/list").json() == [1]
    assert len(network.requests) == READ_TRIES


def test_waits_grow_and_stay_short() -> None:
    """Exponential with jitter, through the injected wait."""
    network = Network(httpx.Response(503))
    network.door().get("/list")
    first, second, third = network.waits
    assert 0.5 <= first <= 1
    assert 1 <= second <= 2
    assert 2 <= third <= 4


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 422, 429, 501])
def test_an_answer_that_trying_again_cannot_change_is_given_at_once(status: int) -> None:
    """Least of all 429: that would ask for more of what was too much."""
    network = Network(httpx.Response(status))
    assert network.door().get("/list").status == status
    assert len(network.requests) == 1


def test_the_last_failure_of_a_read_is_an_answer_or_transient() -> None:
    """A status is for the connector to judge; silence is TRANSIENT."""
    assert Network(httpx.Response(503)).door().get("/list").status == 503
    silent = Network(httpx.ReadTimeout("slow"))
    assert class_of(lambda: silent.door().get("/list")) is ErrorClass.TRANSIENT
    assert len(silent.requests) == READ_TRIES


def test_what_can_do_without_an_answer_is_asked_less_often() -> None:
    """Whoever waits for a person's check does not wait for a server that is down."""
    network = Network(httpx.Response(503))
    assert network.door().get("/list", tries=2).status == 503
    assert len(network.requests) == 2
    assert len(network.waits) == 1


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Sun, 01 Nov 2026 09:00:00 GMT", 1_793_523_600_000),
        ("Sun, 01 Nov 2026 10:00:00 +0100", 1_793_523_600_000),
        ("Sun, 01 Nov 2026 09:00:00 -0000", None),
        ("yesterday", None),
        ("", None),
        ("Sun, 99 Nov 99999 09:00:00 GMT", None),
        (None, None),
    ],
)
def test_an_answer_says_what_time_it_was_there(date: str | None, expected: int | None) -> None:
    """If it says so at all, and with a zone."""
    headers = {} if date is None else {"Date": date}
    assert Network(httpx.Response(200, headers=headers)).door().get("/").sent_at == expected


def test_lists_in_parameters_are_repeated() -> None:
    """types[]=mention, and reasons twice."""
    network = Network(httpx.Response(200))
    network.door().get("/list", {"types[]": ["mention"], "reasons": ["a", "b"], "limit": 40})
    query = "types%5B%5D=mention&reasons=a&reasons=b&limit=40"
    assert network.requests[0].url.query.decode() == query


# Redirects


def test_a_read_follows_to_the_same_host_only() -> None:
    """With its token; to http after https, or to a stranger, never."""
    network = Network(redirect("/there?x=1"), httpx.Response(200, json={}))
    headers = {"Authorization": "Bearer tok-en-42"}
    assert network.door().get("/here", {"q": "boots"}, headers).status == 200
    assert str(network.requests[1].url) == f"{BASE}/there?x=1"
    assert network.requests[1].headers["Authorization"] == "Bearer tok-en-42"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/x", "http://social.example/x"]
)
def test_a_read_is_not_led_astray(elsewhere: str) -> None:
    """The token stays with the host it belongs to, and on an encrypted way."""
    network = Network(redirect(elsewhere), httpx.Response(200))
    assert class_of(lambda: network.door().get("/here")) is ErrorClass.TRANSIENT
    assert len(network.requests) == 1


def test_a_plain_address_may_lead_to_the_encrypted_one() -> None:
    """A server that insists on https is followed there."""
    network = Network(redirect("https://social.example/x"), httpx.Response(200))
    assert network.door(base="http://social.example").get("/x").status == 200


def test_redirects_in_a_circle_end() -> None:
    """Not only in a circle: five are enough."""
    network = Network(redirect("/round"))
    assert class_of(lambda: network.door().get("/round")) is ErrorClass.TRANSIENT
    assert len(network.requests) == 6


def test_a_write_is_not_redirected() -> None:
    """It says that nothing was posted where that is sure, and nothing where it is not."""
    network = Network(redirect("/there", 308))
    assert class_of(lambda: network.door().post("/here", json={})) is ErrorClass.REFUSED
    assert Network(redirect("/there", 302)).door().post("/here", json={}).status == 302
    assert len(network.requests) == 1


def test_where_nobody_answers_the_port_and_what_to_look_at_are_told() -> None:
    network = Network(*[httpx.ConnectError("refused")] * READ_TRIES)
    with pytest.raises(NetworkError) as caught:
        network.door(base="http://social.example:8443").get("/api")
    assert caught.value.message == "GET social.example:8443/api: ConnectError refused"
    assert caught.value.remedy == NOBODY_THERE


# Writes


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx.ConnectError("refused"), ErrorClass.TRANSIENT),
        (httpx.ConnectTimeout("nobody"), ErrorClass.TRANSIENT),
        (httpx.PoolTimeout("busy"), ErrorClass.TRANSIENT),
        (httpx.ReadTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.WriteTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ReadError("reset"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.WriteError("reset"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.RemoteProtocolError("closed"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.DecodingError("not gzip"), ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_lost_write_is_unknown_unless_it_never_left(
    fault: Exception, expected: ErrorClass
) -> None:
    """And it is never tried again."""
    network = Network(fault)
    assert class_of(lambda: network.door().post("/statuses", json={})) is expected
    assert len(network.requests) == 1
    assert not network.waits


def test_a_failed_write_is_not_tried_again_either() -> None:
    """A 500 may have posted."""
    network = Network(httpx.Response(500))
    assert network.door().post("/statuses", json={}).status == 500
    assert len(network.requests) == 1


def test_a_lost_log_in_posted_nothing() -> None:
    """Whatever happened to it, it can be repeated."""
    network = Network(httpx.ReadTimeout("slow"))
    call = network.door().post
    assert class_of(lambda: call("/session", json={}, harmless=True)) is ErrorClass.TRANSIENT


# Bodies


def test_an_answer_that_is_too_big_is_cut_off() -> None:
    """After decompression: a small answer can hide a huge one."""
    bomb = gzip.compress(b" " * 500_000)
    network = Network(
        httpx.Response(200, headers={"content-encoding": "gzip"}, content=bomb),
    )
    door = network.door(NetSettings(max_bytes=100_000))
    assert class_of(lambda: door.get("/list")) is ErrorClass.TRANSIENT
    assert class_of(lambda: door.post("/list")) is ErrorClass.UNKNOWN_OUTCOME
    assert len(network.requests) == 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<h1>Hello</h1>", b"[" * 100_000, b"\xff\xfe", b'{"a": 1', b"9" * 5000]
)
def test_a_body_that_is_not_json_is_no_crash(body: bytes) -> None:
    """TRANSIENT for a read; after a write we cannot know what it would have said."""
    network = Network(httpx.Response(200, content=body))
    door = network.door()
    assert class_of(lambda: door.get("/x").json()) is ErrorClass.TRANSIENT
    assert class_of(lambda: door.post("/x").json()) is ErrorClass.UNKNOWN_OUTCOME


def test_json_texts_can_be_stored() -> None:
    """Half a surrogate pair and NUL are legal in JSON, and no database keeps them."""
    body = json.dumps({"k\ud800": ["a\ud83d\ude00\udc00b\x00", {"n": 1}, None, True]})
    found = Network(httpx.Response(200, content=body.encode())).door().get("/x").json()
    json.dumps(found, ensure_ascii=False).encode()
    ((key, (text, number, *rest)),) = found.items()
    assert key == "k\ufffd"
    assert text.startswith("a\U0001f600")
    assert "\x00" not in text
    assert (number, rest) == ({"n": 1}, [None, True])


# Secrets


def test_no_error_holds_the_token() -> None:
    """Not even when the server or the library repeats it."""
    secret = "s3cr3t-t0ken-value"
    headers = {"Authorization": f"Bearer {secret}"}
    network = Network(httpx.ReadError(f"while sending {secret}"))
    for call in (network.door().get, network.door().post):
        with pytest.raises(NetworkError) as caught:
            call("/x", headers=headers)
        assert secret not in str(caught.value)
    answer = Network(httpx.Response(422)).door().get("/x", headers=headers)
    assert secret not in str(answer.failure(ErrorClass.REFUSED, f"bad {secret}", now=0))
    assert secret not in repr(answer)


def test_a_query_is_not_told() -> None:
    """Searches and tokens stand there."""
    network = Network(httpx.ConnectError("refused"))
    with pytest.raises(NetworkError) as caught:
        network.door().get("/api/search", {"q": "private words"})
    assert "private" not in str(caught.value)
    assert "social.example/api/search" in str(caught.value)


def test_a_failure_says_what_where_and_until_when() -> None:
    """One line, cut, and a time for RATE alone."""
    answer = Answer(asked="GET x/y", status=429, headers={"Retry-After": "60"})
    error = answer.failure(ErrorClass.RATE, "slow\n\x1b[31mdown " + "x" * 900, now=1_000_000)
    assert error.message.startswith("GET x/y answered 429: slow")
    assert "\n" not in error.message
    assert len(error.message) < 350
    assert error.retry_at == 1_060_000
    assert answer.failure(ErrorClass.AUTH, now=0).retry_at is None


# The log


def test_no_query_is_logged_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    """Tokens and keys stand in it; where we ask may be known."""
    caplog.set_level(logging.DEBUG)
    network = Network(redirect(f"{BASE}/feed?key=s3cret"), httpx.Response(200))
    network.door().get("/old", {"input_token": "s3cret", "q": "acme"})
    assert f"GET {BASE}/feed " in caplog.text
    assert "s3cret" not in caplog.text
    assert str(network.requests[0].url).endswith("?input_token=s3cret&q=acme")
