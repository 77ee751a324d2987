"""Correcting triage: recorded, followed by the queue, hiding nothing, and undone exactly."""

import sqlite3

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.figures import service_level
from social_care.models import Band, Category
from social_care.storage import report
from tests.desk.test_undo import snapshot
from tests.world import DAY, MINUTE, START, Shop


def verdict(shop: Shop, conversation: int) -> tuple[str, str, int]:
    """What the queue shows of it: category, band, score."""
    row = shop.desk().queue_rows([conversation])[conversation]
    return row.category, row.band.label, row.score


def level(shop: Shop) -> float | None:
    return service_level(report.waits(shop.store.read(), open_too=True), shop.now)


# What follows -----------------------------------------------------------------------------------


def test_the_agents_verdict_counts_and_says_whose_it_is(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    said = shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert said == "Kim corrected: complaint, high"
    category, band, score = verdict(shop, conversation)
    assert (category, band) == ("complaint", "high")
    assert score > 10
    row = shop.desk().queue_rows([conversation])[conversation]
    assert row.reasons == ("corrected by mary (was praise, low)",)
    assert row.due_at == START + 30 * MINUTE


def test_who_corrected_what_and_when_is_kept(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.pass_time(minutes=3)
    shop.desk("sam").correct(conversation, band=Band.URGENT)
    row = shop.row("SELECT * FROM corrections")
    assert (row["agent"], row["at"]) == ("sam", START + 3 * MINUTE)
    assert (row["category"], row["band_rank"]) == ("praise", 0)
    told = "SELECT source, category, band_rank FROM assessments ORDER BY id"
    assert [tuple(each) for each in shop.rows(told)] == [
        ("triage", "praise", 3),
        ("agent", "praise", 0),
    ]
    assert row["made_id"] == shop.value("SELECT assessment_id FROM mentions")


@pytest.mark.parametrize("sql", ["UPDATE corrections SET agent = 'x'", "DELETE FROM corrections"])
def test_nobody_can_rewrite_a_correction(shop: Shop, sql: str) -> None:
    shop.desk().correct(shop.hear("lovely"), band=Band.URGENT)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), shop.store.write() as tx:
        tx.run(sql)


def test_a_correction_moves_the_conversation_in_the_queue(shop: Shop) -> None:
    first, second = shop.hear("angry", "kim"), shop.hear("lovely", "lee")
    assert shop.queue() == [first, second]
    shop.desk().correct(second, band=Band.URGENT)
    assert shop.queue() == [second, first]


def test_calling_it_a_complaint_makes_nothing_less_pressing(shop: Shop) -> None:
    conversation = shop.hear("urgent?")
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert verdict(shop, conversation)[:2] == ("complaint", "urgent")


def test_an_earlier_message_that_presses_more_keeps_its_band(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.hear("how?")
    said = shop.desk().correct(conversation, category=Category.PRAISE)
    assert said == "Kim corrected: praise, low; an earlier message keeps it high"
    assert verdict(shop, conversation)[:2] == ("complaint", "high")


def test_it_is_about_the_newest_message_that_waits(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.reply(conversation)
    shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.hear("spam")  # starts no wait
    shop.desk().correct(conversation, band=Band.URGENT)
    corrected = "SELECT t.text FROM corrections c JOIN mention_texts t USING (mention_id)"
    assert shop.value(corrected) == "angry"


# Waits ------------------------------------------------------------------------------------------


def test_no_correction_stops_a_clock(shop: Shop) -> None:
    conversation = shop.hear("angry")
    said = shop.desk().correct(conversation, category=Category.NOISE)
    assert said == "Kim corrected: noise, none; still waiting for an answer"
    wait = shop.wait(conversation)
    assert (wait["ended_at"], wait["due_at"]) == (None, START + 30 * MINUTE)
    shop.pass_time(hours=1)
    assert level(shop) == 0.0


def test_noise_is_dismissed_in_the_same_deed_if_the_agent_says_so(shop: Shop) -> None:
    conversation = shop.hear("angry")
    said = shop.desk().correct(conversation, category=Category.NOISE, dismiss=True)
    assert said == "Kim corrected: noise, none; dismissed"
    assert shop.state(conversation) == "dismissed"
    assert shop.wait(conversation)["outcome"] == "dismissed"
    assert level(shop) is None


@pytest.mark.parametrize("category", [Category.NOISE, Category.PRAISE])
def test_what_is_dismissed_late_is_missed_whatever_it_is_called(
    shop: Shop, category: Category
) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(hours=1)
    shop.desk().correct(conversation, category=category, dismiss=True)
    assert level(shop) == 0.0


def test_what_is_late_is_not_renamed_in_time(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(hours=1)
    shop.desk().correct(conversation, category=Category.PRAISE)
    assert verdict(shop, conversation)[:2] == ("praise", "low")
    assert shop.wait(conversation)["due_at"] == START + 30 * MINUTE
    assert level(shop) == 0.0
    shop.desk().dismiss(conversation)
    assert level(shop) == 0.0


def test_what_is_late_and_presses_more_has_been_late_for_longer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(hours=1)
    shop.desk().correct(conversation, band=Band.URGENT)
    assert shop.wait(conversation)["due_at"] == START + 15 * MINUTE


def test_nothing_is_dismissed_while_an_answer_is_on_its_way(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    with pytest.raises(NotAllowed, match="on its way"):
        shop.desk().correct(conversation, category=Category.NOISE, dismiss=True)
    assert shop.rows("SELECT * FROM corrections") == []


def test_a_closing_that_is_none_lets_the_customer_wait_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(minutes=1)
    at = shop.now
    shop.hear("thanks for nothing")
    assert not shop.is_waiting(conversation)
    shop.pass_time(minutes=5)
    said = shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert said == "Kim corrected: complaint, high; the customer waits again"
    assert shop.state(conversation) == "open"
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["due_at"]) == (at, at + 30 * MINUTE)


def test_what_we_have_answered_since_does_not_wait_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(minutes=1)
    shop.hear("thanks for nothing")
    shop.pass_time(minutes=1)
    shop.receive(own=[shop.own_post("sorry indeed", in_reply_to="m2")])
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert not shop.is_waiting(conversation)


def test_the_log_of_an_answer_stays_as_it_was(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.reply(conversation)
    before = tuple(shop.response())
    wait = tuple(shop.wait(conversation))
    shop.desk().correct(conversation, category=Category.COMPLAINT, band=Band.URGENT)
    assert tuple(shop.response()) == before
    assert tuple(shop.wait(conversation)) == wait


def test_an_import_keeps_its_target(shop: Shop) -> None:
    conversation = shop.hear("spam", can_reply=False, keeps_target=True)
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert shop.wait(conversation)["due_at"] == START + 30 * MINUTE


def test_what_cannot_be_answered_has_no_target_after_a_correction_either(shop: Shop) -> None:
    conversation = shop.hear("how?", can_reply=False)
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert shop.wait(conversation)["target_s"] is None


def test_history_is_corrected_and_nobody_waits_for_it(shop: Shop) -> None:
    mention = shop.mention("lovely", posted_at=START - DAY)
    shop.receive(mention, history_before=START)
    conversation = shop.conversation_of(mention)
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("resolved", False)


# Undo -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dismiss", [False, True])
def test_undo_restores_exactly(shop: Shop, dismiss: bool) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=5)
    before = snapshot(shop)
    shop.desk().correct(conversation, category=Category.NOISE, dismiss=dismiss)
    assert snapshot(shop) != before
    shop.pass_time(seconds=5)
    assert shop.desk().undo() == "Undone: corrected Kim"
    assert snapshot(shop) == before
    assert verdict(shop, conversation) == ("complaint", "high", 70)


def test_undo_ends_the_wait_that_only_the_correction_began(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.pass_time(minutes=1)
    shop.hear("thanks for nothing")
    shop.pass_time(days=1)
    before = level(shop)
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    assert level(shop) != before
    shop.desk().undo()
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("answered", False)
    assert level(shop) == before


def test_undo_brings_back_a_colleagues_verdict(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk("sam").correct(conversation, category=Category.QUESTION)
    shop.desk("mary").correct(conversation, category=Category.NOISE)
    shop.desk("mary").undo()
    assert verdict(shop, conversation)[:2] == ("question", "normal")


@pytest.mark.parametrize("waits", [True, False])
def test_undo_takes_nothing_from_what_a_colleague_has_said_since(shop: Shop, waits: bool) -> None:
    conversation = shop.hear("lovely")
    if not waits:
        shop.desk().dismiss(conversation)
    shop.desk("mary").correct(conversation, category=Category.QUESTION)
    shop.desk("sam").correct(conversation, category=Category.OTHER)
    with pytest.raises(NotAllowed, match="too late to undo"):
        shop.desk("mary").undo()
    row = shop.row(
        "SELECT category FROM assessments JOIN mentions m ON m.assessment_id = assessments.id"
    )
    assert row["category"] == "other"


# What is refused, and what comes later ------------------------------------------------------------


def test_saying_what_it_says_already_is_no_correction(shop: Shop) -> None:
    conversation = shop.hear("angry")
    with pytest.raises(NotAllowed, match="judged complaint, high already"):
        shop.desk().correct(conversation, category=Category.COMPLAINT)
    with pytest.raises(NotAllowed, match="already"):
        shop.desk().correct(conversation)


@pytest.mark.parametrize("news", ["a message", "a verdict"])
def test_nobody_judges_what_they_have_not_seen(shop: Shop, news: str) -> None:
    conversation = shop.hear("lovely")
    seen = shop.desk().judged(conversation).seen
    if news == "a message":
        shop.hear("burned")
    else:
        shop.desk("sam").correct(conversation, category=Category.QUESTION)
    before = snapshot(shop)
    with pytest.raises(NotAllowed, match="changed since you looked"):
        shop.desk().correct(conversation, category=Category.NOISE, seen=seen)
    assert snapshot(shop) == before


def test_without_a_message_there_is_nothing_to_correct(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.delete(mention)
    with pytest.raises(NotAllowed, match="no message"):
        shop.desk().correct(conversation, category=Category.NOISE)
    with pytest.raises(NotFound):
        shop.desk().correct(99, category=Category.NOISE)


def test_a_mended_typo_does_not_undo_a_correction(shop: Shop) -> None:
    mention = shop.mention("angry about nothing")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.desk().correct(conversation, category=Category.PRAISE)
    shop.edit(mention, "angry about nothing!")
    assert verdict(shop, conversation)[:2] == ("praise", "low")


def test_a_complaint_cannot_slip_in_behind_a_corrected_text(shop: Shop) -> None:
    mention = shop.mention("angry about nothing")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.desk().correct(conversation, category=Category.PRAISE)
    shop.edit(mention, "burned by it")
    assert verdict(shop, conversation)[:2] == ("complaint", "urgent")


def test_what_came_in_meanwhile_makes_it_too_late_to_undo(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().correct(conversation, category=Category.COMPLAINT)
    shop.pass_time(seconds=DAY // 1000)
    shop.hear("how?")
    with pytest.raises(NotAllowed, match="moved on"):
        shop.desk().undo()
