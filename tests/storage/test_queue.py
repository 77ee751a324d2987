"""The queue: its order, its views, its counts, and that it stays fast at any size."""

from typing import Any

import pytest

from social_care.models import Author, Category, OutboxState, Stage
from social_care.models.views import View
from social_care.storage import queue, report
from social_care.storage.connection import Row, Tx
from tests.network import Fault
from tests.world import DAY, HOUR, MINUTE, START, Shop


def plan(shop: Shop, sql: str, **values: Any) -> str:
    """How SQLite goes about a query."""
    return "\n".join(row["detail"] for row in shop.rows("EXPLAIN QUERY PLAN " + sql, **values))


def test_the_queue_is_in_strict_bands_then_by_due_then_by_age(shop: Shop) -> None:
    low = shop.hear("lovely", "a", posted_at=START - DAY)
    first = shop.hear("angry", "b")
    second = shop.hear("angry", "c")
    urgent = shop.hear("burned", "d")
    assert shop.queue() == [urgent, first, second, low]
    assert list(shop.desk().queue_ids(View.TODO, limit=2)) == [urgent, first]


def test_the_queue_reads_its_partial_index_and_nothing_else(shop: Shop) -> None:
    shop.hear("angry")
    sql = "SELECT c.id" + queue._FROM + queue._VIEWS[View.TODO] + " LIMIT 200"
    assert plan(shop, sql) == "SCAN c USING COVERING INDEX conversations_queue"
    count = "SELECT count(*)" + queue._FROM + queue._VIEWS[View.TODO].split(" ORDER")[0]
    assert plan(shop, count) == "SCAN c USING COVERING INDEX conversations_queue"


@pytest.mark.parametrize("view", [View.MINE, View.UNCLAIMED, View.COMPLAINTS, View.RISK])
def test_no_view_of_the_queue_is_sorted(shop: Shop, view: View) -> None:
    sql = "SELECT c.id" + queue._FROM + queue._VIEWS[view]
    found = plan(shop, sql, now=START, agent="mary")
    assert "conversations_queue" in found
    assert "ORDER BY" not in found


@pytest.mark.parametrize(
    ("view", "index"),
    [(View.ANSWERED, "conversations_answered"), (View.SNOOZED, "conversations_snoozed")],
)
def test_what_does_not_wait_is_read_in_order_too(shop: Shop, view: View, index: str) -> None:
    found = plan(shop, "SELECT c.id" + queue._FROM + queue._VIEWS[view])
    assert found == f"SCAN c USING INDEX {index}"


def test_next_reads_the_same_index_in_order(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = shop.hear("angry")
    asked: list[str] = []
    one = Tx.one

    def explained(self: Tx, sql: str, /, **values: Any) -> Row | None:
        if sql.startswith("INSERT INTO claims"):
            asked.append(plan(shop, sql, **values))
        return one(self, sql, **values)

    monkeypatch.setattr(Tx, "one", explained)
    assert shop.desk().next() == conversation
    (found,) = asked
    assert "SCAN c USING INDEX conversations_queue" in found
    assert "ORDER BY" not in found


def test_the_count_of_those_who_wait_reads_an_index(shop: Shop) -> None:
    shop.hear("angry")
    assert "USING COVERING INDEX waits_stages" in plan(shop, queue._WAITING, now=START)


def test_alerts_are_found_by_their_index(shop: Shop) -> None:
    sql = "SELECT * FROM waits w WHERE w.ended_at IS NULL AND w.at_risk_at <= :now"
    assert "USING INDEX waits_stages" in plan(shop, sql, now=START)


def test_what_is_counted_of_those_who_wait_is_read_from_an_index_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.hear("angry")
    asked: list[str] = []
    value = Tx.value

    def explained(self: Tx, sql: str, /, **values: Any) -> Any:
        if "waits" in sql:
            asked.append(plan(shop, sql, **values))
        return value(self, sql, **values)

    monkeypatch.setattr(Tx, "value", explained)
    shop.desk().counts()
    assert report.late(shop.store.read(), START) == 0
    assert len(asked) == 3
    assert all("COVERING INDEX waits_stages" in found for found in asked)


def test_every_number_is_the_length_of_its_list(shop: Shop) -> None:
    for number, text in enumerate(("angry", "how?", "burned", "lovely")):
        shop.hear(text, f"kim{number}")
    shop.desk().claim(1)
    shop.desk().save_draft(2, "Dear Kim", private=False, draft=None)
    shop.desk().snooze(4, START + 9 * HOUR)
    shop.pass_time(hours=3)
    counts = shop.desk().counts().by_view
    assert counts == {view: len(shop.desk().queue_ids(view)) for view in View}
    assert all(counts[view] for view in (View.RISK, View.COMPLAINTS, View.UNCLAIMED))


def test_a_conversation_is_read_by_its_own_indexes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However large the archive is."""
    conversation = shop.hear("angry")
    asked: list[tuple[str, dict[str, Any]]] = []
    all_rows = Tx.all

    def told(self: Tx, sql: str, /, **values: Any) -> list[Any]:
        asked.append((sql, values))
        return all_rows(self, sql, **values)

    with monkeypatch.context() as patched:
        patched.setattr(Tx, "all", told)
        shop.desk().conversation(conversation)
    large = {*"mctwrso", "mentions", "conversations", "threads", "waits", "replies", "assessments"}
    plans = [plan(shop, sql, **values) for sql, values in asked]
    scanned = [line for found in plans for line in found.splitlines() if line.startswith("SCAN ")]
    assert len(plans) > 10
    assert not [line for line in scanned if line.split()[1] in large]


# Views ------------------------------------------------------------------------------------------


def test_every_view_shows_what_its_name_says(shop: Shop) -> None:
    complaint = shop.hear("angry", "complaint")
    question = shop.hear("how?", "question")
    answered = shop.hear("lovely", "answered")
    shop.reply(answered)
    snoozed = shop.hear("lovely", "snoozed")
    shop.desk().snooze(snoozed, START + HOUR)
    resolved = shop.hear("lovely", "resolved")
    shop.desk().resolve(resolved)
    dismissed = shop.hear("lovely", "dismissed")
    shop.desk().dismiss(dismissed)
    assert shop.queue(View.TODO) == [complaint, question]
    assert shop.queue(View.COMPLAINTS) == [complaint]
    assert shop.queue(View.ANSWERED) == [answered]
    assert shop.queue(View.SNOOZED) == [snoozed]
    assert len(shop.queue(View.ALL)) == 6
    assert shop.queue(View.RISK) == shop.queue(View.MINE) == shop.queue(View.DRAFTS) == []
    shop.desk().claim(question)
    assert shop.queue(View.MINE) == [question]
    assert shop.queue(View.UNCLAIMED) == [complaint]
    shop.pass_time(minutes=24)
    assert shop.queue(View.RISK) == [complaint]
    counts = shop.desk().counts()
    assert counts.by_view == {view: len(shop.queue(view)) for view in View}
    assert (counts.waiting, counts.at_risk, counts.late) == (3, 1, 0)
    assert counts.oldest_waiting_since == START
    shop.pass_time(minutes=10)
    assert (shop.desk().counts().at_risk, shop.desk().counts().late) == (0, 1)


def test_replies_that_need_their_writer_stand_among_the_drafts(shop: Shop) -> None:
    held = shop.hear("angry", "held")
    shop.submit(held, seen=0)
    refused = shop.hear("angry", "refused")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(refused)
    uncertain = shop.hear("angry", "uncertain")
    shop.network.faults = [Fault.DROPPED]
    shop.reply(uncertain)
    on_its_way = shop.hear("angry", "on its way")
    shop.submit(on_its_way)
    assert set(shop.queue(View.DRAFTS)) == {held, refused, uncertain}
    counts = shop.desk().counts()
    assert (counts.held, counts.refused, counts.uncertain, counts.on_the_way) == (1, 1, 1, 1)
    rows = shop.desk().queue_rows([held, refused, uncertain, on_its_way])
    assert {row.sending for row in rows.values()} == {
        OutboxState.HELD,
        OutboxState.REFUSED,
        OutboxState.UNCERTAIN,
        OutboxState.QUEUED,
    }


# Rows -------------------------------------------------------------------------------------------


def test_a_row_says_who_what_and_how_long(shop: Shop) -> None:
    author = Author(id="1", handle="kim", name="Kim Osei", followers=1200, verified=True)
    conversation = shop.hear("angry about shoes", author=author)
    shop.desk("sam").claim(conversation, writing=True)
    row = shop.desk().queue_rows([conversation])[conversation]
    assert (row.customer_name, row.customer_handle, row.followers) == ("Kim Osei", "kim", 1200)
    assert (row.account, row.channel, row.text) == ("acme", "fake", "angry about shoes")
    assert (row.category, row.band.label, row.score) == (Category.COMPLAINT, "high", 70)
    assert (row.sentiment, row.language, row.reasons) == (-0.6, "en", ("says 'angry'",))
    assert (row.waiting_since, row.due_at) == (START, START + 30 * MINUTE)
    assert (row.claimed_by, row.claim_doing, row.unanswered) == ("sam", "writes", 1)


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [
        (14.9, None),
        (15, Stage.HALF),
        (24, Stage.AT_RISK),
        (30, Stage.AT_RISK),
        (30.1, Stage.LATE),
        (45, Stage.ESCALATED),
    ],
)
def test_a_row_says_its_stage(shop: Shop, minutes: float, stage: Stage | None) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=minutes)
    assert shop.desk().queue_rows([conversation])[conversation].stage == stage


def test_the_text_is_the_newest_unanswered_else_the_newest(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.hear("spam", posted_at=START + 1)
    assert shop.desk().queue_rows([conversation])[conversation].text == "angry"
    shop.reply(conversation)
    assert shop.desk().queue_rows([conversation])[conversation].text == "spam"


def test_rows_that_are_gone_are_absent(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert list(shop.desk().queue_rows([404, conversation])) == [conversation]
    assert shop.desk().queue_rows([]) == {}


def test_the_version_of_a_row_grows_with_what_it_shows(shop: Shop) -> None:
    conversation = shop.hear("angry")
    version = shop.desk().queue_rows([conversation])[conversation].version
    shop.hear("and more")
    assert shop.desk().queue_rows([conversation])[conversation].version > version
