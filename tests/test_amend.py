"""Adding to the configuration: what stands there stays, and whatever goes wrong, all of it does."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import config as configuration
from social_care.amend import _line, add_account, set_key
from social_care.config import FILE_NAME, shipped
from social_care.errors import ConfigError, SocialCareError

NEW = {"name": "new", "connector": "demo", "folder": "x", "queries": ["a", '"b, c"']}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A configuration that is not there yet."""
    return tmp_path / FILE_NAME


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "[brand]\nname = 'Acme'",
        "[[accounts]]\nname = 'a'\nconnector = 'demo'\n[accounts.targets]\nhigh = 5\n",
        "[hours]\r\nmon = ['09:00-10:00']\r\n",
        "[brand]\nwords = ['''\n[[accounts]]\n''']\n",
        shipped(FILE_NAME),
    ],
)
def test_an_account_is_put_behind_all_that_stands_there(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    add_account(path, NEW)
    after = path.read_bytes().decode()
    assert after.startswith(text)
    before, now = tomllib.loads(text), tomllib.loads(after)
    assert now == before | {"accounts": [*before.get("accounts", []), NEW]}
    add_account(path, NEW | {"name": "newer"})
    assert [each.name for each in configuration.load(path).accounts][-2:] == ["new", "newer"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(value=TEXTS | st.lists(TEXTS))
def test_whatever_is_written_is_read_back(value: str | list[str]) -> None:
    """Quotes, backslashes, every control character."""
    assert tomllib.loads(_line("key", value)) == {"key": value}


def test_a_byte_order_mark_is_no_hindrance(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf[brand]\nname = 'caf\xc3\xa9'\n")
    add_account(path, NEW)
    assert configuration.load(path).brand == "café"


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("")
    real.chmod(0o640)
    path.symlink_to(real)
    add_account(path, NEW)
    assert path.is_symlink()
    assert "new" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("accounts = [{name = 'a', connector = 'demo'}]\n", NEW),
        ("[[accounts]]\nname = 'new'\nconnector = 'demo'\n", NEW),
        ("", {"name": "a/b", "connector": "demo"}),
        ("[brand\n", NEW),
        ("[targets]\nhigh = 'x'\n", NEW),
    ],
)
def test_what_would_make_the_file_unusable_is_not_done(
    path: Path, text: str, table: dict[str, str]
) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError):
        add_account(path, table)
    assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


TWO = """
# [[accounts]] is how a table of the list begins
[[accounts]]
name = "one"
connector = "demo"
  [[ accounts ]]   # indented
name = "two"
connector = "demo"
[accounts.targets]
high = 5
"""


def test_a_key_is_put_into_the_right_table(path: Path) -> None:
    path.write_text(TWO)
    set_key(path, "two", "token", "file:x")
    assert path.read_text() == TWO.replace("# indented\n", '# indented\ntoken = "file:x"\n')
    set_key(path, "one", "token", "file:y")
    tables = tomllib.loads(path.read_text())["accounts"]
    assert [table["token"] for table in tables] == ["file:y", "file:x"]


@pytest.mark.parametrize(
    "text",
    [
        f"accounts = {json.dumps([{'name': 'one'}])[:-2]}, connector = 'demo'}}]\n".replace(
            '"name": ', "name = "
        ),
        "[brand]\nwords = ['''\n[[accounts]]\n''']\n" + TWO,
    ],
)
def test_a_table_that_is_not_found_is_left_to_the_person(path: Path, text: str) -> None:
    """Rather than guessed."""
    path.write_text(text)
    with pytest.raises(SocialCareError, match="left as it is"):
        set_key(path, "one", "token", "file:x")
    assert path.read_text() == text
