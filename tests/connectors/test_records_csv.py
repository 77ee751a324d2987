"""Import records in CSV files, as people and spreadsheets write them."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.records import LARGEST_CELL, RecordError, parse_record, read_csv
from social_care.models import Author, Mention, Visibility
from social_care.text import storable
from tests.connectors.record_kit import NINE, NINE_MS, csv_text, records, same, written

HEAD = "external_id,text,created_at\n"


def lines(text: str) -> list[str]:
    """As a file gives them."""
    return list(io.StringIO(text, newline="\n"))


def read(text: str) -> list[Mention | RecordError]:
    """All that is in it."""
    return list(read_csv(lines(text)))


def mentions(text: str) -> list[Mention]:
    """All mentions in it, where nothing else is."""
    found = read(text)
    assert all(isinstance(each, Mention) for each in found), found
    return [each for each in found if isinstance(each, Mention)]


def problems(text: str) -> list[str]:
    """The messages of all errors in it."""
    return [each.message for each in read(text) if isinstance(each, RecordError)]


class TestColumns:
    """The first line names the fields."""

    def test_three_columns_are_enough_in_any_order(self) -> None:
        (mention,) = mentions(f"text,created_at,external_id\nhello,{NINE},1\n")
        assert (mention.text, mention.posted_at, mention.external_id) == ("hello", NINE_MS, "1")

    @pytest.mark.parametrize("mark", [".", "_"])
    def test_the_authors_fields_are_dotted_or_underlined(self, mark: str) -> None:
        names = ("id", "handle", "name", "followers", "verified", "url")
        head = ",".join(f"author{mark}{name}" for name in names)
        (mention,) = mentions(f"external_id,text,created_at,{head}\n1,a,{NINE},9,@k,K,12,yes,u\n")
        assert mention.author == Author(
            id="9", handle="k", name="K", followers=12, verified=True, url="u"
        )

    def test_names_may_be_written_in_capitals_and_with_spaces(self) -> None:
        assert mentions(f"External_ID, Text ,CREATED_AT\n1,a,{NINE}\n")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_comma_semicolon_or_tab_part_cells(self, delimiter: str) -> None:
        rows = [["external_id", "text", "created_at"], ["1", "a,b;c\td", NINE]]
        assert mentions(csv_text(rows, delimiter))[0].text == "a,b;c\td"

    def test_unknown_columns_are_kept_in_raw(self) -> None:
        (mention,) = mentions(f"external_id,text,created_at,mood\n1,a,{NINE},blue\n")
        assert json.loads(mention.raw)["mood"] == "blue"

    def test_a_missing_column_is_said_once_and_nothing_is_read(self) -> None:
        (error,) = read("id,text,created_at\n1,a,b\n2,c,d\n")
        assert isinstance(error, RecordError)
        assert error.message == (
            "line 1: external_id: there is no such column, only id, text, created_at"
        )
        assert "must name the columns" in error.remedy

    def test_two_columns_of_one_name_are_refused(self) -> None:
        (problem,) = problems("external_id,text,created_at,author.handle,author_handle\n")
        assert problem == "line 1: author.handle: there are two such columns"

    def test_an_empty_file_has_no_header(self) -> None:
        assert problems("") == ["line 1: external_id: there is no such column, only nothing"]

    def test_a_header_alone_is_no_fault(self) -> None:
        assert read(HEAD) == []

    @pytest.mark.parametrize("mark", ["\ufeff", ""])
    def test_a_byte_order_mark_is_no_fault(self, mark: str) -> None:
        raw = f'{mark}"external_id",text,created_at\r\n1,a,{NINE}\r\n'.encode()
        (mention,) = read_csv(raw.splitlines(keepends=True))
        assert isinstance(mention, Mention)


class TestCells:
    """What stands in them."""

    def test_empty_cells_are_absent_fields(self) -> None:
        names = "in_reply_to,thread_id,visibility,likes,author.handle,author.followers,media,lang"
        (mention,) = mentions(f"external_id,text,created_at,{names}\n1,a,{NINE},,,,,,,,\n")
        assert (mention.thread_key, mention.in_reply_to, mention.lang) == ("1", None, None)
        assert mention.visibility is Visibility.PUBLIC
        assert mention.author == Author(id="unknown:1")
        assert mention.media == ()

    def test_an_empty_text_is_a_text(self) -> None:
        assert mentions(f"{HEAD}1,,{NINE}\n")[0].text == ""

    def test_media_are_parted_by_semicolons(self) -> None:
        (mention,) = mentions(f"external_id,text,created_at,media\n1,a,{NINE},a.jpg; b.mp4 ;\n")
        assert [(each.kind, each.url) for each in mention.media] == [
            ("image", "a.jpg"),
            ("video", "b.mp4"),
        ]

    def test_quotes_commas_and_newlines_belong_to_the_text(self) -> None:
        (first, second) = mentions(f'{HEAD}1,"a, ""b""\nc",{NINE}\n2,d,{NINE}\n')
        assert first.text == 'a, "b"\nc'
        assert second.external_id == "2"

    def test_a_formula_is_only_text(self) -> None:
        assert mentions(f"{HEAD}1,=1+1,{NINE}\n")[0].text == "=1+1"

    def test_broken_utf8_is_replaced_and_kept(self) -> None:
        (mention,) = read_csv([HEAD.encode(), f"1,caf\xe9,{NINE}\n".encode("latin-1")])
        assert isinstance(mention, Mention)
        assert mention.text == "caf\ufffd"

    def test_a_text_longer_than_the_csv_module_likes_is_read(self) -> None:
        usual = csv.field_size_limit()
        text = "x" * (usual + 1)
        (mention,) = mentions(f"{HEAD}1,{text},{NINE}\n")
        assert mention.text == storable(text)
        assert json.loads(mention.raw)["text"] == text
        assert csv.field_size_limit() == usual

    def test_the_modules_own_limit_holds_while_a_reader_rests(self) -> None:
        usual = csv.field_size_limit()
        reading = read_csv(lines(f"{HEAD}1,a,{NINE}\n2,b,{NINE}\n"))
        next(reading)
        assert csv.field_size_limit() == usual


class TestBadLines:
    """Said by number, and reading goes on."""

    def test_a_bad_record_is_said_by_the_line_it_begins_on(self) -> None:
        found = read(f'{HEAD}1,"two\nlines",{NINE}\n\n2,b,never\n3,c,{NINE}\n')
        first, error, last = found
        assert isinstance(first, Mention)
        assert isinstance(error, RecordError)
        assert error.message == "line 5: created_at: 'never' is not a time"
        assert isinstance(last, Mention)

    @pytest.mark.parametrize("row", ["1,a", f"1,a,{NINE},b"])
    def test_a_row_must_have_as_many_cells_as_columns(self, row: str) -> None:
        found = read(f"{HEAD}{row}\n2,b,{NINE}\n")
        assert isinstance(found[0], RecordError)
        assert found[0].message == f"line 2: {row.count(',') + 1} cells, but 3 columns"
        assert isinstance(found[1], Mention)

    def test_a_quote_in_the_wrong_place(self) -> None:
        found = read(f'{HEAD}1,"a"b,{NINE}\n2,c,{NINE}\n')
        assert isinstance(found[0], RecordError)
        assert found[0].message.startswith("line 2: this is not CSV: ',' expected after '\"'")
        assert "double every quote" in found[0].remedy
        assert isinstance(found[1], Mention)

    def test_a_quote_that_is_never_closed_does_not_swallow_the_rest_silently(self) -> None:
        assert problems(f'{HEAD}1,"a,{NINE}\n2,b,{NINE}\n') == [
            "line 2: this is not CSV: unexpected end of data"
        ]

    def test_a_cell_has_an_end_and_reading_goes_on_behind_it(self) -> None:
        huge = "x" * (LARGEST_CELL + 1)
        found = read(f'{HEAD}1,"{huge}\n2,b,{NINE}\n')
        assert isinstance(found[0], RecordError)
        assert "field larger than field limit" in found[0].message
        assert isinstance(found[-1], Mention)

    def test_old_line_ends_inside_a_row_are_said(self) -> None:
        (problem,) = problems(f"{HEAD}1,a\r2,b,{NINE}\n")
        assert problem.startswith("line 2: this is not CSV: new-line character seen")


def row(record: dict[str, Any], names: list[str]) -> list[str]:
    """A record as cells."""
    flat = {f"author.{name}": value for name, value in record["author"].items()} | record
    flat["media"] = ";".join(record["media"])
    return ["" if flat[name] is None else str(flat[name]) for name in names]


NAMES = [
    "author.id", "author.handle", "author.name", "author.followers", "author.verified",
    "author.url", "external_id", "text", "created_at", "url", "in_reply_to", "thread_id", "lang",
    "visibility", "reposts", "likes", "media",
]  # fmt: skip


class TestRoundTrip:
    """What is written into a file comes out of it."""

    @given(st.lists(records(), max_size=4), st.sampled_from(",;\t"))
    def test_through_csv(self, given_records: list[dict[str, Any]], delimiter: str) -> None:
        text = csv_text([NAMES, *(row(each, NAMES) for each in given_records)], delimiter)
        found = list(read_csv(_as_file(text)))
        assert all(isinstance(each, Mention) for each in found), found
        back = [written(each) for each in found if isinstance(each, Mention)]
        assert len(back) == len(given_records)
        assert all(map(same, back, given_records))

    @given(records())
    def test_csv_and_json_say_the_same(self, record: dict[str, Any]) -> None:
        (mention,) = read_csv(_as_file(csv_text([NAMES, row(record, NAMES)])))
        assert isinstance(mention, Mention)
        assert written(mention) == written(parse_record(record, 1))


def _as_file(text: str) -> list[bytes]:
    """Lines as a binary file gives them: parted by \\n only."""
    return [line + b"\n" for line in text.encode().split(b"\n")[:-1]]


class TestGoingOn:
    """In the middle of a file that was read up to there."""

    def test_the_columns_are_those_of_the_header(self) -> None:
        rows = lines(f"2,Hello,{NINE}\n")
        (found,) = read_csv(rows, header=HEAD, before=7)
        assert isinstance(found, Mention)
        assert found.external_id == "2"

    def test_lines_are_counted_from_the_top(self) -> None:
        found = list(read_csv(lines("a\n\nb\n"), header=HEAD, before=7))
        assert [each.line for each in found if isinstance(each, RecordError)] == [8, 10]

    def test_a_byte_order_mark_before_the_header_is_no_column(self) -> None:
        (found,) = read_csv(lines(f"2,Hello,{NINE}\n"), header="\ufeff" + HEAD, before=1)
        assert isinstance(found, Mention)
