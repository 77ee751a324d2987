"""Every key of the table arrives as itself, however a terminal sends it, and is obeyed."""

import os
import signal
import sys
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key as KeyEvent

from social_care.tui.keys import KEYS, TABLE, Where
from tests.tui.terminal import PATIENCE_S, Terminal, terminal
from tests.tui.terminal_bytes import sent

NAMES = sorted({key for row in KEYS for key in row.keys})


@pytest.mark.parametrize("key", NAMES)
def test_it_is_read_as_itself_however_it_is_sent(key: str) -> None:
    for arrives in sent(key):
        parser = XTermParser()
        events = [*parser.feed(arrives.decode()), *parser.feed("")]  # the end: nothing follows
        assert [one.key for one in events if isinstance(one, KeyEvent)] == [key], arrives


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def go(opened: Terminal, where: Where, after: str) -> None:
    """A fresh morning in that part of the screen."""
    before = len(lines(opened.folder / "ready"))
    (opened.folder / "place").write_text(where)
    os.kill(opened.process.pid, signal.SIGUSR1)
    opened.until(
        lambda: len(lines(opened.folder / "ready")) > before, f"never in {where} after {after}"
    )


@pytest.mark.long
@pytest.mark.parametrize("where", list(Where))
def test_through_a_terminal_it_is_obeyed_where_the_table_says(where: Where, tmp_path: Path) -> None:
    line = [sys.executable, "-m", "tests.tui.pressed", str(tmp_path)]
    given = tmp_path / "given"
    with terminal(tmp_path, line, SSH_CONNECTION="10.0.0.1 22", VISUAL="true") as opened:
        after = "the start"
        for row in TABLE.for_where(where):
            for key in row.keys if row.command != "quit" else ():
                go(opened, where, after)
                before = len(lines(given))
                opened.type(sent(key)[0])
                wanted = f"{where} {row.command}"
                opened.until(
                    lambda: wanted in lines(given)[before:],  # noqa: B023 - at once
                    f"{key} in {where}: {lines(given)[before:]}",
                )
                first = next(one for one in lines(given)[before:] if one.startswith(f"{where} "))
                assert first == wanted, key
                after = key


@pytest.mark.parametrize(
    "way",
    [(), ((b"\r", "burned"),), ((b"\r", "burned"), (b"\t", "since"))],
    ids=["queue", "conversation", "customer"],
)
def test_the_last_key_leaves_the_console_from_every_list(
    way: tuple[tuple[bytes, str], ...], tmp_path: Path
) -> None:
    with terminal(tmp_path) as opened:
        for key, words in way:
            opened.type(key)
            opened.read_until(words)
        opened.type(sent("Q")[0])
        opened.read_to_end()
        assert opened.process.wait(PATIENCE_S) == 0
    assert (tmp_path / "left").exists()
