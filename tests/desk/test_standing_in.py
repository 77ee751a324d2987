"""What people left who are not listed any more: nothing of it lies where nobody can move it."""

from collections.abc import Callable
from typing import Literal

import pytest

from social_care.desk import Desk
from social_care.doctor import Verdict, check_people
from social_care.errors import Conflict, NotAllowed, NotFound
from social_care.models import OutboxState
from social_care.models.views import OutboxItem, View
from tests.network import Fault
from tests.parts_kit import PNG, SHORT, limit, picture_network
from tests.world import Shop

LISTED = ("sam", "lee")
"""mary has left, or has another name now."""
DISCARD_OR_AGAIN: tuple[Literal["discard", "again"], ...] = ("discard", "again")
ANSWER = "Dear Kim, we are so sorry. Here is what we do about it. Your order comes on Friday."


def heir(shop: Shop, agent: str = "sam", role: str = "agent") -> Desk:
    """Somebody who is still there."""
    return shop.desk(agent, agents=LISTED, role=role)


def held(shop: Shop) -> OutboxItem:
    conversation = shop.hear("angry")
    item = shop.submit(conversation, "call 0170 1234567")
    assert item.state is OutboxState.HELD
    shop.desk().release(conversation)
    return item


def refused(shop: Shop) -> OutboxItem:
    shop.network.faults = [Fault.REFUSED]
    item = shop.reply(shop.hear("angry"))
    shop.desk().release(item.conversation_id)
    return item


def words_of(desk: Desk) -> list[str]:
    return [item.draft.text for item in desk.drafts()]


# Replies ------------------------------------------------------------------------------------------


def test_a_held_one_is_released_by_who_stands_in_and_stays_its_writers(shop: Shop) -> None:
    item = held(shop)
    released = heir(shop).release_held(item.id)
    assert (released.state, released.agent) == (OutboxState.QUEUED, "mary")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.response()["agent"] == "mary"


def test_who_stands_in_is_told_what_has_come_since_first(shop: Shop) -> None:
    item = held(shop)
    shop.pass_time(minutes=1)
    shop.hear("burned")
    with pytest.raises(NotAllowed, match="“burned”"):
        heir(shop).release_held(item.id)
    assert heir(shop).settle(item.id, "again").state is OutboxState.QUEUED


@pytest.mark.parametrize("make", [held, refused])
def test_its_words_are_a_draft_of_whoever_gives_it_up(
    shop: Shop, make: Callable[[Shop], OutboxItem]
) -> None:
    item = make(shop)
    desk = heir(shop)
    assert desk.settle(item.id, "discard").state is OutboxState.DISCARDED
    assert words_of(desk) == [item.text]
    assert words_of(shop.desk("mary")) == []


def test_it_is_taken_back_to_be_written_on_with_its_picture(shop: Shop) -> None:
    picture_network(shop)
    conversation = shop.hear("angry")
    shop.desk().attach(conversation, "left.png", PNG, "the left shoe")
    item = shop.submit(conversation, "call 0170 1234567")
    shop.desk().release(conversation)
    desk = heir(shop)
    assert desk.take_back(item.id) is not None
    assert words_of(desk) == [item.text]
    assert [each.name for each in desk.attachments(conversation)] == ["left.png"]
    assert shop.desk("mary").attachments(conversation) == ()


def test_all_held_parts_are_given_up_together(shop: Shop) -> None:
    limit(shop, SHORT)
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    item = shop.reply(conversation, ANSWER, split=True)
    desk = heir(shop)
    desk.settle(item.id + 1, "discard")
    states = [row["state"] for row in shop.rows("SELECT state FROM outbox ORDER BY id")]
    assert states == ["refused", *["discarded"] * (len(states) - 1)]
    assert len(words_of(desk)) == 1


def test_a_colleagues_held_one_is_theirs_and_a_leads_to_decide(shop: Shop) -> None:
    item = held(shop)
    with pytest.raises(NotAllowed, match="held for mary"):
        shop.desk("sam").release_held(item.id)
    for decision in DISCARD_OR_AGAIN:
        with pytest.raises(NotAllowed, match="held for mary"):
            shop.desk("sam").settle(item.id, decision)
    with pytest.raises(NotAllowed, match="mary wrote this reply"):
        shop.desk("sam").take_back(item.id)
    lead = shop.desk("lee", role="lead")
    assert lead.settle(item.id, "discard").state is OutboxState.DISCARDED
    assert (words_of(lead), words_of(shop.desk("mary"))) == ([], [item.text])


def test_what_is_decided_says_how(shop: Shop) -> None:
    item = held(shop)
    with pytest.raises(NotAllowed, match="a held reply was never sent"):
        shop.desk().settle(item.id, "there")
    shop.desk().settle(item.id, "again")
    with pytest.raises(Conflict, match="on its way"):
        shop.desk().settle(item.id, "discard")
    shop.pass_time(seconds=10)
    shop.deliver()
    with pytest.raises(Conflict, match="is sent"):
        shop.desk().settle(item.id, "again")
    with pytest.raises(Conflict, match="is sent"):
        shop.desk().take_back(item.id)


def test_an_older_one_of_ones_own_is_taken_back_by_its_number(shop: Shop) -> None:
    older = held(shop)
    newer = shop.submit(shop.hear("angry", "lou"), "newer")
    taken = shop.desk().take_back(older.id)
    assert (taken is not None and taken.id, shop.sent_state(newer)) == (older.id, "queued")
    assert words_of(shop.desk()) == [older.text]


# Drafts -------------------------------------------------------------------------------------------


def test_their_drafts_are_listed_and_can_be_taken(shop: Shop) -> None:
    picture_network(shop)
    conversation = shop.hear("angry")
    mary, desk = shop.desk(), heir(shop)
    mary.save_draft(conversation, "one", private=False, draft=None)
    shop.pass_time(seconds=1)
    mary.save_draft(conversation, "two", private=True, draft=None)
    desk.save_draft(conversation, "my own", private=False, draft=None)
    mary.attach(conversation, "left.png", PNG, "the left shoe")
    (left,) = desk.left_drafts()
    assert (left.draft.agent, left.draft.text) == ("mary", "two")
    assert (left.versions, left.pictures) == (2, 1)
    assert desk.take_left(conversation) == ("mary",)
    assert desk.left_drafts() == ()
    assert {each.text for each in desk.draft_versions(conversation)} == {"one", "two", "my own"}
    assert [each.name for each in desk.attachments(conversation)] == ["left.png"]
    assert desk.take_left(conversation) == ()
    with pytest.raises(NotFound):
        desk.take_left(404)


def test_a_colleagues_drafts_are_their_own(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().save_draft(conversation, "mine", private=False, draft=None)
    assert shop.desk("sam").left_drafts() == ()
    assert shop.desk("sam").take_left(conversation) == ()
    assert shop.desk("sam", agents=()).left_drafts() == ()
    assert words_of(shop.desk()) == ["mine"]


def test_a_leads_view_of_drafts_holds_them(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().save_draft(conversation, "mine", private=False, draft=None)
    lead, other = heir(shop, role="lead"), heir(shop, "lee")
    assert list(lead.queue_ids(View.DRAFTS)) == [conversation]
    assert lead.counts().by_view[View.DRAFTS] == 1
    assert (list(other.queue_ids(View.DRAFTS)), other.counts().by_view[View.DRAFTS]) == ([], 0)


def test_a_picture_without_words_is_a_draft_too(shop: Shop) -> None:
    picture_network(shop)
    conversation = shop.hear("angry")
    shop.desk().attach(conversation, "left.png", PNG, "the left shoe")
    (item,) = shop.desk().drafts()
    assert (item.draft.text, item.versions, item.pictures) == ("", 0, 1)
    assert item.updated_at == shop.now
    saved = shop.desk().save_draft(conversation, "words", private=False, draft=item.draft)
    (item,) = shop.desk().drafts()
    assert (item.draft.id, item.versions, item.pictures) == (saved.id, 1, 1)


# Doctor -------------------------------------------------------------------------------------------


def test_doctor_says_what_they_left(shop: Shop) -> None:
    held(shop)
    (found,) = check_people(shop.store, LISTED)
    assert (found.what, found.verdict) == ("mary", Verdict.FAULT)
    assert found.detail.endswith("1 need a person")
    conversation = shop.hear("hello?", "lou")
    shop.desk("ann").save_draft(conversation, "x", private=False, draft=None)
    drafts_of = {each.what: each for each in check_people(shop.store, LISTED)}["ann"]
    assert drafts_of.verdict is Verdict.NOTE
    assert drafts_of.detail.endswith(": 1 only drafts")
    assert list(check_people(shop.store, ())) == []
    assert list(check_people(shop.store, ("mary", "ann"))) == []
