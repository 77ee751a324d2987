"""Global options, their places and variables, exit codes, help, errors without tracebacks."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from social_care import __version__
from social_care.cli.root import COMMANDS, main
from tests.cli.kit import CONFIG, Brand, record

GLOBAL = {"--config", "--db", "--agent", "--debug", "--version"}


def command(name: str) -> click.Command:
    """One of ours."""
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_takes_every_global_option_with_help(name: str) -> None:
    options = {
        spelling: parameter
        for parameter in command(name).params
        if isinstance(parameter, click.Option)
        for spelling in parameter.opts
    }
    assert set(options) >= GLOBAL
    for parameter in options.values():
        assert parameter.help, parameter.opts


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("word", ["--help", "-h"])
def test_every_command_explains_itself(name: str, word: str) -> None:
    done = CliRunner().invoke(main, [name, word])
    assert done.exit_code == 0
    first = (command(name).help or "").splitlines()[0]
    assert first
    assert first.rstrip(".").split()[-1] in done.stdout.replace("\n", " ")


@pytest.mark.parametrize("line", [["--help"], ["account", "--help"], ["outbox", "--help"]])
def test_the_list_of_commands_tells_whole_sentences(line: list[str]) -> None:
    _, told = CliRunner().invoke(main, line, terminal_width=80).stdout.split("Show this message")
    assert "..." not in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize("word", ["abc", "0", "-1", "1.5", "²", "9223372036854775808"])
def test_what_is_no_id_is_told_without_the_bounds_of_the_database(word: str) -> None:
    done = CliRunner().invoke(main, ["claim", "--", word])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{word!r} is not an id: a number, as the lists print it first" in done.stderr


@pytest.mark.parametrize("line", [["--version"], ["queue", "--version"], ["next", "--version"]])
def test_the_version_is_told_before_and_after_a_command(line: list[str]) -> None:
    done = CliRunner().invoke(main, line)
    assert (done.exit_code, done.stdout) == (0, f"social-care, version {__version__}\n")


def test_an_unknown_command_or_option_is_a_usage_error() -> None:
    for line in (["que"], ["--colour"], ["queue", "--colour"], ["queue", "extra"]):
        done = CliRunner().invoke(main, line)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "social-care" in done.stderr or "Usage" in done.stderr


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_database_can_be_named_before_and_after_the_command(brand: Brand, place: str) -> None:
    brand.db.unlink()
    other = brand.folder / "other.db"
    words = ["--db", str(other), "queue"] if place == "before" else ["queue", "--db", str(other)]
    brand.does(*words)
    assert other.exists()
    assert not brand.db.exists()


def test_the_later_of_two_places_wins(brand: Brand) -> None:
    first, second = brand.folder / "first.db", brand.folder / "second.db"
    brand.does("--db", first, "queue", "--db", second)
    assert (first.exists(), second.exists()) == (False, True)
    brand.hear("Where is my order, please?")
    (row,) = brand.json("--agent", "mary", "next", "--agent", "joe")
    assert row["claimed_by"] == "joe"


def test_the_configuration_can_be_named_after_the_command(brand: Brand) -> None:
    brand.imported(record(1))
    done = CliRunner().invoke(main, ["queue", "--json", "--config", str(brand.config)])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)


def test_the_environment_names_configuration_database_and_agent(brand: Brand) -> None:
    brand.imported(record(1))
    env = {"SOCIAL_CARE_CONFIG": str(brand.config), "SOCIAL_CARE_AGENT": "joe"}
    done = CliRunner().invoke(main, ["next"], env=env)
    assert '"claimed_by": "joe"' in done.stdout
    elsewhere = {**env, "SOCIAL_CARE_DB": str(brand.folder / "empty.db")}
    assert CliRunner().invoke(main, ["next"], env=elsewhere).exit_code == 1


def test_an_option_beats_its_variable(brand: Brand) -> None:
    brand.imported(record(1))
    brand.env.update(SOCIAL_CARE_AGENT="joe", SOCIAL_CARE_DB=str(brand.folder / "empty.db"))
    brand.env["SOCIAL_CARE_CONFIG"] = str(brand.folder / "not-there.toml")
    (row,) = brand.json("next", "--db", str(brand.db), "--agent", "mary")
    assert row["claimed_by"] == "mary"


def test_the_file_of_the_folder_we_stand_in_is_found(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.imported(record(1))
    monkeypatch.chdir(brand.folder)
    assert len(CliRunner().invoke(main, ["queue"]).stdout.splitlines()) == 1


def test_the_unix_user_acts_when_listed(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    brand.imported(record(1))
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mary")
    (row,) = brand.json("next")
    assert row["claimed_by"] == "mary"


def test_a_system_that_knows_no_user_is_no_reason_to_fail(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    brand.does("queue")
    assert "--agent NAME" in brand.fails("next")


def test_without_any_configuration_the_queue_is_empty_and_doctor_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    queue = CliRunner().invoke(main, ["queue", "--json"])
    assert (queue.exit_code, queue.stdout) == (0, "")
    assert queue.stderr.startswith("a new database: ")
    assert queue.stderr.endswith("; no configuration was found: social-care init\n")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0
    assert "social-care init" in done.stdout


def test_who_acts_without_any_configuration_is_told_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["next"]).stderr
    assert "there is no configuration yet" in said
    assert "social-care init" in said


def test_a_new_database_is_told_of_once(brand: Brand) -> None:
    brand.db.unlink(missing_ok=True)
    assert brand.does("queue", "--json").stderr == f"a new database: {brand.db}\n"
    assert brand.does("queue", "--json").stderr == ""


def test_a_missing_configuration_says_how_to_make_one(brand: Brand) -> None:
    brand.config.unlink()
    said = brand.fails("queue")
    assert "no configuration file at" in said
    assert "social-care init" in said


def test_every_fault_of_the_configuration_is_told_by_every_command_that_reads_it(
    brand: Brand,
) -> None:
    brand.configure(CONFIG, "[targts]\nhigh = 1\n[worker]\nstart = 5\n")
    for words in (["queue"], ["worker", "--once"], ["stats"], ["triage", "hello"]):
        said = brand.fails(*words)
        assert "targts" in said
        assert "worker.start" in said


def test_a_file_that_is_no_database_of_ours_is_refused_with_a_remedy(brand: Brand) -> None:
    brand.db.write_text("this is a shopping list, and a rather long one at that" * 100)
    said = brand.fails("queue")
    assert "not a social-care database" in said
    assert "--db PATH" in said


def test_a_database_where_none_can_be_is_told_with_a_remedy(brand: Brand) -> None:
    said = brand.fails("queue", "--db", brand.config / "under-a-file.db")
    assert "cannot open the database" in said
    assert "--db PATH" in said


def test_a_traceback_is_shown_under_debug_only(brand: Brand) -> None:
    assert "Traceback" not in brand.fails("reply", 7, "--text", "x", agent="mary")
    said = brand.fails("reply", 7, "--text", "x", "--debug", agent="mary")
    assert "Traceback" in said
    assert "no conversation 7" in said
    assert "Traceback" in brand.fails("--debug", "reply", 7, "--text", "x", agent="mary")


def test_the_console_needs_a_terminal_and_says_what_scripts_use(brand: Brand) -> None:
    for words in ([], ["demo"]):
        said = brand.fails(*words, agent="mary", code=2)
        assert "terminal" in said
        assert "queue --json" in said
