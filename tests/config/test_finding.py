"""Where the configuration file is found, and what its paths are relative to."""

from pathlib import Path

import pytest
from platformdirs import user_config_path, user_data_path

from social_care.config import FILE_NAME, find, load
from social_care.errors import ConfigError
from tests.config.kit import read, written


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """All four places, each with a file."""
    here, user = tmp_path / "here", user_config_path("social-care")
    named, variable = tmp_path / "named.toml", tmp_path / "variable.toml"
    for path in (here / FILE_NAME, user / FILE_NAME, named, variable):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(here)
    return {
        "named": named, "variable": variable, "here": here / FILE_NAME, "user": user / FILE_NAME,
    }  # fmt: skip


def test_the_order_is_option_variable_folder_user(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find() == places["here"]
    monkeypatch.setenv("SOCIAL_CARE_CONFIG", str(places["variable"]))
    assert find() == places["variable"]
    assert find(places["named"]) == places["named"]
    monkeypatch.delenv("SOCIAL_CARE_CONFIG")
    places["here"].unlink()
    assert find() == places["user"]
    places["user"].unlink()
    assert find() is None


def test_the_users_folder_follows_the_platforms_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    place = tmp_path / "xdg" / "social-care" / FILE_NAME
    place.parent.mkdir(parents=True)
    place.write_text("")
    assert find() == place


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_file_that_is_named_and_not_there_is_never_passed_over(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    gone = places["named"].parent / "gone.toml"
    monkeypatch.setenv("SOCIAL_CARE_CONFIG", str(gone if by == "variable" else places["named"]))
    with pytest.raises(ConfigError, match=r"no configuration file at .*gone\.toml") as caught:
        find(gone if by == "option" else None)
    assert "social-care init" in caught.value.remedy


def test_an_empty_variable_is_no_variable(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCIAL_CARE_CONFIG", "")
    monkeypatch.setenv("SOCIAL_CARE_DB", "")
    assert find() == places["here"]
    assert load(None).store == user_data_path("social-care") / "social-care.db"


# What it says -----------------------------------------------------------------------------------


def test_relative_paths_are_relative_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = written(tmp_path, "[store]\npath = 'data/care.db'\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = load(find(Path("..") / FILE_NAME))
    assert found.store == tmp_path / "data" / "care.db"
    assert found.folder == path.parent


def test_an_absolute_path_and_a_home_path_are_taken_as_such(tmp_path: Path) -> None:
    assert read(tmp_path, "[store]\npath = '/srv/care.db'").store == Path("/srv/care.db")
    assert read(tmp_path, "[store]\npath = '~/care.db'").store == Path.home() / "care.db"


def test_the_database_is_named_by_option_then_variable_then_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "[store]\npath = 'file.db'\n")
    assert load(path).store == tmp_path / "file.db"
    monkeypatch.setenv("SOCIAL_CARE_DB", "/srv/variable.db")
    assert load(path).store == load(None).store == Path("/srv/variable.db")
    assert load(path, db=Path("/srv/option.db")).store == Path("/srv/option.db")
