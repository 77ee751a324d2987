"""The example of docs/connectors.md does what the page says: it passes the suite of them all."""

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from subprocess import run
from sys import executable

import pytest

from social_care.connectors import installed
from social_care.connectors.base import Connector, FollowsThreads, Sweeps
from social_care.errors import ConfigError
from tests.connectors.contract import ConnectorContract
from tests.connectors.fake_guestbook import PAGE, FakeGuestbook, guestbook
from tests.connectors.test_installed import CONTEXT
from tests.connectors.world import MINUTE, World, poll

PAGE_TEXT = PAGE.read_text(encoding="utf-8")


class TestGuestbook(ConnectorContract):
    """As a stranger would test it."""

    @pytest.fixture
    def world(self) -> World:
        return FakeGuestbook()


def test_the_thread_of_an_entry_is_what_was_said_below_it() -> None:
    book = FakeGuestbook()
    entry = book.post("Is anybody there?")
    ours = book.post_as_us("We are", reply_to=entry)
    thanks = book.post("Thanks", reply_to=ours)
    assert [item.external_id for item in book.connect().thread(entry)] == [ours, thanks]


def test_more_entries_than_a_page_holds_are_all_found() -> None:
    book = FakeGuestbook()
    posted = [book.post(f"line {number}") for number in range(50)]
    book.now += MINUTE
    found = {mention.external_id for mention in poll(book.connect(), book.now).mentions}
    assert found == set(posted)


def test_it_declares_what_it_can_by_having_the_methods() -> None:
    connector = FakeGuestbook().connect()
    assert isinstance(connector, Sweeps)
    assert not isinstance(connector, FollowsThreads)


def test_it_is_found_by_the_entry_point_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    guestbook()
    assert 'guestbook = "guestbook:Guestbook"' in PAGE_TEXT
    entry = EntryPoint("guestbook", "guestbook:Guestbook", installed.GROUP)
    monkeypatch.setattr(installed, "entry_points", lambda **_: EntryPoints([entry]))
    loaded = installed.load("guestbook")
    with pytest.raises(ConfigError) as caught:
        loaded.from_settings({"name": "x", "base_url": "guestbook", "tokken": "env:X"}, CONTEXT)
    assert len(caught.value.problems) == 3


@pytest.mark.long
def test_its_lines_are_typed_and_fit_the_page(tmp_path: Path) -> None:
    """A reader's own type checker finds nothing to complain about."""
    (tmp_path / "guestbook.py").write_text(
        PAGE_TEXT.split("```python\n")[1].split("\n```")[0], encoding="utf-8"
    )
    done = run(
        [executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path, tmp_path / "guestbook.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=PAGE.parent.parent,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", [name for name in dir(Connector) if not name.startswith("_")])
def test_every_part_of_the_protocol_is_told(name: str) -> None:
    assert name in PAGE_TEXT
