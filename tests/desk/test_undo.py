"""Undo: a deed is taken back exactly, or not at all."""

import pytest

from social_care.errors import NotAllowed
from social_care.figures import service_level
from social_care.storage import report
from tests.world import HOUR, MINUTE, START, Shop


def snapshot(shop: Shop) -> tuple[object, ...]:
    """Everything about conversations, waits and alerts but their version counters."""
    columns = (
        "state, state_at, wait_id, waiting_since, band_rank, due_at, assignee, assigned_at,"
        " snooze_until, wrap_up"
    )
    return (
        [tuple(row) for row in shop.rows(f"SELECT {columns} FROM conversations ORDER BY id")],
        [tuple(row) for row in shop.rows("SELECT * FROM waits ORDER BY id")],
        [tuple(row) for row in shop.rows("SELECT * FROM alerts ORDER BY id")],
        [row["resolve"] for row in shop.rows("SELECT resolve FROM outbox ORDER BY id")],
    )


DEEDS = ["resolve", "dismiss", "snooze", "assign", "answered", "resolve once sent"]


@pytest.mark.parametrize("deed", DEEDS)
def test_undo_restores_exactly(shop: Shop, deed: str) -> None:
    conversation = shop.hear("how?")
    shop.pass_time(minutes=5)
    shop.desk().assign(conversation, "lee")
    shop.pass_time(minutes=1)
    if deed == "resolve once sent":
        shop.submit(conversation)
    before = snapshot(shop)
    shop.pass_time(seconds=5)
    match deed:
        case "dismiss":
            shop.desk().dismiss(conversation)
        case "snooze":
            shop.desk().snooze(conversation, shop.now + MINUTE)
        case "assign":
            shop.desk().assign(conversation, "sam")
        case "answered":
            shop.desk().answered(conversation, "phone")
        case _:
            shop.desk().resolve(conversation, wrap_up="refund")
    assert snapshot(shop) != before
    shop.pass_time(seconds=5)
    said = shop.desk().undo()
    assert said is not None
    assert said.startswith("Undone: ")
    assert snapshot(shop) == before


def test_it_is_known_whether_there_is_a_deed_of_ours_to_undo(shop: Shop) -> None:
    conversation = shop.hear("how?")
    assert not shop.desk().can_undo()
    shop.desk().claim(conversation)
    assert not shop.desk().can_undo()
    shop.desk().dismiss(conversation)
    assert shop.desk().can_undo()
    assert not shop.desk("lee").can_undo()
    shop.desk().undo()
    assert not shop.desk().can_undo()


def test_undo_of_a_deed_on_a_snoozed_customer_puts_them_back_to_sleep(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + HOUR)
    before = snapshot(shop)
    shop.desk().resolve(conversation)
    shop.desk().undo()
    assert snapshot(shop) == before


def test_undo_refuses_when_something_has_changed_since(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().resolve(conversation)
    shop.hear("wait, how?")
    after = snapshot(shop)
    with pytest.raises(NotAllowed, match="moved on"):
        shop.desk().undo()
    assert snapshot(shop) == after


def test_undo_of_a_snooze_that_has_ended_is_too_late(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().snooze(conversation, START + MINUTE)
    shop.pass_time(minutes=1)
    shop.watch()
    with pytest.raises(NotAllowed):
        shop.desk().undo()


def test_undo_is_of_ones_own_deeds_and_once(shop: Shop) -> None:
    one, two = shop.hear("lovely", "kim"), shop.hear("lovely", "lee")
    shop.desk("mary").resolve(one)
    shop.desk("sam").resolve(two)
    assert shop.desk("mary").undo() == "Undone: resolved Kim"
    assert shop.desk("mary").undo() is None
    assert (shop.state(one), shop.state(two)) == ("open", "resolved")


def test_undo_takes_the_last_deed_first(shop: Shop) -> None:
    one, two = shop.hear("lovely", "kim"), shop.hear("lovely", "lee")
    shop.desk().resolve(one)
    shop.desk().dismiss(two)
    assert shop.desk().undo() == "Undone: dismissed Lee"
    assert shop.desk().undo() == "Undone: resolved Kim"


def test_a_reply_sent_meanwhile_cannot_be_made_not_to_resolve(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.submit(conversation)
    shop.desk().resolve(conversation)
    shop.pass_time(seconds=10)
    shop.deliver()
    with pytest.raises(NotAllowed):
        shop.desk().undo()
    assert shop.state(conversation) == "resolved"


def test_an_undone_closing_leaves_the_customer_to_everybody(shop: Shop) -> None:
    conversation = shop.hear("how?")
    shop.desk("mary").claim(conversation)
    shop.desk("mary").resolve(conversation)
    shop.pass_time(minutes=1)
    shop.desk("mary").undo()
    assert shop.wait(conversation)["claimed_at"] is None
    assert shop.desk("sam").next() == conversation


# An answer elsewhere, recorded by mistake --------------------------------------------------------


def test_an_answer_elsewhere_can_be_undone_and_the_log_keeps_both(shop: Shop) -> None:
    conversation = shop.hear("burned")
    wait = shop.row("SELECT * FROM waits")
    shop.desk().answered(conversation, "phone")
    assert shop.desk().undo() is not None
    assert dict(shop.row("SELECT * FROM waits")) == dict(wait)
    (void,) = shop.rows("SELECT * FROM responses WHERE void = 1")
    assert void["supersedes"] == shop.value("SELECT min(id) FROM responses")
    (shown,) = shop.rows("SELECT * FROM response_rows")
    assert (shown["response_id"], shown["outcome"]) == (None, "waiting")
    shop.desk().answered(conversation, "app")
    (shown,) = shop.rows("SELECT * FROM v_responses")
    assert (shown["outcome"], shown["source"]) == ("elsewhere", "elsewhere")


def test_an_undone_answer_by_phone_counts_nowhere(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().answered(conversation, "phone")
    shop.desk().undo()
    shop.pass_time(minutes=31)
    shop.reply(conversation)
    (row,) = shop.rows("SELECT * FROM v_responses")
    assert (row["source"], row["kind"], row["within_target"]) == ("console", "first", "false")
    assert service_level(report.waits(shop.store.read()), shop.now) == 0.0


def test_an_answer_by_phone_after_which_the_customer_waits_on_is_not_undone(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=10)
    shop.hear("how?")
    shop.desk().answered(conversation, "phone", at=START + MINUTE)
    assert shop.desk().undo() is None
    assert shop.is_waiting(conversation)
