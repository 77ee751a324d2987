"""The agent's own editor: words go out privately and come back whatever happens."""

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from social_care.errors import StoreError
from social_care.tui.editor import editor_command, write_in_editor
from social_care.tui.scratch import lend


def script(tmp_path: Path, body: str) -> list[str]:
    """An editor that is a few lines of Python; `path` is the file it is given."""
    file = tmp_path / "editor.py"
    file.write_text(f"import os, sys, time, pathlib\npath = pathlib.Path(sys.argv[1])\n{body}\n")
    return [sys.executable, str(file)]


def until(flag: Path) -> str:
    """An editor's line: it stays open until the test has seen what it waits for."""
    return f"while not pathlib.Path({str(flag)!r}).exists():\n    time.sleep(0.001)"


def never(*_: object) -> None:
    raise AssertionError("nothing was due")


def edit(
    tmp_path: Path,
    command: list[str],
    *,
    written: str = "x",
    keep: Callable[[str], object] = never,
    beat: Callable[[], object] = never,
) -> str:
    loan = lend(tmp_path / "scratch", 7, private=False, written=written)
    try:
        return write_in_editor(command, loan, keep, beat)
    finally:
        loan.close()


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "ed"}, ["code", "--wait"]),
        ({"EDITOR": "nano -w"}, ["nano", "-w"]),
        ({"VISUAL": "", "EDITOR": ""}, ["vi"]),
        ({}, ["vi"]),
    ],
)
def test_visual_comes_before_editor_before_vi(
    environment: dict[str, str], command: list[str]
) -> None:
    assert editor_command(environment) == command


def test_a_quotation_mark_without_its_other_half_is_no_crash() -> None:
    assert editor_command({"VISUAL": 'vim "'}) == ['vim "']


def test_the_draft_goes_out_and_the_edit_comes_back(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text(path.read_text().upper())")
    assert edit(tmp_path, command, written="hello Kim") == "HELLO KIM"


def test_an_editors_last_newline_is_not_part_of_the_reply(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text('two\\nlines\\n')")
    assert edit(tmp_path, command) == "two\nlines"


def test_what_was_saved_before_the_editor_died_comes_back(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text('half'); os._exit(9)")
    assert edit(tmp_path, command) == "half"


def test_an_editor_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        edit(tmp_path, [str(tmp_path / "nothing")])


def test_bytes_that_are_no_text_do_not_lose_the_rest(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_bytes(b'caf\\xe9 words')")
    assert edit(tmp_path, command).endswith("words")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second passes in a millisecond."""
    monkeypatch.setattr("social_care.tui.editor.LOOK_S", 0.001)


@pytest.mark.usefixtures("quick")
def test_the_claim_is_kept_while_the_editor_is_open(tmp_path: Path) -> None:
    flag = tmp_path / "beaten"
    assert edit(tmp_path, script(tmp_path, until(flag)), beat=flag.touch) == "x"


@pytest.mark.usefixtures("quick")
def test_what_the_editor_saves_is_kept_while_it_is_open(tmp_path: Path) -> None:
    flag, kept = tmp_path / "kept", list[str]()

    def keep(words: str) -> None:
        kept.append(words)
        flag.touch()

    command = script(tmp_path, f"path.write_text('half of it\\n')\n{until(flag)}")
    edit(tmp_path, command, keep=keep, beat=lambda: None)
    assert kept == ["half of it"]


@pytest.mark.usefixtures("quick")
def test_an_emptied_file_takes_no_words_away(tmp_path: Path) -> None:
    looked, beaten, kept = tmp_path / "looked", count(1), list[str]()

    def beat() -> None:
        if next(beaten) == 2:  # sixty looks at a file without words
            looked.touch()

    command = script(tmp_path, f"path.write_text('')\n{until(looked)}\npath.write_text('all')")
    assert edit(tmp_path, command, written="before", keep=kept.append, beat=beat) == "all"
    assert set(kept) <= {"all"}


@pytest.mark.usefixtures("quick")
def test_what_the_database_does_not_take_is_tried_again(tmp_path: Path) -> None:
    flag, tries = tmp_path / "kept", list[str]()

    def keep(words: str) -> None:
        tries.append(words)
        if len(tries) < 3:
            raise StoreError("the database is busy", "try again")
        flag.touch()

    command = script(tmp_path, f"path.write_text('words')\n{until(flag)}")
    assert edit(tmp_path, command, keep=keep, beat=lambda: None) == "words"
    assert tries == ["words"] * 3
