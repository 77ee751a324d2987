"""The agent's own editor: words go out privately and come back whatever happens."""

import stat
import sys
from pathlib import Path

import pytest

from social_care.tui.editor import editor_command, write_in_editor


def script(tmp_path: Path, body: str) -> list[str]:
    """An editor that is a few lines of Python; `path` is the file it is given."""
    file = tmp_path / "editor.py"
    file.write_text(f"import os, sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{body}\n")
    return [sys.executable, str(file)]


def never() -> None:
    raise AssertionError("no beat was due")


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


def test_the_draft_goes_out_and_the_edit_comes_back(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text(path.read_text().upper())")
    assert write_in_editor("hello Kim", command, never) == "HELLO KIM"


def test_an_editors_last_newline_is_not_part_of_the_reply(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text('two\\nlines\\n')")
    assert write_in_editor("x", command, never) == "two\nlines"


def test_what_was_saved_before_the_editor_died_comes_back(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_text('half'); os._exit(9)")
    assert write_in_editor("x", command, never) == "half"


def test_the_file_is_for_its_owner_only_and_gone_afterwards(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = script(
        tmp_path, f"pathlib.Path({str(seen)!r}).write_text(f'{{path}} {{path.stat().st_mode}}')"
    )
    write_in_editor("private words", command, never)
    name, mode = seen.read_text().split()
    assert stat.S_IMODE(int(mode)) == 0o600
    assert not Path(name).exists()


def test_an_editor_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_in_editor("x", [str(tmp_path / "nothing")], never)


def test_bytes_that_are_no_text_do_not_lose_the_rest(tmp_path: Path) -> None:
    command = script(tmp_path, "path.write_bytes(b'caf\\xe9 words')")
    assert write_in_editor("x", command, never).endswith("words")


def test_the_claim_is_kept_while_the_editor_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("social_care.tui.editor.BEAT_S", 0.001)
    flag = tmp_path / "beaten"
    command = script(
        tmp_path,
        f"import time\nwhile not pathlib.Path({str(flag)!r}).exists():\n    time.sleep(0.001)",
    )
    assert write_in_editor("x", command, flag.touch) == "x"
