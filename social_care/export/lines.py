"""CSV and JSON Lines."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import tzinfo
from functools import partial
from typing import Any, BinaryIO

from social_care.export.columns import Column, Kind, Table, Value, iso
from social_care.export.written import About
from social_care.text import mask_formula

Cell = Callable[[Any], object] | None
"""How a value is written; None: as it is."""


def write_csv(
    table: Table, records: Iterable[list[Value]], out: BinaryIO, about: About
) -> list[str]:
    """RFC 4180, UTF-8, a header line, cells safe to open in a spreadsheet; nothing to be told."""
    cells = [_cell(column, about.zone) for column in table.columns]
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.names)
    writer.writerows(
        [
            value if cell is None or value is None else cell(value)  # csv writes None as nothing
            for cell, value in zip(cells, record, strict=True)
        ]
        for record in records
    )
    text.detach()
    return []


def write_jsonl(
    table: Table, records: Iterable[list[Value]], out: BinaryIO, about: About
) -> list[str]:
    """One JSON object a line, in UTF-8; nothing to be told."""
    names = table.names
    members = [_member(column, about.zone) for column in table.columns]
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    for record in records:
        values = [
            value if member is None or value is None else member(value)
            for member, value in zip(members, record, strict=True)
        ]
        text.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")
    text.detach()
    return []


def _cell(column: Column, zone: tzinfo) -> Cell:
    match column.kind:
        case Kind.TIME:
            return partial(iso, zone=zone)
        case Kind.SECONDS:
            return "{:.3f}".format
        case Kind.FLAG:
            return {True: "true", False: "false"}.__getitem__
        case Kind.TEXT | Kind.LINK:
            return mask_formula
        case _:
            return None


def _member(column: Column, zone: tzinfo) -> Cell:
    match column.kind:
        case Kind.TIME:
            return partial(iso, zone=zone)
        case Kind.JSON:
            return json.loads
        case _:
            return None
