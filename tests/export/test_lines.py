"""CSV and JSON Lines: cells, guards, lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.export.columns import Kind, Value
from social_care.export.tables import CONVERSATIONS, EVENTS, MENTIONS, RESPONSES, TABLES
from tests.export.kit import csv_rows, jsonl_rows, one, record, written

PEOPLES = (Kind.TEXT, Kind.LINK)


def cell(kind: Kind, value: Value) -> str:
    """How CSV writes a value."""
    (row,) = csv_rows(written("csv", one(kind), [[value]]))
    return row["it"]


def member(kind: Kind, value: Value) -> object:
    """How JSON Lines write a value."""
    (row,) = jsonl_rows(written("jsonl", one(kind), [[value]]))
    return row["it"]


@pytest.mark.parametrize("kind", PEOPLES)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\n=", "＝"])
def test_what_people_wrote_is_never_a_formula(kind: Kind, start: str) -> None:
    assert cell(kind, f"{start}1+1") == f"'{start}1+1"
    assert member(kind, f"{start}1+1") == f"{start}1+1", "JSON is read by programs: nothing added"


def test_every_column_of_people_is_guarded_and_no_other() -> None:
    words = (Kind.WORD, Kind.TEXT, Kind.LINK, Kind.JSON)
    kinds = {kind for kind in words if cell(kind, "=1").startswith("'")}
    guarded = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.kind in kinds
    }
    ours = {"account", "channel", "customer", "agent", "wrap_up", "tags"}
    assert guarded == {
        *(f"responses.{name}" for name in (*ours, "mention_url", "reply_url")),
        *(f"conversations.{name}" for name in ours - {"agent"}),
        *(f"conversations.{name}" for name in ("assignee", "url", "agents", "first_agent")),
        *(f"mentions.{name}" for name in ("account", "channel", "customer", "text", "url")),
        *(f"mentions.{name}" for name in ("external_id", "in_reply_to", "stream")),
        *(f"events.{name}" for name in ("account", "agent")),
        *(f"wows.{name}" for name in ("account", "channel", "customer", "agent", "text")),
    }


@pytest.mark.parametrize("value", [-0.5, 1.0, 1e-9])
def test_a_number_stays_a_number(value: float) -> None:
    assert float(cell(Kind.NUMBER, value)) == value
    assert member(Kind.NUMBER, value) == value


@given(st.integers(0, 10**12))
def test_seconds_have_exactly_three_decimals(ms: int) -> None:
    assert cell(Kind.SECONDS, ms / 1000) == f"{ms // 1000}.{ms % 1000:03d}"


@pytest.mark.parametrize(("value", "shown"), [(True, "true"), (False, "false"), (None, "")])
def test_a_flag_is_true_false_or_nothing(value: bool | None, shown: str) -> None:
    assert cell(Kind.FLAG, value) == shown
    assert member(Kind.FLAG, value) is value


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_an_empty_cell_and_null(kind: Kind) -> None:
    assert written("csv", one(kind), [[None]]) == b'it\r\n""\r\n'
    assert written("jsonl", one(kind), [[None]]) == b'{"it": null}\n'


def test_json_stays_json() -> None:
    text = '{"event": 3, "before": "open"}'
    assert cell(Kind.JSON, text) == text
    assert member(Kind.JSON, text) == {"event": 3, "before": "open"}


def test_an_empty_export_is_a_header_and_no_lines() -> None:
    for table in TABLES.values():
        assert written("csv", table, []) == (",".join(table.names) + "\r\n").encode()
        assert written("jsonl", table, []) == b""


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_whatever_a_text_holds_it_is_one_row_and_one_line(text: str) -> None:
    row = record(MENTIONS, mention_id=1, text=text or None)
    (found,) = csv_rows(written("csv", MENTIONS, [row]))
    assert found["text"].removeprefix("'") == text.removeprefix("'")
    lines = written("jsonl", MENTIONS, [row])
    assert lines.count(b"\n") == 1
    assert json.loads(lines)["text"] == (text or None)


def test_lines_end_as_rfc_4180_wants_it_and_nothing_else_does() -> None:
    data = written("csv", RESPONSES, [record(RESPONSES, wait_id=1, customer='a,"b"\nc;d')])
    assert data.count(b"\r\n") == data.count(b"\r") == 2
    assert data.count(b"\n") == 3, "a text may hold a line break of its own"
    assert not data.startswith(b"\xef\xbb\xbf")
    (row,) = csv_rows(data)
    assert row["customer"] == 'a,"b"\nc;d'


def test_members_come_in_the_order_of_the_columns() -> None:
    for table in (RESPONSES, CONVERSATIONS, EVENTS):
        (row,) = jsonl_rows(written("jsonl", table, [record(table)]))
        assert list(row) == table.names
