"""README and docs say what the code does: commands, columns, keys, settings."""

import re
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from social_care.cli.root import COMMANDS, main
from social_care.config import FILE_NAME, check, shipped
from social_care.connectors.installed import available
from social_care.errors import ErrorClass
from social_care.export import TABLES
from social_care.export.columns import Kind, Table
from social_care.storage.events import EventKind
from social_care.tui.keys import KEYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXPORT = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def first_cells(table_text: str) -> list[str]:
    """The code in the first cell of every row of the tables in a text."""
    return re.findall(r"^\| `([^`]+)`", table_text, flags=re.MULTILINE)


def test_every_command_is_in_the_configuration_page_and_no_other() -> None:
    told = {
        cell.split()[1]
        for cell in first_cells(CONFIGURATION)
        if cell.startswith("social-care ") and len(cell.split()) > 1
    }
    assert told == set(COMMANDS)


def every_command() -> dict[str, click.Command]:
    """Those of groups too, by what is typed."""
    found: dict[str, click.Command] = {}
    for name in sorted(COMMANDS):
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        inner = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {word}": each for word, each in inner.items()} or {name: command}
    return found


@pytest.mark.parametrize(("name", "command"), every_command().items())
def test_every_option_of_a_command_is_told(name: str, command: click.Command) -> None:
    """Global options are told once, above the table."""
    assert command.help
    row = next(
        line
        for line in CONFIGURATION.splitlines()
        if f"`social-care {name}" in line and line.startswith("|")
    )
    common = {"--config", "--db", "--agent", "--debug", "--version"}
    own = {option for parameter in command.params for option in parameter.opts} - common
    missing = [option for option in own if option.startswith("--") and option not in row]
    assert missing == []


def test_every_readme_command_exists() -> None:
    words = set(re.findall(r"^social-care ([a-z]+)", README, flags=re.MULTILINE))
    assert words
    assert words <= set(COMMANDS)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_data_dictionary_is_that_of_the_code(table: Table) -> None:
    section = EXPORT.split(f"\n## {table.name.title()}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    told = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    assert told[: len(table.columns)] == [
        [f"`{column.name}`", column.kind, column.unit, column.meaning, column.personal]
        for column in table.columns
    ]
    rest = {row[0] for row in told[len(table.columns) :]}
    assert not rest & {f"`{name}`" for name in table.names}


def test_every_kind_of_event_is_told() -> None:
    section = EXPORT.split("| kind | what happened |")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z_ -]+)`", section)) == {kind.value for kind in EventKind}


def test_every_type_of_column_is_told() -> None:
    section = EXPORT.split("\n## Types\n")[1].split("\n## ")[0]
    told = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()[3:]]
    assert [word for word in told if word][: len(Kind) + 1] == [*Kind, "absent"]


def test_every_key_of_the_readme_is_a_key_of_the_console() -> None:
    section = README.split("## Ten keys")[1].split("##")[0]
    told = first_cells(section)
    assert len(told) == 10
    shown = {row.shown for row in KEYS}
    assert [key for key in told if key not in shown] == []


def test_every_connector_is_told() -> None:
    section = CONFIGURATION.split("## Connectors")[1].split("## Secrets")[0]
    assert sorted(first_cells(section)) == available()


def test_every_error_class_is_told() -> None:
    section = ARCHITECTURE.split("## When a network fails")[1].split("##")[0]
    for error_class in ErrorClass:
        assert error_class.value.replace("_", " ") in section


def test_every_setting_of_the_shipped_file_is_told() -> None:
    text = shipped("social-care.toml")
    plain = re.sub(r"^# ((\[|[a-z_\-]+ = ).*)$", r"\1", text, flags=re.MULTILINE)
    for section, content in tomllib.loads(plain).items():
        tables = content if isinstance(content, list) else [content]
        for key in {key for table in tables for key in table}:
            assert key in CONFIGURATION, f"[{section}] {key}"


def test_help_of_the_program_names_every_command() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", output, flags=re.MULTILINE)


PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
OTHER_FILES = ("[project.entry-points", "corrections =")
"""How examples of TOML begin that are no configuration of ours."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_of_a_configuration_is_one(page: Path) -> None:
    for text in re.findall(
        r"^```toml\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        if not text.startswith(OTHER_FILES):
            check(text + '\n[[agents]]\nname = "joe"\n', ROOT / FILE_NAME)


def told_commands(page: Path) -> list[list[str]]:
    """The words of every command that a page gives, in a line of its own or within a sentence."""
    text = page.read_text("utf-8")
    found = re.findall(r"^ *social-care((?: .*)?)$", text, flags=re.MULTILINE)
    found += re.findall(r"`social-care ([^`]+)`", text)
    return [re.split(r"(?:^|\s)#|\s{3,}|\s[|>]", told.strip())[0].split() for told in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_gives_exists(page: Path) -> None:
    for words in told_commands(page):
        command: click.Command | None = main
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("-"):
                command = command.get_command(None, word)  # type: ignore[arg-type]
                assert command is not None, words
            elif word.startswith("--") and word != "--":
                assert command is not None
                options = {option for each in command.params for option in each.opts}
                assert word.strip("[],;.") in options | {"--help"}, words
