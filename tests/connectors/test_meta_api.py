"""The Graph API's refusals, its allowance, its proof and its pages."""

import json
from typing import Any

import httpx
import pytest

from social_care.connectors.meta.api import page_of, place_of
from social_care.connectors.meta.errors import judge
from social_care.connectors.meta.usage import read_usage, regained_at
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_meta import PAGE, SECRET, TOKEN, refusal
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import MINUTE, NOW, budget, poll


@pytest.fixture
def server() -> FakeFacebook:
    """A Page."""
    return FakeFacebook()


def judged(response: httpx.Response, *, wrote: bool = False) -> NetworkError | None:
    """What our errors make of it."""
    given = Answer(
        asked="GET graph.example/x",
        status=response.status_code,
        headers=response.headers,
        content=response.content,
        wrote=wrote,
    )
    return judge(given, NOW)


# Refusals


@pytest.mark.parametrize(
    ("response", "read", "wrote"),
    [
        (refusal(190, 463), ErrorClass.AUTH, ErrorClass.AUTH),
        (refusal(190, 458), ErrorClass.AUTH, ErrorClass.AUTH),
        (refusal(102), ErrorClass.AUTH, ErrorClass.AUTH),
        (refusal(3), ErrorClass.PERMISSION, ErrorClass.PERMISSION),
        (refusal(10), ErrorClass.PERMISSION, ErrorClass.PERMISSION),
        (refusal(200, status=403), ErrorClass.PERMISSION, ErrorClass.PERMISSION),
        (refusal(299), ErrorClass.PERMISSION, ErrorClass.PERMISSION),
        (refusal(368), ErrorClass.PERMISSION, ErrorClass.PERMISSION),
        (refusal(4), ErrorClass.RATE, ErrorClass.RATE),
        (refusal(32), ErrorClass.RATE, ErrorClass.RATE),
        (refusal(613), ErrorClass.RATE, ErrorClass.RATE),
        (refusal(80001), ErrorClass.RATE, ErrorClass.RATE),
        (refusal(506), ErrorClass.PERMISSION, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(100, 33), ErrorClass.GONE, ErrorClass.GONE),
        (refusal(803, status=404), ErrorClass.GONE, ErrorClass.GONE),
        (refusal(551), ErrorClass.BLOCKED, ErrorClass.BLOCKED),
        (refusal(10, 2018278), ErrorClass.BLOCKED, ErrorClass.BLOCKED),
        (refusal(1, status=500), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(2, status=500), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(-1, status=500), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(1200, 2018012, status=503), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(341), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(9999, is_transient=True), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (refusal(100), ErrorClass.PERMISSION, ErrorClass.REFUSED),
        (refusal(10900), ErrorClass.PERMISSION, ErrorClass.REFUSED),
        (httpx.Response(401), ErrorClass.AUTH, ErrorClass.AUTH),
        (httpx.Response(429), ErrorClass.RATE, ErrorClass.RATE),
        (httpx.Response(418), ErrorClass.PERMISSION, ErrorClass.REFUSED),
        (httpx.Response(503, headers=HTML), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (answer({"error": "gone"}, 500), ErrorClass.TRANSIENT, ErrorClass.UNKNOWN_OUTCOME),
        (answer({"error": {"code": "x"}}, 400), ErrorClass.PERMISSION, ErrorClass.REFUSED),
    ],
)
def test_what_a_refusal_means(response: httpx.Response, read: str, wrote: str) -> None:
    """By the number in the body; where there is none, by the status."""
    as_read, as_write = judged(response), judged(response, wrote=True)
    assert as_read is not None
    assert as_write is not None
    assert (as_read.error_class, as_write.error_class) == (read, wrote)


def test_a_success_is_no_refusal() -> None:
    """Whatever else it holds."""
    assert judged(answer({"id": "1"})) is None


def test_metas_own_words_reach_the_agent() -> None:
    """With the number, which is what one finds in Meta's pages."""
    error = judged(refusal(10900, 12, error_user_msg="You have answered already"), wrote=True)
    assert error is not None
    assert "You have answered already" in error.message
    assert "(code 10900/12)" in error.message


def test_a_block_for_policy_reasons_says_where_to_look() -> None:
    """A wrong token is not what has to be mended."""
    error = judged(refusal(368), wrote=True)
    assert error is not None
    assert "support inbox" in error.remedy


def test_no_token_in_any_message(server: FakeFacebook) -> None:
    """Though the network may repeat it."""
    server.once("/1000", refusal(100, message=f"access_token={TOKEN} and {TOKEN} are odd"))
    with pytest.raises(NetworkError) as caught:
        server.connect().check()
    assert TOKEN not in str(caught.value)


# The allowance


def usage(percent: float, regain: float = 0, name: str = "X-App-Usage") -> dict[str, str]:
    """A header as Meta sends it."""
    found: dict[str, Any] = {"call_count": percent, "total_time": 1, "total_cputime": 0}
    if name == "X-Business-Use-Case-Usage":
        found |= {"type": "pages", "estimated_time_to_regain_access": regain}
        return {name: json.dumps({"1000": [found]})}
    return {name: json.dumps(found)}


@pytest.mark.parametrize(
    "name", ["X-App-Usage", "x-app-usage", "X-Page-Usage", "X-Business-Use-Case-Usage"]
)
def test_percentages_are_read(name: str) -> None:
    """From whichever header has them."""
    found = read_usage(usage(90, name=name), NOW)
    assert found is not None
    assert 51 <= found.used < 90


@pytest.mark.parametrize(
    ("percent", "low", "high"),
    [
        (0, 0, 0),
        (74, 40, 50),
        (75, 51, 52),
        (94, 80, 89),
        (95, 90, 91),
        (99, 90, 99),
        (100, 100, 100),
    ],
)
def test_the_three_stretches(percent: int, low: int, high: int) -> None:
    """Free below 75, spaced from there, only replies from 95, nothing at 100."""
    found = read_usage(usage(percent), NOW)
    assert found is not None
    assert low <= found.used <= high
    assert found.until > NOW


def test_the_worst_header_counts() -> None:
    """An app may be fine while a Page is not."""
    headers = usage(10) | usage(97, name="X-Business-Use-Case-Usage")
    found = read_usage(headers, NOW)
    assert found is not None
    assert found.used >= 90


def test_the_time_to_regain_access_is_in_minutes() -> None:
    """While it lasts nothing goes."""
    headers = usage(100, regain=19, name="X-Business-Use-Case-Usage")
    found = read_usage(headers, NOW)
    assert found is not None
    assert (found.left, found.until) == (0, NOW + 19 * MINUTE)


@pytest.mark.parametrize(
    "value", ["", "x", "[]", "null", '{"call_count":"x"}', '{"1":[1]}', "{" * 3000, '{"1":{}}']
)
@pytest.mark.parametrize("name", ["X-App-Usage", "X-Business-Use-Case-Usage"])
def test_a_header_nobody_can_read_says_nothing(name: str, value: str) -> None:
    """It must not cost us the answer."""
    found = read_usage({name: value}, NOW)
    assert found is None or found.used == 0
    assert regained_at({name: value}, NOW) is None


def test_reads_pause_and_replies_go_on_when_little_is_left(server: FakeFacebook) -> None:
    """At 95 per cent."""
    mention_id = server.post("My boots leak")
    connector = server.connect()
    server.usage = usage(96)
    connector.fetch("own posts", None, budget(server.now))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("comments", None, budget(server.now))
    assert caught.value.error_class is ErrorClass.RATE
    connector.hide(mention_id)
    assert server.objects[mention_id]["_is_hidden"] == "true"


def test_reads_are_spaced_out_when_much_is_used(server: FakeFacebook) -> None:
    """From 75 per cent; a little later the next one goes through."""
    connector = server.connect()
    connector.check()
    server.usage = usage(80)
    first = connector.fetch("own posts", None, budget(server.now))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("own posts", first.cursor, budget(server.now))
    assert caught.value.error_class is ErrorClass.RATE
    assert caught.value.retry_at is not None
    server.now = caught.value.retry_at
    connector.fetch("own posts", first.cursor, budget(server.now))


def test_after_a_refusal_the_other_streams_wait_as_well(server: FakeFacebook) -> None:
    """It comes with status 400, which only we can tell from any other."""
    connector = server.connect()
    server.once("/feed", server.rate_limited())
    with pytest.raises(NetworkError) as caught:
        connector.fetch("own posts", None, budget(server.now))
    assert caught.value.retry_at == server.now + 19 * MINUTE
    calls = server.calls()
    with pytest.raises(NetworkError):
        connector.fetch("tagged", None, budget(server.now))
    assert server.calls() == calls


# Token and proof


def test_the_token_goes_in_a_header_only(server: FakeFacebook) -> None:
    """Addresses end up in logs."""
    server.post("My boots leak")
    poll(server.connect(), server.now)
    assert server.requests
    assert all(TOKEN not in str(request.url) for request in server.requests)


def test_a_proof_goes_with_every_call(server: FakeFacebook) -> None:
    """Of the app's secret, which itself never leaves."""
    server.app_secret = SECRET
    server.table = {"app_secret": "env:SECRET"}
    server.post("My boots leak")
    poll(server.connect(), server.now)
    for request in server.requests:
        assert len(request.url.params["appsecret_proof"]) == 64
        assert SECRET not in str(request.url)


def test_a_mended_token_needs_no_restart(server: FakeFacebook) -> None:
    """It is read again when it is refused."""
    connector = server.connect()
    connector.check()
    server.tokens = {"EAAnew"}
    server.token = "EAAnew"
    assert connector.check().own_id == PAGE


# Pages


def test_a_short_page_is_not_the_last() -> None:
    """The end is where there is no next one."""
    found = page_of(
        {
            "data": [],
            "paging": {"cursors": {"after": "QVFI"}, "next": f"https://x/y?access_token={TOKEN}"},
        }
    )
    assert place_of(found.next) == {"after": "QVFI"}


def test_a_page_with_a_cursor_and_no_next_is_the_last() -> None:
    """Graph gives cursors on the last page, too."""
    assert page_of({"data": [{}], "paging": {"cursors": {"after": "QVFI"}}}).next is None


def test_pages_by_time_are_followed_as_well() -> None:
    """Some lists have no cursors; whatever names the place is kept, the token is not."""
    address = f"https://x/y?access_token={TOKEN}&until=17&__paging_token=enc%3D&fields=id"
    found = page_of({"data": [], "paging": {"next": address}})
    assert place_of(found.next) == {"until": "17", "__paging_token": "enc="}
    assert TOKEN not in (found.next or "")


@pytest.mark.parametrize("paging", [None, "x", {"next": 5}, {"next": "http://[x"}, {"next": "?"}])
def test_odd_pages_are_the_last(paging: Any) -> None:
    """Nobody walks into the dark."""
    assert page_of({"data": "x", "paging": paging}).next is None
