"""What a person is shown: a conversation, its customer, the reasons, and whether all is well."""

import pytest

from social_care.errors import NotFound
from social_care.models import Author, State
from social_care.models.views import MessageKind
from social_care.storage import accounts
from tests.world import HOUR, START, Shop


def test_a_conversation_is_read_from_the_oldest_message_to_the_newest(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.reply(conversation, "sorry")
    shop.pass_time(minutes=1)
    shop.desk("sam").note(conversation, "calls daily")
    shop.pass_time(minutes=1)
    shop.hear("and now?")
    shop.pass_time(minutes=1)
    shop.submit(conversation, "soon")
    view = shop.desk().conversation(conversation)
    assert [(message.kind, message.author, message.text) for message in view.messages] == [
        (MessageKind.MENTION, "Kim", "angry"),
        (MessageKind.REPLY, "mary", "sorry"),
        (MessageKind.NOTE, "sam", "calls daily"),
        (MessageKind.MENTION, "Kim", "and now?"),
        (MessageKind.OUTBOX, "mary", "soon"),
    ]
    assert [message.at for message in view.messages] == sorted(
        message.at for message in view.messages
    )


def test_a_message_that_arrives_late_stands_where_it_was_written(shop: Shop) -> None:
    conversation = shop.hear("second", posted_at=START)
    shop.hear("first", posted_at=START - HOUR)
    messages = shop.desk().conversation(conversation).messages
    assert [message.text for message in messages] == ["first", "second"]


def test_the_link_is_that_of_the_newest_message_still_there(shop: Shop) -> None:
    old = shop.mention("angry", url="https://fake.example/1")
    new = shop.mention("more", url="https://fake.example/2")
    shop.receive(old, new)
    conversation = shop.conversation_of(old)
    assert shop.desk().conversation(conversation).url == "https://fake.example/2"
    shop.delete(new)
    assert shop.desk().conversation(conversation).url == "https://fake.example/1"
    shop.delete(old)
    assert shop.desk().conversation(conversation).url == ""


def test_the_customer_is_shown_with_moods_and_earlier_conversations(shop: Shop) -> None:
    author = Author(id="1", handle="kim", name="Kim", url="https://fake.example/kim", followers=7)
    past = shop.hear("lovely", author=author, thread_key="past")
    shop.desk().resolve(past, wrap_up="praise")
    shop.pass_time(hours=1)
    present = shop.hear("angry", author=author, thread_key="present")
    customer = shop.desk().conversation(present).customer
    assert customer.name == "Kim"
    assert customer.moods == ((START, 0.8), (START + HOUR, -0.6))
    (earlier,) = customer.conversations
    assert (earlier.id, earlier.text, earlier.wrap_up) == (past, "lovely", "praise")
    assert earlier.state is State.RESOLVED
    (identity,) = customer.identities
    assert (identity.handle, identity.followers, identity.first_seen_at) == ("kim", 7, START)


def test_a_customer_without_a_name_is_called_something(shop: Shop) -> None:
    handle = shop.hear("lovely", author=Author(id="1", handle="kim"), thread_key="a")
    nobody = shop.hear("lovely", author=Author(id="2"), thread_key="b")
    hostile = shop.hear("lovely", author=Author(id="3", name="\x1b[2JEve\u202e"), thread_key="c")
    assert shop.desk().resolve(handle) == "Resolved kim"
    assert shop.desk().resolve(nobody) == "Resolved somebody"
    assert shop.desk().resolve(hostile) == "Resolved Eve"


def test_why_tells_everything_that_put_a_conversation_where_it_stands(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=5)
    lines = shop.desk().why(conversation)
    assert "band high: complaint, score 70 of 100" in lines
    assert "because: says 'angry'" in lines
    assert any("-0.60" in line for line in lines)
    assert any("waits 5" in line and "due in 25" in line for line in lines)
    shop.pass_time(minutes=30)
    assert any("LATE by 5" in line for line in shop.desk().why(conversation))


def test_why_does_not_call_an_answered_complaint_one_that_starts_no_clock(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation, "sorry")
    lines = shop.desk().why(conversation)
    assert lines[0] == "complaint, score 70 of 100"
    assert "nobody waits here: it is answered" in lines
    shop.desk().resolve(conversation)
    assert "nobody waits here: it is resolved" in shop.desk().why(conversation)


def test_why_knows_what_is_not_scored_not_waited_for_and_not_to_be_answered(shop: Shop) -> None:
    noise = shop.hear("spam", can_reply=False, can_reply_reason="locked")
    lines = shop.desk().why(noise)
    assert "sentiment: not scored (language en)" in lines
    assert "nobody waits here: it starts no clock" in lines
    assert any(line.startswith("band none: ") for line in lines)
    assert "cannot be answered on fake: locked" in lines
    locked = shop.hear("angry", "lee", can_reply=False)
    assert any("no target" in line for line in shop.desk().why(locked))


def test_why_tells_plain_vader_severity_and_doubt(shop: Shop) -> None:
    conversation = shop.hear("angry")
    plain_only = "sentiment: -0.60 (-1 very negative, +1 very positive)"
    assert plain_only in shop.desk().why(conversation)
    with shop.store.write() as tx:
        tx.run("UPDATE assessments SET plain_sentiment = 0.42, severity = 3.26, uncertain = 1")
    lines = shop.desk().why(conversation)
    assert "sentiment: -0.60, plain VADER +0.42 (-1 very negative, +1 very positive)" in lines
    assert "severity: 3.3 (1 a remark, 4 the worst)" in lines
    assert "language: uncertain, read as English" in lines


def test_what_does_not_exist_is_not_found(shop: Shop) -> None:
    for ask in (shop.desk().conversation, shop.desk().why):
        with pytest.raises(NotFound, match="no conversation 404"):
            ask(404)


# Status -----------------------------------------------------------------------------------------


def test_a_worker_is_alive_as_long_as_it_is_seen(shop: Shop) -> None:
    assert (shop.desk().status().worker_alive, shop.desk().status().worker_seen_at) == (False, None)
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "w", 1, "here", shop.now)
    shop.pass_time(seconds=30)
    assert shop.desk().status().worker_alive
    shop.pass_time(seconds=0.001)
    status = shop.desk().status()
    assert (status.worker_alive, status.worker_seen_at) == (False, START)


def test_a_worker_that_died_before_the_clock_was_set_back_is_not_alive(shop: Shop) -> None:
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "dead", 1, "here", shop.now + HOUR)
    status = shop.desk().status()
    assert (status.worker_alive, status.worker_seen_at) == (False, None)
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "new", 2, "here", shop.now)
    status = shop.desk().status()
    assert (status.worker_alive, status.worker_seen_at) == (True, START)


def test_a_worker_that_was_just_started_is_no_alarm_yet(shop: Shop) -> None:
    desk = shop.desk(worker_started_at=shop.now)
    assert (desk.status().worker_alive, desk.status().worker_starting) == (False, True)
    shop.pass_time(seconds=15.001)
    assert not desk.status().worker_starting
    with shop.store.write() as tx:
        accounts.worker_alive(tx, "w", 1, "here", shop.now)
    assert (desk.status().worker_alive, desk.status().worker_starting) == (True, False)


def test_the_service_level_of_the_last_day_is_shown(shop: Shop) -> None:
    assert shop.desk().status().in_target is None
    shop.reply(shop.hear("angry", "kim"))
    shop.pass_time(seconds=1)
    assert shop.desk().status().in_target == 1.0
    shop.hear("angry", "lee")
    shop.pass_time(minutes=31)
    assert shop.desk().status().in_target == 0.5
    shop.desk().resolve(shop.queue()[0], anyway=True)
    shop.pass_time(days=2)
    assert shop.desk().status().in_target is None


# Accounts ---------------------------------------------------------------------------------------


def test_an_account_belongs_to_one_worker_at_a_time(shop: Shop) -> None:
    def lease(owner: str) -> bool:
        with shop.store.write() as tx:
            return accounts.lease(tx, shop.account_id, owner, shop.now)

    assert lease("one")
    assert not lease("two")
    shop.pass_time(seconds=60)
    assert lease("one"), "renewed"
    shop.pass_time(seconds=89)
    assert not lease("two")
    shop.pass_time(seconds=1)
    assert lease("two")
    with shop.store.write() as tx:
        accounts.give_back(tx, "two")
    assert lease("one")


def test_an_account_keeps_its_id_when_it_is_named_again(shop: Shop) -> None:
    with shop.store.write() as tx:
        again = accounts.ensure(tx, "acme", "mastodon", "mastodon", "social.example")
    assert again == shop.account_id
    row = accounts.by_name(shop.store.read(), "acme")
    assert row is not None
    assert (row["connector"], row["network"]) == ("mastodon", "social.example")
