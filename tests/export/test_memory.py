"""Rows leave memory as they are written: an export of any length needs no more than a short one."""

import tracemalloc
from collections.abc import Iterator
from tempfile import TemporaryFile

import pyarrow as pa
import pytest

from social_care.export import About, parquet, writer
from social_care.export.columns import Kind, Value
from tests.export.kit import one

TEXT = "x" * 1_000
ROWS = 8_000
ALLOWED = 2_000_000
"""Bytes: a quarter of what is written."""


def texts() -> Iterator[list[Value]]:
    """Eight megabytes, one row at a time."""
    for number in range(ROWS):
        yield [f"{TEXT}{number}"]


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx"])
def test_rows_are_not_kept(format_: str) -> None:
    write = writer(format_)
    with TemporaryFile() as out:
        tracemalloc.start()
        try:
            write(one(Kind.TEXT), texts(), out, About())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < ALLOWED


def test_arrow_keeps_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 500)
    pool = pa.default_memory_pool()
    held: list[int] = []

    def watched() -> Iterator[list[Value]]:
        for record in texts():
            held.append(pool.bytes_allocated() - before)
            yield record

    before = pool.bytes_allocated()
    with TemporaryFile() as out:
        writer("parquet")(one(Kind.TEXT), watched(), out, About())
    assert len(held) == ROWS
    assert max(held) < ALLOWED
