"""Every way there might be to make a figure better than the customer had it: none of them works.

Each test does what somebody would try whose customer has waited too long, or is about to, and
compares the figures with those of a shop where nobody tried.
"""

import pytest

from social_care.errors import NotAllowed
from social_care.figures import WaitRow, is_late, is_missed, service_level
from social_care.models import Band, Category
from social_care.models.views import OutboxItem
from social_care.storage import report
from tests.acting_kit import act, empower, reply_id, take_back
from tests.network import Fault
from tests.world import DAY, HOUR, MINUTE, SECOND, START, Shop

TARGET = 30 * MINUTE
"""What an angry customer is to be answered within."""


@pytest.fixture
def late(shop: Shop) -> int:
    """An angry customer who has waited twice as long as they should have."""
    empower(shop)
    conversation = shop.hear("angry", external_id="q")
    shop.pass_time(minutes=60)
    shop.watch()
    return conversation


@pytest.fixture
def early(shop: Shop) -> int:
    """An angry customer who has only just written."""
    empower(shop)
    return shop.hear("angry", external_id="q")


def waits(shop: Shop) -> list[WaitRow]:
    """What every figure is computed from."""
    return report.waits(shop.store.read(), open_too=True)


def level(shop: Shop) -> float | None:
    """The service level."""
    return service_level(waits(shop), shop.now)


def the_answer(shop: Shop) -> WaitRow:
    """The only answered wait there is."""
    (row,) = [row for row in waits(shop) if row.elapsed_ms is not None]
    return row


def test_dismissing(shop: Shop, late: int) -> None:
    shop.desk().dismiss(late)
    assert is_missed(waits(shop)[0], shop.now)
    assert level(shop) == 0


def test_dismissing_before_it_is_late(shop: Shop, early: int) -> None:
    shop.desk().dismiss(early)
    assert is_missed(waits(shop)[0], shop.now)
    assert level(shop) == 0


def test_resolving(shop: Shop, late: int) -> None:
    with pytest.raises(NotAllowed, match="unanswered complaint"):
        shop.desk().resolve(late)
    shop.desk().resolve(late, anyway=True)
    assert is_missed(waits(shop)[0], shop.now)
    assert level(shop) == 0


def test_resolving_and_answering_afterwards(shop: Shop, late: int) -> None:
    shop.desk().resolve(late, anyway=True)
    shop.reply(late)
    assert [row.elapsed_ms for row in waits(shop)] == [None]
    assert level(shop) == 0


def test_snoozing(shop: Shop, early: int) -> None:
    shop.desk().snooze(early, shop.now + DAY)
    assert shop.wait(early)["waiting_since"] == START
    shop.pass_time(minutes=24)
    shop.watch()
    assert shop.state(early) == "open"
    with pytest.raises(NotAllowed, match="too long to be put off"):
        shop.desk().snooze(early, shop.now + DAY)
    shop.pass_time(minutes=10)
    assert is_late(waits(shop)[0], shop.now)
    assert level(shop) == 0


def test_deleting_the_reply(shop: Shop, early: int) -> None:
    """A quick "hi", then take it away and think."""
    item = shop.reply(early, "hi")
    take_back(shop, item)
    shop.pass_time(minutes=90)
    assert is_late(waits(shop)[0], shop.now)
    shop.reply(early, "the real answer")
    assert the_answer(shop).elapsed_ms == shop.now - START
    assert level(shop) == 0


def test_deleting_the_reply_beside_a_second_one(shop: Shop, early: int) -> None:
    item = shop.reply(early, "hi")
    shop.pass_time(minutes=90)
    shop.reply(early, "the real answer")
    assert level(shop) == 1
    take_back(shop, item)
    answer = the_answer(shop)
    assert answer.elapsed_ms == 90 * MINUTE + 20 * SECOND
    assert level(shop) == 0


def test_deleting_a_late_reply(shop: Shop, late: int) -> None:
    """It does not make the slow answer go away: the customer only waits on."""
    item = shop.reply(late)
    before = the_answer(shop).elapsed_ms
    take_back(shop, item)
    assert is_late(waits(shop)[0], shop.now)
    shop.reply(late)
    after = the_answer(shop).elapsed_ms
    assert before is not None
    assert after is not None
    assert after > before


def test_deleting_the_reply_of_a_closed_conversation(shop: Shop, early: int) -> None:
    item = shop.reply(early, "hi", resolve=True)
    shop.desk().dismiss(early)
    take_back(shop, item)
    shop.pass_time(hours=1)
    assert shop.queue() == [early]
    assert level(shop) == 0


def test_hiding_what_the_customer_wrote(shop: Shop, late: int) -> None:
    shop.desk().hide(late)
    shop.desk().like(late)
    shop.pass_time(seconds=10)
    act(shop)
    act(shop)
    assert is_late(waits(shop)[0], shop.now)


def test_a_holding_reply(shop: Shop, late: int) -> None:
    shop.reply(late, "still with you", holding=True)
    assert is_late(waits(shop)[0], shop.now)
    shop.pass_time(hours=1)
    shop.reply(late)
    assert the_answer(shop).elapsed_ms == shop.now - START


def test_answering_elsewhere_with_a_time_in_the_past(shop: Shop, late: int) -> None:
    """ "Oh, I rang them an hour ago": not once it is late."""
    with pytest.raises(NotAllowed, match="late already"):
        shop.desk().answered(late, "phone", at=START + 10 * MINUTE)
    with pytest.raises(NotAllowed, match="late already"):
        shop.desk().answered(late, "phone", at=START + TARGET)
    assert is_late(waits(shop)[0], shop.now)
    shop.desk().answered(late, "phone", at=START + TARGET + 1)
    assert the_answer(shop).elapsed_ms == TARGET + 1
    assert level(shop) == 0


def test_answering_elsewhere_before_it_was_asked(shop: Shop, early: int) -> None:
    with pytest.raises(NotAllowed, match="nobody was waiting"):
        shop.desk().answered(early, "phone", at=START - 1)
    assert shop.is_waiting(early)


def test_answering_elsewhere_in_time_and_telling_of_it_in_time(shop: Shop, early: int) -> None:
    """What is true may be told: it is nobody's cheat."""
    shop.pass_time(minutes=20)
    shop.desk().answered(early, "phone", at=START + 10 * MINUTE)
    assert the_answer(shop).elapsed_ms == 10 * MINUTE


def test_a_note(shop: Shop, late: int) -> None:
    shop.desk().note(late, "I have answered them, honestly")
    assert is_late(waits(shop)[0], shop.now)


def test_assigning(shop: Shop, late: int) -> None:
    shop.desk().assign(late, "sam")
    shop.desk().assign(late, None)
    assert is_late(waits(shop)[0], shop.now)
    assert shop.wait(late)["waiting_since"] == START


def test_releasing_and_claiming_again(shop: Shop, late: int) -> None:
    """It moves time from handling to queue, which ranks nobody; the customer's time stays."""
    for _ in range(3):
        shop.desk().claim(late)
        shop.pass_time(minutes=1)
        shop.desk().release(late)
    shop.desk().claim(late)
    shop.reply(late)
    row = shop.response()
    assert row["elapsed_ms"] == shop.now - START
    assert row["queue_ms"] + row["handling_ms"] + row["delivery_ms"] == row["elapsed_ms"]
    assert level(shop) == 0


def test_correcting_the_band(shop: Shop, late: int) -> None:
    shop.desk().correct(late, category=Category.PRAISE, band=Band.LOW)
    assert is_late(waits(shop)[0], shop.now)
    shop.reply(late)
    assert level(shop) == 0


def test_correcting_it_to_what_needs_no_answer(shop: Shop, late: int) -> None:
    shop.desk().correct(late, category=Category.NOISE, band=Band.NONE)
    assert shop.is_waiting(late)
    shop.desk().dismiss(late)
    assert is_missed(waits(shop)[0], shop.now)


def test_undoing_an_answer_and_giving_it_again(shop: Shop, early: int) -> None:
    shop.desk().answered(early, "phone")
    shop.desk().undo()
    shop.pass_time(hours=1)
    shop.desk().answered(early, "phone")
    assert the_answer(shop).elapsed_ms == HOUR
    assert level(shop) == 0


def test_undoing_a_dismissal(shop: Shop, late: int) -> None:
    shop.desk().dismiss(late)
    shop.desk().undo()
    assert is_late(waits(shop)[0], shop.now)
    assert shop.wait(late)["waiting_since"] == START


def test_taking_a_reply_back_before_it_leaves(shop: Shop, early: int) -> None:
    shop.submit(early)
    shop.desk().take_back()
    shop.pass_time(hours=1)
    shop.deliver()
    assert is_late(waits(shop)[0], shop.now)
    assert shop.rows("SELECT 1 FROM responses") == []


def test_taking_a_deletion_back(shop: Shop, early: int) -> None:
    """A reply nearly deleted is a reply."""
    item = shop.reply(early)
    before = the_answer(shop)
    shop.desk().delete_reply(reply_id(shop, item))
    shop.desk().take_back()
    shop.pass_time(hours=1)
    act(shop)
    assert the_answer(shop) == before


def test_a_proactive_reply(shop: Shop, early: int) -> None:
    """Writing when nobody waits counts as no answer, neither then nor to what is asked later."""
    shop.reply(early)
    for _ in range(3):
        shop.reply(early, "by the way")
    shop.pass_time(minutes=5)
    shop.hear("angry")
    shop.pass_time(hours=1)
    assert len(shop.rows("SELECT 1 FROM responses")) == 1
    assert [is_late(row, shop.now) for row in waits(shop)] == [False, True]
    assert level(shop) == 0.5


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.TRANSIENT, Fault.DROPPED])
def test_a_reply_that_does_not_arrive(shop: Shop, early: int, fault: Fault) -> None:
    shop.network.faults = [fault]
    item: OutboxItem = shop.reply(early)
    assert shop.sent_state(item) != "sent"
    shop.pass_time(hours=1)
    assert is_late(waits(shop)[0], shop.now)
    assert shop.rows("SELECT 1 FROM responses") == []


def test_a_refused_reply_given_up(shop: Shop, early: int) -> None:
    shop.network.faults = [Fault.REFUSED]
    item = shop.reply(early)
    shop.desk().settle(item.id, "discard")
    shop.pass_time(hours=1)
    assert is_late(waits(shop)[0], shop.now)


def test_stopping_everything(shop: Shop, early: int) -> None:
    """What is held back is not sent, whoever holds it back."""
    shop.desk("lee", role="lead").stop_sending()
    shop.submit(early)
    shop.pass_time(hours=1)
    shop.deliver()
    assert is_late(waits(shop)[0], shop.now)
    shop.desk("lee").go_on_sending()
    shop.deliver()
    assert the_answer(shop).elapsed_ms == HOUR
    assert level(shop) == 0
