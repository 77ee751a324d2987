"""A watched folder: files that come and grow while others write them, page by page."""

import json
from pathlib import Path

import pytest

from social_care.connectors.base import Budget, Page
from social_care.connectors.fields import iso
from social_care.connectors.folder import Folder
from social_care.connectors.folder import connector as module
from tests.connectors.file_kit import FileContract, FileOnTrial, ids, line
from tests.connectors.folder_kit import CONTEXT, HEAD, Drop, row
from tests.connectors.world import NOW, World


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path)


class Quick(Folder):
    """Looks twice at each poll, so that nothing has to be waited for."""

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        first = super().fetch(stream, cursor, budget)
        return super().fetch(stream, first.cursor, budget)


class FolderOnTrial(FileOnTrial, Drop):
    """A folder as the contract's other side."""

    own_id = "files"

    def connect(self) -> Folder:
        return Quick.from_settings(self.table, CONTEXT)

    def add(self, record: str) -> None:
        self.write("all.jsonl", record)


class TestContract(FileContract):
    """The whole suite, as far as a folder can be a network."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return FolderOnTrial(tmp_path)


class TestWaiting:
    """Others are still writing."""

    def test_what_stood_there_at_the_last_poll_is_read(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"))
        assert ids(drop.poll()) == []
        drop.write("a.jsonl", line("2"))
        assert ids(drop.poll()) == ["1"]
        assert ids(drop.poll()) == ["2"]
        assert ids(drop.poll()) == []

    @pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
    def test_a_file_that_is_always_written_to_is_read_all_the_same(
        self, drop: Drop, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """By somebody who stops anywhere; what is not finished waits, and is no news."""
        records = [f"{number}" for number in range(40)]
        made = line if name == "a.jsonl" else lambda each: row(each, "one\n\nand more")
        whole = ("" if name == "a.jsonl" else HEAD) + "".join(map(made, records))
        seen: list[str] = []
        for begin in range(0, len(whole), 37):
            drop.write(name, whole[begin : begin + 37])
            seen += ids(drop.poll())
        assert seen == records[: len(seen)]
        assert len(seen) > 35
        assert ids(drop.poll()) == records[len(seen) :]
        assert not caplog.records

    def test_a_flood_that_does_not_end_is_read_page_by_page(self, drop: Drop) -> None:
        drop.write("a.jsonl", *(line(f"{number}") for number in range(5)))
        drop.poll()
        drop.write("a.jsonl", line("5"))
        first = drop.poll(size=3)
        assert (ids(first), first.more) == (["0", "1", "2"], True)
        assert ids(drop.poll(size=3)) == ["3", "4", "5"]

    def test_one_that_is_written_anew_holds_up_no_other(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("a"))
        drop.write("b.jsonl", line("b"), line("c"))
        drop.poll()
        drop.write("b.jsonl", line("d"), mode="w")
        assert ids(drop.poll()) == ["a"]
        drop.write("b.jsonl", line("e"))
        assert ids(drop.poll()) == ["d"]

    def test_what_is_added_is_read_once(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"))
        drop.settle()
        drop.write("a.jsonl", line("2"))
        assert ids(drop.settle()) == ["2"]

    @pytest.mark.parametrize("cut", [5, 40])
    def test_a_line_half_written_waits_for_its_end(
        self, drop: Drop, cut: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        second = line("2")
        drop.write("a.jsonl", line("1"), second[:cut])
        assert ids(drop.settle()) == ["1"]
        assert "a.jsonl: line 2" in caplog.text
        assert "it may still be written, and waits" in caplog.text
        drop.write("a.jsonl", second[cut:], line("3"))
        assert ids(drop.settle()) == ["2", "3"]

    def test_the_last_line_needs_no_newline(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"), line("2").rstrip("\n"))
        assert ids(drop.settle()) == ["1", "2"]
        drop.write("a.jsonl", "\n", line("3"))
        assert ids(drop.settle()) == ["2", "3"]

    def test_half_a_character_waits_too(self, drop: Drop) -> None:
        whole = json.dumps({"external_id": "1", "text": "ü", "created_at": iso(NOW)})
        raw = (whole.replace("\\u00fc", "ü") + "\n").encode()
        cut = raw.index("ü".encode()) + 1
        file = drop.write("a.jsonl")
        file.write_bytes(raw[:cut])
        assert ids(drop.settle()) == []
        with file.open("ab") as out:
            out.write(raw[cut:])
        drop.write("a.jsonl")
        assert [mention.text for mention in drop.settle().mentions] == ["ü"]


class TestTables:
    """CSV, whose records may have several lines and need the first one of the file."""

    def test_rows_added_later_are_read_by_the_same_columns(self, drop: Drop) -> None:
        drop.write("a.csv", HEAD, row("1"))
        assert ids(drop.settle()) == ["1"]
        drop.write("a.csv", row("2"))
        (mention,) = drop.settle().mentions
        assert (mention.external_id, mention.author.handle) == ("2", "kim")

    def test_a_record_of_several_lines_is_one(self, drop: Drop) -> None:
        drop.write("a.csv", HEAD, row("1", "Hello\nagain\n"), row("2"))
        first = drop.settle(size=1)
        second = drop.poll(size=1)
        assert first.mentions[0].text == "Hello\nagain\n"
        assert (ids(second), first.more) == (["2"], True)

    @pytest.mark.parametrize("cut", ["2,", '2,"Hel', '2,"Hello\n', '2,"Hello\n\nagain'])
    def test_a_row_half_written_waits_for_its_end(
        self, drop: Drop, cut: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        whole = row("2", "Hello\n\nagain") if "\n" in cut else row("2", "Hello")
        drop.write("a.csv", HEAD, row("1"), cut)
        assert ids(drop.settle()) == ["1"]
        assert "and waits" in caplog.text
        drop.write("a.csv", whole.removeprefix(cut), row("3"))
        assert ids(drop.settle()) == ["2", "3"]

    def test_a_last_row_that_turns_out_longer_is_an_edit(self, drop: Drop) -> None:
        """It looked complete when its file stood still."""
        drop.write("a.csv", "created_at,external_id,text\n", f"{iso(NOW)},1,My boo")
        (before,) = drop.settle().mentions
        drop.write("a.csv", "ts leak\n")
        (after,) = drop.settle().mentions
        assert (before.text, after.text) == ("My boo", "My boots leak")
        assert before.external_id == after.external_id
        assert before.version != after.version

    def test_bad_rows_are_told_by_their_line_also_after_a_pause(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.csv", HEAD, row("1", "two\nlines"))
        drop.settle()
        drop.write("a.csv", "only one cell\n", row("2"), ",no id,x,y\n")
        assert ids(drop.settle()) == ["2"]
        assert "a.csv: line 4: 1 cells, but 4 columns" in caplog.text
        assert "a.csv: line 6: external_id" in caplog.text

    def test_a_table_without_the_columns_is_told_of(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.csv", "name,words\n", "a,b\n")
        assert ids(drop.settle()) == []
        assert "a.csv: line 1: external_id: there is no such column" in caplog.text

    def test_a_quote_never_closed_is_told_of(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.csv", HEAD, row("1"), '2,"Hello,x,y\n', row("3"))
        assert ids(drop.settle()) == ["1"]
        assert "a.csv: line 3: this is not CSV" in caplog.text


class TestPages:
    """Large files, and many."""

    def test_a_long_file_comes_in_pages(self, drop: Drop) -> None:
        drop.write("a.jsonl", *(line(f"{n}") for n in range(5)))
        found = [drop.settle(size=2)]
        while found[-1].more:
            found.append(drop.poll(size=2))
        assert [ids(page) for page in found] == [["0", "1"], ["2", "3"], ["4"]]

    def test_pages_go_over_from_file_to_file_the_oldest_first(self, drop: Drop) -> None:
        drop.write("z.jsonl", line("1"), line("2"))
        drop.write("a.csv", HEAD, row("3"), row("4"))
        first = drop.settle(size=3)
        assert (ids(first), first.more) == (["1", "2", "3"], True)
        second = drop.poll(size=3)
        assert (ids(second), second.more) == (["4"], False)

    def test_a_file_that_grows_between_two_pages_goes_on_later(self, drop: Drop) -> None:
        drop.write("a.jsonl", *(line(f"{n}") for n in range(4)))
        drop.settle(size=2)
        drop.write("a.jsonl", line("4"))
        second = drop.poll(size=2)
        assert (ids(second), second.more) == (["2", "3"], True)
        assert ids(drop.poll(size=2)) == ["4"]

    def test_of_too_many_files_the_latest_are_watched(
        self, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(module, "MOST_FILES", 2)
        for number in range(3):
            drop.write(f"{number}.jsonl", line(f"{number}"))
        assert ids(drop.settle()) == ["1", "2"]
        assert "holds 3 files; the latest 2 are watched" in caplog.text
        assert len(json.loads(drop.cursor or "")["files"]) == 2


def test_a_file_written_in_pieces_of_any_size_loses_nothing(drop: Drop) -> None:
    """By an exporter that does not care about lines. Where a piece ends just before the newline,
    its record is read with it and once more with the next: the store knows it then."""
    whole = "".join(line(f"{number}") for number in range(40))
    seen: list[str] = []
    for begin in range(0, len(whole), 37):
        drop.write("a.jsonl", whole[begin : begin + 37])
        seen += ids(drop.settle())
    assert list(dict.fromkeys(seen)) == [f"{number}" for number in range(40)]
    assert len(seen) < 45
