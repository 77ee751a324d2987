"""Resolve, dismiss, snooze, note, assign, answered elsewhere: and none of them hides anything."""

from collections.abc import Callable

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.figures import service_level
from social_care.models.views import View
from social_care.storage import report
from tests.network import Fault
from tests.world import DAY, HOUR, MINUTE, START, Shop


def level(shop: Shop) -> float | None:
    """The service level as screens compute it."""
    return service_level(report.waits(shop.store.read(), open_too=True), shop.now)


# Resolve and dismiss ----------------------------------------------------------------------------


def test_resolving_an_unanswered_complaint_needs_a_second_word(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="an unanswered complaint"):
        shop.desk().resolve(conversation)
    assert shop.is_waiting(conversation)
    assert shop.desk().resolve(conversation, anyway=True) == "Resolved Kim"
    wait = shop.wait(conversation)
    assert (wait["outcome"], wait["ended_by"]) == ("resolved_unanswered", "mary")
    assert shop.rows("SELECT * FROM responses") == []


def test_resolving_with_a_reply_on_its_way_waits_for_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    said = shop.desk().resolve(conversation, wrap_up="refund")
    assert said == "Kim is resolved once the reply is sent"
    assert shop.is_waiting(conversation)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.state(conversation) == "resolved"
    assert shop.wait(conversation)["outcome"] == "answered"
    assert shop.value("SELECT wrap_up FROM conversations") == "refund"


def test_a_reply_can_resolve_by_itself(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation, resolve=True)
    assert shop.state(conversation) == "resolved"


def test_a_reply_that_resolves_leaves_open_what_came_after_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, resolve=True)
    shop.pass_time(seconds=10)
    later = shop.mention("one more thing?")
    shop.network.on_send = lambda _: shop.receive(later)
    shop.deliver()
    assert shop.state(conversation) == "open"
    assert shop.wait(conversation)["kind"] == "next"


def test_dismissing_says_that_no_answer_is_needed(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    assert shop.desk().dismiss(conversation) == "Dismissed Kim"
    assert shop.state(conversation) == "dismissed"
    assert shop.wait(conversation)["outcome"] == "dismissed"
    assert shop.queue() == []


def test_what_is_being_answered_cannot_be_dismissed(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    with pytest.raises(NotAllowed, match="an answer is on its way"):
        shop.desk().dismiss(conversation)
    shop.desk().take_back()
    shop.desk().dismiss(conversation)
    assert shop.state(conversation) == "dismissed"


@pytest.mark.parametrize(
    ("text", "minutes", "counted"),
    [
        ("angry", 1, 0.5),
        ("how?", 1, 0.5),
        ("lovely", 1, 1.0),
        ("lovely", 481, 0.5),
    ],
)
def test_closing_unanswered_is_missed_for_complaints_questions_and_what_is_late(
    shop: Shop, text: str, minutes: int, counted: float
) -> None:
    shop.reply(shop.hear("angry", "lee"))
    conversation = shop.hear(text)
    shop.pass_time(minutes=minutes)
    shop.desk().dismiss(conversation)
    assert level(shop) == counted


def test_open_past_due_counts_open_in_time_does_not(shop: Shop) -> None:
    shop.reply(shop.hear("angry", "lee"))
    shop.hear("angry")
    assert level(shop) == 1.0
    shop.pass_time(minutes=31)
    assert level(shop) == 0.5


def test_what_has_no_target_and_what_was_deleted_in_time_are_left_out(shop: Shop) -> None:
    shop.hear("angry", "lee", can_reply=False)
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.delete(mention)
    assert level(shop) is None


def test_what_does_not_exist_cannot_be_closed(shop: Shop) -> None:
    desk = shop.desk()
    acts: list[Callable[[], str]] = [
        lambda: desk.resolve(404),
        lambda: desk.dismiss(404),
        lambda: desk.snooze(404, START + HOUR),
        lambda: desk.answered(404, "phone"),
        lambda: desk.note(404, "hm"),
        lambda: desk.assign(404, "sam"),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()


# Snooze -----------------------------------------------------------------------------------------


def test_a_snooze_of_a_waiting_customer_ends_at_80_percent_of_the_target(shop: Shop) -> None:
    conversation = shop.hear("how?")
    said = shop.desk().snooze(conversation, START + DAY)
    assert "until the target is at risk" in said
    assert shop.value("SELECT snooze_until FROM conversations") == START + 48 * MINUTE
    assert shop.queue() == []
    assert shop.queue(View.SNOOZED) == [conversation]
    assert shop.desk().counts().waiting == 1, "a snooze hides nothing"


def test_a_shorter_snooze_is_as_long_as_wished(shop: Shop) -> None:
    conversation = shop.hear("how?")
    assert shop.desk().snooze(conversation, START + 10 * MINUTE) == "Snoozed Kim"
    shop.now = START + 10 * MINUTE
    shop.watch()
    assert shop.queue() == [conversation]


def test_who_waited_too_long_cannot_be_put_off(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.now = START + 48 * MINUTE
    with pytest.raises(NotAllowed, match="waited too long"):
        shop.desk().snooze(conversation, START + DAY)


def test_who_does_not_wait_sleeps_as_long_as_wished(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.desk().snooze(conversation, START + 30 * DAY)
    assert shop.value("SELECT snooze_until FROM conversations") == START + 30 * DAY


def test_a_snooze_ends_in_the_future(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    with pytest.raises(NotAllowed, match="in the future"):
        shop.desk().snooze(conversation, START)


def test_a_snoozed_customer_can_be_answered(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + HOUR)
    shop.reply(conversation)
    row = shop.row("SELECT state, snooze_until FROM conversations")
    assert tuple(row) == ("answered", None)


# Answered elsewhere -----------------------------------------------------------------------------


def test_an_answer_by_phone_ends_the_wait_with_its_own_source(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=20)
    at = START + 5 * MINUTE
    assert shop.desk().answered(conversation, "phone", at=at) == "Answered Kim elsewhere (phone)"
    response = shop.response()
    assert (response["source"], response["how"], response["agent"]) == (
        "elsewhere",
        "phone",
        "mary",
    )
    assert (response["responded_at"], response["elapsed_ms"]) == (at, 5 * MINUTE)
    assert (shop.wait(conversation)["outcome"], shop.state(conversation)) == (
        "elsewhere",
        "answered",
    )
    assert response["within_target"] == 1


def test_an_answer_by_phone_answers_what_was_said_before_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=10)
    shop.hear("how?")
    shop.desk().answered(conversation, "app", at=START + MINUTE)
    assert shop.is_waiting(conversation)
    assert shop.wait(conversation)["kind"] == "next"
    with pytest.raises(NotAllowed, match="nobody was waiting"):
        shop.desk().answered(conversation, "app", at=START + MINUTE)


def test_an_answer_elsewhere_has_to_make_sense(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="'pigeon' is not one of phone, app, other"):
        shop.desk().answered(conversation, "pigeon")
    with pytest.raises(NotAllowed, match="in the future"):
        shop.desk().answered(conversation, "phone", at=START + 1)
    with pytest.raises(NotAllowed, match="nobody was waiting"):
        shop.desk().answered(conversation, "phone", at=START - 1)


def test_what_the_network_lets_nobody_answer_is_closed_with_answered(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False)
    shop.desk().answered(conversation, "other")
    response = shop.response()
    assert (response["target_s"], response["within_target"]) == (None, None)


# Notes and assignees ----------------------------------------------------------------------------


def test_a_note_is_internal_and_ends_no_wait(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().note(conversation, "calls daily")
    assert shop.is_waiting(conversation)
    note = shop.desk("sam").conversation(conversation).messages[-1]
    assert (note.text, note.author, note.kind) == ("calls daily", "mary", "note")
    with pytest.raises(NotAllowed):
        shop.desk().note(conversation, " \n")
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.network.sends == []


def test_an_assignee_is_one_of_us(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert shop.desk().assign(conversation, "sam") == "Assigned Kim to sam"
    assert shop.queue(View.MINE, "sam") == [conversation]
    assert shop.queue(View.MINE, "mary") == []
    with pytest.raises(NotAllowed, match="no agent 'eve'"):
        shop.desk().assign(conversation, "eve")
    assert shop.desk().assign(conversation, None) == "Kim is everybody's again"
    assert shop.queue(View.MINE, "sam") == []


def test_a_holding_reply_does_not_keep_a_closed_conversation_open(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.network.faults = [Fault.NONE]
    shop.reply(conversation, "still with you", holding=True)
    assert shop.is_waiting(conversation)
    shop.desk().resolve(conversation)
    assert shop.wait(conversation)["outcome"] == "resolved_unanswered"


def test_a_wrap_up_that_is_no_code_is_refused_for_the_log_holds_no_words(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    with pytest.raises(NotAllowed, match="refund"):
        shop.desk().resolve(conversation, wrap_up="Mrs Miller, 4 Elm Street")
    assert shop.value("SELECT count(*) FROM events WHERE data LIKE '%Elm%'") == 0
