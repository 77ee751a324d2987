"""Times and values, before any format writes them; the dictionary itself."""

import sqlite3
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.export.columns import Column, Kind, Personal, Table, Token, Value, iso, records
from social_care.export.tables import TABLES
from social_care.models import NEVER_DUE
from social_care.storage.connection import Row
from tests.export.kit import Stored
from tests.world import Shop

MOMENTS = st.integers(0, NEVER_DUE)


@given(MOMENTS)
def test_a_moment_is_written_to_the_millisecond_and_reads_back(ms: int) -> None:
    written = iso(ms)
    assert written is not None
    assert written.endswith("+00:00")
    assert len(written) == 29
    assert round(datetime.fromisoformat(written).timestamp() * 1000) == ms


def test_a_moment_that_is_not_is_none() -> None:
    assert iso(None) is None


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    zone = ZoneInfo("Europe/London")
    summer, winter = 1_792_886_400_000, 1_792_890_000_000
    assert iso(summer, zone) == "2026-10-25T01:00:00.000+01:00"
    assert iso(winter, zone) == "2026-10-25T01:00:00.000+00:00"


@given(MOMENTS)
def test_the_views_write_every_moment_as_the_export_does(ms: int) -> None:
    sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', ? / 1000.0, 'unixepoch')"
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute(sql, [ms]).fetchone()[0] == iso(ms, UTC)
    finally:
        connection.close()


def values(table: Table, *rows: Stored, token: Token | None = None) -> list[list[Value]]:
    """What rows become."""
    return list(records(table, cast("list[Row]", rows), token))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.INTEGER, 0, 0),
        (Kind.NUMBER, -0.5, -0.5),
        (Kind.SECONDS, 370_250, 370.25),
        (Kind.SECONDS, 0, 0.0),
        (Kind.TIME, 0, 0),
        (Kind.TIME, NEVER_DUE, None),
        (Kind.TIME, NEVER_DUE - 1, NEVER_DUE - 1),
        (Kind.FLAG, 1, True),
        (Kind.FLAG, 0, False),
        (Kind.WORD, "", None),
        (Kind.WORD, 0, "urgent"),
        (Kind.WORD, 4, "none"),
        (Kind.TEXT, "", None),
        (Kind.TEXT, "a\x1b[31mb\u202e", "ab"),
        (Kind.TEXT, "4111 1111 1111 1111", "4111 **** **** 1111"),
        (Kind.LINK, "https://x.example/4111111111111111", "https://x.example/4111111111111111"),
        (Kind.LINK, "https://x.example/\x1b[2J", "https://x.example/"),
        (Kind.JSON, '["email"]', '["email"]'),
    ],
)
def test_a_stored_value_becomes_the_columns(kind: Kind, value: object, expected: object) -> None:
    table = Table("things", (Column("it", kind, "a thing"),))
    assert values(table, Stored(it=value)) == [[expected]]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_there_is_none_in_every_column(kind: Kind) -> None:
    table = Table("things", (Column("it", kind, "a thing"),))
    assert values(table, Stored(it=None)) == [[None]]


def test_values_come_in_the_tables_order_whatever_the_querys() -> None:
    table = Table(
        "things",
        (Column("b", Kind.INTEGER, "two"), Column("s", Kind.SECONDS, "one", source="a_ms")),
    )
    rows = [Stored(a_ms=1_500, x=9, b=2), Stored(a_ms=2_500, x=9, b=3)]
    assert values(table, *rows) == [[2, 1.5], [3, 2.5]]


def test_with_tokens_a_person_is_nowhere() -> None:
    table = Table(
        "things",
        (
            Column("customer", Kind.TEXT, "who", personal=Personal.TOKEN),
            Column("url", Kind.LINK, "where", personal=Personal.EMPTIED),
            Column("agent", Kind.TEXT, "we"),
        ),
    )
    row = Stored(customer="kim", url="https://x.example/kim", agent="mary", identity_id=3)
    found = values(table, row, token=lambda identity: f"c-{identity}")
    assert found == [["c-3", None, "mary"]]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_of_the_dictionary_is_one_of_its_rows(shop: Shop, table: Table) -> None:
    """A name that the view does not have would be found by the first row only."""
    assert len(set(table.names)) == len(table.names)
    view = {"responses": "response_log"}.get(table.name, f"{table.name[:-1]}_log")
    names = {row["name"] for row in shop.rows(f"SELECT name FROM pragma_table_info('{view}')")}
    assert {column.source or column.name for column in table.columns} <= names
