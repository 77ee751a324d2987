"""Secrets that we are given to keep: where they go, and that their reference leads back."""

import os
import sys
import traceback
from pathlib import Path

import pytest

from social_care.errors import SecretError
from social_care.secrets import SecretReader, can_replace, forget, is_reference, keep, replace
from tests.keyring_kit import FakeKeyring

SECRET = "hunter2-do-not-show"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """A keyring in memory."""
    made = FakeKeyring()
    made.install(monkeypatch)
    return made


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not installed."""
    monkeypatch.setitem(sys.modules, "keyring", None)


def test_a_keyring_that_keeps_things_is_used(tmp_path: Path, keyring: FakeKeyring) -> None:
    reference = keep(tmp_path, "acme", "token", SECRET)
    assert reference == "keyring:social-care/acme.token"
    assert SecretReader(tmp_path)(reference) == SECRET
    assert list(tmp_path.iterdir()) == []


def test_one_that_keeps_nothing_is_not(tmp_path: Path, keyring: FakeKeyring) -> None:
    keyring.priority = 0
    assert keep(tmp_path, "acme", "token", SECRET) == "file:secrets/acme.token"
    assert keyring.kept == {}


@pytest.mark.usefixtures("no_keyring")
def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        reference = keep(tmp_path, "acme", "token", SECRET)
    finally:
        os.umask(old)
    assert reference == "file:secrets/acme.token"
    assert SecretReader(tmp_path)(reference) == SECRET
    path = tmp_path / "secrets" / "acme.token"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("no_keyring")
def test_what_is_kept_already_stays_in_a_file(tmp_path: Path) -> None:
    """It may belong to another configuration in this folder."""
    first = keep(tmp_path, "acme", "token", "old")
    second = keep(tmp_path, "acme", "token", SECRET)
    assert (first, second) == ("file:secrets/acme.token", "file:secrets/acme.token.2")
    read = SecretReader(tmp_path)
    assert (read(first), read(second)) == ("old", SECRET)


def test_what_is_kept_already_stays_in_the_keyring(tmp_path: Path, keyring: FakeKeyring) -> None:
    """It may be another brand's."""
    keep(tmp_path, "acme", "token", "old")
    assert keep(tmp_path, "acme", "token", SECRET) == "keyring:social-care/acme.token.2"
    assert keyring.kept["social-care", "acme.token"] == "old"


@pytest.mark.usefixtures("no_keyring")
def test_another_secret_takes_its_place_and_leaves_the_rest_of_the_file(tmp_path: Path) -> None:
    """Who may read it was somebody's decision, and so was where it really lies."""
    real = tmp_path / "real"
    real.write_text("old\nuser: brand\n")
    real.chmod(0o640)
    (tmp_path / "token").symlink_to(real)
    replace(tmp_path, "file:token", SECRET)
    assert real.read_text() == f"{SECRET}\nuser: brand\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "token").is_symlink()
    replace(tmp_path, "file:new", SECRET)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_another_secret_takes_its_place_in_the_keyring(
    tmp_path: Path, keyring: FakeKeyring
) -> None:
    reference = keep(tmp_path, "acme", "token", "old")
    replace(tmp_path, reference, SECRET)
    assert SecretReader(tmp_path)(reference) == SECRET
    assert len(keyring.kept) == 1


def test_what_was_kept_can_be_forgotten(tmp_path: Path, keyring: FakeKeyring) -> None:
    """Twice, too."""
    reference = keep(tmp_path, "acme", "token", SECRET)
    keyring.priority = 0
    in_file = keep(tmp_path, "acme", "token", SECRET)
    for each in (reference, in_file, reference, in_file):
        forget(tmp_path, each)
    assert keyring.kept == {}
    assert list((tmp_path / "secrets").iterdir()) == []


@pytest.mark.usefixtures("no_keyring")
def test_a_place_that_cannot_be_written_is_told_without_the_secret(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file where the folder should be")
    with pytest.raises(SecretError, match="cannot write the secret to") as caught:
        keep(tmp_path, "acme", "token", SECRET)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_locked_keyring_is_told_without_the_secret(tmp_path: Path, keyring: FakeKeyring) -> None:
    keyring.locked = True
    with pytest.raises(SecretError, match="KeyringError") as caught:
        keep(tmp_path, "acme", "token", SECRET)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("text", "reference", "replaceable"),
    [
        ("env:TOKEN", True, False),
        ("cmd:pass show acme", True, False),
        ("file:secrets/acme.token", True, True),
        ("keyring:social-care/acme.token", True, True),
        ("file:", False, False),
        (SECRET, False, False),
        ("environment", False, False),
        ("", False, False),
    ],
)
def test_references_are_told_from_secrets(text: str, reference: bool, replaceable: bool) -> None:
    assert (is_reference(text), can_replace(text)) == (reference, replaceable)
