"""Messenger and Instagram messages, which go through the same calls."""

from typing import Any

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, MentionKind, Prepared, Visibility
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_instagram import FakeInstagram
from tests.connectors.fake_meta import FakeMeta, refusal
from tests.connectors.world import (
    DAY,
    MINUTE,
    Fault,
    Polled,
    budget,
    poll,
    reply_to,
    through_the_store,
)

HOUR = 60 * MINUTE


@pytest.fixture(params=[FakeFacebook, FakeInstagram])
def server(request: pytest.FixtureRequest) -> FakeMeta:
    """Either network."""
    fake: FakeMeta = request.param()
    return fake


def polled_at(server: FakeMeta, before: Polled | None = None) -> Polled:
    """A poll one minute later, by a new process."""
    server.now += MINUTE
    return poll(server.connect(), server.now, before.cursors if before else None)


def heard(server: FakeMeta, text: str) -> Mention:
    """A message from somebody, as a poll brings it."""
    message_id = server.message(text)
    return polled_at(server).mention(message_id)


def prepared(server: FakeMeta, mention: Mention, text: str = "On its way") -> Prepared:
    """A reply to it, as the outbox hands it back."""
    return through_the_store(server.connect().prepare(reply_to(mention, text), server.now))


def test_a_message_becomes_a_private_mention(server: FakeMeta) -> None:
    """In the thread of its conversation, answerable for a day."""
    message_id = server.message("My address is ...")
    found = polled_at(server).mention(message_id)
    assert found.kind is MentionKind.DIRECT_MESSAGE
    assert found.visibility is Visibility.DIRECT
    assert found.thread_key == f"dm:t_{found.author.id}"
    assert found.can_reply
    assert found.reply_until == found.posted_at + DAY


def test_our_own_messages_are_own_posts(server: FakeMeta) -> None:
    """Also those written in the network's own app."""
    message_id = server.message("Hello")
    ours = server.message("Hello to you", ours=True)
    found = polled_at(server)
    assert [each.external_id for each in found.mentions] == [message_id]
    own = {each.external_id: each for each in found.own_posts}
    assert own[ours].visibility is Visibility.DIRECT
    assert own[ours].thread_key == found.mention(message_id).thread_key


def test_a_message_is_answered_to_its_author(server: FakeMeta) -> None:
    """In the same thread, found there again."""
    message_id = server.message("My address is ...")
    mention = polled_at(server).mention(message_id)
    reply = prepared(server, mention)
    assert server.connect().find_sent(reply) is None
    sent = server.connect().send(reply)
    (said, _) = server.conversations[f"t_{mention.author.id}"]["_messages"]
    assert said["_sent"]["recipient"] == {"id": mention.author.id}
    assert said["_sent"]["messaging_type"] == "RESPONSE"
    assert sent.thread_key == mention.thread_key
    found = server.connect().find_sent(reply)
    assert found is not None
    assert found.external_id == sent.external_id == said["id"]


def test_a_public_wish_does_not_make_a_message_public(server: FakeMeta) -> None:
    """A reply is never wider than what it answers."""
    mention = heard(server, "My address is ...")
    reply = reply_to(mention, "Thank you", Visibility.PUBLIC)
    assert "recipient" in server.connect().prepare(reply, server.now).payload["body"]


def test_after_a_day_the_window_is_closed(server: FakeMeta) -> None:
    """It says so instead of failing later."""
    message_id = server.message("Hello?")
    server.now += DAY
    page = server.connect().fetch("messages", None, budget(server.now, backfill_ms=3 * DAY))
    (found,) = page.mentions
    assert found.external_id == message_id
    assert not found.can_reply
    assert "24 hours" in found.can_reply_reason


def test_a_human_agent_may_answer_for_seven_days(server: FakeMeta) -> None:
    """With the tag that says so once the day is over."""
    server.table["human_agent"] = True
    message_id = server.message("Hello?")
    mention = polled_at(server).mention(message_id)
    assert mention.reply_until == mention.posted_at + 7 * DAY
    assert "tag" not in prepared(server, mention).payload["body"]
    server.now += 2 * DAY
    body = prepared(server, mention).payload["body"]
    assert (body["messaging_type"], body["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_the_network_has_the_last_word_on_the_window(server: FakeMeta) -> None:
    """It says no: the agent is told, nothing is tried again."""
    mention = heard(server, "Hello?")
    reply = prepared(server, mention)
    server.once("/messages", refusal(10, 2018278))
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    assert caught.value.error_class is ErrorClass.BLOCKED


def test_a_lost_answer_is_looked_for(server: FakeMeta) -> None:
    """The message is there, and found."""
    mention = heard(server, "Hello?")
    reply = prepared(server, mention)
    server.fail(Fault.ANSWER_LOST)
    with pytest.raises(NetworkError) as caught:
        server.connect().send(reply)
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
    server.fail(None)
    assert server.connect().find_sent(reply) is not None
    assert not server.connect().can_resend(reply, server.now)


def test_a_sender_whom_meta_does_not_name_cannot_be_answered(server: FakeMeta) -> None:
    """There is nobody to send it to."""
    message_id = server.message("Hello?")
    server.conversations["t_" + server.person("kim")["id"]]["_messages"][0]["from"] = None
    found = polled_at(server).mention(message_id)
    assert not found.can_reply
    with pytest.raises(NetworkError, match="does not say who") as caught:
        server.connect().prepare(reply_to(found, "Hello"), server.now)
    assert caught.value.error_class is ErrorClass.REFUSED


def test_a_quiet_poll_is_one_call(server: FakeMeta) -> None:
    """Conversations that did not move are not read."""
    server.message("Hello?")
    before = polled_at(server)
    server.now += 2 * HOUR
    server.message("Another", "lee")
    before = polled_at(server, before)
    server.requests.clear()
    connector = server.connect()
    page = connector.fetch("messages", before.cursors["messages"], budget(server.now))
    assert not page.more
    assert len(server.requests) == 1


def test_two_messages_of_one_second_are_both_heard(server: FakeMeta) -> None:
    """Though a poll came between them, and the conversation shows the same time."""
    server.message("Hello?")
    before = poll(server.connect(), server.now)
    second = server.message("My parcel has not come")
    server.requests.clear()
    after = polled_at(server, before)
    assert after.mention(second)
    assert len(server.asked("conversations")) == 1
    assert not server.asked("/messages")


def test_messages_come_with_their_conversation(server: FakeMeta) -> None:
    """No call for each of them."""
    for number in range(8):
        server.message("Hello?", f"p{number}")
    connector = server.connect()
    page = connector.fetch("messages", None, budget(server.now))
    assert len(page.mentions) == 8
    assert len(server.asked("conversations")) == 1


def test_a_flood_in_one_conversation_is_read_to_its_beginning(server: FakeMeta) -> None:
    """Beyond the twenty that come with it; over several polls if need be."""
    wanted = set()
    for number in range(90):
        server.now += 1000
        wanted.add(server.message(f"Hello {number}"))
    other = server.message("Me too", "lee")
    first = polled_at(server)
    seen = {each.external_id for each in first.mentions}
    for _ in range(3):
        first = polled_at(server, first)
        seen |= {each.external_id for each in first.mentions}
    assert wanted | {other} <= seen


def test_what_was_read_of_a_conversation_is_not_read_for_ever(server: FakeMeta) -> None:
    """When it moves again after a long time, only the new is fetched."""
    for number in range(30):
        server.now += 1000
        server.message(f"Hello {number}")
    before = polled_at(server)
    server.now += 3 * DAY
    server.message("Meanwhile", "lee")
    before = polled_at(server, before)
    server.now += DAY
    new = server.message("Hello again")
    found = polled_at(server, before)
    assert [each.external_id for each in found.mentions if each.author.handle == "kim"] == [new]


@pytest.mark.parametrize(
    "broken", [{"id": None}, {"created_time": None}, {"created_time": "x"}, {"id": []}]
)
def test_a_broken_message_is_left_out(server: FakeMeta, broken: dict[str, Any]) -> None:
    """The others are not."""
    good = server.message("Hello?")
    server.message("Broken", **broken)
    assert [each.external_id for each in polled_at(server).mentions] == [good]


def test_pictures_in_messages(server: FakeMeta) -> None:
    """With their address, never fetched."""
    picture = {
        "mime_type": "image/jpeg",
        "name": "boot.jpg",
        "image_data": {"url": "https://x/1.jpg"},
    }
    message_id = server.message("", attachments={"data": [picture, 7]})
    (media,) = polled_at(server).mention(message_id).media
    assert (media.kind, media.url, media.alt) == ("image", "https://x/1.jpg", "boot.jpg")


def test_what_is_kept_of_a_message_holds_no_token(server: FakeMeta) -> None:
    """Lists inside it say where they go on, in an address that logs in."""
    onward = f"https://graph.example/v26.0/m_1/attachments?access_token={server.token}&after=z"
    inside = {"data": [{"name": "boot.jpg"}], "paging": {"next": onward}}
    heard_it = server.message("See here", attachments=inside)
    ours = server.message("I see", ours=True, attachments=inside)
    polled = polled_at(server)
    (own,) = (each for each in polled.own_posts if each.external_id == ours)
    for raw in (polled.mention(heard_it).raw, own.raw):
        assert "boot.jpg" in raw
        assert server.token not in raw
