"""Promises: snoozes with a reason, which an answer before their time does not bring back."""

import pytest

from social_care.errors import NotAllowed
from social_care.models.presence import Promise
from tests.world import DAY, HOUR, MINUTE, START, Shop

FRIDAY = START + 4 * DAY
CALL = "I will call on Friday"


def promise(shop: Shop, conversation: int) -> Promise | None:
    """What stands there."""
    return shop.desk().queue_rows([conversation])[conversation].promise


def snoozed_until(shop: Shop, conversation: int) -> int | None:
    """When it comes back."""
    sql = "SELECT snooze_until FROM conversations WHERE id = :id"
    until = shop.value(sql, id=conversation)
    return None if until is None else int(until)


def test_a_snooze_with_a_reason_says_who_promised_what_until_when(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    assert shop.state(conversation) == "snoozed"
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)
    shop.now = FRIDAY
    shop.watch()
    assert shop.state(conversation) == "open"
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)


def test_a_snooze_without_one_is_none(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason="   ")
    assert promise(shop, conversation) is None
    assert shop.value("SELECT count(*) FROM promises") == 0


def test_a_waiting_customer_comes_back_at_80_percent_and_the_promise_stands(shop: Shop) -> None:
    conversation = shop.hear("angry")
    said = shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    assert "a snooze cannot hide a waiting customer" in said
    assert snoozed_until(shop, conversation) == START + 24 * MINUTE
    shop.pass_time(minutes=24)
    shop.watch()
    assert shop.state(conversation) == "open"
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)


def test_an_answer_before_its_time_puts_it_aside_again_until_then(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.reply(conversation, "We are on it, and I will call on Friday", agent="sam")
    assert shop.state(conversation) == "snoozed"
    assert snoozed_until(shop, conversation) == FRIDAY
    assert not shop.is_waiting(conversation)
    shop.now = FRIDAY
    shop.watch()
    assert shop.state(conversation) == "open"
    assert promise(shop, conversation) is not None


def test_an_answer_at_its_time_keeps_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.now = FRIDAY
    shop.watch()
    shop.reply(conversation, "As I said on the phone")
    assert shop.state(conversation) == "answered"
    assert promise(shop, conversation) is None


def test_answered_first_and_put_aside_while_it_is_on_its_way(shop: Shop) -> None:
    """The usual way: "I will call you on Friday", Ctrl+S, s."""
    conversation = shop.hear("angry")
    shop.submit(conversation, CALL)
    said = shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    assert said == "Kim is put aside once the reply is sent"
    assert shop.is_waiting(conversation)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert (shop.state(conversation), snoozed_until(shop, conversation)) == ("snoozed", FRIDAY)
    assert shop.response()["agent"] == "mary"
    shop.now = FRIDAY
    shop.watch()
    assert (shop.state(conversation), promise(shop, conversation) is None) == ("open", False)


def test_where_nobody_waits_it_is_put_aside_at_once_whatever_is_on_its_way(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.submit(conversation, "one more thing")
    assert shop.desk().snooze(conversation, FRIDAY, reason=CALL) == "Snoozed Kim"
    shop.pass_time(seconds=10)
    shop.deliver()
    assert (shop.state(conversation), snoozed_until(shop, conversation)) == ("snoozed", FRIDAY)


def test_what_is_to_be_resolved_cannot_be_promised_something(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, CALL, resolve=True)
    with pytest.raises(NotAllowed, match="to be resolved once the reply is sent"):
        shop.desk().snooze(conversation, FRIDAY, reason=CALL)


def test_undone_while_the_answer_is_on_its_way_nothing_is_promised(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, CALL)
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    assert shop.desk().undo() == "Undone: snoozed Kim"
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.state(conversation) == "answered"
    assert promise(shop, conversation) is None


def test_a_late_customer_who_is_being_answered_can_be_promised_something(shop: Shop) -> None:
    conversation = shop.hear("angry", posted_at=START - HOUR)
    with pytest.raises(NotAllowed, match="waited too long"):
        shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    assert promise(shop, conversation) is None
    shop.submit(conversation, CALL)
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert (shop.state(conversation), snoozed_until(shop, conversation)) == ("snoozed", FRIDAY)


def test_a_native_answer_before_its_time_does_not_keep_it_either(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.pass_time(minutes=1)
    shop.receive(own=[shop.own_post(in_reply_to=mention.external_id)])
    assert (shop.state(conversation), snoozed_until(shop, conversation)) == ("snoozed", FRIDAY)


def test_a_customer_who_writes_again_is_in_the_queue_and_the_promise_beside(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.pass_time(hours=1)
    shop.hear("angry", thread_key="thread of kim")
    assert shop.state(conversation) == "open"
    assert promise(shop, conversation) is not None


@pytest.mark.parametrize("deed", ["resolve", "dismiss"])
def test_closing_ends_it_and_undoing_brings_it_back(shop: Shop, deed: str) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    getattr(shop.desk(), deed)(conversation)
    assert promise(shop, conversation) is None
    shop.desk().undo()
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)
    assert shop.state(conversation) == "snoozed"


def test_undoing_the_snooze_takes_it_away_and_an_older_one_comes_back(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.desk("sam").snooze(conversation, FRIDAY + HOUR, reason="send the parcel")
    assert promise(shop, conversation) == Promise(
        agent="sam", text="send the parcel", until=FRIDAY + HOUR
    )
    shop.desk("sam").undo()
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)
    shop.desk("mary").undo()
    assert promise(shop, conversation) is None


def test_a_plain_snooze_leaves_it_as_it_is(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.now = FRIDAY
    shop.watch()
    shop.desk().snooze(conversation, FRIDAY + 3 * HOUR)
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)


def test_another_assignee_does_not_change_it(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL)
    shop.desk().assign(conversation, "lee")
    assert promise(shop, conversation) == Promise(agent="mary", text=CALL, until=FRIDAY)


def test_the_conversation_tells_it_the_log_does_not(shop: Shop) -> None:
    conversation = shop.hear("spam")
    shop.desk().snooze(conversation, FRIDAY, reason=CALL + "\x1b[2J")
    told = [message.text for message in shop.desk().conversation(conversation).around]
    assert told[-1].startswith("snoozed, back on 6 Nov at 09:00: I will call on Friday")
    assert "\x1b" not in told[-1]
    logged = "".join(row["data"] for row in shop.rows("SELECT data FROM events"))
    assert "call" not in logged
    with shop.store.write() as tx:
        tx.run("DELETE FROM promise_texts")
    told = [message.text for message in shop.desk().conversation(conversation).around]
    assert told[-1] == "snoozed, back on 6 Nov at 09:00"
