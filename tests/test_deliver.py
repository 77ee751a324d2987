"""What goes out: undo window, order, refusals, delays, and everything that must not be sent."""

import json

import pytest

from social_care.deliver import pause
from social_care.models import Limits, OutboxState, Prepared, Reply
from social_care.storage import accounts
from tests import truth
from tests.network import FakeNetwork, Fault
from tests.world import HOUR, MINUTE, SECOND, START, Shop


def test_a_reply_leaves_when_its_undo_window_is_over(shop: Shop) -> None:
    item = shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=9.999)
    shop.deliver()
    assert shop.network.sends == []
    shop.pass_time(seconds=0.001)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["sorry"]
    assert shop.sent_steps(item) == ["queued", "sending", "sent"]
    truth.replies_are_posts(shop, shop.network)


def test_a_reply_waits_for_no_clock_that_was_set_back(shop: Shop) -> None:
    shop.submit(shop.hear("angry"))
    shop.pass_time(minutes=-60)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["sorry"]
    truth.replies_are_posts(shop, shop.network)


def test_words_that_stand_there_already_are_no_second_reply(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.reply(conversation)
    shop.network.posts_no_words_twice = True
    second = shop.reply(conversation)
    assert shop.sent_steps(first) == ["queued", "sending", "sent"]
    assert shop.sent_steps(second) == ["queued", "sending", "refused"]
    why = shop.value("SELECT problem FROM outbox_texts WHERE outbox_id = :id", id=second.id)
    assert "say it in other words" in why
    assert shop.value("SELECT outbox_id FROM replies") == first.id
    truth.replies_are_posts(shop, shop.network)


def test_clocks_that_differ_by_little_shorten_no_undo_window(shop: Shop) -> None:
    shop.submit(shop.hear("angry"))
    shop.pass_time(minutes=-1)
    shop.deliver()
    assert shop.network.sends == []


def test_a_sent_reply_is_one_of_our_posts_in_the_conversation(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation, "we are sorry")
    reply = shop.row("SELECT * FROM replies JOIN reply_texts ON reply_id = id")
    assert reply["id"] == shop.value("SELECT reply_id FROM outbox WHERE id = :id", id=item.id)
    assert (reply["external_id"], reply["text"]) == ("post-1", "we are sorry")
    assert (reply["agent"], reply["url"]) == ("mary", "https://fake.example/post-1")
    messages = shop.desk().conversation(conversation).messages
    assert [(message.text, message.author) for message in messages] == [
        ("angry", "Kim"),
        ("we are sorry", "mary"),
    ]
    assert messages[1].state is OutboxState.SENT


def test_a_reply_stands_under_the_customers_newest_message(shop: Shop) -> None:
    shop.receive(shop.mention("angry", external_id="first"))
    conversation = shop.hear("and more", external_id="second", posted_at=START + 1)
    shop.reply(conversation)
    assert shop.network.posts[0].parent == "second"


def test_the_time_of_a_response_is_the_networks(shop: Shop) -> None:
    shop.network.clock = lambda: shop.now - 700
    shop.reply(shop.hear("angry"))
    assert shop.response()["responded_at"] == shop.now - 700


def test_a_network_whose_clock_is_ahead_does_not_answer_in_the_future(shop: Shop) -> None:
    shop.network.clock = lambda: shop.now + HOUR
    shop.reply(shop.hear("angry"))
    assert shop.response()["responded_at"] == shop.now


def test_a_network_whose_clock_is_far_behind_took_no_time(shop: Shop) -> None:
    shop.network.clock = lambda: START - HOUR
    shop.pass_time(minutes=5)
    shop.reply(shop.hear("angry", posted_at=START))
    response = shop.response()
    assert (response["elapsed_ms"], response["delivery_ms"]) == (0, 0)


# Order and independence -------------------------------------------------------------------------


def test_replies_of_a_conversation_go_out_in_order(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.submit(conversation, "one")
    shop.submit(conversation, "two")
    shop.network.faults = [Fault.TRANSIENT]
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(first) == "delayed"
    assert shop.network.posts == []
    shop.pass_time(seconds=30)
    shop.deliver()
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["one", "two"]


def test_an_uncertain_reply_keeps_the_next_of_its_conversation_back_but_no_other(
    shop: Shop,
) -> None:
    conversation, other = shop.hear("angry", "kim"), shop.hear("angry", "lee")
    shop.network.faults = [Fault.DROPPED]
    shop.submit(conversation, "one")
    shop.submit(conversation, "two")
    shop.submit(other, "three")
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["three"]


def test_one_accounts_outage_does_not_stop_anothers(shop: Shop) -> None:
    shop.open_account("outlet", network="other")
    shop.submit(shop.hear("angry"))
    shop.submit(shop.hear("angry", account="outlet"))
    shop.pass_time(seconds=10)
    outlet = FakeNetwork(clock=shop.clock)
    shop.network.faults = [Fault.TRANSIENT]
    shop.deliver()
    shop.deliver(outlet, account="outlet")
    assert (len(shop.network.posts), len(outlet.posts)) == (0, 1)


def test_a_stopped_outbox_sends_nothing_until_it_is_released(shop: Shop) -> None:
    item = shop.submit(shop.hear("angry"))
    with shop.store.write() as tx:
        assert accounts.stop_outbox(tx, True) == 1
    shop.pass_time(hours=1)
    shop.deliver()
    assert (shop.sent_state(item), shop.network.sends) == ("queued", [])
    assert shop.desk().status().held_accounts == ("acme",)
    with shop.store.write() as tx:
        accounts.stop_outbox(tx, False, "acme")
    shop.deliver()
    assert shop.sent_state(item) == "sent"


def test_stopping_the_outbox_stops_a_round_that_is_under_way(shop: Shop) -> None:
    shop.submit(shop.hear("angry", "kim"), "one")
    shop.submit(shop.hear("angry", "lee"), "two")

    def stop(_: object) -> None:
        with shop.store.write() as tx:
            accounts.stop_outbox(tx, True)

    shop.network.on_send = stop
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["one"]


def test_what_is_taken_back_while_another_is_sent_is_not_sent(shop: Shop) -> None:
    shop.submit(shop.hear("angry", "kim"), "one")
    later = shop.submit(shop.hear("angry", "lee"), "two")
    shop.network.on_send = lambda _: shop.desk().take_back()
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(later) == "discarded"
    assert [post.text for post in shop.network.posts] == ["one"]


# What the network says --------------------------------------------------------------------------


def test_a_refused_reply_comes_back_with_the_reason_and_leaves_edited(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    item = shop.reply(conversation, "too rude")
    assert shop.sent_state(item) == "refused"
    (shown,) = shop.desk().outbox()
    assert "says no for good" in shown.problem
    assert "edit" in shown.problem
    again = shop.reply(conversation, "kinder")
    assert again.id == item.id
    assert shop.sent_steps(item) == ["queued", "sending", "refused", "queued", "sending", "sent"]
    assert [post.text for post in shop.network.posts] == ["kinder"]
    assert len(set(shop.network.sends)) == 2, "an edited text must not go out under the old key"


def test_an_edited_reply_answers_what_was_said_until_then(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="first")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, "too rude")
    shop.hear("hello?", external_id="second")
    shop.reply(conversation, "kinder")
    assert not shop.is_waiting(conversation)
    assert shop.network.posts[0].parent == "second"
    submitted = shop.rows("SELECT data FROM events WHERE kind = 'submitted' ORDER BY id")
    assert [json.loads(row["data"])["answers"] for row in submitted] == [[1], [1, 2]]


def test_what_the_connector_cannot_prepare_is_refused_without_a_call(shop: Shop) -> None:
    shop.network.refuses_words = "gratis"
    item = shop.reply(shop.hear("angry"), "gratis!")
    assert shop.sent_state(item) == "refused"
    assert shop.network.sends == []
    assert shop.sent_steps(item) == ["queued", "sending", "refused"]


def test_a_reply_its_connector_chokes_on_is_refused_and_stops_no_other(shop: Shop) -> None:
    class Choking(FakeNetwork):
        """It has a bug."""

        def prepare(self, reply: Reply, now: int) -> Prepared:
            if reply.text == "one":
                raise KeyError(reply.text)
            return super().prepare(reply, now)

    network = Choking(clock=shop.clock)
    item = shop.submit(shop.hear("angry", "kim"), "one")
    shop.submit(shop.hear("angry", "lee"), "two")
    shop.pass_time(seconds=10)
    shop.deliver(network)
    assert shop.sent_state(item) == "refused"
    assert "KeyError" in shop.desk().outbox()[0].problem
    assert [post.text for post in network.posts] == ["two"]


def test_a_delayed_reply_can_be_taken_back(shop: Shop) -> None:
    shop.network.faults = [Fault.TRANSIENT]
    item = shop.reply(shop.hear("angry"))
    taken = shop.desk().take_back()
    assert taken is not None
    assert (taken.id, taken.state) == (item.id, OutboxState.DISCARDED)
    shop.pass_time(hours=1)
    shop.deliver()
    assert shop.network.posts == []


@pytest.mark.parametrize("fault", [Fault.TRANSIENT, Fault.AUTH, Fault.RATE])
def test_what_did_not_arrive_is_tried_again_later_under_the_same_key(
    shop: Shop, fault: Fault
) -> None:
    shop.network.faults = [fault]
    item = shop.reply(shop.hear("angry"))
    assert shop.sent_state(item) == "delayed"
    (shown,) = shop.desk().outbox()
    assert shown.due_at is not None
    assert str(fault) in shown.problem
    shop.now = shown.due_at - 1
    shop.deliver()
    assert shop.sent_state(item) == "delayed"
    shop.now += 1
    shop.deliver()
    assert shop.sent_state(item) == "sent"
    assert shop.network.sends[0] == shop.network.sends[1]
    truth.replies_are_posts(shop, shop.network)


def test_a_network_that_says_when_is_not_asked_before(shop: Shop) -> None:
    shop.network.retry_at = START + HOUR
    shop.network.faults = [Fault.RATE]
    shop.reply(shop.hear("angry"))
    assert shop.value("SELECT due_at FROM outbox") == START + HOUR


def test_a_network_that_wants_no_more_calls_gets_no_more_in_this_round(shop: Shop) -> None:
    for name in ("kim", "lee", "sam"):
        shop.submit(shop.hear("angry", name), name)
    shop.network.faults = [Fault.RATE]
    shop.pass_time(seconds=10)
    shop.deliver()
    assert len(shop.network.sends) == 1


def test_pauses_grow_up_to_half_an_hour(shop: Shop) -> None:
    shop.network.faults = [Fault.TRANSIENT] * 9
    item = shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=10)
    pauses = []
    for _ in range(9):
        shop.deliver()
        due_at = shop.value("SELECT due_at FROM outbox")
        pauses.append(due_at - shop.now)
        shop.now = due_at
    assert pauses == [pause(item.id, attempts) for attempts in range(9)]
    usual = [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    for took, seconds in zip(pauses, usual, strict=True):
        assert 0.75 * seconds <= took / SECOND <= seconds


def test_replies_that_failed_together_do_not_come_back_together() -> None:
    assert len({pause(outbox_id, 0) for outbox_id in range(1, 9)}) == 8
    assert len({pause(1, attempts) for attempts in range(6, 12)}) == 6, "even the longest vary"


# Collisions -------------------------------------------------------------------------------------


def test_a_reply_that_answers_nobody_is_sent_and_not_logged(shop: Shop) -> None:
    conversation = shop.hear("spam")
    item = shop.reply(conversation, "hello")
    assert shop.sent_state(item) == "sent"
    assert shop.rows("SELECT * FROM responses") == []
    assert shop.state(conversation) == "answered", "it is the customer's turn"
    shop.reply(conversation, "bye", resolve=True)
    assert shop.state(conversation) == "resolved"


def test_our_limits_are_read_from_the_account(shop: Shop) -> None:
    shop.open_account("short", network="short", limits=Limits(max_length=5))
    conversation = shop.hear("angry", account="short")
    assert shop.desk().conversation(conversation).limits.max_length == 5


def test_a_delay_counts_as_delivery(shop: Shop) -> None:
    shop.network.faults = [Fault.TRANSIENT]
    shop.reply(shop.hear("angry"))
    shop.pass_time(minutes=2)
    shop.deliver()
    assert shop.response()["delivery_ms"] == 2 * MINUTE + 10 * SECOND
