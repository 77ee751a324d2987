"""What time alone changes: each flag once, snoozes that end, silence that resolves."""

import pytest

from social_care.models import Stage
from social_care.models.views import View
from social_care.sla import Targets
from social_care.storage.alerts import Alert
from tests.world import DAY, HOUR, MINUTE, START, Shop


def flags(shop: Shop) -> list[Stage]:
    """The stages raised in one round."""
    return [alert.stage for alert in shop.watch().alerts]


def test_a_complaint_is_flagged_at_risk_late_and_escalated_each_once(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen: list[tuple[int, Stage]] = []
    for minute in range(60):
        shop.now = START + minute * MINUTE
        seen += [(minute, stage) for stage in flags(shop)]
    assert seen == [(24, Stage.AT_RISK), (31, Stage.LATE), (45, Stage.ESCALATED)]
    wait = shop.wait(conversation)
    assert shop.value("SELECT count(*) FROM alerts WHERE wait_id = :id", id=wait["id"]) == 3


def test_a_flag_names_the_conversation_and_its_account(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=25)
    (alert,) = shop.watch().alerts
    wait_id = shop.wait(conversation)["id"]
    assert alert == Alert(
        wait_id=wait_id, conversation_id=conversation, account="acme", stage=Stage.AT_RISK
    )


def test_due_is_in_time_and_the_next_millisecond_is_late(shop: Shop) -> None:
    shop.hear("angry")
    shop.now = START + 30 * MINUTE
    assert flags(shop) == [Stage.AT_RISK]
    shop.now += 1
    assert flags(shop) == [Stage.LATE]


@pytest.mark.parametrize(("text", "alerts"), [("how?", 0), ("lovely", 0), ("urgent?", 1)])
def test_only_complaints_and_urgent_waits_are_flagged(shop: Shop, text: str, alerts: int) -> None:
    shop.hear(text)
    shop.pass_time(days=1)
    assert len(flags(shop)) == alerts


def test_after_downtime_only_the_highest_stage_is_raised(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(hours=2)
    assert flags(shop) == [Stage.ESCALATED]
    assert flags(shop) == []
    muted = shop.rows("SELECT stage FROM alerts WHERE muted = 1 ORDER BY stage")
    assert [row["stage"] for row in muted] == ["at_risk", "late"]


def test_an_answer_withdraws_the_flags_and_raises_no_more(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=25)
    shop.watch()
    shop.reply(conversation)
    assert shop.value("SELECT withdrawn_at FROM alerts") == shop.now
    shop.pass_time(hours=2)
    assert flags(shop) == []


def test_a_snoozed_complaint_is_flagged_like_any_other(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().snooze(conversation, START + HOUR)
    shop.pass_time(minutes=40)
    assert flags(shop) == [Stage.LATE]


def test_an_edit_into_a_complaint_is_flagged_from_then_on(shop: Shop) -> None:
    mention = shop.mention("how?")
    shop.receive(mention)
    shop.pass_time(minutes=26)
    assert flags(shop) == []
    shop.edit(mention, "angry")
    assert flags(shop) == [Stage.AT_RISK]


def test_an_edit_of_harmless_words_into_a_complaint_that_is_late_by_then_is_flagged_once(
    shop: Shop,
) -> None:
    mention = shop.mention("spam")
    shop.receive(mention)
    shop.pass_time(hours=2)
    assert flags(shop) == []
    shop.edit(mention, "angry")
    assert flags(shop) == [Stage.ESCALATED]
    assert flags(shop) == []


def test_what_was_late_before_we_knew_and_is_due_later_by_a_new_policy_is_flagged_then(
    shop: Shop,
) -> None:
    shop.receive(shop.mention("angry", posted_at=shop.now - 2 * HOUR), mute_passed=True)
    assert flags(shop) == []
    shop.targets = Targets(high=180)
    assert shop.measure() == 1
    assert flags(shop) == []
    shop.pass_time(minutes=61)
    assert flags(shop) == [Stage.LATE]


def test_what_was_told_is_not_told_again_by_a_new_policy(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=31)
    assert flags(shop) == [Stage.LATE]
    shop.targets = Targets(high=60)
    assert shop.measure() == 1
    for _ in range(3):
        shop.pass_time(minutes=10)
        assert flags(shop) == []


def test_a_wait_that_goes_on_after_an_undone_closing_is_not_flagged_twice(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=25)
    shop.watch()
    shop.desk().resolve(conversation, anyway=True)
    shop.desk().undo()
    assert flags(shop) == []
    assert shop.value("SELECT withdrawn_at FROM alerts") is None


def test_a_second_wait_of_a_conversation_has_flags_of_its_own(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=25)
    shop.watch()
    shop.reply(conversation)
    shop.hear("still angry")
    shop.pass_time(minutes=25)
    assert flags(shop) == [Stage.AT_RISK]


# Snoozes and silence ----------------------------------------------------------------------------


def test_a_snooze_ends_by_itself(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + HOUR)
    shop.now = START + HOUR - 1
    assert shop.watch().woken == 0
    shop.now += 1
    assert shop.watch().woken == 1
    assert shop.state(conversation) == "open"
    assert shop.queue() == [conversation]
    assert shop.value("SELECT count(*) FROM events WHERE kind = 'woken'") == 1


def test_who_does_not_wait_wakes_up_last_in_the_queue(shop: Shop) -> None:
    resolved = shop.hear("lovely", "sam")
    shop.reply(resolved)
    shop.desk().snooze(resolved, START + HOUR)
    praise = shop.hear("lovely", "kim")
    shop.pass_time(hours=1)
    shop.watch()
    assert shop.queue() == [praise, resolved]
    assert shop.desk().counts().waiting == 1


def test_answered_resolves_itself_after_seven_silent_days(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    answered_at = shop.now
    shop.now = answered_at + 7 * DAY
    assert shop.watch().settled == 0
    shop.now += 1
    assert shop.watch().settled == 1
    assert shop.state(conversation) == "resolved"
    assert shop.queue(View.ANSWERED) == []


def test_a_word_of_the_customer_breaks_the_silence(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(days=5)
    shop.hear("thanks!")
    shop.pass_time(days=5)
    assert shop.watch().settled == 0
    assert shop.state(conversation) == "answered"


def test_a_round_that_changes_nothing_wakes_no_console(shop: Shop) -> None:
    shop.hear("angry")
    before = shop.store.revision()
    shop.watch()
    assert shop.store.revision() == before
    shop.pass_time(minutes=25)
    shop.watch()
    assert shop.store.revision() > before


def test_who_becomes_urgent_after_all_stages_were_told_is_told_of_once_more(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.pass_time(hours=2)
    assert flags(shop) == [Stage.ESCALATED]
    shop.edit(mention, "angry and burned")
    assert flags(shop) == [Stage.ESCALATED]
    assert shop.value("SELECT count(*) FROM alerts WHERE muted = 0") == 2
    shop.edit(mention, "angry", version="3")
    assert flags(shop) == []
    shop.edit(mention, "burned again", version="4")
    assert flags(shop) == []


def test_who_becomes_urgent_is_told_of_at_the_stage_reached_by_then(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=25)
    assert flags(shop) == [Stage.AT_RISK]
    shop.hear("burned")  # due in fifteen minutes: ten after the complaint
    assert flags(shop) == [Stage.AT_RISK]
    shop.pass_time(minutes=6)
    assert flags(shop) == [Stage.LATE]
    shop.pass_time(minutes=30)
    assert flags(shop) == [Stage.ESCALATED]
    assert flags(shop) == []


def test_who_came_in_late_and_becomes_urgent_by_a_new_message_is_told_of(shop: Shop) -> None:
    shop.receive(shop.mention("angry", posted_at=shop.now - 2 * HOUR), mute_passed=True)
    assert flags(shop) == []
    shop.hear("burned")
    assert flags(shop) == [Stage.ESCALATED]


def test_an_urgent_wait_that_came_in_late_stays_muted(shop: Shop) -> None:
    shop.receive(shop.mention("burned", posted_at=shop.now - 2 * HOUR), mute_passed=True)
    assert flags(shop) == []


def test_a_claim_outlasts_no_clock_that_was_set_back(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=-15)
    shop.watch()
    assert shop.desk("joe").next() is None
    shop.pass_time(minutes=-45)
    shop.watch()
    assert shop.desk("joe").next() == conversation
