"""Another policy: whoever waits is measured again, and the log stays as it was."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.hours import Calendar
from social_care.models import Author, Band, Category, Stage, Visibility
from social_care.sla import Targets
from social_care.storage.connection import Row
from social_care.targets import NO_TARGETS, Special
from tests.due_kit import KIM, OFFICE, direct, due_in, stage
from tests.world import HOUR, MINUTE, START, Shop


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
