"""A holding reply in its writer's drafts, in a colleague's news, and when it is deleted."""

import pytest

from social_care.models import OutboxState
from tests.acting_kit import act, empower, reply_id, take_back
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
