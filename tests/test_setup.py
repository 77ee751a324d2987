"""init: a first configuration that works as it is and is never written over another."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from social_care.cli import main
from social_care.config import FILE_NAME, load, shipped
from social_care.errors import UsageError
from social_care.setup import init


@pytest.fixture(autouse=True)
def kim(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Kim sits in an empty folder."""
    monkeypatch.setattr("getpass.getuser", lambda: "kim")
    monkeypatch.chdir(tmp_path)


def test_it_is_written_into_the_folder_we_stand_in(tmp_path: Path) -> None:
    assert init(None) == Path(FILE_NAME)
    assert (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize("place", ["care.toml", "new/folder/care.toml"])
def test_it_is_written_to_a_file_that_is_named(tmp_path: Path, place: str) -> None:
    assert init(tmp_path / place) == tmp_path / place
    load(tmp_path / place)


def test_it_is_written_into_a_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    assert init(tmp_path / "etc") == tmp_path / "etc" / FILE_NAME


def test_what_it_writes_works_as_it_is_and_lists_its_writer(tmp_path: Path) -> None:
    found = load(init(tmp_path))
    assert [(agent.name, agent.initials) for agent in found.agents] == [("kim", "K")]
    assert found.worker_start == "with-console"


def test_but_for_its_writer_it_is_the_shipped_file(tmp_path: Path) -> None:
    lines = init(tmp_path).read_text(encoding="utf-8").splitlines()
    differing = [
        line for line, other in zip(lines, shipped(FILE_NAME).splitlines(), strict=True)
        if line != other
    ]  # fmt: skip
    assert differing == ['name = "kim"', 'initials = "K"']


@pytest.mark.parametrize("user", ["ACME\\kim", 'k"im', '"', "kím", "k\nim", "😀"])
def test_any_name_of_a_user_makes_a_file_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: user)
    assert [agent.name for agent in load(init(tmp_path)).agents] == [user]


def test_without_a_users_name_the_example_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("no such uid")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert [agent.name for agent in load(init(tmp_path)).agents] == ["mary"]


@pytest.mark.parametrize("place", ["a file", "a folder with one", "a link to nowhere"])
def test_it_never_writes_over_anything(tmp_path: Path, place: str) -> None:
    path = tmp_path / FILE_NAME
    if place == "a link to nowhere":
        path.symlink_to(tmp_path / "nowhere")
    else:
        path.write_text("precious")
    with pytest.raises(UsageError, match="is there already") as caught:
        init(tmp_path if place == "a folder with one" else path)
    assert "init PATH" in caught.value.remedy
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]
    if place != "a link to nowhere":
        assert path.read_text() == "precious"


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        init(tmp_path / "file" / "care.toml")


def test_the_command_says_what_comes_next_and_fails_the_second_time(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "social-care doctor" in done.stderr
    kept = (tmp_path / FILE_NAME).read_text()
    again = CliRunner().invoke(main, ["init"])
    assert (again.exit_code, again.stdout) == (2, "")
    assert (tmp_path / FILE_NAME).read_text() == kept


def test_right_after_init_every_reading_command_works(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init"])
    for words in (["queue"], ["stats"], ["export", "responses"], ["outbox"], ["doctor"],
                  ["worker", "--once"], ["triage", "hello"]):  # fmt: skip
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
    assert CliRunner().invoke(main, ["next"]).exit_code == 1
