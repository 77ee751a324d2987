"""Who waits is due by the policy of today; what has ended stays as it was logged."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Author, Band, Category, Stage, Visibility
from social_care.sla import Targets, stage_times
from social_care.storage.connection import Row
from social_care.targets import NO_TARGETS, Special, Vip
from tests.world import DAY, HOUR, MINUTE, START, Shop

OFFICE = Calendar.weekly("UTC", {"mon-fri": ["09:00-17:00"]})
KIM = Special(vip=Targets.of({Band.HIGH: 5}), people=(Vip(ids=frozenset({"kim"})),))


def due_in(shop: Shop, conversation: int) -> float | None:
    """Minutes from the shop's opening until the conversation is due."""
    (row,) = shop.rows("SELECT due_at FROM conversations WHERE id = :id", id=conversation)
    return None if row["due_at"] == NEVER_DUE else (row["due_at"] - START) / MINUTE


def stage(shop: Shop, conversation: int) -> Stage | None:
    """How it is shown."""
    return shop.desk().queue_rows([conversation])[conversation].stage


def direct(shop: Shop, text: str, by: str = "kim", *, window_ms: int | None = None) -> int:
    """A direct message, which its network lets us answer for a while."""
    until = None if window_ms is None else shop.now + window_ms
    return shop.hear(text, by, visibility=Visibility.DIRECT, reply_until=until)


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


# Another policy ----------------------------------------------------------------------------------


def test_a_changed_policy_applies_to_who_waits_and_is_noted(shop: Shop) -> None:
    conversation = shop.hear("angry")
    before = shop.policy.version
    assert shop.wait(conversation)["policy"] == before
    shop.targets = Targets(high=10)
    shop.pass_time(minutes=1)
    assert shop.measure() == 1
    wait = shop.wait(conversation)
    assert (due_in(shop, conversation), wait["target_s"]) == (10, 600)
    assert wait["at_risk_at"] == START + 7 * MINUTE + 1
    assert wait["policy"] == shop.policy.version != before
    event = shop.row("SELECT * FROM events WHERE kind = 'measured'")
    assert (event["conversation_id"], event["wait_id"]) == (conversation, wait["id"])
    (told,) = shop.desk().conversation(conversation).around
    assert told.text == "due at 09:10: the targets have changed"


def test_under_the_same_policy_nothing_is_looked_at(shop: Shop) -> None:
    shop.hear("angry")
    shop.measure()
    revision = shop.store.revision()
    assert shop.measure() == 0
    assert shop.store.revision() == revision


def test_what_is_late_by_the_new_policy_is_flagged_and_a_looser_one_takes_late_back(
    shop: Shop,
) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=20)
    assert stage(shop, conversation) is Stage.HALF
    shop.targets = Targets(high=15)
    shop.measure()
    assert stage(shop, conversation) is Stage.LATE
    shop.targets = Targets(high=60)
    shop.measure()
    assert stage(shop, conversation) is None


@pytest.mark.parametrize(
    ("change", "minutes"),
    [
        (lambda shop: setattr(shop, "targets", NO_TARGETS), None),
        (
            lambda shop: setattr(
                shop, "calendar", Calendar.weekly("UTC", {"tue": ["09:00-17:00"]})
            ),
            1470,
        ),
        (lambda shop: setattr(shop, "special", KIM), 5),
        (lambda shop: setattr(shop, "special", Special(followers=((9, Targets(high=3)),))), 3),
        (lambda shop: setattr(shop, "special", Special(private=Targets(high=7))), 7),
    ],
    ids=["targets", "hours", "customer list", "followers", "private"],
)
def test_all_that_targets_depend_on_is_measured_again(
    shop: Shop, change: Callable[[Shop], None], minutes: int | None
) -> None:
    kim = Author(id="kim", handle="kim", followers=10)
    conversation = shop.hear("angry", author=kim, visibility=Visibility.DIRECT)
    assert due_in(shop, conversation) == 30
    change(shop)
    assert shop.measure() == 1
    assert due_in(shop, conversation) == minutes


def test_whoever_is_taken_off_the_list_is_no_vip_anywhere(shop: Shop) -> None:
    shop.special = KIM
    answered = shop.hear("angry")
    shop.reply(answered)
    shop.special = Special()
    shop.measure()
    assert not shop.desk().queue_rows([answered])[answered].vip


def test_who_is_put_aside_is_back_in_time_by_the_new_policy(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + 6 * HOUR)
    shop.targets = Targets(low=60)
    shop.measure()
    assert shop.value("SELECT snooze_until FROM conversations") == START + 48 * MINUTE


def test_a_person_who_made_it_less_pressing_made_nothing_timely_that_was_late(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=31)
    shop.desk().correct(conversation, band=Band.LOW, category=Category.OTHER)
    assert due_in(shop, conversation) == 30
    shop.targets = Targets(low=400)
    shop.measure()
    assert due_in(shop, conversation) == 30


def test_a_verdict_that_begins_no_wait_keeps_the_target_it_had(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().correct(conversation, category=Category.NOISE)
    shop.targets = Targets(high=10)
    shop.measure()
    assert due_in(shop, conversation) == 30


def test_undoing_a_correction_does_not_bring_an_old_policy_back(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().correct(conversation, band=Band.LOW, category=Category.OTHER)
    shop.targets = Targets(high=10)
    shop.measure()
    shop.desk().undo()
    shop.measure()
    assert due_in(shop, conversation) == 10


def test_a_wait_that_goes_on_is_due_by_the_policy_of_today(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.measure()
    shop.desk().resolve(conversation, anyway=True)
    shop.targets = Targets(high=10)
    shop.measure()
    shop.desk().undo()
    assert due_in(shop, conversation) == 30
    assert shop.measure() == 1
    assert due_in(shop, conversation) == 10


def test_what_an_answer_leaves_over_is_a_next_one(shop: Shop) -> None:
    """The customer wrote again while the network was taking our answer."""
    shop.special = Special(next_public=Targets(high=40))
    shop.measure()
    conversation = shop.hear("angry")
    shop.network.on_send = lambda _: shop.hear("angry")
    shop.reply(conversation)
    assert (shop.wait(conversation)["kind"], due_in(shop, conversation)) == ("next", 30 + 1 / 6)
    assert shop.measure() == 1
    assert due_in(shop, conversation) == 40 + 1 / 6


# The log -----------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hear", "direct", "reply", "hold", "resolve", "correct", "policy"]),
        st.integers(0, 3),
        st.integers(1, 90),
    ),
    min_size=3,
    max_size=14,
)


def ended(shop: Shop) -> list[tuple[object, ...]]:
    """The log: every response, and every wait that is over."""
    rows: list[Row] = shop.rows("SELECT * FROM responses ORDER BY id")
    rows += shop.rows("SELECT * FROM waits WHERE ended_at IS NOT NULL ORDER BY id")
    rows += shop.rows("SELECT * FROM response_rows WHERE outcome <> 'waiting' ORDER BY wait_id")
    return [tuple(row) for row in rows]


def step(shop: Shop, what: str, who: int, minutes: int) -> None:
    """One thing that happens in a shift."""
    name = ("kim", "sam", "lee", "pat")[who]
    waiting = [
        row["conversation_id"]
        for row in shop.rows("SELECT conversation_id FROM waits WHERE ended_at IS NULL ORDER BY id")
    ]
    if what == "hear":
        shop.hear(("angry", "how?", "lovely", "burned")[who], name)
    elif what == "direct":
        direct(shop, "angry", name, window_ms=minutes * MINUTE)
    elif what == "policy":
        shop.targets = Targets(urgent=minutes, high=minutes * 2 % 60 + 1, low=None)
        shop.special = Special(
            next_public=Targets(high=minutes), vip=Targets(high=3), people=KIM.people
        )
        shop.calendar = OFFICE if who % 2 else Calendar.always()
        before = ended(shop)
        shop.measure()
        assert ended(shop) == before
    elif waiting:
        conversation = waiting[who % len(waiting)]
        if what in {"reply", "hold"}:
            private = shop.desk().queue_rows([conversation])[conversation].visibility.is_private
            shop.reply(conversation, private=private, holding=what == "hold")
        elif what == "resolve":
            shop.desk().resolve(conversation)
        else:
            shop.desk().correct(conversation, band=Band(who % 3), category=Category.COMPLAINT)
    shop.pass_time(minutes=minutes)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_no_policy_rewrites_the_log_and_a_second_look_changes_nothing(
    steps: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder) / "shop.db")
        try:
            for each in steps:
                with suppress(NotAllowed):  # nobody to answer, nothing to correct
                    step(shop, *each)
            before = ended(shop)
            shop.measure()
            assert ended(shop) == before
            assert shop.measure() == 0
            versions = shop.rows("SELECT DISTINCT policy FROM waits WHERE ended_at IS NULL")
            assert [row["policy"] for row in versions] in ([], [shop.policy.version])
        finally:
            shop.close()


# Why -------------------------------------------------------------------------------------------


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
