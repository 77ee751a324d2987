"""XLSX, by XlsxWriter: an extra, loaded only when it is asked for.

A spreadsheet's date has no zone and no second 01:30 in autumn: moments are dates as the clocks of
the zone asked for show them, so that they sort, subtract and fill a pivot table; the last sheet
names the zone.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta, tzinfo
from itertools import islice
from tempfile import TemporaryDirectory
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from social_care.export.columns import Kind, Table, Value, moment
from social_care.export.written import About
from social_care.text import mask_formula

SHEET_ROWS = 1_048_576
"""What a sheet holds, its header included."""
CELL_UNITS = 32_767
"""What a cell holds, in units of UTF-16."""
_DAY_MS = 86_400_000
_EPOCH_DAY = 25_569
"""1970-01-01 as a spreadsheet counts days."""
_WIDTHS = {Kind.TIME: 23, Kind.TEXT: 16, Kind.LINK: 30, Kind.JSON: 30}


def write(table: Table, records: Iterable[list[Value]], out: BinaryIO, about: About) -> list[str]:
    """As many sheets as the rows need, and one that says what this is; what there is to be told."""
    sink = _Sink(out)
    with TemporaryDirectory(prefix="social-care-") as folder:  # gone whatever happens
        try:
            return _written(table, iter(records), sink, about, folder)
        except FileCreateError as error:  # what the disk said, in XlsxWriter's wrapping
            raise error.args[0] from error
        finally:
            sink.is_open = False


class _Sink:
    """Where the zip file goes. One that an error has left open writes its end when it is collected:
    nobody wants that any more, and there may be no room for it.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.is_open = True

    def write(self, data: bytes) -> int:
        return self._out.write(data) if self.is_open else len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._out.seek(place, whence) if self.is_open else 0

    def tell(self) -> int:
        return self._out.tell() if self.is_open else 0

    def flush(self) -> None:
        if self.is_open:
            self._out.flush()


def _written(
    table: Table, records: Iterator[list[Value]], sink: _Sink, about: About, folder: str
) -> list[str]:
    options = {"constant_memory": True, "use_zip64": True, "tmpdir": folder}
    with xlsxwriter.Workbook(sink, options) as book:
        book.set_properties({"title": table.name, "created": about.made.replace(tzinfo=None)})
        writer = _Writer(book, table, about.zone)
        names = writer.fill(records)
        told = [*_told_sheets(names), *_told_cut(writer.cut)]
        _about(book, about, names)
    return told


class _Writer:
    """Writes records into one sheet after the other."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table, zone: tzinfo) -> None:
        self._book = book
        self._table = table
        self._zone = zone
        self._bold = book.add_format({"bold": True})
        self._date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        self._seconds = book.add_format({"num_format": "0.000"})
        self._plain = book.add_format()
        self._quoted = book.add_format({"quote_prefix": True})
        self.cut = 0
        """Texts that were longer than a cell holds."""

    def fill(self, records: Iterator[list[Value]]) -> list[str]:
        """All of them; the names of the sheets they are in."""
        names: list[str] = []
        while True:
            sheet_records = islice(records, SHEET_ROWS - 1)
            first = next(sheet_records, None)
            if first is None and names:
                return names
            names.append(f"{self._table.name} {len(names) + 1}" if names else self._table.name)
            sheet = self._sheet(names[-1])
            if first is None:
                return names
            self._row(sheet, 1, first)
            for number, record in enumerate(sheet_records, 2):
                self._row(sheet, number, record)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            sheet.set_column(place, place, _WIDTHS.get(column.kind, 12))
            sheet.write_string(0, place, column.name, self._bold)
        return sheet

    def _row(self, sheet: Worksheet, number: int, record: list[Value]) -> None:
        for place, (column, value) in enumerate(zip(self._table.columns, record, strict=True)):
            if value is None:
                continue
            if isinstance(value, str):
                self._text(sheet, number, place, value)
            elif isinstance(value, bool):
                sheet.write_boolean(number, place, value)
            elif column.kind is Kind.TIME:
                sheet.write_number(number, place, _serial(int(value), self._zone), self._date)
            else:
                form = self._seconds if column.kind is Kind.SECONDS else None
                sheet.write_number(number, place, value, form)

    def _text(self, sheet: Worksheet, row: int, place: int, text: str) -> None:
        """Always a text, never a formula or a link, even once somebody edits the cell."""
        short = _fitting(text)
        self.cut += short != text
        if short.startswith("<r>") and short.endswith("</r>"):
            # XlsxWriter would take it for XML of its own and write it as it stands.
            sheet.write_rich_string(row, place, short[0], self._plain, short[1:])
        else:
            form = self._quoted if mask_formula(short) != short else None
            sheet.write_string(row, place, short, form)


def _serial(ms: int, zone: tzinfo) -> float:
    """A moment as a spreadsheet's date: days, by the zone's clocks."""
    offset = timedelta(0) if zone is UTC else moment(ms, zone).utcoffset() or timedelta(0)
    return (ms + offset / timedelta(milliseconds=1)) / _DAY_MS + _EPOCH_DAY


def _fitting(text: str) -> str:
    """The text as far as a cell holds it, a cut marked by "…"."""
    if len(text) <= CELL_UNITS // 2 or len(text.encode("utf-16-le")) // 2 <= CELL_UNITS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL_UNITS - 1)].decode("utf-16-le", "ignore")
    return kept + "…"


def _told_sheets(names: list[str]) -> Iterator[str]:
    if len(names) > 1:
        yield f"a sheet holds {SHEET_ROWS - 1:,} rows: they are in {len(names)}: {', '.join(names)}"


def _told_cut(count: int) -> Iterator[str]:
    if count:
        yield f"{count:,} text(s) were longer than a cell holds ({CELL_UNITS:,}) and end with …"


def _about(book: xlsxwriter.Workbook, about: About, names: list[str]) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 60)
    lines = [*about.lines, ("sheets", ", ".join(names))]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
