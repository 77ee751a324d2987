"""Bluesky: writing direct messages, in answer to one or to a public mention."""

import httpx
import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared, Visibility
from tests.connectors.fake_bluesky import FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import MINUTE, budget, poll, reply_to, through_the_store


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def message(sky: FakeBluesky, text: str = "Where is my parcel?") -> Mention:
    """A direct message that has arrived."""
    message_id = sky.chat.write(text)
    page = sky.connect().fetch("messages", None, budget(sky.now))
    return next(item for item in page.mentions if item.external_id == message_id)


def prepared(sky: FakeBluesky, mention: Mention, text: str = "On its way") -> Prepared:
    """A private answer, as the outbox hands it back."""
    asked = reply_to(mention, text, Visibility.DIRECT)
    return through_the_store(sky.connect().prepare(asked, sky.now))


def public(sky: FakeBluesky) -> Mention:
    """A public mention that has arrived."""
    uri = sky.post("Where is my parcel?")
    return poll(sky.connect(), sky.now).mention(uri)


def test_a_direct_message_is_answered_in_its_conversation(sky: FakeBluesky) -> None:
    """Whatever visibility was asked for: the answer is never wider."""
    mention = message(sky)
    asked = reply_to(mention, "On its way", Visibility.PUBLIC)
    sent = sky.connect().send(sky.connect().prepare(asked, sky.now))
    assert sky.chat.ours() == ["On its way"]
    assert sent.thread_key == mention.thread_key
    assert sent.accepted_at == sky.now
    assert not sky.own_posts()


def test_a_public_mention_can_be_answered_privately(sky: FakeBluesky) -> None:
    """What the customer answers there has the same thread."""
    connector = sky.connect()
    assert connector.check().limits.can_private
    sent = connector.send(prepared(sky, public(sky), "Your address?"))
    assert sky.chat.ours() == ["Your address?"]
    assert not sky.own_posts()
    sky.now += MINUTE
    assert message(sky, "Here").thread_key == sent.thread_key == "dm:convo-kim"


def test_links_in_a_message_are_live(sky: FakeBluesky) -> None:
    """By facets, as in posts."""
    sky.connect().send(prepared(sky, message(sky), "See https://acme.example"))
    (request,) = sky.asked("sendMessage")
    assert b"richtext.facet#link" in request.content


def test_a_message_may_be_longer_than_a_post(sky: FakeBluesky) -> None:
    """And has limits of its own."""
    mention = message(sky)
    assert prepared(sky, mention, "x" * 1000)
    limits = sky.connect().limits.for_private()
    assert (limits.max_length, limits.max_bytes) == (1000, 10_000)
    for text in ("x" * 1001, "  "):
        with pytest.raises(NetworkError) as caught:
            prepared(sky, mention, text)
        assert caught.value.error_class is ErrorClass.REFUSED
    with pytest.raises(NetworkError):
        sky.connect().prepare(reply_to(public(sky), "x" * 301), sky.now)


def test_a_message_is_never_sent_again_by_itself(sky: FakeBluesky) -> None:
    """The network has no key that would make two one."""
    reply = prepared(sky, message(sky))
    assert not sky.connect().can_resend(reply, sky.now)


def test_a_lost_answer_is_an_unknown_outcome_and_looking_finds_it(sky: FakeBluesky) -> None:
    """By who wrote what, where and when."""
    reply = prepared(sky, public(sky), "Your  address?")
    assert sky.connect().find_sent(reply) is None
    sky.once("sendMessage", httpx.ReadTimeout("slow"))
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
    assert sky.connect().find_sent(reply) is None
    written = sky.chat.write_as_us("Your address?")
    found = sky.connect().find_sent(reply)
    assert found is not None
    assert (found.external_id, found.thread_key) == (written, "dm:convo-kim")


def test_only_what_we_wrote_since_is_taken_for_it(sky: FakeBluesky) -> None:
    """Neither the same words of the customer nor ours of last week."""
    sky.chat.write_as_us("On its way")
    sky.now += 10 * MINUTE
    reply = prepared(sky, message(sky))
    sky.chat.write("On its way")
    sky.chat.write_as_us("Something else")
    assert sky.connect().find_sent(reply) is None


def test_it_is_found_behind_newer_ones(sky: FakeBluesky) -> None:
    """In a lively conversation it is no longer on the first page."""
    reply = prepared(sky, message(sky))
    sent = sky.connect().send(reply)
    for number in range(5):
        sky.chat.write(f"and {number}")
    sky.chat.page_size = 2
    found = sky.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_looking_in_vain_is_not_the_same_as_not_being_able_to_look(sky: FakeBluesky) -> None:
    """None would allow to send it again."""
    reply = prepared(sky, message(sky))
    sky.once("getMessages", *[error("UpstreamFailure", 502)] * 4)
    with pytest.raises(NetworkError) as caught:
        sky.connect().find_sent(reply)
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_somebody_who_takes_no_messages_is_blocked_to_us(sky: FakeBluesky) -> None:
    """Nothing was written, and the network says why."""
    reply = prepared(sky, public(sky))
    sky.chat.takes_messages = False
    with pytest.raises(NetworkError, match="disabled messages") as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is ErrorClass.BLOCKED
    assert not sky.asked("sendMessage")


def test_an_app_password_without_messages_cannot_write_any(sky: FakeBluesky) -> None:
    """With the remedy; the session stays."""
    reply = prepared(sky, public(sky))
    sky.chat.allowed = False
    logins = sky.logins
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is ErrorClass.PERMISSION
    assert "app password" in caught.value.remedy
    assert sky.logins == logins


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (error("InvalidRequest", 400, "message too long"), ErrorClass.REFUSED),
        (error("InvalidRequest", 400, "recipient requires you to follow"), ErrorClass.BLOCKED),
        (error("BlockedByActor", 400), ErrorClass.BLOCKED),
        (error("RateLimitExceeded", 429), ErrorClass.RATE),
        (error("InternalServerError", 500), ErrorClass.UNKNOWN_OUTCOME),
        (error("UpstreamFailure", 502), ErrorClass.UNKNOWN_OUTCOME),
        (answer({}), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ReadTimeout("slow"), ErrorClass.UNKNOWN_OUTCOME),
        (httpx.ConnectError("refused"), ErrorClass.TRANSIENT),
    ],
)
def test_a_refused_message(
    sky: FakeBluesky, refusal: httpx.Response | Exception, expected: ErrorClass
) -> None:
    """One call, never repeated by itself."""
    reply = prepared(sky, message(sky))
    sky.once("sendMessage", refusal)
    with pytest.raises(NetworkError) as caught:
        sky.connect().send(reply)
    assert caught.value.error_class is expected
    assert len(sky.asked("sendMessage")) == 1
