"""XLSX: texts that stay texts, dates that are dates, and sheets that are full."""

import errno
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.errors import StoreError
from social_care.export import About, workbook, writer
from social_care.export.columns import Kind, Table, Value
from social_care.export.tables import RESPONSES, TABLES
from tests.export.kit import one, record, written, xlsx_rows
from tests.world import START

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("x")', "{=1}"]
MARKUP = [
    "<r>x</r>",
    "<r></r>",
    "<r><t>=1</t></r>",
    "<t>x</t>",
    "]]>",
    "&amp;",
    "_x003C_",
    "_x000D_",
]
LINKS = ["https://x.example", "mailto:a@b.example", "internal:Sheet2!A1", "external:c:\\x.xlsx"]


def sheet(data: bytes) -> str:
    """The first sheet's XML."""
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def cell(kind: Kind, value: Value) -> object:
    """What a reader finds where a value was written."""
    return xlsx_rows(written("xlsx", one(kind), [[value]]))[0]["it"]


@pytest.mark.parametrize("text", [*FORMULAS, *MARKUP, *LINKS, " two  spaces ", "a\nb"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LINK, Kind.WORD])
def test_a_text_is_a_text_and_nothing_else(kind: Kind, text: str) -> None:
    data = written("xlsx", one(kind), [[text]])
    assert xlsx_rows(data) == [{"it": text}]
    assert "<f>" not in sheet(data)
    assert "<hyperlink" not in sheet(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].hyperlink is None


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_one_when_it_is_edited(text: str) -> None:
    """What a spreadsheet does by a leading ' of its own, which is no part of the text."""
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", one(Kind.TEXT), [[text], ["plain"]])))
    assert book.active["A2"].quotePrefix == (not text.startswith("{"))
    assert not book.active["A3"].quotePrefix


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Kind.INTEGER, 2**40), (Kind.NUMBER, -0.5), (Kind.SECONDS, 370.25), (Kind.FLAG, False)],
)
def test_a_value_is_itself(kind: Kind, value: Value) -> None:
    found = cell(kind, value)
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


@given(st.integers(0, 4_102_444_800_000))
def test_a_time_is_a_date_to_the_millisecond(ms: int) -> None:
    exact = datetime(1970, 1, 1) + timedelta(milliseconds=ms)  # noqa: DTZ001 - as a sheet has it
    days = workbook._serial(ms, ZoneInfo("UTC"))
    assert abs(datetime(1899, 12, 30) + timedelta(days=days) - exact) < timedelta(  # noqa: DTZ001
        microseconds=2
    )


def test_a_time_shows_the_zones_clock() -> None:
    rows: list[list[Value]] = [[START + 250]]
    for zone, hour, minute in (("UTC", 9, 0), ("Asia/Kolkata", 14, 30)):
        data = written("xlsx", one(Kind.TIME), rows, ZoneInfo(zone))
        (row,) = xlsx_rows(data)
        assert row["it"] == datetime(2026, 11, 2, hour, minute, 0, 250_000)  # noqa: DTZ001
    (number_format,) = {
        row[0].number_format
        for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)
    }
    assert number_format == "yyyy-mm-dd hh:mm:ss.000"


def full(rows: int) -> tuple[bytes, list[str]]:
    """A workbook of that many rows, and what is said of it."""
    out = io.BytesIO()
    records = [record(RESPONSES, wait_id=number) for number in range(rows)]
    notes = writer("xlsx")(RESPONSES, records, out, About())
    return out.getvalue(), notes


@pytest.mark.parametrize(
    ("rows", "sheets"), [(0, [0]), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])]
)
def test_what_a_sheet_does_not_hold_goes_on_in_the_next_and_is_said(
    monkeypatch: pytest.MonkeyPatch, rows: int, sheets: list[int]
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)  # the header and three
    data, notes = full(rows)
    names = ["responses", "responses 2", "responses 3"][: len(sheets)]
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [*names, "about"]
    found = [[row["wait_id"] for row in xlsx_rows(data, name)] for name in names]
    assert [len(part) for part in found] == sheets
    assert [number for part in found for number in part] == list(range(rows))
    for name in names:
        assert set(xlsx_rows(data, name)[0] if rows else RESPONSES.names) == set(RESPONSES.names)
    said = f"a sheet holds 3 rows: they are in {len(sheets)}: {', '.join(names)}"
    assert notes == ([said] if len(sheets) > 1 else [])


def test_the_limit_is_that_of_a_spreadsheet() -> None:
    assert workbook.SHEET_ROWS == 2**20
    assert workbook.CELL_UNITS == 2**15 - 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
        ("x" + "😀" * 16_384, "x" + "😀" * 16_382 + "…"),
    ],
    ids=["fits", "one too many", "pairs fit", "pairs do not", "a pair is not halved"],
)
def test_a_text_longer_than_a_cell_is_cut_and_it_is_said(text: str, kept: str) -> None:
    out = io.BytesIO()
    notes = writer("xlsx")(one(Kind.TEXT), [[text], ["short"]], out, About())
    assert [row["it"] for row in xlsx_rows(out.getvalue())] == [kept, "short"]
    assert bool(notes) == (text != kept)
    assert notes == [] or notes[0].startswith("1 text(s) were longer than a cell holds (32,767)")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_its_header(table: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", table, [])))
    assert [[cell.value for cell in row] for row in book[table.name]] == [table.names]
    assert book[table.name].freeze_panes == "A2"


def test_the_last_sheet_says_what_was_asked_for() -> None:
    out = io.BytesIO()
    about = About(lines=(("time zone", "Europe/London"), ("account", "=1+1")))
    writer("xlsx")(RESPONSES, [], out, about)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert list(book["about"].values) == [
        ("time zone", "Europe/London"),
        ("account", "=1+1"),
        ("sheets", "responses"),
    ]
    assert book["about"]["B2"].data_type == "s"


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are put."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nothing_of_it_is_left_lying_about(rooms: Path) -> None:
    full(10)
    assert list(rooms.iterdir()) == []

    def broken() -> Iterator[list[Value]]:
        assert list(rooms.iterdir()) != []
        yield record(RESPONSES, wait_id=1)
        raise StoreError("the database has gone")

    with pytest.raises(StoreError):
        writer("xlsx")(RESPONSES, broken(), io.BytesIO(), About())
    assert list(rooms.iterdir()) == []


class Full(io.BytesIO):
    """A disk without room."""

    def write(self, data: object) -> int:
        """There is none."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_is_told_as_the_disk_tells_it(rooms: Path) -> None:
    with pytest.raises(OSError, match="No space left on device") as told:
        writer("xlsx")(RESPONSES, [record(RESPONSES, wait_id=1)], Full(), About())
    assert told.value.errno == errno.ENOSPC
    assert list(rooms.iterdir()) == []
