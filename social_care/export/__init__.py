"""The log in files that analysts open: what, which rows, in which format, for whose eyes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from social_care.errors import SocialCareError
from social_care.export.columns import Table, Value, iso, records
from social_care.export.lines import write_csv, write_jsonl
from social_care.export.pseudonyms import tokens
from social_care.export.tables import TABLES
from social_care.export.written import About
from social_care.storage import Store, pseudonyms
from social_care.storage.report_streams import Selection, rows

__all__ = [
    "BINARY",
    "FORMATS",
    "TABLES",
    "About",
    "Exported",
    "Progress",
    "Selection",
    "Wanted",
    "export",
    "iso",
    "writer",
]

Write = Callable[[Table, Iterable[list[Value]], BinaryIO, About], list[str]]
"""A format: writes the records of a table; what there is to be told about it."""
Progress = Callable[[int], None]

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
_LIBRARIES = {"parquet": ("pyarrow", "parquet"), "xlsx": ("xlsxwriter", "workbook")}
"""Formats by a library that is an extra of the same name, and the file that uses it."""
BINARY = frozenset(_LIBRARIES)
"""Formats that would garble a terminal."""
STEP = 1_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported."""

    table: Table
    selection: Selection
    about: About
    pseudonymise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of it."""

    rows: int
    notes: list[str]
    """What its reader should know."""


def writer(format_: str) -> Write:
    """How a format is written. Raises SocialCareError when its library is not installed."""
    if format_ not in _LIBRARIES:
        return write_csv if format_ == "csv" else write_jsonl
    library, module = _LIBRARIES[format_]
    try:
        found = import_module(f"social_care.export.{module}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != library:
            raise
        raise SocialCareError(
            f"--format {format_} needs {library}, which is not installed",
            f"pip install {library}; csv and jsonl need nothing",
        ) from error
    write: Write = found.write
    return write


def export(
    store: Store, wanted: Wanted, write: Write, out: BinaryIO, *, now: int, progress: Progress
) -> Exported:
    """Write one table's rows, read in one picture of the database, at constant memory.

    `progress` is told every thousand rows how many there are so far.
    """
    token = tokens(pseudonyms.key(store, now)) if wanted.pseudonymise else None
    count = 0

    def counted(found: Iterable[list[Value]]) -> Iterator[list[Value]]:
        nonlocal count
        for record in found:
            count += 1
            if count % STEP == 0:
                progress(count)
            yield record

    with closing(rows(store.read(), wanted.table.name, wanted.selection)) as stream:
        found = records(wanted.table, stream, token)
        notes = write(wanted.table, counted(found), out, wanted.about)
    return Exported(rows=count, notes=notes)
