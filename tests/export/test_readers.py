"""What analysts open the files with reads what was written, whatever strangers wrote into it."""

import io
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from social_care.export.columns import Value, records
from social_care.export.tables import MENTIONS
from social_care.storage.connection import Row
from social_care.text import clean, mask_formula
from tests.export.kit import Stored, csv_rows, jsonl_rows, parquet_rows, record, written, xlsx_rows
from tests.world import START

HOSTILE = (
    *("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", " =1", "\n=1", "＝1", "'=1", "'", "''"),
    *("a\r\nb", "\r", "\n", "a\n\nb\n", '"', '""', 'a,"b"', "a,b;c\td", ",", "\\", "\\n", "\\N"),
    *("<r>x</r>", "<r><t>=1</t></r>", "&amp;<b>", "]]>", "<![CDATA[", "_x000D_", "_x0041_"),
    *("\x1b[31mred\x1b[0m", "\x9b2J", "\x07\x08\x7f", "\x00", "\u202eevil\u2066", "\ufeffbom"),
    *(
        "\ud800 lone",
        "\udc00",
        "\U0001fffe\U0001ffff",
        "\ufffd",
        "\u2028\u2029\x85",
        "e\u0301\u0301",
    ),
    *("NULL", "null", "NA", "N/A", "NaN", "nan", "None", "inf", "-inf", "true", "TRUE"),
    *("1", "1.0", "1e5", "00123", "0x10", "(1)", "1,000", "$1", "50%", "2026-11-02", "#REF!"),
    *(" lead", "trail ", "   ", '{"a": 1}', "[1]", "https://x.example/?a=1,2", "mailto:a@b"),
    *("\U0001f600" * 300, "x" * 25_000, "1\u200d2", "👍🏽", "日本語", "مرحبا"),
)
texts = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=30),
        st.sampled_from(HOSTILE),
        st.tuples(st.sampled_from(HOSTILE), st.text(max_size=5)).map("".join),
    ),
    min_size=1,
    max_size=12,
)


def made(said: list[str]) -> list[list[Value]]:
    """Mentions in which these are the customer's handle, words and links."""
    rows = [
        Stored(
            dict.fromkeys((c.source or c.name for c in MENTIONS.columns), None)
            | {"mention_id": number, "posted_at": START + number, "sentiment": -0.5, "likes": 3}
            | dict.fromkeys(("customer", "text", "external_id", "url"), text)
            | {"uncertain": 1, "private": '["email"]', "band_rank": 1}
        )
        for number, text in enumerate(said, 1)
    ]
    return list(records(MENTIONS, cast("list[Row]", rows), None))


@settings(max_examples=25)
@given(texts)
def test_every_format_gives_back_the_words_made_inert(said: list[str]) -> None:
    rows, expected = made(said), [clean(text) or None for text in said]
    guarded = ["" if text is None else mask_formula(text) for text in expected]
    assert [row["text"] for row in csv_rows(written("csv", MENTIONS, rows))] == guarded
    for format_, read in (("jsonl", jsonl_rows), ("parquet", parquet_rows), ("xlsx", xlsx_rows)):
        found = read(written(format_, MENTIONS, rows))
        assert [row["text"] for row in found] == expected, format_
        assert [row["customer"] for row in found] == expected, format_


@cache
def corpus() -> tuple[str, ...]:
    """Texts for readers that take their time to load: each format is read once."""
    return (*HOSTILE, *(f"{one}{other}" for one in HOSTILE[:20] for other in HOSTILE[20:40]))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus in every format."""
    folder = tmp_path_factory.mktemp("files")
    rows = made(list(corpus()))
    for format_ in ("csv", "jsonl", "parquet", "xlsx"):
        (folder / f"mentions.{format_}").write_bytes(written(format_, MENTIONS, rows))
    return folder


def words(guard: bool = False) -> list[str | None]:
    """What a reader must find."""
    found = [clean(text) for text in corpus()]
    return [(mask_formula(text) if guard else text) or None for text in found]


def none_for_missing(values: Any) -> list[str | None]:
    """A pandas column as plain values."""
    return [None if pd.isna(value) or value == "" else value for value in values]


def test_pandas_reads_csv(files: Path) -> None:
    frame = pd.read_csv(
        files / "mentions.csv", keep_default_na=False, na_values=[""], parse_dates=["posted_at"]
    )
    assert none_for_missing(frame["text"]) == words(guard=True)
    assert frame["posted_at"][0] == datetime(2026, 11, 2, 9, 0, 0, 1_000, tzinfo=UTC)
    assert (frame["sentiment"] == -0.5).all()


def test_pandas_reads_json_lines(files: Path) -> None:
    frame = pd.read_json(files / "mentions.jsonl", lines=True, dtype=False)
    assert none_for_missing(frame["text"]) == words()
    assert frame["private"][0] == ["email"]


def test_pandas_reads_parquet(files: Path) -> None:
    frame = pd.read_parquet(files / "mentions.parquet")
    assert none_for_missing(frame["text"]) == words()
    assert frame["posted_at"][0] == datetime(2026, 11, 2, 9, 0, 0, 1_000, tzinfo=UTC)
    assert list(frame.columns) == MENTIONS.names


def test_pandas_reads_xlsx(files: Path) -> None:
    frame = pd.read_excel(files / "mentions.xlsx", keep_default_na=False, dtype={"text": str})
    found = [unescape(text) for text in frame["text"]]
    assert none_for_missing(found) == words()
    assert frame["posted_at"][0] == datetime(2026, 11, 2, 9, 0, 0, 1_000)  # noqa: DTZ001


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_duckdb_reads_it(files: Path, format_: str) -> None:
    with duckdb.connect() as db:
        found = db.execute(
            f"SELECT text, epoch_ms(posted_at::TIMESTAMPTZ), sentiment, uncertain"
            f" FROM '{files}/mentions.{format_}' ORDER BY mention_id"
        ).fetchall()
    assert [row[0] for row in found] == words(guard=format_ == "csv")
    assert [row[1] for row in found] == [START + number for number in range(1, len(found) + 1)]
    assert {row[2:] for row in found} == {(-0.5, True)}


def test_a_file_of_one_row_is_read_too() -> None:
    """Readers guess by what stands there: a column with nothing in it must not stop them."""
    data = written("csv", MENTIONS, [record(MENTIONS, mention_id=1)])
    assert pd.read_csv(io.BytesIO(data))["mention_id"].tolist() == [1]
