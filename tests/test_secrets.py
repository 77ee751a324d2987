"""References to secrets, resolved and never shown."""

import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from social_care import secrets
from social_care.errors import SecretError
from social_care.secrets import SecretReader
from tests.keyring_kit import FakeKeyring

SECRET = "hunter2-do-not-show"


@pytest.fixture
def read(tmp_path: Path) -> SecretReader:
    """A reader whose configuration lies in the test's folder."""
    return SecretReader(tmp_path)


def refusal(read: SecretReader, reference: str) -> SecretError:
    """The error a reference leads to; nothing in it or behind it shows the secret."""
    with pytest.raises(SecretError) as caught:
        read(reference)
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown.replace(repr(reference), "").replace(f'read("{reference}")', "")
    return caught.value


# Environment and files --------------------------------------------------------------------------


def test_a_variable_of_the_environment_is_read_each_time_anew(
    read: SecretReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_TOKEN", "old")
    assert read("env:ACME_TOKEN") == "old"
    monkeypatch.setenv("ACME_TOKEN", f" {SECRET}\n")
    assert read("env:ACME_TOKEN") == SECRET


def test_a_variable_that_is_not_set_is_named_with_a_remedy(read: SecretReader) -> None:
    error = refusal(read, "env:ACME_TOKEN")
    assert "ACME_TOKEN is not set" in error.message
    assert "export ACME_TOKEN" in error.remedy


def test_a_file_gives_its_first_line_relative_to_the_configuration(
    read: SecretReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "token").write_text(f"{SECRET}\r\nand a comment\n")
    monkeypatch.chdir("/")
    assert read("file:keys/token") == SECRET
    assert read(f"file:{tmp_path}/keys/token") == SECRET


def test_a_file_in_the_home_folder_can_be_written_with_a_tilde(read: SecretReader) -> None:
    Path.home().mkdir(parents=True)
    (Path.home() / "token").write_text(SECRET)
    assert read("file:~/token") == SECRET


def test_a_file_that_cannot_be_read_is_named_with_a_remedy(
    read: SecretReader, tmp_path: Path
) -> None:
    error = refusal(read, "file:gone")
    assert f"{tmp_path}/gone: No such file" in error.message
    assert error.remedy
    assert "directory" in refusal(read, f"file:{tmp_path}").message


def test_a_file_that_is_no_text_is_refused_without_a_byte_of_it(
    read: SecretReader, tmp_path: Path
) -> None:
    (tmp_path / "token").write_bytes(SECRET.encode() + b"\xff")
    error = refusal(read, "file:token")
    assert "no UTF-8 text" in error.message
    assert "0xff" not in "".join(traceback.format_exception(error))


def test_a_path_no_system_could_have_is_refused(read: SecretReader) -> None:
    refusal(read, "file:a\0b")


# Commands ---------------------------------------------------------------------------------------


def test_a_command_gives_the_first_line_it_prints(read: SecretReader, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\nuser: brand\n")
    assert read("cmd:cat token") == SECRET
    assert read(f"cmd:{sys.executable} -c 'print(\"a b\")'") == "a b"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (f"sh -c 'echo {SECRET}; echo {SECRET} >&2; exit 3'", "exit code 3"),
        (f"no-such-command-at-all --token {SECRET}", "No such file"),
        (f"sh -c \"printf '{SECRET}\\377'\"", "no UTF-8 text"),
        (f"sh -c 'echo {SECRET}", "quotation"),
        ("   ", "names no command"),
    ],
)
def test_a_command_that_fails_shows_neither_arguments_nor_output(
    read: SecretReader, command: str, why: str
) -> None:
    error = refusal(read, f"cmd:{command}")
    assert why in error.message
    assert SECRET not in str(error)


def test_a_command_that_prints_nothing_is_not_shown_either(read: SecretReader) -> None:
    error = refusal(read, f"cmd:true --token {SECRET}")
    assert error.message == "the secret behind cmd is empty"


def test_a_command_that_never_ends_is_given_up(
    read: SecretReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(words: list[str], **options: object) -> None:
        assert options["timeout"] == secrets.COMMAND_TIMEOUT_S
        raise subprocess.TimeoutExpired(words, secrets.COMMAND_TIMEOUT_S, output=SECRET.encode())

    monkeypatch.setattr(subprocess, "run", hang)
    assert "more than 30 seconds" in refusal(read, f"cmd:wait {SECRET}").message


# Keyring ----------------------------------------------------------------------------------------


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """A keyring in memory."""
    made = FakeKeyring()
    made.install(monkeypatch)
    return made


def test_the_keyring_is_asked_by_service_and_user(read: SecretReader, keyring: FakeKeyring) -> None:
    keyring.kept["social-care", "acme/fedi"] = SECRET
    assert read("keyring:social-care/acme/fedi") == SECRET


def test_what_the_keyring_does_not_hold_is_named(read: SecretReader, keyring: FakeKeyring) -> None:
    assert "nothing for social-care/joe" in refusal(read, "keyring:social-care/joe").message


def test_a_keyring_that_is_locked_says_what_to_do(read: SecretReader, keyring: FakeKeyring) -> None:
    error = refusal(read, "keyring:locked/joe")
    assert "KeyringError" in error.message
    assert "unlock" in error.remedy


def test_without_the_package_the_remedy_is_to_install_it(
    read: SecretReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "pip install keyring" in refusal(read, "keyring:a/b").remedy


# What is no reference ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [SECRET, f"{SECRET}:x", f"ENV:{SECRET}", "", "env:", "file:", f":{SECRET}", f"vault:{SECRET}"],
)
def test_a_secret_written_as_itself_is_refused_and_not_repeated(
    read: SecretReader, reference: str
) -> None:
    error = refusal(read, reference)
    assert "as a reference" in error.message
    assert "env:NAME" in error.remedy
    assert SECRET not in str(error)


@pytest.mark.parametrize("content", ["", "\n", "   \n", f"\n{SECRET}\n"])
def test_an_empty_secret_is_refused(read: SecretReader, tmp_path: Path, content: str) -> None:
    (tmp_path / "token").write_text(content)
    assert "file:token is empty" in refusal(read, "file:token").message
