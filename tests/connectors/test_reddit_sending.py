"""Reddit: replying, in public and privately, and what Reddit makes of it."""

from typing import Any

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared, Reply, ReplyTarget, Visibility
from tests.connectors.fake_reddit import FakeReddit, form_of
from tests.connectors.fake_server import HTML, answer
from tests.connectors.world import DAY, MINUTE, NOW, poll, reply_to, through_the_store


@pytest.fixture
def server() -> FakeReddit:
    """Somebody has logged in."""
    return FakeReddit().logged_in()


def mention_of(server: FakeReddit, name: str) -> Mention:
    """As a poll brings it."""
    return poll(server.connect(), server.now).mention(name)


def prepared(
    server: FakeReddit, text: str = "Sorry, on it", visibility: Visibility | None = None
) -> Prepared:
    """A reply to a new mention."""
    mention = mention_of(server, server.post("My boots leak"))
    reply = reply_to(mention, text, visibility)
    return through_the_store(server.connect().prepare(reply, server.now))


def error_of(server: FakeReddit, reply: Prepared) -> NetworkError:
    """How sending fails."""
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    return caught.value


def target(name: str = "t1_abc", handle: str = "kim") -> ReplyTarget:
    """A mention, as the outbox knows it."""
    return ReplyTarget(
        external_id=name,
        thread_key="t3_1",
        author_id="t2_kim1",
        author_handle=handle,
        visibility=Visibility.PUBLIC,
    )


# What refusals mean


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("THREAD_LOCKED", ErrorClass.GONE),
        ("TOO_OLD", ErrorClass.GONE),
        ("DELETED_COMMENT", ErrorClass.GONE),
        ("DELETED_LINK", ErrorClass.GONE),
        ("USER_BLOCKED", ErrorClass.BLOCKED),
        ("SUBREDDIT_NOTALLOWED", ErrorClass.PERMISSION),
        ("USER_MUTED", ErrorClass.PERMISSION),
        ("MUTED_FROM_SUBREDDIT", ErrorClass.PERMISSION),
        ("NO_TEXT", ErrorClass.REFUSED),
        ("TOO_LONG", ErrorClass.REFUSED),
        ("SOMETHING_NEW", ErrorClass.REFUSED),
    ],
)
def test_a_refusal_comes_with_status_200(
    server: FakeReddit, code: str, expected: ErrorClass
) -> None:
    """By its code; Reddit's words reach the agent, and nothing was posted."""
    reply = prepared(server)
    server.error = [code, "that is not possible", "parent"]
    error = error_of(server, reply)
    assert error.error_class is expected
    assert "that is not possible" in error.message
    assert error.remedy
    assert not server.own_posts()


def test_a_closed_thread_is_no_dead_end(server: FakeReddit) -> None:
    """The customer is still there."""
    reply = prepared(server)
    server.error = ["THREAD_LOCKED", "locked", "parent"]
    assert "privately" in error_of(server, reply).remedy


@pytest.mark.parametrize(
    ("message", "more", "pause_ms"),
    [
        ("Take a break for 3 minutes before trying again.", {}, 4 * MINUTE),
        ("you are doing that too much. try again in 42 seconds.", {}, 43_000),
        ("Take a break for 1 hour.", {}, 120 * MINUTE),
        ("try again in 900 milliseconds", {}, 5_000),
        ("Looks like you've been doing that a lot.", {}, 15 * MINUTE),
        ("Take a break for 3 minutes", {"ratelimit": 171.5}, 171_500),
        ("Take a break for 3 minutes", {"ratelimit": -1}, 4 * MINUTE),
        ("Take a break for 3 minutes", {"ratelimit": "soon"}, 4 * MINUTE),
        ("Take a break for 900 hours", {}, DAY),
    ],
)
def test_doing_that_too_much(
    server: FakeReddit, message: str, more: dict[str, Any], pause_ms: int
) -> None:
    """How long stands in the message; the headers speak of something else."""
    reply = prepared(server)
    body = {"json": {"errors": [["RATELIMIT", message, "ratelimit"]], **more}}
    server.once("/api/comment", answer(body, 200, {"x-ratelimit-reset": "599"}))
    error = error_of(server, reply)
    assert error.error_class is ErrorClass.RATE
    assert error.retry_at == NOW + pause_ms


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (answer({"message": "Forbidden", "error": 403}, 403), ErrorClass.PERMISSION),
        (answer({"message": "Not Found", "error": 404}, 404), ErrorClass.GONE),
        (answer({"json": {"errors": [["TOO_OLD", "archived", ""]]}}, 400), ErrorClass.GONE),
        (answer({"json": {"errors": "broken"}}), ErrorClass.REFUSED),
        (answer({"json": {"errors": [None]}}), ErrorClass.REFUSED),
        (httpx.Response(400, content=b"what?"), ErrorClass.REFUSED),
        (httpx.Response(413, headers=HTML, content=b"<h1>Oh</h1>"), ErrorClass.REFUSED),
        (httpx.Response(500), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(503), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(302, headers={"location": "/"}), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.Response(200, content=b"<h1>ok</h1>"), ErrorClass.UNKNOWN_OUTCOME),
        (answer({}), ErrorClass.UNKNOWN_OUTCOME),
        (answer({"json": {"errors": []}}), ErrorClass.UNKNOWN_OUTCOME),
        (answer(["t1_x"]), ErrorClass.UNKNOWN_OUTCOME),
    ],
)
def test_a_refused_write(server: FakeReddit, refusal: httpx.Response, expected: ErrorClass) -> None:
    """Only what certainly was not posted is anything but an unknown outcome; one call each."""
    reply = prepared(server)
    connector = server.connect()
    connector.check()
    calls = server.calls()
    server.once("/api/comment", refusal)
    with pytest.raises(NetworkError) as caught:
        connector.send(reply)
    assert caught.value.error_class is expected
    assert "<h1>" not in str(caught.value)
    assert server.calls() == calls + 1


# What is written


def test_a_reply_is_a_comment_under_the_mention(server: FakeReddit) -> None:
    """With Reddit's time, address and thread."""
    reply = prepared(server)
    server.now += MINUTE
    sent = server.connect().send(reply)
    (request,) = server.asked("/api/comment")
    form = form_of(request)
    assert form["api_type"] == "json"
    assert form["text"] == "Sorry, on it"
    assert sent.accepted_at == server.now
    assert sent.thread_key == server.thing(form["thing_id"])["link_id"]
    assert sent.url.startswith("https://www.reddit.com/r/boots/comments/")


def test_line_breaks_stay_as_the_agent_typed_them(server: FakeReddit) -> None:
    """Reddit's Markdown would run the lines together; paragraphs and lists are as they were."""
    connector = server.connect()
    mention = mention_of(server, server.post("Hello"))
    words = "Dear Kim,\r\nsorry!\n\n- one \n- two\n\n\n  Yours\n"
    form = connector.prepare(reply_to(mention, words), NOW).payload["form"]
    assert form["text"] == "Dear Kim,  \nsorry!\n\n- one  \n- two\n\n\n  Yours"


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 10_001])
def test_what_reddit_would_not_take_is_refused_before(server: FakeReddit, words: str) -> None:
    """Empty or too long, without a call."""
    mention = mention_of(server, server.post("Hello"))
    calls = server.calls()
    with pytest.raises(NetworkError) as caught:
        server.connect().prepare(reply_to(mention, words), NOW)
    assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == calls


# Private messages


def test_a_public_mention_is_answered_privately(server: FakeReddit) -> None:
    """By a new message to its author; what they answer is in the same thread."""
    reply = prepared(server, "Your address?", Visibility.DIRECT)
    sent = server.connect().send(reply)
    (request,) = server.asked("/api/compose")
    form = form_of(request)
    assert (form["to"], form["text"]) == ("kim", "Your address?")
    assert 0 < len(form["subject"]) <= 100
    assert not server.asked("/api/comment")
    answered = server.message("Here", reply_to=sent.external_id)
    assert sent.thread_key == f"dm:{sent.external_id}"
    assert mention_of(server, answered).thread_key == sent.thread_key


def test_the_subject_is_the_brands_own(server: FakeReddit) -> None:
    """In its language."""
    server.table["subject"] = "Zu Ihrem Beitrag"
    reply = prepared(server, "Guten Tag", Visibility.DIRECT)
    assert reply.payload["form"]["subject"] == "Zu Ihrem Beitrag"


@pytest.mark.parametrize("visibility", [Visibility.DIRECT, Visibility.PUBLIC])
def test_a_private_message_is_answered_where_it_is(
    server: FakeReddit, visibility: Visibility
) -> None:
    """Never in public, and in the conversation rather than in a new one."""
    name = server.message("My address is ...")
    mention = mention_of(server, name)
    connector = server.connect()
    sent = connector.send(connector.prepare(reply_to(mention, "Thanks", visibility), NOW))
    assert server.thing(sent.external_id)["parent_id"] == name
    assert sent.thread_key == mention.thread_key == f"dm:{name}"
    assert not server.asked("/api/compose")


def test_a_message_that_is_not_seen_yet_is_looked_for_and_not_sent_again(
    server: FakeReddit,
) -> None:
    """Reddit takes it without an id: until it shows up, nobody can say what became of it."""
    reply = prepared(server, "Your address?", Visibility.DIRECT)
    server.delivers = False
    assert error_of(server, reply).error_class is ErrorClass.UNKNOWN_OUTCOME
    connector = server.connect()
    assert connector.find_sent(reply) is None
    server.delivers = True
    found = connector.find_sent(reply)
    assert found is not None
    assert found.external_id == server.own_posts()[0].external_id
    assert not connector.can_resend(reply, NOW + DAY)


def test_a_message_whose_look_fails_has_an_unknown_outcome(server: FakeReddit) -> None:
    """It was taken, so it must not look as if it had not been."""
    reply = prepared(server, "Your address?", Visibility.DIRECT)
    refusal = answer({"message": "Forbidden", "error": 403}, 403)
    server.once("/message/sent", refusal)
    assert error_of(server, reply).error_class is ErrorClass.UNKNOWN_OUTCOME
    assert len(server.own_posts()) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("USER_DOESNT_EXIST", ErrorClass.GONE),
        ("NOT_WHITELISTED_BY_USER_MESSAGE", ErrorClass.BLOCKED),
    ],
)
def test_a_message_may_be_refused(server: FakeReddit, code: str, expected: ErrorClass) -> None:
    """Some take messages from friends only."""
    reply = prepared(server, "Your address?", Visibility.DIRECT)
    server.error = [code, "no", "to"]
    assert error_of(server, reply).error_class is expected


@pytest.mark.parametrize("handle", ["", "[deleted]"])
def test_nobody_to_write_to(server: FakeReddit, handle: str) -> None:
    """The author has left since."""
    reply = Reply(text="Hi", visibility=Visibility.DIRECT, target=target(handle=handle))
    with pytest.raises(NetworkError) as caught:
        server.connect().prepare(reply, NOW)
    assert caught.value.error_class is ErrorClass.REFUSED


# Finding what was sent


@pytest.mark.parametrize(
    "shown",
    [
        "Sorry \\- on it: see https://acme.example/a%20b/",
        "Sorry - on  it:\nsee HTTPS://acme.example/A%20b",
        "u/kim, @kim Sorry - on it: see https://acme.example/a%20b",
        "Sorry - on it:\n\n&#x200B;\n\nsee https://acme.example/a%20b",
    ],
)
def test_the_words_are_recognised_whatever_reddit_makes_of_them(
    server: FakeReddit, shown: str
) -> None:
    """Escapes, white space, names in front, invisible characters."""
    reply = prepared(server, "Sorry - on it: see https://acme.example/a%20b")
    sent = server.connect().send(reply)
    server.thing(sent.external_id)["body"] = shown
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_only_our_own_new_answer_with_these_words_to_this_mention_is_it(
    server: FakeReddit,
) -> None:
    """Another's, an older one, other words, another mention: none of them."""
    mention_id = server.post("My boots leak")
    mention = mention_of(server, mention_id)
    server.comment("On it", "acme", reply_to=mention_id)
    server.now += 10 * MINUTE
    connector = server.connect()
    reply = connector.prepare(reply_to(mention, "On it"), server.now)
    server.comment("On it", "impostor", reply_to=mention_id)
    server.comment("On it soon", "acme", reply_to=mention_id)
    server.comment("On it", "acme", reply_to=server.post("Mine too", "lee"))
    assert connector.find_sent(reply) is None
    late = server.comment("On it", "acme", reply_to=mention_id)
    found = connector.find_sent(reply)
    assert found is not None
    assert found.external_id == late


@pytest.mark.parametrize(
    "other",
    [
        {"dest": "lee"},
        {"subject": "Something else"},
        {"body": "Your order?"},
        {"parent_id": "t4_1", "first_message_name": "t4_1"},
        {"author_fullname": "t2_lee1"},
    ],
)
def test_another_message_is_not_the_one_we_sent(server: FakeReddit, other: dict[str, Any]) -> None:
    """To somebody else, about something else, an answer, or not ours."""
    connector = server.connect()
    reply = prepared(server, "Your address?", Visibility.DIRECT)
    sent = connector.send(reply)
    server.thing(sent.external_id).update(other)
    assert connector.find_sent(reply) is None


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.DIRECT])
@pytest.mark.parametrize("name", [None, "", "t1_", "t5_abc", 7])
def test_what_has_no_name_is_not_what_we_sent(
    server: FakeReddit, visibility: Visibility, name: object
) -> None:
    """Whatever else it says; and it stops nobody from looking on."""
    connector = server.connect()
    reply = prepared(server, "Your address?", visibility)
    sent = dict(server.thing(connector.send(reply).external_id))
    kind = sent["name"][:2]
    nameless = {"kind": "Listing", "data": {"children": [{"kind": kind, "data": sent}]}}
    place = "/message/sent" if visibility is Visibility.DIRECT else "/user/acme/comments"
    server.once(place, answer(nameless))
    assert connector.find_sent(reply) is not None
    sent["name"] = name
    server.once(place, answer(nameless))
    assert connector.find_sent(reply) is None


def test_an_answer_to_a_message_is_found_by_its_conversation(server: FakeReddit) -> None:
    """Should the list not say what it answers."""
    name = server.message("Hello?")
    reply = server.connect().prepare(reply_to(mention_of(server, name), "Hi"), NOW)
    sent = server.connect().send(reply)
    server.thing(sent.external_id)["parent_id"] = None
    assert server.connect().find_sent(reply) is not None
    server.thing(sent.external_id)["first_message_name"] = "t4_other"
    assert server.connect().find_sent(reply) is None


def test_a_reply_is_looked_for_beyond_the_first_page(server: FakeReddit) -> None:
    """And no further than to the time it was prepared."""
    reply = prepared(server)
    sent = server.connect().send(reply)
    for number in range(120):
        server.comment(f"number {number}", "acme", reply_to="t3_100")
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id
    server.now += DAY
    later = server.connect().prepare(reply_to(mention_of(server, "t1_101"), "Again"), server.now)
    before = len(server.asked("/user/acme/comments"))
    assert server.connect().find_sent(later) is None
    assert len(server.asked("/user/acme/comments")) == before + 1
