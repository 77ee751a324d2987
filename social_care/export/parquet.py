"""Parquet, by pyarrow: an extra, loaded only when it is asked for."""

from collections.abc import Iterable
from datetime import tzinfo
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from social_care.export.columns import Kind, Table, Value
from social_care.export.written import About

ROWS = 10_000
"""Rows in memory at a time: one row group of the file."""


def write(table: Table, records: Iterable[list[Value]], out: BinaryIO, about: About) -> list[str]:
    """Rows in groups, each column with its own type; nothing to be told."""
    schema = pa.schema([(column.name, _type(column.kind, about.zone)) for column in table.columns])
    with pq.ParquetWriter(out, schema) as writer:
        rows = iter(records)
        while batch := list(islice(rows, ROWS)):
            columns = zip(*batch, strict=True)
            arrays = [pa.array(v, t) for v, t in zip(columns, schema.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return []


def _type(kind: Kind, zone: tzinfo) -> Any:
    match kind:
        case Kind.INTEGER:
            return pa.int64()
        case Kind.NUMBER | Kind.SECONDS:
            return pa.float64()
        case Kind.FLAG:
            return pa.bool_()
        case Kind.TIME:
            return pa.timestamp("ms", tz=str(zone))
        case _:
            return pa.string()
