"""A watched folder: what goes wrong with files, and which of them are meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from social_care.connectors.folder import Folder
from social_care.connectors.folder import connector as module
from social_care.connectors.folder.reading import read_part
from social_care.errors import ConfigError, ErrorClass, NetworkError
from tests.connectors.file_kit import ids, line
from tests.connectors.folder_kit import CONTEXT, Drop


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path)


class TestTrouble:
    """Bad lines, and files that do not stay as they are."""

    def test_a_bad_line_is_told_by_file_and_number_and_passed_over(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.jsonl", line("1"), "no json\n", line("2"))
        assert ids(drop.settle()) == ["1", "2"]
        assert "a.jsonl: line 2: this is not JSON" in caplog.text

    def test_a_file_name_cannot_act_on_the_log(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a\x1b[2J\n.jsonl", "no json\n")
        drop.settle()
        assert "a .jsonl: line 1" in caplog.text

    def test_a_file_written_anew_is_read_from_the_top(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"), line("2"))
        drop.settle()
        drop.write("a.jsonl", line("3"), mode="w")
        assert ids(drop.settle()) == ["3"]

    def test_a_longer_file_in_its_place_is_read_from_the_top(
        self, drop: Drop, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.jsonl", line("1"))
        drop.settle()
        drop.write("a.jsonl", line("7", text="x" * 600), line("8"), mode="w")
        assert ids(drop.settle()) == ["7", "8"]
        assert "is not the file it was" in caplog.text

    def test_a_record_changed_in_place_is_an_edit(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1", text="My boots leak"), line("2"))
        before = drop.settle().mentions
        drop.write("a.jsonl", line("1", text="My boots float"[:13]), line("2"), mode="w")
        after = drop.settle().mentions
        assert [mention.external_id for mention in after] == ["1", "2"]
        assert before[0].version != after[0].version
        assert before[1].version == after[1].version

    def test_a_file_that_is_gone_is_forgotten(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"))
        drop.settle()
        (drop.path / "a.jsonl").unlink()
        drop.poll()
        assert json.loads(drop.cursor or "")["files"] == {}
        drop.write("a.jsonl", line("1"))
        assert ids(drop.settle()) == ["1"]

    def test_a_file_that_goes_while_we_look_harms_nothing(
        self, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.jsonl", line("a"))
        drop.write("b.jsonl", line("b"))
        drop.poll()
        reading = read_part

        def vanish(path: Path, *rest: Any) -> Any:
            if path.name == "a.jsonl":
                path.unlink()
            return reading(path, *rest)

        monkeypatch.setattr(module, "read_part", vanish)
        assert ids(drop.poll()) == ["b"]
        assert not caplog.records

    def test_a_file_that_cannot_be_read_is_told_of_and_tried_again(
        self, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.jsonl", line("a"))
        drop.write("b.jsonl", line("b"))
        drop.poll()
        reading = read_part

        def deny(path: Path, *rest: Any) -> Any:
            if path.name == "a.jsonl":
                raise PermissionError(13, "Permission denied")
            return reading(path, *rest)

        monkeypatch.setattr(module, "read_part", deny)
        assert ids(drop.poll()) == ["b"]
        assert "a.jsonl cannot be read: Permission denied" in caplog.text
        monkeypatch.undo()
        assert ids(drop.poll()) == ["a"]

    def test_a_missing_folder_is_tried_again_and_the_remedy_names_the_key(
        self, tmp_path: Path
    ) -> None:
        drop = Drop(tmp_path / "none")
        for call in (Folder.from_settings(drop.table, CONTEXT).check, drop.poll):
            with pytest.raises(NetworkError) as caught:
                call()
            assert caught.value.error_class is ErrorClass.TRANSIENT
            assert str(drop.path) in caught.value.message
            assert "`path`" in caught.value.remedy

    @pytest.mark.parametrize("cursor", ["", '{"v": 0}', '{"v": 1, "files": {"a": [1]}}', "[]"])
    def test_a_cursor_that_cannot_be_read_begins_again(
        self, drop: Drop, cursor: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        drop.write("a.jsonl", line("1"))
        drop.cursor = cursor
        assert ids(drop.settle()) == ["1"]
        assert "the stream begins again" in caplog.text


class TestAround:
    """Which files, the check, and what is wrong with a table."""

    def test_only_files_of_the_pattern_are_read(self, drop: Drop) -> None:
        for name in ("a.jsonl", "b.txt", ".c.jsonl", "d.jsonl.part"):
            drop.write(name, line(name))
        (drop.path / "e.jsonl").mkdir()
        (drop.path / "f.jsonl").symlink_to(drop.path / "nowhere")
        assert ids(drop.settle()) == ["a.jsonl"]

    @pytest.mark.parametrize("pattern", ["*.txt", ["*.txt"]])
    def test_the_pattern_can_be_another(self, tmp_path: Path, pattern: object) -> None:
        drop = Drop(tmp_path, pattern=pattern)
        drop.write("a.jsonl", line("a"))
        drop.write("b.txt", line("b"))
        assert ids(drop.settle()) == ["b"]

    def test_nothing_is_written_there(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"))
        drop.path.chmod(0o555)
        before = {file.name: file.stat().st_mtime_ns for file in drop.path.iterdir()}
        drop.settle()
        after = {file.name: file.stat().st_mtime_ns for file in drop.path.iterdir()}
        drop.path.chmod(0o755)
        assert before == after

    def test_an_empty_folder_is_a_warning(self, drop: Drop) -> None:
        folder = Folder.from_settings(drop.table, CONTEXT)
        (warning,) = folder.check().warnings
        assert "there is no file *.jsonl, *.csv" in warning
        drop.write("a.csv")
        assert folder.check().warnings == ()

    def test_two_tools_may_call_two_people_by_one_name(self, tmp_path: Path) -> None:
        tables = ({"path": str(tmp_path), "name": name} for name in ("crm", "forum"))
        made = [Folder.from_settings(table, CONTEXT) for table in tables]
        assert len({folder.network for folder in made}) == 2

    def test_nothing_can_be_answered(self, drop: Drop) -> None:
        drop.write("a.jsonl", line("1"))
        folder = Folder.from_settings(drop.table, CONTEXT)
        with pytest.raises(NetworkError) as caught:
            folder.send(None)  # type: ignore[arg-type]
        assert caught.value.error_class is ErrorClass.REFUSED
        assert not drop.settle().mentions[0].can_reply
        assert folder.thread("1") == []
        folder.close()

    @pytest.mark.parametrize(
        ("table", "problem"),
        [
            ({}, "path: is missing"),
            ({"path": "a", "pattern": "sub/*.csv"}, "pattern: must be a file name with *"),
            ({"path": "a", "pattern": " "}, "pattern: must be a file name with *"),
            ({"path": "a", "pattern": 7}, "pattern: must be a list of texts"),
            ({"path": "a", "every_s": 0}, "every_s: must be between 1 and"),
            ({"path": "a", "paht": 1}, 'paht: is not known here (did you mean "path"?)'),
        ],
    )
    def test_a_bad_table_is_refused(self, table: dict[str, Any], problem: str) -> None:
        with pytest.raises(ConfigError) as caught:
            Folder.from_settings({"name": "x", "connector": "folder", **table}, CONTEXT)
        assert caught.value.problems[0].startswith(problem)
