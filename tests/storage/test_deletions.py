"""A reply taken back: which response is void or superseded, who waits again, and since when."""

import pytest

from social_care.errors import NotAllowed
from social_care.models.views import View
from social_care.storage import conversations, parts
from social_care.storage.connection import Row
from tests.acting_kit import act, empower, reply_id, take_back
from tests.world import DAY, HOUR, MINUTE, SECOND, START, Shop


@pytest.fixture(autouse=True)
def _powers(shop: Shop) -> None:
    """The network can delete."""
    empower(shop)


def standing(shop: Shop) -> list[Row]:
    """The responses that count, by their waits."""
    return shop.rows(
        "SELECT r.* FROM responses r WHERE void = 0"
        " AND NOT EXISTS (SELECT 1 FROM responses n WHERE n.supersedes = r.id) ORDER BY wait_id"
    )


def exported(shop: Shop) -> list[tuple[str, int | None]]:
    """Outcome and elapsed time of every wait, as the export has them."""
    rows = shop.rows("SELECT outcome, elapsed_ms FROM response_rows ORDER BY wait_id")
    return [(row["outcome"], row["elapsed_ms"]) for row in rows]


def test_the_wait_goes_on_from_its_own_beginning(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=2)
    item = shop.reply(conversation, "hi")
    assert shop.state(conversation) == "answered"
    shop.pass_time(minutes=5)
    take_back(shop, item)
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["kind"], wait["ended_at"]) == (START, "first", None)
    assert (shop.state(conversation), shop.queue()) == ("open", [conversation])
    assert standing(shop) == []
    assert exported(shop) == [("waiting", None)]
    shop.pass_time(minutes=60)
    shop.reply(conversation, "a real answer")
    (response,) = standing(shop)
    assert (response["waiting_since"], response["kind"]) == (START, "first")
    assert response["elapsed_ms"] == shop.now - START
    assert response["within_target"] == 0


def test_flags_that_an_answer_had_withdrawn_are_up_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(hours=1)
    assert shop.watch().alerts
    item = shop.reply(conversation, "hi")
    assert shop.rows("SELECT 1 FROM alerts WHERE withdrawn_at IS NULL") == []
    take_back(shop, item)
    assert shop.rows("SELECT 1 FROM alerts WHERE withdrawn_at IS NULL") != []


def test_another_answer_that_stands_takes_its_place_with_its_own_time(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.reply(conversation, "one", agent="mary")
    shop.pass_time(minutes=50)
    second = shop.reply(conversation, "two", agent="sam")
    take_back(shop, first)
    (response,) = standing(shop)
    assert (response["agent"], response["reply_id"]) == ("sam", reply_id(shop, second))
    assert response["elapsed_ms"] == 50 * MINUTE + 20 * SECOND
    assert response["within_target"] == 0
    assert response["supersedes"] == 1
    wait = shop.wait(conversation)
    assert (wait["outcome"], wait["ended_at"]) == ("answered", response["responded_at"])
    assert shop.state(conversation) == "answered"
    take_back(shop, second)  # and when that one goes too, nobody has answered
    assert standing(shop) == []
    assert shop.wait(conversation)["waiting_since"] == START


def test_an_answer_in_the_networks_own_app_takes_its_place(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="q")
    first = shop.reply(conversation)
    shop.pass_time(minutes=10)
    shop.receive(own=[shop.own_post("natively", in_reply_to="q")])
    take_back(shop, first)
    (response,) = standing(shop)
    assert (response["source"], response["agent"]) == ("native", "")
    assert response["elapsed_ms"] == 10 * MINUTE + 10 * SECOND


def test_a_native_answer_can_be_taken_back_from_here(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="q")
    shop.receive(own=[shop.own_post("natively", in_reply_to="q")])
    assert standing(shop)[0]["source"] == "native"
    reply = shop.desk().sent_replies()[0]
    shop.desk().delete_reply(reply.id)
    shop.pass_time(seconds=10)
    act(shop)
    assert standing(shop) == []
    assert shop.is_waiting(conversation)
    late = shop.mention("hello?", posted_at=START - SECOND, external_id="late")
    shop.receive(late)  # the deleted answer came after it, and answers it no more
    assert shop.wait(conversation)["waiting_since"] == START - SECOND


def test_what_was_said_before_the_question_is_no_answer_to_it(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.reply(conversation, "thank you")
    shop.pass_time(minutes=5)
    shop.hear("angry")
    item = shop.reply(conversation, "sorry")
    take_back(shop, item)
    assert [outcome for outcome, _ in exported(shop)] == ["answered", "waiting"]
    assert shop.wait(conversation)["waiting_since"] == START + 5 * MINUTE + 10 * SECOND


def test_a_long_answer_is_none_without_one_of_its_parts(shop: Shop) -> None:
    conversation = shop.hear("angry")
    one, two = shop.submit(conversation, "one (1/2)"), shop.submit(conversation, "two (2/2)")
    with shop.store.write() as tx:
        parts.link(tx, [one.id, two.id], ["", " "])
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert standing(shop)[0]["outbox_id"] == two.id
    take_back(shop, one)
    assert standing(shop) == []
    assert shop.is_waiting(conversation)
    assert not shop.desk().sent_replies()[0].deleted_at


def test_a_holding_reply_is_no_answer_that_stands(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation, "sorry")
    shop.reply(conversation, "more to come", holding=True)
    take_back(shop, item)
    assert standing(shop) == []
    assert shop.is_waiting(conversation)


def test_deleting_what_answered_nothing_changes_no_wait(shop: Shop) -> None:
    conversation = shop.hear("angry")
    holding = shop.reply(conversation, "still with you", holding=True)
    before = dict(shop.wait(conversation))
    take_back(shop, holding)
    assert dict(shop.wait(conversation)) == before
    shop.reply(conversation, "here it is")
    proactive = shop.reply(conversation, "and have a nice day")
    take_back(shop, proactive)
    assert len(standing(shop)) == 1
    assert shop.state(conversation) == "answered"


def test_a_wait_that_has_begun_since_becomes_one_with_it(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="one")
    item = shop.reply(conversation, "hi")
    shop.pass_time(minutes=5)
    shop.hear("how?", external_id="two")
    take_back(shop, item)
    (wait,) = shop.rows("SELECT * FROM waits WHERE ended_at IS NULL")
    assert (wait["waiting_since"], wait["kind"]) == (START, "first")
    assert [outcome for outcome, _ in exported(shop)] == ["waiting", "merged"]
    shop.reply(conversation, "both")
    answered = shop.rows("SELECT * FROM mentions WHERE wait_id = :id", id=wait["id"])
    assert {row["external_id"] for row in answered} == {"one", "two"}
    assert standing(shop)[0]["elapsed_ms"] == shop.now - START


def test_of_two_answers_taken_back_the_later_first_the_waits_become_one(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.reply(conversation, "one")
    shop.pass_time(minutes=5)
    shop.hear("how?")
    second = shop.reply(conversation, "two")
    take_back(shop, second)
    assert [outcome for outcome, _ in exported(shop)] == ["answered", "waiting"]
    take_back(shop, first)
    assert [outcome for outcome, _ in exported(shop)] == ["waiting", "merged"]
    assert shop.wait(conversation)["id"] == 2
    assert shop.row("SELECT * FROM waits WHERE ended_at IS NULL")["waiting_since"] == START


def test_of_two_answers_taken_back_the_earlier_first_the_later_stands_for_both(shop: Shop) -> None:
    conversation = shop.hear("angry")
    first = shop.reply(conversation, "one")
    shop.pass_time(minutes=5)
    shop.hear("how?")
    second = shop.reply(conversation, "two")
    take_back(shop, first)
    assert [row["reply_id"] for row in standing(shop)] == [reply_id(shop, second)] * 2
    take_back(shop, second)
    assert standing(shop) == []
    assert [outcome for outcome, _ in exported(shop)] == ["waiting", "merged"]
    wait = shop.row("SELECT * FROM waits WHERE ended_at IS NULL")
    assert (wait["waiting_since"], wait["kind"]) == (START, "first")


@pytest.mark.parametrize("closed", ["resolve", "dismiss", "silence"])
def test_a_closed_conversation_is_open_again_since_it_was_closed_as_answered(
    shop: Shop, closed: str
) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    if closed == "silence":
        shop.pass_time(days=8)
        shop.watch()
    else:
        getattr(shop.desk(), closed)(conversation)
    assert shop.state(conversation) in {"resolved", "dismissed"}
    take_back(shop, item)
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("open", True)
    assert shop.queue(View.COMPLAINTS) == [conversation]
    assert [row["kind"] for row in shop.rows("SELECT kind FROM events ORDER BY id")][-2:] == [
        "reopened",
        "reply deleted",
    ]


def test_a_snoozed_customer_who_waits_again_is_awake(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    shop.desk().snooze(conversation, shop.now + DAY)
    take_back(shop, item)
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("open", True)


def test_when_the_customer_has_deleted_everything_nobody_waits_again(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    item = shop.reply(shop.conversation_of(mention))
    shop.delete(mention)
    take_back(shop, item)
    assert exported(shop) == [("deleted", None)]
    assert shop.rows("SELECT 1 FROM waits WHERE ended_at IS NULL") == []


def test_a_correction_written_before_the_deletion_was_done_answers_what_the_old_one_did(
    shop: Shop,
) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation, "wrong")
    shop.desk().delete_reply(reply_id(shop, item), corrected=True)
    draft = shop.desk().conversation(conversation).draft
    assert draft is not None
    assert draft.text == "wrong"
    right = shop.submit(conversation, "right", draft=draft)
    shop.pass_time(minutes=1)
    act(shop)
    (response,) = standing(shop)
    assert (response["outbox_id"], response["waiting_since"]) == (right.id, START)
    assert shop.state(conversation) == "answered"
    assert shop.desk().conversation(conversation).draft is None


def test_a_correction_answers_nothing_that_came_after_it(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="one")
    item = shop.reply(conversation, "wrong")
    shop.desk().delete_reply(reply_id(shop, item))
    shop.submit(conversation, "right")
    shop.pass_time(seconds=10)
    shop.network.on_send = lambda _: shop.receive(shop.mention("how?", external_id="two"))
    act(shop)
    answered = shop.rows(
        "SELECT m.external_id FROM response_mentions x JOIN mentions m ON m.id = x.mention_id"
        " WHERE x.response_id = (SELECT max(id) FROM responses)"
    )
    assert [row["external_id"] for row in answered] == ["one"]
    assert shop.is_waiting(conversation)


def test_an_answer_by_phone_stands_when_the_written_one_is_taken_back(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    shop.pass_time(minutes=5)
    shop.hear("how?")
    shop.pass_time(minutes=5)
    shop.desk("sam").answered(conversation, "phone")
    take_back(shop, item)
    first, second = standing(shop)
    assert (first["source"], first["agent"], first["how"]) == ("elsewhere", "sam", "phone")
    assert first["responded_at"] == second["responded_at"]
    assert [outcome for outcome, _ in exported(shop)] == ["elsewhere", "elsewhere"]
    assert shop.state(conversation) == "answered"


def test_the_log_keeps_what_was_taken_back(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    take_back(shop, item)
    first, voided = shop.rows("SELECT * FROM responses ORDER BY id")
    assert (first["void"], voided["void"], voided["supersedes"]) == (0, 1, first["id"])
    assert voided["recorded_at"] == shop.now
    assert shop.value("SELECT data FROM events WHERE kind = 'reply deleted'") == (
        '{"reply":1,"voided":[1],"superseded":[]}'
    )


def test_undo_of_what_was_done_before_comes_too_late(shop: Shop) -> None:
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    shop.desk().resolve(conversation)
    take_back(shop, item)
    with pytest.raises(NotAllowed, match="moved on"):
        shop.desk().undo()
    assert shop.is_waiting(conversation)


def test_thanks_after_an_answer_that_is_gone_close_nothing(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    item = shop.reply(conversation)
    take_back(shop, item)
    shop.desk().dismiss(conversation)
    shop.pass_time(hours=1)
    shop.hear("thanks")
    assert not shop.assessor.subjects[-1].after_answer


def test_a_thread_is_not_read_from_a_post_that_is_gone(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="q")
    item = shop.reply(conversation)
    with shop.store.write() as tx:
        found = conversations.threads_to_read(
            tx, shop.account_id, alive=START - HOUR, before=shop.now, most=5
        )
        assert found[0]["newest"] == "post-1"
    take_back(shop, item)
    with shop.store.write() as tx:
        found = conversations.threads_to_read(
            tx, shop.account_id, alive=START - HOUR, before=shop.now, most=5
        )
        assert found[0]["newest"] == "q"
