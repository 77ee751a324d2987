"""Replies that are overtaken before they leave are held, and told to who has to know."""

import pytest

from social_care.errors import ClaimTaken, NotAllowed
from social_care.models import OutboxState
from tests.network import Fault
from tests.world import Shop


def test_a_reply_is_held_when_the_customer_writes_before_it_leaves(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation)
    shop.hear("never mind, it works!")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert (shop.sent_state(item), shop.network.sends) == ("held", [])
    (shown,) = shop.desk().outbox()
    assert "the customer wrote again" in shown.problem
    shop.desk().release_held(item.id)
    shop.deliver()
    assert shop.sent_state(item) == "queued", "an undo window of its own"
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "sent"
    assert shop.sent_steps(item) == ["queued", "held", "queued", "sending", "sent"]


def test_even_thanks_hold_a_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    item = shop.submit(conversation, "one more thing")
    shop.hear("thanks!")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "held"


def test_a_delayed_reply_that_is_overtaken_goes_back_to_its_writer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.TRANSIENT]
    item = shop.reply(conversation)
    shop.hear("never mind, it works!")
    shop.pass_time(minutes=5)
    shop.deliver()
    assert shop.network.posts == []
    assert shop.sent_state(item) == "refused"
    assert "the customer wrote again" in shop.desk().outbox()[0].problem
    shop.desk().settle(item.id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "sent"


def test_a_second_agents_reply_is_held_when_the_first_has_answered(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.submit(conversation, "from mary")
    shop.desk().release(conversation)
    seen = shop.desk("sam").conversation(conversation).seen - 1
    second = shop.submit(conversation, "from sam", agent="sam", seen=seen)
    assert second.state is OutboxState.HELD
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(first) == "sent"
    assert [post.text for post in shop.network.posts] == ["from mary"]


def test_a_second_agent_who_answers_knowingly_holds_the_firsts_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.submit(conversation, "from mary")
    shop.desk().release(conversation)
    shop.submit(conversation, "from sam", agent="sam")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(first) == "held"
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["from sam"]


def test_releasing_a_held_reply_is_news_to_everybody_else(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "from mary", seen=0)
    shop.desk().release(conversation)
    other = shop.submit(conversation, "from sam", agent="sam")
    with pytest.raises(ClaimTaken):
        shop.desk().release_held(held.id)  # sam is with this customer
    shop.desk("sam").release(conversation)
    with pytest.raises(NotAllowed):
        shop.desk("sam").release_held(held.id)  # it needs its writer
    shop.desk().release_held(held.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert shop.sent_state(other) == "held"
    assert [post.text for post in shop.network.posts] == ["from mary"]
