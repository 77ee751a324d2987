"""A long answer goes out in parts: in order, each once, and it is the last that answers."""

from dataclasses import replace

import pytest

from social_care.errors import NotAllowed
from social_care.models import OutboxState
from social_care.models.views import OutboxItem
from social_care.storage import deletions
from tests import truth
from tests.network import Fault
from tests.parts_kit import LONG_TEXT, PARTS, SHORT, limit, posted, states, submit
from tests.world import MINUTE, SECOND, START, Shop

QUEUED, SENT, HELD, REFUSED = (
    OutboxState.QUEUED,
    OutboxState.SENT,
    OutboxState.HELD,
    OutboxState.REFUSED,
)


@pytest.fixture(autouse=True)
def long_answers(shop: Shop) -> None:
    """Thirty-one characters are all it takes, and a part stands under the one before."""
    limit(shop, SHORT)


def test_they_go_out_in_order_each_under_the_one_before(shop: Shop) -> None:
    conversation, first = submit(shop)
    assert (first.state, first.part, first.parts, first.text) == (QUEUED, 1, 3, PARTS[0])
    shop.pass_time(seconds=9)
    shop.deliver()
    assert posted(shop) == [], "one undo window for all of it"
    shop.pass_time(seconds=1)
    shop.deliver()
    assert posted(shop) == list(PARTS)
    mention = shop.value("SELECT external_id FROM mentions")
    assert [post.parent for post in shop.network.posts] == [mention, "post-1", "post-2"]
    parents = [row["in_reply_to"] for row in shop.rows("SELECT in_reply_to FROM replies")]
    assert parents == [mention, "post-1", "post-2"], "as the network has it"
    lines = shop.desk().conversation(conversation).messages[1:]
    assert [(line.text, line.part, line.parts) for line in lines] == [
        (text, number, 3) for number, text in enumerate(PARTS, 1)
    ]
    truth.check(shop)
    truth.replies_are_posts(shop, shop.network)


def test_where_nothing_is_chained_each_answers_the_customer(shop: Shop) -> None:
    limit(shop, replace(SHORT, chains=False))
    submit(shop)
    shop.pass_time(seconds=10)
    shop.deliver()
    mention = shop.value("SELECT external_id FROM mentions")
    assert [post.parent for post in shop.network.posts] == [mention] * 3
    assert posted(shop) == list(PARTS)


def test_the_customer_is_answered_by_the_last_part(shop: Shop) -> None:
    conversation, _ = submit(shop, resolve=True)
    shop.network.faults = [Fault.NONE, Fault.NONE, Fault.RATE]
    shop.network.retry_at = START + 5 * MINUTE
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS[:2])
    assert shop.is_waiting(conversation)
    assert shop.rows("SELECT * FROM responses") == []
    assert shop.state(conversation) == "open"
    shop.now = START + 5 * MINUTE
    shop.deliver()
    assert shop.state(conversation) == "resolved"
    response = shop.response()
    assert response["responded_at"] == START + 5 * MINUTE
    assert response["delivery_ms"] == 5 * MINUTE
    last = shop.row("SELECT * FROM outbox WHERE part = 3")
    assert (response["outbox_id"], response["reply_id"]) == (last["id"], last["reply_id"])
    assert shop.value("SELECT count(*) FROM response_mentions") == 1
    truth.check(shop)


def test_a_holding_answer_in_parts_answers_nobody(shop: Shop) -> None:
    conversation, _ = submit(shop, holding=True)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert shop.is_waiting(conversation)


def test_nobody_else_is_given_the_customer_between_two_parts(shop: Shop) -> None:
    conversation, _ = submit(shop)
    shop.network.faults = [Fault.NONE, Fault.TRANSIENT]
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.desk().release(conversation)
    assert shop.desk("sam").next() is None
    assert shop.queue() == [conversation], "but it is not out of sight"


@pytest.mark.parametrize("fault", [Fault.TRANSIENT, Fault.DROPPED, Fault.ANSWER_LOST])
def test_later_parts_wait_for_one_that_waits(shop: Shop, fault: Fault) -> None:
    submit(shop)
    shop.network.faults = [Fault.NONE, fault]
    shop.network.shows_posts = False
    shop.pass_time(seconds=10)
    shop.deliver()
    assert states(shop)[0] == SENT
    assert states(shop)[2] == QUEUED
    assert len(shop.network.sends) == 2


def test_later_parts_go_on_by_themselves_once_it_is_found(shop: Shop) -> None:
    submit(shop)
    shop.network.faults = [Fault.NONE, Fault.ANSWER_LOST]
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert [post.parent for post in shop.network.posts][1:] == ["post-1", "post-2"]


def test_one_that_is_there_by_a_persons_word_is_not_built_upon(shop: Shop) -> None:
    _, first = submit(shop)
    shop.network.faults = [Fault.NONE, Fault.ANSWER_LOST]
    shop.network.shows_posts = False
    shop.pass_time(seconds=10)
    for _ in range(3):
        shop.deliver()
        shop.pass_time(minutes=1)
    shop.desk().settle(first.id + 1, "there")
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert shop.network.posts[2].parent == "post-1", "nobody knows what the second is called"


# What stops them --------------------------------------------------------------------------------


def refuse_the_second(shop: Shop) -> tuple[int, OutboxItem]:
    """The network takes the first part and not the second."""
    shop.network.faults = [Fault.NONE, Fault.REFUSED]
    conversation, first = submit(shop)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert states(shop) == [SENT, REFUSED, HELD]
    return conversation, first


def test_a_refused_part_holds_the_rest_and_says_so(shop: Shop) -> None:
    refuse_the_second(shop)
    last, second = shop.desk().outbox()
    assert "part 2 of 3 was refused" in last.problem
    assert (last.part, second.part) == (3, 2)
    assert "says no for good" in second.problem
    shop.pass_time(minutes=5)
    shop.deliver()
    assert len(shop.network.sends) == 2


def test_mending_the_refused_part_sends_the_rest_after_it(shop: Shop) -> None:
    conversation, first = refuse_the_second(shop)
    item = shop.submit(conversation, "A new pair is coming.")
    assert (item.id, item.text, item.part) == (first.id + 1, "A new pair is coming. (2/3)", 2)
    assert states(shop) == [SENT, QUEUED, QUEUED]
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == [PARTS[0], "A new pair is coming. (2/3)", PARTS[2]]
    assert [post.parent for post in shop.network.posts][1:] == ["post-1", "post-2"]
    assert not shop.is_waiting(conversation)
    assert shop.value("SELECT count(*) FROM responses") == 1
    truth.check(shop)


def test_a_mended_part_must_fit_in_its_place(shop: Shop) -> None:
    conversation, _ = refuse_the_second(shop)
    with pytest.raises(NotAllowed, match="too long by 1 for part 2 of 3: the limit is 31") as no:
        shop.submit(conversation, "x" * 26, split=True)
    assert "take the rest back" in no.value.remedy
    assert shop.desk().parts(conversation, "x" * 25, private=False) == ("x" * 25 + " (2/3)",)
    assert shop.submit(conversation, PARTS[1]).text == PARTS[1], "its counter is not doubled"


def test_what_was_mended_as_a_private_answer_goes_on_as_one(shop: Shop) -> None:
    conversation, _ = refuse_the_second(shop)
    shop.submit(conversation, "In private.", private=True)
    seen = shop.rows("SELECT private, visibility FROM outbox WHERE part > 1")
    assert [tuple(row) for row in seen] == [(1, "direct")] * 2


def test_sending_the_refused_part_again_sends_the_rest_too(shop: Shop) -> None:
    _, first = refuse_the_second(shop)
    shop.desk().settle(first.id + 1, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS)


def test_whatever_stops_a_part_nothing_overtakes_it(shop: Shop) -> None:
    submit(shop)
    with shop.store.write() as tx:  # as no code of ours does it: without a word to the others
        tx.run("UPDATE outbox SET state = 'held' WHERE part = 2")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == [PARTS[0]]
    with shop.store.write() as tx:
        tx.run("UPDATE outbox SET state = 'queued' WHERE part = 2")


def test_discarding_a_part_leaves_the_rest_to_its_writer(shop: Shop) -> None:
    conversation, first = refuse_the_second(shop)
    with pytest.raises(NotAllowed, match="part 2 of 3 was refused: it goes before"):
        shop.desk().release_held(first.id + 2)
    shop.desk().settle(first.id + 1, "discard")
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == "A new pair is on its way."
    (last,) = shop.desk().outbox()
    assert (last.state, last.part) == (HELD, 3)
    shop.desk().release_held(last.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == [PARTS[0], PARTS[2]]
    assert shop.network.posts[1].parent == "post-1"
    assert not shop.is_waiting(conversation)


def test_without_its_last_part_an_answer_answers_nobody(shop: Shop) -> None:
    conversation, first = submit(shop)
    shop.network.faults = [Fault.NONE, Fault.NONE, Fault.REFUSED]
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.desk().settle(first.id + 2, "discard")
    assert shop.is_waiting(conversation)
    shop.reply(conversation, "On Friday.")
    assert not shop.is_waiting(conversation)
    truth.check(shop)


def test_a_customer_who_writes_between_two_parts_holds_the_rest(shop: Shop) -> None:
    conversation, first = submit(shop)
    shop.network.faults = [Fault.NONE, Fault.TRANSIENT]
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.hear("never mind!")
    shop.pass_time(minutes=1)
    shop.deliver()
    assert posted(shop) == [PARTS[0]]
    assert states(shop) == [SENT, REFUSED, HELD], "what was delayed can only be refused"
    shop.desk().settle(first.id + 1, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert shop.is_waiting(conversation), "what came after it was written is not answered by it"


def test_news_before_the_first_part_hold_all_of_it_and_one_key_sends_all(shop: Shop) -> None:
    conversation, _ = submit(shop)
    shop.hear("never mind!")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert states(shop) == [HELD] * 3
    last, second, first = shop.desk().outbox()
    assert "the customer wrote again" in first.problem
    for later in (second, last):
        assert "part 1 of 3 is held: the customer wrote again" in later.problem
    shop.pass_time(minutes=1)
    assert shop.desk().release_held(last.id).state is QUEUED, "it does not matter which is named"
    assert states(shop) == [QUEUED] * 3
    shop.pass_time(seconds=10)
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert not shop.is_waiting(conversation), "all that was there when it was released"
    assert shop.response()["submitted_at"] == START + 70 * SECOND
    truth.check(shop)


def test_news_when_it_is_submitted_hold_all_of_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("never mind")
    item = shop.submit(conversation, LONG_TEXT, split=True, seen=seen)
    assert item.state is HELD
    assert states(shop) == [HELD] * 3


def test_a_private_detail_in_a_later_part_holds_all_of_it(shop: Shop) -> None:
    _, first = submit(shop, "We are very sorry, Kim. Was it kim@mail.example?")
    assert "an email address" in first.problem
    assert states(shop) == [HELD] * 2
    second, _ = shop.desk().outbox()
    assert [second.text[mark.start : mark.end] for mark in second.marks] == ["kim@mail.example"]
    shop.desk().release_held(first.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert len(posted(shop)) == 2


def test_an_answer_whose_mention_is_deleted_is_held_whole(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.submit(shop.conversation_of(mention), LONG_TEXT, split=True)
    shop.delete(mention)
    assert states(shop) == [HELD] * 3


def test_a_long_answer_is_one_in_the_status_line(shop: Shop) -> None:
    submit(shop)
    assert shop.desk().counts().on_the_way == 1
    shop.network.faults = [Fault.REFUSED]
    shop.pass_time(seconds=10)
    shop.deliver()
    counts = shop.desk().counts()
    assert (counts.on_the_way, counts.refused, counts.held) == (0, 1, 1)


# Deleted over there -----------------------------------------------------------------------------


@pytest.mark.parametrize("part", [1, 2, 3])
def test_an_answer_without_one_of_its_parts_is_none_any_more(shop: Shop, part: int) -> None:
    conversation, _ = submit(shop)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert not shop.is_waiting(conversation)
    with shop.store.write() as tx:
        reply_id = shop.value("SELECT reply_id FROM outbox WHERE part = :part", part=part)
        deletions.record(tx, reply_id, shop.calendar, shop.now, agent="mary")
    assert shop.is_waiting(conversation), "what is left of it answers nobody"
    assert shop.value("SELECT count(*) FROM responses WHERE void = 1") == 1
