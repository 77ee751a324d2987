"""Mastodon: who we are, what refusals mean, and reading, beyond what the contract asks."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from social_care.connectors.mastodon import Mastodon
from social_care.connectors.mastodon.settings import MastodonSettings
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.models import Mention, MentionKind, OwnPost
from tests.connectors.fake_mastodon import BASE, FakeMastodon, FakeSnac
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import MINUTE, NOW, budget, poll, reply_to


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


@pytest.fixture
def snac() -> FakeSnac:
    """With its quirks."""
    return FakeSnac()


def error_of(connector: Mastodon, stream: str = "mentions") -> NetworkError:
    """How a poll of this stream fails."""
    with pytest.raises(NetworkError) as caught:
        connector.fetch(stream, None, budget(NOW))
    return caught.value


# Who we are


def test_limits_come_from_the_server(server: FakeMastodon) -> None:
    """From the newer call, and `limits` learns them."""
    server.max_characters = 5000
    connector = server.connect()
    assert connector.limits.max_length == 500
    health = connector.check()
    assert health.limits.max_length == 5000
    assert connector.limits == health.limits
    assert health.limits.mentions_author
    assert health.own_handle == "acme"
    assert health.warnings == ()


def test_the_servers_clock_is_told(server: FakeMastodon) -> None:
    """Response times are differences between it and ours."""
    server.once(
        "verify_credentials",
        answer(server.us, 200, {"Date": "Sun, 01 Nov 2026 09:03:00 GMT"}),
        answer(server.us),
    )
    assert server.connect().check().server_time == NOW + 3 * MINUTE
    assert server.connect().check().server_time is None


def test_an_older_server_is_asked_the_older_way(snac: FakeSnac) -> None:
    """It has no v2 instance and no policy, which is nothing to warn of."""
    health = snac.connect().check()
    assert health.limits.url_length == 32
    assert health.warnings == ()


def test_a_policy_that_drops_strangers_is_a_warning(server: FakeMastodon) -> None:
    """Those mentions are lost for good, so somebody must know."""
    server.policy = {"for_not_following": "drop", "for_bots": "filter"}
    (warning,) = server.connect().check().warnings
    assert "for_not_following" in warning


def test_a_plain_connection_is_a_warning_except_on_this_machine(server: FakeMastodon) -> None:
    """The token could be read on the way."""

    def warnings(base_url: str) -> tuple[str, ...]:
        settings = MastodonSettings(name="x", base_url=base_url, token=lambda: server.token)
        return Mastodon(settings, server.clock, server.transport).check().warnings

    assert "not encrypted" in warnings("http://social.example")[0]
    assert warnings("http://localhost:8001") == warnings("http://127.0.0.1") == ()


# The token


def test_a_token_that_was_replaced_is_read_again(server: FakeMastodon) -> None:
    """Without a failed poll in between, and without asking the reference each time."""
    asked: list[str] = []

    def token() -> str:
        asked.append(server.token)
        return server.token

    settings = MastodonSettings(name="x", base_url=BASE, token=token)
    connector = Mastodon(settings, server.clock, server.transport)
    connector.check()
    assert len(asked) == 1
    server.token = "newer"
    server.tokens = {"newer"}
    assert connector.check().own_id == server.own_id
    assert asked == ["tok-en-42", "newer"]


@pytest.mark.parametrize("token", ["", "  ", "with\nnewline", "caf\u00e9"])
def test_a_token_that_cannot_be_one_needs_a_person(server: FakeMastodon, token: str) -> None:
    """It must not reach a header."""
    server.token = token
    assert error_of(server.connect()).error_class is ErrorClass.AUTH
    assert server.calls() == 0


def test_a_reference_that_leads_nowhere_needs_a_person(server: FakeMastodon) -> None:
    """It is the account that is blind, not the worker that dies."""

    def token() -> str:
        raise SecretError("env:ACME is not set", "export it")

    settings = MastodonSettings(name="x", base_url=BASE, token=token)
    error = error_of(Mastodon(settings, server.clock, server.transport))
    assert error.error_class is ErrorClass.AUTH
    assert error.remedy == "export it"


# What refusals mean


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"error": "The access token was revoked"}, 401), ErrorClass.AUTH),
        (answer({"error": "This action is outside the authorized scopes"}, 403), "permission"),
        (answer({"error": "Your login is currently disabled"}, 403), ErrorClass.AUTH),
        (answer({"error": "Your login is missing a confirmed e-mail address"}, 403), "auth"),
        (httpx.Response(404, headers=HTML, content=b"<h1>404</h1>"), ErrorClass.PERMISSION),
        (httpx.Response(422, headers=HTML), ErrorClass.AUTH),
        (answer({"error": "bad max_id"}, 422), ErrorClass.PERMISSION),
        (answer({"error": "Too many requests"}, 429), ErrorClass.RATE),
        (answer({"not": "a list"}), ErrorClass.TRANSIENT),
        (answer([1, "two", None]), None),
    ],
)
def test_a_refused_read(
    server: FakeMastodon, refusal: httpx.Response, expected: str | None
) -> None:
    """Each status, and where the status is not enough the words."""
    connector = server.connect()
    connector.check()
    server.once("/notifications", refusal, refusal)
    if expected is None:
        assert connector.fetch("mentions", None, budget(NOW)).mentions == []
    else:
        assert error_of(connector).error_class == expected


def test_a_stream_nobody_knows_is_refused(server: FakeMastodon) -> None:
    """A search taken out of the configuration, say."""
    assert error_of(server.connect(), "home").error_class is ErrorClass.PERMISSION


# Reading


def test_mentions_are_asked_for_in_the_one_way_that_loses_none(server: FakeMastodon) -> None:
    """Filtered ones included, back by max_id; other cursors mean other things elsewhere."""
    for number in range(5):
        server.now += MINUTE
        server.post(f"number {number}")
    connector, cursor = server.connect(), None
    small = budget(server.now)
    for _ in range(10):
        page = connector.fetch("mentions", cursor, _of_two(small))
        cursor = page.cursor
        if not page.more:
            break
    asked = [request.url.params for request in server.asked("/notifications")]
    assert all(params["include_filtered"] == "true" for params in asked)
    assert all(params.get_list("types[]") == ["mention"] for params in asked)
    assert [params.get("max_id") for params in asked] == [None, "1003", "1001", "1000"]
    assert not any({"min_id", "since_id"} & set(params) for params in asked)


def _of_two(allowed: Any) -> Any:
    return type(allowed)(
        now=allowed.now, backfill_from=allowed.backfill_from, page_size=2, pages=allowed.pages
    )


@pytest.mark.parametrize("stream", ["own posts", "search: boots"])
def test_a_server_that_ignores_paging_is_left_in_peace(snac: FakeSnac, stream: str) -> None:
    """The second page shows the first again, and there is no third."""
    snac.queries = ("boots",)
    for _ in range(3):
        snac.post("my boots")
        snac.post_as_us("nice boots")
    connector = snac.connect()
    cursor, pages = None, 0
    while pages < 10:
        page = connector.fetch(stream, cursor, budget(snac.now))
        cursor, pages = page.cursor, pages + 1
        if not page.more:
            break
    assert pages == 2


def test_a_page_that_moved_on_meanwhile_is_recognised_as_well(server: FakeMastodon) -> None:
    """Paging is ignored, and new posts have pushed the old ones down in between."""
    connector = server.connect()
    entry = {"created_at": "2026-11-01T09:00:00Z"}
    first = [{"id": number, **entry} for number in (9, 8, 7)]
    second = [{"id": number, **entry} for number in (10, 9, 8, 7, 6)]
    server.once("/notifications", answer(first), answer(second))
    page = connector.fetch("mentions", None, budget(NOW))
    assert page.more
    assert not connector.fetch("mentions", page.cursor, budget(NOW)).more


def test_a_search_finds_strangers_and_tells_ourselves_apart(server: FakeMastodon) -> None:
    """A keyword hit is a mention; a post of ours is not, wherever it turns up."""
    server.queries = ("boots",)
    hit = server.post("Acme boots are fine", mention=False)
    ours = server.post_as_us("New boots in stock")
    polled = poll(server.connect(), server.now)
    assert polled.mention(hit).kind is MentionKind.KEYWORD
    assert [mention.external_id for mention in polled.mentions] == [hit]
    assert {post.external_id for post in polled.own_posts} == {ours}


def test_a_server_without_search_says_so(server: FakeMastodon) -> None:
    """The stream stops; the others go on."""
    server.queries = ("boots",)
    connector = server.connect()
    server.once("/v2/search", httpx.Response(404, headers=HTML, content=b"<h1>404</h1>"))
    assert error_of(connector, "search: boots").error_class is ErrorClass.PERMISSION
    connector.fetch("mentions", None, budget(NOW))


def test_reposts_and_broken_entries_are_left_out_and_the_rest_stays(server: FakeMastodon) -> None:
    """One bad status must not cost the page."""
    good = server.post("good")
    server.post("a repost", reblog={"id": "1"})
    server.post("no time", created_at=None)
    server.post("no id", id=None)
    server.post("no author", account={"acct": "kim"})
    server.post("no status")
    server.notifications[-1]["status"] = None
    server.post("a like")
    server.notifications[-1]["type"] = "favourite"
    polled = poll(server.connect(), server.now)
    assert [mention.external_id for mention in polled.mentions] == [good]


def test_an_edit_is_the_same_mention_in_another_version(server: FakeMastodon) -> None:
    """Same id, other words."""
    mention_id = server.post("I hate it")
    connector = server.connect()
    first = poll(connector, server.now)
    server.status(mention_id).update(content="<p>I love it</p>", edited_at="2026-11-01T09:10:00Z")
    second = poll(connector, server.now, first.cursors).mention(mention_id)
    assert second.text == "I love it"
    assert second.version != first.mention(mention_id).version


def test_an_edit_that_changes_the_id_is_the_same_mention_to_a_new_process(snac: FakeSnac) -> None:
    """snac2 puts the time of the edit in the id; what is said below hangs under the same one."""
    mention_id = snac.post("I hate it")
    first_id = snac.status(mention_id)["id"]
    early = snac.post("Me too", "lee", reply_to=mention_id)
    before = poll(snac.connect(), snac.now)
    snac.now += MINUTE
    snac.edit(mention_id, "I love it")
    assert snac.status(mention_id)["id"] != first_id
    late = snac.post("Really?", "lee", reply_to=mention_id)
    after = poll(snac.connect(), snac.now, before.cursors)
    assert {mention.external_id for mention in after.mentions} == {mention_id, early, late}
    assert after.mention(mention_id).text == "I love it"
    assert after.mention(mention_id).version != before.mention(mention_id).version
    assert {mention.thread_key for mention in after.mentions} == {mention_id}
    assert {after.mention(below).in_reply_to for below in (early, late)} == {mention_id}
    assert before.mention(early) == replace(after.mention(early), raw=before.mention(early).raw)


def test_our_own_post_keeps_its_id_when_it_is_edited(snac: FakeSnac) -> None:
    """Or a reply that was sent and then edited on the server's pages would be taken for another."""
    mention_id = snac.post("My boots leak")
    connector = snac.connect()
    mention = poll(connector, snac.now).mention(mention_id)
    sent = connector.send(connector.prepare(reply_to(mention, "Sorry!"), snac.now))
    snac.now += MINUTE
    snac.edit(sent.external_id, "We are sorry!")
    answer_id = snac.post("Well?", reply_to=sent.external_id)
    polled = poll(snac.connect(), snac.now)
    ours = {(post.external_id, post.in_reply_to, post.text) for post in polled.own_posts}
    assert ours == {(sent.external_id, mention_id, "We are sorry!")}
    assert polled.mention(answer_id).in_reply_to == sent.external_id
    assert polled.mention(answer_id).thread_key == mention_id


# The thread around a message


def test_the_thread_around_a_message(server: FakeMastodon) -> None:
    """Ours and theirs, oldest first, without the message and without what is private."""
    root = server.post("Boots leak")
    server.now += MINUTE
    ours = server.post_as_us("Sorry!", reply_to=root)
    server.now += MINUTE
    middle = server.post("Well?", reply_to=ours)
    server.now += MINUTE
    server.post("psst", reply_to=middle, visibility="direct")
    last = server.post("Me too", "lee", reply_to=middle)
    around = server.connect().thread(middle)
    assert [item.external_id for item in around] == [root, ours, last]
    assert [type(item) for item in around] == [Mention, OwnPost, Mention]
    assert {item.thread_key for item in around} == {root}


def test_the_thread_of_a_message_that_is_gone(server: FakeMastodon) -> None:
    """There is none."""
    with pytest.raises(NetworkError) as caught:
        server.connect().thread("404")
    assert caught.value.error_class is ErrorClass.GONE
