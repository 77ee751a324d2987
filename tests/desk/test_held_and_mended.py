"""What a second key may send, whose place an answer takes, and what counts as words at all."""

from typing import Any

import pytest

from social_care.errors import NotAllowed
from social_care.models import Limits, OutboxState
from tests.network import Fault
from tests.parts_kit import PNG, SHORT, limit, picture_network, posted, states
from tests.world import Shop

HELD, QUEUED, REFUSED = OutboxState.HELD, OutboxState.QUEUED, OutboxState.REFUSED
PRIVATE_TEXT = "Dear Kim, we are so sorry. Your order 1234567 goes to 12 High Street. On Friday."


def refuse(shop: Shop, text: str, **how: Any) -> int:
    """mary's answer to kim is refused by the network; the conversation."""
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, text, **how)
    return conversation


# Whose place an answer takes --------------------------------------------------------------------


def test_a_public_answer_takes_no_parts_of_a_private_one_along(shop: Shop) -> None:
    limit(shop, SHORT)
    conversation = refuse(shop, PRIVATE_TEXT, private=True, split=True)
    kept = states(shop)
    assert kept == [REFUSED, *[HELD] * (len(kept) - 1)]
    shop.reply(conversation, "Please open your DMs")
    assert posted(shop) == ["Please open your DMs"]
    assert states(shop) == [*kept, "sent"], "what is private waits for its writer"
    assert shop.rows("SELECT 1 FROM outbox WHERE private = 0 AND parts > 1") == []


def test_a_private_picture_does_not_follow_a_public_answer(shop: Shop) -> None:
    picture_network(shop)
    conversation = shop.hear("angry")
    shop.desk().attach(conversation, "label.png", PNG, "where it goes")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, "see", private=True)
    shop.submit(conversation, "in public")
    with_it = shop.rows(
        "SELECT o.state, o.private FROM attachments a JOIN outbox o ON o.id = a.outbox_id"
    )
    assert [tuple(row) for row in with_it] == [("refused", 1)]


def test_still_with_you_does_not_take_the_place_of_the_answer(shop: Shop) -> None:
    conversation = refuse(shop, "a careful answer")
    shop.reply(conversation, "still with you", holding=True)
    (refused,) = shop.desk().outbox()
    assert (refused.state, refused.text) == (REFUSED, "a careful answer")
    assert posted(shop) == ["still with you"]


# What a second key may send -----------------------------------------------------------------------


def test_what_came_after_a_reply_was_held_is_told_before_it_goes(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("never mind")
    held = shop.submit(conversation, seen=1)
    shop.pass_time(minutes=1)
    shop.hear("burned")
    with pytest.raises(NotAllowed, match="wrote again at 09:01: “burned”"):
        shop.desk().release_held(held.id)
    assert shop.sent_state(held) == "held"
    assert "burned" in shop.desk().outbox()[0].problem
    shop.desk().release_held(held.id)
    assert shop.sent_state(held) == "queued"


def test_a_private_detail_is_named_again_beside_the_news(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "order 12345678")
    shop.pass_time(minutes=1)
    shop.hear("never mind")
    with pytest.raises(NotAllowed, match="never mind”; an order number in a public reply"):
        shop.desk().release_held(held.id)
    assert shop.desk().release_held(held.id).state is QUEUED


def test_what_the_writer_did_or_has_seen_since_is_nothing_new(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "order 12345678")
    shop.pass_time(minutes=1)
    shop.hear("hello?")
    shop.submit(conversation, "hello", holding=True)
    assert shop.desk().release_held(held.id).state is QUEUED


def test_an_edited_one_goes_knowing_no_more_than_its_writer_was_told(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("never mind")
    shop.submit(conversation, seen=1)
    shop.pass_time(minutes=1)
    shop.hear("burned")
    shop.desk().take_back()
    edited = shop.submit(conversation, "edited", seen=1, anyway=True)
    assert (edited.state, "“burned”" in edited.problem) == (HELD, True)
    assert shop.desk().release_held(edited.id).state is QUEUED


# What is answered, and when -----------------------------------------------------------------------


def test_a_reply_that_somebody_saw_there_is_no_older_than_its_last_try(shop: Shop) -> None:
    shop.network.faults = [*[Fault.TRANSIENT] * 3, Fault.ANSWER_LOST]
    shop.network.shows_posts = False
    item = shop.reply(shop.hear("angry"))
    while not shop.network.posts:
        shop.pass_time(minutes=10)
        shop.deliver()
    shop.pass_time(hours=2)
    shop.desk("sam").settle(item.id, "there")
    assert shop.response()["responded_at"] == shop.network.posts[0].at


@pytest.mark.parametrize("text", ["\u200b", "\u2060\u2063", "\u3164", "\u2800 \u2800", "\x1b[31m"])
def test_nobody_is_answered_by_what_nobody_sees(shop: Shop, text: str) -> None:
    with pytest.raises(NotAllowed, match="nothing to send"):
        shop.submit(shop.hear("angry"), text)


# What is kept of the refused one ------------------------------------------------------------------


def kept_words(shop: Shop) -> list[tuple[str, bool]]:
    return [(item.draft.text, item.draft.private) for item in shop.desk().drafts()]


@pytest.mark.parametrize("private", [False, True])
def test_the_words_that_another_text_takes_the_place_of_are_kept_as_a_draft(
    shop: Shop, private: bool
) -> None:
    shop.open_account("acme", limits=Limits(can_private=True))
    conversation = refuse(shop, "a long and careful answer", private=private)
    shop.reply(conversation, "short", private=private)
    assert posted(shop) == ["short"]
    assert kept_words(shop) == [("a long and careful answer", private)]


def test_a_draft_that_is_sent_in_its_place_leaves_the_refused_words_behind(shop: Shop) -> None:
    conversation = refuse(shop, "a careful answer")
    draft = shop.desk().save_draft(conversation, "another", private=False, draft=None)
    shop.reply(conversation, "another", draft=draft)
    assert kept_words(shop) == [("a careful answer", False)]


def test_the_same_words_and_words_that_were_edited_leave_nothing_behind(shop: Shop) -> None:
    conversation = refuse(shop, "a careful answer")
    shop.reply(conversation, " a careful  answer")
    assert kept_words(shop) == []
    other = refuse(shop, "another answer")
    item = shop.row("SELECT id FROM outbox WHERE state = 'refused'")
    shop.reply(other, "no more", mends=item["id"])
    assert kept_words(shop) == []
