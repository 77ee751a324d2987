"""The clock in named scenes, to the millisecond: when it starts, what stops it, what is late.

The shop is open Monday to Friday 09:00 to 17:00 in London; a complaint ("angry") has 30 minutes, a
question ("how?") 60, praise ("lovely") a working day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from social_care.acknowledging import Acknowledgements
from social_care.hours import Calendar
from social_care.models import Mention, OutboxState, Stage
from social_care.storage.connection import Row
from tests.hours_kit import OFFICE, at
from tests.world import HOUR, MINUTE, SECOND, Shop

FRIDAY, SATURDAY, SUNDAY, MONDAY = (f"2026-11-{day:02}" for day in (6, 7, 8, 9))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path / "shop.db", calendar=OFFICE)
    yield made
    made.close()


def written(shop: Shop, moment: str, text: str = "angry", **fields: Any) -> Mention:
    """The customer writes, and we read it at once."""
    shop.now = at(moment)
    mention = shop.mention(text, **fields)
    shop.receive(mention)
    return mention


def answered(shop: Shop, mention: Mention, moment: int, text: str = "sorry") -> None:
    """A colleague answers in the network's own app, at that very millisecond."""
    shop.now = max(shop.now, moment)
    post = shop.own_post(text, in_reply_to=mention.external_id, posted_at=moment)
    shop.receive(own=[post])


def due(shop: Shop, mention: Mention) -> int:
    """Until when its conversation is to be answered."""
    return int(shop.wait(shop.conversation_of(mention))["due_at"])


def took(shop: Shop) -> tuple[int, int, bool]:
    """Of the only response: elapsed and business milliseconds, and whether it was in time."""
    row = shop.response()
    return row["elapsed_ms"], row["business_ms"], bool(row["within_target"])


# The weekend ------------------------------------------------------------------------------------


def test_friday_1645_is_due_on_monday_0915_and_a_reply_at_0916_is_late(shop: Shop) -> None:
    mention = written(shop, f"{FRIDAY}T16:45")
    assert due(shop, mention) == at(f"{MONDAY}T09:15")
    answered(shop, mention, at(f"{MONDAY}T09:16"))
    assert took(shop) == (64 * HOUR + 31 * MINUTE, 31 * MINUTE, False)


@pytest.mark.parametrize(("after_ms", "in_time"), [(-1, True), (0, True), (1, False)])
def test_monday_0915_to_the_millisecond(shop: Shop, after_ms: int, in_time: bool) -> None:
    mention = written(shop, f"{FRIDAY}T16:45")
    answered(shop, mention, at(f"{MONDAY}T09:15") + after_ms)
    assert took(shop)[1:] == (30 * MINUTE + after_ms, in_time)


def test_a_console_reply_counts_when_the_network_takes_it(shop: Shop) -> None:
    """Submitted at 09:14:55, taken ten seconds later: the undo window is the customer's time."""
    conversation = shop.conversation_of(written(shop, f"{FRIDAY}T16:45"))
    shop.now = at(f"{MONDAY}T09:14:55")
    shop.reply(conversation)
    assert shop.response()["responded_at"] == at(f"{MONDAY}T09:15:05")
    assert took(shop)[1:] == (30 * MINUTE + 5 * SECOND, False)


def test_written_on_saturday_the_clock_starts_when_we_open(shop: Shop) -> None:
    mention = written(shop, f"{SATURDAY}T12:00")
    assert due(shop, mention) == at(f"{MONDAY}T09:30")
    shop.now = at(f"{MONDAY}T09:10")
    row = shop.desk().queue_rows([1])[1]
    assert (row.stage, row.waiting_since) == (None, at(f"{SATURDAY}T12:00"))


def test_answered_on_sunday_it_took_no_business_time_and_the_elapsed_time_says_how_long(
    shop: Shop,
) -> None:
    mention = written(shop, f"{SATURDAY}T12:00")
    answered(shop, mention, at(f"{SUNDAY}T12:00"))
    assert took(shop) == (24 * HOUR, 0, True)


def test_answered_at_night_it_took_what_was_left_of_the_day(shop: Shop) -> None:
    mention = written(shop, f"{FRIDAY}T16:45")
    answered(shop, mention, at(f"{FRIDAY}T22:00"))
    assert took(shop) == (5 * HOUR + 15 * MINUTE, 15 * MINUTE, True)


# Opening and closing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "due_at"),
    [
        (f"{FRIDAY}T16:29:59.999", f"{FRIDAY}T16:59:59.999"),
        (f"{FRIDAY}T16:30", f"{FRIDAY}T17:00"),
        (f"{FRIDAY}T16:30:00.001", f"{MONDAY}T09:00:00.001"),
        (f"{FRIDAY}T16:59:59.999", f"{MONDAY}T09:29:59.999"),
        (f"{FRIDAY}T17:00", f"{MONDAY}T09:30"),
        (f"{MONDAY}T08:59:59.999", f"{MONDAY}T09:30"),
        (f"{MONDAY}T09:00", f"{MONDAY}T09:30"),
        (f"{MONDAY}T09:00:00.001", f"{MONDAY}T09:30:00.001"),
    ],
)
def test_around_closing_and_opening(shop: Shop, moment: str, due_at: str) -> None:
    assert due(shop, written(shop, moment)) == at(due_at)


@pytest.mark.parametrize(("after_ms", "in_time"), [(0, True), (1, False)])
def test_due_at_closing_is_due_at_closing_and_not_when_we_open_again(
    shop: Shop, after_ms: int, in_time: bool
) -> None:
    mention = written(shop, f"{FRIDAY}T16:30")
    answered(shop, mention, at(f"{FRIDAY}T17:00") + after_ms)
    assert took(shop)[1:] == (30 * MINUTE, in_time)


# Several messages --------------------------------------------------------------------------------


def test_a_question_and_then_a_complaint_wait_since_the_question_and_are_due_by_the_complaint(
    shop: Shop,
) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    written(shop, f"{MONDAY}T10:20")
    wait = shop.wait(shop.conversation_of(first))
    assert (wait["waiting_since"], wait["due_at"], wait["target_s"]) == (
        at(f"{MONDAY}T10:00"),
        at(f"{MONDAY}T10:50"),
        1800,
    )


def test_a_complaint_ten_minutes_before_the_question_is_due_leaves_the_questions_due(
    shop: Shop,
) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    written(shop, f"{MONDAY}T10:50")
    wait = shop.wait(shop.conversation_of(first))
    assert (wait["due_at"], wait["target_s"]) == (at(f"{MONDAY}T11:00"), 3600)


def test_both_due_at_the_same_millisecond(shop: Shop) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    written(shop, f"{MONDAY}T10:30")
    answered(shop, first, at(f"{MONDAY}T11:00"))
    assert took(shop)[2] is True
    assert shop.response()["target_s"] == 3600


def test_the_oldest_is_deleted_and_they_wait_since_the_next_one(shop: Shop) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    second = written(shop, f"{MONDAY}T10:20", "how?")
    shop.delete(first)
    assert due(shop, second) == at(f"{MONDAY}T11:20")
    answered(shop, second, at(f"{MONDAY}T10:30"))
    assert took(shop) == (10 * MINUTE, 10 * MINUTE, True)


def test_the_newest_is_deleted_and_nothing_moves(shop: Shop) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    shop.delete(written(shop, f"{MONDAY}T10:20", "how?"))
    assert due(shop, first) == at(f"{MONDAY}T11:00")


def test_a_native_reply_between_two_messages_answers_the_first_alone(shop: Shop) -> None:
    first = written(shop, f"{MONDAY}T10:00", "how?")
    second = written(shop, f"{MONDAY}T10:20", "how?")
    answered(shop, first, at(f"{MONDAY}T10:10"))
    assert took(shop) == (10 * MINUTE, 10 * MINUTE, True)
    wait = shop.wait(shop.conversation_of(second))
    assert (wait["kind"], wait["waiting_since"], wait["ended_at"]) == (
        "next",
        at(f"{MONDAY}T10:20"),
        None,
    )


@pytest.mark.parametrize(("before_ms", "waits"), [(0, False), (1, True)])
def test_a_native_reply_at_the_same_millisecond_answers_it_and_one_before_does_not(
    shop: Shop, before_ms: int, waits: bool
) -> None:
    mention = written(shop, f"{MONDAY}T10:00")
    answered(shop, mention, at(f"{MONDAY}T10:00") - before_ms)
    assert shop.is_waiting(shop.conversation_of(mention)) is waits


def test_a_native_reply_while_ours_is_on_its_way_has_answered_first(shop: Shop) -> None:
    mention = written(shop, f"{MONDAY}T10:00")
    conversation = shop.conversation_of(mention)
    shop.now = at(f"{MONDAY}T10:05")
    item = shop.submit(conversation)
    answered(shop, mention, at(f"{MONDAY}T10:05:05"))
    shop.now = at(f"{MONDAY}T10:05:10")
    shop.deliver()
    assert shop.sent_state(item) is OutboxState.HELD
    assert (shop.response()["source"], took(shop)[0]) == ("native", 5 * MINUTE + 5 * SECOND)


# What stops no clock -----------------------------------------------------------------------------


def test_still_with_you_stops_nothing_and_the_answer_counts_from_the_beginning(shop: Shop) -> None:
    mention = written(shop, f"{MONDAY}T10:00")
    conversation = shop.conversation_of(mention)
    shop.now = at(f"{MONDAY}T10:05")
    shop.reply(conversation, "still with you", holding=True)
    before = shop.wait(conversation)
    assert (shop.state(conversation), before["waiting_since"], before["due_at"]) == (
        "open",
        at(f"{MONDAY}T10:00"),
        at(f"{MONDAY}T10:30"),
    )
    assert shop.rows("SELECT * FROM responses") == []
    (event,) = shop.rows("SELECT agent, wait_id FROM events WHERE kind = 'holding'")
    assert tuple(event) == ("mary", before["id"])
    shop.now = at(f"{MONDAY}T10:40")
    shop.reply(conversation, "here it is")
    assert took(shop) == (40 * MINUTE + 10 * SECOND, 40 * MINUTE + 10 * SECOND, False)
    assert (shop.response()["kind"], shop.wait(conversation)["kind"]) == ("first", "first")


def test_still_with_you_is_told_for_what_it_is(shop: Shop) -> None:
    conversation = shop.conversation_of(written(shop, f"{MONDAY}T10:00"))
    shop.now = at(f"{MONDAY}T10:05")
    shop.reply(conversation, "still with you", holding=True)
    view = shop.desk().conversation(conversation)
    assert [(one.text, one.holding) for one in view.messages][-1] == ("still with you", True)
    assert "the clock goes on" in view.around[-1].text


def test_a_holding_reply_that_was_to_resolve_resolves_nothing(shop: Shop) -> None:
    conversation = shop.conversation_of(written(shop, f"{MONDAY}T10:00"))
    shop.reply(conversation, "still with you", holding=True, resolve=True)
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("open", True)


def test_a_note_stops_nothing(shop: Shop) -> None:
    conversation = shop.conversation_of(written(shop, f"{MONDAY}T10:00"))
    shop.desk().note(conversation, "asked the warehouse")
    assert shop.is_waiting(conversation)


def test_a_programs_acknowledgement_stops_nothing(shop: Shop) -> None:
    mention = written(shop, f"{MONDAY}T10:00")
    ours = shop.own_post("Thanks, we are on it", in_reply_to=mention.external_id)
    shop.receive(own=[ours], acknowledgements=Acknowledgements(("thanks, we are on it",)))
    assert shop.is_waiting(shop.conversation_of(mention))


def test_a_snooze_ends_in_time_and_stops_nothing(shop: Shop) -> None:
    """Four fifths of an hour that has fifteen minutes left on Friday: Monday 09:33."""
    mention = written(shop, f"{FRIDAY}T16:45", "how?")
    conversation = shop.conversation_of(mention)
    shop.desk().snooze(conversation, at(f"{MONDAY}T16:00"))
    assert shop.value("SELECT snooze_until FROM conversations") == at(f"{MONDAY}T09:33")
    shop.now = at(f"{MONDAY}T09:33")
    shop.watch()
    assert shop.state(conversation) == "open"
    assert shop.desk().queue_rows([conversation])[conversation].stage is Stage.AT_RISK
    answered(shop, mention, at(f"{MONDAY}T09:45"))
    assert took(shop)[1:] == (60 * MINUTE, True)


# Reopening ---------------------------------------------------------------------------------------


def waits(shop: Shop, conversation: int) -> list[Row]:
    return shop.rows("SELECT * FROM waits WHERE conversation_id = :id ORDER BY id", id=conversation)


def test_reopening_starts_a_new_clock(shop: Shop) -> None:
    mention = written(shop, f"{FRIDAY}T10:00")
    answered(shop, mention, at(f"{FRIDAY}T10:10"))
    again = written(shop, f"{FRIDAY}T16:50", "how?")
    first, second = waits(shop, shop.conversation_of(again))
    assert (first["outcome"], second["outcome"]) == ("answered", None)
    assert (second["kind"], second["waiting_since"]) == ("next", at(f"{FRIDAY}T16:50"))
    assert second["due_at"] == at(f"{MONDAY}T09:50")


def test_reopening_what_was_resolved_without_an_answer_starts_a_first_one_again(
    shop: Shop,
) -> None:
    mention = written(shop, f"{MONDAY}T10:00", "how?")
    conversation = shop.conversation_of(mention)
    shop.desk().resolve(conversation)
    written(shop, f"{MONDAY}T11:00", "how?")
    first, second = waits(shop, conversation)
    assert (first["outcome"], second["kind"]) == ("resolved_unanswered", "first")
    assert second["due_at"] == at(f"{MONDAY}T12:00")


def test_thanks_after_the_answer_start_none(shop: Shop) -> None:
    mention = written(shop, f"{MONDAY}T10:00")
    answered(shop, mention, at(f"{MONDAY}T10:10"))
    written(shop, f"{MONDAY}T10:20", "thanks")
    assert len(waits(shop, shop.conversation_of(mention))) == 1


# The clocks change -------------------------------------------------------------------------------

NIGHTS = Calendar.weekly("Europe/London", {"sat": ["22:00-06:00"], "sun": ["22:00-06:00"]})


@pytest.mark.parametrize(
    ("moment", "due_at", "elapsed_min"),
    [
        ("2026-03-29T00:45", "2026-03-29T02:15", 30),  # 01:00 to 02:00 is no time that night
        ("2026-10-25T00:45", "2026-10-25T01:15", 30),
        ("2026-10-25T01:45", "2026-10-25T01:15*", 30),  # the hour from one to two comes twice
        ("2026-10-25T05:45", "2026-10-25T22:15", 990),
    ],
)
def test_half_an_hour_is_half_an_hour_in_the_night_the_clocks_change(
    shop: Shop, moment: str, due_at: str, elapsed_min: int
) -> None:
    shop.calendar = NIGHTS
    mention = written(shop, moment)
    assert due(shop, mention) == at(due_at)
    answered(shop, mention, at(due_at))
    assert took(shop) == (elapsed_min * MINUTE, 30 * MINUTE, True)


@pytest.mark.parametrize(
    ("moment", "due_at", "elapsed_h"),
    [("2026-03-27T16:30", "2026-03-30T09:30", 64), ("2026-10-23T16:30", "2026-10-26T09:30", 66)],
)
def test_an_hour_over_a_weekend_on_which_the_clocks_change(
    shop: Shop, moment: str, due_at: str, elapsed_h: int
) -> None:
    """A weekend has an hour less in spring and one more in autumn: nobody works in either."""
    mention = written(shop, moment, "how?")
    assert due(shop, mention) == at(due_at)
    answered(shop, mention, at(due_at))
    assert took(shop) == (elapsed_h * HOUR, HOUR, True)


def test_over_a_holiday_and_new_year(shop: Shop) -> None:
    shop.calendar = Calendar.weekly(
        "Europe/London", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}, ["2026-12-31", "2027-01-01"]
    )
    mention = written(shop, "2026-12-30T16:30", "lovely")  # a working day and an hour: eight hours
    assert due(shop, mention) == at("2027-01-05T09:30")
