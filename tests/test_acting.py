"""Acts on their way: an undo window, one call, and whatever can go wrong with it."""

from dataclasses import replace
from itertools import pairwise
from math import ceil

import pytest

from social_care.deliver import pause, recover
from social_care.errors import Conflict, ErrorClass
from social_care.models import OutboxState
from social_care.models.views import Message, MessageKind
from social_care.storage import accounts
from tests.acting_kit import PowerfulNetwork, act, empower, reply_id, take_back
from tests.network import FakeNetwork
from tests.world import MINUTE, SECOND, Shop


@pytest.fixture
def network(shop: Shop) -> PowerfulNetwork:
    """The shop's network, with every power."""
    return empower(shop)


def acts(shop: Shop) -> list[str]:
    """The states of all acts, in order."""
    rows = shop.rows("SELECT state FROM outbox WHERE kind <> 'reply' ORDER BY id")
    return [row["state"] for row in rows]


def lines(shop: Shop, conversation: int) -> tuple[Message, ...]:
    """The conversation as it is read."""
    return shop.desk().conversation(conversation).messages


def test_an_act_waits_its_undo_window_and_then_happens_once(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("lovely", external_id="praise")
    assert "Likes Kim's message in 10 s" in shop.desk().like(conversation)
    shop.pass_time(seconds=9)
    act(shop)
    assert network.calls == []
    shop.pass_time(seconds=1)
    act(shop)
    act(shop)
    assert network.calls == [("like", "praise")]
    (mention,) = lines(shop, conversation)
    assert (mention.liked, mention.hidden) == (True, False)


def test_an_act_waits_for_no_clock_that_was_set_back(shop: Shop, network: PowerfulNetwork) -> None:
    shop.desk().like(shop.hear("lovely", external_id="praise"))
    shop.pass_time(minutes=-60)
    act(shop)
    assert network.calls == [("like", "praise")]


def test_an_act_on_its_way_is_a_line_of_the_conversation_in_words(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("angry", external_id="insult")
    shop.desk().hide(conversation)
    line = lines(shop, conversation)[-1]
    assert (line.kind, line.act, line.state) == (MessageKind.OUTBOX, "hide", "queued")
    assert line.text == "hide the customer's message from strangers"
    assert line.due_at == shop.now + 10 * SECOND
    shop.pass_time(seconds=10)
    act(shop)
    assert network.done == {("hide", "insult")}
    assert lines(shop, conversation)[0].hidden


def test_hiding_and_liking_end_no_wait_and_keep_nobody_from_answering(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("angry")
    shop.desk().hide(conversation)
    shop.desk().like(conversation)
    assert shop.desk("sam").next() == conversation
    shop.pass_time(seconds=10)
    act(shop)
    act(shop)
    assert len(network.done) == 2
    assert shop.is_waiting(conversation)
    assert shop.rows("SELECT * FROM responses") == []


def test_an_act_is_taken_back_like_a_reply_and_leaves_no_draft(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("lovely")
    shop.desk().like(conversation)
    item = shop.desk().take_back()
    assert item is not None
    assert (item.kind, item.state) == ("like", OutboxState.DISCARDED)
    shop.pass_time(hours=1)
    act(shop)
    assert network.calls == []
    assert shop.desk().conversation(conversation).draft is None
    shop.desk().like(conversation)  # a second thought


def test_what_may_have_happened_is_done_once_more_and_cannot_be_taken_back(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("lovely", external_id="praise")
    shop.desk().like(conversation)
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.UNKNOWN_OUTCOME, True)]
    act(shop)
    assert "done once more" in lines(shop, conversation)[-1].problem
    with pytest.raises(Conflict, match="may have happened"):
        shop.desk().take_back()
    act(shop)
    assert network.calls == [("like", "praise")] * 2
    assert acts(shop) == ["sent"]
    steps = shop.rows("SELECT json_extract(data, '$.after') AS s FROM events WHERE kind = 'outbox'")
    assert [row["s"] for row in steps] == ["sending", "uncertain", "queued", "sending", "sent"]


def test_repeating_pauses_longer_each_time(shop: Shop, network: PowerfulNetwork) -> None:
    shop.desk().like(shop.hear("lovely"))
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.UNKNOWN_OUTCOME, False)] * 4
    tried: list[int] = []
    for _ in range(400):
        before = len(network.calls)
        act(shop)
        tried += [shop.now] if len(network.calls) > before else []
        shop.pass_time(seconds=1)
    act_id = shop.value("SELECT id FROM outbox")
    paused = [after - before for before, after in pairwise(tried)]
    told = [pause(act_id, attempts) for attempts in range(3)]
    assert paused == [SECOND, *(ceil(each / SECOND) * SECOND for each in told)]
    assert acts(shop) == ["sent"]


def test_after_a_crash_an_act_goes_again(shop: Shop, network: PowerfulNetwork) -> None:
    shop.desk().like(shop.hear("lovely", external_id="praise"))
    shop.pass_time(seconds=10)
    network.crash = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        act(shop)
    assert acts(shop) == ["sending"]
    assert recover(shop.delivery()) == 1
    act(shop)
    assert (acts(shop), network.calls) == (["sent"], [("like", "praise")] * 2)
    assert network.looks == []


def test_what_did_not_arrive_is_delayed_and_a_limited_network_is_left_alone(
    shop: Shop, network: PowerfulNetwork
) -> None:
    shop.desk().like(shop.hear("lovely", "kim"))
    shop.desk().like(shop.hear("lovely", "lee"))
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.RATE, False)]
    act(shop)
    assert (acts(shop), len(network.calls)) == (["delayed", "queued"], 1)
    shop.pass_time(minutes=1)
    act(shop)
    assert acts(shop) == ["sent", "sent"]


@pytest.mark.parametrize("error_class", [ErrorClass.PERMISSION, ErrorClass.GONE])
def test_a_refusal_says_why_and_can_be_given_up_or_tried_again(
    shop: Shop, network: PowerfulNetwork, error_class: ErrorClass
) -> None:
    conversation = shop.hear("lovely")
    shop.desk().like(conversation)
    shop.pass_time(seconds=10)
    network.trouble = [(error_class, False)] * 2
    act(shop)
    (item,) = shop.desk().outbox()
    assert (item.state, item.kind) == (OutboxState.REFUSED, "like")
    assert f"the network says {error_class}" in item.problem
    assert shop.desk().counts().refused == 1
    shop.desk().settle(item.id, "again")
    act(shop)
    assert shop.desk().settle(item.id, "discard").state is OutboxState.DISCARDED
    assert shop.desk().conversation(conversation).draft is None


def test_a_network_without_the_power_refuses_with_what_to_do_instead(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("lovely")
    shop.desk().like(conversation)
    shop.network = FakeNetwork(clock=shop.clock)  # the account has changed its network
    shop.pass_time(seconds=10)
    act(shop)
    line = lines(shop, conversation)[-1]
    assert line.state is OutboxState.REFUSED
    assert "nothing likes messages from here on fake" in line.problem
    assert "open it in the browser" in line.problem


def test_a_stopped_outbox_stops_acts_too(shop: Shop, network: PowerfulNetwork) -> None:
    shop.desk().like(shop.hear("lovely"))
    with shop.store.write() as tx:
        accounts.stop_outbox(tx, True)
    shop.pass_time(hours=1)
    act(shop)
    assert (acts(shop), network.calls) == (["queued"], [])


def test_a_correction_leaves_only_after_the_deletion(shop: Shop, network: PowerfulNetwork) -> None:
    conversation = shop.hear("angry")
    wrong = shop.reply(conversation, "ring 0800 WRONG")
    shop.desk().delete_reply(reply_id(shop, wrong), corrected=True)
    right = shop.submit(conversation, "ring 0800 RIGHT")
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.TRANSIENT, False)]
    act(shop)
    assert shop.sent_state(right) == "queued"
    shop.pass_time(minutes=1)
    act(shop)
    assert (acts(shop), shop.sent_state(right)) == (["sent"], "sent")
    assert [post.text for post in network.posts] == ["ring 0800 WRONG", "ring 0800 RIGHT"]


def test_a_correction_is_held_when_the_deletion_is_refused(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("angry")
    wrong = shop.reply(conversation, "ring 0800 WRONG")
    shop.desk().delete_reply(reply_id(shop, wrong), corrected=True)
    right = shop.submit(conversation, "ring 0800 RIGHT")
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.PERMISSION, False)]
    act(shop)
    assert shop.sent_state(right) == "held"
    assert "still stands there" in shop.desk().outbox()[0].problem
    assert len(network.posts) == 1


def test_a_like_that_must_wait_keeps_no_answer_back(shop: Shop, network: PowerfulNetwork) -> None:
    conversation = shop.hear("angry")
    shop.desk().like(conversation)
    answer = shop.submit(conversation)
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.RATE, False)]
    act(shop)
    shop.deliver()
    assert (acts(shop), shop.sent_state(answer)) == (["delayed"], "sent")


def test_a_refused_like_is_not_overwritten_by_the_next_answer(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("lovely")
    shop.desk().like(conversation)
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.PERMISSION, False)]
    act(shop)
    answer = shop.reply(conversation, "thank you")
    assert (acts(shop), shop.sent_state(answer)) == (["refused"], "sent")


def test_deletions_keep_the_order_of_what_was_said_before(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("angry")
    first = shop.reply(conversation, "one")
    second = shop.submit(conversation, "two")
    shop.desk().delete_reply(reply_id(shop, first))
    shop.pass_time(seconds=10)
    act(shop)
    assert (shop.sent_state(second), acts(shop)) == ("sent", ["queued"])
    act(shop)
    assert acts(shop) == ["sent"]
    assert ("delete", "post-1") in network.done


def test_deleting_twice_is_one_deletion(shop: Shop, network: PowerfulNetwork) -> None:
    item = shop.reply(shop.hear("angry"))
    shop.desk().delete_reply(reply_id(shop, item))
    with pytest.raises(Conflict, match="mary is deleting this reply already"):
        shop.desk("sam").delete_reply(reply_id(shop, item))
    shop.pass_time(seconds=10)
    act(shop)
    with pytest.raises(Conflict, match="deleted already"):
        shop.desk("sam").delete_reply(reply_id(shop, item))
    assert len(network.calls) == 1


def test_a_deletion_is_seen_in_the_conversation_and_told_by_whom(
    shop: Shop, network: PowerfulNetwork
) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation, "wrong words", agent="mary")
    take_back(shop, item, agent="sam")
    reply = lines(shop, conversation)[-1]
    assert (reply.kind, reply.deleted, reply.text) == (MessageKind.REPLY, True, "wrong words")
    assert shop.desk().sent_replies()[0].deleted_at == shop.now
    event = shop.row("SELECT * FROM events WHERE kind = 'reply deleted'")
    assert (event["agent"], event["conversation_id"]) == ("sam", conversation)
    own = shop.own_post("wrong words", external_id="post-1", in_reply_to="m1")
    shop.receive(own=[replace(own, posted_at=item.submitted_at)])  # a slow server shows it still
    assert lines(shop, conversation)[-1].deleted
    assert shop.is_waiting(conversation)


def test_the_pauses_of_a_delayed_act_end_at_half_an_hour(
    shop: Shop, network: PowerfulNetwork
) -> None:
    shop.desk().like(shop.hear("lovely"))
    shop.pass_time(seconds=10)
    network.trouble = [(ErrorClass.TRANSIENT, False)] * 12
    pauses = []
    for _ in range(12):
        act(shop)
        due_at = shop.value("SELECT due_at FROM outbox WHERE kind = 'like'")
        pauses.append(due_at - shop.now)
        shop.now = due_at
    act_id = shop.value("SELECT id FROM outbox")
    assert pauses == [pause(act_id, attempts) for attempts in range(12)]
    assert max(pauses) <= 30 * MINUTE
