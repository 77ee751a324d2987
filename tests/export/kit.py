"""What the tests of exports share: a shop where everything has happened, and readers of files."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any

import openpyxl
import pyarrow.parquet as pq
from openpyxl.utils.escape import unescape

from social_care.export import TABLES, About, Exported, Selection, Wanted, export, writer
from social_care.export.columns import Column, Kind, Table, Value
from social_care.models import Author
from social_care.storage import Store
from tests.world import HOUR, Shop

EVIL = "=cmd|' /C calc'!A0\x1b[31m\u202e,\"x\";\r\n\x9b2J<r>é</r>\x07"
"""Formula, escape sequences, bidi, quotes, separators, line breaks, markup."""


def exported(
    store: Store,
    table: str,
    format_: str = "csv",
    *,
    zone: tzinfo = UTC,
    pseudonymise: bool = False,
    **selection: Any,
) -> bytes:
    """What an export writes."""
    return told(store, table, format_, zone=zone, pseudonymise=pseudonymise, **selection)[0]


def told(
    store: Store,
    table: str,
    format_: str = "csv",
    *,
    zone: tzinfo = UTC,
    pseudonymise: bool = False,
    progress: Callable[[int], None] = lambda _: None,
    **selection: Any,
) -> tuple[bytes, Exported]:
    """What an export writes, and what it says of it."""
    wanted = Wanted(
        table=TABLES[table],
        selection=Selection(**selection),
        about=About(zone=zone, lines=(("time zone", str(zone)),)),
        pseudonymise=pseudonymise,
    )
    out = io.BytesIO()
    done = export(store, wanted, writer(format_), out, now=1, progress=progress)
    return out.getvalue(), done


def written(format_: str, table: Table, records: list[list[Value]], zone: tzinfo = UTC) -> bytes:
    """Records in a format."""
    out = io.BytesIO()
    writer(format_)(table, records, out, About(zone=zone))
    return out.getvalue()


def record(table: Table, **values: Value) -> list[Value]:
    """A record with nothing in it but these."""
    return [values.get(name) for name in table.names]


def one(kind: Kind) -> Table:
    """A table with one column, named `it`."""
    return Table("things", (Column("it", kind, "what the test is about"),))


class Stored(dict[str, object]):
    """A row of a query, with what SQLite itself would not take."""

    def __getitem__(self, place: int | str) -> object:
        return list(self.values())[place] if isinstance(place, int) else super().__getitem__(place)


def csv_rows(data: bytes) -> list[dict[str, str]]:
    """A CSV file's rows, by a reader that forgives nothing."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def jsonl_rows(data: bytes) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def parquet_rows(data: bytes) -> list[dict[str, Any]]:
    """A Parquet file's rows."""
    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return found


def xlsx_rows(data: bytes, sheet: str | None = None) -> list[dict[str, Any]]:
    """The rows of a workbook's sheet, its first unless named."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        names, *rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
    finally:
        book.close()
    return [dict(zip(map(str, names), _unescaped(row), strict=True)) for row in rows]


def _unescaped(row: tuple[Any, ...]) -> list[Any]:
    """Spreadsheets read _x005F_ as _, as the standard says; openpyxl leaves it."""
    return [unescape(cell) if isinstance(cell, str) else cell for cell in row]


def busy(shop: Shop) -> Shop:
    """One conversation of every fate, one of them with a customer who means us harm."""
    shop.reply(shop.hear("angry", url="https://social.example/@kim/1"), "sorry")
    shop.pass_time(minutes=5)
    shop.reply(shop.hear("angry again", url="https://social.example/@kim/2"), "sorry again")
    shop.pass_time(minutes=1)
    shop.hear("lovely")
    evil = shop.mention(
        f"angry {EVIL}",
        by="eve",
        author=_author("eve", EVIL),
        url=f"https://social.example/{EVIL}",
        external_id=f"-{EVIL}",
        in_reply_to=f"+{EVIL}",
    )
    shop.receive(evil)
    conversation = shop.conversation_of(evil)
    shop.desk().tag(conversation, "=1+1")
    shop.desk().note(conversation, "careful")
    for deed in ("=a card", "sent flowers", "+1 pair", "a call", "-30%", f"read {EVIL}"):
        shop.desk().wow(conversation, deed)
    shop.pass_time(minutes=1)
    shop.receive(shop.mention("lovely", by="eve", author=_author("eve", EVIL)))
    shop.pass_time(minutes=40)
    shop.reply(conversation)
    shop.desk().resolve(conversation, wrap_up="refund")
    shop.desk().dismiss(shop.hear("where?", by="dan"))
    shop.desk("sam").resolve(shop.hear("angry", by="ron"), anyway=True)
    shop.desk().answered(shop.hear("angry", by="pat"), "phone")
    deleted = shop.mention("angry", by="del")
    shop.receive(deleted)
    shop.delete(deleted)
    shop.hear("spam", by="bot")
    free = shop.hear("where?", by="fee", can_reply=False)
    shop.desk().resolve(free, anyway=True)
    snoozed = shop.hear("urgent?", by="sue")
    shop.desk().snooze(snoozed, shop.now + HOUR)
    shop.desk().assign(shop.hear("hola?", by="ana"), "lee")
    return shop


def _author(id_: str, handle: str) -> Author:
    return Author(id=id_, handle=handle, name=handle, followers=7, verified=True)
