"""What stands in the database's views stands in the export: the same rows, columns and cells."""

import re
from typing import Any

import pytest

from social_care.export import TABLES
from social_care.export.columns import Kind, Table
from social_care.storage.connection import Row
from social_care.text import clean, inert, mask_formula
from tests.export.kit import busy, csv_rows, exported
from tests.world import Shop

KEYS = {
    "responses": "wait_id",
    "conversations": "conversation_id",
    "mentions": "mention_id",
    "events": "event_id",
    "wows": "wow_id",
}


def view(shop: Shop, table: Table) -> list[Row]:
    """The view's rows, oldest first."""
    return shop.rows(f"SELECT * FROM v_{table.name} ORDER BY {KEYS[table.name]}")


def cell(kind: Kind, value: Any) -> str:
    """A view's value as CSV writes it, but for the guard."""
    if value is None:
        return ""
    if kind is Kind.SECONDS:
        return f"{value:.3f}"
    return {Kind.TEXT: clean, Kind.LINK: inert}.get(kind, str)(value)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_view_and_its_export_agree_cell_for_cell(shop: Shop, table: Table) -> None:
    seen = view(busy(shop), table)
    assert list(seen[0].keys()) == table.names
    found = csv_rows(exported(shop.store, table.name))
    assert len(found) == len(seen) >= 6
    for row, cells in zip(seen, found, strict=True):
        for column in table.columns:
            expected = cell(column.kind, row[column.name])
            guarded = column.kind in {Kind.TEXT, Kind.LINK}
            shown = mask_formula(expected) if guarded else expected
            assert cells[column.name] == shown, column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_shop_they_are_compared_in_has_something_in_every_column(
    shop: Shop, table: Table
) -> None:
    """Two empty cells agree whatever the code does."""
    seen = view(busy(shop), table)
    empty = [name for name in table.names if all(row[name] in {None, ""} for row in seen)]
    assert set(empty) <= {"edited_at", "twin_of", "severity", "plain_sentiment", "previous_id"}
    assert table.name == "events" or any("\x1b" in row["customer"] for row in seen)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_is_not_hostile_agrees_to_the_letter(shop: Shop, table: Table) -> None:
    shop.reply(shop.hear("angry", url="https://social.example/1"))
    shop.hear("where?", by="ann")
    found = csv_rows(exported(shop.store, table.name))
    for row, cells in zip(view(shop, table), found, strict=True):
        for column in table.columns:
            value = row[column.name]
            if column.kind is Kind.SECONDS and value is not None:
                value = f"{value:.3f}"
            assert cells[column.name] == ("" if value is None else str(value))


def test_nothing_a_stranger_wrote_acts_in_any_cell(shop: Shop) -> None:
    busy(shop)
    for table in TABLES.values():
        data = exported(shop.store, table.name)
        assert re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", data) is None
        for cells in csv_rows(data):
            assert all(not value.startswith(("=", "@", "+")) for value in cells.values())
            assert "\u202e" not in "".join(cells.values())


def test_every_moment_of_a_view_is_iso_8601_with_its_offset(shop: Shop) -> None:
    busy(shop)
    pattern = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
    for table in TABLES.values():
        for row in view(shop, table):
            for column in table.columns:
                if column.kind is Kind.TIME and row[column.name] is not None:
                    assert pattern.fullmatch(row[column.name]), column.name


# What the columns that are not in another test say ------------------------------------------------


def conversation(shop: Shop, customer: str) -> Row:
    """The only conversation of a customer."""
    return shop.row("SELECT * FROM v_conversations WHERE customer = :who", who=customer)


def test_a_conversation_tells_its_story(shop: Shop) -> None:
    row = conversation(busy(shop), "kim")
    assert (row["mentions"], row["replies"], row["waits"], row["responses"]) == (3, 2, 3, 2)
    assert (row["state"], row["outcome"], row["agents"]) == ("open", "waiting", "mary")
    assert (row["first_elapsed_s"], row["first_business_s"]) == (10.0, 10.0)
    assert (row["first_within_target"], row["first_agent"]) == ("true", "mary")
    assert (row["sentiment_first"], row["sentiment_last"]) == (-0.6, 0.8)
    assert row["url"] == "https://social.example/@kim/1"
    assert row["closed_at"] is row["snoozed_until"] is None


def test_a_conversation_that_was_closed_says_when_and_how(shop: Shop) -> None:
    busy(shop)
    assert conversation(shop, "dan")["outcome"] == "dismissed"
    assert conversation(shop, "dan")["closed_at"] is not None
    assert conversation(shop, "ron")["outcome"] == "resolved_unanswered"
    assert conversation(shop, "pat")["outcome"] == "elsewhere"
    assert conversation(shop, "del")["outcome"] == "deleted"
    assert conversation(shop, "sue")["snoozed_until"] is not None
    assert conversation(shop, "ana")["assignee"] == "lee"
    never = conversation(shop, "bot")
    assert (never["outcome"], never["category"], never["band"]) == (None, "noise", "none")
    late = shop.row("SELECT * FROM v_conversations WHERE late_responses = 1")
    assert (late["first_within_target"], late["notes"], late["wrap_up"]) == ("false", 1, "refund")
    assert late["tags"] == "=1+1"


def test_an_answer_taken_back_is_no_response_of_its_conversation(shop: Shop) -> None:
    wanted = shop.hear("angry")
    shop.desk().answered(wanted, "phone")
    assert conversation(shop, "kim")["responses"] == 1
    shop.desk().undo()
    row = conversation(shop, "kim")
    assert (row["responses"], row["first_responded_at"], row["outcome"]) == (0, None, "waiting")
    assert shop.value("SELECT response_id FROM v_mentions") is None


def test_a_mention_names_what_answered_it(shop: Shop) -> None:
    shop.reply(shop.hear("angry"))
    row = shop.row("SELECT * FROM v_mentions")
    assert row["response_id"] == shop.value("SELECT response_id FROM v_responses")
    assert row["wait_id"] == shop.value("SELECT wait_id FROM v_responses")
    assert (row["judged_by"], row["kind"], row["uncertain"]) == ("triage", "mention", "false")


def test_an_event_knows_its_account_by_its_conversation(shop: Shop) -> None:
    shop.desk().dismiss(shop.hear("where?"))
    assert {row["account"] for row in shop.rows("SELECT * FROM v_events")} == {"acme"}


def test_a_response_says_how_it_was_given(shop: Shop) -> None:
    shop.desk().answered(shop.hear("angry"), "phone")
    row = shop.row("SELECT * FROM v_responses")
    assert (row["source"], row["how"], row["language"]) == ("elsewhere", "phone", "en")
    assert row["ended_at"] == row["responded_at"]
