"""Submitting: what is queued, what is held, what is not allowed, and what can be taken back."""

import pytest

from social_care.errors import ClaimTaken, Conflict, NotAllowed, NotFound
from social_care.hours import Calendar
from social_care.models import Author, Limits, OutboxState, Visibility
from social_care.storage import accounts
from tests.network import Fault
from tests.world import HOUR, START, Shop


def limit(shop: Shop, limits: Limits) -> None:
    """What the network accepts."""
    with shop.store.write() as tx:
        accounts.introduce(tx, shop.account_id, "us", "acme", limits)


def test_a_reply_is_queued_with_its_undo_window(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation, "  sorry\n")
    assert (item.state, item.text) == (OutboxState.QUEUED, "sorry")
    assert item.due_at == START + 10_000
    assert (item.agent, item.account, item.problem) == ("mary", "acme", "")
    assert shop.desk().outbox() == [item]
    assert shop.desk("sam").outbox() == []
    assert shop.desk("sam").outbox(mine=False) == [item]
    row = shop.desk().queue_rows([conversation])[conversation]
    assert (row.sending, row.claimed_by) == (OutboxState.QUEUED, "mary")


def test_while_it_is_on_its_way_it_is_a_line_of_the_conversation(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation)
    line = shop.desk().conversation(conversation).messages[-1]
    assert (line.text, line.state, line.due_at) == ("sorry", OutboxState.QUEUED, item.due_at)


def test_the_draft_goes_with_its_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = shop.desk().save_draft(conversation, "sorry", private=False, draft=None)
    shop.submit(conversation, draft=draft)
    assert shop.desk().conversation(conversation).draft is None


def test_a_draft_changed_elsewhere_meanwhile_is_kept(shop: Shop) -> None:
    conversation = shop.hear("angry")
    draft = shop.desk().save_draft(conversation, "sorry", private=False, draft=None)
    shop.desk().save_draft(conversation, "sorry and more", private=False, draft=draft)
    shop.submit(conversation, draft=draft)
    kept = shop.desk().conversation(conversation).draft
    assert kept is not None
    assert kept.text == "sorry and more"


# Held -------------------------------------------------------------------------------------------


def test_news_since_the_writer_looked_hold_the_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("never mind")
    item = shop.submit(conversation, seen=seen)
    assert item.state is OutboxState.HELD
    assert "the customer wrote again" in item.problem
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.network.sends == []


def test_anyway_means_anyway(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("never mind")
    assert shop.submit(conversation, seen=seen, anyway=True).state is OutboxState.QUEUED
    shop.pass_time(seconds=10)
    shop.deliver()
    assert len(shop.network.posts) == 1


def test_an_agent_is_not_held_up_by_their_own_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    first = shop.submit(conversation, "one", seen=seen)
    second = shop.submit(conversation, "two", seen=seen)
    assert (first.state, second.state) == (OutboxState.QUEUED, OutboxState.QUEUED)
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["one", "two"]


def test_an_agents_own_reply_does_not_hide_what_the_customer_wrote_after_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.submit(conversation, "one", seen=seen)
    shop.hear("never mind")
    assert shop.submit(conversation, "two", seen=seen).state is OutboxState.HELD


def test_a_held_reply_does_not_teach_what_its_writer_has_not_seen(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("never mind")
    shop.submit(conversation, "one", seen=seen)
    assert shop.submit(conversation, "two", seen=seen).state is OutboxState.HELD


def test_another_agents_answer_is_news(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk("sam").conversation(conversation).seen
    shop.reply(conversation)
    shop.desk().release(conversation)
    item = shop.submit(conversation, agent="sam", seen=seen)
    assert item.state is OutboxState.HELD


def test_an_answer_by_phone_is_news(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation)
    shop.desk().answered(conversation, "phone")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "held"


def test_a_held_reply_is_released_once(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, seen=0)
    assert shop.desk().release_held(held.id).state is OutboxState.QUEUED
    with pytest.raises(Conflict, match="not held any more"):
        shop.desk().release_held(held.id)
    with pytest.raises(NotFound):
        shop.desk().release_held(404)


def test_a_released_reply_answers_what_was_said_until_then(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation)
    shop.hear("hello?")
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.pass_time(minutes=5)
    shop.desk().release_held(held.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert not shop.is_waiting(conversation)
    assert shop.value("SELECT count(*) FROM response_mentions") == 2
    assert shop.response()["submitted_at"] == START + 310_000


# Not allowed ------------------------------------------------------------------------------------


def test_nobody_answers_a_customer_somebody_else_holds(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("sam").claim(conversation)
    with pytest.raises(ClaimTaken, match="sam"):
        shop.submit(conversation)
    assert shop.rows("SELECT * FROM outbox") == []


@pytest.mark.parametrize("text", ["", "  \n", "\0"])
def test_nothing_is_not_sent(shop: Shop, text: str) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="nothing to send"):
        shop.submit(conversation, text)
    assert shop.desk("sam").next() == conversation, "the claim of a failed submit is not kept"


def test_too_long_says_by_how_much_with_the_handle_counted(shop: Shop) -> None:
    limit(shop, Limits(max_length=20, mentions_author=True))
    conversation = shop.hear("angry")
    assert shop.desk().conversation(conversation).prefix == "@kim "
    with pytest.raises(NotAllowed, match="too long by 1: the limit is 20"):
        shop.submit(conversation, "x" * 16)
    assert shop.submit(conversation, "x" * 15).state is OutboxState.QUEUED


def test_a_private_answer_has_a_length_of_its_own(shop: Shop) -> None:
    limit(shop, Limits(max_length=20, max_bytes=30, can_private=True, private_length=50))
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="too long by 10: the limit is 20"):
        shop.submit(conversation, "x" * 30)
    with pytest.raises(NotAllowed, match="too long by 1: the limit is 50"):
        shop.submit(conversation, "x" * 51, private=True)
    assert shop.submit(conversation, "x" * 50, private=True).state is OutboxState.QUEUED


def test_what_cannot_be_answered_says_why(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False, can_reply_reason="they block us")
    with pytest.raises(NotAllowed, match="they block us"):
        shop.submit(conversation)


def test_when_every_message_is_deleted_there_is_nothing_to_answer(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.delete(mention)
    with pytest.raises(NotAllowed, match="deleted every message"):
        shop.submit(shop.conversation_of(mention))


def test_a_private_answer_needs_a_network_that_has_one(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="no private answer"):
        shop.submit(conversation, private=True)
    limit(shop, Limits(can_private=True))
    item = shop.submit(conversation, private=True)
    assert item.private
    assert shop.value("SELECT visibility FROM outbox") == "direct"


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_answer_is_never_wider_than_what_it_answers(shop: Shop, visibility: Visibility) -> None:
    shop.submit(shop.hear("angry", visibility=visibility))
    assert shop.value("SELECT visibility FROM outbox") == visibility


def test_a_conversation_that_does_not_exist_cannot_be_answered(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.desk().submit(404, "hello", private=False, seen=0)


# Taking back ------------------------------------------------------------------------------------


def test_the_newest_unsent_reply_goes_back_into_a_draft(shop: Shop) -> None:
    one, two = shop.hear("angry", "kim"), shop.hear("angry", "lee")
    first, second = shop.submit(one, "one"), shop.submit(two, "two")
    taken = shop.desk().take_back()
    assert taken is not None
    assert (taken.id, taken.state) == (second.id, OutboxState.DISCARDED)
    draft = shop.desk().conversation(two).draft
    assert draft is not None
    assert draft.text == "two"
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["one"]
    assert shop.sent_state(first) == "sent"


def test_there_may_be_nothing_to_take_back(shop: Shop) -> None:
    assert shop.desk().take_back() is None
    shop.submit(shop.hear("angry"), agent="sam")
    assert shop.desk("mary").take_back() is None


def test_a_refused_reply_is_taken_back_once(shop: Shop) -> None:
    earlier = shop.submit(shop.hear("angry", "lee"), "earlier", seen=0)
    shop.network.faults = [Fault.REFUSED]
    conversation = shop.hear("angry")
    shop.reply(conversation)
    taken = shop.desk().take_back()
    assert taken is not None
    assert taken.state is OutboxState.DISCARDED
    assert shop.value("SELECT count(*) FROM drafts") == 1
    again = shop.desk().take_back()
    assert again is not None
    assert again.id == earlier.id


def test_what_is_being_sent_cannot_be_taken_back(shop: Shop) -> None:
    shop.submit(shop.hear("angry", "kim"), "held", seen=0)
    shop.submit(shop.hear("angry", "lee"))

    def take_back(_: object) -> None:
        with pytest.raises(Conflict, match="is being sent"):
            shop.desk().take_back()

    shop.network.on_send = take_back
    shop.pass_time(seconds=10)
    shop.deliver()
    assert len(shop.network.posts) == 1
    assert shop.value("SELECT count(*) FROM drafts") == 0


def test_a_reply_taken_back_lets_the_conversation_be_handed_out_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.desk().take_back()
    shop.desk().release(conversation)
    assert shop.desk("sam").next() == conversation


def test_untrusted_handles_reach_the_prefix_as_they_are(shop: Shop) -> None:
    limit(shop, Limits(mentions_author=True))
    author = Author(id="x", handle="kim@social.example")
    conversation = shop.hear("angry", author=author)
    assert shop.desk().conversation(conversation).prefix == "@kim@social.example "


# An account that was taken out --------------------------------------------------------------------

GONE = {"other": Calendar.always()}
"""What is configured instead."""


def test_nothing_is_answered_where_nobody_sends_any_more(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="account acme is no longer in the configuration"):
        shop.desk("mary", calendars=GONE).submit(conversation, "sorry", private=False, seen=9)
    assert shop.rows("SELECT 1 FROM outbox") == []
    assert shop.desk("mary", calendars={}).submit(conversation, "sorry", private=False, seen=9)


def test_what_is_held_for_it_is_not_released_and_can_be_taken_back(shop: Shop) -> None:
    held = shop.submit(shop.hear("angry"), "order 12345678")
    desk = shop.desk("mary", calendars=GONE)
    with pytest.raises(NotAllowed, match="account acme is no longer in the configuration"):
        desk.release_held(held.id)
    assert shop.sent_state(held) == "held"
    assert desk.settle(held.id, "discard").state is OutboxState.DISCARDED


def test_what_was_imported_is_said_to_be_unanswerable_as_ever(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False, can_reply_reason="it was imported")
    with pytest.raises(NotAllowed, match="it was imported"):
        shop.desk("mary", calendars=GONE).submit(conversation, "sorry", private=False, seen=9)


def test_too_late_for_a_private_answer_is_said_before_it_is_queued(shop: Shop) -> None:
    limit(shop, Limits(can_private=True))
    conversation = shop.hear("how?", private_until=shop.now + HOUR)
    shop.pass_time(hours=1)
    with pytest.raises(NotAllowed, match="no private answer to this any more"):
        shop.submit(conversation, private=True)
    assert shop.submit(conversation).state is OutboxState.QUEUED
