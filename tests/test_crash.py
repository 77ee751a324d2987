"""A crash report says where it broke, and nothing that a stranger must not read."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care import __version__, wiring
from social_care.config import Config
from social_care.crash import KEPT, Crash, report
from social_care.errors import ConfigError, NetworkError, StoreError
from social_care.find import Known, parse
from social_care.storage import Store
from tests.world import START

SECRET = "ghp_PlantedTokenPlantedToken42"
CUSTOMER = "my son's foot is burned and nobody answers"


def caught(act: Callable[[], object]) -> BaseException:
    """What it raises, with its traceback."""
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - that is what is wanted
        return error
    raise AssertionError("nothing was raised")


def broken(known: object = None) -> BaseException:
    """An error deep inside our own code, with secrets and a customer's words all around it."""

    def act() -> None:
        token, words = SECRET, CUSTOMER
        try:
            parse(f"{token} tag:{words}", known, START)  # type: ignore[arg-type]
        except AttributeError as error:
            error.add_note(f"note {token} {words}")
            raise ValueError(f"cannot {token} {words}", token, {words: token}) from error

    return caught(act)


def text_of(crash: Crash) -> str:
    """What was written."""
    assert crash.path is not None
    return crash.path.read_text(encoding="utf-8")


def test_it_says_what_broke_and_where_in_our_own_files(tmp_path: Path) -> None:
    crash = report(broken(), now=START, folder=tmp_path)
    text = text_of(crash)
    assert "when: 2026-11-02T09:00:00+00:00" in text
    assert re.search(r"^ValueError$", text, flags=re.MULTILINE)
    assert "because of:" in text
    assert re.search(r"^    social_care/find/reading\.py:\d+ in parse$", text, flags=re.MULTILINE)
    assert re.search(r"^    social_care/find/values\.py:\d+ in named$", text, flags=re.MULTILINE)
    assert "… in other code" in text
    assert f"social-care {__version__}, Python 3." in text
    assert crash.path is not None
    assert crash.sentence.startswith("social-care broke: ValueError.")
    assert str(crash.path) in crash.sentence


def test_the_sentence_names_the_place_when_it_is_ours() -> None:
    crash = report(caught(lambda: parse(None, Known(), 0)), now=START)  # type: ignore[arg-type]
    assert re.match(
        r"social-care broke: TypeError at social_care/find/reading\.py:\d+\. A report, without"
        r" secrets and customers' words, is in /", crash.sentence,
    )  # fmt: skip


def test_no_secret_no_customer_and_no_place_of_this_machine_is_in_it(tmp_path: Path) -> None:
    crash = report(broken(), now=START, folder=tmp_path)
    for planted in (SECRET, CUSTOMER, "burned", "Planted", "note", str(Path(__file__).parent)):
        assert planted not in text_of(crash)
        assert planted not in crash.sentence


def test_a_database_full_of_words_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "care.db"
    path.write_bytes(f"no database: {CUSTOMER} {SECRET} ".encode() * 100)
    error = caught(lambda: Store(path))
    assert isinstance(error, StoreError)
    text = text_of(report(error, now=START, folder=tmp_path / "logs"))
    assert "social_care.errors.SchemaError" in text
    assert "social_care/storage/" in text
    assert "burned" not in text
    assert str(path) not in text


def test_groups_contexts_and_causes_are_followed_without_words(tmp_path: Path) -> None:
    def act() -> None:
        try:
            raise KeyError(CUSTOMER)
        except KeyError:
            raise BaseExceptionGroup(SECRET, [broken(), OSError(5, SECRET, CUSTOMER)])  # noqa: B904

    text = text_of(report(caught(act), now=START, folder=tmp_path))
    for told in ("ExceptionGroup", "among them:", "OSError", "while handling:", "KeyError"):
        assert told in text
    assert SECRET not in text
    assert "burned" not in text


def test_what_causes_itself_ends(tmp_path: Path) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert len(text_of(report(first, now=START, folder=tmp_path)).splitlines()) < 60


def test_endless_recursion_is_told_in_few_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> object:
        return again()

    text = text_of(report(caught(again), now=START, folder=tmp_path))
    assert "RecursionError\n  … in other code, several calls\n" in text
    whole = text_of(report(broken(), now=START, folder=tmp_path))
    monkeypatch.setattr("social_care.crash.MOST_FRAMES", 2)
    cut = text_of(report(broken(), now=START, folder=tmp_path))
    assert re.search(r"… \d lines left out", cut)
    assert len(cut.splitlines()) < len(whole.splitlines())


def test_an_odd_name_of_a_type_is_not_told(tmp_path: Path) -> None:
    odd = type(f"{SECRET} {CUSTOMER}", (Exception,), {})
    crash = report(odd(), now=START, folder=tmp_path)
    assert SECRET not in text_of(crash) + crash.sentence
    assert "an error of an odd name" in text_of(crash)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=12))
def test_whatever_an_error_says_is_not_in_it(tmp_path: Path, words: str) -> None:
    for error in (ValueError(words), NetworkError("auth", words), ConfigError(words, [words])):  # type: ignore[arg-type]
        error.__cause__ = OSError(1, words, words)
        text = text_of(report(error, now=START, folder=tmp_path))
        assert words not in text


# Settings and surroundings ------------------------------------------------------------------------


def test_settings_are_told_by_name_only(tmp_path: Path) -> None:
    config = {
        "brand": {"name": CUSTOMER, "words": [SECRET]},
        "accounts": [{"name": "acme", "token": SECRET}, {"name": "x", SECRET: 1}],
        SECRET: {"a": 1},
        "undo": SECRET,
        "hours": {"mon-fri": [SECRET]},
    }
    text = text_of(report(broken(), now=START, folder=tmp_path, settings=config))
    assert "  brand: name, words\n" in text
    assert "  accounts (2 times): (an odd name), name, token\n" in text
    assert "  undo: set\n" in text
    assert "  hours: mon-fri\n" in text
    assert SECRET not in text
    assert "acme" not in text


def test_the_terminal_is_told_in_words_that_are_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", f"\x1b[31m{SECRET}")
    monkeypatch.setenv("TMUX", SECRET)
    text = text_of(report(broken(), now=START, folder=tmp_path))
    assert "TERM=xterm-256color" in text
    assert "LANG=(odd)" in text
    assert "TMUX is set" in text
    assert SECRET not in text


def test_the_configuration_in_use_is_the_one_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "now_ms", lambda: START)
    path = tmp_path / "social-care.toml"
    path.write_text(f'[brand]\nname = "{CUSTOMER}"\n')
    config = Config(path=path, store=tmp_path / "care.db")
    text = text_of(wiring.crash_report(config, broken()))
    assert "  brand: name\n" in text
    assert CUSTOMER not in text
    assert CUSTOMER in text_of(wiring.crash_report(config, broken(), allow_text=True))
    path.write_text("[[[ no TOML")
    assert "ValueError" in text_of(wiring.crash_report(config, broken()))
    path.unlink()
    assert "ValueError" in text_of(wiring.crash_report(config, broken()))


# With messages -----------------------------------------------------------------------------------


def test_messages_are_added_where_that_is_allowed_without_what_looks_secret(tmp_path: Path) -> None:
    said = f"{CUSTOMER}: Authorization: Bearer {SECRET}\x1b[2J\u202e 4111 1111 1111 1111"
    crash = report(ValueError(said), now=START, folder=tmp_path, allow_text=True)
    text = text_of(crash)
    assert f"ValueError: {CUSTOMER}: Authorization: ***" in text
    assert SECRET not in text
    assert not {"\x1b", "\u202e"} & set(text)
    assert "4111 1111 1111 1111" not in text
    assert "with the messages of errors" in crash.sentence
    assert CUSTOMER not in crash.sentence


def test_a_message_that_cannot_be_had_is_no_second_crash(tmp_path: Path) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError(SECRET)

    text = text_of(report(Mute(), now=START, folder=tmp_path, allow_text=True))
    assert "Mute: (no message can be had)" in text


# The file ----------------------------------------------------------------------------------------


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        crash = report(broken(), now=START, folder=tmp_path / "logs")
    finally:
        os.umask(before)
    assert crash.path is not None
    assert stat.S_IMODE(crash.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(crash.path.parent.stat().st_mode) == 0o700


def test_it_lies_in_the_users_own_log_folder() -> None:
    crash = report(broken(), now=START)
    assert crash.path is not None
    assert crash.path.is_relative_to(Path.home())
    assert crash.path.name == "crash-20261102T090000Z-000.txt"


def test_two_at_once_are_two_and_nothing_is_written_over(tmp_path: Path) -> None:
    target = tmp_path / "somebody's"
    (tmp_path / "crash-20261102T090000Z-000.txt").symlink_to(target)
    paths = {report(broken(), now=START, folder=tmp_path).path for _ in range(3)}
    assert len(paths) == 3
    assert not target.exists()


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    (tmp_path / "crash of somebody else.txt").write_text("kept")
    for number in range(KEPT + 5):
        report(broken(), now=START + number * 1000, folder=tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == KEPT + 1
    assert names[0] == "crash of somebody else.txt"
    assert names[1] == "crash-20261102T090005Z-000.txt"


def test_where_nothing_can_be_written_it_still_says_what_broke(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    crash = report(broken(), now=START, folder=tmp_path / "logs")
    assert crash.path is None
    assert crash.sentence == (
        "social-care broke: ValueError. No report could be written (FileExistsError)."
    )
