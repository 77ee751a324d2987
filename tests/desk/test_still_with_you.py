"""A holding reply in its writer's drafts, in a colleague's news, and when it is deleted."""

import pytest

from social_care.errors import NotAllowed
from social_care.models import OutboxState
from tests.acting_kit import act, empower, reply_id, take_back
from tests.parts_kit import LONG_TEXT, SHORT, limit, submit
from tests.world import Shop


def held_news(shop: Shop, conversation: int, seen: int) -> str:
    """Why a colleague's reply, written before, is held."""
    item = shop.submit(conversation, "an answer", "sam", seen=seen)
    assert item.state is OutboxState.HELD
    return item.problem


def test_taken_back_it_is_a_holding_draft(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.submit(conversation, "still with you", holding=True)
    shop.desk().take_back(item.id)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert (draft.text, draft.along.holding) == ("still with you", True)


def test_an_answer_taken_back_is_none(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().take_back(shop.submit(conversation, "sorry").id)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert not draft.along.holding


@pytest.mark.parametrize("holding", [True, False])
def test_what_corrects_it_is_what_it_was(shop: Shop, holding: bool) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    item = shop.reply(conversation, "still with you", holding=holding)
    shop.desk().delete_reply(reply_id(shop, item), corrected=True)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.along.holding is holding


def test_a_colleague_hears_that_the_customer_still_waits(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk("sam").conversation(conversation).seen
    shop.reply(conversation, "still with you", holding=True)
    shop.desk().release(conversation)
    told = held_news(shop, conversation, seen)
    assert told == "mary told the customer that we are still with them at 09:00"


def test_a_colleague_hears_of_one_on_its_way(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk("sam").conversation(conversation).seen
    shop.submit(conversation, "still with you", holding=True)
    shop.desk().release(conversation)
    assert held_news(shop, conversation, seen) == "a holding reply of mary's is on its way"


def test_a_colleagues_draft_was_answered_by_nobody(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("sam").save_draft(conversation, "an answer", private=False, draft=None)
    shop.pass_time(minutes=1)
    shop.reply(conversation, "still with you", holding=True)
    (draft,) = shop.desk("sam").drafts()
    assert draft.answered_since == ""


def test_deleting_it_changes_no_figure(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    take_back(shop, shop.reply(conversation, "still with you", holding=True))
    act(shop)
    assert shop.is_waiting(conversation)
    assert shop.rows("SELECT * FROM responses") == []


def test_who_resolves_has_it_back_as_a_draft(shop: Shop) -> None:
    conversation = shop.hear("how?")
    item = shop.submit(conversation, "still with you", holding=True)
    told = shop.desk().resolve(conversation)
    assert told == "Resolved Kim; the holding reply is not sent: a draft again"
    assert shop.sent_state(item) is OutboxState.DISCARDED
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert (draft.text, draft.along.holding) == ("still with you", True)
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.network.posts == []
    assert shop.state(conversation) == "resolved"


def test_undone_it_waits_again_and_the_draft_is_there(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.submit(conversation, "still with you", holding=True)
    shop.desk().resolve(conversation)
    shop.desk().undo()
    assert shop.is_waiting(conversation)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == "still with you"


def test_a_long_one_comes_back_as_it_was_typed(shop: Shop) -> None:
    limit(shop, SHORT)
    conversation, _ = submit(shop, holding=True)
    assert len(shop.desk().outbox()) > 1
    shop.desk().resolve(conversation, anyway=True)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == LONG_TEXT


def test_a_colleagues_is_held_for_them_once_the_conversation_is_closed(shop: Shop) -> None:
    conversation = shop.hear("how?")
    item = shop.submit(conversation, "still with you", holding=True)
    shop.pass_time(seconds=3)
    assert shop.desk("sam").resolve(conversation) == "Resolved Kim"
    shop.pass_time(minutes=1)
    shop.deliver()
    (held,) = shop.desk().outbox()
    assert held.state is OutboxState.HELD
    assert held.problem == "resolved at 09:00: this says that we are still with them"
    shop.desk().release_held(item.id)
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.sent_state(item) is OutboxState.SENT


def test_while_it_is_on_its_way_a_complaint_is_resolved_only_on_purpose(shop: Shop) -> None:
    """It answers nobody: nothing is put off until it is sent."""
    conversation = shop.hear("angry")
    shop.submit(conversation, "still with you", holding=True)
    with pytest.raises(NotAllowed, match="an unanswered complaint"):
        shop.desk().resolve(conversation)
    shop.desk().resolve(conversation, anyway=True)
    assert shop.state(conversation) == "resolved"
    assert shop.wait(conversation)["outcome"] == "resolved_unanswered"
