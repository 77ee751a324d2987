"""A console that breaks: words are kept, the terminal comes back, a report says what broke.

In a real pseudo-terminal; what broke it quotes a secret and a customer.
"""

import sys
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal, terminal

SECRET, WORDS = "sk-live-4711-hush", "is burned by your insole"

PROGRAM = """
import pathlib, sys
from tests.tui.fake_desk import FakeDesk
from social_care.cli.console import run
from social_care.config import Config, check

out = pathlib.Path(sys.argv[1])
texts = sys.argv[2] == "texts"
secret = "SECRET"

class Breaks(FakeDesk):
    def save_draft(self, number, text, **named):
        (out / "draft").write_text(text)
        return super().save_draft(number, text, **named)

    def changed(self):
        if (out / "break").exists():
            said = self.views[1].row.text
            raise RuntimeError(f"cannot read {said} with api_key={secret}")
        return super().changed()

    def why(self, number):
        said = self.views[1].row.text
        raise KeyError(said, secret)

toml = "[console]\\ncrash_texts = true\\n" if texts else ""
run(Breaks().as_desk(), check(toml, out / "social-care.toml"))
""".replace("SECRET", SECRET)


def console(folder: Path, *, texts: bool = False) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(folder), "texts" if texts else "none"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def afterwards(opened: Terminal) -> str:
    """What stands on the ordinary screen once the console's own has gone."""
    everything = opened.read_to_end().decode(errors="replace")
    assert "\x1b[?1049l" in everything, "the terminal was not given back"
    assert "\x1b[?25h" in everything, "the cursor was not given back"
    return everything.rpartition("\x1b[?1049l")[2]


def reports(home: Path) -> list[Path]:
    return list((home / "home").rglob("crash-*.txt"))


def test_words_are_kept_and_nothing_of_anybodys_is_told(home: Path) -> None:
    with terminal(home, console(home)) as opened:
        opened.type(b"n")
        opened.read_until("insole")
        opened.type(b"r")
        opened.read_until("Reply in public")
        opened.type(b"Dear Kim")
        opened.read_until("Kim")
        (home / "break").touch()
        told = afterwards(opened)
        assert opened.process.wait(20) == 1
    assert (home / "draft").read_text() == "Dear Kim"
    (report,) = reports(home)
    written = report.read_text()
    assert "RuntimeError" in written
    assert "social_care/tui/screens/refresh.py" in written
    assert "social-care broke: RuntimeError at social_care/tui/screens/refresh.py" in told
    assert report.name in told.replace("\r\n", "")
    assert "What you typed is kept" in told
    assert "Traceback" not in told
    for words in (SECRET, WORDS, "Kim Osei"):
        assert words not in written
        assert words not in told


def test_what_a_key_breaks_in_a_thread_ends_alike(home: Path) -> None:
    with terminal(home, console(home)) as opened:
        opened.type(b"p")
        told = afterwards(opened)
        assert opened.process.wait(20) == 1
    (report,) = reports(home)
    assert "KeyError" in report.read_text()
    assert SECRET not in report.read_text() + told
    assert WORDS not in report.read_text() + told


def test_messages_are_in_the_report_where_that_is_allowed_but_never_secrets(home: Path) -> None:
    with terminal(home, console(home, texts=True)) as opened:
        (home / "break").touch()
        told = afterwards(opened)
        assert opened.process.wait(20) == 1
    (report,) = reports(home)
    assert WORDS in report.read_text()
    assert SECRET not in report.read_text()
    assert WORDS not in told
