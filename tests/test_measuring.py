"""Who waits is due by the policy of today; what has ended stays as it was logged."""

from dataclasses import replace

import pytest

from social_care.hours import Calendar
from social_care.models import Author, Visibility
from social_care.sla import Targets, stage_times
from social_care.targets import Special, Vip
from tests.due_kit import KIM, OFFICE, direct, due_in
from tests.world import DAY, HOUR, MINUTE, START, Shop

# When a mention comes ----------------------------------------------------------------------------


def test_first_and_next_private_and_public_have_targets_of_their_own(shop: Shop) -> None:
    shop.special = Special(
        next_public=Targets(high=40), private=Targets(high=10), next_private=Targets(high=20)
    )
    public, private = shop.hear("angry"), direct(shop, "angry", "sam")
    assert (due_in(shop, public), due_in(shop, private)) == (30, 10)
    for conversation in (public, private):
        shop.reply(conversation, private=conversation == private)
    shop.now = START + MINUTE
    shop.hear("angry")
    direct(shop, "angry", "sam")
    assert (due_in(shop, public), due_in(shop, private)) == (41, 21)


def test_a_followers_post_is_private(shop: Shop) -> None:
    shop.special = Special(private=Targets(high=10))
    assert due_in(shop, shop.hear("angry", visibility=Visibility.FOLLOWERS)) == 10
    assert due_in(shop, shop.hear("angry", "sam", visibility=Visibility.UNLISTED)) == 30


def test_customers_of_the_list_are_marked_and_due_sooner(shop: Shop) -> None:
    shop.special = KIM
    kim, sam = shop.hear("angry"), shop.hear("angry", "sam")
    assert (due_in(shop, kim), due_in(shop, sam)) == (5, 30)
    rows = shop.desk().queue_rows([kim, sam])
    assert (rows[kim].vip, rows[sam].vip) == (True, False)


def test_a_handle_is_on_the_list_as_long_as_its_bearer_bears_it(shop: Shop) -> None:
    shop.special = replace(KIM, people=(Vip(handles=frozenset({"kim"})),))
    conversation = shop.hear("angry")
    assert due_in(shop, conversation) == 5
    shop.reply(conversation)
    renamed = Author(id="kim", handle="kim_park", name="Kim")
    shop.now = START + MINUTE
    shop.hear("angry", author=renamed)
    assert due_in(shop, conversation) == 31
    assert not shop.desk().queue_rows([conversation])[conversation].vip


def test_whoever_many_follow_is_due_sooner(shop: Shop) -> None:
    shop.special = Special(followers=((1000, Targets(high=10)),))
    famous = Author(id="kim", handle="kim", followers=1000)
    assert due_in(shop, shop.hear("angry", author=famous)) == 10


# Windows of networks -----------------------------------------------------------------------------


def test_a_window_that_closes_first_sets_due_and_the_stages(shop: Shop) -> None:
    conversation = direct(shop, "lovely", window_ms=2 * HOUR)
    wait = shop.wait(conversation)
    stages = stage_times(START, START + 2 * HOUR, 2 * HOUR, Calendar.always())
    assert (wait["due_at"], wait["target_s"]) == (START + 2 * HOUR, 7200)
    assert (wait["at_risk_at"], wait["half_at"]) == (stages.at_risk_at, stages.half_at)


def test_the_customer_writes_again_and_the_window_is_open_for_longer(shop: Shop) -> None:
    """What Meta counts is the last message; our target is still the first one's."""
    conversation = direct(shop, "lovely", window_ms=2 * HOUR)
    shop.pass_time(hours=1)
    direct(shop, "lovely", window_ms=2 * HOUR)
    assert due_in(shop, conversation) == 180
    shop.pass_time(hours=1)
    direct(shop, "spam", window_ms=12 * HOUR)  # begins no wait, and opens the window all the same
    assert due_in(shop, conversation) == 480


def test_the_window_of_a_message_that_was_taken_back_stays_open(shop: Shop) -> None:
    first = direct(shop, "lovely", window_ms=2 * HOUR)
    shop.pass_time(hours=1)
    again = shop.mention("lovely", visibility=Visibility.DIRECT, reply_until=shop.now + 2 * HOUR)
    shop.receive(again)
    shop.delete(again)
    assert due_in(shop, first) == 180


def test_a_window_that_closes_while_they_wait_takes_no_target_away(shop: Shop) -> None:
    mention = shop.mention("angry", visibility=Visibility.DIRECT, reply_until=START + 10 * MINUTE)
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.pass_time(minutes=20)
    closed = replace(mention, can_reply=False, can_reply_reason="the window is closed")
    shop.receive(closed, looks_again=True)
    shop.targets = Targets(high=40)
    shop.measure()
    assert due_in(shop, conversation) == 10


def test_a_permission_that_came_later_opens_the_window_further(shop: Shop) -> None:
    mention = shop.mention("lovely", visibility=Visibility.DIRECT, reply_until=START + HOUR)
    shop.receive(mention)
    assert due_in(shop, shop.conversation_of(mention)) == 60
    shop.receive(replace(mention, reply_until=START + 7 * DAY))
    assert due_in(shop, shop.conversation_of(mention)) == 480


def test_due_is_no_later_than_the_end_of_the_window_for_a_private_answer(shop: Shop) -> None:
    mention = shop.mention("lovely", private_until=START + 2 * HOUR)
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    assert due_in(shop, conversation) == 120
    assert any("private answer" in line for line in shop.desk().why(conversation))
    shop.pass_time(hours=1)
    other = shop.hear("lovely", private_until=START + 6 * HOUR)  # opens no other one's window
    assert (other, due_in(shop, conversation)) == (conversation, 120)
    shop.receive(replace(mention, private_until=None))  # it had its private answer
    assert due_in(shop, conversation) == 360


def test_what_could_never_be_answered_has_no_target(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False, reply_until=START + DAY)
    assert due_in(shop, conversation) is None
    shop.targets = Targets(high=20)
    shop.measure()
    assert due_in(shop, conversation) is None


def clock_told(shop: Shop, conversation: int) -> list[str]:
    """What `p` says of the clock."""
    begins = ("VIP", "due when", "arrived late")
    return [line for line in shop.desk().why(conversation) if line.startswith(begins)]


def test_p_tells_what_moved_the_due_time(shop: Shop) -> None:
    shop.special = KIM
    assert clock_told(shop, shop.hear("angry", "sam")) == []
    (vip,) = clock_told(shop, shop.hear("angry"))
    assert vip.startswith("VIP: on the customer list")
    (window,) = clock_told(shop, direct(shop, "lovely", "lee", window_ms=HOUR))
    assert window.startswith("due when the network stops taking an answer")


@pytest.mark.parametrize(("ago", "late"), [(14, False), (15, True), (40, True)])
def test_what_we_learned_of_when_half_of_its_target_was_gone_arrived_late(
    shop: Shop, ago: int, late: bool
) -> None:
    conversation = shop.hear("angry", posted_at=START - ago * MINUTE)
    assert shop.desk().queue_rows([conversation])[conversation].arrived_late is late
    assert bool(clock_told(shop, conversation)) is late


def test_a_night_in_which_nobody_works_makes_nothing_late(shop: Shop) -> None:
    shop.calendar = OFFICE
    conversation = shop.hear("angry", posted_at=START - 12 * HOUR)
    assert not shop.desk().queue_rows([conversation])[conversation].arrived_late


def test_of_several_it_is_the_one_that_sets_due_that_counts(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.now = START + 20 * MINUTE
    shop.hear("angry", posted_at=START + MINUTE)
    assert shop.desk().queue_rows([conversation])[conversation].arrived_late
