"""A console that is killed, or whose terminal is gone, in the middle of a word: nothing is lost.

Real consoles on a real database, each in a pseudo-terminal, with a scripted $EDITOR.
"""

import os
import sqlite3
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.cli.kit import Brand
from tests.tui.terminal import Terminal, terminal

pytestmark = pytest.mark.long

PATIENCE_S = 30
"""How long a test waits for what must happen before it fails; nothing waits for it to pass."""

EDITOR = """#!/bin/sh
printf 'words in the editor\\n' > "$1"
touch {seen}
while ! test -e {release}; do sleep 0.05; done
"""


@pytest.fixture
def here(brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """One customer waits; an editor stays open until the file `release` is there."""
    brand.hear("my boots leak, this is terrible")
    editor = tmp_path / "editor"
    editor.write_text(EDITOR.format(seen=tmp_path / "seen", release=tmp_path / "release"))
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    return brand


def console(brand: Brand) -> AbstractContextManager[Terminal]:
    """The console as it is started."""
    line = [sys.executable, "-m", "social_care", "--config", str(brand.config), "--agent", "mary"]
    return terminal(brand.folder, line, ready="boots leak")


def drafts(brand: Brand) -> list[str]:
    """Every version there is."""
    with closing(sqlite3.connect(brand.db)) as database:
        return [text for (text,) in database.execute("SELECT text FROM drafts ORDER BY id")]


def begin(opened: Terminal, words: bytes = b"Dear Kim") -> None:
    opened.type(b"\r")
    opened.read_until("terrible")
    opened.type(b"r")
    opened.read_until("Reply in public")
    opened.type(words)


def edit(brand: Brand, opened: Terminal) -> None:
    begin(opened)
    opened.until(lambda: drafts(brand) == ["Dear Kim"], "no draft within half a minute")
    opened.type(b"\x0f")
    opened.until((brand.folder / "seen").exists, "the editor never opened")


def scratch(brand: Brand) -> list[Path]:
    """The files for words in an editor."""
    state = Path(os.environ["HOME"]) / ".local" / "state"
    return list(state.rglob("reply-*"))


def test_a_console_killed_while_typing_has_kept_the_words(here: Brand) -> None:
    with console(here) as opened:
        begin(opened)
        opened.until(lambda: drafts(here) == ["Dear Kim"], "no draft within half a minute")
        opened.process.kill()
        opened.process.wait()
    assert drafts(here) == ["Dear Kim"]


def test_a_terminal_that_is_gone_keeps_the_words(here: Brand) -> None:
    with console(here) as opened:
        begin(opened)
        opened.read_until("Dear Kim")
        opened.hang_up()
        assert opened.process.wait(PATIENCE_S) is not None
    assert drafts(here) == ["Dear Kim"]


def test_a_console_killed_under_its_editor_has_kept_what_was_saved(
    here: Brand, tmp_path: Path
) -> None:
    with console(here) as opened:
        edit(here, opened)
        opened.until(lambda: drafts(here) == ["words in the editor"], "the file was not read")
        opened.process.kill()
        opened.process.wait()
        (tmp_path / "release").touch()
    assert drafts(here) == ["words in the editor"]


def test_words_an_editor_saves_after_the_kill_are_a_draft_at_the_next_start(
    here: Brand, tmp_path: Path
) -> None:
    with console(here) as opened:
        edit(here, opened)
        opened.process.kill()
        opened.process.wait()
    (file,) = [path for path in scratch(here) if path.suffix == ".txt"]
    file.write_text("saved when the console was gone\n")
    (tmp_path / "release").touch()
    with console(here) as opened:
        opened.read_until("goes on")  # offered once the file has become a draft
        opened.type(b"\r")
        opened.read_until("saved when the console was gone")
    assert "saved when the console was gone" in drafts(here)
    assert len(drafts(here)) <= 2
    assert scratch(here) == []


def test_a_hang_up_under_an_open_editor_keeps_its_words(here: Brand, tmp_path: Path) -> None:
    with console(here) as opened:
        edit(here, opened)
        opened.hang_up()
        (tmp_path / "release").touch()
        assert opened.process.wait(PATIENCE_S) is not None
    assert drafts(here) == ["words in the editor"]
    assert scratch(here) == []
