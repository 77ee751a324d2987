"""Exactly once, or a person decides: ambiguous failures, crashes, and how they are reconciled."""

import pytest

from social_care.deliver import recover, send_ready
from social_care.errors import Conflict, NotAllowed
from social_care.models import OutboxState, Prepared, Sent
from tests import truth
from tests.network import FakeNetwork, Fault
from tests.world import SECOND, Shop


def looks(shop: Shop) -> list[int]:
    """Seconds between the looks."""
    first = shop.network.looks[0]
    return [(look - first) // SECOND for look in shop.network.looks]


def test_an_accepted_reply_whose_answer_was_lost_is_found_at_the_first_look(shop: Shop) -> None:
    shop.network.faults = [Fault.ANSWER_LOST]
    item = shop.reply(shop.hear("angry"))
    assert shop.sent_state(item) == "uncertain"
    accepted_at = shop.now
    shop.pass_time(seconds=1)
    shop.deliver()
    assert shop.sent_state(item) == "sent"
    assert shop.response()["responded_at"] == accepted_at
    assert len(shop.network.sends) == 1
    truth.replies_are_posts(shop, shop.network)


def test_after_two_empty_looks_a_minute_apart_a_person_is_asked(shop: Shop) -> None:
    shop.network.faults = [Fault.DROPPED]
    item = shop.reply(shop.hear("angry"))
    for _ in range(20):
        shop.deliver()
        shop.pass_time(seconds=10)
    assert looks(shop) == [0, 60]
    assert shop.sent_state(item) == "uncertain"
    assert shop.value("SELECT asked FROM outbox") == 1
    assert "shall it go again" in shop.desk().outbox()[0].problem
    assert len(shop.network.sends) == 1, "never silently sent again"


def test_no_look_waits_for_a_clock_that_was_set_back(shop: Shop) -> None:
    shop.network.faults = [Fault.DROPPED]
    shop.reply(shop.hear("angry"))
    shop.deliver()
    shop.pass_time(seconds=-59)
    shop.deliver()
    assert looks(shop) == [0]
    shop.pass_time(minutes=-60)
    shop.deliver()
    assert looks(shop) == [0, -59 - 3600]
    assert shop.value("SELECT asked FROM outbox") == 1


def test_where_keys_are_honoured_it_goes_again_after_two_empty_looks(shop: Shop) -> None:
    shop.network.honours_keys = True
    shop.network.faults = [Fault.DROPPED]
    item = shop.reply(shop.hear("angry"))
    shop.deliver()
    shop.pass_time(seconds=59)
    shop.deliver()
    assert shop.sent_state(item) == "uncertain"
    shop.pass_time(seconds=1)
    shop.deliver()
    assert shop.sent_state(item) == "sent"
    assert shop.network.sends[0] == shop.network.sends[1]
    truth.replies_are_posts(shop, shop.network)


def test_an_honoured_key_makes_no_second_post_of_one_the_network_hides(shop: Shop) -> None:
    shop.network.honours_keys = True
    shop.network.shows_posts = False
    shop.network.faults = [Fault.ANSWER_LOST]
    shop.reply(shop.hear("angry"))
    accepted_at = shop.now
    for _ in range(3):
        shop.deliver()
        shop.pass_time(minutes=1)
    assert len(shop.network.posts) == 1
    assert shop.response()["responded_at"] == accepted_at
    truth.replies_are_posts(shop, shop.network)


def test_it_is_found_at_the_second_look_when_the_network_is_slow(shop: Shop) -> None:
    shop.network.shows_posts = False
    shop.network.faults = [Fault.ANSWER_LOST]
    item = shop.reply(shop.hear("angry"))
    shop.deliver()
    assert shop.sent_state(item) == "uncertain"
    shop.network.shows_posts = True
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.sent_state(item) == "sent"


def test_the_post_of_another_reply_with_the_same_words_is_not_this_one(shop: Shop) -> None:
    """Or a reply that was lost would count as sent, and nobody would ever know."""
    shop.network.tells_by_words = True
    conversation = shop.hear("angry")
    first = shop.reply(conversation, "still looking into it")
    shop.network.faults = [Fault.DROPPED]
    second = shop.reply(conversation, "still looking into it")
    for _ in range(2):
        shop.deliver()
        shop.pass_time(minutes=1)
    assert (shop.sent_state(first), shop.sent_state(second)) == ("sent", "uncertain")
    assert shop.value("SELECT count(*) FROM outbox WHERE asked = 1") == 1
    assert len(shop.network.posts) == 1


def test_a_look_that_fails_is_not_an_empty_look(shop: Shop) -> None:
    shop.network.faults = [Fault.DROPPED]
    shop.network.look_fails = True
    shop.reply(shop.hear("angry"))
    for _ in range(5):
        shop.deliver()
        shop.pass_time(minutes=1)
    row = shop.row("SELECT looks, asked FROM outbox")
    assert tuple(row) == (0, 0)
    assert "could not look" in shop.desk().outbox()[0].problem


def test_a_second_ambiguous_failure_begins_looking_anew(shop: Shop) -> None:
    shop.network.honours_keys = True
    shop.network.faults = [Fault.DROPPED, Fault.DROPPED]
    item = shop.reply(shop.hear("angry"))
    shop.deliver()
    shop.pass_time(minutes=1)
    shop.deliver()
    assert (shop.sent_state(item), len(shop.network.sends)) == ("uncertain", 2)
    shop.deliver()
    assert shop.value("SELECT looks FROM outbox") == 1


def test_news_while_uncertain_hold_the_reply_that_would_go_again(shop: Shop) -> None:
    shop.network.honours_keys = True
    shop.network.faults = [Fault.DROPPED]
    item = shop.reply(shop.hear("angry"))
    shop.deliver()
    shop.hear("never mind, it works!")
    shop.pass_time(minutes=1)
    shop.deliver()
    assert (shop.sent_state(item), shop.network.posts) == ("held", [])


# A person decides -------------------------------------------------------------------------------


def asked(shop: Shop, fault: Fault = Fault.DROPPED) -> int:
    """A reply nobody knows the fate of; its id."""
    shop.network.faults = [fault]
    shop.network.shows_posts = False
    item = shop.reply(shop.hear("angry"))
    for _ in range(2):
        shop.deliver()
        shop.pass_time(minutes=1)
    assert shop.value("SELECT asked FROM outbox") == 1
    return item.id


def test_a_person_says_it_is_there(shop: Shop) -> None:
    item_id = asked(shop, Fault.ANSWER_LOST)
    posted_at = shop.network.posts[0].at
    item = shop.desk("sam").settle(item_id, "there")
    assert item.state is OutboxState.SENT
    response = shop.response()
    assert (response["agent"], response["responded_at"]) == ("mary", posted_at)
    event = shop.row("SELECT * FROM events WHERE kind = 'outbox' ORDER BY id DESC LIMIT 1")
    assert event["agent"] == "sam"


def test_a_person_sends_it_again(shop: Shop) -> None:
    item_id = asked(shop)
    assert shop.desk().settle(item_id, "again").state is OutboxState.QUEUED
    shop.pass_time(seconds=10)
    shop.deliver()
    assert len(shop.network.posts) == 1
    assert shop.row("SELECT * FROM outbox")["asked"] == 0
    truth.replies_are_posts(shop, shop.network)


def test_sent_again_it_is_looked_for_again(shop: Shop) -> None:
    item_id = asked(shop)
    shop.network.faults = [Fault.DROPPED]
    shop.desk().settle(item_id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    before = len(shop.network.looks)
    for _ in range(4):
        shop.deliver()
        shop.pass_time(minutes=1)
    assert len(shop.network.looks) == before + 2
    assert shop.value("SELECT asked FROM outbox") == 1


def test_a_person_discards_it_and_the_words_are_kept(shop: Shop) -> None:
    item_id = asked(shop)
    conversation = shop.value("SELECT conversation_id FROM outbox")
    shop.desk("sam").settle(item_id, "discard")
    assert shop.value("SELECT state FROM outbox") == "discarded"
    draft = shop.desk("mary").conversation(conversation).draft
    assert draft is not None
    assert draft.text == "sorry"
    assert shop.is_waiting(conversation)


def test_again_raises_nobodys_eyes_above_what_they_saw(shop: Shop) -> None:
    item_id = asked(shop)
    shop.hear("never mind, I have it")
    shop.desk("mary").release(1)
    shop.desk("sam").settle(item_id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    (held,) = shop.desk().outbox()
    assert held.state is OutboxState.HELD
    assert "never mind, I have it" in held.problem
    shop.desk("sam").release(1)
    shop.desk().release_held(item_id)
    shop.pass_time(seconds=10)
    before = len(shop.network.posts)
    shop.deliver()
    assert len(shop.network.posts) == before + 1


def test_again_where_nothing_happened_goes_and_is_news_to_the_others(shop: Shop) -> None:
    item_id = asked(shop)
    seen = shop.desk("lee").conversation(1).seen
    shop.desk("mary").release(1)
    shop.desk("sam").settle(item_id, "again")
    assert shop.desk("lee").conversation(1).seen > seen
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.value("SELECT state FROM outbox") == "sent"


def test_a_person_decides_once(shop: Shop) -> None:
    item_id = asked(shop)
    shop.desk().settle(item_id, "discard")
    for decision in ("there", "again", "discard"):
        with pytest.raises(Conflict):
            shop.desk().settle(item_id, decision)


def test_a_refused_reply_can_go_again_or_be_discarded_but_is_not_there(shop: Shop) -> None:
    shop.network.faults = [Fault.REFUSED, Fault.REFUSED]
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    with pytest.raises(NotAllowed):
        shop.desk().settle(item.id, "there")
    shop.desk().settle(item.id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "refused"
    assert shop.desk().settle(item.id, "discard").state is OutboxState.DISCARDED
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == "sorry"


def test_a_decision_made_while_the_worker_looks_is_not_overwritten(shop: Shop) -> None:
    shop.network.faults = [Fault.DROPPED]
    item = shop.reply(shop.hear("angry"))

    class Busy(FakeNetwork):
        """A person decides while we look."""

        def find_sent(self, prepared: Prepared) -> Sent | None:
            shop.desk().settle(item.id, "discard")
            return None

    shop.deliver(Busy(clock=shop.clock))
    row = shop.row("SELECT o.state, o.looks, t.problem FROM outbox o JOIN outbox_texts t")
    assert tuple(row) == ("discarded", 0, "")


# Crashes ----------------------------------------------------------------------------------------


class PowerCutError(BaseException):
    """The process is gone, in the middle of a call."""


def crash(shop: Shop, *, accepted: bool) -> int:
    """The worker dies while sending; the conversation."""
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.pass_time(seconds=10)

    class Dying(FakeNetwork):
        """Dies before or after the network has it."""

        def send(self, prepared: Prepared) -> Sent:
            if accepted:
                shop.network.send(prepared)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        shop.deliver(Dying(clock=shop.clock))
    assert shop.value("SELECT state FROM outbox") == "sending"
    return conversation


@pytest.mark.parametrize("accepted", [True, False])
def test_a_round_that_broke_off_is_reconciled_by_the_next(shop: Shop, *, accepted: bool) -> None:
    crash(shop, accepted=accepted)
    shop.deliver()
    assert shop.value("SELECT state FROM outbox") == ("sent" if accepted else "uncertain")
    assert len(shop.network.posts) == int(accepted)


def test_after_a_crash_nothing_is_sent_before_somebody_looked(shop: Shop) -> None:
    crash(shop, accepted=True)
    send_ready(shop.delivery())
    assert shop.value("SELECT state FROM outbox") == "sending"
    assert shop.restart_worker() == 1
    assert shop.value("SELECT state FROM outbox") == "uncertain"
    shop.deliver()
    assert shop.value("SELECT state FROM outbox") == "sent"
    assert len(shop.network.posts) == 1
    assert shop.restart_worker() == 0


@pytest.mark.parametrize("honours_keys", [True, False])
def test_after_a_crash_before_the_call_it_goes_again_or_a_person_decides(
    shop: Shop, *, honours_keys: bool
) -> None:
    shop.network.honours_keys = honours_keys
    conversation = crash(shop, accepted=False)
    shop.restart_worker()
    for _ in range(3):
        shop.deliver()
        shop.pass_time(seconds=60)
    assert len(shop.network.posts) == int(honours_keys)
    assert shop.is_waiting(conversation) is not honours_keys
    assert shop.value("SELECT asked FROM outbox") == int(not honours_keys)


def test_another_accounts_worker_does_not_touch_what_is_being_sent(shop: Shop) -> None:
    shop.open_account("outlet", network="other")
    crash(shop, accepted=False)
    assert recover(shop.delivery(account="outlet")) == 0
    shop.deliver(account="outlet")
    assert shop.value("SELECT state FROM outbox") == "sending"


def test_while_uncertain_the_customer_still_waits_and_is_not_handed_out(shop: Shop) -> None:
    shop.network.faults = [Fault.DROPPED]
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.desk().release(conversation)
    assert shop.is_waiting(conversation)
    assert shop.desk("sam").next() is None
    assert shop.desk().counts().uncertain == 1
    shop.pass_time(minutes=31)
    assert [alert.stage for alert in shop.watch().alerts] == ["late"]
