"""One thread, one key: how the first status is found, and what happens when it is not."""

import httpx
import pytest

from social_care.connectors.mastodon.ids import lasting_id
from social_care.connectors.mastodon.threads import PATIENCE
from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_server import answer
from tests.connectors.world import MINUTE, budget, poll, reply_to


@pytest.fixture
def server() -> FakeMastodon:
    """As documented."""
    return FakeMastodon()


def talk(server: FakeMastodon, turns: int = 3) -> list[str]:
    """A customer and we in turn, each answering the last; the ids."""
    ids = [server.post("Boots leak")]
    for turn in range(turns):
        server.now += MINUTE
        ours = server.post_as_us(f"Answer {turn}", reply_to=ids[-1])
        ids += [ours, server.post(f"Question {turn}", reply_to=ours)]
    return ids


def contexts(server: FakeMastodon) -> int:
    """How many threads were asked for."""
    return len(server.asked("/context"))


def test_a_whole_conversation_has_one_key_and_costs_one_call(server: FakeMastodon) -> None:
    """What one context shows is known for all that is in it."""
    ids = talk(server)
    polled = poll(server.connect(), server.now)
    assert {mention.thread_key for mention in polled.mentions} == {ids[0]}
    assert {post.thread_key for post in polled.own_posts} == {ids[0]}
    assert contexts(server) == 1


def test_overlapping_polls_ask_no_more(server: FakeMastodon) -> None:
    """An hour of overlap every minute must not cost an hour of threads every minute."""
    talk(server)
    connector = server.connect()
    first = poll(connector, server.now)
    asked = contexts(server)
    poll(connector, server.now + MINUTE, first.cursors)
    assert contexts(server) == asked


def test_an_answer_to_what_is_known_needs_no_call(server: FakeMastodon) -> None:
    """The parent's thread is its thread, also when we have just sent the parent ourselves."""
    mention_id = server.post("Boots leak")
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    sent = connector.send(connector.prepare(reply_to(mention, "Sorry!"), server.now))
    answer_id = server.post("Well?", reply_to=sent.external_id)
    assert poll(connector, server.now).mention(answer_id).thread_key == mention_id
    assert contexts(server) == 0


def test_a_new_process_gives_the_same_keys(server: FakeMastodon) -> None:
    """They come from the network, not from memory, whatever is read first."""
    talk(server)
    first = poll(server.connect(), server.now)
    server.post("Next", reply_to=server.statuses[-1]["id"])
    second = poll(server.connect(), server.now, first.cursors)
    assert {mention.thread_key for mention in second.mentions} == {server.statuses[0]["id"]}


def test_people_who_share_a_thread_share_its_key(server: FakeMastodon) -> None:
    """The store tells them apart by who they are."""
    root = server.post("Boots leak")
    mine = server.post("Mine too", "lee", reply_to=root)
    polled = poll(server.connect(), server.now)
    assert polled.mention(mine).thread_key == polled.mention(root).thread_key == root


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ReadTimeout("slow"),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
        httpx.Response(200, content=b"{"),
    ],
)
def test_a_passing_trouble_fails_the_page_rather_than_to_guess(
    server: FakeMastodon, trouble: httpx.Response | Exception
) -> None:
    """The next poll reads the page again, and the key is the right one."""
    ids = talk(server, 1)
    connector = server.connect()
    connector.check()
    server.once("/context", *[trouble] * 4)
    with pytest.raises(NetworkError) as caught:
        poll(connector, server.now)
    assert caught.value.error_class is ErrorClass.TRANSIENT
    server._once.clear()
    assert poll(connector, server.now).mention(ids[-1]).thread_key == ids[0]


def test_too_many_requests_are_a_reason_to_wait(server: FakeMastodon) -> None:
    """What is known by then is remembered, so that the next try gets further."""
    talk(server, 1)
    connector = server.connect()
    server.once("/context", server.rate_limited())
    with pytest.raises(NetworkError) as caught:
        poll(connector, server.now)
    assert caught.value.error_class is ErrorClass.RATE
    assert caught.value.retry_at is not None
    server.now = caught.value.retry_at
    poll(connector, server.now)


@pytest.mark.parametrize("trouble", [404, 410, 403, 400, 500])
def test_where_there_is_no_thread_the_parent_stands_in(server: FakeMastodon, trouble: int) -> None:
    """A definite answer is not asked for again; all replies to that parent agree."""
    parent = server.post("Not shown to us", "lee", mention=False)
    ours = server.post("First", reply_to=parent)
    theirs = server.post("Second", reply_to=parent)
    server.once("/context", *[answer({"error": "no"}, trouble)] * 8)
    polled = poll(server.connect(), server.now)
    assert polled.mention(ours).thread_key == polled.mention(theirs).thread_key == parent


def test_a_parent_the_server_has_forgotten_stands_in(server: FakeMastodon) -> None:
    """The context is there, but nothing is above."""
    reply = server.post("Still broken", reply_to="deleted")
    assert poll(server.connect(), server.now).mention(reply).thread_key == "deleted"


def test_a_thread_that_never_answers_does_not_block_the_stream(server: FakeMastodon) -> None:
    """After some polls the mention is taken in without it."""
    ids = talk(server, 1)
    connector = server.connect()
    server.once("/context", *[httpx.Response(504)] * 4 * (PATIENCE + 1))
    for _ in range(PATIENCE - 1):
        with pytest.raises(NetworkError):
            connector.fetch("mentions", None, budget(server.now))
    page = connector.fetch("mentions", None, budget(server.now))
    assert ids[-1] in {mention.external_id for mention in page.mentions}


@pytest.mark.parametrize(
    ("status_id", "lasting"),
    [
        (
            "1793523598aaaabbbbccccddddeeeeffff00001111",
            "0000000000aaaabbbbccccddddeeeeffff00001111",
        ),
        ("113412341234123412", "113412341234123412"),
        ("01JBQ2V3W4X5Y6Z7A8B9C0D1E2", "01JBQ2V3W4X5Y6Z7A8B9C0D1E2"),
        ("AnBcD", "AnBcD"),
        ("17935235981234567890", "17935235981234567890"),
    ],
)
def test_what_lasts_of_an_id(status_id: str, lasting: str) -> None:
    """Only ids of the one known shape are touched."""
    assert lasting_id(status_id) == lasting
