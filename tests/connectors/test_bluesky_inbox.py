"""Bluesky: direct messages as they arrive, and what happens where we may not read them."""

import json
import logging
from dataclasses import replace

import httpx
import pytest

from social_care.connectors.bluesky import Bluesky
from social_care.connectors.bluesky.chat import LOOK_AGAIN_MS
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, Visibility
from tests.connectors.fake_bluesky import FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import DAY, MINUTE, NOW, Polled, budget

HOUR = 60 * MINUTE


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def read(sky: FakeBluesky, cursor: str | None = None, pages: int = 10) -> Polled:
    """One poll of the direct messages by a new process."""
    connector, polled = sky.connect(), Polled()
    for _ in range(pages):
        page = connector.fetch("messages", cursor, budget(sky.now))
        polled.add("messages", page)
        cursor = page.cursor
        if not page.more:
            break
    return polled


def texts(mentions: list[Mention]) -> list[str]:
    """What was written, in the order it was written."""
    return [mention.text for mention in sorted(mentions, key=lambda item: item.posted_at)]


def names(connector: Bluesky) -> list[str]:
    """What is listened to."""
    return [stream.name for stream in connector.streams()]


# What arrives


def test_a_direct_message_is_a_mention_of_its_own_thread(sky: FakeBluesky) -> None:
    """With who wrote it, whose name the message does not bear."""
    message_id = sky.chat.write("Where is my parcel?")
    mention = read(sky).mention(message_id)
    assert mention.kind is MentionKind.DIRECT_MESSAGE
    assert mention.visibility is Visibility.DIRECT
    assert mention.thread_key == "dm:convo-kim"
    assert (mention.author.id, mention.author.handle) == ("did:plc:kim", "kim.example")
    assert mention.author.followers == 42
    assert mention.posted_at == sky.now
    assert mention.url == "https://bsky.app/messages/convo-kim"
    assert mention.can_reply


def test_calls_to_the_chat_say_where_they_are_to_go(sky: FakeBluesky) -> None:
    """And others do not."""
    sky.chat.write("Hello")
    read(sky)
    for request in sky.requests:
        assert ("atproto-proxy" in request.headers) is ("chat.bsky" in request.url.path)


def test_what_we_wrote_in_the_app_is_our_own(sky: FakeBluesky) -> None:
    """So that an answer given there is recognised."""
    sky.chat.write("Hello?")
    sky.now += MINUTE
    ours = sky.chat.write_as_us("Hello Kim")
    polled = read(sky)
    assert texts(polled.mentions) == ["Hello?"]
    (own,) = polled.own_posts
    assert (own.external_id, own.thread_key) == (ours, "dm:convo-kim")
    assert own.visibility is Visibility.DIRECT


def test_a_shared_post_is_a_link(sky: FakeBluesky) -> None:
    """It may be all the message is about."""
    uri = "at://did:plc:acme/app.bsky.feed.post/3aaaaaaaaaaaa"
    message_id = sky.chat.write("This one", embed={"record": {"uri": uri}})
    (media,) = read(sky).mention(message_id).media
    assert (media.kind, media.url) == (
        "quote",
        "https://bsky.app/profile/did:plc:acme/post/3aaaaaaaaaaaa",
    )


def test_broken_and_deleted_messages_are_left_out_and_the_rest_stays(
    sky: FakeBluesky, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad message must not cost the page."""
    good = sky.chat.write("good")
    sky.chat.write("no time", sentAt=None)
    sky.chat.write("no id", id=None)
    sky.chat.write("no sender", sender={})
    sky.chat.write("deleted", **{"$type": "chat.bsky.convo.defs#deletedMessageView"})
    sky.chat.write("odd", sentAt="2026-11-01T09:00:00")
    with caplog.at_level(logging.WARNING):
        polled = read(sky)
    assert [mention.external_id for mention in polled.mentions] == [good]
    assert caplog.text.count("left out") == 4


# Without loss


def test_what_is_older_than_the_backfill_stays_out(sky: FakeBluesky) -> None:
    """A first poll does not dig up the past, nor does a later one that reads an overlap."""
    sky.chat.write("last week")
    sky.chat.write("long ago", "lee")
    sky.now += 3 * DAY
    sky.chat.write("today")
    first = read(sky)
    assert texts(first.mentions) == ["today"]
    sky.now += 2 * HOUR
    assert texts(read(sky, first.cursors["messages"]).mentions) == ["today"]


def test_a_log_that_begins_at_the_beginning_brings_no_past_either(sky: FakeBluesky) -> None:
    """Should the service take no position for the first one."""
    sky.chat.write("last week")
    sky.now += 7 * DAY
    sky.once("getLog", answer({"logs": [], "cursor": "0"}))
    first = read(sky)
    sky.chat.write("today")
    second = read(sky, first.cursors["messages"])
    assert texts(first.mentions + second.mentions) == ["today"]


def test_new_messages_come_by_the_log_in_one_call(sky: FakeBluesky) -> None:
    """However many conversations there are."""
    for number in range(20):
        sky.chat.write("old", f"a{number}")
    first = read(sky)
    sky.requests.clear()
    sky.now += MINUTE
    sky.chat.write("new", "a3")
    sky.chat.write("new too", "stranger")
    second = read(sky, first.cursors["messages"])
    assert texts(second.mentions) == ["new", "new too"]
    assert not sky.asked("listConvos")
    assert not sky.asked("getMessages")


def test_a_long_log_is_read_to_its_end(sky: FakeBluesky) -> None:
    """Page by page, and where a poll's pages do not suffice, by the next."""
    first = read(sky)
    sky.chat.page_size = 10
    for number in range(45):
        sky.now += 1000
        sky.chat.write(f"number {number}", f"a{number % 7}")
    second = read(sky, first.cursors["messages"], pages=3)
    third = read(sky, second.cursors["messages"])
    assert texts(second.mentions + third.mentions) == [f"number {number}" for number in range(45)]


def test_what_is_written_during_the_first_poll_is_not_lost(sky: FakeBluesky) -> None:
    """The place in the log is taken before anything is read."""
    sky.chat.page_size = 1
    for name in ("kim", "lee", "sam"):
        sky.chat.write("before", name)
    connector = sky.connect()
    page = connector.fetch("messages", None, budget(sky.now))
    assert page.more
    during = sky.chat.write("during")
    rest = read(sky, page.cursor)
    later = read(sky, rest.cursors["messages"])
    assert during in {mention.external_id for mention in rest.mentions + later.mentions}


def test_a_busy_conversation_is_read_back_page_by_page(sky: FakeBluesky) -> None:
    """As far as the backfill goes and no further."""
    for number in range(7):
        sky.now += 10 * HOUR
        sky.chat.write(f"number {number}")
    sky.chat.page_size = 2
    assert texts(read(sky).mentions) == ["number 4", "number 5", "number 6"]
    assert len(sky.asked("getMessages")) == 2


def test_after_a_long_pause_the_conversations_are_gone_through_again(sky: FakeBluesky) -> None:
    """Nobody says how long the log is kept."""
    first = read(sky)
    sky.now += DAY
    missed = sky.chat.write("Anybody?")
    sky.chat.log.clear()
    assert read(sky, first.cursors["messages"]).mention(missed)


def test_a_position_that_is_forgotten_does_not_blind_the_stream(sky: FakeBluesky) -> None:
    """The conversations are gone through instead, and a new position is taken."""
    first = read(sky)
    sky.now += MINUTE
    missed = sky.chat.write("Anybody?")
    sky.chat.forgets = True
    second = read(sky, first.cursors["messages"])
    assert second.mention(missed)
    sky.chat.forgets = False
    sky.now += MINUTE
    new = sky.chat.write("Hello?")
    third = read(sky, second.cursors["messages"])
    assert [mention.external_id for mention in third.mentions] == [new]


def test_without_a_log_the_conversations_are_read_each_time(sky: FakeBluesky) -> None:
    """With an overlap, and to an end."""
    sky.chat.has_log = False
    old = sky.chat.write("First")
    first = read(sky)
    sky.now += MINUTE
    new = sky.chat.write("Second", "lee")
    second = read(sky, first.cursors["messages"])
    assert first.mention(old)
    assert second.mention(new)
    assert len(sky.asked("listConvos")) == 2


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"position": "1"}', "null"])
def test_a_cursor_that_cannot_be_read_begins_again(sky: FakeBluesky, cursor: str) -> None:
    """Reading too much is harmless."""
    message_id = sky.chat.write("Hello")
    assert read(sky, cursor).mention(message_id)


@pytest.mark.parametrize("body", [{}, {"logs": "odd"}, {"logs": [None, {"$type": 1}], "cursor": 7}])
def test_an_odd_log_is_an_empty_one(sky: FakeBluesky, body: object) -> None:
    """And its position is kept as long as there is no better one."""
    first = read(sky)
    sky.once("getLog", answer(body))
    second = read(sky, first.cursors["messages"], pages=1)
    assert second.mentions == []
    assert json.loads(second.cursors["messages"])["position"] in {"0", "7"}


# Where we may not


def test_an_app_password_without_messages_is_a_warning_and_nothing_else(sky: FakeBluesky) -> None:
    """The session is good for all the rest, and is not renewed over it."""
    sky.chat.allowed = False
    connector = sky.connect()
    (warning,) = connector.check().warnings
    assert "direct messages" in warning
    assert "app password" in warning
    assert names(connector) == ["own posts", "mentions"]
    assert not connector.limits.can_private
    assert sky.logins == 1
    assert not sky.asked("refreshSession")


def test_who_insists_sees_the_stream_off_with_its_remedy(sky: FakeBluesky) -> None:
    """`messages = true`: it must not be silent about them."""
    sky.chat.allowed, sky.messages = False, True
    connector = sky.connect()
    connector.check()
    assert "messages" in names(connector)
    with pytest.raises(NetworkError) as caught:
        connector.fetch("messages", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "app password" in caught.value.remedy
    assert sky.logins == 1


def test_who_wants_none_is_not_bothered(sky: FakeBluesky) -> None:
    """`messages = false`: neither stream nor call nor warning."""
    sky.messages = False
    connector = sky.connect()
    assert connector.check().warnings == ()
    assert "messages" not in names(connector)
    assert not connector.limits.can_private
    assert not sky.asked("chat.bsky")


def test_a_server_without_a_chat_service_has_no_messages(sky: FakeBluesky) -> None:
    """A network of one's own, say."""
    sky.once("chat.bsky", *[error("InternalServerError", 500)] * 2)
    connector = sky.connect()
    (warning,) = connector.check().warnings
    assert "direct messages cannot be read" in warning
    assert "messages" not in names(connector)


def test_a_chat_that_is_down_stays_a_stream_and_fails_aloud(sky: FakeBluesky) -> None:
    """It is there; that it cannot be read has to be seen."""
    sky.once("chat.bsky", *[error("UpstreamFailure", 502)] * 6)
    connector = sky.connect()
    assert len(connector.check().warnings) == 1
    assert len(sky.asked("chat.bsky")) == 2
    assert "messages" in names(connector)
    assert connector.limits.can_private
    with pytest.raises(NetworkError) as caught:
        connector.fetch("messages", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_a_door_that_opens_later_is_found_open(sky: FakeBluesky) -> None:
    """Looked at now and then, not at every poll."""
    sky.chat.allowed = False
    connector = sky.connect()
    connector.check()
    looks = len(sky.asked("listConvos"))
    for _ in range(3):
        sky.now += MINUTE
        connector.fetch("mentions", None, budget(sky.now))
    assert len(sky.asked("listConvos")) == looks
    sky.chat.allowed = True
    sky.now += LOOK_AGAIN_MS
    connector.fetch("mentions", None, budget(sky.now))
    assert "messages" in names(connector)


def test_an_expired_session_is_renewed_for_the_chat_too(sky: FakeBluesky) -> None:
    """Only InvalidToken means something else there."""
    message_id = sky.chat.write("Hello")
    connector = sky.connect()
    connector.check()
    sky.expire()
    page = connector.fetch("messages", None, budget(sky.now))
    assert [mention.external_id for mention in page.mentions] == [message_id]
    assert len(sky.asked("refreshSession")) == 1


def test_a_revoked_account_needs_a_person_from_the_chat_too(sky: FakeBluesky) -> None:
    """Not a warning: nothing works any more."""
    sky.once("chat.bsky", error("AccountTakedown", 401))
    with pytest.raises(NetworkError) as caught:
        sky.connect().check()
    assert caught.value.error_class is ErrorClass.AUTH


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("RateLimitExceeded", 429), ErrorClass.RATE),
        (error("MethodNotImplemented", 501), ErrorClass.PERMISSION),
        (error("Forbidden", 403), ErrorClass.PERMISSION),
        (error("UpstreamFailure", 502), ErrorClass.TRANSIENT),
        (httpx.Response(200, content=b"<h1>"), ErrorClass.TRANSIENT),
        (answer(["odd"]), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_read(sky: FakeBluesky, refusal: httpx.Response, expected: ErrorClass) -> None:
    """Each kind by its class; other streams know nothing of it."""
    connector = sky.connect()
    sky.once("chat.bsky", *[refusal] * 4)
    with pytest.raises(NetworkError) as caught:
        connector.fetch("messages", None, budget(NOW))
    assert caught.value.error_class is expected
    connector.fetch("mentions", None, replace(budget(NOW), pages=1))
