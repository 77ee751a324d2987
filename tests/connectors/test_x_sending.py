"""X: sending, finding what was sent, pictures and small acts, beyond what the contract asks."""

from typing import Any

import httpx
import pytest

from social_care.connectors.x import X
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared, Reply, ReplyTarget, Visibility
from tests.connectors.fake_server import answer
from tests.connectors.fake_x import KEYS, FakeX, problem
from tests.connectors.world import MINUTE, poll, reply_to, through_the_store


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


def mentioned(server: FakeX, text: str = "My boots leak", **post: Any) -> tuple[X, Mention]:
    """A connector and the mention it has found."""
    mention_id = server.post(text, **post)
    connector = server.connect()
    return connector, poll(connector, server.now).mention(mention_id)


def messaged(server: FakeX, text: str = "My address is ...", **more: Any) -> tuple[X, Mention]:
    """The same with a direct message."""
    message_id = server.message(text, **more)
    connector = server.connect()
    return connector, poll(connector, server.now).mention(f"dm:{message_id}")


def frozen(connector: X, reply: Reply, now: int) -> Prepared:
    """As the outbox hands it back."""
    return through_the_store(connector.prepare(reply, now))


# Freezing


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 281, "1 characters too long"),
        ("日" * 141, "2 characters too long"),
        ("a\ufeffb", "does not take"),
    ],
)
def test_what_x_would_refuse_is_refused_at_once(server: FakeX, text: str, why: str) -> None:
    """By X's own way of counting."""
    connector, mention = mentioned(server)
    with pytest.raises(NetworkError, match=why) as caught:
        connector.prepare(reply_to(mention, text), server.now)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_a_long_link_is_short_to_x(server: FakeX) -> None:
    """23 units, however long; who pays X for more may write more."""
    connector, mention = mentioned(server)
    link = "https://acme.example/" + "x" * 400
    assert connector.prepare(reply_to(mention, f"{'y' * 256} {link}"), server.now)
    paying = server.connect(max_length=25_000)
    assert paying.prepare(reply_to(mention, "x" * 25_000), server.now)


def test_a_protected_author_is_answered_privately_or_not_at_all(server: FakeX) -> None:
    """A public answer would be wider than the question."""
    server.user("kim", protected=True)
    connector, mention = mentioned(server)
    with pytest.raises(NetworkError, match="protected"):
        connector.prepare(reply_to(mention, "Oh no"), server.now)
    private = connector.prepare(reply_to(mention, "Oh no", Visibility.DIRECT), server.now)
    assert private.payload["participant"] == mention.author.id


def test_one_cashtag_is_all_that_x_takes(server: FakeX) -> None:
    """By the plan that has the reply gate; sums of money are none."""
    connector, mention = mentioned(server)
    for text in ("$ACM and $BRK.A", "$acm$acm $ACM $x"):
        with pytest.raises(NetworkError, match="cashtag"):
            connector.prepare(reply_to(mention, text), server.now)
    assert connector.prepare(reply_to(mention, "$ACM costs $20 or US$30"), server.now)
    free = server.connect(reply_gate=False)
    assert free.prepare(reply_to(mention, "$ACM and $BRK"), server.now)


def test_half_a_character_does_not_stop_a_reply(server: FakeX) -> None:
    """Pasted by a terminal; no network could carry it."""
    connector, mention = mentioned(server)
    connector.send(connector.prepare(reply_to(mention, "half \ud800 a pair"), server.now))
    assert server.own_posts()[0].text == "@kim half \ufffd a pair"


def test_a_target_that_is_none_of_xs_is_refused(server: FakeX) -> None:
    """Nothing odd gets into an address."""
    target = ReplyTarget(
        external_id="../../2/users",
        thread_key="1",
        author_id="me/../7",
        author_handle="kim",
        visibility=Visibility.PUBLIC,
    )
    for visibility in (Visibility.PUBLIC, Visibility.DIRECT):
        with pytest.raises(NetworkError, match="came without") as caught:
            server.connect().prepare(Reply(text="a", visibility=visibility, target=target), 1)
        assert caught.value.error_class is ErrorClass.REFUSED


def test_the_newest_version_is_answered(server: FakeX) -> None:
    """And the answer is recognised under either."""
    first_id = server.post("My boots leek")
    server.edit(first_id, "@acme My boots leak")
    connector = server.connect()
    mention = poll(connector, server.now).mention(first_id)
    prepared = frozen(connector, reply_to(mention, "Oh no"), server.now)
    connector.send(prepared)
    assert server.own_posts()[0].parent == server.newest(first_id)["id"]
    assert server.connect().find_sent(prepared) is not None


# What refusals mean

GATE = "You can only reply to or quote posts where you are mentioned or are the author."
ENGAGED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise"
    " engaged by the author of the post you are replying to."
)
SUSPENDED = "Your account is suspended and is not permitted to access this feature."
BLOCKED = "You have been blocked from the author of this post."
THEY_ARE_OUT = "The account you are replying to has been suspended."
DELETED = "You attempted to reply to a Tweet that is deleted or not visible to you."


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer(problem("about:blank", 401), 401), ErrorClass.AUTH),
        (answer({"title": "CreditsDepleted"}, 402), ErrorClass.QUOTA),
        (answer(problem("about:blank", 403, GATE), 403), ErrorClass.BLOCKED),
        (answer(problem("about:blank", 403, ENGAGED), 403), ErrorClass.BLOCKED),
        (answer(problem("not-authorized-for-resource", 403), 403), ErrorClass.BLOCKED),
        (answer(problem("client-forbidden", 403), 403), ErrorClass.PERMISSION),
        (answer(problem("oauth1-permissions", 403), 403), ErrorClass.PERMISSION),
        (answer(problem("about:blank", 403, "temporarily locked"), 403), ErrorClass.AUTH),
        (answer(problem("about:blank", 403, SUSPENDED), 403), ErrorClass.AUTH),
        (answer(problem("about:blank", 403, BLOCKED), 403), ErrorClass.BLOCKED),
        (answer(problem("about:blank", 403, THEY_ARE_OUT), 403), ErrorClass.REFUSED),
        (answer(problem("about:blank", 403, DELETED), 403), ErrorClass.GONE),
        (answer(problem("about:blank", 403, "Not permitted"), 403), ErrorClass.REFUSED),
        (answer(problem("resource-not-found", 404), 404), ErrorClass.GONE),
        (answer(problem("invalid-request", 400), 400), ErrorClass.REFUSED),
        (answer(problem("usage-capped", 429), 429), ErrorClass.QUOTA),
        (answer(problem("about:blank", 429), 429), ErrorClass.RATE),
        (httpx.Response(422), ErrorClass.REFUSED),
        (httpx.Response(500), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(503, content=b"<h1>no</h1>"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(201, content=b"<h1>ok</h1>"), ErrorClass.UNKNOWN_OUTCOME),
        (answer({"data": {"text": "no id"}}, 201), ErrorClass.UNKNOWN_OUTCOME),
        (answer({"errors": [problem("about:blank", 500)]}), ErrorClass.UNKNOWN_OUTCOME),
        (answer(["id"], 201), ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_refused_write(server: FakeX, refusal: httpx.Response, expected: str) -> None:
    """Only what certainly was not posted is anything but an unknown outcome, and nothing is tried
    twice but with a newer token."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    calls = len(server.asked("/2/tweets"))
    server.once("/2/tweets", *[refusal] * 2)
    with pytest.raises(NetworkError) as caught:
        connector.send(prepared)
    assert caught.value.error_class is expected
    posts = len(server.asked("/2/tweets")) - calls
    assert posts == (2 if expected is ErrorClass.AUTH and refusal.status_code == 401 else 1)
    assert not server.own_posts()


def test_no_secret_is_told(server: FakeX) -> None:
    """Although X repeats the token in its answer."""
    server.account = dict(KEYS)
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry"), server.now)
    said = "bad: Authorization: OAuth oauth_consumer_key=consumer-key, oauth_signature=abc%3D"
    server.once("/2/tweets", answer(problem("about:blank", 403, said), 403))
    with pytest.raises(NetworkError) as caught:
        connector.send(prepared)
    assert "consumer-key" not in str(caught.value)
    assert "abc" not in str(caught.value)


def test_a_days_posts_that_are_used_up_last_until_the_day_ends(server: FakeX) -> None:
    """The quarter of an hour that X also names would not help."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry"), server.now)
    tomorrow = server.now + 20 * 60 * MINUTE
    headers = {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "90",
        "x-rate-limit-reset": str((server.now + 5 * MINUTE) // 1000),
        "x-user-limit-24hour-limit": "100",
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(tomorrow // 1000),
    }
    server.once("/2/tweets", answer(problem("about:blank", 429), 429, headers))
    for _ in range(2):
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is ErrorClass.RATE
        assert caught.value.retry_at == tomorrow
    posts = [request for request in server.asked("/2/tweets") if request.method == "POST"]
    assert len(posts) == 1


# Sent already?


def test_words_that_x_has_already_are_looked_for(server: FakeX) -> None:
    """The first try arrived after all: it is the answer."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    first = connector.send(prepared)
    assert server.connect().send(prepared).external_id == first.external_id
    assert len(server.own_posts()) == 1


def test_the_same_words_to_somebody_else_are_refused(server: FakeX) -> None:
    """X refuses them, and what it has is not this answer."""
    connector, mention = mentioned(server)
    other = poll(connector, server.now).mention(mention.external_id)
    connector.send(frozen(connector, reply_to(other, "Sorry, on it"), server.now))
    second = server.post("and my laces tore")
    later = poll(connector, server.now).mention(second)
    with pytest.raises(NetworkError, match="duplicate") as caught:
        connector.send(frozen(connector, reply_to(later, "Sorry, on it"), server.now))
    assert caught.value.error_class is ErrorClass.REFUSED
    assert "other words" in caught.value.remedy


def test_x_gives_no_key_to_send_again_by(server: FakeX) -> None:
    """A person decides."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry"), server.now)
    assert not connector.can_resend(prepared, server.now)


@pytest.mark.parametrize(
    "text",
    [
        "See https://acme.example/returns?a=1&b=2 please",
        "See Acme.com/Returns or www.acme.com, please",
        "2 > 1 & 1 < 2",
        "two\n\nlines  and blanks",
        "café e\u0301t\u00e9",
        "@kim hello",
    ],
)
def test_it_is_found_whatever_x_made_of_the_words(server: FakeX, text: str) -> None:
    """Links shortened, signs escaped, the name put in front."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, text), server.now)
    sent = connector.send(prepared)
    server.post_as_us("something else", reply_to=mention.external_id)
    found = server.connect().find_sent(prepared)
    assert found is not None
    assert found == sent


def test_what_is_nearly_it_is_not_it(server: FakeX) -> None:
    """Other words, another post, an earlier time: none of them is this reply."""
    earlier = server.post("My boots leak")
    server.post_as_us("@kim Sorry, on it", reply_to=earlier)
    server.now += 3 * MINUTE
    connector = server.connect()
    mention = poll(connector, server.now).mention(earlier)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    other = server.post("Mine too", "lee")
    server.post_as_us("@lee Sorry, on it", reply_to=other)
    server.post_as_us("@kim Sorry, on it again", reply_to=earlier)
    assert connector.find_sent(prepared) is None


@pytest.mark.parametrize("odd", ["", None, "x", "9" * 30, []])
def test_a_post_without_an_id_is_not_what_was_sent(server: FakeX, odd: Any) -> None:
    """Whatever else it says; and it stops nobody from looking on."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    server.posts_by_id[connector.send(prepared).external_id]["id"] = odd
    listed = [dict(tweet) for tweet in server.posts_by_id.values() if tweet["author_id"] == "42"]
    server.once("/users/42/tweets", answer({"data": listed, "meta": {"result_count": 1}}))
    assert listed
    assert connector.find_sent(prepared) is None


def test_it_is_found_behind_newer_posts(server: FakeX) -> None:
    """On a busy account it is no longer on the first page."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    sent = connector.send(prepared)
    for number in range(150):
        server.post_as_us(f"other {number}")
    found = connector.find_sent(prepared)
    assert found is not None
    assert found.external_id == sent.external_id


def test_not_being_able_to_look_is_not_the_same_as_not_there(server: FakeX) -> None:
    """None would allow to send it again."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry, on it"), server.now)
    server.once("/users/42/tweets", *[httpx.Response(503)] * 4)
    with pytest.raises(NetworkError) as caught:
        connector.find_sent(prepared)
    assert caught.value.error_class is ErrorClass.TRANSIENT


# Direct messages


def test_a_message_is_answered_in_its_conversation(server: FakeX) -> None:
    """Whatever visibility was asked for; what is sent there is found there."""
    connector, mention = messaged(server)
    reply = reply_to(mention, "Thank you", Visibility.PUBLIC)
    prepared = frozen(connector, reply, server.now)
    assert connector.find_sent(prepared) is None
    sent = connector.send(prepared)
    assert sent.thread_key == mention.thread_key
    assert sent.external_id == f"dm:{server.events[-1]['id']}"
    assert server.connect().find_sent(prepared) == sent
    assert not server.own_posts()


def test_a_group_is_answered_as_a_group(server: FakeX) -> None:
    """Its conversation has a name of its own."""
    group = "1900000000000000555"
    connector, mention = messaged(server, dm_conversation_id=group)
    prepared = frozen(connector, reply_to(mention, "Thank you"), server.now)
    sent = connector.send(prepared)
    assert server.events[-1]["dm_conversation_id"] == group
    assert connector.find_sent(prepared) == sent


def test_a_private_answer_to_a_public_mention_opens_a_conversation(server: FakeX) -> None:
    """What the customer answers there has the same key."""
    connector, mention = mentioned(server)
    asked = reply_to(mention, "x" * 9_000, Visibility.DIRECT)
    sent = connector.send(frozen(connector, asked, server.now))
    theirs = server.message("Here it is")
    assert sent.thread_key == "dm:42-1001"
    assert poll(connector, server.now).mention(f"dm:{theirs}").thread_key == sent.thread_key
    assert connector.limits.can_private
    assert connector.limits.for_private().max_length == 10_000


def test_who_takes_no_messages_is_blocked(server: FakeX) -> None:
    """It is their wish, no fault of ours."""
    connector, mention = messaged(server)
    prepared = frozen(connector, reply_to(mention, "Thank you"), server.now)
    said = "You cannot send messages to this user."
    server.once("/messages", answer(problem("about:blank", 403, said), 403))
    with pytest.raises(NetworkError) as caught:
        connector.send(prepared)
    assert caught.value.error_class is ErrorClass.BLOCKED


def test_the_same_words_of_last_week_are_not_this_answer(server: FakeX) -> None:
    """A "Thank you" is said often in one conversation."""
    server.message("Thank you", "acme", to="kim")
    server.now += 10 * MINUTE
    connector, mention = messaged(server)
    prepared = frozen(connector, reply_to(mention, "Thank you"), server.now)
    assert connector.find_sent(prepared) is None
