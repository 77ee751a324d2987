"""export: every table, every format, where it goes, and what goes wrong."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from social_care import export as exports
from social_care.cli import exporting
from social_care.errors import StoreError
from social_care.export import FORMATS, TABLES, workbook
from social_care.storage import report_streams
from social_care.storage.connection import Row, Tx
from tests.cli.kit import Brand, record
from tests.cli.test_processes import PATIENCE_S, PROGRAM
from tests.export.kit import csv_rows, jsonl_rows, parquet_rows, xlsx_rows

READERS = {"csv": csv_rows, "jsonl": jsonl_rows, "parquet": parquet_rows, "xlsx": xlsx_rows}
COLUMNS = {
    "conversations": "conversation_id,account,channel,customer,state,assignee,wrap_up,language,"
    "opened_at,last_message_at,waiting_since,due,mentions,replies,tags,closed_at,outcome,category,"
    "band,visibility,url,waits,responses,late_responses,agents,first_waiting_since,"
    "first_responded_at,first_elapsed_s,first_business_s,first_within_target,first_agent,"
    "sentiment_first,sentiment_last,notes,muted,snoozed_until,previous_id",
    "mentions": "mention_id,conversation_id,account,channel,external_id,customer,text,language,"
    "sentiment,category,complaint,band,score,posted_at,detected_at,visibility,url,plain_sentiment,"
    "severity,uncertain,private,kind,stream,in_reply_to,reposts,likes,followers,verified,wait_id,"
    "response_id,twin_of,edited_at,deleted_at,judged_by",
    "events": "event_id,at,kind,agent,account,conversation_id,wait_id,mention_id,outbox_id,data",
    "wows": "wow_id,conversation_id,account,channel,customer,agent,at,text,sentiment_before,"
    "sentiment_after",
}
"""The contract, in its order; that of responses is in test_export.py."""


@pytest.fixture
def answered(brand: Brand) -> Brand:
    """One complaint, answered elsewhere, and one that waits."""
    brand.imported(record(1, "This is a disgrace!"), record(2, "Where is my order?"))
    brand.pass_time(minutes=5)
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    return brand


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns_are_those_of_the_contract_in_their_order(brand: Brand, table: str) -> None:
    assert brand.does("export", table).stdout_bytes == f"{COLUMNS[table]}\r\n".encode()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_table_is_written_in_every_format(answered: Brand, table: str, format_: str) -> None:
    if table == "wows":
        answered.does("wow", 1, "--text", "sent a card", agent="mary")
    done = answered.does("export", table, "--format", format_)
    found = READERS[format_](done.stdout_bytes)
    assert list(found[0]) == TABLES[table].names
    assert done.stderr == f"{len(found)} {table}\n"
    assert len(found) == {"responses": 1, "wows": 1}.get(table, 2)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_name_of_the_file_says_the_format(answered: Brand, format_: str) -> None:
    out = answered.folder / f"out.{format_.upper()}"
    done = answered.does("export", "mentions", "-o", out)
    assert done.stdout_bytes == b""
    assert len(READERS[format_](out.read_bytes())) == 2


def test_a_format_that_is_asked_for_goes_before_the_name(answered: Brand) -> None:
    out = answered.folder / "out.xlsx"
    answered.does("export", "mentions", "--format", "csv", "-o", out)
    assert len(csv_rows(out.read_bytes())) == 2
    answered.does("export", "mentions", "-o", answered.folder / "out.txt")
    assert len(csv_rows((answered.folder / "out.txt").read_bytes())) == 2


def test_a_dash_is_stdout(answered: Brand) -> None:
    plain = answered.does("export", "mentions").stdout_bytes
    assert answered.does("export", "mentions", "-o", "-").stdout_bytes == plain
    assert not (answered.folder / "-").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["mentions", "--include-waiting"], "--include-waiting is for responses"),
        (["events", "--by", "posted_at"], "events are not selected by posted_at\nby at"),
        (["responses", "--by", "at"], "by responded_at, waiting_since, ended_at"),
        (["mentions", "--by", "never"], "Invalid value for '--by'"),
    ],
)
def test_what_a_table_does_not_have_is_a_usage_error_and_no_file_is_lost(
    answered: Brand, words: list[str], told: str
) -> None:
    kept = answered.folder / "kept.csv"
    kept.write_text("precious")
    assert told in answered.fails("export", *words, "-o", kept, code=2)
    assert kept.read_text() == "precious"


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_the_database_is_not_written_over(answered: Brand, end: str) -> None:
    place = answered.db.with_name(answered.db.name + end)
    assert "is the database itself" in answered.fails("export", "events", "-o", place, code=2)
    assert len(answered.queue()) == 1


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database gives one row, and then fails as a disk does."""

    def stream(self: Tx, sql: str, /, **values: object) -> Iterator[Row]:
        yield self.all(sql, **values)[0]
        raise StoreError("the database cannot be used: disk I/O error")

    monkeypatch.setattr(Tx, "stream", stream)


@pytest.mark.usefixtures("breaking")
@pytest.mark.parametrize("format_", FORMATS)
def test_half_an_export_is_no_export(answered: Brand, format_: str) -> None:
    out = answered.folder / "out"
    out.write_text("precious")
    before = sorted(answered.folder.iterdir())
    said = answered.fails("export", "mentions", "--format", format_, "-o", out)
    assert "disk I/O error" in said
    assert out.read_text() == "precious"
    assert sorted(answered.folder.iterdir()) == before
    assert "disk I/O error" in answered.fails("export", "mentions", "--format", format_)


@pytest.mark.parametrize(("format_", "library"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_a_library_that_is_not_there_is_named_before_anything_is_touched(
    answered: Brand, monkeypatch: pytest.MonkeyPatch, format_: str, library: str
) -> None:
    for name in [name for name in sys.modules if name.startswith(library)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    for module in ("parquet", "workbook"):
        monkeypatch.delitem(sys.modules, f"social_care.export.{module}", raising=False)
    out = answered.folder / f"out.{format_}"
    said = answered.fails("export", "mentions", "-o", out)
    assert f"needs {library}" in said
    assert f"pip install {library}" in said
    assert not out.exists()


def test_an_error_inside_such_a_library_is_not_taken_for_its_absence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "social_care.export.workbook", raising=False)
    monkeypatch.setitem(sys.modules, "social_care.text", None)
    with pytest.raises(ModuleNotFoundError):
        exports.writer("xlsx")


def test_sheets_that_are_full_are_told(answered: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 2)
    out = answered.folder / "out.xlsx"
    said = answered.does("export", "mentions", "-o", out).stderr
    assert said == ("a sheet holds 1 rows: they are in 2: mentions, mentions 2\n2 mentions\n")


def test_a_workbook_says_what_was_asked_for(answered: Brand) -> None:
    out = answered.folder / "out.xlsx"
    words: list[str | Path] = [
        "--tz",
        "Asia/Kolkata",
        "--account",
        "import",
        "--pseudonymise",
        "-o",
        out,
    ]
    answered.does("export", "mentions", *words)
    sheet = xlsx_rows(out.read_bytes(), "about")
    (first,) = {tuple(row) for row in sheet}
    told = dict([first, *(tuple(row.values()) for row in sheet)])
    assert told["table"] == "mentions"
    assert told["time zone"] == "Asia/Kolkata"
    assert told["account"] == "import"
    assert told["customers"] == "pseudonymised"
    assert told["made at"] == "2026-11-02T14:35:00.000+05:30"


def test_without_names(answered: Brand) -> None:
    plain = csv_rows(answered.does("export", "mentions").stdout_bytes)
    words = ["export", "mentions", "--pseudonymise"]
    rows = csv_rows(answered.does(*words).stdout_bytes)
    assert [row["customer"] for row in plain] == ["kim1", "kim2"]
    assert all(row["customer"].startswith("c-") and row["text"] == "" for row in rows)
    assert csv_rows(answered.does(*words).stdout_bytes) == rows


def test_two_exports_of_the_same_are_the_same_to_the_byte(answered: Brand) -> None:
    for format_ in FORMATS:
        words = ["export", "mentions", "--format", format_]
        assert answered.does(*words).stdout_bytes == answered.does(*words).stdout_bytes, format_


# Terminals ----------------------------------------------------------------------------------------


class Screen(io.StringIO):
    """A terminal that somebody watches."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def told_of(monkeypatch: pytest.MonkeyPatch, place: io.StringIO) -> str:
    """What is said on the way to 3,000 rows."""
    monkeypatch.setattr(sys, "stderr", place)
    monkeypatch.setattr(exporting, "SAID_EVERY", 2_000)
    tell = exporting._progress("mentions")
    for count in (1_000, 2_000, 3_000):
        tell(count)
    return place.getvalue()


def test_progress_is_one_line_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told_of(monkeypatch, Screen()) == "\r1,000 mentions\r2,000 mentions\r3,000 mentions"


def test_the_line_of_progress_is_gone_before_the_rows_come(answered: Brand) -> None:
    screen, end = pty.openpty()
    with ExitStack() as stack:
        stack.callback(os.close, screen)
        stack.callback(os.close, end)
        words = ["export", "events", "--config", str(answered.config)]
        subprocess.run([*PROGRAM, *words], stdout=end, stderr=end, timeout=PATIENCE_S, check=True)
        shown = os.read(screen, 4096).decode()
    assert shown.startswith(f"\r{'':40}\revent_id,at,kind")
    assert shown.endswith("2 events\r\n")


def test_progress_is_a_line_now_and_then_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told_of(monkeypatch, io.StringIO()) == "2,000 mentions so far\n"


def test_progress_is_told_every_step(answered: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "STEP", 1)
    monkeypatch.setattr(exporting, "SAID_EVERY", 1)
    said = answered.does("export", "mentions").stderr
    assert said == "1 mentions so far\n2 mentions so far\n2 mentions\n"


@pytest.mark.parametrize("format_", ["parquet", "xlsx"])
def test_a_terminal_is_spared_what_would_garble_it(answered: Brand, format_: str) -> None:
    screen, end = pty.openpty()
    with ExitStack() as stack:
        stack.callback(os.close, screen)
        stack.callback(os.close, end)
        words = ["export", "mentions", "--format", format_, "--config", str(answered.config)]
        done = subprocess.run(
            [*PROGRAM, *words],
            stdout=end,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
        os.write(end, b".")
        assert os.read(screen, 4096) == b"."
    assert done.returncode == 2
    assert b"is nothing for a terminal\ngive -o FILE" in done.stderr


def test_every_moment_that_selects_can_be_asked_for() -> None:
    moments = {name for stream in report_streams.STREAMS.values() for name in stream.moments}
    assert set(exporting.BY) == moments


def test_a_folder_is_no_file(answered: Brand, tmp_path: Path) -> None:
    assert "it is a folder" in answered.fails("export", "events", "-o", tmp_path, code=2)
