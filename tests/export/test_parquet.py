"""Parquet: every column has its own type, and rows leave memory in groups."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from social_care.export import parquet
from social_care.export.columns import Kind, Table, Value
from social_care.export.tables import RESPONSES, TABLES
from tests.export.kit import one, parquet_rows, record, written
from tests.world import START


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        (Kind.INTEGER, 2**40, "int64"),
        (Kind.NUMBER, -0.5, "double"),
        (Kind.SECONDS, 370.25, "double"),
        (Kind.FLAG, True, "bool"),
        (Kind.WORD, "open", "string"),
        (Kind.TEXT, "=1+1", "string"),
        (Kind.LINK, "https://x.example", "string"),
        (Kind.JSON, '["email"]', "string"),
    ],
)
def test_a_column_has_its_type_and_a_value_is_itself(kind: Kind, value: Value, name: str) -> None:
    data = written("parquet", one(kind), [[value], [None]])
    assert str(pq.read_schema(io.BytesIO(data)).field("it").type) == name
    assert parquet_rows(data) == [{"it": value}, {"it": None}]


def test_a_time_is_a_moment_that_knows_its_zone() -> None:
    data = written("parquet", one(Kind.TIME), [[START + 1], [None]], ZoneInfo("Asia/Kolkata"))
    assert (
        str(pq.read_schema(io.BytesIO(data)).field("it").type) == "timestamp[ms, tz=Asia/Kolkata]"
    )
    first, second = (row["it"] for row in parquet_rows(data))
    assert first == datetime(2026, 11, 2, 9, 0, 0, 1_000, tzinfo=UTC)
    assert first.utcoffset().total_seconds() == 5.5 * 3600
    assert second is None


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_its_columns_and_their_types(table: Table) -> None:
    found = pq.read_table(io.BytesIO(written("parquet", table, [])))
    assert (found.num_rows, found.column_names) == (0, table.names)
    assert "null" not in {str(field.type) for field in found.schema}


def test_rows_leave_memory_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    rows = [record(RESPONSES, wait_id=number) for number in range(7)]
    data = written("parquet", RESPONSES, rows)
    assert pq.ParquetFile(io.BytesIO(data)).num_row_groups == 3
    assert [row["wait_id"] for row in parquet_rows(data)] == list(range(7))
