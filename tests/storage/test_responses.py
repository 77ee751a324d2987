"""The log: what an answer answers, what it took, who gets the credit, and that it stays."""

import sqlite3
from collections.abc import Callable

import pytest

from social_care.hours import Calendar
from social_care.storage.report_streams import Selection, rows
from tests.network import Fault
from tests.world import DAY, HOUR, MINUTE, SECOND, START, Shop


def responses(shop: Shop) -> list[sqlite3.Row]:
    """The log so far."""
    return shop.rows("SELECT * FROM responses ORDER BY id")


def test_one_reply_answers_exactly_what_was_stored_when_it_was_submitted(shop: Shop) -> None:
    conversation = shop.hear("how?", external_id="one")
    shop.pass_time(minutes=1)
    shop.hear("angry", external_id="two")
    shop.submit(conversation)
    shop.pass_time(seconds=10)
    later = shop.mention("hello?", external_id="three", posted_at=shop.now - 5 * SECOND)
    shop.network.on_send = lambda _: shop.receive(later)
    shop.deliver()
    answered = shop.rows(
        "SELECT m.external_id FROM response_mentions x JOIN mentions m ON m.id = x.mention_id"
        " ORDER BY m.id"
    )
    assert [row["external_id"] for row in answered] == ["one", "two"]
    (response,) = responses(shop)
    assert (response["waiting_since"], response["kind"]) == (START, "first")
    assert (response["category"], response["band_rank"]) == ("complaint", 1)
    wait = shop.wait(conversation)
    assert (wait["kind"], wait["waiting_since"]) == ("next", later.posted_at)
    assert shop.state(conversation) == "open"


def test_an_older_mention_that_comes_after_the_submit_waits_on_from_its_own_time(
    shop: Shop,
) -> None:
    conversation = shop.hear("how?")
    shop.submit(conversation)
    shop.pass_time(seconds=10)
    older = shop.mention("angry", posted_at=START - HOUR)
    shop.network.on_send = lambda _: shop.receive(older)
    shop.deliver()
    (response,) = responses(shop)
    assert (response["waiting_since"], response["category"]) == (START, "question")
    assert shop.wait(conversation)["waiting_since"] == START - HOUR
    (row,) = shop.rows("SELECT * FROM response_rows WHERE response_id IS NOT NULL")
    assert (row["waiting_since"], row["mention_id"]) == (START, 1)
    assert row["elapsed_ms"] == 10 * SECOND


def test_the_first_wait_is_first_and_every_later_one_next(shop: Shop) -> None:
    conversation = shop.hear("angry")
    for _ in range(3):
        shop.reply(conversation)
        shop.pass_time(minutes=5)
        shop.hear("how?")
    assert [row["kind"] for row in responses(shop)] == ["first", "next", "next"]


def test_after_a_wait_closed_unanswered_the_next_is_still_the_first(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk().resolve(conversation)
    shop.hear("how?")
    shop.reply(conversation)
    assert responses(shop)[0]["kind"] == "first"


def test_a_holding_reply_does_not_end_the_wait(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation, "still with you", holding=True)
    assert responses(shop) == []
    assert shop.is_waiting(conversation)
    shop.pass_time(minutes=5)
    shop.reply(conversation, "here it is")
    (response,) = responses(shop)
    assert (response["waiting_since"], response["kind"]) == (START, "first")


def test_a_second_reply_to_the_same_mentions_is_no_second_response(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, "one")
    shop.submit(conversation, "two")
    shop.pass_time(seconds=10)
    shop.deliver()
    shop.deliver()
    assert len(shop.network.posts) == 2
    assert len(responses(shop)) == 1


def test_the_credit_is_the_senders_whoever_held_the_customer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=3)
    shop.reply(conversation, agent="sam")
    assert responses(shop)[0]["agent"] == "sam"


def by_phone(shop: Shop, conversation: int) -> None:
    shop.desk("mary").answered(conversation, "phone")


def in_the_networks_app(shop: Shop, conversation: int) -> None:
    newest = shop.desk("mary").conversation(conversation).messages[-1]
    to = shop.value("SELECT external_id FROM mentions WHERE id = :id", id=newest.id)
    shop.receive(own=[shop.own_post(in_reply_to=to)])


@pytest.mark.parametrize("answers", [by_phone, in_the_networks_app])
@pytest.mark.parametrize(
    ("held_for", "queued", "handled"),
    [(1, 2, 1), (20, 22, 0), (None, 3, 0)],
    ids=["held", "held once", "never held"],
)
def test_an_answer_given_outside_was_claimed_since_its_customer_was_held(
    shop: Shop,
    answers: Callable[[Shop, int], None],
    held_for: int | None,
    queued: int,
    handled: int,
) -> None:
    """A claim that has run out is none: then the answer is claimed when it is given."""
    conversation = shop.hear("angry")
    shop.pass_time(minutes=2)
    if held_for is not None:
        shop.desk("mary").claim(conversation)
    shop.pass_time(minutes=held_for or 1)
    answers(shop, conversation)
    (row,) = responses(shop)
    assert (row["queue_ms"], row["handling_ms"]) == (queued * MINUTE, handled * MINUTE)
    assert row["claimed_at"] == START + queued * MINUTE


def test_the_time_is_written_down_even_where_the_answer_was_late(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(hours=2)
    shop.reply(conversation)
    assert responses(shop)[0]["within_target"] == 0


def test_an_answer_on_the_dot_is_in_time(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.now = START + 30 * MINUTE - 10 * SECOND
    shop.reply(conversation)
    assert responses(shop)[0]["responded_at"] == START + 30 * MINUTE
    assert responses(shop)[0]["within_target"] == 1


def test_the_mood_before_is_that_of_the_newest_scored_mention(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("lovely", posted_at=START + 1)
    shop.hear("spam", posted_at=START + 2)
    shop.reply(conversation)
    assert responses(shop)[0]["sentiment_before"] == 0.8
    shop.pass_time(seconds=1)
    shop.hear("burned")
    assert shop.value("SELECT sentiment_after FROM v_responses") == -0.9


def test_both_clocks_on_a_team_that_sleeps(shop: Shop) -> None:
    shop.calendar = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})
    asked_at = START + 7 * HOUR + 50 * MINUTE  # ten minutes before closing
    shop.now = asked_at
    conversation = shop.hear("angry")
    assert shop.wait(conversation)["due_at"] == START + DAY + 20 * MINUTE
    shop.now = START + DAY + 5 * MINUTE
    shop.reply(conversation)
    (response,) = responses(shop)
    assert response["elapsed_ms"] == shop.now - asked_at
    assert response["business_ms"] == 15 * MINUTE + 10 * SECOND
    assert response["within_target"] == 1


def test_a_network_clock_behind_ours_gives_no_negative_part(shop: Shop) -> None:
    conversation = shop.hear("angry", posted_at=START - MINUTE)
    shop.network.clock = lambda: shop.now - 30 * SECOND
    shop.reply(conversation)
    (response,) = responses(shop)
    assert response["elapsed_ms"] == 40 * SECOND
    parts = [response[f"{part}_ms"] for part in ("detection", "queue", "handling", "delivery")]
    assert parts == [40 * SECOND, 0, 0, 0]


# Append-only ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["responses", "events"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET agent = 'eve'", "DELETE FROM {}", "DELETE FROM {} WHERE id = 1"]
)
def test_the_log_cannot_be_changed(shop: Shop, table: str, statement: str) -> None:
    shop.reply(shop.hear("angry"))
    with (
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
        shop.store.write() as tx,
    ):
        tx.run(statement.format(table))


def test_a_correction_is_a_further_row_that_takes_the_place_of_the_first(shop: Shop) -> None:
    shop.reply(shop.hear("angry"))
    first = responses(shop)[0]
    corrected = {**dict(first), "agent": "sam", "supersedes": first["id"]}
    del corrected["id"]
    with shop.store.write() as tx:
        tx.insert("responses", **corrected)
    (row,) = shop.rows("SELECT * FROM v_responses")
    assert row["agent"] == "sam"
    with pytest.raises(sqlite3.IntegrityError), shop.store.write() as tx:
        tx.insert("responses", **corrected)


def test_parts_that_do_not_sum_cannot_be_stored(shop: Shop) -> None:
    shop.reply(shop.hear("angry"))
    row = dict(responses(shop)[0])
    row = {**row, "id": None, "supersedes": row["id"], "queue_ms": row["queue_ms"] + 1}
    with pytest.raises(sqlite3.IntegrityError), shop.store.write() as tx:
        tx.insert("responses", **row)


def test_the_log_holds_no_words(shop: Shop) -> None:
    secret = "xyzzy"
    mention = shop.mention(f"angry {secret}", version="1")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.edit(mention, f"burned {secret}")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, f"sorry {secret}")
    shop.reply(conversation, f"sorry again {secret}")
    shop.desk().note(conversation, secret)
    shop.desk().resolve(conversation, wrap_up="refund")
    shop.desk().undo()
    shop.delete(mention)
    for table in ("events", "responses", "waits", "conversations", "alerts", "outbox", "mentions"):
        assert all(secret not in str(tuple(row)) for row in shop.rows(f"SELECT * FROM {table}"))


# Rows and views ---------------------------------------------------------------------------------


def test_a_row_of_the_export_has_readable_columns(shop: Shop) -> None:
    conversation = shop.hear("angry", url="https://fake.example/m")
    shop.reply(conversation)
    row = dict(shop.row("SELECT * FROM v_responses"))
    assert row["waiting_since"] == "2026-11-02T09:00:00.000+00:00"
    assert row["responded_at"] == "2026-11-02T09:00:10.000+00:00"
    assert row["due"] == "2026-11-02T09:30:00.000+00:00"
    assert (row["elapsed_s"], row["target_s"], row["within_target"]) == (10.0, 1800, "true")
    assert (row["band"], row["customer"], row["outcome"]) == ("high", "kim", "answered")
    assert (row["mention_url"], row["reply_url"]) == (
        "https://fake.example/m",
        "https://fake.example/post-1",
    )


def test_waits_without_a_target_or_an_answer_are_rows_too(shop: Shop) -> None:
    conversation = shop.hear("angry", can_reply=False)
    shop.desk().resolve(conversation, anyway=True)
    row = dict(shop.row("SELECT * FROM v_responses"))
    assert (row["response_id"], row["due"], row["within_target"]) == (None, None, None)
    assert (row["outcome"], row["agent"], row["source"]) == ("resolved_unanswered", "mary", "")


def test_open_waits_are_rows_only_when_asked_for(shop: Shop) -> None:
    shop.hear("angry")
    assert shop.rows("SELECT * FROM v_responses") == []
    tx = shop.store.read()
    assert list(rows(tx, "responses", Selection())) == []
    (row,) = rows(tx, "responses", Selection(open_too=True))
    assert row["outcome"] == "waiting"


def test_the_views_agree_with_the_tables(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.reply(conversation)
    shop.hear("how?")
    shop.hear("spam", "sam")
    rows = shop.rows("SELECT * FROM v_conversations ORDER BY conversation_id")
    assert [(row["state"], row["mentions"], row["replies"]) for row in rows] == [
        ("open", 2, 1),
        ("open", 1, 0),
    ]
    assert rows[1]["waiting_since"] is rows[1]["due"] is None
    mentions = shop.rows("SELECT * FROM v_mentions ORDER BY mention_id")
    assert [(row["text"], row["band"], row["customer"]) for row in mentions] == [
        ("angry", "high", "kim"),
        ("how?", "normal", "kim"),
        ("spam", "none", "sam"),
    ]
    assert shop.value("SELECT count(*) FROM v_responses") == len(responses(shop)) == 1


def test_a_deleted_wait_is_a_row_that_says_so(shop: Shop) -> None:
    mention = shop.mention("angry")
    shop.receive(mention)
    shop.delete(mention)
    row = shop.row("SELECT outcome, agent, mention_url FROM v_responses")
    assert tuple(row) == ("deleted", "", "")
